//! Cumulative curves by vintage and month on book, cut where a vintage has not lived long enough.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{calendar::add_months, rate::Ratio};

/// The loans disbursed in one month or quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vintage {
    /// Last day of the period, which also names the vintage; see [`crate::calendar::last_day_of_period`].
    pub last_day: NaiveDate,
    /// What its events are compared with: loans disbursed, or their original principal in minor units.
    pub denominator: i64,
}

/// What happened to a vintage in one month on book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VintageEvent {
    /// Last day of the vintage's period.
    pub last_day: NaiveDate,
    /// Month on book of the event; see [`crate::calendar::months_on_book`].
    pub month_on_book: u32,
    /// Loans, or minor units; negative where money came back after a charge-off.
    pub amount: i64,
}

/// The curve of one vintage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VintageCurve {
    /// Last day of the vintage's period.
    pub last_day: NaiveDate,
    /// What the cells are compared with.
    pub denominator: i64,
    /// The cell of month on book 0, 1, …; `None` where the vintage is not old enough.
    pub cells: Vec<Option<Ratio>>,
}

/// The cumulative curves of vintages over the months on book 0 to `last_month`, in the order of the vintages.
///
/// Events of the same vintage and month are added.
/// Events known at the as-of date in a month that is not complete for the whole vintage are in no cell, so that all
/// loans of a vintage have had the same time in each.
///
/// **Formula**: cell(v, m) = Σ amount of events with month on book ≤ m ÷ denominator of v (a fraction); `None` unless
/// [`is_observed`].
/// Source: `docs/METRICS.md`, "Vintage".
///
/// ```
/// use chrono::NaiveDate;
/// use risk::{rate::Ratio, vintage::{Vintage, VintageEvent, cumulative_curves}};
///
/// let last_day = NaiveDate::from_ymd_opt(2025, 1, 31).unwrap();
/// let as_of = NaiveDate::from_ymd_opt(2025, 3, 31).unwrap();
/// let event = |month_on_book, amount| VintageEvent { last_day, month_on_book, amount };
/// let vintages = [Vintage { last_day, denominator: 200 }];
/// let curves = cumulative_curves(&vintages, &[event(1, 4), event(2, 6), event(3, 1)], 3, as_of);
/// // Month 3 ends on 30 April, after the as-of date.
/// let expected = [Some(Ratio::new(0, 200)), Some(Ratio::new(4, 200)), Some(Ratio::new(10, 200)), None];
/// assert_eq!(curves[0].cells, expected);
/// ```
#[must_use]
pub fn cumulative_curves(
    vintages: &[Vintage],
    events: &[VintageEvent],
    last_month: u32,
    as_of: NaiveDate,
) -> Vec<VintageCurve> {
    let mut amounts: HashMap<(NaiveDate, u32), i64> = HashMap::new();
    for event in events {
        *amounts
            .entry((event.last_day, event.month_on_book))
            .or_default() += event.amount;
    }
    vintages
        .iter()
        .map(|vintage| {
            let mut numerator = 0;
            let cells = (0..=last_month)
                .map(|month| {
                    numerator += amounts.get(&(vintage.last_day, month)).unwrap_or(&0);
                    is_observed(vintage.last_day, month, as_of)
                        .then(|| Ratio::new(numerator, vintage.denominator))
                })
                .collect();
            VintageCurve {
                last_day: vintage.last_day,
                denominator: vintage.denominator,
                cells,
            }
        })
        .collect()
}

