//! Versioned changes of the database's structure, up and down, one table each.
//!
//! Migrations never import the entities: they are a record of what was, and
//! must not change when an entity does.
#![allow(
    clippy::wildcard_imports,
    reason = "the prelude is how migrations are written"
)]

pub use sea_orm_migration::{MigrationStatus, prelude::*};

mod column;
mod m20260101_000001_customer_profile;
mod m20260101_000002_loan_application;
mod m20260101_000003_repayment_history;
mod m20260101_000004_book;
mod m20260101_000005_risk_tier;
mod m20260102_000006_receipt;
mod m20260102_000007_bucket;
mod m20260102_000008_change_record;
mod m20260103_000009_api_key;
mod m20260103_000010_login_session;
mod m20260103_000011_audit_record;
mod m20260103_000012_branch;
mod m20260104_000013_loan_month_state;
mod m20260104_000014_import_batch;

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260101_000001_customer_profile::Migration),
            Box::new(m20260101_000002_loan_application::Migration),
            Box::new(m20260101_000003_repayment_history::Migration),
            Box::new(m20260101_000004_book::Migration),
            Box::new(m20260101_000005_risk_tier::Migration),
            Box::new(m20260102_000006_receipt::Migration),
            Box::new(m20260102_000007_bucket::Migration),
            Box::new(m20260102_000008_change_record::Migration),
            Box::new(m20260103_000009_api_key::Migration),
            Box::new(m20260103_000010_login_session::Migration),
            Box::new(m20260103_000011_audit_record::Migration),
            Box::new(m20260103_000012_branch::Migration),
            Box::new(m20260104_000013_loan_month_state::Migration),
            Box::new(m20260104_000014_import_batch::Migration),
        ]
    }
}
