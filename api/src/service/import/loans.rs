//! Loans of a tape.

use super::{
    apply::{Load, Problems, fetch_by},
    people::{duplicate_id, label, repeated},
};
use crate::error::{Error, Result};
use ::entity::{
    customer_profile,
    loan_application::{ActiveModel, Column, Entity, LoanStatus, LoanType, Model},
};
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::{HashMap, HashSet};
use tape::{Item, Loan, Problem, Severity};

pub(super) const TABLE: &str = "loan_application";

/// Finds or writes the loans of a block.
pub(super) async fn write(
    load: &mut Load<'_>,
    items: &[Item],
    problems: &mut Problems,
) -> Result<()> {
    let asked = items.iter().filter_map(|item| item.bundle.loan.as_ref());
    let mut keys: Vec<String> = asked.clone().map(|loan| loan.key.clone()).collect();
    keys.extend(asked.clone().filter_map(demo_key));
    if keys.is_empty() {
        return Ok(());
    }
    let borrowers = asked.clone().map(|loan| loan.customer_key.as_str());
    let borrowers = load.find_customers(borrowers.collect()).await?;
    let rows = fetch_by::<Entity, _>(&mut load.db, Column::ExternalId, keys).await?;
    let mut known: HashMap<String, Model> = rows
        .into_iter()
        .map(|row| (row.external_id.clone(), row))
        .collect();
    let mut taken: HashSet<i64> = HashSet::new();
    if load.loans.keeps_ids {
        let ids = asked.filter_map(|loan| loan.id);
        let ids = ids.filter(|id| !load.ids.loans.is_ahead(*id)).collect();
        let rows = fetch_by::<Entity, _>(&mut load.db, Column::LoanId, ids).await?;
        taken.extend(rows.into_iter().map(|row| row.loan_id));
    }
    let mut new: Vec<ActiveModel> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(loan) = &item.bundle.loan else {
            continue;
        };
        let Some(customer_id) = borrowers.get(&loan.customer_key).copied() else {
            problems.add(at, orphan("orphan_loan", &loan.customer_key, "customer"));
            continue;
        };
        if let Some(currency) = other_currency(loan, &load.currency) {
            problems.add(at, currency);
            continue;
        }
        let key = match demo_key(loan) {
            Some(key) if known.contains_key(&key) && !known.contains_key(&loan.key) => key,
            _ => loan.key.clone(),
        };
        let id = match known.get(&key) {
            None => {
                let id = load.ids.loans.give(loan.id, load.loans.keeps_ids);
                if !taken.insert(id) && load.loans.keeps_ids {
                    problems.add(at, duplicate_id(id));
                    continue;
                }
                let row = merge(blank(load, loan, customer_id, id)?, loan, customer_id)?;
                load.counts.loans.inserted += 1;
                new.push(row.clone().into_active_model().reset_all());
                known.insert(key, row);
                id
            }
            Some(row) => {
                let merged = merge(row.clone(), loan, customer_id)?;
                let id = row.loan_id;
                let is_first = !load.ids.loans.is_new(id) && load.said.loans.insert(id);
                if merged == *row {
                    load.counts.loans.unchanged += 1;
                } else if !is_first {
                    problems.add(at, repeated(&loan.key));
                } else {
                    load.before.keep(TABLE, row)?;
                    load.touched.insert(id);
                    update(load, merged.clone()).await?;
                    load.counts.loans.updated += 1;
                    known.insert(key, merged);
                }
                id
            }
        };
        load.loans.learn(&loan.key, loan.id, id);
    }
    Ok(load.db.insert_all(new).await?)
}

impl Load<'_> {
    /// The identifiers of customers, by their keys.
    async fn find_customers(&mut self, keys: Vec<&str>) -> Result<HashMap<String, i64>> {
        use customer_profile::{Column, Entity};
        let columns = (Column::ExternalId, Column::CustomerId);
        let of = |row: customer_profile::Model| (row.external_id, row.customer_id);
        let names = &mut self.customers;
        names.find::<Entity>(&mut self.db, columns, of, keys).await
    }

    /// The identifiers of loans, by their keys.
    pub(super) async fn find_loans(&mut self, keys: Vec<&str>) -> Result<HashMap<String, i64>> {
        let columns = (Column::ExternalId, Column::LoanId);
        let of = |row: Model| (row.external_id, row.loan_id);
        let names = &mut self.loans;
        names.find::<Entity>(&mut self.db, columns, of, keys).await
    }

    /// Enters the day of a charge-off that a month's state tells of.
    pub(super) async fn charge_off(&mut self, loan_id: i64, date: NaiveDate) -> Result<()> {
        let Some(row) = Entity::find_by_id(loan_id)
            .one(self.db.settled().await?)
            .await?
        else {
            return Ok(());
        };
        if row.charge_off_date == Some(date) {
            return Ok(());
        }
        if !self.ids.loans.is_new(loan_id) {
            self.before.keep(TABLE, &row)?;
        }
        let row = Model {
            charge_off_date: Some(date),
            ..row
        };
        update(self, row).await
    }
}

