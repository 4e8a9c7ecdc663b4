//! The tables of the loan book as SeaORM entities, a file per table.
//!
//! Entities know tables and nothing else: no GraphQL, no rule, no rounding.
//! Money is `i64` minor units of the book's currency (`_minor`), yearly rates
//! are integer parts per million (`_ppm`), stamps are UTC without a zone.

pub mod api_key;
pub mod audit_record;
pub mod book;
pub mod change_record;
pub mod customer_profile;
pub mod import_batch;
pub mod import_before;
pub mod lease;
pub mod loan_application;
pub mod loan_month_state;
pub mod login_session;
pub mod receipt;
pub mod recorded_payment;
pub mod repayment_history;
pub mod risk_tier;
