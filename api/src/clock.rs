//! The only caller of `now()`.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, Utc};
use std::{
    sync::LazyLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Where dates come from: the machine, or a test.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock, in UTC.
    System,
    /// Always this day.
    Fixed(NaiveDate),
}

impl Clock {
    /// Today in UTC.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        match self {
            Self::System => Utc::now().date_naive(),
            Self::Fixed(day) => *day,
        }
    }

    /// The moment in UTC, to the microsecond that every database keeps.
    #[must_use]
    pub fn stamp(&self) -> NaiveDateTime {
        match self {
            Self::System => Utc::now().naive_utc().trunc_subsecs(6),
            Self::Fixed(day) => day.and_time(NaiveTime::MIN),
        }
    }
}

/// Reads a date written YYYY-MM-DD, of the years 0001 to 9999 that every database knows.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (is_plain && (1..=9999).contains(&date.year())).then_some(date)
}

/// A point on the monotonic clock, to measure how long things take.
#[must_use]
pub fn start() -> Instant {
    Instant::now()
}

/// Milliseconds since the Unix epoch by the machine's clock.
#[must_use]
pub fn unix_milliseconds() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

/// When the process started, in seconds since the Unix epoch. To be asked for the first
/// time at the start: a process cannot look it up everywhere.
#[must_use]
pub fn process_start() -> f64 {
    static START: LazyLock<Duration> = LazyLock::new(|| {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        since_epoch.unwrap_or(Duration::ZERO)
    });
    START.as_secs_f64()
}

/// When a file was written last, in milliseconds of Unix time; none where the system does not say.
pub(crate) fn written_at_ms(about: &std::fs::Metadata) -> Option<i64> {
    let since = about.modified().ok()?.duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.ok()?.as_millis()).ok()
}

/// How long ago a file was written last; nothing where the system does not say, or it is to come.
pub(crate) fn age_of(about: &std::fs::Metadata) -> Option<Duration> {
    about.modified().ok()?.elapsed().ok()
}
