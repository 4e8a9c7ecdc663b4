//! Names of the customers in a figure's rows: the book in memory has none.

use crate::error::Result;
use ::entity::customer_profile as customers;
use engine::{Cell, Rows};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Keys in one list.
const IDS_PER_STATEMENT: usize = 1000;

/// Puts the names into the column `search_name`, where there is one.
pub(super) async fn fill(db: &impl ConnectionTrait, rows: &mut Rows) -> Result<()> {
    let place = |name: &str| rows.columns.iter().position(|column| *column == name);
    let (Some(id), Some(name)) = (place("customer_id"), place("search_name")) else {
        return Ok(());
    };
    let ids = rows.rows.iter().filter_map(|row| match row.cells.get(id) {
        Some(Cell::Integer(id)) => Some(*id),
        _ => None,
    });
    let ids: Vec<i64> = ids.collect();
    let mut names: HashMap<i64, String> = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(IDS_PER_STATEMENT) {
        let found: Vec<(i64, String)> = customers::Entity::find()
            .select_only()
            .columns([customers::Column::CustomerId, customers::Column::SearchName])
            .filter(customers::Column::CustomerId.is_in(ids.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        names.extend(found);
    }
    for row in &mut rows.rows {
        let found = match row.cells.get(id) {
            Some(Cell::Integer(id)) => names.get(id).cloned(),
            _ => None,
        };
        if let Some(cell) = row.cells.get_mut(name) {
            *cell = found.unwrap_or_default().into();
        }
    }
    Ok(())
}
