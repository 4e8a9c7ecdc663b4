//! Why an annuity has no answer.

/// Why there is no such annuity.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnnuityError {
    /// The payments never settle the amount: they do not exceed the interest, or they have its sign.
    #[error("payments of {payment} never settle {present_value} at the rate {rate}")]
    NeverSettled {
        /// Payment per period.
        payment: f64,
        /// Amount at the beginning.
        present_value: f64,
        /// Rate per period.
        rate: f64,
    },
    /// No rate makes the cash flows worth nothing: all of one sign, or beyond what a rate can balance.
    #[error("the {cash_flows} cash flows have no internal rate of return")]
    NoRate {
        /// How many there are.
        cash_flows: usize,
    },
}
