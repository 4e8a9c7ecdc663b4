//! Payments as they were recorded; a reversed one stays, without its receipts.

use sea_orm::entity::prelude::*;

/// A payment of a borrower, allocated to instalments by its rows of the receipts ledger.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recorded_payment")]
pub struct Model {
    /// Identifier in this database.
    #[sea_orm(primary_key)]
    pub recorded_payment_id: i64,
    /// The loan it was paid on.
    pub loan_id: i64,
    /// Day the money was received.
    pub received_date: Date,
    /// What was received, in minor units, fees and what could not be applied included.
    pub amount_minor: i64,
    /// The part of it that paid a late fee, in minor units.
    pub late_fee_minor: i64,
    /// The part of it that the loan did not owe, in minor units.
    pub unapplied_minor: i64,
    /// Received on a loan that was charged off.
    pub is_recovery: bool,
    /// When it was recorded, UTC.
    pub recorded_at: DateTime,
    /// When it was reversed, UTC; empty while it stands.
    pub reversed_at: Option<DateTime>,
}

impl ActiveModelBehavior for ActiveModel {}
