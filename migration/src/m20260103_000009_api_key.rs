//! Keys that programs and people are known by.

use crate::column::{one_of, table, text, utc_stamp};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, ApiKey::Table).await?;
        create
            .col(
                ColumnDef::new(ApiKey::ApiKeyId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(text(manager, ApiKey::Name, 64).not_null())
            .col(text(manager, ApiKey::Role, 16).not_null())
            .col(text(manager, ApiKey::LoanTypes, 255))
            .col(text(manager, ApiKey::Branches, 1024))
            .col(text(manager, ApiKey::SecretHash, 64).not_null())
            .col(utc_stamp(manager, ApiKey::CreatedAt).not_null())
            .col(utc_stamp(manager, ApiKey::ExpiresAt))
            .col(utc_stamp(manager, ApiKey::RevokedAt))
            .check(one_of(
                ApiKey::Role,
                &["viewer", "analyst", "collector", "admin"],
            ))
            .index(
                Index::create()
                    .name("api_key_name_key")
                    .unique()
                    .col(ApiKey::Name),
            )
            .index(
                Index::create()
                    .name("api_key_secret_hash_key")
                    .unique()
                    .col(ApiKey::SecretHash),
            );
        manager.create_table(create).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut drop = Table::drop();
        drop.table(ApiKey::Table).if_exists();
        manager.drop_table(drop).await
    }
}

#[derive(DeriveIden)]
enum ApiKey {
    Table,
    #[allow(clippy::enum_variant_names, reason = "it is the column's name")]
    ApiKeyId,
    Name,
    Role,
    LoanTypes,
    Branches,
    SecretHash,
    CreatedAt,
    ExpiresAt,
    RevokedAt,
}
