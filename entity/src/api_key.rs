//! Keys that programs and people are known by.

use sea_orm::entity::prelude::*;

/// A key. Its secret is shown once, when it is made; here is its hash alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// Identifier in this database.
    #[sea_orm(primary_key)]
    pub api_key_id: i64,
    /// Whose key it is, for people: in logs and in the audit log.
    #[sea_orm(unique)]
    pub name: String,
    /// What its bearer may do.
    pub role: String,
    /// The loan types that its bearer sees, joined by commas; all when empty.
    pub loan_types: Option<String>,
    /// The branches that its bearer sees, joined by commas; all when empty.
    pub branches: Option<String>,
    /// SHA-256 of the whole key, in hexadecimal.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// When it was made, UTC.
    pub created_at: DateTime,
    /// When it ceases to be taken, UTC; empty where it does not.
    pub expires_at: Option<DateTime>,
    /// When it was revoked, UTC; empty where it was not.
    pub revoked_at: Option<DateTime>,
}

impl ActiveModelBehavior for ActiveModel {}
