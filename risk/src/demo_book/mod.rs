//! The demo loan book: a thousand real credit applications with a simulated life.
//!
//! **Real**: the 1,000 rows of the Statlog German Credit data (20 attributes and the class), kept whole in
//! [`SimulatedTerms::features`] and [`SimulatedTerms::observed_default`].
//! **Simulated**: everything else, that is names, incomes, scores, rates, terms, dates, payments, arrears, charge-offs,
//! recoveries and process stamps.
//! Differences between groups were planted by calibration and are no findings; the score was fitted on all rows, so its
//! accuracy means nothing.
//!
//! The book is the same on every machine: random numbers are a function of (seed, loan, instalment, stream), and the
//! floating-point expressions use only `+ - * /` and the square root, from left to right.
//! Loans are independent of each other, so they can be made in any order and in parallel, and the first loans of a
//! bigger book are the smaller book.

mod simulate;
pub use simulate::{Simulator, Sources};

mod records;
pub use records::{SimulatedCustomer, SimulatedLoan, SimulatedRepayment, SimulatedTerms};

mod error;
pub use error::DemoBookError;

mod german_credit;
mod labels;
mod parameters;
mod prepare;
mod scorecard;

mod calendar;
mod payments;
mod process;

mod arithmetic;
mod random;
