//! The three tables as CSV in their exchange form: decimals, empty for null.

use crate::error::{Error, Result};
use ::entity::{customer_profile, loan_application, repayment_history};
use chrono::{NaiveDate, NaiveDateTime};
use futures::TryStreamExt;
use rust_decimal::Decimal;
use sea_orm::{ActiveEnum, ConnectionTrait, EntityTrait, QueryOrder, StreamTrait};
use std::io::Write;

/// A table that can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `customer_profile`
    Customers,
    /// `loan_application`
    Loans,
    /// `repayment_history`
    Repayments,
}

impl Table {
    /// All of them, parents first.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Loans, Self::Repayments];

    /// Name of the table, and of its file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customer_profile",
            Self::Loans => "loan_application",
            Self::Repayments => "repayment_history",
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Customers => &[
                "customer_id",
                "full_name",
                "age",
                "gender",
                "income",
                "employment_type",
                "job_type",
                "housing_status",
                "credit_score",
                "account_created_date",
            ],
            Self::Loans => &[
                "loan_id",
                "customer_id",
                "loan_type",
                "loan_amount",
                "interest_rate",
                "loan_term_months",
                "monthly_installment",
                "application_date",
                "approval_date",
                "disbursement_date",
                "loan_status",
                "charge_off_date",
                "observed_default",
                "submitted_at",
                "documents_at",
                "credit_checked_at",
                "decided_at",
                "contract_signed_at",
                "disbursed_at",
                "features",
            ],
            Self::Repayments => &[
                "payment_id",
                "loan_id",
                "installment_number",
                "due_date",
                "installment_amount",
                "principal_due",
                "interest_due",
                "actual_paid_date",
                "amount_paid",
                "late_fee",
                "payment_status",
                "days_past_due",
                "recovered_amount",
                "recovered_date",
            ],
        }
    }
}

/// Writes a table row by row, ordered by its key; memory does not grow with it.
/// `exponent` is that of the book's currency, `progress` is told each row.
/// Answers the number of rows.
///
/// # Errors
/// When the database fails, or `output` cannot be written.
pub async fn write_csv(
    db: &(impl ConnectionTrait + StreamTrait),
    exponent: u32,
    table: Table,
    output: impl Write + Send,
    progress: impl Fn(),
) -> Result<u64> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(output);
    csv.write_record(table.columns()).map_err(Error::internal)?;
    let mut count = 0;
    let mut write = |fields: Vec<String>| {
        count += 1;
        progress();
        csv.write_record(fields).map_err(Error::internal)
    };
    match table {
        Table::Customers => {
            let mut rows = customer_profile::Entity::find()
                .order_by_asc(customer_profile::Column::CustomerId)
                .stream(db)
                .await?;
            while let Some(row) = rows.try_next().await? {
                write(customer(row, exponent))?;
            }
        }
        Table::Loans => {
            let mut rows = loan_application::Entity::find()
                .order_by_asc(loan_application::Column::LoanId)
                .stream(db)
                .await?;
            while let Some(row) = rows.try_next().await? {
                write(loan(row, exponent))?;
            }
        }
        Table::Repayments => {
            let mut rows = repayment_history::Entity::find()
                .order_by_asc(repayment_history::Column::PaymentId)
                .stream(db)
                .await?;
            while let Some(row) = rows.try_next().await? {
                write(repayment(&row, exponent))?;
            }
        }
    }
    csv.flush().map_err(Error::internal)?;
    Ok(count)
}

fn customer(row: customer_profile::Model, exponent: u32) -> Vec<String> {
    vec![
        row.customer_id.to_string(),
        row.full_name,
        optional(row.age),
        label(row.gender),
        // Incomes are whole units where nothing is lost by it.
        optional(
            row.income_minor
                .map(|minor| Decimal::new(minor, exponent).normalize()),
        ),
        label(row.employment_type),
        label(row.job_type),
        label(row.housing_status),
        optional(row.credit_score),
        date(Some(row.account_created_date)),
    ]
}

fn loan(row: loan_application::Model, exponent: u32) -> Vec<String> {
    vec![
        row.loan_id.to_string(),
        row.customer_id.to_string(),
        label(Some(row.loan_type)),
        money(row.loan_amount_minor, exponent),
        percent(row.interest_rate_ppm),
        row.loan_term_months.to_string(),
        money(row.monthly_installment_minor, exponent),
        date(row.application_date),
        date(row.approval_date),
        date(row.disbursement_date),
        label(Some(row.loan_status)),
        date(row.charge_off_date),
        optional(row.observed_default),
        stamp(row.submitted_at),
        stamp(row.documents_at),
        stamp(row.credit_checked_at),
        stamp(row.decided_at),
        stamp(row.contract_signed_at),
        stamp(row.disbursed_at),
        row.features.unwrap_or_default(),
    ]
}

fn repayment(row: &repayment_history::Model, exponent: u32) -> Vec<String> {
    vec![
        row.payment_id.to_string(),
        row.loan_id.to_string(),
        row.installment_number.to_string(),
        date(Some(row.due_date)),
        money(row.installment_amount_minor, exponent),
        money(row.principal_due_minor, exponent),
        money(row.interest_due_minor, exponent),
        date(row.actual_paid_date),
        money(row.amount_paid_minor, exponent),
        money(row.late_fee_minor, exponent),
        label(Some(row.payment_status)),
        row.days_past_due.to_string(),
        money(row.recovered_amount_minor, exponent),
        date(row.recovered_date),
    ]
}

fn money(minor: i64, exponent: u32) -> String {
    Decimal::new(minor, exponent).to_string()
}

/// Parts per million as percent with at least two decimal places.
fn percent(ppm: i32) -> String {
    let exact = Decimal::new(ppm.into(), 4).normalize();
    format!("{exact:.*}", exact.scale().max(2) as usize)
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn label(value: Option<impl ActiveEnum<Value = String>>) -> String {
    value.map(|value| value.to_value()).unwrap_or_default()
}

fn date(value: Option<NaiveDate>) -> String {
    optional(value)
}

fn stamp(value: Option<NaiveDateTime>) -> String {
    optional(value.map(|value| value.format("%Y-%m-%dT%H:%M:%S")))
}
