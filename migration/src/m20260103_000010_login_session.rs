//! Sessions of the dashboard, begun with an API key.

use crate::column::{table, text, utc_stamp};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, LoginSession::Table).await?;
        create
            .col(
                text(manager, LoginSession::SecretHash, 64)
                    .not_null()
                    .primary_key(),
            )
            .col(
                ColumnDef::new(LoginSession::ApiKeyId)
                    .big_integer()
                    .not_null(),
            )
            .col(utc_stamp(manager, LoginSession::CreatedAt).not_null())
            .col(utc_stamp(manager, LoginSession::ExpiresAt).not_null())
            .foreign_key(
                ForeignKey::create()
                    .name("login_session_api_key_id_fkey")
                    .from(LoginSession::Table, LoginSession::ApiKeyId)
                    .to("api_key", "api_key_id"),
            );
        manager.create_table(create).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut drop = Table::drop();
        drop.table(LoginSession::Table).if_exists();
        manager.drop_table(drop).await
    }
}

#[derive(DeriveIden)]
enum LoginSession {
    Table,
    SecretHash,
    ApiKeyId,
    CreatedAt,
    ExpiresAt,
}
