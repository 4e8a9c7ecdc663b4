//! Dates, months and stamps, from text.

use super::field::Fault;
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime};

/// The last date that the columns of the book can hold: 65,534 days after 1900-01-01.
const LAST: NaiveDate = NaiveDate::from_ymd_opt(2079, 6, 5).expect("a date of the calendar");

/// Years from here on are plausible.
const FIRST_YEAR: i32 = 1900;

/// Two-digit years below it are of this century.
const CENTURY_TURN: i32 = 80;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// What comes first in a date such as `03/04/2023`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateOrder {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// A day: `2023-02-28`, with or without a time behind it, `20230228`, `2023/02/28`,
/// `28-Feb-2023`; `28/02/2023` and `02/28/2023` by the order, or where only one order fits.
pub(crate) fn date(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, Fault> {
    let bytes = text.as_bytes();
    if let [_, _, _, _, b'-', _, _, b'-', _, _, rest @ ..] = bytes {
        let is_time = |rest: &[u8]| {
            matches!(rest.first(), Some(b'T' | b' '))
                && rest[1..]
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || b":.Z+-".contains(byte))
        };
        if !rest.is_empty() && !is_time(rest) {
            return Err(Fault::NotADate);
        }
        return of_numbers(
            number(&bytes[..4])?,
            number(&bytes[5..7])?,
            number(&bytes[8..10])?,
        );
    }
    if bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) {
        return of_numbers(
            number(&bytes[..4])?,
            number(&bytes[4..6])?,
            number(&bytes[6..])?,
        );
    }
    let [first, second, third] = parts(text)?;
    if first.len() == 4 {
        return of_numbers(
            number(first.as_bytes())?,
            number(second.as_bytes())?,
            number(third.as_bytes())?,
        );
    }
    if third.len() != 4 {
        return Err(Fault::NotADate);
    }
    let year = number(third.as_bytes())?;
    if let Some(month) = month_by_name(second) {
        return of_numbers(year, month, number(first.as_bytes())?);
    }
    let (first, second) = (number(first.as_bytes())?, number(second.as_bytes())?);
    match order_of(first, second, order)? {
        DateOrder::MonthDayYear => of_numbers(year, first, second),
        DateOrder::DayMonthYear | DateOrder::YearMonthDay => of_numbers(year, second, first),
    }
}

/// The first day of a month: `Dec-2011`, `Dec-11`, `2011-12`, `12/2011`.
pub(crate) fn month(text: &str) -> Result<NaiveDate, Fault> {
    let (first, second) = text.split_once(['-', '/', ' ']).ok_or(Fault::NotADate)?;
    if let Some(month) = month_by_name(first) {
        let year = number(second.as_bytes())?;
        let year = match second.len() {
            4 => year,
            2 if year < CENTURY_TURN => 2000 + year,
            2 => 1900 + year,
            _ => return Err(Fault::NotADate),
        };
        return of_numbers(year, month, 1);
    }
    match (first.len(), second.len()) {
        (4, 1..=2) => of_numbers(number(first.as_bytes())?, number(second.as_bytes())?, 1),
        (1..=2, 4) => of_numbers(number(second.as_bytes())?, number(first.as_bytes())?, 1),
        _ => Err(Fault::NotADate),
    }
}

/// The first day of a month written `MMYYYY`.
pub(crate) fn month_then_year(text: &str) -> Result<NaiveDate, Fault> {
    let bytes = six_digits(text)?;
    of_numbers(number(&bytes[2..])?, number(&bytes[..2])?, 1)
}

/// The first day of a month written `YYYYMM`.
pub(crate) fn year_then_month(text: &str) -> Result<NaiveDate, Fault> {
    let bytes = six_digits(text)?;
    of_numbers(number(&bytes[..4])?, number(&bytes[4..])?, 1)
}

/// A time of a day in UTC, to the second: `2025-05-08T06:59:00`.
pub(crate) fn stamp(text: &str) -> Result<NaiveDateTime, Fault> {
    let without_zone = text
        .strip_suffix('Z')
        .or_else(|| text.strip_suffix("+00:00"))
        .unwrap_or(text);
    let stamp = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ]
    .into_iter()
    .find_map(|form| NaiveDateTime::parse_from_str(without_zone, form).ok())
    .ok_or(Fault::NotAStamp)?;
    in_range(stamp.date())?;
    Ok(stamp)
}

