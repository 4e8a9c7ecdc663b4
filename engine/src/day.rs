//! Days as 16 bits, and what the calendar says of each.

use chrono::{Datelike, Days, NaiveDate};
use std::sync::LazyLock;

/// Days since 1900-01-01: to the middle of 2079.
pub type Day = u16;

/// A day that does not come: what has not happened.
pub const NEVER: Day = Day::MAX;

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date of the calendar");

/// The day of a date, if it is one of those that fit.
#[must_use]
pub fn day(date: NaiveDate) -> Option<Day> {
    Day::try_from(signed_day(date))
        .ok()
        .filter(|day| *day != NEVER)
}

/// The same of any date: days before the first are negative.
#[must_use]
pub fn signed_day(date: NaiveDate) -> i32 {
    let days = date.signed_duration_since(FIRST).num_days();
    i32::try_from(days).expect("the calendar of chrono has fewer days")
}

/// The date of a day.
pub(crate) fn date(day: Day) -> NaiveDate {
    FIRST + Days::new(day.into())
}

/// Months since the year 0: 12 times the year, plus 0 for January.
pub(crate) fn month_number(day: Day) -> i64 {
    i64::from(place(day) / MOST_DAYS)
}

/// 1 to 31.
pub(crate) fn day_of_month(day: Day) -> i64 {
    i64::from(place(day) % MOST_DAYS)
}

/// Days from this one to the last of its month.
pub(crate) fn days_to_month_end(day: Day) -> i64 {
    CALENDAR.days_to_month_end[usize::from(day)].into()
}

/// Whole months from one day to another: one less where the day of the month is not reached.
#[inline]
pub(crate) fn whole_months(from: Day, to: Day) -> i64 {
    i64::from((place(to) - place(from)).div_euclid(MOST_DAYS))
}

/// The least number of months that brings one from a day to another or beyond it.
#[inline]
pub(crate) fn months_to_reach(from: Day, to: Day) -> i64 {
    -whole_months(to, from)
}

/// Places of a month: a power of two that no month has more days than.
const MOST_DAYS: i32 = 32;

/// The number of the month times [`MOST_DAYS`], plus the day of the month: so one number
/// tells both, and how many months two days are apart.
#[inline]
fn place(day: Day) -> i32 {
    CALENDAR.place[usize::from(day)]
}

struct Calendar {
    place: Vec<i32>,
    days_to_month_end: Vec<u8>,
}

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let dates = || (0..=Day::MAX).map(date);
    let month = |date: NaiveDate| date.year() * 12 + narrow::<_, i32>(date.month0());
    let place = |date: NaiveDate| month(date) * MOST_DAYS + narrow::<_, i32>(date.day());
    let days_of = |date: NaiveDate| u32::from(date.num_days_in_month());
    Calendar {
        place: dates().map(place).collect(),
        days_to_month_end: dates()
            .map(|date| narrow(days_of(date) - date.day()))
            .collect(),
    }
});

fn narrow<Wide, Narrow: TryFrom<Wide> + Default>(wide: Wide) -> Narrow {
    Narrow::try_from(wide).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{
        NEVER, date, day, day_of_month, days_to_month_end, month_number, months_to_reach,
        whole_months,
    };
    use chrono::NaiveDate;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, month, of_month, to_end) in [
            ("1900-01-01", 1900 * 12, 1, 30),
            ("2024-02-28", 2024 * 12 + 1, 28, 1),
            ("2025-11-23", 2025 * 12 + 10, 23, 7),
            ("2079-06-05", 2079 * 12 + 5, 5, 25),
        ] {
            let known: NaiveDate = text.parse().unwrap();
            let day = day(known).unwrap();
            assert_eq!(date(day), known);
            assert_eq!(month_number(day), month, "{text}");
            assert_eq!(day_of_month(day), of_month, "{text}");
            assert_eq!(days_to_month_end(day), to_end, "{text}");
        }
        for text in ["1899-12-31", "2079-06-06"] {
            assert_eq!(day(text.parse().unwrap()), None, "{text}");
        }
        assert_eq!(NEVER, u16::MAX);
    }

    #[test]
    fn months_are_counted_by_the_day_of_the_month() {
        for (from, to, whole, to_reach) in [
            ("2024-01-31", "2024-01-31", 0, 0),
            ("2024-01-31", "2024-02-29", 0, 1),
            ("2024-01-15", "2024-02-15", 1, 1),
            ("2024-01-15", "2024-02-16", 1, 2),
            ("2023-12-31", "2024-03-01", 2, 3),
            ("2024-02-16", "2024-01-15", -2, -1),
            ("2024-02-15", "2024-01-31", -1, 0),
        ] {
            let [from_day, to_day] = [from, to].map(|text| day(text.parse().unwrap()).unwrap());
            let what = format!("from {from} to {to}");
            assert_eq!(whole_months(from_day, to_day), whole, "{what}");
            assert_eq!(months_to_reach(from_day, to_day), to_reach, "{what}");
        }
    }
}
