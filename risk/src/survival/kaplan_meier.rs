//! The Kaplan-Meier estimate of a survival curve.

use std::collections::BTreeMap;

/// One loan, customer or application, watched until its event or until the watch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// How long it was watched, in whole units of time: days, weeks or months.
    pub time: u32,
    /// Whether the event came then; otherwise the watch ended (censored).
    pub event: bool,
}

/// A survival curve at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalRow {
    /// The time, in the unit of the observations.
    pub time: u32,
    /// How many were still watched just before it.
    pub at_risk: i64,
    /// How many had the event at it.
    pub events: i64,
    /// How many ceased to be watched at it, without the event.
    pub censored: i64,
    /// The estimated share that has not had the event by the end of it (a fraction).
    pub survival: f64,
    /// Greenwood's variance of that share; `None` where nobody is left to have it (survival 0).
    pub variance: Option<f64>,
}

/// A survival curve: one row for each time at which somebody had the event or ceased to be watched.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalTable {
    /// The rows by ascending time.
    pub rows: Vec<SurvivalRow>,
}

/// The Kaplan-Meier estimate of the survival curve of some observations.
///
/// Those censored at a time are still at risk at it.
///
/// **Formula**: S(t) = Π over times u ≤ t of (1 − d(u) ÷ n(u)), with d the events at a time and n those at risk;
/// variance S(t)² · Σ d(u) ÷ (n(u)·(n(u) − d(u))).
/// Source: Kaplan and Meier (1958), *Nonparametric Estimation from Incomplete Observations*; Greenwood (1926) for the
/// variance.
///
/// ```
/// use risk::survival::{Observation, kaplan_meier};
///
/// // Events in months 1 and 3, one loan watched for two months only, one for four.
/// let seen = [(1, true), (2, false), (3, true), (4, false)].map(|(time, event)| Observation { time, event });
/// let table = kaplan_meier(&seen);
/// assert_eq!(table.rows[0].survival, 0.75); // 1 of 4
/// assert_eq!(table.rows[2].at_risk, 2);
/// assert_eq!(table.survival_at(3), Some(0.375)); // then 1 of 2
/// assert_eq!(table.median(), Some(3));
/// ```
#[must_use]
pub fn kaplan_meier(observations: &[Observation]) -> SurvivalTable {
    let mut survival = 1.0;
    let mut greenwood_sum = 0.0;
    let rows = risk_sets(observations)
        .into_iter()
        .map(|set| {
            let (at_risk, events) = (set.at_risk as f64, set.events as f64);
            survival *= 1.0 - events / at_risk;
            greenwood_sum += events / (at_risk * (at_risk - events));
            SurvivalRow {
                time: set.time,
                at_risk: set.at_risk,
                events: set.events,
                censored: set.censored,
                survival,
                variance: (survival > 0.0).then_some(survival * survival * greenwood_sum),
            }
        })
        .collect();
    SurvivalTable { rows }
}

impl SurvivalTable {
    /// The row that holds at a time: the last at or before it; `None` before the first.
    #[must_use]
    pub fn row_at(&self, time: u32) -> Option<&SurvivalRow> {
        let rows = self.rows.partition_point(|row| row.time <= time);
        self.rows[..rows].last()
    }

    /// The share that has not had the event by the end of a time; 1 before the first row, `None` without observations.
    ///
    /// After the last row the curve keeps its last value, though nothing was observed there.
    #[must_use]
    pub fn survival_at(&self, time: u32) -> Option<f64> {
        self.rows.first()?;
        Some(self.row_at(time).map_or(1.0, |row| row.survival))
    }

    /// The first time by which at least half have had the event; `None` if that was never reached.
    ///
    /// **Formula**: the least t with S(t) ≤ ½.
    #[must_use]
    pub fn median(&self) -> Option<u32> {
        self.rows
            .iter()
            .find(|row| row.survival <= 0.5)
            .map(|row| row.time)
    }
}

impl SurvivalRow {
    /// The limits of the confidence interval of the survival; `None` where it is 0 or 1.
    ///
    /// `normal_quantile` is that of the standard normal distribution for the level: 1.959964 for 95 %.
    ///
    /// **Formula** (exponential Greenwood, on the log-log scale): S^exp(±z·σ ÷ |ln S|) with σ² = variance ÷ S².
    /// It stays within 0 and 1, which S ± z·√variance does not.
    /// Source: Kalbfleisch and Prentice (1980), *The Statistical Analysis of Failure Time Data*.
    ///
    /// ```
    /// use risk::survival::{Observation, kaplan_meier};
    ///
    /// let seen = [1, 2, 3, 4].map(|time| Observation { time, event: true });
    /// // The half that survives the second month.
    /// let (lower, upper) = kaplan_meier(&seen).rows[1].interval(1.959964).unwrap();
    /// assert!((lower - 0.0578).abs() < 5e-5 && (upper - 0.8449).abs() < 5e-5);
    /// ```
    #[must_use]
    pub fn interval(&self, normal_quantile: f64) -> Option<(f64, f64)> {
        let variance = self.variance.filter(|_| self.survival < 1.0)?;
        let log_survival = self.survival.ln();
        let width = normal_quantile * variance.sqrt() / (self.survival * log_survival.abs());
        let limit = |shift: f64| (log_survival * shift.exp()).exp();
        Some((limit(width), limit(-width)))
    }
}

