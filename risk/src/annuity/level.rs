//! Level payments: payment, present and future value, number of periods, parts of a payment.

use super::AnnuityError;

/// The payment per period of an annuity; `None` without periods.
///
/// **Formula** (in the unit of the values): −(PV·(1+r)ⁿ + FV)·r ÷ ((1+r)ⁿ − 1), without interest −(PV + FV) ÷ n, with the
/// rate r per period and n periods.
/// Source: numpy-financial 1.0.0, `pmt`; `docs/METRICS.md`, "Money".
///
/// ```
/// use risk::annuity::payment;
///
/// // 100,000 at 6 % over 30 years.
/// let monthly = payment(0.06 / 12.0, 360, 100_000.0, 0.0).unwrap();
/// assert!((monthly + 599.5505).abs() < 1e-4);
/// assert_eq!(payment(0.0, 4, 100.0, 0.0), Some(-25.0));
/// ```
#[must_use]
pub fn payment(rate: f64, periods: u32, present_value: f64, future_value: f64) -> Option<f64> {
    let growth = growth(rate, f64::from(periods));
    (periods > 0).then(|| -(present_value * growth + future_value) / worth_of_ones(rate, periods))
}

/// What is left at the end of an annuity, seen from the same side as the payments.
///
/// **Formula** (in the unit of the values): −(PV·(1+r)ⁿ + payment·((1+r)ⁿ − 1) ÷ r).
/// Source: numpy-financial 1.0.0, `fv`.
///
/// ```
/// use risk::annuity::future_value;
///
/// // Two payments of 100 into an account at 10 %: 100·1.1 + 100.
/// assert!((future_value(0.1, 2, -100.0, 0.0) - 210.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn future_value(rate: f64, periods: u32, payment: f64, present_value: f64) -> f64 {
    -(present_value * growth(rate, f64::from(periods)) + payment * worth_of_ones(rate, periods))
}

/// What an annuity is worth at its beginning.
///
/// **Formula** (in the unit of the values): −(FV + payment·((1+r)ⁿ − 1) ÷ r) ÷ (1+r)ⁿ.
/// Source: numpy-financial 1.0.0, `pv`.
///
/// ```
/// use risk::annuity::present_value;
///
/// // Two payments of 121 at 10 %: 110 + 100.
/// assert!((present_value(0.1, 2, -121.0, 0.0) - 210.0).abs() < 1e-9);
/// ```
#[must_use]
pub fn present_value(rate: f64, periods: u32, payment: f64, future_value: f64) -> f64 {
    -(future_value + payment * worth_of_ones(rate, periods)) / growth(rate, f64::from(periods))
}

/// How many periods an annuity takes, as a fraction.
///
/// **Formula** (periods): ln((payment − FV·r) ÷ (payment + PV·r)) ÷ ln(1 + r); without interest −(PV + FV) ÷ payment.
/// Source: numpy-financial 1.0.0, `nper`.
///
/// # Errors
///
/// [`AnnuityError::NeverSettled`].
///
/// ```
/// use risk::annuity::number_of_periods;
///
/// // 8,000 at 7 % a year, 150 a month.
/// let months = number_of_periods(0.07 / 12.0, -150.0, 8_000.0, 0.0)?;
/// assert!((months - 64.0733).abs() < 1e-4);
/// // 1 % of 8,000 is more than 50.
/// assert!(number_of_periods(0.01, -50.0, 8_000.0, 0.0).is_err());
/// # Ok::<(), risk::annuity::AnnuityError>(())
/// ```
pub fn number_of_periods(
    rate: f64,
    payment: f64,
    present_value: f64,
    future_value: f64,
) -> Result<f64, AnnuityError> {
    let periods = if is_zero(rate) {
        -(present_value + future_value) / payment
    } else {
        ((payment - future_value * rate) / (payment + present_value * rate)).ln() / rate.ln_1p()
    };
    if periods.is_finite() && periods >= 0.0 {
        Ok(periods)
    } else {
        Err(AnnuityError::NeverSettled {
            payment,
            present_value,
            rate,
        })
    }
}

