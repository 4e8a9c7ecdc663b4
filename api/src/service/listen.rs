//! Listening to changes of the book, as this process makes them.

use super::{
    Ctx, loan,
    portfolio::{Portfolio, PortfolioFilter},
};
use crate::{
    error::Result,
    event::{ChangeKind, Event},
};
use futures::{Stream, StreamExt};

/// Every change from now on that is about a loan of the portfolio, or about no one loan.
/// Without a filter that is every change; with one, a loan is of a portfolio once it is paid out.
///
/// # Errors
/// When the filter names a tier that does not exist.
pub async fn portfolio_changes(
    ctx: &Ctx,
    filter: PortfolioFilter,
) -> Result<impl Stream<Item = Event> + Send + use<>> {
    // A filter that cannot be used is refused now, not at the first change.
    Portfolio::filtered(ctx, ctx.as_of(None).await?, filter.clone()).await?;
    let ctx = ctx.clone();
    let is_whole = filter == PortfolioFilter::default();
    Ok(ctx.events.subscribe().filter(move |event| {
        let (ctx, filter, event) = (ctx.clone(), filter.clone(), *event);
        async move {
            match event {
                Event::Changed(change) if !is_seen(&ctx, change.loan_id).await => false,
                Event::Changed(change) => match change.loan_id {
                    Some(_) if change.kind == ChangeKind::LoanCreated => is_whole,
                    // Where the database does not say, it is told rather than missed.
                    Some(id) if !is_whole => {
                        Portfolio::concerns(&ctx, &filter, id).await.unwrap_or(true)
                    }
                    _ => true,
                },
                Event::Missed => true,
            }
        }
    }))
}

/// Payments and recoveries from now on, of one loan or of all.
pub fn payments(ctx: &Ctx, loan_id: Option<i64>) -> impl Stream<Item = Event> + Send + use<> {
    let ctx = ctx.clone();
    ctx.events.subscribe().filter(move |event| {
        let (ctx, event) = (ctx.clone(), *event);
        let is_asked_for = match event {
            Event::Missed => true,
            Event::Changed(change) => {
                let is_receipt = matches!(
                    change.kind,
                    ChangeKind::PaymentRecorded | ChangeKind::RecoveryRecorded
                );
                is_receipt && (loan_id.is_none() || loan_id == change.loan_id)
            }
        };
        async move {
            let loan_id = match event {
                Event::Changed(change) => change.loan_id,
                Event::Missed => None,
            };
            is_asked_for && is_seen(&ctx, loan_id).await
        }
    })
}

/// Whether who listens sees the loan. Where the database does not say, it is not told.
async fn is_seen(ctx: &Ctx, loan_id: Option<i64>) -> bool {
    match loan_id {
        Some(id) if !ctx.principal.rows.is_everything() => loan::by_ids(ctx, &[id])
            .await
            .is_ok_and(|found| found.contains_key(&id)),
        _ => true,
    }
}
