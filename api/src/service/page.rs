//! Pages of a list by keyset: a cursor names the last row seen, never an offset,
//! so that a page deep in a list costs what the first one costs.

use crate::error::{Error, Result};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ColumnTrait, ColumnType, Condition, DatabaseConnection, EntityTrait, FromQueryResult,
    IdenStatic, Iterable, ModelTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The longest page.
pub const MAX_PAGE: u64 = 500;

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Length of the page.
    pub size: u64,
    /// Counted from the end of the list (Relay's `last`) instead of its begin.
    pub backwards: bool,
    /// Rows behind this one.
    pub after: Option<Cursor>,
    /// Rows before this one.
    pub before: Option<Cursor>,
}

/// The place of a row in an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Name of the order it was made for.
    #[serde(rename = "o")]
    pub order: String,
    /// The row's value in that order.
    #[serde(rename = "k")]
    pub key: Key,
    /// The row's identifier, which settles ties.
    #[serde(rename = "i")]
    pub id: i64,
}

/// A value that rows are ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// No value: such rows come last in either direction.
    Empty,
    /// A number.
    Integer(i64),
    /// A date.
    Date(NaiveDate),
    /// A text.
    Text(String),
}

/// A page, in the order asked for.
#[derive(Clone, Debug)]
pub struct Page<M> {
    /// The rows, each with its place.
    pub rows: Vec<(Cursor, M)>,
    /// There are rows before the first.
    pub has_previous: bool,
    /// There are rows behind the last.
    pub has_next: bool,
}

impl<M> Default for Page<M> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            has_previous: false,
            has_next: false,
        }
    }
}

/// An order of a list: by a column, then by the primary key in the same direction.
pub(super) struct Keyset<C> {
    /// Its public name, kept in cursors.
    pub(super) name: &'static str,
    pub(super) column: C,
    pub(super) id: C,
    pub(super) descending: bool,
    /// Whether the column may be empty.
    pub(super) nullable: bool,
}

/// The cursor is not one that this list gave out in this order.
pub(super) fn foreign_cursor(field: &str) -> Error {
    Error::input(
        field,
        "must be a cursor of this list, given out in the order that is asked for",
    )
}

impl<C: ColumnTrait> Keyset<C> {
    /// Whether the key is of the column's type: a forged one never reaches the database.
    fn fits(&self, key: &Key) -> bool {
        match (key, self.column.def().get_column_type()) {
            (Key::Empty, _) => self.nullable,
            (Key::Integer(_), ColumnType::Integer | ColumnType::BigInteger)
            | (Key::Text(_), ColumnType::String(_)) => true,
            (Key::Date(date), ColumnType::Date) => (1..=9999).contains(&date.year()),
            _ => false,
        }
    }
}

/// Reads one page of `select` in the order of `keyset`.
pub(super) async fn read<E, M>(
    db: &DatabaseConnection,
    mut select: Select<E>,
    keyset: &Keyset<E::Column>,
    window: &Window,
) -> Result<Page<M>>
where
    E: EntityTrait<Model = M>,
    M: ModelTrait<Entity = E> + FromQueryResult + Send + Sync,
{
    for (name, cursor, behind) in [
        ("after", &window.after, true),
        ("before", &window.before, false),
    ] {
        let Some(cursor) = cursor else { continue };
        if cursor.order != keyset.name || !keyset.fits(&cursor.key) {
            return Err(foreign_cursor(name));
        }
        select = select.filter(beyond(keyset, cursor, behind));
    }
    let ascending = keyset.descending == window.backwards;
    let direction = if ascending { Order::Asc } else { Order::Desc };
    if keyset.nullable {
        let empties = if window.backwards {
            Order::Desc
        } else {
            Order::Asc
        };
        select = select.order_by(keyset.column.is_null(), empties);
    }
    if !is_same(keyset.column, keyset.id) {
        select = select.order_by(keyset.column, direction.clone());
    }
    let mut models = select
        .order_by(keyset.id, direction)
        .limit(window.size + 1)
        .all(db)
        .await?;

    let more = models.len() as u64 > window.size;
    if more {
        models.pop();
    }
    if window.backwards {
        models.reverse();
    }
    let rows = models
        .into_iter()
        .map(|model| (place(keyset, &model), model))
        .collect();
    Ok(Page {
        rows,
        has_previous: if window.backwards {
            more
        } else {
            window.after.is_some()
        },
        has_next: if window.backwards {
            window.before.is_some()
        } else {
            more
        },
    })
}

