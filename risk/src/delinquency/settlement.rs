//! What an instalment is at a date, by its due date and the day on which it was settled.

use chrono::NaiveDate;

use super::{InstalmentStatus, Rules, hand_over_date};

/// When an instalment fell due, and when it was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// The day it falls due.
    pub due_date: NaiveDate,
    /// The day of the receipt that settled it; `None` while it is open.
    pub settled_date: Option<NaiveDate>,
}

impl Settlement {
    /// The date on which it was settled, if that was on or before the as-of date.
    #[must_use]
    pub fn settled_by(&self, as_of: NaiveDate) -> Option<NaiveDate> {
        self.settled_date.filter(|&date| date <= as_of)
    }

    /// Its status at the as-of date.
    ///
    /// **Formula**: with s = days from the due date to the settlement, and t = days from the due date to the as-of date:
    /// Scheduled if t < 0; settled: On Time if s ≤ `grace_days`, Late if s ≤ `missed_after_days`, else Missed;
    /// open: Overdue if t ≤ `missed_after_days`, else Missed.
    /// Source: `docs/METRICS.md`, "Instalments".
    #[must_use]
    pub fn status(&self, as_of: NaiveDate, rules: &Rules) -> InstalmentStatus {
        if self.due_date > as_of {
            return InstalmentStatus::Scheduled;
        }
        let settled = self.settled_by(as_of);
        let days = self.days_after_due(settled.unwrap_or(as_of));
        match settled {
            Some(_) if days <= rules.grace_days => InstalmentStatus::OnTime,
            Some(_) if days <= rules.missed_after_days => InstalmentStatus::Late,
            None if days <= rules.missed_after_days => InstalmentStatus::Overdue,
            _ => InstalmentStatus::Missed,
        }
    }

    /// The days by which it is late at the as-of date; 0 when on time or not yet due.
    ///
    /// **Formula** (days): Late: settlement − due date; Overdue: as-of date − due date; Missed: the earliest of
    /// settlement, [hand-over to collections](hand_over_date) and as-of date, − due date.
    /// For the current age of open arrears use [`days_past_due`](super::days_past_due), this counter stops.
    /// Source: `docs/METRICS.md`, "Instalments", days late of an instalment.
    #[must_use]
    pub fn days_late(&self, as_of: NaiveDate, rules: &Rules) -> i64 {
        let counted_to = self.settled_by(as_of).unwrap_or(as_of);
        match self.status(as_of, rules) {
            InstalmentStatus::OnTime | InstalmentStatus::Scheduled => 0,
            InstalmentStatus::Late | InstalmentStatus::Overdue => self.days_after_due(counted_to),
            InstalmentStatus::Missed => {
                self.days_after_due(counted_to.min(hand_over_date(self.due_date, rules)))
            }
        }
    }

    fn days_after_due(&self, date: NaiveDate) -> i64 {
        (date - self.due_date).num_days()
    }
}
