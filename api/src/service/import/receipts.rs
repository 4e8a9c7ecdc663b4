//! Receipts of a tape that lists them one by one, as our own export does.

use super::{
    apply::{Load, Problems, fetch_by},
    loans::orphan,
};
use crate::{error::Result, service::receipt::days_between};
use ::entity::{receipt, repayment_history};
use sea_orm::ActiveValue::{NotSet, Set};
use std::collections::HashMap;
use tape::{Item, Problem, Severity};

/// Adds the receipts of a block to their instalments, which stand before them in a tape.
pub(super) async fn write(
    load: &mut Load<'_>,
    items: &[Item],
    problems: &mut Problems,
) -> Result<()> {
    let asked = items.iter().filter_map(|item| item.bundle.receipt.as_ref());
    let keys: Vec<&str> = asked.map(|receipt| receipt.loan_key.as_str()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let loans = load.find_loans(keys).await?;
    let ids: Vec<i64> = loans.values().copied().collect();
    let column = repayment_history::Column::LoanId;
    let rows = fetch_by::<repayment_history::Entity, _>(&mut load.db, column, ids).await?;
    let rows: HashMap<(i64, i32), repayment_history::Model> = rows
        .into_iter()
        .map(|row| ((row.loan_id, row.installment_number), row))
        .collect();
    for (at, item) in items.iter().enumerate() {
        let Some(said) = &item.bundle.receipt else {
            continue;
        };
        let row = loans
            .get(&said.loan_key)
            .and_then(|loan_id| rows.get(&(*loan_id, said.number)));
        let Some(row) = row else {
            let key = format!("{} #{}", said.loan_key, said.number);
            problems.add(at, orphan("orphan_receipt", &key, "instalment"));
            continue;
        };
        // Of an instalment that the load leaves as it is, the book has the receipts.
        if !load.is_written(row.payment_id) {
            if !load.has_repayments {
                let fix = "not loaded: receipts come with the instalments that they are of";
                let key = format!("{} #{}", said.loan_key, said.number);
                let rule = "receipt_not_used";
                problems.add(at, Problem::new(Severity::Warning, "", &key, rule, fix));
            }
            continue;
        }
        load.receipts.push(receipt::ActiveModel {
            receipt_id: NotSet,
            loan_id: Set(row.loan_id),
            payment_id: Set(row.payment_id),
            recorded_payment_id: Set(None),
            due_date: Set(row.due_date),
            receipt_date: Set(said.receipt_date),
            days_after_due: Set(days_between(row.due_date, said.receipt_date)?),
            principal_minor: Set(said.principal_minor),
            interest_minor: Set(said.interest_minor),
            late_fee_minor: Set(said.late_fee_minor),
        });
    }
    Ok(())
}