/// The parts of one payment of an annuity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaymentParts {
    /// Interest on what was left before the payment.
    pub interest: f64,
    /// The rest of the payment.
    pub principal: f64,
}

/// The interest and the principal in one payment of a loan repaid in full; `None` if there is no such period.
///
/// `period` counts from 1.
///
/// **Formula** (in the unit of the values): interest = −B·r, principal = payment + B·r, with the balance before the
/// payment B = PV·(1+r)ᵏ⁻¹ + payment·((1+r)ᵏ⁻¹ − 1) ÷ r.
/// Source: numpy-financial 1.0.0, `ipmt` and `ppmt`.
///
/// ```
/// use risk::annuity::payment_parts;
///
/// // The first month of 1,169 at 8 % over 6 months.
/// let first = payment_parts(0.08 / 12.0, 1, 6, 1_169.0).unwrap();
/// assert!((first.interest + 7.7933).abs() < 1e-4);
/// assert!((first.principal + 191.6113).abs() < 1e-4);
/// assert_eq!(payment_parts(0.01, 7, 6, 1_169.0), None);
/// ```
#[must_use]
pub fn payment_parts(
    rate: f64,
    period: u32,
    periods: u32,
    present_value: f64,
) -> Option<PaymentParts> {
    if period == 0 || period > periods {
        return None;
    }
    let level = payment(rate, periods, present_value, 0.0)?;
    let balance = -future_value(rate, period - 1, level, present_value);
    let interest = -balance * rate;
    Some(PaymentParts {
        interest,
        principal: level - interest,
    })
}

/// (1 + r)ⁿ.
fn growth(rate: f64, periods: f64) -> f64 {
    (periods * rate.ln_1p()).exp()
}

/// What payments of 1 grow to: ((1 + r)ⁿ − 1) ÷ r, exact for small rates too.
fn worth_of_ones(rate: f64, periods: u32) -> f64 {
    if is_zero(rate) {
        f64::from(periods)
    } else {
        (f64::from(periods) * rate.ln_1p()).exp_m1() / rate
    }
}

fn is_zero(rate: f64) -> bool {
    rate.abs() < f64::MIN_POSITIVE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annuity::interest_rate;
    use proptest::prelude::*;

    #[test]
    fn what_has_no_answer() {
        assert_eq!(payment(0.01, 0, 100.0, 0.0), None);
        assert_eq!(payment_parts(0.01, 0, 6, 100.0), None);
        // (rate, payment): less than the interest, exactly the interest, of the wrong sign, nothing
        for (rate, paid) in [
            (0.01, -0.5),
            (0.01, -1.0),
            (0.01, 5.0),
            (0.0, 5.0),
            (0.0, 0.0),
        ] {
            let expected = AnnuityError::NeverSettled {
                payment: paid,
                present_value: 100.0,
                rate,
            };
            assert_eq!(number_of_periods(rate, paid, 100.0, 0.0), Err(expected));
        }
    }

    proptest! {
        #[test]
        fn functions_are_each_others_inverses(
            rate in 0.0001..0.05_f64, periods in 1_u32..360, amount in 100.0..1e6_f64,
        ) {
            let level = payment(rate, periods, amount, 0.0).expect("periods");
            let close = |found: f64, expected: f64| (found - expected).abs() <= 1e-6 * expected.abs().max(1.0);
            prop_assert!(close(present_value(rate, periods, level, 0.0), amount));
            prop_assert!(future_value(rate, periods, level, amount).abs() < 1e-6 * amount * growth(rate, f64::from(periods)));
            prop_assert!(close(number_of_periods(rate, level, amount, 0.0).expect("settled"), f64::from(periods)));
            prop_assert!(close(interest_rate(periods, level, amount, 0.0).expect("a rate"), rate));
            let principal: f64 = (1..=periods)
                .map(|period| payment_parts(rate, period, periods, amount).expect("a period").principal)
                .sum();
            prop_assert!(close(-principal, amount));
        }
    }
}
