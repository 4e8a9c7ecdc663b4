//! The rows of the tables, read one by one, cell by cell as [`Table::columns`] has them.

use super::{
    column::Cell,
    table::{Form, Table},
};
use crate::error::Result;
use ::entity::{customer_profile, loan_application, loan_month_state, receipt, repayment_history};
use chrono::NaiveDate;
use futures::TryStreamExt;
use sea_orm::{
    ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryOrder, QuerySelect, StreamTrait,
};

/// Number of its rows.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn count(view: &impl ConnectionTrait, table: Table) -> Result<u64> {
    Ok(match table {
        Table::Customers => customer_profile::Entity::find().count(view).await?,
        Table::Loans => loan_application::Entity::find().count(view).await?,
        Table::Repayments => repayment_history::Entity::find().count(view).await?,
        Table::Receipts => receipt::Entity::find().count(view).await?,
        Table::States => loan_month_state::Entity::find().count(view).await?,
    })
}

/// Hands on each row of a table, ordered by its key.
///
/// # Errors
/// When the database fails, or `take` does.
pub(super) async fn read(
    view: &(impl ConnectionTrait + StreamTrait),
    table: Table,
    form: Form,
    mut take: impl FnMut(Vec<Cell>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    match table {
        Table::Customers => {
            let mut rows = customer_profile::Entity::find()
                .order_by_asc(customer_profile::Column::CustomerId)
                .stream(view)
                .await?;
            while let Some(row) = rows.try_next().await? {
                take(customer(row, form))?;
            }
        }
        Table::Loans => {
            let mut rows = loan_application::Entity::find()
                .order_by_asc(loan_application::Column::LoanId)
                .stream(view)
                .await?;
            while let Some(row) = rows.try_next().await? {
                take(loan(row, form))?;
            }
        }
        Table::Repayments => {
            let mut rows = repayment_history::Entity::find()
                .order_by_asc(repayment_history::Column::PaymentId)
                .stream(view)
                .await?;
            while let Some(row) = rows.try_next().await? {
                take(repayment(&row))?;
            }
        }
        Table::Receipts => {
            // Instalments are numbered by the loan in a file: identifiers of this database
            // mean nothing in another.
            let instalment = receipt::Entity::belongs_to(repayment_history::Entity)
                .from(receipt::Column::PaymentId)
                .to(repayment_history::Column::PaymentId);
            let mut rows = receipt::Entity::find()
                .select_only()
                .column(receipt::Column::LoanId)
                .column(repayment_history::Column::InstallmentNumber)
                .column(receipt::Column::ReceiptDate)
                .column(receipt::Column::PrincipalMinor)
                .column(receipt::Column::InterestMinor)
                .column(receipt::Column::LateFeeMinor)
                .join(JoinType::InnerJoin, instalment.into())
                .order_by_asc(receipt::Column::ReceiptId)
                .into_tuple::<(i64, i32, NaiveDate, i64, i64, i64)>()
                .stream(view)
                .await?;
            while let Some((loan, number, date, principal, interest, fee)) = rows.try_next().await?
            {
                take(vec![
                    loan.into(),
                    number.into(),
                    date.into(),
                    principal.into(),
                    interest.into(),
                    fee.into(),
                ])?;
            }
        }
        Table::States => {
            let mut rows = loan_month_state::Entity::find()
                .order_by_asc(loan_month_state::Column::LoanId)
                .order_by_asc(loan_month_state::Column::AsOf)
                .stream(view)
                .await?;
            while let Some(row) = rows.try_next().await? {
                take(vec![
                    row.loan_id.into(),
                    row.as_of.into(),
                    row.balance_minor.into(),
                    row.days_past_due.into(),
                    Cell::label(row.exit_kind),
                ])?;
            }
        }
    }
    Ok(())
}

fn customer(row: customer_profile::Model, form: Form) -> Vec<Cell> {
    let mut cells = vec![
        row.customer_id.into(),
        row.full_name.into(),
        row.age.into(),
        Cell::label(row.gender),
        row.income_minor.into(),
        Cell::label(row.employment_type),
        Cell::label(row.job_type),
        Cell::label(row.housing_status),
        row.credit_score.into(),
        row.account_created_date.into(),
    ];
    if form == Form::Full {
        cells.push(row.external_id.into());
    }
    cells
}

fn loan(row: loan_application::Model, form: Form) -> Vec<Cell> {
    let mut cells = vec![
        row.loan_id.into(),
        row.customer_id.into(),
        Cell::label(Some(row.loan_type)),
        row.loan_amount_minor.into(),
        row.interest_rate_ppm.into(),
        row.loan_term_months.into(),
        row.monthly_installment_minor.into(),
        row.application_date.into(),
        row.approval_date.into(),
        row.disbursement_date.into(),
        Cell::label(Some(row.loan_status)),
        row.charge_off_date.into(),
        row.observed_default.into(),
        row.submitted_at.into(),
        row.documents_at.into(),
        row.credit_checked_at.into(),
        row.decided_at.into(),
        row.contract_signed_at.into(),
        row.disbursed_at.into(),
        row.features.into(),
    ];
    if form == Form::Full {
        cells.extend([
            row.external_id.into(),
            row.branch.into(),
            row.currency.into(),
        ]);
    }
    cells
}

fn repayment(row: &repayment_history::Model) -> Vec<Cell> {
    vec![
        row.payment_id.into(),
        row.loan_id.into(),
        row.installment_number.into(),
        row.due_date.into(),
        row.installment_amount_minor.into(),
        row.principal_due_minor.into(),
        row.interest_due_minor.into(),
        row.actual_paid_date.into(),
        row.amount_paid_minor.into(),
        row.late_fee_minor.into(),
        Cell::label(Some(row.payment_status)),
        row.days_past_due.into(),
        row.recovered_amount_minor.into(),
        row.recovered_date.into(),
    ]
}
