//! The settings of the instalment status, and the hand-over to collections.

use chrono::{Datelike, Days, NaiveDate, TimeDelta};

/// The settings that decide the status of an instalment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How much may be missing, in minor units, for an instalment to count as settled; 0 by default.
    pub settled_tolerance_minor: i64,
    /// Days after the due date that still count as on time; 0 by default.
    pub grace_days: i64,
    /// Days after the due date until which a payment is late; after them it is missed. 60 by default.
    pub missed_after_days: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            settled_tolerance_minor: 0,
            grace_days: 0,
            missed_after_days: 60,
        }
    }
}

/// The day on which a missed instalment is handed over to collections, where its counter of days stops.
///
/// **Formula**: the first 1st or 16th of a month on or after due date + `missed_after_days` + 1, so 61 to 76 days after
/// the due date by default.
/// Source: `docs/METRICS.md`, "Instalments", days late of an instalment.
///
/// ```
/// use chrono::NaiveDate;
/// use risk::delinquency::{Rules, hand_over_date};
///
/// let due = NaiveDate::from_ymd_opt(2023, 12, 21).unwrap();
/// // Day 61 is 2024-02-20, so the next collections run is that of 1 March, day 71.
/// assert_eq!(hand_over_date(due, &Rules::default()), NaiveDate::from_ymd_opt(2024, 3, 1).unwrap());
/// ```
#[must_use]
pub fn hand_over_date(due: NaiveDate, rules: &Rules) -> NaiveDate {
    let earliest = due + TimeDelta::days(rules.missed_after_days + 1);
    let wait_days = match earliest.day() {
        1 => 0,
        day @ 2..=16 => 16 - day,
        day => u32::from(earliest.num_days_in_month()) + 1 - day,
    };
    earliest + Days::new(u64::from(wait_days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_over_is_61_to_76_days_after_the_due_date() {
        // (due date, days until the hand-over)
        let cases = [
            ("2025-09-15", 62), // day 61 is 2025-11-15
            ("2025-09-16", 61), // day 61 is 2025-11-16
            ("2025-05-02", 75), // day 61 is 2025-07-02, the next run is the 16th
            ("2025-05-01", 61), // day 61 is 2025-07-01
            ("2025-05-17", 76), // day 61 is 2025-07-17, the next run is 1 August
            ("2025-10-31", 62), // day 61 is 2025-12-31, the next run is in another year
            ("2023-12-30", 62), // day 61 is 2024-02-29
        ];
        for (due, days) in cases {
            let due_date: NaiveDate = due.parse().expect("a date");
            let waited = hand_over_date(due_date, &Rules::default()) - due_date;
            assert_eq!(waited.num_days(), days, "{due}");
        }
    }

    #[test]
    fn hand_over_follows_the_setting() {
        let rules = Rules {
            missed_after_days: 30,
            ..Rules::default()
        };
        let due: NaiveDate = "2025-05-01".parse().expect("a date");
        assert_eq!(
            hand_over_date(due, &rules),
            "2025-06-01".parse().expect("a date")
        );
    }
}
