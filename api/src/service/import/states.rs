//! Monthly states of a tape.

use super::{
    apply::{Load, Problems, fetch_by},
    loans::orphan,
};
use crate::error::Result;
use ::entity::loan_month_state::{ActiveModel, Column, Entity, ExitKind, Model};
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::HashMap;
use tape::{Exit, Item, LoanState, Problem, Severity};

const TABLE: &str = "loan_month_state";

/// Finds or writes the states of a block.
pub(super) async fn write(
    load: &mut Load<'_>,
    items: &[Item],
    problems: &mut Problems,
) -> Result<()> {
    let asked = items.iter().flat_map(|item| &item.bundle.states);
    let keys: Vec<&str> = asked.map(|state| state.loan_key.as_str()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let loans = load.find_loans(keys).await?;
    let ids: Vec<i64> = loans.values().copied().collect();
    let rows = fetch_by::<Entity, _>(&mut load.db, Column::LoanId, ids).await?;
    let mut known: HashMap<(i64, NaiveDate), Model> = rows
        .into_iter()
        .map(|row| ((row.loan_id, row.as_of), row))
        .collect();
    let mut new: Vec<ActiveModel> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        for said in &item.bundle.states {
            let Some(loan_id) = loans.get(&said.loan_key).copied() else {
                problems.add(at, orphan("orphan_state", &said.loan_key, "loan"));
                break;
            };
            let row = row(load, said, loan_id);
            let key = (loan_id, said.as_of);
            let is_first = !load.ids.loans.is_new(loan_id) && load.says_first(key);
            match known.get(&key) {
                Some(stored) if is_alike(stored, &row) => {
                    load.counts.states.unchanged += 1;
                    continue;
                }
                Some(_) if !is_first => {
                    problems.add(at, duplicate(said));
                    continue;
                }
                Some(stored) => {
                    load.before.keep(TABLE, stored)?;
                    load.counts.states.updated += 1;
                    update(load, &row, stored.import_batch_id).await?;
                }
                None => {
                    load.counts.states.inserted += 1;
                    new.push(row.clone().into_active_model().reset_all());
                }
            }
            if said.exit == Some(Exit::ChargedOff) {
                load.charge_off(loan_id, said.as_of).await?;
            }
            if !load.ids.loans.is_new(loan_id) {
                load.touched.insert(loan_id);
            }
            known.insert(key, row);
        }
    }
    Ok(load.db.insert_all(new).await?)
}

impl Load<'_> {
    /// Remembers that the tape has a row about this day of a loan; whether it is the first one.
    fn says_first(&mut self, (loan_id, day): (i64, NaiveDate)) -> bool {
        let days = self.said.states.entry(loan_id).or_default();
        let is_first = !days.contains(&day);
        if is_first {
            days.push(day);
        }
        is_first
    }
}

/// Over the one that is there; it stays with the load that brought it.
async fn update(load: &mut Load<'_>, row: &Model, import_batch_id: i64) -> Result<()> {
    let row = Model {
        import_batch_id,
        ..row.clone()
    };
    let (loan_id, as_of) = (row.loan_id, row.as_of);
    let active: ActiveModel = row.into_active_model().reset_all();
    Entity::update_many()
        .set(active)
        .filter(Column::LoanId.eq(loan_id))
        .filter(Column::AsOf.eq(as_of))
        .exec(load.db.settled().await?)
        .await?;
    Ok(())
}

fn row(load: &Load<'_>, said: &LoanState, loan_id: i64) -> Model {
    Model {
        loan_id,
        as_of: said.as_of,
        balance_minor: said.balance_minor,
        days_past_due: said.days_past_due,
        exit_kind: said.exit.map(|exit| match exit {
            Exit::PaidOff => ExitKind::PaidOff,
            Exit::ChargedOff => ExitKind::ChargedOff,
            Exit::Removed => ExitKind::Removed,
        }),
        import_batch_id: load.batch_id,
    }
}

/// Whether they say the same, whichever load brought them.
fn is_alike(stored: &Model, row: &Model) -> bool {
    Model {
        import_batch_id: stored.import_batch_id,
        ..row.clone()
    } == *stored
}

fn duplicate(said: &LoanState) -> Problem {
    let key = format!("{} {}", said.loan_key, said.as_of);
    let fix = "an earlier row of the tape is about the same month, and says something else";
    Problem::new(Severity::Error, "", &key, "duplicate_key", fix)
}
