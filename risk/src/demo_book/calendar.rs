//! The dates of a loan: due dates, disbursement, beginning of a default.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};

/// The calendar of a loan whose instalments fall due on one day of the month.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    report_date: NaiveDate,
    last_due: NaiveDate,
    duration_months: u32,
}

impl Calendar {
    /// The calendar in which the last of `duration_months` instalments fell due in the month up to the report date.
    ///
    /// `due_day` is 1 to 29 and exists in the report date's month if it is not after the report date.
    pub(super) fn new(report_date: NaiveDate, due_day: u32, duration_months: u32) -> Self {
        let month = if due_day <= report_date.day() {
            report_date
        } else {
            report_date - Months::new(1)
        };
        Self {
            report_date,
            last_due: month.with_day(due_day).unwrap_or(month),
            duration_months,
        }
    }

    /// The due date of an instalment; that of number 0 is a month before the first.
    pub(super) fn due(&self, number: u32) -> NaiveDate {
        self.last_due - Months::new(self.duration_months - number)
    }

    /// The day of the payout: a month before the first due date, on a weekend the Friday before.
    pub(super) fn disbursement(&self) -> NaiveDate {
        let start = self.due(0);
        let back = match start.weekday() {
            Weekday::Sat => 1,
            Weekday::Sun => 2,
            _ => 0,
        };
        start - Days::new(back)
    }

    /// The days from a date to the report date.
    pub(super) fn age(&self, date: NaiveDate) -> i64 {
        (self.report_date - date).num_days()
    }

    /// The date, if it is not after the report date.
    pub(super) fn known(&self, date: NaiveDate) -> Option<NaiveDate> {
        (date <= self.report_date).then_some(date)
    }
}

/// The date some days after another.
pub(super) fn after(date: NaiveDate, days: i64) -> NaiveDate {
    date + TimeDelta::days(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn last_due_date_is_in_the_month_up_to_the_report_date() {
        let report = date("2025-11-23");
        let cases = [
            (1, "2025-11-01"),
            (23, "2025-11-23"),
            (24, "2025-10-24"),
            (28, "2025-10-28"),
        ];
        for (due_day, last) in cases {
            assert_eq!(
                Calendar::new(report, due_day, 6).due(6),
                date(last),
                "day {due_day}"
            );
        }
    }

    #[test]
    fn payout_is_never_on_a_weekend() {
        let report = date("2025-11-23");
        // 2025-11-01 is a Saturday, 2025-11-02 a Sunday, 2025-11-03 a Monday.
        let cases = [(1, "2025-10-31"), (2, "2025-10-31"), (3, "2025-11-03")];
        for (due_day, payout) in cases {
            assert_eq!(
                Calendar::new(report, due_day, 0).disbursement(),
                date(payout),
                "day {due_day}"
            );
        }
        // The first loan of the book.
        assert_eq!(
            Calendar::new(report, 13, 6).disbursement(),
            date("2025-05-13")
        );
    }
}
