//! Months counted from the year 0, as the statements of `sql/` count them.

use chrono::{Datelike, NaiveDate};
use risk::calendar::{self, Period};

/// The last day of the month with this number, or of the quarter that it lies in.
pub(super) fn last_day(month_number: i64, period: Period) -> NaiveDate {
    calendar::last_day_of_period(first_day(month_number), period)
}

/// The first day of the month with this number.
#[must_use]
pub fn first_day(month_number: i64) -> NaiveDate {
    let year = i32::try_from(month_number.div_euclid(12)).unwrap_or(0);
    let month = u32::try_from(month_number.rem_euclid(12)).unwrap_or(0) + 1;
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

/// The number of the month of this day.
pub(super) fn number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}
