//! The branch that made a loan, so that a principal may be shown the loans of some alone.

use crate::column::{add_columns, drop_columns, drop_index, index, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "loan_application";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, vec![text(manager, "branch", 64)]).await?;
        index(manager, TABLE, &["branch"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, TABLE, &["branch"]).await?;
        drop_columns(manager, TABLE, &["branch"]).await
    }
}
