//! How the customers of each month of sign-up repay and stay: `sql/cohort_analysis.sql`.

mod activity;
mod repayments;
mod sizes;

pub(super) use activity::cohort_activity;
pub(super) use repayments::cohort_repayments;
pub(super) use sizes::cohort_sizes;
