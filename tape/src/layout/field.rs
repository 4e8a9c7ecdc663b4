//! Numbers and yes-or-no values, from text exactly: no float is made on the way.

use std::borrow::Cow;

/// The largest amount in minor units: sums of a book of millions of loans stay within 64 bits.
const LARGEST: i64 = 1_000_000_000_000_000;

/// What marks the decimals of a number; the other one parts its thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DecimalMark {
    /// `1,234.50`
    #[default]
    Point,
    /// `1.234,50`
    Comma,
}

/// Why a text is not a value of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    NotANumber,
    TooManyDecimals(u32),
    NumberTooLarge,
    NotABoolean,
    NotADate,
    DateNotInCalendar,
    DateOutOfRange,
    AmbiguousDate,
    NotAStamp,
}

/// A number times a power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scaled {
    /// Rounded half away from 0 where there were more decimals than kept.
    pub(crate) value: i64,
    /// Whether nothing was rounded off.
    pub(crate) exact: bool,
}

impl Fault {
    /// Name of the rule that is broken.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::NotANumber => "not_a_number",
            Self::TooManyDecimals(_) => "too_many_decimals",
            Self::NumberTooLarge => "number_too_large",
            Self::NotABoolean => "not_a_yes_or_no",
            Self::NotADate => "not_a_date",
            Self::DateNotInCalendar => "date_not_in_calendar",
            Self::DateOutOfRange => "date_out_of_range",
            Self::AmbiguousDate => "ambiguous_date",
            Self::NotAStamp => "not_a_stamp",
        }
    }

    /// What to do about it.
    pub(crate) fn fix(self) -> String {
        match self {
            Self::NotANumber => "write a plain number such as 1234.50".to_owned(),
            Self::TooManyDecimals(places) => format!("round it to {places} decimals"),
            Self::NumberTooLarge => "check the value, it is larger than any amount of a book can be".to_owned(),
            Self::NotABoolean => "write true or false".to_owned(),
            Self::NotADate => "write the date as YYYY-MM-DD".to_owned(),
            Self::DateNotInCalendar => {
                "correct the day, the calendar does not have it; or say date_order in a mapping file"
                    .to_owned()
            }
            Self::DateOutOfRange => "correct the year, it must be 1900 to 2079".to_owned(),
            Self::AmbiguousDate => {
                "write the date as YYYY-MM-DD, or say date_order = \"dmy\" or \"mdy\" in a mapping file"
                    .to_owned()
            }
            Self::NotAStamp => "write the time as YYYY-MM-DDTHH:MM:SS, in UTC".to_owned(),
        }
    }
}

/// An amount in minor units: `1,234.50`, `$1234.5`, `(12.00)`, `12.00 EUR`.
pub(crate) fn money(text: &str, exponent: u32, mark: DecimalMark) -> Result<i64, Fault> {
    let scaled = decimal(text, exponent, mark)?;
    if !scaled.exact {
        return Err(Fault::TooManyDecimals(exponent));
    }
    if scaled.value.unsigned_abs() > LARGEST.unsigned_abs() {
        return Err(Fault::NumberTooLarge);
    }
    Ok(scaled.value)
}

/// A number times 10 to the power of `places`.
pub(crate) fn decimal(text: &str, places: u32, mark: DecimalMark) -> Result<Scaled, Fault> {
    let text = plain_signs(text.trim());
    let (negative, digits) = sign(&text)?;
    let mut scaled = digits_of(digits.as_bytes(), places, mark)?;
    if negative {
        scaled.value = -scaled.value;
    }
    Ok(scaled)
}

