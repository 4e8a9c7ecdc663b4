//! Whether the events of two groups come at the same pace.

use super::Observation;
use super::kaplan_meier::{RiskSet, risk_sets};

/// The log-rank test of two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// The statistic, chi-squared with one degree of freedom if the groups do not differ.
    pub chi_squared: f64,
    /// The probability of one at least as large then.
    pub p_value: f64,
}

/// The log-rank test of whether two groups have the same survival curve; `None` if they cannot be compared.
///
/// They cannot where no event comes while both are watched.
///
/// **Formula**: χ² = (O − E)² ÷ V over the times with events, with O the events of the first group, E = Σ d·n₁ ÷ n those
/// expected and V = Σ d·(n₁ ÷ n)·(1 − n₁ ÷ n)·(n − d) ÷ (n − 1); d events and n at risk in both groups, n₁ in the first.
/// Source: Mantel (1966), *Evaluation of Survival Data and Two New Rank Order Statistics*.
///
/// ```
/// use risk::survival::{Observation, log_rank};
///
/// let events = |times: [u32; 2]| times.map(|time| Observation { time, event: true });
/// // O = 2, E = 1/2 + 1/3, V = 1/4 + 2/9, chi-squared = 49/17.
/// let test = log_rank(&events([1, 2]), &events([3, 4])).unwrap();
/// assert!((test.chi_squared - 49.0 / 17.0).abs() < 1e-12);
/// assert!((test.p_value - 0.0896).abs() < 5e-5);
/// ```
#[must_use]
pub fn log_rank(first: &[Observation], second: &[Observation]) -> Option<LogRank> {
    let sets_of_first = risk_sets(first);
    let both: Vec<Observation> = first.iter().chain(second).copied().collect();
    let mut difference = 0.0;
    let mut variance = 0.0;
    for set in risk_sets(&both) {
        if set.events == 0 {
            continue;
        }
        let (at_risk_of_first, events_of_first) = at(&sets_of_first, set.time);
        let (at_risk, events) = (set.at_risk as f64, set.events as f64);
        let share = at_risk_of_first as f64 / at_risk;
        difference += events_of_first as f64 - events * share;
        if set.at_risk > 1 {
            variance += events * share * (1.0 - share) * (at_risk - events) / (at_risk - 1.0);
        }
    }
    (variance > 0.0).then(|| {
        let chi_squared = difference * difference / variance;
        LogRank {
            chi_squared,
            p_value: complementary_error((chi_squared / 2.0).sqrt()),
        }
    })
}

/// Those at risk and the events of a group at a time that may be none of its own.
fn at(sets: &[RiskSet], time: u32) -> (i64, i64) {
    let next = sets.partition_point(|set| set.time < time);
    sets.get(next).map_or((0, 0), |set| {
        let events = if set.time == time { set.events } else { 0 };
        (set.at_risk, events)
    })
}

/// 2 ÷ √π · ∫ₓ^∞ exp(−u²) du for x ≥ 0, to about twelve digits.
///
/// Abramowitz and Stegun (1964), 7.1.6 (series) and 7.1.14 (continued fraction).
fn complementary_error(x: f64) -> f64 {
    let bell = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let mut term = x;
        let mut sum = x;
        for step in 1..100 {
            term *= 2.0 * x * x / f64::from(2 * step + 1);
            sum += term;
        }
        1.0 - 2.0 * bell * sum
    } else {
        let fraction = (1..=100)
            .rev()
            .fold(x, |below, step| x + f64::from(step) / 2.0 / below);
        bell / fraction
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn complementary_error_agrees_with_tables() {
        // math.erfc of Python, which is that of C's mathematical library.
        let cases = [
            (0.0, 1.0),
            (0.5, 0.479_500_122_186_953_5),
            (1.0, 0.157_299_207_050_285_13),
            (2.0, 0.004_677_734_981_047_265),
            (2.4999, 0.000_407_169_900_333_451_4),
            (2.5, 0.000_406_952_017_444_958_9),
            (3.0, 2.209_049_699_858_543_8e-5),
            (5.0, 1.537_459_794_428_035_1e-12),
        ];
        for (x, expected) in cases {
            let found = complementary_error(x);
            assert!((found / expected - 1.0).abs() < 1e-10, "{x}: {found}");
        }
    }

    #[test]
    fn groups_that_cannot_be_compared() {
        let seen = [Observation {
            time: 3,
            event: true,
        }];
        let unseen = [Observation {
            time: 2,
            event: false,
        }];
        assert_eq!(log_rank(&seen, &[]), None);
        assert_eq!(log_rank(&[], &[]), None);
        assert_eq!(log_rank(&unseen, &unseen), None);
        assert_eq!(log_rank(&seen, &unseen), None); // its event comes alone
    }

    proptest! {
        #[test]
        fn test_does_not_care_which_group_is_first(
            list in prop::collection::vec((0_u32..20, any::<bool>(), any::<bool>()), 0..60),
        ) {
            let group = |wanted: bool| -> Vec<Observation> {
                let members = list.iter().filter(|member| member.2 == wanted);
                members.map(|&(time, event, _)| Observation { time, event }).collect()
            };
            let (there, back) = (log_rank(&group(true), &group(false)), log_rank(&group(false), &group(true)));
            prop_assert_eq!(there.is_some(), back.is_some());
            if let (Some(there), Some(back)) = (there, back) {
                prop_assert!((there.chi_squared - back.chi_squared).abs() < 1e-9);
                prop_assert!((0.0..=1.0).contains(&there.p_value));
            }
        }
    }
}
