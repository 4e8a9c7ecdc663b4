//! One instalment: its receipts, its status and its days late at a date.

use chrono::{NaiveDate, TimeDelta};

use super::{Rules, Settlement};
use crate::ledger::interest_parts;

/// A part payment that a recovery follows came on this day after the due date: the last day before it was missed.
const PART_PAYMENT_DAY: i64 = 60;

/// What an instalment is at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InstalmentStatus {
    /// Settled on or before its due date, or within the days of grace.
    OnTime,
    /// Settled after that, but not later than `missed_after_days` after the due date.
    Late,
    /// Fallen due, not settled, at most `missed_after_days` past due; counted in Late where only three are shown.
    Overdue,
    /// Not settled within `missed_after_days` of its due date, whether recovered later or not.
    Missed,
    /// Not yet fallen due.
    Scheduled,
}

/// The facts of one row of the repayment history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// The day it falls due.
    pub due_date: NaiveDate,
    /// What falls due, in minor units.
    pub amount_minor: i64,
    /// The interest in it, in minor units.
    pub interest_due_minor: i64,
    /// The day of the last receipt, if any.
    pub actual_paid_date: Option<NaiveDate>,
    /// All that was received on it, with the recovered part and without late fees, in minor units.
    pub amount_paid_minor: i64,
    /// The late fee received with the settlement, on top of the amount paid, in minor units.
    pub late_fee_minor: i64,
    /// The part of the amount paid that came after it had become missed, in minor units.
    pub recovered_amount_minor: i64,
    /// The day of that part.
    pub recovered_date: Option<NaiveDate>,
}

/// Money received on an instalment, dated and split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The day it was received.
    pub date: NaiveDate,
    /// The interest in it, in minor units.
    pub interest_minor: i64,
    /// The principal in it, in minor units.
    pub principal_minor: i64,
    /// Whether it came after the instalment had become missed.
    pub recovery: bool,
}

impl Receipt {
    /// Interest and principal together, in minor units.
    #[must_use]
    pub fn amount_minor(&self) -> i64 {
        self.interest_minor + self.principal_minor
    }
}

impl Instalment {
    /// The date of the receipt that settled it, `None` while it is open.
    ///
    /// **Formula**: the first date by which Σ receipts ≥ amount − `settled_tolerance_minor`; the due date if nothing is
    /// asked for.
    /// Source: `docs/METRICS.md`, "Instalments", settled.
    #[must_use]
    pub fn settled_on(&self, rules: &Rules) -> Option<NaiveDate> {
        let needed_minor = self.amount_minor - rules.settled_tolerance_minor;
        if needed_minor <= 0 {
            return Some(self.due_date);
        }
        let mut received_minor = 0;
        self.dated_receipts().find_map(|receipt| {
            received_minor += receipt.amount_minor();
            (received_minor >= needed_minor).then_some(receipt.date)
        })
    }

    /// The date on which it was settled, if that was on or before the as-of date.
    #[must_use]
    pub fn settled_by(&self, as_of: NaiveDate, rules: &Rules) -> Option<NaiveDate> {
        self.settled_on(rules).filter(|&date| date <= as_of)
    }

    /// Its status at the as-of date, from dates only: see [`Settlement::status`].
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use risk::delinquency::{Instalment, InstalmentStatus, Rules};
    ///
    /// let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
    /// let instalment = Instalment {
    ///     due_date: day(6, 1),
    ///     amount_minor: 17_634,
    ///     interest_due_minor: 665,
    ///     actual_paid_date: Some(day(6, 20)),
    ///     amount_paid_minor: 17_634,
    ///     late_fee_minor: 500,
    ///     recovered_amount_minor: 0,
    ///     recovered_date: None,
    /// };
    /// let rules = Rules::default();
    /// assert_eq!(instalment.status(day(5, 31), &rules), InstalmentStatus::Scheduled);
    /// assert_eq!(instalment.status(day(6, 10), &rules), InstalmentStatus::Overdue);
    /// assert_eq!(instalment.days_late(day(6, 10), &rules), 9);
    /// assert_eq!(instalment.status(day(6, 20), &rules), InstalmentStatus::Late);
    /// assert_eq!(instalment.days_late(day(12, 31), &rules), 19);
    /// assert_eq!(instalment.principal_received_minor(day(6, 20)), 16_969);
    /// ```
    #[must_use]
    pub fn status(&self, as_of: NaiveDate, rules: &Rules) -> InstalmentStatus {
        self.settlement(rules).status(as_of, rules)
    }

