//! Sessions of the dashboard.

use sea_orm::entity::prelude::*;

/// A session that was begun with an API key, and ends with it at the latest.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_session")]
pub struct Model {
    /// SHA-256 of what the browser's cookie holds, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub secret_hash: String,
    /// The key it was begun with.
    pub api_key_id: i64,
    /// When it began, UTC.
    pub created_at: DateTime,
    /// When it ends, UTC.
    pub expires_at: DateTime,
}

impl ActiveModelBehavior for ActiveModel {}
