//! The receipts ledger, and when each instalment was settled.
//!
//! A row of `repayment_history` keeps the sum of what was received on it and the
//! last date; the ledger keeps each receipt, so that cash is exact at any date.

use crate::column::{add_columns, index, table};
use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// What the figures read of an instalment.
const COVERED: [&str; 6] = [
    "loan_id",
    "due_date",
    "settled_date",
    "settled_after_days",
    "installment_amount_minor",
    "amount_paid_minor",
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(
            manager,
            "repayment_history",
            vec![
                ColumnDef::new("settled_date").date().to_owned(),
                ColumnDef::new("settled_after_days").integer().to_owned(),
            ],
        )
        .await?;
        let is_new = !manager.has_table("receipt").await?;
        let mut create = table(manager, Receipt::Table).await?;
        create
            .col(
                ColumnDef::new(Receipt::ReceiptId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new(Receipt::LoanId).big_integer().not_null())
            .col(ColumnDef::new(Receipt::PaymentId).big_integer().not_null())
            .col(ColumnDef::new(Receipt::RecordedPaymentId).big_integer())
            .col(ColumnDef::new(Receipt::DueDate).date().not_null())
            .col(ColumnDef::new(Receipt::ReceiptDate).date().not_null())
            .col(ColumnDef::new(Receipt::DaysAfterDue).integer().not_null())
            .col(
                ColumnDef::new(Receipt::PrincipalMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(Receipt::InterestMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(Receipt::LateFeeMinor)
                    .big_integer()
                    .not_null(),
            )
            .check(Expr::col(Receipt::PrincipalMinor).gte(0))
            .check(Expr::col(Receipt::InterestMinor).gte(0))
            .check(Expr::col(Receipt::LateFeeMinor).gte(0))
            .foreign_key(
                ForeignKey::create()
                    .name("receipt_loan_id_fkey")
                    .from(Receipt::Table, Receipt::LoanId)
                    .to("loan_application", "loan_id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("receipt_payment_id_fkey")
                    .from(Receipt::Table, Receipt::PaymentId)
                    .to("repayment_history", "payment_id"),
            );
        manager.create_table(create).await?;
        if is_new {
            fill(manager).await?;
        }
        // Every figure reads a loan's cash or its open instalments from these two alone.
        index(
            manager,
            "receipt",
            &[
                "loan_id",
                "receipt_date",
                "principal_minor",
                "interest_minor",
                "late_fee_minor",
            ],
        )
        .await?;
        index(manager, "repayment_history", &COVERED).await?;
        index(
            manager,
            "receipt",
            &[
                "payment_id",
                "receipt_date",
                "principal_minor",
                "interest_minor",
            ],
        )
        .await?;
        index(manager, "receipt", &["receipt_date"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Receipt::Table).if_exists().to_owned())
            .await?;
        crate::column::drop_index(manager, "repayment_history", &COVERED).await?;
        crate::column::drop_columns(
            manager,
            "repayment_history",
            &["settled_date", "settled_after_days"],
        )
        .await
    }
}

/// Enters what the instalments of an older book say of their receipts: a
/// settlement or an open part payment, a part payment before a recovery (it came
/// on the last late day, the 60th), and the recovery; interest before principal.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (days, part_date) = match manager.get_database_backend() {
        DbBackend::MySql => (
            "DATEDIFF(actual_paid_date, due_date)",
            "DATE_ADD(due_date, INTERVAL 60 DAY)",
        ),
        DbBackend::Postgres => ("(actual_paid_date - due_date)", "(due_date + 60)"),
        _ => (
            "CAST(julianday(actual_paid_date) - julianday(due_date) AS INTEGER)",
            "date(due_date, '+60 days')",
        ),
    };
    let recovered_days = days.replace("actual_paid_date", "recovered_date");
    let part = "amount_paid_minor - recovered_amount_minor";
    let least = |amount: &str, limit: &str| {
        format!("CASE WHEN {amount} < {limit} THEN {amount} ELSE {limit} END")
    };
    let part_interest = least(part, "interest_due_minor");
    let interest = least("amount_paid_minor", "interest_due_minor");
    let connection = manager.get_connection();
    connection
        .execute_unprepared(&format!(
            "UPDATE repayment_history
             SET settled_date = actual_paid_date, settled_after_days = {days}
             WHERE amount_paid_minor >= installment_amount_minor
                AND actual_paid_date IS NOT NULL"
        ))
        .await?;
    connection
        .execute_unprepared(&format!(
            "INSERT INTO receipt (loan_id, payment_id, due_date, receipt_date,
                days_after_due, principal_minor, interest_minor, late_fee_minor)
             SELECT loan_id, payment_id, due_date, actual_paid_date, {days},
                amount_paid_minor - ({interest}), {interest}, late_fee_minor
             FROM repayment_history
             WHERE recovered_date IS NULL AND amount_paid_minor > 0
                AND actual_paid_date IS NOT NULL
             UNION ALL
             SELECT loan_id, payment_id, due_date, {part_date}, 60,
                {part} - ({part_interest}), {part_interest}, 0
             FROM repayment_history
             WHERE recovered_date IS NOT NULL AND {part} > 0
             UNION ALL
             SELECT loan_id, payment_id, due_date, recovered_date, {recovered_days},
                recovered_amount_minor - (({interest}) - ({part_interest})),
                ({interest}) - ({part_interest}), late_fee_minor
             FROM repayment_history
             WHERE recovered_date IS NOT NULL AND recovered_amount_minor > 0"
        ))
        .await?;
    Ok(())
}

#[derive(DeriveIden)]
#[allow(clippy::enum_variant_names, reason = "they are the columns' names")]
enum Receipt {
    Table,
    ReceiptId,
    LoanId,
    PaymentId,
    RecordedPaymentId,
    DueDate,
    ReceiptDate,
    DaysAfterDue,
    PrincipalMinor,
    InterestMinor,
    LateFeeMinor,
}
