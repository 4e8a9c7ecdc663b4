//! How loans move between the buckets of days past due from one month to the next, and where they end.
//!
//! The states of a matrix are numbered: first the buckets, the transient states, 0 for current and higher for longer
//! past due; then the absorbing states (paid off, charged off), which a loan does not leave.
//! A row is known only from what left its state, so a row without weight has no probabilities: it is never filled with
//! an identity row ("States" and "Roll-rate (transition) matrix" in `docs/METRICS.md`).
//! With weights in loans the matrix is count-weighted, with balances at the beginning of the month balance-weighted.

mod error;
pub use error::RollRateError;

mod matrix;
pub use matrix::{Cell, TransitionMatrix};

mod row_flows;
pub use row_flows::RowFlows;

mod net_flow;
pub use net_flow::{NetFlowRates, net_flow_rates};

mod absorption;

mod projection;
