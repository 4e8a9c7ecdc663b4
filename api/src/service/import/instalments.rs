//! Instalments of a tape.

use super::{
    apply::{Load, Problems, fetch_by},
    loans::orphan,
};
use crate::{
    error::Result,
    service::receipt::{self as ledger, standing},
};
use ::entity::{
    receipt,
    repayment_history::{ActiveModel, Column, Entity, Model, PaymentStatus},
};
use risk::delinquency::Settlement;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::{HashMap, HashSet};
use tape::{Item, Problem, Repayment, Severity};

const TABLE: &str = "repayment_history";

/// Finds or writes the instalments of a block, each with its receipts.
pub(super) async fn write(
    load: &mut Load<'_>,
    items: &[Item],
    problems: &mut Problems,
) -> Result<()> {
    let asked = items
        .iter()
        .filter_map(|item| item.bundle.repayment.as_ref());
    let keys: Vec<&str> = asked.clone().map(|row| row.loan_key.as_str()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let loans = load.find_loans(keys).await?;
    let all = loans.values().copied();
    let may_have_rows = |id: &i64| !load.ids.loans.is_new(*id) || *id < load.last_paying_loan;
    let ids: Vec<i64> = all.clone().filter(may_have_rows).collect();
    load.last_paying_loan = all.max().unwrap_or(0).max(load.last_paying_loan);
    let rows = fetch_by::<Entity, _>(&mut load.db, Column::LoanId, ids).await?;
    let mut known: HashMap<(i64, i32), Model> = rows
        .into_iter()
        .chain(load.last_instalments.drain(..))
        .map(|row| ((row.loan_id, row.installment_number), row))
        .collect();
    let mut taken: HashSet<i64> = HashSet::new();
    if load.keeps_payment_ids {
        let ids = asked.filter_map(|row| row.id);
        let ids = ids.filter(|id| !load.ids.payments.is_ahead(*id)).collect();
        let rows = fetch_by::<Entity, _>(&mut load.db, Column::PaymentId, ids).await?;
        taken.extend(rows.into_iter().map(|row| row.payment_id));
    }
    let mut new: Vec<ActiveModel> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(said) = &item.bundle.repayment else {
            continue;
        };
        let Some(loan_id) = loans.get(&said.loan_key).copied() else {
            problems.add(at, orphan("orphan_repayment", &said.loan_key, "loan"));
            continue;
        };
        let key = (loan_id, said.number);
        match known.get(&key) {
            None => {
                let id = load.ids.payments.give(said.id, load.keeps_payment_ids);
                if !taken.insert(id) && load.keeps_payment_ids {
                    problems.add(at, super::people::duplicate_id(id));
                    continue;
                }
                let row = row(load, said, loan_id, id)?;
                contradictions(&row, said, at, problems);
                load.counts.repayments.inserted += 1;
                if !load.ids.loans.is_new(loan_id) {
                    load.touched.insert(loan_id);
                }
                load.add_receipts(&row)?;
                new.push(row.clone().into_active_model().reset_all());
                known.insert(key, row);
            }
            Some(stored) => {
                let row = row(load, said, loan_id, stored.payment_id)?;
                let id = stored.payment_id;
                let is_first = !load.ids.payments.is_new(id) && load.said.instalments.insert(id);
                if row == *stored {
                    load.counts.repayments.unchanged += 1;
                } else if !is_first {
                    problems.add(at, duplicate(said));
                } else if let Some(problem) = replace(load, stored, &row, said).await? {
                    problems.add(at, problem);
                } else {
                    contradictions(&row, said, at, problems);
                    load.counts.repayments.updated += 1;
                    load.touched.insert(loan_id);
                    known.insert(key, row);
                }
            }
        }
    }
    let of_last = |row: &Model| row.loan_id == load.last_paying_loan;
    load.last_instalments
        .extend(known.into_values().filter(of_last));
    Ok(load.db.insert_all(new).await?)
}