/// A whole number; decimals that are zeros are let pass, since spreadsheets add them.
pub(crate) fn integer(text: &str) -> Result<i64, Fault> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let whole_length = digits
        .iter()
        .position(|byte| *byte == b'.')
        .unwrap_or(digits.len());
    let (whole, decimals) = digits.split_at(whole_length);
    if decimals.iter().skip(1).any(|byte| *byte != b'0') {
        let is_number = decimals.iter().skip(1).all(u8::is_ascii_digit);
        return Err(if is_number {
            Fault::TooManyDecimals(0)
        } else {
            Fault::NotANumber
        });
    }
    if whole.is_empty() {
        return Err(Fault::NotANumber);
    }
    let mut value: i64 = 0;
    for byte in whole {
        value = push_digit(value, *byte)?;
    }
    Ok(if negative { -value } else { value })
}

/// Yes or no, in the ways that files say it.
pub(crate) fn boolean(text: &str) -> Result<bool, Fault> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(&["true", "1", "1.0", "yes", "y", "t"]) {
        Ok(true)
    } else if is_one_of(&["false", "0", "0.0", "no", "n", "f"]) {
        Ok(false)
    } else {
        Err(Fault::NotABoolean)
    }
}

impl DecimalMark {
    /// The mark that a sample of numbers proves; none where no value does, or some contradict.
    pub(crate) fn of_samples<'a>(values: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut proven = None;
        for value in values {
            match (Self::of_one(value), proven) {
                (None, _) => {}
                (Some(mark), None) => proven = Some(mark),
                (Some(mark), Some(before)) if mark != before => return None,
                (Some(_), Some(_)) => {}
            }
        }
        proven
    }

    fn of_one(value: &str) -> Option<Self> {
        let count = |mark| value.bytes().filter(|byte| *byte == mark).count();
        let (points, commas) = (count(b'.'), count(b','));
        let last = value.rfind(['.', ','])?;
        let last_is_point = value.as_bytes().get(last) == Some(&b'.');
        let decimals = value
            .bytes()
            .skip(last + 1)
            .filter(u8::is_ascii_digit)
            .count();
        let starts_with_zero = value
            .trim_start_matches(['-', '(', '$', '€'])
            .starts_with('0');
        let is_decimal = if points > 0 && commas > 0 {
            true
        } else if points + commas > 1 {
            false
        } else if decimals != 3 || starts_with_zero {
            true
        } else {
            // "1,234" may be a thousand or a bit more than one.
            return None;
        };
        Some(if last_is_point == is_decimal {
            Self::Point
        } else {
            Self::Comma
        })
    }
}

/// Spaces, apostrophes and signs of typesetters as those of typewriters.
fn plain_signs(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let plain = text.chars().map(|character| match character {
        '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        '\u{2019}' => '\'',
        '\u{2212}' => '-',
        '€' | '£' | '¥' => '$',
        other => other,
    });
    Cow::Owned(plain.collect())
}

/// Whether a number is negative, and its digits without sign and currency.
fn sign(text: &str) -> Result<(bool, &str), Fault> {
    // Nearly all values are plain.
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && text.as_bytes().last().is_some_and(u8::is_ascii_digit)
    {
        return Ok((false, text));
    }
    let in_brackets = text
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'));
    let unsigned = without_currency(in_brackets.unwrap_or(text));
    let after_minus = unsigned
        .strip_prefix('-')
        .or_else(|| unsigned.strip_suffix('-'));
    if in_brackets.is_some() && after_minus.is_some() {
        return Err(Fault::NotANumber);
    }
    let digits = after_minus
        .or_else(|| unsigned.strip_prefix('+'))
        .unwrap_or(unsigned);
    let negative = in_brackets.is_some() || after_minus.is_some();
    Ok((negative, without_currency(digits)))
}

/// Takes off a currency sign, or a code of three capital letters, at either end.
fn without_currency(text: &str) -> &str {
    let mut text = text.trim();
    let is_code = |code: &str| code.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((code, rest)) = text.split_at_checked(3)
        && is_code(code)
    {
        text = rest;
    } else if let Some((rest, code)) = text.split_at_checked(text.len().saturating_sub(3))
        && is_code(code)
    {
        text = rest;
    }
    text.trim()
        .trim_start_matches('$')
        .trim_end_matches('$')
        .trim()
}

