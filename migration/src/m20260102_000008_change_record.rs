//! Payments as they were recorded, and the record of every change of the book.

use crate::column::{index, table, text, utc_stamp};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, RecordedPayment::Table).await?;
        create
            .col(
                ColumnDef::new(RecordedPayment::RecordedPaymentId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                ColumnDef::new(RecordedPayment::LoanId)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RecordedPayment::ReceivedDate)
                    .date()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RecordedPayment::AmountMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RecordedPayment::LateFeeMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RecordedPayment::UnappliedMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RecordedPayment::IsRecovery)
                    .boolean()
                    .not_null(),
            )
            .col(utc_stamp(manager, RecordedPayment::RecordedAt).not_null())
            .col(utc_stamp(manager, RecordedPayment::ReversedAt))
            .check(Expr::col(RecordedPayment::AmountMinor).gt(0))
            .foreign_key(
                ForeignKey::create()
                    .name("recorded_payment_loan_id_fkey")
                    .from(RecordedPayment::Table, RecordedPayment::LoanId)
                    .to("loan_application", "loan_id"),
            );
        manager.create_table(create).await?;
        index(manager, "recorded_payment", &["loan_id"]).await?;

        let mut create = table(manager, ChangeRecord::Table).await?;
        create
            .col(
                ColumnDef::new(ChangeRecord::ChangeId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(utc_stamp(manager, ChangeRecord::ChangedAt).not_null())
            .col(text(manager, ChangeRecord::Kind, 32).not_null())
            .col(ColumnDef::new(ChangeRecord::CustomerId).big_integer())
            .col(ColumnDef::new(ChangeRecord::LoanId).big_integer())
            .col(ColumnDef::new(ChangeRecord::EffectiveDate).date())
            .col(text(manager, ChangeRecord::IdempotencyKey, 128))
            .col(ColumnDef::new(ChangeRecord::Request).text().not_null())
            .col(ColumnDef::new(ChangeRecord::Outcome).text().not_null())
            .index(
                Index::create()
                    .name("change_record_idempotency_key_key")
                    .unique()
                    .col(ChangeRecord::IdempotencyKey),
            );
        manager.create_table(create).await?;
        index(manager, "change_record", &["loan_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["change_record", "recorded_payment"] {
            manager
                .drop_table(Table::drop().table(Alias::new(name)).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
#[allow(clippy::enum_variant_names, reason = "they are the columns' names")]
enum RecordedPayment {
    Table,
    RecordedPaymentId,
    LoanId,
    ReceivedDate,
    AmountMinor,
    LateFeeMinor,
    UnappliedMinor,
    IsRecovery,
    RecordedAt,
    ReversedAt,
}

#[derive(DeriveIden)]
enum ChangeRecord {
    Table,
    ChangeId,
    ChangedAt,
    Kind,
    CustomerId,
    LoanId,
    EffectiveDate,
    IdempotencyKey,
    Request,
    Outcome,
}
