//! Loans.

use crate::column::{index, one_of, table, text, utc_stamp};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, LoanApplication::Table).await?;
        create
            .col(
                ColumnDef::new(LoanApplication::LoanId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                text(manager, LoanApplication::ExternalId, 64)
                    .not_null()
                    .unique_key(),
            )
            .col(
                ColumnDef::new(LoanApplication::CustomerId)
                    .big_integer()
                    .not_null(),
            )
            .col(text(manager, LoanApplication::LoanType, 16).not_null())
            .col(text(manager, LoanApplication::Currency, 3).not_null())
            .col(
                ColumnDef::new(LoanApplication::LoanAmountMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(LoanApplication::InterestRatePpm)
                    .integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(LoanApplication::LoanTermMonths)
                    .integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(LoanApplication::MonthlyInstallmentMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(ColumnDef::new(LoanApplication::ApplicationDate).date())
            .col(ColumnDef::new(LoanApplication::ApprovalDate).date())
            .col(ColumnDef::new(LoanApplication::DisbursementDate).date())
            .col(text(manager, LoanApplication::LoanStatus, 16).not_null())
            .col(ColumnDef::new(LoanApplication::ChargeOffDate).date())
            .col(ColumnDef::new(LoanApplication::ObservedDefault).boolean())
            .col(utc_stamp(manager, LoanApplication::SubmittedAt))
            .col(utc_stamp(manager, LoanApplication::DocumentsAt))
            .col(utc_stamp(manager, LoanApplication::CreditCheckedAt))
            .col(utc_stamp(manager, LoanApplication::DecidedAt))
            .col(utc_stamp(manager, LoanApplication::ContractSignedAt))
            .col(utc_stamp(manager, LoanApplication::DisbursedAt))
            .col(ColumnDef::new(LoanApplication::Features).text())
            .check(one_of(
                LoanApplication::LoanType,
                &["Auto", "Business", "Consumer", "Education", "Personal"],
            ))
            .check(one_of(
                LoanApplication::LoanStatus,
                &["Pending", "Active", "Paid Off", "Charged Off"],
            ))
            .check(Expr::col(LoanApplication::LoanAmountMinor).gt(0))
            .check(Expr::col(LoanApplication::LoanTermMonths).gt(0))
            .check(Expr::col(LoanApplication::InterestRatePpm).gte(0))
            .foreign_key(
                ForeignKey::create()
                    .name("loan_application_customer_id_fkey")
                    .from(LoanApplication::Table, LoanApplication::CustomerId)
                    .to("customer_profile", "customer_id"),
            );
        manager.create_table(create).await?;
        for column in [
            "customer_id",
            "loan_amount_minor",
            "interest_rate_ppm",
            "disbursement_date",
        ] {
            index(manager, "loan_application", &[column]).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(
                Table::drop()
                    .table(LoanApplication::Table)
                    .if_exists()
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum LoanApplication {
    Table,
    LoanId,
    ExternalId,
    CustomerId,
    LoanType,
    Currency,
    LoanAmountMinor,
    InterestRatePpm,
    LoanTermMonths,
    MonthlyInstallmentMinor,
    ApplicationDate,
    ApprovalDate,
    DisbursementDate,
    LoanStatus,
    ChargeOffDate,
    ObservedDefault,
    SubmittedAt,
    DocumentsAt,
    CreditCheckedAt,
    DecidedAt,
    ContractSignedAt,
    DisbursedAt,
    Features,
}
