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
    let instalment_minor = level_payment(principal_minor, rate_ppm, term_months);
    level_schedule(principal_minor, rate_ppm, term_months, instalment_minor)
}

/// The schedule of a loan with a given monthly instalment, the last one taking what is left.
///
/// For books that came with their instalment, and for lenders who round it up; [`annuity_schedule`] computes it.
/// An instalment that is larger than needed repays the loan early, and the months after that are 0; one that does not
/// cover the interest leaves the whole principal to the last month.
/// A principal or a term that is not positive, or a negative rate, gives no instalments.
///
/// **Formula** (minor units): interest of month k = balance · yearly rate ÷ 12, half-up on integers; principal =
/// instalment − interest, held within 0 and the balance; the last month repays the whole balance.
/// Source: `docs/METRICS.md`, "Money".
///
/// ```
/// use risk::amortisation::level_schedule;
///
/// // 1,000.00 at 12 % in three instalments of 350.00: the last is smaller.
/// let schedule = level_schedule(100_000, 120_000, 3, 35_000);
/// let amounts: Vec<i64> = schedule.iter().map(|month| month.amount_minor).collect();
/// let interest: Vec<i64> = schedule.iter().map(|month| month.interest_minor).collect();
/// assert_eq!(amounts, [35_000, 35_000, 31_977]);
/// assert_eq!(interest, [1_000, 660, 317]); // 316.6 rounds up
/// ```
#[must_use]
pub fn level_schedule(
    principal_minor: i64,
    rate_ppm: i64,
    term_months: i32,
    instalment_minor: i64,
) -> Vec<ScheduledInstalment> {
    if principal_minor <= 0 || rate_ppm < 0 {
        return Vec::new();
    }
    let mut balance_minor = principal_minor;
    (1..=term_months)
        .map(|number| {
            let interest_minor = month_interest(balance_minor, rate_ppm);
            // A payment rounded up can repay a very small loan before its last month.
            let principal_part = if number == term_months {
                balance_minor
            } else {
                instalment_minor
                    .saturating_sub(interest_minor)
                    .clamp(0, balance_minor)
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
fn month_interest(balance_minor: i64, rate_ppm: i64) -> i64 {
    let scaled = i128::from(balance_minor) * i128::from(rate_ppm);
    let interest = (scaled + PPM_MONTHS / 2).div_euclid(PPM_MONTHS);
    i64::try_from(interest).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    #[test]
    fn given_instalments() {
        let amounts = |instalment_minor| -> Vec<i64> {
            let schedule = level_schedule(100_000, 120_000, 4, instalment_minor);
            assert_eq!(
                schedule
                    .iter()
                    .map(|month| month.principal_minor)
                    .sum::<i64>(),
                100_000
            );
            schedule.iter().map(|month| month.amount_minor).collect()
        };
        // The annuity of 25,628.11 rounded up, much too large, and less than the interest.
        assert_eq!(amounts(25_629), [25_629, 25_629, 25_629, 25_626]);
        assert_eq!(amounts(60_000), [60_000, 41_410, 0, 0]);
        assert_eq!(amounts(0), [1_000, 1_000, 1_000, 101_000]);
        assert!(level_schedule(0, 120_000, 4, 1).is_empty());
        assert!(level_schedule(1, -1, 4, 1).is_empty());
    }

    proptest! {
        #[test]
        fn given_instalments_repay_the_principal(
            principal in 1_i64..10_000_000_000, rate in 0_i64..1_000_000, term in 1..480, instalment in -5_i64..20_000_000_000,
        ) {
            let schedule = level_schedule(principal, rate, term, instalment);
            prop_assert_eq!(schedule.len(), usize::try_from(term).unwrap_or(0));
            prop_assert_eq!(schedule.iter().map(|month| month.principal_minor).sum::<i64>(), principal);
            prop_assert!(schedule.iter().all(|month| month.principal_minor >= 0 && month.interest_minor >= 0));
        }

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