fn digits_of(bytes: &[u8], places: u32, mark: DecimalMark) -> Result<Scaled, Fault> {
    let point = match mark {
        DecimalMark::Point => b'.',
        DecimalMark::Comma => b',',
    };
    let mut value: i64 = 0;
    let mut digit_count: u32 = 0;
    let mut decimals: Option<u32> = None;
    // What parts the thousands, and how many digits have come since.
    let mut separator = None;
    let mut run: u32 = 0;
    let (mut exact, mut rounds_up) = (true, false);
    for byte in bytes {
        match (*byte, decimals) {
            (b'0'..=b'9', None) => {
                value = push_digit(value, *byte)?;
                digit_count += 1;
                run += 1;
            }
            (b'0'..=b'9', Some(count)) => {
                digit_count += 1;
                decimals = Some(count.saturating_add(1));
                if count < places {
                    value = push_digit(value, *byte)?;
                } else {
                    exact &= *byte == b'0';
                    rounds_up |= count == places && *byte >= b'5';
                }
            }
            (other, None) if other == point => {
                if separator.is_some() && run != 3 {
                    return Err(Fault::NotANumber);
                }
                decimals = Some(0);
            }
            (b'.' | b',' | b' ' | b'\'', None) => {
                let fits = match separator {
                    None => (1..=3).contains(&run),
                    Some(before) => before == *byte && run == 3,
                };
                if !fits {
                    return Err(Fault::NotANumber);
                }
                separator = Some(*byte);
                run = 0;
            }
            _ => return Err(Fault::NotANumber),
        }
    }
    let ends_within_thousand = decimals.is_none() && separator.is_some() && run != 3;
    if digit_count == 0 || ends_within_thousand {
        return Err(Fault::NotANumber);
    }
    for _ in decimals.unwrap_or(0)..places {
        value = push_digit(value, b'0')?;
    }
    Ok(Scaled {
        value: value + i64::from(rounds_up),
        exact,
    })
}

