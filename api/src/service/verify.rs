//! Whether the book holds together: what is stored against what follows from it.
//!
//! Everything is recomputed row by row with [`risk`], so the answer also checks
//! the SQL that the figures come from.

mod check;
mod engines;
mod ledger;
mod loan;
mod totals;

use super::{Ctx, book, demo, kpi_models, memory::Memory, portfolio::Portfolio};
use crate::error::Result;
use ::entity::{
    customer_profile, loan_application as loan_table, loan_month_state as month_table,
    receipt as receipt_table, repayment_history as repayment_table,
};
pub use check::Check;
use check::Checks;
use chrono::NaiveDate;
use loan::Context;
use repayment_table::Model as Repayment;
use risk::demo_book::Simulator;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use std::{collections::HashMap, sync::Arc};
use totals::Totals;

/// Loans read at once.
const LOANS_PER_BLOCK: u64 = 1000;

/// The outcome of all checks.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The reporting date that statuses were recomputed for.
    pub as_of: NaiveDate,
    /// Whether nothing failed.
    pub passed: bool,
    /// Rows of the three tables.
    pub customers: u64,
    /// Rows of `loan_application`.
    pub loans: u64,
    /// Rows of `repayment_history`.
    pub repayments: u64,
    /// Each check, in a fixed order.
    pub checks: Vec<Check>,
}

/// Checks the whole book. `progress` is told how many loans are done.
///
/// # Errors
/// When the database fails. A rule that is broken is no error: the report says it.
pub async fn verify(ctx: &Ctx, progress: impl Fn(u64)) -> Result<Report> {
    let as_of = ctx.as_of(None).await?;
    let settings = ctx.settings().await?;
    let records = book::count_records(&ctx.db).await?;
    let mut checks = Checks::new();
    let mut totals = Totals::default();
    let simulator = match settings.book.demo_loans {
        Some(_) => Some(demo::simulator()?),
        None => None,
    };
    check_orphans(ctx, records, &mut checks).await?;
    check_customers(ctx, simulator.as_ref(), &mut checks).await?;

    let context = Context {
        as_of: as_of.date(),
        currency: &settings.book.currency,
        simulator: simulator.as_ref(),
    };
    let mut after = 0;
    let mut done = 0;
    loop {
        let loans = loan_table::Entity::find()
            .filter(loan_table::Column::LoanId.gt(after))
            .order_by_asc(loan_table::Column::LoanId)
            .limit(LOANS_PER_BLOCK)
            .all(&ctx.db)
            .await?;
        let Some(last) = loans.last() else { break };
        let mut repayments = repayments_between(ctx, after + 1, last.loan_id).await?;
        let mut receipts = receipts_between(ctx, after + 1, last.loan_id).await?;
        let mut months = months_between(ctx, after + 1, last.loan_id).await?;
        after = last.loan_id;
        done += loans.len() as u64;
        for loan in &loans {
            let rows = repayments.remove(&loan.loan_id).unwrap_or_default();
            let receipts = receipts.remove(&loan.loan_id).unwrap_or_default();
            let months = months.remove(&loan.loan_id).unwrap_or_default();
            let sums = (&mut checks, &mut totals);
            loan::check_loan(sums, &context, loan, &rows, &receipts, &months)?;
        }
        progress(done);
    }

    let mut all = checks.finish();
    if let (Some(loans), Some(simulator)) = (settings.book.demo_loans, &simulator) {
        all.push(demo_counts(simulator, loans, records));
    }
    let figures = kpi_models::executive(ctx, &Portfolio::whole(ctx, as_of)).await?;
    all.push(totals.compare(&figures));
    Ok(Report {
        as_of: as_of.date(),
        passed: all.iter().all(|check| check.failed == 0),
        customers: records.customers,
        loans: records.loans,
        repayments: records.repayments,
        checks: all,
    })
}

impl Report {
    /// Compares memory with SQL too, figure by figure. Only a book that holds together is worth
    /// it: rows that contradict each other may be read in two ways.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn compare_engines(&mut self, ctx: &Ctx, memory: &Arc<Memory>) -> Result<()> {
        let check = engines::compare_engines(ctx, memory).await?;
        self.passed &= check.failed == 0;
        self.checks.push(check);
        Ok(())
    }
}

