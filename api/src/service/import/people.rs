//! Customers of a tape.

use super::apply::{Load, Problems, fetch_by};
use crate::error::{Error, Result};
use ::entity::customer_profile::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};
use std::collections::{HashMap, HashSet};
use tape::{Customer, Item, Problem, Severity};

const TABLE: &str = "customer_profile";

/// Finds or writes the customers of a block.
pub(super) async fn write(
    load: &mut Load<'_>,
    items: &[Item],
    problems: &mut Problems,
) -> Result<()> {
    let asked = items
        .iter()
        .filter_map(|item| item.bundle.customer.as_ref());
    let mut keys: Vec<String> = asked.clone().map(|customer| customer.key.clone()).collect();
    keys.extend(asked.clone().filter_map(demo_key));
    if keys.is_empty() {
        return Ok(());
    }
    let rows = fetch_by::<Entity, _>(&mut load.db, Column::ExternalId, keys).await?;
    let mut known: HashMap<String, Model> = rows
        .into_iter()
        .map(|row| (row.external_id.clone(), row))
        .collect();
    let mut taken: HashSet<i64> = HashSet::new();
    if load.customers.keeps_ids {
        let ids = asked.filter_map(|customer| customer.id);
        let ids = ids.filter(|id| !load.ids.customers.is_ahead(*id)).collect();
        let rows = fetch_by::<Entity, _>(&mut load.db, Column::CustomerId, ids).await?;
        taken.extend(rows.into_iter().map(|row| row.customer_id));
    }
    let mut new: Vec<ActiveModel> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let Some(customer) = &item.bundle.customer else {
            continue;
        };
        let key = match demo_key(customer) {
            Some(key) if known.contains_key(&key) && !known.contains_key(&customer.key) => key,
            _ => customer.key.clone(),
        };
        let id = match known.get(&key) {
            None => {
                let id = load
                    .ids
                    .customers
                    .give(customer.id, load.customers.keeps_ids);
                if !taken.insert(id) && load.customers.keeps_ids {
                    problems.add(at, duplicate_id(id));
                    continue;
                }
                let row = merge(blank(load, item, customer, id), customer)?;
                load.counts.customers.inserted += 1;
                new.push(row.clone().into_active_model().reset_all());
                known.insert(key, row);
                id
            }
            Some(row) => {
                let merged = merge(row.clone(), customer)?;
                let id = row.customer_id;
                let is_first = !load.ids.customers.is_new(id) && load.said.customers.insert(id);
                if merged == *row {
                    load.counts.customers.unchanged += 1;
                } else if !is_first {
                    problems.add(at, repeated(&customer.key));
                } else {
                    load.before.keep(TABLE, row)?;
                    update(load, merged.clone()).await?;
                    load.counts.customers.updated += 1;
                    known.insert(key, merged);
                }
                id
            }
        };
        load.customers.learn(&customer.key, customer.id, id);
    }
    Ok(load.db.insert_all(new).await?)
}

async fn update(load: &mut Load<'_>, row: Model) -> Result<()> {
    let id = row.customer_id;
    let row: ActiveModel = row.into_active_model().reset_all();
    Entity::update_many()
        .set(row)
        .filter(Column::CustomerId.eq(id))
        .exec(load.db.settled().await?)
        .await?;
    Ok(())
}

/// The demo's own export has no natural keys: its rows are found by their numbers.
fn demo_key(customer: &Customer) -> Option<String> {
    let id = customer.id?;
    (customer.key == id.to_string()).then(|| format!("DEMO-C-{id}"))
}

/// A row that says nothing yet.
fn blank(load: &Load<'_>, item: &Item, customer: &Customer, id: i64) -> Model {
    let loan = item.bundle.loan.as_ref();
    let began = loan.and_then(|loan| loan.application_date.or(loan.disbursement_date));
    let full_name = format!("Borrower {}", customer.key);
    Model {
        customer_id: id,
        external_id: customer.key.clone(),
        search_name: full_name.to_lowercase(),
        full_name,
        age: None,
        gender: None,
        income_minor: None,
        employment_type: None,
        job_type: None,
        housing_status: None,
        credit_score: None,
        account_created_date: began.unwrap_or(load.as_of),
    }
}

/// The row with what the tape says; of what it does not say nothing changes.
fn merge(row: Model, customer: &Customer) -> Result<Model> {
    let full_name = customer.full_name.clone().unwrap_or(row.full_name);
    Ok(Model {
        search_name: full_name.to_lowercase(),
        full_name,
        age: customer.age.or(row.age),
        gender: label(customer.gender)?.or(row.gender),
        income_minor: customer.income_minor.or(row.income_minor),
        employment_type: label(customer.employment_type)?.or(row.employment_type),
        job_type: label(customer.job_type)?.or(row.job_type),
        housing_status: label(customer.housing_status)?.or(row.housing_status),
        credit_score: customer.credit_score.or(row.credit_score),
        account_created_date: customer
            .account_created_date
            .unwrap_or(row.account_created_date),
        ..row
    })
}

/// A label of a tape as the database has it.
pub(super) fn label<E: ActiveEnum<Value = String>>(text: Option<&str>) -> Result<Option<E>> {
    text.map(|text| E::try_from_value(&text.to_owned()))
        .transpose()
        .map_err(|error: DbErr| Error::internal(error))
}

pub(super) fn duplicate_id(id: i64) -> Problem {
    let fix = "another row of the tape has this identifier; give each its own";
    Problem::new(Severity::Error, "", &id.to_string(), "duplicate_id", fix)
}

pub(super) fn repeated(key: &str) -> Problem {
    let fix = "an earlier row of the tape says something else of the same key; that one counts";
    Problem::new(
        Severity::Warning,
        "",
        key,
        "repeated_with_other_values",
        fix,
    )
}
