//! Loads of loan tapes, and the rows as they were before.

use crate::column::{index, one_of, table, text, utc_stamp};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let long = |name: ImportBatch| {
            let mut column = ColumnDef::new(name);
            // A report may be longer than the 64 kB of MySQL's TEXT.
            if manager.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::MySql {
                column.custom("MEDIUMTEXT");
            } else {
                column.text();
            }
            column
        };
        let mut create = table(manager, ImportBatch::Table).await?;
        create
            .col(
                ColumnDef::new(ImportBatch::ImportBatchId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(text(manager, ImportBatch::ContentHash, 64).not_null())
            .col(text(manager, ImportBatch::Layout, 64).not_null())
            .col(long(ImportBatch::Files).not_null())
            .col(text(manager, ImportBatch::Status, 16).not_null())
            .col(utc_stamp(manager, ImportBatch::StartedAt).not_null())
            .col(utc_stamp(manager, ImportBatch::FinishedAt).not_null())
            .col(
                ColumnDef::new(ImportBatch::RowsRead)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(ImportBatch::RowsRejected)
                    .big_integer()
                    .not_null(),
            )
            .col(long(ImportBatch::Counts).not_null())
            .col(long(ImportBatch::Quality).not_null())
            .col(long(ImportBatch::Written).not_null())
            .col(long(ImportBatch::Refusal))
            .col(ColumnDef::new(ImportBatch::ChangeId).big_integer())
            .check(one_of(
                ImportBatch::Status,
                &["applied", "refused", "undone"],
            ));
        manager.create_table(create).await?;
        index(manager, "import_batch", &["content_hash"]).await?;

        let mut create = table(manager, ImportBefore::Table).await?;
        create
            .col(
                ColumnDef::new(ImportBefore::ImportBeforeId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                ColumnDef::new(ImportBefore::ImportBatchId)
                    .big_integer()
                    .not_null(),
            )
            .col(text(manager, ImportBefore::TableName, 32).not_null())
            .col(ColumnDef::new(ImportBefore::Image).text().not_null())
            .foreign_key(
                ForeignKey::create()
                    .name("import_before_import_batch_id_fkey")
                    .from(ImportBefore::Table, ImportBefore::ImportBatchId)
                    .to("import_batch", "import_batch_id"),
            );
        manager.create_table(create).await?;
        index(manager, "import_before", &["import_batch_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["import_before", "import_batch"] {
            let mut drop = Table::drop();
            drop.table(name).if_exists();
            manager.drop_table(drop).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
#[allow(clippy::enum_variant_names, reason = "they are the columns' names")]
enum ImportBatch {
    Table,
    ImportBatchId,
    ContentHash,
    Layout,
    Files,
    Status,
    StartedAt,
    FinishedAt,
    RowsRead,
    RowsRejected,
    Counts,
    Quality,
    Written,
    Refusal,
    ChangeId,
}

#[derive(DeriveIden)]
#[allow(clippy::enum_variant_names, reason = "they are the columns' names")]
enum ImportBefore {
    Table,
    ImportBeforeId,
    ImportBatchId,
    TableName,
    Image,
}
