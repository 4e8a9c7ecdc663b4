//! Who has written, exported, or been refused.

use sea_orm::entity::prelude::*;

/// One deed; rows are only ever inserted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_record")]
pub struct Model {
    /// Identifier in this database; ascending, with gaps.
    #[sea_orm(primary_key)]
    pub audit_record_id: i64,
    /// When, UTC.
    pub recorded_at: DateTime,
    /// What kind of deed.
    pub action: String,
    /// Who; empty where nobody was known.
    pub principal: Option<String>,
    /// In which role.
    pub role: Option<String>,
    /// What was written, exported or refused.
    pub subject: String,
    /// Rows that were exported.
    pub row_count: Option<i64>,
    /// The change that was written.
    pub change_id: Option<i64>,
    /// Where the request came from.
    pub client_address: Option<String>,
    /// The request, as the server's log names it.
    pub request_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
