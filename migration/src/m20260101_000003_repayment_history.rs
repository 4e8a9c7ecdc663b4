//! Instalments that have fallen due.

use crate::column::{index, one_of, table, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, RepaymentHistory::Table).await?;
        create
            .col(
                ColumnDef::new(RepaymentHistory::PaymentId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                ColumnDef::new(RepaymentHistory::LoanId)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RepaymentHistory::InstallmentNumber)
                    .integer()
                    .not_null(),
            )
            .col(ColumnDef::new(RepaymentHistory::DueDate).date().not_null())
            .col(
                ColumnDef::new(RepaymentHistory::InstallmentAmountMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RepaymentHistory::PrincipalDueMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RepaymentHistory::InterestDueMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(ColumnDef::new(RepaymentHistory::ActualPaidDate).date())
            .col(
                ColumnDef::new(RepaymentHistory::AmountPaidMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RepaymentHistory::LateFeeMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(text(manager, RepaymentHistory::PaymentStatus, 16).not_null())
            .col(
                ColumnDef::new(RepaymentHistory::DaysPastDue)
                    .integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(RepaymentHistory::RecoveredAmountMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(ColumnDef::new(RepaymentHistory::RecoveredDate).date())
            .check(one_of(
                RepaymentHistory::PaymentStatus,
                &["On Time", "Late", "Missed"],
            ))
            .check(Expr::col(RepaymentHistory::InstallmentNumber).gt(0))
            .check(Expr::col(RepaymentHistory::InstallmentAmountMinor).gt(0))
            .check(Expr::col(RepaymentHistory::DaysPastDue).gte(0))
            .check(Expr::col(RepaymentHistory::AmountPaidMinor).gte(0))
            .index(
                Index::create()
                    .name("repayment_history_loan_id_installment_number_key")
                    .unique()
                    .col(RepaymentHistory::LoanId)
                    .col(RepaymentHistory::InstallmentNumber),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("repayment_history_loan_id_fkey")
                    .from(RepaymentHistory::Table, RepaymentHistory::LoanId)
                    .to("loan_application", "loan_id"),
            );
        manager.create_table(create).await?;
        for column in ["due_date", "actual_paid_date", "recovered_date"] {
            index(manager, "repayment_history", &[column]).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(
                Table::drop()
                    .table(RepaymentHistory::Table)
                    .if_exists()
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum RepaymentHistory {
    Table,
    PaymentId,
    LoanId,
    InstallmentNumber,
    DueDate,
    InstallmentAmountMinor,
    PrincipalDueMinor,
    InterestDueMinor,
    ActualPaidDate,
    AmountPaidMinor,
    LateFeeMinor,
    PaymentStatus,
    DaysPastDue,
    RecoveredAmountMinor,
    RecoveredDate,
}
