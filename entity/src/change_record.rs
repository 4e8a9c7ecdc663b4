//! The record of every change of the book, insert only.

use sea_orm::entity::prelude::*;

/// One change, written in the transaction that made it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_record")]
pub struct Model {
    /// Identifier in this database; ascending, with gaps.
    #[sea_orm(primary_key)]
    pub change_id: i64,
    /// When, UTC.
    pub changed_at: DateTime,
    /// What kind of change.
    pub kind: String,
    /// The customer it is about, if one.
    pub customer_id: Option<i64>,
    /// The loan it is about, if one.
    pub loan_id: Option<i64>,
    /// The day from which figures change; empty where all of them may.
    pub effective_date: Option<Date>,
    /// The caller's key: the same key again is the same change.
    #[sea_orm(unique)]
    pub idempotency_key: Option<String>,
    /// What was asked for, as JSON.
    #[sea_orm(column_type = "Text")]
    pub request: String,
    /// What it came to, as JSON: identifiers, and what was before.
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
}

impl ActiveModelBehavior for ActiveModel {}
