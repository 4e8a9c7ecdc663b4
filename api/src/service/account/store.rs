//! What is different about a loan, written.

use super::{Account, Line};
use crate::{db, error::Result};
use ::entity::{
    loan_application as loan_table,
    receipt::{self as receipt_table, Model as Receipt},
    repayment_history::{self as repayment_table, Model as Repayment},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect,
};
use std::collections::HashMap;

/// Rows changed or deleted by one statement.
pub(in crate::service) const ROWS_PER_STATEMENT: usize = 1000;

impl Account {
    /// Writes what is different from what is stored.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::service) async fn store(&mut self, db: &DatabaseTransaction) -> Result<()> {
        let gone = self.lines.iter().flat_map(Line::receipts_gone);
        let gone = gone.chain(self.removed.iter().flat_map(Line::receipts_gone));
        delete_receipts(db, gone.collect()).await?;
        delete_rows(db, self.rows_removed()).await?;
        insert_rows(db, self.rows_added()).await?;
        self.learn_ids(db).await?;
        for line in &self.lines {
            line.update(db).await?;
        }
        let new = self.lines.iter().flat_map(Line::receipts_added).collect();
        insert_receipts(db, new).await?;
        if self.loan != self.stored_loan {
            loan_table::Entity::update_many()
                .set(self.loan.clone().into_active_model().reset_all())
                .filter(loan_table::Column::LoanId.eq(self.loan.loan_id))
                .exec(db)
                .await?;
        }
        Ok(())
    }

    /// The rows that are to be written.
    pub(in crate::service) fn rows_added(&self) -> Vec<Repayment> {
        let added = self.lines.iter().filter(|line| line.stored.is_none());
        added.map(|line| line.row.clone()).collect()
    }

    /// The identifiers of the rows that are to be deleted.
    pub(in crate::service) fn rows_removed(&self) -> Vec<i64> {
        self.removed
            .iter()
            .map(|line| line.row.payment_id)
            .collect()
    }

    /// The stored rows whose status or counter of days is another.
    pub(in crate::service) fn rows_restated(&self) -> impl Iterator<Item = &Repayment> {
        self.lines
            .iter()
            .filter(|line| {
                line.stored.as_ref().is_some_and(|(stored, _)| {
                    stored.payment_status != line.row.payment_status
                        || stored.days_past_due != line.row.days_past_due
                })
            })
            .map(|line| &line.row)
    }

    /// Whether the loan's status is another than the stored one.
    pub(in crate::service) fn is_restated(&self) -> bool {
        self.loan.loan_status != self.stored_loan.loan_status
    }

    /// Reads which identifiers the new rows were given, for their receipts.
    async fn learn_ids(&mut self, db: &DatabaseTransaction) -> Result<()> {
        let new = |line: &&mut Line| line.stored.is_none() && !line.receipts.is_empty();
        let mut paid = self.lines.iter_mut().filter(new).peekable();
        let Some(first) = paid.peek() else {
            return Ok(());
        };
        let ids: HashMap<i32, i64> = repayment_table::Entity::find()
            .select_only()
            .column(repayment_table::Column::InstallmentNumber)
            .column(repayment_table::Column::PaymentId)
            .filter(repayment_table::Column::LoanId.eq(self.loan.loan_id))
            .filter(repayment_table::Column::InstallmentNumber.gte(first.row.installment_number))
            .into_tuple::<(i32, i64)>()
            .all(db)
            .await?
            .into_iter()
            .collect();
        for line in paid {
            let id = ids.get(&line.row.installment_number).copied().unwrap_or(0);
            line.row.payment_id = id;
            for receipt in &mut line.receipts {
                receipt.payment_id = id;
            }
        }
        Ok(())
    }
}

impl Line {
    fn stored_receipts(&self) -> &[Receipt] {
        self.stored.as_ref().map_or(&[], |(_, receipts)| receipts)
    }

    fn receipts_gone(&self) -> impl Iterator<Item = i64> {
        let is_there = |id| self.receipts.iter().any(|receipt| receipt.receipt_id == id);
        let stored = self
            .stored_receipts()
            .iter()
            .map(|receipt| receipt.receipt_id);
        stored.filter(move |id| !is_there(*id))
    }

    fn receipts_added(&self) -> impl Iterator<Item = Receipt> {
        let is_new = |receipt: &&Receipt| receipt.receipt_id == i64::MAX;
        self.receipts.iter().filter(is_new).cloned()
    }

    /// Writes the row, and the receipts that are split in another way now.
    async fn update(&self, db: &DatabaseTransaction) -> Result<()> {
        let Some((row, receipts)) = &self.stored else {
            return Ok(());
        };
        if *row != self.row {
            repayment_table::Entity::update_many()
                .set(self.row.clone().into_active_model().reset_all())
                .filter(repayment_table::Column::PaymentId.eq(row.payment_id))
                .exec(db)
                .await?;
        }
        for receipt in &self.receipts {
            let stored = receipts
                .iter()
                .find(|stored| stored.receipt_id == receipt.receipt_id);
            if stored.is_some_and(|stored| stored != receipt) {
                receipt_table::Entity::update_many()
                    .set(receipt.clone().into_active_model().reset_all())
                    .filter(receipt_table::Column::ReceiptId.eq(receipt.receipt_id))
                    .exec(db)
                    .await?;
            }
        }
        Ok(())
    }
}

pub(in crate::service) async fn insert_rows(
    db: &DatabaseTransaction,
    rows: Vec<Repayment>,
) -> Result<()> {
    let rows = rows.into_iter().map(|row| repayment_table::ActiveModel {
        payment_id: NotSet,
        ..row.into_active_model().reset_all()
    });
    Ok(db::insert_all(db, rows).await?)
}

pub(in crate::service) async fn delete_rows(db: &DatabaseTransaction, ids: Vec<i64>) -> Result<()> {
    for chunk in ids.chunks(ROWS_PER_STATEMENT) {
        repayment_table::Entity::delete_many()
            .filter(repayment_table::Column::PaymentId.is_in(chunk.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}

async fn insert_receipts(db: &DatabaseTransaction, receipts: Vec<Receipt>) -> Result<()> {
    let rows = receipts
        .into_iter()
        .map(|receipt| receipt_table::ActiveModel {
            receipt_id: NotSet,
            ..receipt.into_active_model().reset_all()
        });
    Ok(db::insert_all(db, rows).await?)
}

async fn delete_receipts(db: &DatabaseTransaction, ids: Vec<i64>) -> Result<()> {
    for chunk in ids.chunks(ROWS_PER_STATEMENT) {
        receipt_table::Entity::delete_many()
            .filter(receipt_table::Column::ReceiptId.is_in(chunk.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}
