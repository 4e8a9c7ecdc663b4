//! Net flow rates: balances of neighbouring buckets compared, without following single loans.

use super::RollRateError;
use crate::rate::Ratio;

/// The net flow rates of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetFlowRates {
    /// Into each bucket from the one before it, for the buckets 1, 2, …: one fewer than there are buckets.
    pub into_bucket: Vec<Ratio>,
    /// The last step: from 90 and more days past due to charge-off.
    pub into_charge_off: Ratio,
}

/// The net flow rates from the balances by bucket at the beginning and the end of a month.
///
/// `charged_off_minor` is the balance charged off in the month, `ninety_days_minor` the balance at least 90 days past
/// due at its beginning.
/// Can pass 1, since a bucket also receives what rolls back or skips a bucket.
///
/// **Formula**: for bucket k ≥ 1, balance in bucket k at the end ÷ balance in bucket k − 1 at the beginning; the last
/// step is charged off ÷ balance with days past due ≥ 90 at the beginning (fractions).
/// Source: OCC, *Retail Lending*, Appendix G; `docs/METRICS.md`, "Net flow rate".
///
/// # Errors
///
/// [`RollRateError::BalanceCount`] if the two lists are of different length.
///
/// ```
/// use risk::{rate::Ratio, roll_rate::net_flow_rates};
///
/// // Buckets: current, 1-29, 30-59, 90 and more days.
/// let rates = net_flow_rates(&[90_000, 6_000, 3_000, 1_000], &[88_000, 7_200, 1_500, 900], 400, 1_000)?;
/// assert_eq!(rates.into_bucket[0].value(), Some(0.08)); // 7,200 of 90,000
/// assert_eq!(rates.into_bucket[1].value(), Some(0.25)); // 1,500 of 6,000
/// assert_eq!(rates.into_bucket[2].value(), Some(0.3)); // 900 of 3,000
/// assert_eq!(rates.into_charge_off, Ratio::new(400, 1_000));
/// # Ok::<(), risk::roll_rate::RollRateError>(())
/// ```
pub fn net_flow_rates(
    opening_minor: &[i64],
    closing_minor: &[i64],
    charged_off_minor: i64,
    ninety_days_minor: i64,
) -> Result<NetFlowRates, RollRateError> {
    if opening_minor.len() != closing_minor.len() {
        return Err(RollRateError::BalanceCount {
            expected: opening_minor.len(),
            found: closing_minor.len(),
        });
    }
    let into_bucket = closing_minor
        .iter()
        .skip(1)
        .zip(opening_minor)
        .map(|(&closing, &opening)| Ratio::new(closing, opening))
        .collect();
    Ok(NetFlowRates {
        into_bucket,
        into_charge_off: Ratio::new(charged_off_minor, ninety_days_minor),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_need_a_balance_to_flow_from() {
        let rates = net_flow_rates(&[100, 0, 0], &[80, 20, 5], 0, 0).expect("as many balances");
        assert_eq!(rates.into_bucket, [Ratio::new(20, 100), Ratio::new(5, 0)]);
        assert_eq!(rates.into_bucket[1].value(), None);
        assert_eq!(rates.into_charge_off.value(), None);
    }

    #[test]
    fn balances_are_counted() {
        assert_eq!(
            net_flow_rates(&[1, 2], &[1], 0, 0),
            Err(RollRateError::BalanceCount {
                expected: 2,
                found: 1
            })
        );
        let none = net_flow_rates(&[], &[], 0, 0).expect("no balances");
        assert!(none.into_bucket.is_empty());
    }
}
