//! Repayments: lists, many by key or by loan.

use super::{
    Ctx, audit,
    filter::Filter,
    page::{self, Cursor, Key, Keyset, Page, Window},
    rows,
};
use crate::error::Result;
use ::entity::repayment_history::{Column, Entity, Model, PaymentStatus};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select,
};
use std::collections::HashMap;

/// Which repayments are asked for; all conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct RepaymentFilter {
    /// The loan.
    pub loan_id: Filter<i64>,
    /// Status at the reporting date.
    pub payment_status: Filter<PaymentStatus>,
    /// Day it fell due.
    pub due_date: Filter<NaiveDate>,
    /// Day of the last receipt.
    pub actual_paid_date: Filter<NaiveDate>,
    /// Days late at the reporting date.
    pub days_past_due: Filter<i32>,
    /// Amount due, in minor units.
    pub installment_amount_minor: Filter<i64>,
}

/// By what repayments are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepaymentSort {
    /// Identifier.
    Id,
    /// Day it fell due.
    DueDate,
    /// Day of the last receipt.
    PaidDate,
}

/// Name of the one order of a loan's repayments, kept in cursors.
const OF_LOAN: &str = "loan.repayments";

/// One page of the repayments that pass the filter.
///
/// # Errors
/// When a cursor is of another order, or the database fails.
pub async fn list_repayments(
    ctx: &Ctx,
    filter: RepaymentFilter,
    sort: RepaymentSort,
    descending: bool,
    window: &Window,
) -> Result<Page<Model>> {
    let (name, column, nullable) = match sort {
        RepaymentSort::Id => ("repayments.id", Column::PaymentId, false),
        RepaymentSort::DueDate => ("repayments.due_date", Column::DueDate, false),
        RepaymentSort::PaidDate => ("repayments.paid_date", Column::ActualPaidDate, true),
    };
    let keyset = Keyset {
        name,
        column,
        id: Column::PaymentId,
        descending,
        nullable,
    };
    audit::export(ctx, "repayments", window.size).await?;
    page::read(&ctx.db, select(ctx, filter), &keyset, window).await
}

/// Number of repayments that pass the filter.
///
/// # Errors
/// When the database fails.
pub async fn count_repayments(ctx: &Ctx, filter: RepaymentFilter) -> Result<u64> {
    Ok(select(ctx, filter).count(&ctx.db).await?)
}

/// Repayments by identifier; one that does not exist is absent.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(ctx: &Ctx, ids: &[i64]) -> Result<HashMap<i64, Model>> {
    let found = Entity::find()
        .filter(Column::PaymentId.is_in(page::padded(ids)))
        .filter(rows::by_loan(ctx, Column::LoanId))
        .all(&ctx.db)
        .await?;
    Ok(found
        .into_iter()
        .map(|repayment| (repayment.payment_id, repayment))
        .collect())
}

/// The instalment that a page of a loan's repayments begins behind.
///
/// # Errors
/// When the cursor is of another list.
pub fn after_in_loan(after: Option<&Cursor>) -> Result<Option<i64>> {
    page::child_after(OF_LOAN, after)
}

/// The first `size` repayments of each loan behind the instalment numbered `after`.
///
/// # Errors
/// When the database fails.
pub async fn by_loan_ids(
    ctx: &Ctx,
    loan_ids: &[i64],
    size: u64,
    after: Option<i64>,
) -> Result<HashMap<i64, Page<Model>>> {
    let repayments = page::read_children::<Entity, Model>(
        &ctx.db,
        // Who asks was shown these loans.
        Condition::all(),
        Column::LoanId,
        loan_ids,
        Column::InstallmentNumber,
        size,
        after,
    )
    .await?;
    Ok(page::group(
        repayments,
        loan_ids,
        size,
        after.is_some(),
        |repayment| repayment.loan_id,
        |repayment| Cursor {
            order: OF_LOAN.to_owned(),
            key: Key::Empty,
            id: repayment.installment_number.into(),
        },
    ))
}

/// Number of repayments of each loan; one without any is absent.
///
/// # Errors
/// When the database fails.
pub async fn count_by_loan_ids(ctx: &Ctx, loan_ids: &[i64]) -> Result<HashMap<i64, i64>> {
    let counts = Entity::find()
        .select_only()
        .column(Column::LoanId)
        .column_as(Column::PaymentId.count(), "repayments")
        .filter(Column::LoanId.is_in(page::padded(loan_ids)))
        .group_by(Column::LoanId)
        .into_tuple::<(i64, i64)>()
        .all(&ctx.db)
        .await?;
    Ok(counts.into_iter().collect())
}

fn select(ctx: &Ctx, filter: RepaymentFilter) -> Select<Entity> {
    Entity::find()
        .filter(rows::by_loan(ctx, Column::LoanId))
        .filter(filter.loan_id.on(Column::LoanId))
        .filter(filter.payment_status.on(Column::PaymentStatus))
        .filter(filter.due_date.on(Column::DueDate))
        .filter(filter.actual_paid_date.on(Column::ActualPaidDate))
        .filter(filter.days_past_due.on(Column::DaysPastDue))
        .filter(
            filter
                .installment_amount_minor
                .on(Column::InstallmentAmountMinor),
        )
}
