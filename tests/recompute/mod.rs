//! An independent, slow and obvious recomputation of every portfolio figure.
//!
//! Every repayment row becomes dated receipts; plain loops over loans, instalments and days answer each question. It shares nothing
//! with the service but the contract, `docs/METRICS.md`. The stored `payment_status`, `days_past_due` and `loan_status` are never read.
//!
//! Answers are counts, minor units and sums of days, never rates. All take a [`Book`], whole or [`part_of`] one, and a day: only loans
//! disbursed by that day count, and nothing after it is known. The stages of the process alone count every application.

mod book;
pub use book::*;

mod facts;
pub use facts::*;

mod calendar;
pub use calendar::*;

mod payments;
pub use payments::*;

mod tiers;
pub use tiers::*;

mod delinquency;
pub use delinquency::*;

mod roll_rates;
pub use roll_rates::*;

mod vintages;
pub use vintages::*;

mod collections;
pub use collections::*;

mod concentration;
pub use concentration::*;

mod distribution;
pub use distribution::*;

mod customers;
pub use customers::*;

mod series;
pub use series::*;

mod process;
pub use process::*;

mod demo_book;

pub mod agreement;
pub mod edges;
pub mod self_check;
