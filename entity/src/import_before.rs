//! Rows as they were before a load changed them.

use sea_orm::entity::prelude::*;

/// A row that a load has changed, as it was before.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_before")]
pub struct Model {
    /// Identifier in this database.
    #[sea_orm(primary_key)]
    pub import_before_id: i64,
    /// The load.
    pub import_batch_id: i64,
    /// The table that the row is of.
    pub table_name: String,
    /// The row, as JSON.
    #[sea_orm(column_type = "Text")]
    pub image: String,
}

impl ActiveModelBehavior for ActiveModel {}