async fn check_orphans(ctx: &Ctx, records: book::RecordCount, checks: &mut Checks) -> Result<()> {
    let loans: Vec<i64> = loan_table::Entity::find()
        .select_only()
        .column(loan_table::Column::LoanId)
        .left_join(customer_profile::Entity)
        .filter(customer_profile::Column::CustomerId.is_null())
        .into_tuple()
        .all(&ctx.db)
        .await?;
    checks.orphans("loans_have_customers", "loan", records.loans, &loans);
    let repayments: Vec<i64> = repayment_table::Entity::find()
        .select_only()
        .column(repayment_table::Column::PaymentId)
        .left_join(loan_table::Entity)
        .filter(loan_table::Column::LoanId.is_null())
        .into_tuple()
        .all(&ctx.db)
        .await?;
    checks.orphans(
        "repayments_have_loans",
        "repayment",
        records.repayments,
        &repayments,
    );
    Ok(())
}

async fn check_customers(
    ctx: &Ctx,
    simulator: Option<&Simulator>,
    checks: &mut Checks,
) -> Result<()> {
    use futures::TryStreamExt;
    let mut customers = customer_profile::Entity::find().stream(&ctx.db).await?;
    while let Some(customer) = customers.try_next().await? {
        let holds = customer.search_name == customer.full_name.to_lowercase();
        checks.note("customers_searchable", holds, || {
            format!("customer {}", customer.customer_id)
        });
        if let Some(simulator) = simulator {
            let expected = demo::rows(simulator, customer.customer_id.unsigned_abs())?;
            checks.note("demo_rows", customer == expected.customer, || {
                format!("customer {} differs", customer.customer_id)
            });
        }
    }
    Ok(())
}

async fn repayments_between(
    ctx: &Ctx,
    first_loan: i64,
    last_loan: i64,
) -> Result<HashMap<i64, Vec<Repayment>>> {
    let rows = repayment_table::Entity::find()
        .filter(repayment_table::Column::LoanId.between(first_loan, last_loan))
        .order_by_asc(repayment_table::Column::LoanId)
        .order_by_asc(repayment_table::Column::InstallmentNumber)
        .all(&ctx.db)
        .await?;
    let mut by_loan: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        by_loan.entry(row.loan_id).or_default().push(row);
    }
    Ok(by_loan)
}

async fn receipts_between(
    ctx: &Ctx,
    first_loan: i64,
    last_loan: i64,
) -> Result<HashMap<i64, Vec<receipt_table::Model>>> {
    let receipts = receipt_table::Entity::find()
        .filter(receipt_table::Column::LoanId.between(first_loan, last_loan))
        .order_by_asc(receipt_table::Column::LoanId)
        .order_by_asc(receipt_table::Column::ReceiptDate)
        .order_by_asc(receipt_table::Column::ReceiptId)
        .all(&ctx.db)
        .await?;
    let mut by_loan: HashMap<_, Vec<_>> = HashMap::new();
    for receipt in receipts {
        by_loan.entry(receipt.loan_id).or_default().push(receipt);
    }
    Ok(by_loan)
}

async fn months_between(
    ctx: &Ctx,
    first_loan: i64,
    last_loan: i64,
) -> Result<HashMap<i64, Vec<month_table::Model>>> {
    let months = month_table::Entity::find()
        .filter(month_table::Column::LoanId.between(first_loan, last_loan))
        .order_by_asc(month_table::Column::LoanId)
        .order_by_asc(month_table::Column::AsOf)
        .all(&ctx.db)
        .await?;
    let mut by_loan: HashMap<_, Vec<_>> = HashMap::new();
    for month in months {
        by_loan.entry(month.loan_id).or_default().push(month);
    }
    Ok(by_loan)
}

fn demo_counts(simulator: &Simulator, loans: i64, records: book::RecordCount) -> Check {
    let loans = loans.unsigned_abs();
    let expected = book::RecordCount {
        customers: loans,
        loans,
        repayments: simulator.instalment_count(loans),
    };
    let mut check = Check::new("row_counts", "the demo book has all of its rows");
    check.note(records == expected, || {
        format!("stored {records:?}, expected {expected:?}")
    });
    check
}
