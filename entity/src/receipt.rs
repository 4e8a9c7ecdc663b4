//! The receipts ledger: what was received, on which instalment and when.

use sea_orm::entity::prelude::*;

/// A receipt, or the part of one that settles one instalment.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt")]
pub struct Model {
    /// Identifier in this database.
    #[sea_orm(primary_key)]
    pub receipt_id: i64,
    /// The loan.
    pub loan_id: i64,
    /// The instalment it settles, or settles in part.
    pub payment_id: i64,
    /// The payment it is part of; empty where the book came without them.
    pub recorded_payment_id: Option<i64>,
    /// Day the instalment fell due.
    pub due_date: Date,
    /// Day of the receipt.
    pub receipt_date: Date,
    /// Days from the due date to the receipt; negative when it came early.
    pub days_after_due: i32,
    /// Principal received in minor units.
    pub principal_minor: i64,
    /// Interest received in minor units.
    pub interest_minor: i64,
    /// Late fee received on top, in minor units.
    pub late_fee_minor: i64,
}

impl ActiveModelBehavior for ActiveModel {}