    /// The days by which it is late at the as-of date; 0 when on time or not yet due.
    /// See [`Settlement::days_late`].
    #[must_use]
    pub fn days_late(&self, as_of: NaiveDate, rules: &Rules) -> i64 {
        self.settlement(rules).days_late(as_of, rules)
    }

    /// The receipts on it by date, each split into interest and principal, without late fees.
    ///
    /// The recovered part is dated `recovered_date`; what came before it is a part payment on due date + 60 days.
    /// Without a recovery the whole is one receipt on `actual_paid_date`.
    /// A part without a date is no receipt: it can be placed at no as-of date.
    ///
    /// **Formula**: interest of a receipt = min(receipt, interest due − interest received before); principal = the rest
    /// (minor units), so the receipts sum to the amount paid.
    /// Source: `docs/METRICS.md`, "Cash" and "Facts have dates".
    #[must_use]
    pub fn receipts(&self) -> Vec<Receipt> {
        self.dated_receipts().collect()
    }

    /// What was received on it to the end of the as-of date, without late fees, in minor units.
    #[must_use]
    pub fn received_minor(&self, as_of: NaiveDate) -> i64 {
        self.dated_receipts()
            .filter(|receipt| receipt.date <= as_of)
            .map(|receipt| receipt.amount_minor())
            .sum()
    }

    /// The principal in what was received on it to the end of the as-of date, in minor units.
    #[must_use]
    pub fn principal_received_minor(&self, as_of: NaiveDate) -> i64 {
        self.dated_receipts()
            .filter(|receipt| receipt.date <= as_of)
            .map(|receipt| receipt.principal_minor)
            .sum()
    }

    /// The receipts without a list of them.
    fn dated_receipts(&self) -> impl Iterator<Item = Receipt> {
        let before_minor = self.amount_paid_minor - self.recovered_amount_minor;
        let before_date = match self.recovered_date {
            Some(_) => Some(self.due_date + TimeDelta::days(PART_PAYMENT_DAY)),
            None => self.actual_paid_date,
        };
        let before = (before_date, before_minor, false);
        let recovered = (self.recovered_date, self.recovered_amount_minor, true);
        // A recovery dated before the part payment only occurs in imported records.
        let in_order = match (before_date, self.recovered_date) {
            (Some(part), Some(recovery)) if recovery < part => [recovered, before],
            _ => [before, recovered],
        };
        let dated = in_order
            .into_iter()
            .filter_map(|(dated, amount_minor, recovery)| {
                let date = dated.filter(|_| amount_minor != 0)?;
                Some((date, amount_minor, recovery))
            });
        let amounts = dated.clone().map(|(_, amount_minor, _)| amount_minor);
        let interest = interest_parts(self.interest_due_minor, amounts);
        dated
            .zip(interest)
            .map(|((date, amount_minor, recovery), interest_minor)| Receipt {
                date,
                interest_minor,
                principal_minor: amount_minor - interest_minor,
                recovery,
            })
    }

    fn settlement(&self, rules: &Rules) -> Settlement {
        Settlement {
            due_date: self.due_date,
            settled_date: self.settled_on(rules),
        }
    }
}

#[cfg(test)]
#[path = "instalment_tests.rs"]
mod tests;
