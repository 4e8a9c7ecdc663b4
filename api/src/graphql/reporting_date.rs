//! The reporting date in the schema.

use super::{
    change::{RecordedChange, in_input, order},
    context,
    scalar::Date,
};
use crate::{auth::Admin, service::reporting_date};
use async_graphql::{Context, InputObject, Result, SimpleObject};

/// The day that becomes the book's reporting date.
#[derive(InputObject)]
pub(crate) struct SetReportingDateInput {
    /// The last day that figures can be asked for from now on; not after today.
    date: Date,
    /// Your name for this change, 1 to 128 characters: sent again with the same key it is not
    /// made again, and answered as the first time.
    idempotency_key: String,
    /// Only say what would change.
    #[graphql(default)]
    dry_run: bool,
}

/// The new reporting date, and what it changed.
#[derive(SimpleObject)]
pub(crate) struct ReportingDatePayload {
    /// The reporting date now.
    reporting_date: Date,
    /// The reporting date before; null when it was always today.
    previous: Option<Date>,
    /// Instalments that have fallen due until the new date, and were written.
    instalments_written: u64,
    /// Unpaid instalments that have not fallen due by the new date, and were taken away.
    instalments_removed: u64,
    /// Instalments whose stored status or days late are others now.
    instalments_restated: u64,
    /// Loans whose stored status is another now.
    loans_restated: u64,
    /// The record of the change; null after a dry run.
    change: Option<RecordedChange>,
    /// Whether nothing was changed, only said.
    dry_run: bool,
}

/// Sets the reporting date.
pub(super) async fn set_reporting_date(
    context: &Context<'_>,
    input: SetReportingDateInput,
) -> Result<ReportingDatePayload> {
    let ctx = &context::ctx(context)?
        .demand::<Admin>("setReportingDate")
        .await?;
    let order = order(input.idempotency_key, input.dry_run);
    let date = input.date.0;
    let written = reporting_date::set_reporting_date(ctx, date, &order)
        .await
        .map_err(in_input)?;
    Ok(ReportingDatePayload {
        reporting_date: Date(written.view),
        previous: written.outcome.previous.map(Date),
        instalments_written: written.outcome.instalments_written,
        instalments_removed: written.outcome.instalments_removed,
        instalments_restated: written.outcome.instalments_restated,
        loans_restated: written.outcome.loans_restated,
        dry_run: written.change.is_none(),
        change: written.change.map(RecordedChange::from),
    })
}