/// Writes an instalment and its receipts over those of the book, unless payments were recorded
/// there meanwhile.
async fn replace(
    load: &mut Load<'_>,
    stored: &Model,
    row: &Model,
    said: &Repayment,
) -> Result<Option<Problem>> {
    let of_row = receipt::Column::PaymentId.eq(stored.payment_id);
    let receipts = receipt::Entity::find().filter(of_row.clone());
    let receipts = receipts.all(load.db.settled().await?).await?;
    if receipts
        .iter()
        .any(|receipt| receipt.recorded_payment_id.is_some())
    {
        let fix = "a payment was recorded on this instalment in the book; reverse it before the \
                   tape may say something else";
        let key = format!("{} #{}", said.loan_key, said.number);
        let problem = Problem::new(Severity::Error, "", &key, "payment_recorded_here", fix);
        return Ok(Some(problem));
    }
    load.before.keep(TABLE, stored)?;
    for receipt in &receipts {
        load.before.keep("receipt", receipt)?;
    }
    receipt::Entity::delete_many()
        .filter(of_row)
        .exec(load.db.settled().await?)
        .await?;
    let active: ActiveModel = row.clone().into_active_model().reset_all();
    Entity::update_many()
        .set(active)
        .filter(Column::PaymentId.eq(row.payment_id))
        .exec(load.db.settled().await?)
        .await?;
    load.replaced.insert(row.payment_id);
    load.add_receipts(row)?;
    Ok(None)
}

/// The row of what a tape says, true at the reporting date.
fn row(load: &Load<'_>, said: &Repayment, loan_id: i64, id: i64) -> Result<Model> {
    let mut row = Model {
        payment_id: id,
        loan_id,
        installment_number: said.number,
        due_date: said.due_date,
        installment_amount_minor: said.amount_minor,
        principal_due_minor: said.principal_due_minor,
        interest_due_minor: said.interest_due_minor,
        actual_paid_date: said.actual_paid_date,
        amount_paid_minor: said.amount_paid_minor,
        late_fee_minor: said.late_fee_minor,
        payment_status: PaymentStatus::OnTime,
        days_past_due: 0,
        recovered_amount_minor: said.recovered_amount_minor,
        recovered_date: said.recovered_date,
        settled_date: None,
        settled_after_days: None,
    };
    ledger::enter_settlement(&mut row)?;
    let settlement = Settlement {
        due_date: row.due_date,
        settled_date: row.settled_date,
    };
    (row.payment_status, row.days_past_due) = standing(settlement, load.as_of)?;
    Ok(row)
}

/// Says where the tape's own status is another than what its dates and amounts come to.
fn contradictions(row: &Model, said: &Repayment, at: usize, problems: &mut Problems) {
    let derived = sea_orm::ActiveEnum::to_value(&row.payment_status);
    if let Some(status) = said.status.filter(|status| *status != derived) {
        let fix = format!("by its dates and amounts it is {derived}; that is what is stored");
        let rule = "status_contradicts_dates";
        let problem = Problem::new(Severity::Note, "payment_status", status, rule, fix);
        problems.add(at, problem);
    }
}

fn duplicate(said: &Repayment) -> Problem {
    let key = format!("{} #{}", said.loan_key, said.number);
    let fix = "an earlier row of the tape is about the same instalment, and says something else";
    Problem::new(Severity::Error, "", &key, "duplicate_key", fix)
}

impl Load<'_> {
    /// Whether this load has written an instalment, as a new one or over another.
    pub(super) fn is_written(&self, payment_id: i64) -> bool {
        self.ids.payments.is_new(payment_id) || self.replaced.contains(&payment_id)
    }

    /// Adds the receipts that an instalment's row is the sum of, where the tape does not list
    /// them.
    fn add_receipts(&mut self, row: &Model) -> Result<()> {
        if !self.has_receipts {
            self.receipts.extend(ledger::of(row)?);
        }
        Ok(())
    }
}