/// The rows behind the cursor's, or those before it.
fn beyond<C: ColumnTrait>(keyset: &Keyset<C>, cursor: &Cursor, behind: bool) -> Condition {
    let larger = behind != keyset.descending;
    let compare = |column: C, value: Value| -> SimpleExpr {
        if larger {
            column.gt(value)
        } else {
            column.lt(value)
        }
    };
    let tie = compare(keyset.id, cursor.id.into());
    if is_same(keyset.column, keyset.id) {
        return Condition::all().add(tie);
    }
    let Some(value) = cursor.key.value() else {
        let among_empties = Condition::all().add(keyset.column.is_null()).add(tie);
        return if behind {
            among_empties
        } else {
            Condition::any()
                .add(keyset.column.is_not_null())
                .add(among_empties)
        };
    };
    let mut condition = Condition::any()
        .add(compare(keyset.column, value.clone()))
        .add(Condition::all().add(keyset.column.eq(value)).add(tie));
    if keyset.nullable && behind {
        condition = condition.add(keyset.column.is_null());
    }
    condition
}

fn place<M: ModelTrait>(keyset: &Keyset<<M::Entity as EntityTrait>::Column>, model: &M) -> Cursor {
    let id = match model.get(keyset.id) {
        Value::BigInt(Some(id)) => id,
        _ => 0,
    };
    Cursor {
        order: keyset.name.to_owned(),
        key: Key::from(model.get(keyset.column)),
        id,
    }
}

fn is_same<C: ColumnTrait>(left: C, right: C) -> bool {
    left.as_str() == right.as_str()
}

impl Key {
    fn value(&self) -> Option<Value> {
        match self {
            Self::Empty => None,
            Self::Integer(number) => Some((*number).into()),
            Self::Date(date) => Some((*date).into()),
            Self::Text(text) => Some(text.as_str().into()),
        }
    }
}

impl From<Value> for Key {
    fn from(value: Value) -> Self {
        match value {
            Value::Int(Some(number)) => Self::Integer(number.into()),
            Value::BigInt(Some(number)) => Self::Integer(number),
            Value::ChronoDate(Some(date)) => Self::Date(date),
            Value::String(Some(text)) => Self::Text(text),
            _ => Self::Empty,
        }
    }
}

/// The row that children are listed behind, from a cursor that their list gave out.
///
/// # Errors
/// When the cursor is of another list.
pub(super) fn child_after(order: &str, after: Option<&Cursor>) -> Result<Option<i64>> {
    match after {
        Some(cursor) if cursor.order != order => Err(foreign_cursor("after")),
        after => Ok(after.map(|cursor| cursor.id)),
    }
}

/// Of the rows whose `parent` is one of `parents`, the first `size` of each
/// behind `after`, and one more where there are more: one statement for all. `seen` is the
/// condition on those that may be shown.
pub(super) async fn read_children<E, M>(
    db: &DatabaseConnection,
    seen: Condition,
    parent: E::Column,
    parents: &[i64],
    order: E::Column,
    size: u64,
    after: Option<i64>,
) -> Result<Vec<M>>
where
    E: EntityTrait<Model = M>,
    E::Column: Iterable,
    M: FromQueryResult + Send + Sync,
{
    use sea_orm::sea_query::{Alias, Func, Query, WindowStatement};
    let mut ranked = E::find().filter(parent.is_in(padded(parents))).filter(seen);
    if let Some(after) = after {
        ranked = ranked.filter(order.gt(after));
    }
    let mut ranked = sea_orm::QueryTrait::into_query(ranked);
    let mut by_parent = WindowStatement::partition_by(parent);
    by_parent.order_by(order, Order::Asc);
    ranked.expr_window_as(Func::cust("ROW_NUMBER"), by_parent, "position");

    let mut children = Query::select();
    children
        .columns(E::Column::iter().map(|column| Alias::new(column.as_str())))
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("position").lte(size + 1))
        .order_by(Alias::new(parent.as_str()), Order::Asc)
        .order_by(Alias::new(order.as_str()), Order::Asc);
    let rows = sea_orm::ConnectionTrait::query_all(db, &children).await?;
    rows.iter()
        .map(|row| M::from_query_result(row, "").map_err(Error::from))
        .collect()
}

/// Sorts the rows of [`read_children`] by parent; each parent has a page, even an empty one.
pub(super) fn group<M>(
    children: Vec<M>,
    parents: &[i64],
    size: u64,
    has_previous: bool,
    parent_of: impl Fn(&M) -> i64,
    place: impl Fn(&M) -> Cursor,
) -> HashMap<i64, Page<M>> {
    let empty = || Page {
        rows: Vec::new(),
        has_previous,
        has_next: false,
    };
    let mut pages: HashMap<_, _> = parents.iter().map(|parent| (*parent, empty())).collect();
    for child in children {
        let page = pages.entry(parent_of(&child)).or_insert_with(empty);
        if page.rows.len() as u64 == size {
            page.has_next = true;
        } else {
            page.rows.push((place(&child), child));
        }
    }
    pages
}

/// The keys, the last one repeated up to the next power of two: lists of many
/// lengths become few statements, so that the database can keep them prepared.
pub(super) fn padded(keys: &[i64]) -> Vec<i64> {
    let mut padded = keys.to_vec();
    if let Some(last) = keys.last() {
        padded.resize(keys.len().next_power_of_two(), *last);
    }
    padded
}
