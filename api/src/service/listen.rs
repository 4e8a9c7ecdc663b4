//! Listening to changes of the book, as this process makes them.

use super::Ctx;
use crate::event::{ChangeKind, Event};
use futures::{Stream, StreamExt, future};

/// Every change from now on: the place where a filter on loans belongs.
pub fn portfolio_changes(ctx: &Ctx) -> impl Stream<Item = Event> + Send + use<> {
    ctx.events.subscribe()
}

/// Payments and recoveries from now on, of one loan or of all.
pub fn payments(ctx: &Ctx, loan_id: Option<i64>) -> impl Stream<Item = Event> + Send + use<> {
    ctx.events.subscribe().filter(move |event| {
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
        future::ready(is_asked_for)
    })
}
