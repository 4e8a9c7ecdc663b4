//! Who has written, exported, or been refused: insert only.

use crate::column::{index, table, text, utc_stamp};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, AuditRecord::Table).await?;
        create
            .col(
                ColumnDef::new(AuditRecord::AuditRecordId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(utc_stamp(manager, AuditRecord::RecordedAt).not_null())
            .col(text(manager, AuditRecord::Action, 16).not_null())
            .col(text(manager, AuditRecord::Principal, 128))
            .col(text(manager, AuditRecord::Role, 16))
            .col(text(manager, AuditRecord::Subject, 64).not_null())
            .col(ColumnDef::new(AuditRecord::RowCount).big_integer())
            .col(ColumnDef::new(AuditRecord::ChangeId).big_integer())
            .col(text(manager, AuditRecord::ClientAddress, 45))
            .col(text(manager, AuditRecord::RequestId, 64));
        manager.create_table(create).await?;
        index(manager, "audit_record", &["principal"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut drop = Table::drop();
        drop.table(AuditRecord::Table).if_exists();
        manager.drop_table(drop).await
    }
}

#[derive(DeriveIden)]
enum AuditRecord {
    Table,
    #[allow(clippy::enum_variant_names, reason = "it is the column's name")]
    AuditRecordId,
    RecordedAt,
    Action,
    Principal,
    Role,
    Subject,
    RowCount,
    ChangeId,
    ClientAddress,
    RequestId,
}