/// The last day of the month that a day is in.
pub(crate) fn last_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|next| next.checked_sub_days(Days::new(1)))
        .unwrap_or(day)
}

impl DateOrder {
    /// The order that a sample of dates proves; none where no date does, or some contradict.
    pub(crate) fn of_samples<'a>(values: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut day_first, mut month_first) = (false, false);
        for value in values {
            let Ok([first, second, third]) = parts(value) else {
                continue;
            };
            let numbers = (number(first.as_bytes()), number(second.as_bytes()));
            if let (Ok(first), Ok(second)) = numbers
                && third.len() == 4
            {
                day_first |= first > 12 && second <= 12;
                month_first |= second > 12 && first <= 12;
            }
        }
        match (day_first, month_first) {
            (true, false) => Some(Self::DayMonthYear),
            (false, true) => Some(Self::MonthDayYear),
            _ => None,
        }
    }
}

fn order_of(first: i32, second: i32, order: Option<DateOrder>) -> Result<DateOrder, Fault> {
    match order {
        Some(order @ (DateOrder::DayMonthYear | DateOrder::MonthDayYear)) => Ok(order),
        _ if first == second || (first > 12 && second <= 12) => Ok(DateOrder::DayMonthYear),
        _ if first <= 12 && second > 12 => Ok(DateOrder::MonthDayYear),
        _ if first > 12 => Err(Fault::DateNotInCalendar),
        _ => Err(Fault::AmbiguousDate),
    }
}

fn of_numbers(year: i32, month: i32, day: i32) -> Result<NaiveDate, Fault> {
    let unsigned = |number| u32::try_from(number).map_err(|_| Fault::NotADate);
    let date = NaiveDate::from_ymd_opt(year, unsigned(month)?, unsigned(day)?)
        .ok_or(Fault::DateNotInCalendar)?;
    in_range(date)
}

fn in_range(date: NaiveDate) -> Result<NaiveDate, Fault> {
    if date.year() < FIRST_YEAR || date > LAST {
        return Err(Fault::DateOutOfRange);
    }
    Ok(date)
}

/// The three parts of a date between one and the same mark; a time behind them is let go.
fn parts(text: &str) -> Result<[&str; 3], Fault> {
    let mark = text
        .chars()
        .find(|character| ['/', '.', '-', ' '].contains(character))
        .ok_or(Fault::NotADate)?;
    let mut parts = text.splitn(3, mark);
    let mut next = || parts.next().ok_or(Fault::NotADate);
    let (first, second, third) = (next()?, next()?, next()?);
    let (third, time) = third.split_once([' ', 'T']).unwrap_or((third, ""));
    let is_time = time
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b":.Z".contains(&byte));
    if !is_time {
        return Err(Fault::NotADate);
    }
    Ok([first, second, third])
}

fn six_digits(text: &str) -> Result<&[u8], Fault> {
    let bytes = text.as_bytes();
    if bytes.len() == 6 && bytes.iter().all(u8::is_ascii_digit) {
        Ok(bytes)
    } else {
        Err(Fault::NotADate)
    }
}

fn month_by_name(text: &str) -> Option<i32> {
    let place = MONTHS
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text))?;
    i32::try_from(place + 1).ok()
}

