//! How long something lasts when not everybody has been watched to the end: the Kaplan-Meier estimate, and a test of
//! whether two groups differ.

mod kaplan_meier;
pub use kaplan_meier::{Observation, SurvivalRow, SurvivalTable, kaplan_meier};

mod log_rank;
pub use log_rank::{LogRank, log_rank};