async fn update(load: &mut Load<'_>, row: Model) -> Result<()> {
    let id = row.loan_id;
    let row: ActiveModel = row.into_active_model().reset_all();
    Entity::update_many()
        .set(row)
        .filter(Column::LoanId.eq(id))
        .exec(load.db.settled().await?)
        .await?;
    Ok(())
}

/// The demo's own export has no natural keys: its rows are found by their numbers.
fn demo_key(loan: &Loan) -> Option<String> {
    let id = loan.id?;
    (loan.key == id.to_string()).then(|| format!("DEMO-L-{id}"))
}

fn other_currency(loan: &Loan, of_book: &str) -> Option<Problem> {
    let currency = loan.currency.as_deref()?;
    (currency != of_book).then(|| {
        let fix = format!("the book is in {of_book}; a book has one currency");
        Problem::new(Severity::Error, "currency", currency, "other_currency", fix)
    })
}

/// A row that says what a loan cannot be without.
fn blank(load: &Load<'_>, loan: &Loan, customer_id: i64, id: i64) -> Result<Model> {
    let status = label(loan.status)?;
    let loan_type = label(Some(loan.loan_type))?;
    Ok(Model {
        loan_id: id,
        external_id: loan.key.clone(),
        customer_id,
        loan_type: loan_type.unwrap_or(LoanType::Personal),
        branch: None,
        currency: load.currency.clone(),
        loan_amount_minor: loan.amount_minor,
        interest_rate_ppm: loan.interest_rate_ppm,
        loan_term_months: loan.term_months,
        monthly_installment_minor: loan.monthly_installment_minor,
        application_date: None,
        approval_date: None,
        disbursement_date: None,
        // What it is follows from its cash, when all of it is there.
        loan_status: status.unwrap_or(LoanStatus::Pending),
        charge_off_date: None,
        observed_default: None,
        submitted_at: None,
        documents_at: None,
        credit_checked_at: None,
        decided_at: None,
        contract_signed_at: None,
        disbursed_at: None,
        features: None,
    })
}

/// The row with what the tape says; of what it does not say nothing changes.
fn merge(row: Model, loan: &Loan, customer_id: i64) -> Result<Model> {
    let loan_type: Option<LoanType> = label(Some(loan.loan_type))?;
    let loan_type = loan_type.ok_or_else(|| {
        Error::internal(sea_orm::DbErr::Custom("a loan without a type".to_owned()))
    })?;
    let [submitted, documents, checked, decided, signed, disbursed] = loan.stages;
    Ok(Model {
        customer_id,
        loan_type,
        branch: loan.branch.clone().or(row.branch),
        loan_amount_minor: loan.amount_minor,
        interest_rate_ppm: loan.interest_rate_ppm,
        loan_term_months: loan.term_months,
        monthly_installment_minor: loan.monthly_installment_minor,
        application_date: loan.application_date.or(row.application_date),
        approval_date: loan.approval_date.or(row.approval_date),
        disbursement_date: loan.disbursement_date.or(row.disbursement_date),
        charge_off_date: loan.charge_off_date.or(row.charge_off_date),
        observed_default: loan.observed_default.or(row.observed_default),
        submitted_at: submitted.or(row.submitted_at),
        documents_at: documents.or(row.documents_at),
        credit_checked_at: checked.or(row.credit_checked_at),
        decided_at: decided.or(row.decided_at),
        contract_signed_at: signed.or(row.contract_signed_at),
        disbursed_at: disbursed.or(row.disbursed_at),
        features: loan.features.clone().or(row.features),
        ..row
    })
}

pub(super) fn orphan(rule: &'static str, key: &str, parent: &str) -> Problem {
    let fix = format!("no {parent} of the tape or of the book has this key; load it before");
    Problem::new(Severity::Error, "", key, rule, fix)
}