/// A number of one to four digits.
fn number(bytes: &[u8]) -> Result<i32, Fault> {
    if bytes.is_empty() || bytes.len() > 4 {
        return Err(Fault::NotADate);
    }
    bytes.iter().try_fold(0, |number, byte| {
        if byte.is_ascii_digit() {
            Ok(number * 10 + i32::from(byte - b'0'))
        } else {
            Err(Fault::NotADate)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_in_many_forms() {
        use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};
        let march = Ok(day(2023, 3, 4));
        let cases = [
            ("2023-03-04", None, march),
            ("2023-03-04T00:00:00", None, march),
            ("2023-03-04 10:30:00", None, march),
            ("2023-03-04x", None, Err(Fault::NotADate)),
            ("20230304", None, march),
            ("2023/3/4", None, march),
            ("04-Mar-2023", None, march),
            ("4 mar 2023", None, march),
            ("04/03/2023", Some(DayMonthYear), march),
            ("4.3.2023", Some(DayMonthYear), march),
            ("03/04/2023", Some(MonthDayYear), march),
            ("3/4/2023 00:00", Some(MonthDayYear), march),
            ("03/04/2023", None, Err(Fault::AmbiguousDate)),
            ("03/04/2023", Some(YearMonthDay), Err(Fault::AmbiguousDate)),
            ("03/03/2023", None, Ok(day(2023, 3, 3))),
            ("13/03/2023", None, Ok(day(2023, 3, 13))),
            ("03/13/2023", None, Ok(day(2023, 3, 13))),
            ("13/13/2023", None, Err(Fault::DateNotInCalendar)),
            (
                "03/13/2023",
                Some(DayMonthYear),
                Err(Fault::DateNotInCalendar),
            ),
            ("2023-02-30", None, Err(Fault::DateNotInCalendar)),
            ("2023-02-29", None, Err(Fault::DateNotInCalendar)),
            ("2024-02-29", None, Ok(day(2024, 2, 29))),
            ("2023-00-10", None, Err(Fault::DateNotInCalendar)),
            ("1899-12-31", None, Err(Fault::DateOutOfRange)),
            ("2079-06-06", None, Err(Fault::DateOutOfRange)),
            ("03/04/23", None, Err(Fault::NotADate)),
            ("45000", None, Err(Fault::NotADate)),
            ("tomorrow", None, Err(Fault::NotADate)),
            ("", None, Err(Fault::NotADate)),
            ("é-0304-04", None, Err(Fault::NotADate)),
        ];
        for (text, order, expected) in cases {
            assert_eq!(date(text, order), expected, "{text}");
        }
    }

    #[test]
    fn months_are_their_first_day() {
        let december = Ok(day(2011, 12, 1));
        assert_eq!(month("Dec-2011"), december);
        assert_eq!(month("Dec-11"), december);
        assert_eq!(month("2011-12"), december);
        assert_eq!(month("12/2011"), december);
        assert_eq!(month("Dec-99"), Ok(day(1999, 12, 1)));
        assert_eq!(month("Dez-2011"), Err(Fault::NotADate));
        assert_eq!(month_then_year("122011"), december);
        assert_eq!(month_then_year("132011"), Err(Fault::DateNotInCalendar));
        assert_eq!(year_then_month("201112"), december);
        assert_eq!(year_then_month("2011-12"), Err(Fault::NotADate));
        assert_eq!(last_of_month(day(2024, 2, 10)), day(2024, 2, 29));
    }

    #[test]
    fn stamps_are_utc() {
        let expected = day(2025, 5, 8).and_hms_opt(6, 59, 0).unwrap();
        for text in [
            "2025-05-08T06:59:00",
            "2025-05-08 06:59:00Z",
            "2025-05-08T06:59:00.000+00:00",
            "2025-05-08T06:59",
        ] {
            assert_eq!(stamp(text), Ok(expected), "{text}");
        }
        assert_eq!(stamp("2025-05-08T06:59:00+02:00"), Err(Fault::NotAStamp));
        assert_eq!(stamp("2025-05-08"), Err(Fault::NotAStamp));
        assert_eq!(stamp("1825-05-08T06:59:00"), Err(Fault::DateOutOfRange));
    }

    #[test]
    fn a_sample_proves_the_order() {
        let order = |values: &[&str]| DateOrder::of_samples(values.iter().copied());
        assert_eq!(
            order(&["03/04/2023", "13/04/2023"]),
            Some(DateOrder::DayMonthYear)
        );
        assert_eq!(
            order(&["03/04/2023", "04/13/2023"]),
            Some(DateOrder::MonthDayYear)
        );
        assert_eq!(order(&["03/04/2023", "2023-04-13", ""]), None);
        assert_eq!(order(&["13/04/2023", "04/13/2023"]), None);
    }
}
