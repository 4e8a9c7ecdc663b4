//! What a payment record says at a date.
//!
//! A stored status is true at one date only.
//! Everything here is derived from dated facts for any as-of date, and what happened after that date is unknown to it
//! ("Facts have dates", "Instalments" and "Delinquency of a loan" in `docs/METRICS.md`).

mod rules;
pub use rules::{Rules, hand_over_date};

mod settlement;
pub use settlement::Settlement;

mod instalment;
pub use instalment::{Instalment, InstalmentStatus, Receipt};

mod loan;
pub use loan::{LoanStatus, days_past_due, loan_state, loan_status};

mod bucket;
pub use bucket::bucket_index;
