//! Loans: lists, one by key, many by key or by customer.

use super::{
    Ctx, audit,
    figure::Members,
    filter::Filter,
    page::{self, Cursor, Key, Keyset, Page, Window},
    rows,
};
use crate::error::Result;
use ::entity::loan_application::{Column, Entity, LoanStatus, LoanType, Model};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select};
use std::collections::HashMap;

/// Which loans are asked for; all conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct LoanFilter {
    /// Natural key in the source system.
    pub external_id: Filter<String>,
    /// The borrower.
    pub customer_id: Filter<i64>,
    /// What the loan is for.
    pub loan_type: Filter<LoanType>,
    /// Status at the reporting date.
    pub loan_status: Filter<LoanStatus>,
    /// Amount lent, in minor units.
    pub loan_amount_minor: Filter<i64>,
    /// Yearly rate in parts per million.
    pub interest_rate_ppm: Filter<i32>,
    /// Agreed number of instalments.
    pub loan_term_months: Filter<i32>,
    /// Day the money was paid out.
    pub disbursement_date: Filter<NaiveDate>,
    /// Day of the charge-off.
    pub charge_off_date: Filter<NaiveDate>,
    /// Behind a cell of a figure.
    pub behind: Option<Members>,
}

/// By what loans are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoanSort {
    /// Identifier.
    Id,
    /// Amount lent.
    Amount,
    /// Yearly rate.
    InterestRate,
    /// Day the money was paid out.
    DisbursementDate,
}

/// Name of the one order of a customer's loans, kept in cursors.
const OF_CUSTOMER: &str = "customer.loans";

/// One page of the loans that pass the filter.
///
/// # Errors
/// When a cursor is of another order, or the database fails.
pub async fn list_loans(
    ctx: &Ctx,
    filter: LoanFilter,
    sort: LoanSort,
    descending: bool,
    window: &Window,
) -> Result<Page<Model>> {
    let (name, column, nullable) = match sort {
        LoanSort::Id => ("loans.id", Column::LoanId, false),
        LoanSort::Amount => ("loans.amount", Column::LoanAmountMinor, false),
        LoanSort::InterestRate => ("loans.interest_rate", Column::InterestRatePpm, false),
        LoanSort::DisbursementDate => ("loans.disbursement_date", Column::DisbursementDate, true),
    };
    let keyset = Keyset {
        name,
        column,
        id: Column::LoanId,
        descending,
        nullable,
    };
    audit::export(ctx, "loans", window.size).await?;
    page::read(&ctx.db, select(ctx, filter)?, &keyset, window).await
}

/// Number of loans that pass the filter.
///
/// # Errors
/// When the database fails.
pub async fn count_loans(ctx: &Ctx, filter: LoanFilter) -> Result<u64> {
    Ok(select(ctx, filter)?.count(&ctx.db).await?)
}

/// Loans by identifier; one that does not exist is absent.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(ctx: &Ctx, ids: &[i64]) -> Result<HashMap<i64, Model>> {
    let found = Entity::find()
        .filter(Column::LoanId.is_in(page::padded(ids)))
        .filter(rows::of_loans(ctx))
        .all(&ctx.db)
        .await?;
    Ok(found.into_iter().map(|loan| (loan.loan_id, loan)).collect())
}

/// The loan that a page of a customer's loans begins behind.
///
/// # Errors
/// When the cursor is of another list.
pub fn after_in_customer(after: Option<&Cursor>) -> Result<Option<i64>> {
    page::child_after(OF_CUSTOMER, after)
}

/// The first `size` loans of each customer behind the loan `after`, oldest identifier first.
///
/// # Errors
/// When the database fails.
pub async fn by_customer_ids(
    ctx: &Ctx,
    customer_ids: &[i64],
    size: u64,
    after: Option<i64>,
) -> Result<HashMap<i64, Page<Model>>> {
    let loans = page::read_children::<Entity, Model>(
        &ctx.db,
        rows::of_loans(ctx),
        Column::CustomerId,
        customer_ids,
        Column::LoanId,
        size,
        after,
    )
    .await?;
    Ok(page::group(
        loans,
        customer_ids,
        size,
        after.is_some(),
        |loan| loan.customer_id,
        |loan| Cursor {
            order: OF_CUSTOMER.to_owned(),
            key: Key::Empty,
            id: loan.loan_id,
        },
    ))
}

/// Number of loans of each customer; one without loans is absent.
///
/// # Errors
/// When the database fails.
pub async fn count_by_customer_ids(ctx: &Ctx, customer_ids: &[i64]) -> Result<HashMap<i64, i64>> {
    let counts = Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .column_as(Column::LoanId.count(), "loans")
        .filter(Column::CustomerId.is_in(page::padded(customer_ids)))
        .filter(rows::of_loans(ctx))
        .group_by(Column::CustomerId)
        .into_tuple::<(i64, i64)>()
        .all(&ctx.db)
        .await?;
    Ok(counts.into_iter().collect())
}

fn select(ctx: &Ctx, filter: LoanFilter) -> Result<Select<Entity>> {
    let mut select = Entity::find()
        .filter(rows::of_loans(ctx))
        .filter(filter.external_id.on(Column::ExternalId))
        .filter(filter.customer_id.on(Column::CustomerId))
        .filter(filter.loan_type.on(Column::LoanType))
        .filter(filter.loan_status.on(Column::LoanStatus))
        .filter(filter.loan_amount_minor.on(Column::LoanAmountMinor))
        .filter(filter.interest_rate_ppm.on(Column::InterestRatePpm))
        .filter(filter.loan_term_months.on(Column::LoanTermMonths))
        .filter(filter.disbursement_date.on(Column::DisbursementDate))
        .filter(filter.charge_off_date.on(Column::ChargeOffDate));
    if let Some(members) = filter.behind {
        select = select.filter(members.condition(ctx, "loan_application.loan_id")?);
    }
    Ok(select)
}