/// Who was at risk at a time, and what became of them.
pub(super) struct RiskSet {
    pub(super) time: u32,
    pub(super) at_risk: i64,
    pub(super) events: i64,
    pub(super) censored: i64,
}

/// The risk sets of some observations by ascending time.
pub(super) fn risk_sets(observations: &[Observation]) -> Vec<RiskSet> {
    let mut ends: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
    for observation in observations {
        let (events, censored) = ends.entry(observation.time).or_default();
        *if observation.event { events } else { censored } += 1;
    }
    let mut at_risk: i64 = ends
        .values()
        .map(|(events, censored)| events + censored)
        .sum();
    ends.into_iter()
        .map(|(time, (events, censored))| {
            let set = RiskSet {
                time,
                at_risk,
                events,
                censored,
            };
            at_risk -= events + censored;
            set
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn observations(list: &[(u32, bool)]) -> Vec<Observation> {
        list.iter()
            .map(|&(time, event)| Observation { time, event })
            .collect()
    }

    #[test]
    fn curve_worked_by_hand() {
        let table = kaplan_meier(&observations(&[
            (5, true),
            (2, true),
            (2, false),
            (5, true),
            (3, false),
        ]));
        // (time, at risk, events, censored, survival, variance)
        let expected = [
            (2, 5, 1, 1, 0.8, Some(0.64 / 20.0)),
            (3, 3, 0, 1, 0.8, Some(0.64 / 20.0)),
            (5, 2, 2, 0, 0.0, None),
        ];
        assert_eq!(table.rows.len(), expected.len());
        for (row, (time, at_risk, events, censored, survival, variance)) in
            table.rows.iter().zip(expected)
        {
            assert_eq!(
                (row.time, row.at_risk, row.events, row.censored),
                (time, at_risk, events, censored)
            );
            assert!((row.survival - survival).abs() < 1e-12);
            assert_eq!(row.variance.is_some(), variance.is_some());
            let difference = row.variance.unwrap_or(0.0) - variance.unwrap_or(0.0);
            assert!(difference.abs() < 1e-12);
        }
        assert_eq!(table.survival_at(1), Some(1.0));
        assert_eq!(table.row_at(1), None);
        assert_eq!(table.row_at(4).map(|row| row.time), Some(3));
        assert_eq!(table.median(), Some(5));
        assert_eq!(table.rows[2].interval(1.96), None);
    }

    #[test]
    fn nothing_observed() {
        let table = kaplan_meier(&[]);
        assert_eq!((table.survival_at(3), table.median()), (None, None));
        let censored = kaplan_meier(&observations(&[(4, false)]));
        assert_eq!(censored.survival_at(9), Some(1.0));
        assert_eq!(censored.rows[0].interval(1.96), None);
    }

    proptest! {
        #[test]
        fn without_censoring_survival_is_the_share_left(times in prop::collection::vec(0_u32..40, 1..60)) {
            let seen: Vec<Observation> = times.iter().map(|&time| Observation { time, event: true }).collect();
            let table = kaplan_meier(&seen);
            let n = times.len() as f64;
            for row in &table.rows {
                let left = times.iter().filter(|&&time| time > row.time).count() as f64 / n;
                prop_assert!((row.survival - left).abs() < 1e-9);
                // Greenwood is the binomial variance then.
                let binomial = left * (1.0 - left) / n;
                prop_assert!(row.variance.is_none_or(|variance| (variance - binomial).abs() < 1e-9));
            }
        }

        #[test]
        fn curve_never_rises_and_lies_in_its_interval(list in prop::collection::vec((0_u32..40, any::<bool>()), 0..60)) {
            let table = kaplan_meier(&observations(&list));
            prop_assert!(table.rows.windows(2).all(|pair| pair[0].survival >= pair[1].survival));
            for row in &table.rows {
                if let Some((lower, upper)) = row.interval(1.96) {
                    prop_assert!(0.0 <= lower && lower <= row.survival && row.survival <= upper && upper <= 1.0);
                }
            }
        }
    }
}