/// Appends a digit; what is no digit is no number.
fn push_digit(value: i64, digit: u8) -> Result<i64, Fault> {
    if !digit.is_ascii_digit() {
        return Err(Fault::NotANumber);
    }
    value
        .checked_mul(10)
        .and_then(|tenfold| tenfold.checked_add(i64::from(digit - b'0')))
        // One less, so that rounding up cannot overflow.
        .filter(|sum| *sum < i64::MAX)
        .ok_or(Fault::NumberTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};

    #[test]
    fn money_is_exact() {
        let cases: [(&str, u32, DecimalMark, Result<i64, Fault>); 40] = [
            ("0", 2, Point, Ok(0)),
            ("176.34", 2, Point, Ok(17634)),
            ("176.3", 2, Point, Ok(17630)),
            ("176", 2, Point, Ok(17600)),
            ("176.", 2, Point, Ok(17600)),
            (".5", 2, Point, Ok(50)),
            ("176.3400", 2, Point, Ok(17634)),
            ("176.345", 2, Point, Err(Fault::TooManyDecimals(2))),
            ("176.34", 0, Point, Err(Fault::TooManyDecimals(0))),
            ("176.00", 0, Point, Ok(176)),
            ("1.234", 3, Point, Ok(1234)),
            ("1,234.50", 2, Point, Ok(123_450)),
            ("1,234,567", 2, Point, Ok(123_456_700)),
            ("12,34", 2, Point, Err(Fault::NotANumber)),
            ("1234,567", 2, Point, Err(Fault::NotANumber)),
            ("1,23,456", 2, Point, Err(Fault::NotANumber)),
            (",123", 2, Point, Err(Fault::NotANumber)),
            ("1.234,50", 2, Point, Err(Fault::NotANumber)),
            ("1.234,50", 2, Comma, Ok(123_450)),
            ("12,5", 2, Comma, Ok(1250)),
            ("1 234,50", 2, Comma, Ok(123_450)),
            ("1\u{202f}234,50\u{a0}€", 2, Comma, Ok(123_450)),
            ("1'234.50", 2, Point, Ok(123_450)),
            ("$1,234.50", 2, Point, Ok(123_450)),
            ("12.00 EUR", 2, Point, Ok(1200)),
            ("USD 12", 2, Point, Ok(1200)),
            ("(12.00)", 2, Point, Ok(-1200)),
            ("($12.00)", 2, Point, Ok(-1200)),
            ("-$12.00", 2, Point, Ok(-1200)),
            ("$-12.00", 2, Point, Ok(-1200)),
            ("12.00-", 2, Point, Ok(-1200)),
            ("(-12.00)", 2, Point, Err(Fault::NotANumber)),
            ("--12", 2, Point, Err(Fault::NotANumber)),
            ("1e400", 2, Point, Err(Fault::NotANumber)),
            ("NaN", 2, Point, Err(Fault::NotANumber)),
            ("NAN", 2, Point, Err(Fault::NotANumber)),
            ("inf", 2, Point, Err(Fault::NotANumber)),
            ("12 3", 2, Point, Err(Fault::NotANumber)),
            ("99999999999999999999", 2, Point, Err(Fault::NumberTooLarge)),
            ("10000000000000.01", 2, Point, Err(Fault::NumberTooLarge)),
        ];
        for (text, exponent, mark, expected) in cases {
            assert_eq!(money(text, exponent, mark), expected, "{text}");
        }
    }

    #[test]
    fn decimals_round_half_up_and_say_so() {
        let rounded = |text| decimal(text, 4, Point).unwrap();
        assert_eq!(
            rounded("10.65"),
            Scaled {
                value: 106_500,
                exact: true
            }
        );
        assert_eq!(
            rounded("3.12345"),
            Scaled {
                value: 31235,
                exact: false
            }
        );
        assert_eq!(
            rounded("3.123449"),
            Scaled {
                value: 31234,
                exact: false
            }
        );
        assert_eq!(
            decimal("9223372036854775807", 0, Point),
            Err(Fault::NumberTooLarge)
        );
    }

    #[test]
    fn integers_and_booleans() {
        let cases = [
            ("36", Ok(36)),
            ("-1", Ok(-1)),
            ("036", Ok(36)),
            ("36.0", Ok(36)),
            ("36.5", Err(Fault::TooManyDecimals(0))),
            ("", Err(Fault::NotANumber)),
            (".0", Err(Fault::NotANumber)),
            ("3 6", Err(Fault::NotANumber)),
            ("36.x", Err(Fault::NotANumber)),
            ("99999999999999999999", Err(Fault::NumberTooLarge)),
        ];
        for (text, expected) in cases {
            assert_eq!(integer(text), expected, "{text}");
        }
        assert_eq!(boolean("TRUE"), Ok(true));
        assert_eq!(boolean("n"), Ok(false));
        assert_eq!(boolean("2"), Err(Fault::NotABoolean));
    }

    #[test]
    fn a_sample_proves_the_mark() {
        let cases: [(&[&str], Option<DecimalMark>); 9] = [
            (&["1,234.50"], Some(Point)),
            (&["1.234,50"], Some(Comma)),
            (&["12,5", "1"], Some(Comma)),
            (&["1,234", "0.125"], Some(Point)),
            (&["1.234.567"], Some(Comma)),
            (&["1,234"], None),
            (&["1234", ""], None),
            (&["12.5", "12,5"], None),
            (&["12,5 €"], Some(Comma)),
        ];
        for (values, expected) in cases {
            assert_eq!(
                DecimalMark::of_samples(values.iter().copied()),
                expected,
                "{values:?}"
            );
        }
    }
}
