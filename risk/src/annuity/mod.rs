//! The time value of money: annuities, net present value, internal rate of return; unrounded.
//!
//! What is received is positive, what is paid is negative: a borrower who receives 5,000 pays −230 a month.
//! Rates are fractions per period; payments fall due at the end of each period.
//! The exact schedule of a loan, in minor units, is in [`crate::amortisation`].

mod error;
pub use error::AnnuityError;

mod level;
pub use level::{
    PaymentParts, future_value, number_of_periods, payment, payment_parts, present_value,
};

mod rate_of_return;
pub use rate_of_return::{interest_rate, internal_rate_of_return, net_present_value};
