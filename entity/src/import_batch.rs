//! Loads of loan tapes.

use sea_orm::entity::prelude::*;

/// One load: what it read, what it wrote, and what was wrong with it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_batch")]
pub struct Model {
    /// Identifier in this database; ascending, with gaps.
    #[sea_orm(primary_key)]
    pub import_batch_id: i64,
    /// SHA-256 of the files and of how they were read, in hexadecimal.
    pub content_hash: String,
    /// Name of the layout.
    pub layout: String,
    /// The files' names, as JSON.
    #[sea_orm(column_type = "Text")]
    pub files: String,
    /// How it ended.
    pub status: BatchStatus,
    /// When it began, UTC.
    pub started_at: DateTime,
    /// When it ended, UTC.
    pub finished_at: DateTime,
    /// Rows of the files.
    pub rows_read: i64,
    /// Rows that were left out for an error.
    pub rows_rejected: i64,
    /// Rows written to each table, as JSON.
    #[sea_orm(column_type = "Text")]
    pub counts: String,
    /// What was found wrong, by file, column and rule, as JSON.
    #[sea_orm(column_type = "Text")]
    pub quality: String,
    /// What undoing it needs to know, as JSON.
    #[sea_orm(column_type = "Text")]
    pub written: String,
    /// Why it was not applied.
    #[sea_orm(column_type = "Text", nullable)]
    pub refusal: Option<String>,
    /// The change that it made.
    pub change_id: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How a load ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum BatchStatus {
    /// It is in the book.
    #[sea_orm(string_value = "applied")]
    Applied,
    /// Too much was wrong with it: nothing was written.
    #[sea_orm(string_value = "refused")]
    Refused,
    /// It was in the book, and was undone.
    #[sea_orm(string_value = "undone")]
    Undone,
}
