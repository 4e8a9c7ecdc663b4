//! Weeks, months and quarters.

use chrono::{Datelike, Days, Months, NaiveDate};

/// A stretch of the calendar. Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Day,
    Week,
    Month,
    Quarter,
}

impl Period {
    /// The first day of the period that holds the day.
    pub fn first_day(self, day: NaiveDate) -> NaiveDate {
        let mut first = day;
        while !self.begins_on(first) {
            first = first - Days::new(1);
        }
        first
    }

    /// The last day of the period that holds the day.
    pub fn last_day(self, day: NaiveDate) -> NaiveDate {
        let mut last = day;
        while !self.begins_on(last + Days::new(1)) {
            last = last + Days::new(1);
        }
        last
    }

    fn begins_on(self, day: NaiveDate) -> bool {
        match self {
            Self::Day => true,
            Self::Week => day.weekday() == chrono::Weekday::Mon,
            Self::Month => day.day() == 1,
            Self::Quarter => day.day() == 1 && [1, 4, 7, 10].contains(&day.month()),
        }
    }

    /// So many periods up to the one that holds the day, oldest first; the newest ends on the day.
    pub fn window(self, day: NaiveDate, count: usize) -> Vec<(NaiveDate, NaiveDate)> {
        let mut periods = vec![(self.first_day(day), day)];
        while periods.len() < count {
            let to = periods[periods.len() - 1].0 - Days::new(1);
            periods.push((self.first_day(to), to));
        }
        periods.reverse();
        periods
    }
}

/// The last so many months that are complete at the day, oldest first, each from the last day of the month before to its own.
pub fn last_months(day: NaiveDate, count: usize) -> Vec<(NaiveDate, NaiveDate)> {
    let mut end = Period::Month.last_day(day);
    if end > day {
        end = Period::Month.first_day(day) - Days::new(1);
    }
    let mut months = Vec::new();
    while months.len() < count {
        let start = Period::Month.first_day(end) - Days::new(1);
        months.push((start, end));
        end = start;
    }
    months.reverse();
    months
}

/// The day so many months later, or the last of that month where it has no such day.
pub fn add_months(day: NaiveDate, months: usize) -> NaiveDate {
    day + Months::new(u32::try_from(months).expect("a number of months"))
}
