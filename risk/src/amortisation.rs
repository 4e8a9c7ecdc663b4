//! The schedule of a loan repaid in equal instalments.

/// One instalment of a schedule, in minor units; `amount_minor = interest_minor + principal_minor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduledInstalment {
    /// Number of the instalment, from 1.
    pub number: i32,
    /// What falls due, in minor units.
    pub amount_minor: i64,
    /// The interest part of it, in minor units.
    pub interest_minor: i64,
    /// The principal part of it, in minor units.
    pub principal_minor: i64,
}

/// Parts per million in one, times the months of a year: what turns a stored yearly rate into a monthly fraction.
const PPM_MONTHS: i128 = 12_000_000;

/// The schedule of an annuity loan: equal monthly instalments, the last one taking the rounding remainder.
///
/// `rate_ppm` is the yearly rate in parts per million (3.85 % = 38,500). A principal or a term that is not positive, or
/// a negative rate, gives no instalments.
///
/// **Formula**: with the principal P, the monthly rate r = yearly rate ÷ 12 and n months, the instalment is
/// P·r·(1+r)ⁿ ÷ ((1+r)ⁿ − 1), rounded half-up to a minor unit; without interest it is P ÷ n.
/// The interest of month k is the balance · r, rounded half-up on integers; the rest of the instalment is principal, and
/// the last one repays the whole balance, so the principal parts sum to P.
/// Source: `docs/METRICS.md`, "Money".
///
/// ```
/// use risk::amortisation::annuity_schedule;
///
/// // 2,072.66 at 3.85 % over 12 months.
/// let schedule = annuity_schedule(207_266, 38_500, 12);
/// assert_eq!(schedule[0].amount_minor, 17_634);
/// assert_eq!(schedule[0].interest_minor, 665);
/// assert_eq!(schedule[0].principal_minor, 16_969);
/// assert_eq!(schedule.iter().map(|month| month.principal_minor).sum::<i64>(), 207_266);
/// ```
#[must_use]
pub fn annuity_schedule(
    principal_minor: i64,
    rate_ppm: i64,
    term_months: i32,
) -> Vec<ScheduledInstalment> {
    if principal_minor <= 0 || rate_ppm < 0 {
        return Vec::new();
    }
    let payment_minor = level_payment(principal_minor, rate_ppm, term_months);
    let mut balance_minor = principal_minor;
    (1..=term_months)
        .map(|number| {
            let interest_minor = month_interest(balance_minor, rate_ppm);
            // A payment rounded up can repay a very small loan before its last month.
            let principal_part = if number == term_months {
                balance_minor
            } else {
                (payment_minor - interest_minor).clamp(0, balance_minor)
            };
            balance_minor -= principal_part;
            ScheduledInstalment {
                number,
                amount_minor: principal_part.saturating_add(interest_minor),
                interest_minor,
                principal_minor: principal_part,
            }
        })
        .collect()
}

/// The level payment in minor units, half-up; evaluated left to right, which the demo book's exactness rests on.
fn level_payment(principal_minor: i64, rate_ppm: i64, term_months: i32) -> i64 {
    let principal = principal_minor as f64;
    let monthly_rate = rate_ppm as f64 / PPM_MONTHS as f64;
    let growth = (0..term_months).fold(1.0, |growth, _| growth * (1.0 + monthly_rate));
    let payment = if rate_ppm == 0 {
        principal / f64::from(term_months)
    } else if growth.is_finite() {
        principal * monthly_rate * growth / (growth - 1.0)
    } else {
        principal * monthly_rate
    };
    #[allow(
        clippy::cast_possible_truncation,
        reason = "half-up rounding of a positive amount"
    )]
    let payment_minor = (payment + 0.5) as i64;
    payment_minor
}

