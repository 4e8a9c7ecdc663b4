//! A load taken back: what it added is deleted, what it changed is as it was before.

use super::{
    apply::settings_of,
    batch::{self, Batch, Previous, Written},
    image,
};
use crate::{
    auth::{Admin, As},
    error::{Code, Error, Result},
    event::{Change, ChangeKind},
    service::{
        Ctx,
        audit::{self, Action, Deed},
        book,
        reporting_date::{self, ReportingDateOutcome},
        write::{self, Applied},
    },
};
use ::entity::{
    book as settings, customer_profile, import_batch, import_before, loan_application,
    loan_month_state, receipt, recorded_payment, repayment_history,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

/// Rows that are put back at once.
const ROWS_PER_BLOCK: u64 = 1000;

/// What was taken back.
#[derive(Clone, Debug)]
pub struct Undone {
    /// The load, which is in the book no more.
    pub batch: Batch,
    /// Rows that it had added, and that are deleted.
    pub deleted: u64,
    /// Rows that it had changed, and that are as they were.
    pub restored: u64,
}

/// Takes a load back. Loads are taken back in the reverse order.
///
/// # Errors
/// NOT_FOUND when there is no such load; CONFLICT when it is not in the book, a later one is, or
/// something was written since that stands on it; otherwise when the database fails.
pub async fn undo(ctx: &As<Admin>, batch_id: i64) -> Result<Undone> {
    let transaction = ctx.writer.begin().await?;
    match undo_in(ctx, &transaction, batch_id).await {
        Ok((undone, change)) => {
            transaction.commit().await?;
            ctx.forget_settings();
            ctx.events.publish(change);
            write::on_disk(ctx).await?;
            Ok(undone)
        }
        Err(error) => {
            // What was wrong is the error; a connection that cannot roll back is closed.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

async fn undo_in(ctx: &Ctx, db: &DatabaseTransaction, batch_id: i64) -> Result<(Undone, Change)> {
    book::lock(db).await?;
    let batch = check(db, batch_id).await?;
    let written = batch.written.clone();
    // First: a loan that the load gave to another customer goes back to its own.
    let restored = restore(db, batch_id).await?;
    refuse_later_loans(db, batch_id, &written).await?;
    let deleted = delete(db, batch_id, &written).await?;
    if let Some(previous) = &written.previous {
        put_settings_back(ctx, db, previous).await?;
    }
    import_batch::Entity::update_many()
        .col_expr(
            import_batch::Column::Status,
            Expr::value(sea_orm::ActiveEnum::to_value(
                &import_batch::BatchStatus::Undone,
            )),
        )
        .filter(import_batch::Column::ImportBatchId.eq(batch_id))
        .exec(db)
        .await?;
    let kind = ChangeKind::ImportUndone;
    let applied = Applied {
        outcome: serde_json::json!({ "deleted": deleted, "restored": restored }),
        loan_id: None,
        customer_id: None,
        effective_date: None,
    };
    let request = serde_json::json!({ "batch": batch_id });
    let change = write::record(db, ctx.clock.stamp(), kind, None, &request, &applied).await?;
    let deed = Deed {
        change_id: Some(change.change_id),
        ..Deed::new(Action::Write, kind.name())
    };
    audit::record(ctx, db, deed).await?;
    let batch = Batch {
        status: import_batch::BatchStatus::Undone,
        ..batch
    };
    let undone = Undone {
        batch,
        deleted,
        restored,
    };
    Ok((undone, change))
}

/// The load, if it can be taken back.
async fn check(db: &DatabaseTransaction, batch_id: i64) -> Result<Batch> {
    let found = import_batch::Entity::find_by_id(batch_id).one(db).await?;
    let batch: Batch = found.ok_or_else(|| batch::missing(batch_id))?.try_into()?;
    if batch.status != import_batch::BatchStatus::Applied {
        let message = format!(
            "load {batch_id} is {}: there is nothing to take back",
            super::status_name(batch.status)
        );
        return Err(Error::conflict("batch", message));
    }
    let later = import_batch::Entity::find()
        .filter(import_batch::Column::ImportBatchId.gt(batch_id))
        .filter(import_batch::Column::Status.eq(import_batch::BatchStatus::Applied))
        .order_by_desc(import_batch::Column::ImportBatchId)
        .one(db)
        .await?;
    if let Some(later) = later {
        let message = format!(
            "load {} came after it and may stand on it; undo that one before",
            later.import_batch_id
        );
        return Err(Error::conflict("batch", message));
    }
    let (first, last) = batch.written.loans;
    let payments = recorded_payment::Entity::find()
        .filter(recorded_payment::Column::LoanId.between(first, last))
        .count(db)
        .await?;
    let of_restored = receipts_recorded_since(db, &batch.written).await?;
    if payments + of_restored > 0 {
        let message = format!(
            "{} payments were recorded since on loans of load {batch_id}; reverse them before",
            payments + of_restored
        );
        return Err(Error::conflict("batch", message));
    }
    Ok(batch)
}

/// Refuses where loans were made since for customers that the load has added.
async fn refuse_later_loans(
    db: &DatabaseTransaction,
    batch_id: i64,
    written: &Written,
) -> Result<()> {
    let (first, last) = written.loans;
    let (first_customer, last_customer) = written.customers;
    let loans = loan_application::Entity::find()
        .filter(loan_application::Column::CustomerId.between(first_customer, last_customer))
        .filter(
            loan_application::Column::LoanId
                .lt(first)
                .or(loan_application::Column::LoanId.gt(last)),
        )
        .count(db)
        .await?;
    if loans == 0 {
        return Ok(());
    }
    let message = format!("{loans} loans were made since for customers of load {batch_id}");
    Err(Error::conflict("batch", message))
}

/// Payments that were recorded on instalments that the load has added to loans of before.
async fn receipts_recorded_since(db: &DatabaseTransaction, written: &Written) -> Result<u64> {
    let (first, last) = written.payments;
    Ok(receipt::Entity::find()
        .filter(receipt::Column::PaymentId.between(first, last))
        .filter(receipt::Column::RecordedPaymentId.is_not_null())
        .count(db)
        .await?)
}

/// Deletes what the load has added, children first.
async fn delete(db: &DatabaseTransaction, batch_id: i64, written: &Written) -> Result<u64> {
    let (first_payment, last_payment) = written.payments;
    let (first_loan, last_loan) = written.loans;
    let (first_customer, last_customer) = written.customers;
    receipt::Entity::delete_many()
        .filter(
            receipt::Column::PaymentId
                .between(first_payment, last_payment)
                .or(receipt::Column::LoanId.between(first_loan, last_loan)),
        )
        .exec(db)
        .await?;
    let mut deleted = 0;
    deleted += repayment_history::Entity::delete_many()
        .filter(
            repayment_history::Column::PaymentId
                .between(first_payment, last_payment)
                .or(repayment_history::Column::LoanId.between(first_loan, last_loan)),
        )
        .exec(db)
        .await?
        .rows_affected;
    deleted += loan_month_state::Entity::delete_many()
        .filter(loan_month_state::Column::ImportBatchId.eq(batch_id))
        .exec(db)
        .await?
        .rows_affected;
    deleted += loan_application::Entity::delete_many()
        .filter(loan_application::Column::LoanId.between(first_loan, last_loan))
        .exec(db)
        .await?
        .rows_affected;
    deleted += customer_profile::Entity::delete_many()
        .filter(customer_profile::Column::CustomerId.between(first_customer, last_customer))
        .exec(db)
        .await?
        .rows_affected;
    Ok(deleted)
}

/// Writes the rows back that the load has changed, the last change first: a row that it has
/// changed twice ends as it was before the first time.
async fn restore(db: &DatabaseTransaction, batch_id: i64) -> Result<u64> {
    forget_receipts(db, batch_id).await?;
    let mut restored = 0;
    let mut before = i64::MAX;
    loop {
        let rows = import_before::Entity::find()
            .filter(import_before::Column::ImportBatchId.eq(batch_id))
            .filter(import_before::Column::ImportBeforeId.lt(before))
            .order_by_desc(import_before::Column::ImportBeforeId)
            .limit(ROWS_PER_BLOCK)
            .all(db)
            .await?;
        let Some(last) = rows.last() else { break };
        before = last.import_before_id;
        for row in &rows {
            put_back(db, row).await?;
            restored += u64::from(row.table_name != "receipt");
        }
    }
    import_before::Entity::delete_many()
        .filter(import_before::Column::ImportBatchId.eq(batch_id))
        .exec(db)
        .await?;
    Ok(restored)
}

/// Deletes the receipts of instalments that were written over: those of before come back.
async fn forget_receipts(db: &DatabaseTransaction, batch_id: i64) -> Result<()> {
    let mut after = 0;
    loop {
        let rows = import_before::Entity::find()
            .filter(import_before::Column::ImportBatchId.eq(batch_id))
            .filter(import_before::Column::TableName.eq("repayment_history"))
            .filter(import_before::Column::ImportBeforeId.gt(after))
            .order_by_asc(import_before::Column::ImportBeforeId)
            .limit(ROWS_PER_BLOCK)
            .all(db)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.import_before_id;
        let ids = rows
            .iter()
            .map(|row| image::identifier(&row.image, "payment_id"))
            .collect::<Result<Vec<_>>>()?;
        receipt::Entity::delete_many()
            .filter(receipt::Column::PaymentId.is_in(ids))
            .exec(db)
            .await?;
    }
}

async fn put_back(db: &DatabaseTransaction, row: &import_before::Model) -> Result<()> {
    match row.table_name.as_str() {
        "customer_profile" => image::put_back::<customer_profile::Entity>(db, &row.image).await,
        "loan_application" => image::put_back::<loan_application::Entity>(db, &row.image).await,
        "repayment_history" => image::put_back::<repayment_history::Entity>(db, &row.image).await,
        "receipt" => image::put_back::<receipt::Entity>(db, &row.image).await,
        "loan_month_state" => image::put_back::<loan_month_state::Entity>(db, &row.image).await,
        other => Err(Error::new(
            Code::Internal,
            format!("there are no images of {other}"),
        )),
    }
}

/// The reporting date and the currency as they were, with all statuses that follow from them.
async fn put_settings_back(ctx: &Ctx, db: &DatabaseTransaction, previous: &Previous) -> Result<()> {
    let now = settings_of(db).await?;
    if now.reporting_date != previous.reporting_date {
        let date = previous.reporting_date.unwrap_or_else(|| ctx.clock.today());
        reporting_date::bring_to(db, date, &mut ReportingDateOutcome::default()).await?;
    }
    settings::Entity::update_many()
        .col_expr(
            settings::Column::ReportingDate,
            Expr::value(previous.reporting_date),
        )
        .col_expr(
            settings::Column::DemoLoans,
            Expr::value(previous.demo_loans),
        )
        .col_expr(settings::Column::Currency, Expr::value(&previous.currency))
        .col_expr(
            settings::Column::CurrencyExponent,
            Expr::value(previous.currency_exponent),
        )
        .filter(settings::Column::Id.eq(1))
        .exec(db)
        .await?;
    Ok(())
}
