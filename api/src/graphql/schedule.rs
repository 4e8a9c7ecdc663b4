//! A loan's schedule in the schema.

use super::{
    loader::{ChildrenKey, Loaders},
    scalar::{Date, Decimal},
};
use crate::service::schedule::{self, MAX_INSTALMENTS};
use ::entity::loan_application::Model;
use async_graphql::{Context, Result, SimpleObject};

/// One instalment of a loan's schedule.
#[derive(SimpleObject)]
pub(crate) struct ScheduledInstalment {
    /// Number of the instalment, from 1.
    installment_number: i32,
    /// Day it falls due; null while the loan has not been paid out.
    due_date: Option<Date>,
    /// Amount due: principal and interest.
    amount_due: Decimal,
    /// Principal part of the amount due.
    principal_due: Decimal,
    /// Interest part of the amount due.
    interest_due: Decimal,
    /// What has been received on it, late fees not.
    received: Decimal,
}

/// Every instalment of a loan, first to last.
pub(super) async fn of_loan(
    context: &Context<'_>,
    loan: &Model,
    exponent: u32,
) -> Result<Vec<ScheduledInstalment>> {
    let key = ChildrenKey {
        parent: loan.loan_id,
        size: MAX_INSTALMENTS,
        after: None,
    };
    let page = context.data::<Loaders>()?.repayments_of_loan(key).await?;
    let rows: Vec<_> = page.rows.into_iter().map(|(_, row)| row).collect();
    let amount = |minor| Decimal::from_minor(minor, exponent);
    let lines = schedule::of_loan(loan, &rows)?.into_iter();
    Ok(lines
        .map(|line| ScheduledInstalment {
            installment_number: line.installment_number,
            due_date: line.due_date.map(Date),
            amount_due: amount(line.amount_minor),
            principal_due: amount(line.principal_minor),
            interest_due: amount(line.interest_minor),
            received: amount(line.received_minor),
        })
        .collect())
}