/// A month's interest in minor units, rounded half-up on integers.
pub(crate) fn month_interest(balance_minor: i64, rate_ppm: i64) -> i64 {
    let scaled = i128::from(balance_minor) * i128::from(rate_ppm);
    let interest = (scaled + PPM_MONTHS / 2).div_euclid(PPM_MONTHS);
    i64::try_from(interest).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn payments_agree_with_numpy_financial() {
        // numpy-financial 1.0.0, pmt and the sum of ipmt, unrounded, in minor units.
        let cases = [
            (
                116_900,
                80_000,
                6,
                19_940.461_611_703_65,
                2_742.769_670_220_458,
            ),
            (
                595_100,
                120_000,
                48,
                15_671.265_465_540_208,
                157_120.742_345_930_38,
            ),
            (
                1_000_000,
                55_000,
                36,
                30_195.901_804_309_98,
                87_052.464_955_170_6,
            ),
            (
                25_000,
                199_000,
                4,
                6_511.245_291_736_309,
                1_044.981_166_945_361_5,
            ),
            (
                1_842_400,
                62_500,
                72,
                30_751.782_126_123_675,
                371_728.313_080_878_7,
            ),
            (
                327_126,
                110_000,
                21,
                17_195.899_047_016_187,
                33_987.879_987_343_53,
            ),
        ];
        for (principal, rate, term, payment, total_interest) in cases {
            let schedule = annuity_schedule(principal, rate, term);
            let interest: i64 = schedule.iter().map(|month| month.interest_minor).sum();
            assert!((schedule[0].amount_minor as f64 - payment).abs() <= 0.5);
            // Each instalment may be half a minor unit off.
            assert!(
                (interest as f64 - total_interest).abs() <= 0.5 * f64::from(term),
                "{interest}"
            );
        }
    }

    #[test]
    fn half_up_schedule_worked_by_hand() {
        let schedule = annuity_schedule(120_000, 120_000, 12);
        let interest: Vec<i64> = schedule.iter().map(|month| month.interest_minor).collect();
        assert_eq!(
            interest,
            [
                1200, 1105, 1010, 913, 816, 717, 618, 517, 416, 314, 210, 106
            ]
        );
        assert_eq!(schedule[0].amount_minor, 10_662);
        assert_eq!(schedule[11].amount_minor, 10_660);
        assert_eq!(interest.iter().sum::<i64>(), 7_942);
    }

    #[test]
    fn published_payments() {
        // Published payment tables and LendingClub loans, to the cent.
        let cases = [
            (10_000_000, 60_000, 360, 59_955),
            (20_000_000, 65_000, 360, 126_414),
            (500_000, 106_500, 36, 16_287),
            (250_000, 152_700, 60, 5_983),
            (240_000, 159_600, 36, 8_433),
            (1_000_000, 134_900, 36, 33_930),
        ];
        for (principal, rate, term, payment) in cases {
            assert_eq!(
                annuity_schedule(principal, rate, term)[0].amount_minor,
                payment
            );
        }
    }

    #[test]
    fn edge_terms() {
        assert!(annuity_schedule(0, 50_000, 12).is_empty());
        assert!(annuity_schedule(100, 50_000, 0).is_empty());
        assert!(annuity_schedule(100, -1, 12).is_empty());
        let free: Vec<i64> = annuity_schedule(100, 0, 3)
            .iter()
            .map(|month| month.amount_minor)
            .collect();
        assert_eq!(free, [33, 33, 34]);
        let tiny: Vec<i64> = annuity_schedule(7, 0, 12)
            .iter()
            .map(|month| month.amount_minor)
            .collect();
        assert_eq!(tiny, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    }

    proptest! {
        #[test]
        fn principal_parts_sum_to_the_principal(
            principal in 1_i64..10_000_000_000, rate in 0_i64..1_000_000, term in 1..480,
        ) {
            let schedule = annuity_schedule(principal, rate, term);
            prop_assert_eq!(schedule.iter().map(|month| month.principal_minor).sum::<i64>(), principal);
            for month in schedule {
                prop_assert!(month.principal_minor >= 0 && month.interest_minor >= 0);
                prop_assert_eq!(month.amount_minor, month.interest_minor + month.principal_minor);
            }
        }
    }
}
