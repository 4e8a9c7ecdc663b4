//! Locks with an expiry, for work that only one server may do at a time.

use sea_orm::entity::prelude::*;

/// A named lock: a row that one holder owns until it is released or expires.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub struct Model {
    /// What is locked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Who holds it; empty when nobody does.
    pub holder: String,
    /// Unix time in milliseconds after which anyone may take it.
    pub expires_at_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}
