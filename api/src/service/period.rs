//! Days, weeks, months and quarters: the buckets that flows are summed over.

use super::AsOf;
use crate::error::{Error, Result};
use chrono::{Datelike, Days, Months, NaiveDate};
use risk::calendar;

/// A bucket of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
}

impl From<calendar::Period> for Period {
    fn from(period: calendar::Period) -> Self {
        match period {
            calendar::Period::Month => Self::Month,
            calendar::Period::Quarter => Self::Quarter,
        }
    }
}

/// A bucket: its first and its last day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Span {
    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// Most buckets of one series.
pub const MAX_PERIODS: u32 = 400;

impl Period {
    /// The first day of the bucket that holds this day.
    #[must_use]
    pub fn first_day(self, day: NaiveDate) -> NaiveDate {
        let month = |month0: u32| NaiveDate::from_ymd_opt(day.year(), month0 + 1, 1).unwrap_or(day);
        match self {
            Self::Day => day,
            Self::Week => day - Days::new(day.weekday().num_days_from_monday().into()),
            Self::Month => month(day.month0()),
            Self::Quarter => month(day.month0() - day.month0() % 3),
        }
    }

    /// The first day of the bucket `count` before the one that begins on `first`.
    fn back(self, first: NaiveDate, count: u32) -> NaiveDate {
        match self {
            Self::Day => first - Days::new(count.into()),
            Self::Week => first - Days::new(7 * u64::from(count)),
            Self::Month => first - Months::new(count),
            Self::Quarter => first - Months::new(3 * count),
        }
    }

    /// The last `count` buckets up to the as-of date, oldest first; the newest
    /// ends on that date.
    ///
    /// # Errors
    /// When `count` is not 1 to 400.
    pub fn last(self, as_of: AsOf, count: u32) -> Result<Vec<Span>> {
        if !(1..=MAX_PERIODS).contains(&count) {
            return Err(Error::input("count", format!("must be 1 to {MAX_PERIODS}")));
        }
        let newest = self.first_day(as_of.date());
        let mut to = as_of.date();
        let mut spans: Vec<_> = (0..count)
            .map(|back| {
                let from = self.back(newest, back);
                let span = Span { from, to };
                to = from - Days::new(1);
                span
            })
            .collect();
        spans.reverse();
        Ok(spans)
    }
}

/// The last day of the latest month that had ended by the as-of date.
pub(super) fn last_month_end(as_of: AsOf) -> NaiveDate {
    let tomorrow = as_of.date() + Days::new(1);
    Period::Month.first_day(tomorrow) - Days::new(1)
}

/// The last day of the month before the one that ends on this day.
pub(super) fn month_end_before(month_end: NaiveDate) -> NaiveDate {
    Period::Month.first_day(month_end) - Days::new(1)
}
