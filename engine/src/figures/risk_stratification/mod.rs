//! Who the riskier borrowers are, and how they pay: `sql/risk_stratification.sql` and, by
//! the same columns, `sql/behaviour.sql`.

mod high_risk;
mod tiers;

pub(super) use high_risk::high_risk_customers;
pub(super) use tiers::{behaviour_tiers, risk_tiers};
