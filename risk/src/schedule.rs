//! The rest of a loan's schedule, with due dates: what follows from its terms after the instalments that are known.

use chrono::{Months, NaiveDate};

use crate::amortisation::{ScheduledInstalment, level_schedule};

/// What the rest of a schedule follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// The principal that the instalments before leave, in minor units.
    pub balance_minor: i64,
    /// The yearly rate in parts per million.
    pub rate_ppm: i64,
    /// The agreed monthly payment, in minor units.
    pub payment_minor: i64,
    /// The number of the first instalment of the rest, from 1.
    pub first_number: i32,
    /// The number of the last instalment: the term in months.
    pub term_months: i32,
}

/// The instalments that follow from a balance, the agreed payment and the months left; the last one repays what is left.
///
/// None is empty: a balance that is repaid before the last month ends the schedule there.
///
/// **Formula**: that of [`level_schedule`], over the months left.
/// Source: `docs/METRICS.md`, "Money".
///
/// ```
/// use risk::{amortisation::annuity_schedule, schedule::{Rest, remaining}};
///
/// // After five of twelve instalments of 2,072.66 at 3.85 %.
/// let whole = annuity_schedule(207_266, 38_500, 12);
/// let repaid: i64 = whole[..5].iter().map(|month| month.principal_minor).sum();
/// let rest = remaining(&Rest {
///     balance_minor: 207_266 - repaid,
///     rate_ppm: 38_500,
///     payment_minor: 17_634,
///     first_number: 6,
///     term_months: 12,
/// });
/// assert_eq!(rest, whole[5..]);
/// ```
#[must_use]
pub fn remaining(rest: &Rest) -> Vec<ScheduledInstalment> {
    let before = rest.first_number - 1;
    let months = rest.term_months - before;
    let mut schedule = level_schedule(
        rest.balance_minor,
        rest.rate_ppm,
        months,
        rest.payment_minor,
    );
    // What is 0 at the end follows the month that repaid the balance.
    while schedule.pop_if(|month| month.amount_minor == 0).is_some() {}
    for month in &mut schedule {
        month.number += before;
    }
    schedule
}

/// The due date some months after another; a day that the month does not have is its last.
///
/// `None` when it lies beyond the calendar.
///
/// ```
/// use chrono::NaiveDate;
/// use risk::schedule::months_after;
///
/// let day = |text: &str| text.parse::<NaiveDate>().unwrap();
/// assert_eq!(months_after(day("2025-01-31"), 1), Some(day("2025-02-28")));
/// assert_eq!(months_after(day("2025-01-31"), 2), Some(day("2025-03-31")));
/// ```
#[must_use]
pub fn months_after(date: NaiveDate, months: i32) -> Option<NaiveDate> {
    date.checked_add_months(Months::new(u32::try_from(months).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amortisation::annuity_schedule;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_rest_continues_the_annuity(
            principal in 1_i64..10_000_000_000, rate in 0_i64..1_000_000, term in 1..480, known in 0_usize..480,
        ) {
            let whole = annuity_schedule(principal, rate, term);
            let known = known % whole.len();
            let repaid: i64 = whole[..known].iter().map(|month| month.principal_minor).sum();
            let rest = remaining(&Rest {
                balance_minor: principal - repaid,
                rate_ppm: rate,
                payment_minor: whole[0].amount_minor,
                first_number: whole[known].number,
                term_months: term,
            });
            let expected: Vec<_> = whole[known..].iter().copied().filter(|month| month.amount_minor > 0).collect();
            prop_assert_eq!(rest, expected);
        }
    }

    #[test]
    fn due_dates_keep_the_day_of_the_first() {
        let first: NaiveDate = "2023-12-30".parse().expect("a date");
        // (instalment, due date)
        let cases = [
            (1, "2023-12-30"),
            (2, "2024-01-30"),
            (3, "2024-02-29"),
            (4, "2024-03-30"),
            (14, "2025-01-30"),
        ];
        for (number, expected) in cases {
            let due_date = months_after(first, number - 1).expect("within the calendar");
            assert_eq!(due_date.to_string(), expected);
        }
    }

    #[test]
    fn a_schedule_that_is_not_an_annuity_still_repays_the_whole() {
        let rest = remaining(&Rest {
            balance_minor: 50_000,
            rate_ppm: 120_000,
            payment_minor: 20_000,
            first_number: 3,
            term_months: 6,
        });
        let principal: Vec<i64> = rest.iter().map(|month| month.principal_minor).collect();
        assert_eq!(principal, [19_500, 19_695, 10_805]);
        assert_eq!(rest[2].number, 5);
    }
}
