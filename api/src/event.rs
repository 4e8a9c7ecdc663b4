//! What has changed in the book, told to those who listen in this process.

use chrono::NaiveDate;
use futures::{Stream, stream};
use tokio::sync::broadcast::{self, error::RecvError};

/// Changes kept for a listener that is slow; one that is slower misses some.
const CAPACITY: usize = 1024;

/// The closed list of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A payment was recorded.
    PaymentRecorded,
    /// A payment or recovery was reversed.
    PaymentReversed,
    /// A receipt on a charged-off loan was recorded.
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

impl ChangeKind {
    const ALL: [Self; 11] = [
        Self::PaymentRecorded,
        Self::PaymentReversed,
        Self::RecoveryRecorded,
        Self::CustomerCreated,
        Self::LoanCreated,
        Self::LoanDisbursed,
        Self::LoanChargedOff,
        Self::ReportingDateSet,
        Self::BookReplaced,
        Self::TapeImported,
        Self::ImportUndone,
    ];

    /// The name in the record of changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PaymentRecorded => "payment_recorded",
            Self::PaymentReversed => "payment_reversed",
            Self::RecoveryRecorded => "recovery_recorded",
            Self::CustomerCreated => "customer_created",
            Self::LoanCreated => "loan_created",
            Self::LoanDisbursed => "loan_disbursed",
            Self::LoanChargedOff => "loan_charged_off",
            Self::ReportingDateSet => "reporting_date_set",
            Self::BookReplaced => "book_replaced",
            Self::TapeImported => "tape_imported",
            Self::ImportUndone => "import_undone",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One change that is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its row in the record of changes.
    pub change_id: i64,
    /// What kind of change.
    pub kind: ChangeKind,
    /// The loan it is about, if one.
    pub loan_id: Option<i64>,
    /// The customer it is about, if one.
    pub customer_id: Option<i64>,
    /// The day from which figures change; none where all of them may.
    pub effective_date: Option<NaiveDate>,
}

/// What a listener hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A change.
    Changed(Change),
    /// Changes that came faster than the listener took them: it must read anew.
    Missed,
}

/// Tells every listener of this process, and keeps little for those that are slow.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Change>);

impl Default for Bus {
    fn default() -> Self {
        Self(broadcast::channel(CAPACITY).0)
    }
}

impl Bus {
    /// Tells a change that is committed.
    pub fn publish(&self, change: Change) {
        // Without a listener nobody needs to know.
        let _ = self.0.send(change);
    }

    /// The changes from now on.
    pub fn subscribe(&self) -> impl Stream<Item = Event> + Send + use<> {
        stream::unfold(self.0.subscribe(), async |mut receiver| {
            let event = match receiver.recv().await {
                Ok(change) => Event::Changed(change),
                Err(RecvError::Lagged(_)) => Event::Missed,
                Err(RecvError::Closed) => return None,
            };
            Some((event, receiver))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Bus, CAPACITY, Change, ChangeKind, Event};
    use futures::StreamExt;

    fn change(change_id: i64) -> Change {
        Change {
            change_id,
            kind: ChangeKind::LoanCreated,
            loan_id: None,
            customer_id: None,
            effective_date: None,
        }
    }

    #[tokio::test]
    async fn a_slow_listener_is_told_that_it_missed_some() {
        let bus = Bus::default();
        let mut events = Box::pin(bus.subscribe());
        bus.publish(change(1));
        assert_eq!(events.next().await, Some(Event::Changed(change(1))));
        for id in 0..=i64::try_from(CAPACITY).expect("a small number") {
            bus.publish(change(id));
        }
        assert_eq!(events.next().await, Some(Event::Missed));
        assert_eq!(events.next().await, Some(Event::Changed(change(1))));
    }

    #[test]
    fn kinds_are_read_back_by_their_names() {
        for kind in ChangeKind::ALL {
            assert_eq!(ChangeKind::parse(kind.name()), Some(kind));
            assert!(kind.name().len() <= 32);
        }
    }
}
