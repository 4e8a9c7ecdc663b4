//! Rows as they were, kept as JSON in a form that gives back the very same row.

use crate::{
    db::Inserter,
    error::{Error, Result},
};
use ::entity::import_before;
use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, Iterable, ModelTrait, PrimaryKeyToColumn,
    QueryFilter, Value,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value with its type, so that an empty one keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Field {
    Int(Option<i32>),
    BigInt(Option<i64>),
    Text(Option<String>),
    Date(Option<NaiveDate>),
    Stamp(Option<NaiveDateTime>),
    Bool(Option<bool>),
}

/// A row by the names of its columns.
type Image = BTreeMap<String, Field>;

/// Rows that are to be kept, on their way to the database.
#[derive(Default)]
pub(super) struct Before {
    batch_id: i64,
    waiting: Vec<import_before::ActiveModel>,
    /// Rows kept so far.
    pub(super) count: u64,
}

impl Before {
    /// Of this load.
    pub(super) fn of(batch_id: i64) -> Self {
        Self {
            batch_id,
            ..Self::default()
        }
    }

    /// Keeps a row as it is.
    ///
    /// # Errors
    /// When a column has a type that no image knows.
    pub(super) fn keep<M: ModelTrait>(&mut self, table: &str, row: &M) -> Result<()> {
        let image: Image = <M::Entity as EntityTrait>::Column::iter()
            .map(|column| Ok((name(&column), field(row.get(column))?)))
            .collect::<Result<_>>()?;
        self.count += 1;
        self.waiting.push(import_before::ActiveModel {
            import_before_id: NotSet,
            import_batch_id: Set(self.batch_id),
            table_name: Set(table.to_owned()),
            image: Set(serde_json::to_string(&image).map_err(Error::internal)?),
        });
        Ok(())
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn write(&mut self, db: &mut Inserter<'_>) -> Result<()> {
        Ok(db.insert_all(std::mem::take(&mut self.waiting)).await?)
    }
}

/// Writes a row back as it was: over the one with its key, or as a new one where that is gone.
///
/// # Errors
/// When the image is none of this table, or the database fails.
pub(super) async fn put_back<E: EntityTrait>(db: &DatabaseTransaction, text: &str) -> Result<()>
where
    E::ActiveModel: Default + Send,
{
    let image: Image = serde_json::from_str(text).map_err(Error::internal)?;
    let mut row = <E::ActiveModel as Default>::default();
    let mut update = E::update_many();
    for column in E::Column::iter() {
        let Some(field) = image.get(&name(&column)) else {
            continue;
        };
        row.try_set(column, field.clone().into())?;
    }
    for key in E::PrimaryKey::iter() {
        let column = key.into_column();
        let value = image.get(&name(&column)).cloned();
        let value = value.ok_or_else(|| Error::internal(unknown(&name(&column))))?;
        update = update.filter(column.eq(Value::from(value)));
    }
    for column in E::Column::iter() {
        let is_key = E::PrimaryKey::iter().any(|key| name(&key.into_column()) == name(&column));
        if let (false, Some(field)) = (is_key, image.get(&name(&column))) {
            let value = sea_orm::sea_query::Expr::value(Value::from(field.clone()));
            update = update.col_expr(column, value);
        }
    }
    if update.exec(db).await?.rows_affected == 0 {
        E::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

/// A whole number of an image.
///
/// # Errors
/// When it has none of this name.
pub(super) fn identifier(text: &str, column: &str) -> Result<i64> {
    let image: Image = serde_json::from_str(text).map_err(Error::internal)?;
    match image.get(column) {
        Some(Field::BigInt(Some(id))) => Ok(*id),
        _ => Err(Error::internal(unknown(column))),
    }
}

fn name(column: &impl ColumnTrait) -> String {
    sea_orm::IdenStatic::as_str(column).to_owned()
}

fn field(value: Value) -> Result<Field> {
    Ok(match value {
        Value::Int(value) => Field::Int(value),
        Value::BigInt(value) => Field::BigInt(value),
        Value::String(value) => Field::Text(value),
        Value::ChronoDate(value) => Field::Date(value),
        Value::ChronoDateTime(value) => Field::Stamp(value),
        Value::Bool(value) => Field::Bool(value),
        other => return Err(Error::internal(unknown(&format!("{other:?}")))),
    })
}

impl From<Field> for Value {
    fn from(field: Field) -> Self {
        match field {
            Field::Int(value) => Self::Int(value),
            Field::BigInt(value) => Self::BigInt(value),
            Field::Text(value) => Self::String(value),
            Field::Date(value) => Self::ChronoDate(value),
            Field::Stamp(value) => Self::ChronoDateTime(value),
            Field::Bool(value) => Self::Bool(value),
        }
    }
}

fn unknown(what: &str) -> DbErr {
    DbErr::Custom(format!("no image of a row has {what}"))
}
