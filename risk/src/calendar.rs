//! Months, quarters and whole months between dates, as figures by vintage and cohort count them.

use chrono::{Datelike, Months, NaiveDate};

/// The length of a period that loans or customers are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Period {
    /// A calendar month.
    #[default]
    Month,
    /// A calendar quarter, from January, April, July or October.
    Quarter,
}

/// The date some months later, clipped to the end of its month.
///
/// **Formula**: the same day of the month, `months` months later; the last day of that month where it is shorter.
/// A date that the calendar cannot hold becomes its last one.
///
/// ```
/// use chrono::NaiveDate;
/// use risk::calendar::add_months;
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
/// assert_eq!(add_months(day(1, 31), 1), day(2, 28));
/// assert_eq!(add_months(day(2, 28), 1), day(3, 28));
/// ```
#[must_use]
pub fn add_months(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// The month on book of an event: how many months after its disbursement a loan had it.
///
/// **Formula** (months): the least m ≥ 0 with disbursement + m months ([`add_months`]) ≥ event, so an event on the day
/// of the disbursement or before it has month 0, and one a day later month 1.
/// Source: `docs/METRICS.md`, "Vintage".
///
/// ```
/// use chrono::NaiveDate;
/// use risk::calendar::months_on_book;
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
/// assert_eq!(months_on_book(day(1, 31), day(1, 31)), 0);
/// assert_eq!(months_on_book(day(1, 31), day(2, 28)), 1);
/// assert_eq!(months_on_book(day(1, 31), day(3, 1)), 2);
/// ```
#[must_use]
pub fn months_on_book(disbursed: NaiveDate, event: NaiveDate) -> u32 {
    // A month earlier than this one ends before the month of the event begins.
    let Ok(months) = u32::try_from(month_number(event) - month_number(disbursed)) else {
        return 0;
    };
    if add_months(disbursed, months) >= event {
        months
    } else {
        months + 1
    }
}

/// The whole months from one date to another, as cohorts count them.
///
/// **Formula** (months): difference of the calendar months, less 1 if the day of the month of the later date is smaller.
/// Nothing is clipped: from 31 January to 28 February no whole month has passed.
/// Below 0 if the second date comes first.
/// Source: `docs/METRICS.md`, "Cohort".
///
/// ```
/// use chrono::NaiveDate;
/// use risk::calendar::whole_months_between;
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
/// assert_eq!(whole_months_between(day(1, 15), day(3, 14)), 1);
/// assert_eq!(whole_months_between(day(1, 15), day(3, 15)), 2);
/// ```
#[must_use]
pub fn whole_months_between(from: NaiveDate, to: NaiveDate) -> i32 {
    let months = month_number(to) - month_number(from);
    months - i32::from(to.day() < from.day())
}

/// The last day of the month or quarter that a date is in.
///
/// Source: `docs/METRICS.md`, "Vintage".
///
/// ```
/// use chrono::NaiveDate;
/// use risk::calendar::{Period, last_day_of_period};
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).unwrap();
/// assert_eq!(last_day_of_period(day(2, 3), Period::Month), day(2, 29));
/// assert_eq!(last_day_of_period(day(2, 3), Period::Quarter), day(3, 31));
/// ```
#[must_use]
pub fn last_day_of_period(date: NaiveDate, period: Period) -> NaiveDate {
    let months_left = match period {
        Period::Month => 0,
        Period::Quarter => 2 - date.month0() % 3,
    };
    let last_month = add_months(date, months_left);
    last_month
        .with_day(u32::from(last_month.num_days_in_month()))
        .unwrap_or(last_month)
}

/// Calendar months since the year 0.
fn month_number(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0().cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn month_on_book_is_the_first_that_reaches_the_event() {
        // (disbursed, event, month on book)
        let cases = [
            ("2025-01-15", "2025-01-15", 0),
            ("2025-01-15", "2025-01-16", 1),
            ("2025-01-15", "2025-02-14", 1),
            ("2025-01-15", "2025-02-15", 1),
            ("2025-01-15", "2025-02-16", 2),
            ("2025-01-15", "2024-12-31", 0), // before the disbursement
            ("2025-01-15", "2025-01-14", 0),
            ("2025-01-29", "2025-02-28", 1), // clipped
            ("2025-01-31", "2025-03-31", 2), // not clipped
            ("2025-01-31", "2025-04-30", 3),
            ("2024-02-29", "2025-02-28", 12),
            ("2024-02-29", "2025-03-01", 13),
            ("2023-11-30", "2024-02-29", 3),
        ];
        for (disbursed, event, expected) in cases {
            assert_eq!(
                months_on_book(date(disbursed), date(event)),
                expected,
                "{disbursed} to {event}"
            );
        }
    }

    #[test]
    fn whole_months_compare_days_of_the_month() {
        let cases = [
            ("2025-01-31", "2025-02-28", 0),
            ("2025-01-31", "2025-03-31", 2),
            ("2025-01-15", "2025-01-14", -1),
            ("2024-12-15", "2025-01-15", 1),
            ("2024-12-15", "2025-12-14", 11),
        ];
        for (from, to, expected) in cases {
            assert_eq!(
                whole_months_between(date(from), date(to)),
                expected,
                "{from} to {to}"
            );
        }
    }

    #[test]
    fn periods_end_on_their_last_day() {
        let cases = [
            ("2025-02-28", "2025-02-28", "2025-03-31"),
            ("2024-02-01", "2024-02-29", "2024-03-31"),
            ("2025-04-30", "2025-04-30", "2025-06-30"),
            ("2025-07-31", "2025-07-31", "2025-09-30"),
            ("2025-12-31", "2025-12-31", "2025-12-31"),
            ("2025-10-01", "2025-10-31", "2025-12-31"),
        ];
        for (day, month_end, quarter_end) in cases {
            assert_eq!(
                last_day_of_period(date(day), Period::Month),
                date(month_end)
            );
            assert_eq!(
                last_day_of_period(date(day), Period::Quarter),
                date(quarter_end)
            );
        }
    }

    proptest! {
        #[test]
        fn month_on_book_is_the_least_that_reaches_the_event(start in 0_i64..20_000, wait in 0_i64..3_000) {
            let disbursed = date("1990-01-01") + TimeDelta::days(start);
            let event = disbursed + TimeDelta::days(wait);
            let months = months_on_book(disbursed, event);
            prop_assert!(add_months(disbursed, months) >= event);
            prop_assert!(months == 0 || add_months(disbursed, months - 1) < event);
        }

        #[test]
        fn nothing_lies_between_the_end_of_a_period_and_the_next(start in 0_i64..20_000) {
            let day = date("1990-01-01") + TimeDelta::days(start);
            for period in [Period::Month, Period::Quarter] {
                let last = last_day_of_period(day, period);
                prop_assert!(last >= day);
                prop_assert_eq!(last_day_of_period(last, period), last);
                prop_assert_eq!((last + TimeDelta::days(1)).day(), 1);
            }
        }
    }
}
