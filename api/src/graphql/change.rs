//! The record of changes in the schema, and what every mutation is told and answers.

use super::scalar::DateTime;
use crate::{error::Error, event, service::write};
use async_graphql::{Enum, ID, SimpleObject};

/// The kinds of changes of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "event::ChangeKind")]
pub(crate) enum ChangeKind {
    /// A payment was recorded.
    PaymentRecorded,
    /// A payment or recovery was reversed.
    PaymentReversed,
    /// Money received on a charged-off loan was recorded.
    RecoveryRecorded,
    /// A customer was created.
    CustomerCreated,
    /// A loan was created.
    LoanCreated,
    /// A loan was paid out.
    LoanDisbursed,
    /// A loan was charged off.
    LoanChargedOff,
    /// The reporting date was set.
    ReportingDateSet,
    /// The whole book was replaced.
    BookReplaced,
    /// A loan tape was loaded.
    TapeImported,
    /// A load of a tape was undone.
    ImportUndone,
}

/// A change as it stands in the record of changes.
#[derive(SimpleObject)]
pub(crate) struct RecordedChange {
    /// Identifier of the change, such as change:12; later ones are higher, with gaps.
    id: ID,
    /// When it was made.
    at: DateTime,
    /// What kind of change.
    kind: ChangeKind,
}

/// The identifier of a change, as answers and events give it.
pub(super) fn id(change_id: i64) -> ID {
    ID(format!("change:{change_id}"))
}

impl From<write::Recorded> for RecordedChange {
    fn from(change: write::Recorded) -> Self {
        Self {
            id: id(change.change_id),
            at: DateTime(change.at),
            kind: change.kind.into(),
        }
    }
}

/// How a change is asked for.
pub(super) const fn order(idempotency_key: String, dry_run: bool) -> write::Order {
    write::Order {
        idempotency_key,
        dry_run,
    }
}

/// The fields of every mutation lie in its one argument.
pub(super) fn in_input(error: Error) -> Error {
    error.within("input")
}
