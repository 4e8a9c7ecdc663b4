//! What cash flows are worth at a rate, and the rate at which they are worth nothing.

use super::AnnuityError;

/// The net present value of cash flows, the first of them today.
///
/// **Formula** (in the unit of the cash flows): Σ cₖ ÷ (1+r)ᵏ for k = 0, 1, …, with the rate r per period.
/// Source: numpy-financial 1.0.0, `npv`.
///
/// ```
/// use risk::annuity::net_present_value;
///
/// assert!((net_present_value(0.1, &[-100.0, 55.0, 60.5]) - 0.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn net_present_value(rate: f64, cash_flows: &[f64]) -> f64 {
    let discount = 1.0 / (1.0 + rate);
    cash_flows
        .iter()
        .rev()
        .fold(0.0, |later, flow| later * discount + flow)
}

/// The internal rate of return per period of cash flows, the first of them today.
///
/// Of several, one near 0 is found: rates are tried outwards from 0, above it first.
///
/// **Formula** (a fraction per period): the r with [`net_present_value`] 0, by bisection.
/// Source: numpy-financial 1.0.0, `irr`.
///
/// # Errors
///
/// [`AnnuityError::NoRate`].
///
/// ```
/// use risk::annuity::internal_rate_of_return;
///
/// let rate = internal_rate_of_return(&[-100.0, 39.0, 59.0, 55.0, 20.0])?;
/// assert!((rate - 0.28095).abs() < 5e-6);
/// assert!(internal_rate_of_return(&[100.0, 10.0]).is_err());
/// # Ok::<(), risk::annuity::AnnuityError>(())
/// ```
pub fn internal_rate_of_return(cash_flows: &[f64]) -> Result<f64, AnnuityError> {
    let no_rate = AnnuityError::NoRate {
        cash_flows: cash_flows.len(),
    };
    let signed = |sign: f64| cash_flows.iter().any(|flow| flow * sign > 0.0);
    if !(signed(1.0) && signed(-1.0)) {
        return Err(no_rate);
    }
    let value = |rate: f64| net_present_value(rate, cash_flows);
    // Growth factors 1.05, 1 ÷ 1.05, 1.05², …: from nothing lost to nothing left.
    let factor = |step: i32| 1.05_f64.powi(step) - 1.0;
    (0..400)
        .flat_map(|step| [(step, step + 1), (-step, -step - 1)])
        .map(|(near, far)| (factor(near), factor(far)))
        .find(|&(near, far)| (value(near) > 0.0) != (value(far) > 0.0))
        .map(|(near, far)| bisect(value, near, far))
        .ok_or(no_rate)
}

/// The rate per period of an annuity.
///
/// **Formula** (a fraction per period): the r for which [`future_value`](super::future_value) gives FV, that is the
/// internal rate of return of PV, n payments, and FV with the last of them.
/// Source: numpy-financial 1.0.0, `rate`; Regulation Z, Appendix J: 12·r is the annual percentage rate.
///
/// # Errors
///
/// [`AnnuityError::NoRate`].
///
/// ```
/// use risk::annuity::interest_rate;
///
/// // 5,000 repaid by 24 payments of 230: an annual percentage rate of 9.69 %.
/// let monthly = interest_rate(24, -230.0, 5_000.0, 0.0)?;
/// assert!((12.0 * monthly - 0.0969).abs() < 5e-5);
/// # Ok::<(), risk::annuity::AnnuityError>(())
/// ```
pub fn interest_rate(
    periods: u32,
    payment: f64,
    present_value: f64,
    future_value: f64,
) -> Result<f64, AnnuityError> {
    let mut cash_flows = vec![present_value];
    cash_flows.extend((1..=periods).map(|period| {
        if period == periods {
            payment + future_value
        } else {
            payment
        }
    }));
    internal_rate_of_return(&cash_flows)
}

/// The root between two rates at which the value has different signs.
fn bisect(value: impl Fn(f64) -> f64, near: f64, far: f64) -> f64 {
    let near_is_positive = value(near) > 0.0;
    let (mut inside, mut outside) = (near, far);
    // Halved until the numbers have no more digits.
    for _ in 0..100 {
        let middle = f64::midpoint(inside, outside);
        if (value(middle) > 0.0) == near_is_positive {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    f64::midpoint(inside, outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_flows_without_a_rate() {
        let no_rate = |cash_flows| Err(AnnuityError::NoRate { cash_flows });
        assert_eq!(internal_rate_of_return(&[]), no_rate(0));
        assert_eq!(internal_rate_of_return(&[0.0, 5.0]), no_rate(2));
        assert_eq!(internal_rate_of_return(&[1.0, -3.0, 3.0]), no_rate(3)); // complex rates only
        assert_eq!(interest_rate(0, -1.0, 100.0, 0.0), no_rate(1));
    }

    #[test]
    fn rates_far_from_zero() {
        let cases = [
            (vec![-100.0, 100.0], 0.0),
            (vec![-100.0, 1.0], -0.99),
            (vec![-1.0, 1_000.0], 999.0),
            (vec![-100.0, 0.0, 121.0], 0.1),
        ];
        for (cash_flows, expected) in cases {
            let found = internal_rate_of_return(&cash_flows).expect("a rate");
            assert!((found - expected).abs() < 1e-9, "{cash_flows:?}: {found}");
        }
    }
}