/// Whether every loan that a period can hold has had its whole month on book by the as-of date.
///
/// It depends on the period alone, so a filter of loans does not change which cells there are.
///
/// **Formula**: last day of the period + months, clipped to the end of the month, ≤ as-of date.
/// Source: `docs/METRICS.md`, "Vintage" and "Cohort".
///
/// ```
/// use chrono::NaiveDate;
/// use risk::vintage::is_observed;
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
/// assert!(is_observed(day(1, 31), 1, day(2, 28)));
/// assert!(!is_observed(day(1, 31), 1, day(2, 27)));
/// ```
#[must_use]
pub fn is_observed(last_day: NaiveDate, month_on_book: u32, as_of: NaiveDate) -> bool {
    add_months(last_day, month_on_book) <= as_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Period, last_day_of_period, months_on_book};
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Loans of the first half of 2025, worked by hand: (disbursed, first day 30 days past due).
    const LOANS: [(&str, Option<&str>); 7] = [
        ("2025-01-10", Some("2025-03-12")), // month 3: 10 March is too early
        ("2025-01-31", Some("2025-02-28")), // month 1, clipped
        ("2025-01-31", None),
        ("2025-02-01", Some("2025-04-01")), // month 2, to the day
        ("2025-02-28", Some("2025-06-29")), // month 5
        ("2025-03-15", Some("2025-05-20")), // month 3: the quarter's last loan
        ("2025-04-01", Some("2025-06-30")), // month 3
    ];

    fn curves(period: Period, as_of: &str) -> Vec<(String, Vec<Option<Ratio>>)> {
        let mut vintages: Vec<Vintage> = Vec::new();
        let mut events = Vec::new();
        for (disbursed, event) in LOANS {
            let last_day = last_day_of_period(date(disbursed), period);
            match vintages.last_mut() {
                Some(vintage) if vintage.last_day == last_day => vintage.denominator += 1,
                _ => vintages.push(Vintage {
                    last_day,
                    denominator: 1,
                }),
            }
            events.extend(
                event
                    .map(date)
                    .filter(|&day| day <= date(as_of))
                    .map(|day| VintageEvent {
                        last_day,
                        month_on_book: months_on_book(date(disbursed), day),
                        amount: 1,
                    }),
            );
        }
        cumulative_curves(&vintages, &events, 5, date(as_of))
            .into_iter()
            .map(|curve| (curve.last_day.to_string(), curve.cells))
            .collect()
    }

    fn cells(numerators: &[i64], denominator: i64) -> Vec<Option<Ratio>> {
        let known = numerators
            .iter()
            .map(|&numerator| Some(Ratio::new(numerator, denominator)));
        known.chain(std::iter::repeat(None)).take(6).collect()
    }

    #[test]
    fn months_worked_by_hand() {
        let expected = [
            ("2025-01-31", cells(&[0, 1, 1, 2, 2, 2], 3)),
            ("2025-02-28", cells(&[0, 0, 1, 1, 1], 2)), // month 5 is complete on 28 July
            ("2025-03-31", cells(&[0, 0, 0, 1], 1)),
            ("2025-04-30", cells(&[0, 0, 0], 1)), // month 3 on 30 July: its event is known and not shown
        ]
        .map(|(last_day, cells)| (last_day.to_owned(), cells));
        assert_eq!(curves(Period::Month, "2025-06-30"), expected);
    }

    #[test]
    fn quarters_worked_by_hand() {
        let expected = [
            ("2025-03-31", cells(&[0, 1, 2, 4], 6)),
            ("2025-06-30", cells(&[0], 1)),
        ]
        .map(|(last_day, cells)| (last_day.to_owned(), cells));
        assert_eq!(curves(Period::Quarter, "2025-06-30"), expected);
        // A day earlier the third month of the first quarter is not over: 31 March + 3 months is 30 June.
        let earlier = curves(Period::Quarter, "2025-06-29");
        assert_eq!(earlier[0].1, cells(&[0, 1, 2], 6));
        assert_eq!(earlier[1].1, cells(&[], 1));
    }

    #[test]
    fn recoveries_lower_a_curve_of_net_losses() {
        let last_day = date("2024-01-31");
        let event = |month_on_book, amount| VintageEvent {
            last_day,
            month_on_book,
            amount,
        };
        let vintages = [Vintage {
            last_day,
            denominator: 1_000,
        }];
        let events = [event(1, 100), event(2, -30), event(2, 20)];
        let curves = cumulative_curves(&vintages, &events, 5, date("2024-03-31"));
        assert_eq!(curves[0].cells, cells(&[0, 100, 90], 1_000));
        let empty = cumulative_curves(&vintages, &[], 0, date("2024-01-30"));
        assert_eq!(empty[0].cells, [None]);
    }

    proptest! {
        #[test]
        fn curves_never_fall_and_are_cut_exactly_where_censored(
            list in prop::collection::vec((0_u32..20, 0_i64..50), 0..20), start in 0_i64..3_000, age in 0_i64..900,
        ) {
            let last_day = last_day_of_period(date("2015-01-01") + TimeDelta::days(start), Period::Month);
            let as_of = last_day + TimeDelta::days(age);
            let events: Vec<VintageEvent> = list
                .iter()
                .map(|&(month_on_book, amount)| VintageEvent { last_day, month_on_book, amount })
                .collect();
            let vintages = [Vintage { last_day, denominator: 1_000 }];
            let curve = cumulative_curves(&vintages, &events, 24, as_of).remove(0);
            prop_assert_eq!(curve.cells.len(), 25);
            for (month, cell) in (0..).zip(&curve.cells) {
                prop_assert_eq!(cell.is_some(), add_months(last_day, month) <= as_of);
                let expected: i64 = list.iter().filter(|event| event.0 <= month).map(|event| event.1).sum();
                prop_assert!(cell.is_none_or(|ratio| ratio == Ratio::new(expected, 1_000)));
            }
            for pair in curve.cells.windows(2) {
                let known = pair[1].map(|ratio| ratio.numerator);
                prop_assert!(known.is_none_or(|later| pair[0].is_some_and(|now| now.numerator <= later)));
            }
        }
    }
}
