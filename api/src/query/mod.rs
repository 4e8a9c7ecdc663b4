//! The analytics in `sql/*.sql`: finds a statement by name, puts in which loans
//! are asked about and how they are grouped, spells it for the database at hand,
//! binds its parameters, and reads its rows.
//!
//! The files are written once for all databases, and run by hand as they are.
//! Sums come back as INTEGER, BIGINT, NUMERIC or DECIMAL; [`Row::integer`] is
//! the one place that knows.

mod scope;
mod spell;

use crate::{
    error::{Error, Result},
    telemetry::statement,
};
use chrono::NaiveDate;
use engine::Cell;
use futures::{Stream, StreamExt};
use rust_decimal::{Decimal, prelude::ToPrimitive};
pub use scope::{LOAN_STATUS, Scope};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, StreamTrait, Value};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// Names a file of `sql/` and reads it.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../sql/", $name, ".sql")))
    };
}

/// Each file of `sql/`, by the name of the feature.
pub const FILES: [(&str, &str); 20] = [
    file!("ageing"),
    file!("behaviour"),
    file!("book"),
    file!("cohort_analysis"),
    file!("collection_efficiency"),
    file!("concentration"),
    file!("distribution"),
    file!("engagement"),
    file!("first_payment_default"),
    file!("high_risk"),
    file!("kpi_models"),
    file!("operational_bottleneck"),
    file!("payment_statistics"),
    file!("portfolio"),
    file!("portfolio_at_risk"),
    file!("recovery_rate"),
    file!("risk_stratification"),
    file!("roll_rate"),
    file!("slipping_customers"),
    file!("vintage"),
];

/// A row of a statement's answer, read by column name: sent by the database, or the
/// same row as the book in memory has it.
pub enum Row {
    /// From the database.
    Sent(QueryResult),
    /// From memory.
    Held {
        /// Names of the columns, without that of the group.
        columns: &'static [&'static str],
        /// The row.
        row: engine::Row,
    },
}

/// A struct that one row of a statement fills.
pub trait FromRow: Sized {
    /// Reads the columns that the statement's header names.
    ///
    /// # Errors
    /// When a column is missing or of another type.
    fn from_row(row: &Row) -> Result<Self>;
}

/// A type that a column can be read as.
pub trait FromColumn: Sized {
    /// Reads the column of this name.
    ///
    /// # Errors
    /// When the column is missing or of another type.
    fn from_column(row: &Row, name: &str) -> Result<Self>;
}

impl FromColumn for i64 {
    fn from_column(row: &Row, name: &str) -> Result<Self> {
        row.integer(name)
    }
}

impl FromColumn for Option<i64> {
    fn from_column(row: &Row, name: &str) -> Result<Self> {
        row.optional_integer(name)
    }
}

impl FromColumn for f64 {
    fn from_column(row: &Row, name: &str) -> Result<Self> {
        row.real(name)
    }
}

impl FromColumn for String {
    fn from_column(row: &Row, name: &str) -> Result<Self> {
        row.text(name)
    }
}

impl FromColumn for NaiveDate {
    fn from_column(row: &Row, name: &str) -> Result<Self> {
        let date = row.date(name)?;
        date.ok_or_else(|| fault(format!("{name} is empty")))
    }
}

/// Declares the row of a statement: a field a column, of the column's name.
macro_rules! row {
    ($(#[$doc:meta])* $visibility:vis struct $name:ident {
        $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        $visibility struct $name {
            $($(#[$field_doc])* $visibility $field: $kind),*
        }

        impl $crate::query::FromRow for $name {
            fn from_row(row: &$crate::query::Row) -> $crate::error::Result<Self> {
                Ok(Self {
                    $($field: $crate::query::FromColumn::from_column(row, stringify!($field))?),*
                })
            }
        }
    };
}
pub(crate) use row;

impl Row {
    /// A count or a sum; the sum over no rows is 0.
    ///
    /// # Errors
    /// When the column is missing or holds no whole number.
    pub fn integer(&self, column: &str) -> Result<i64> {
        Ok(self.optional_integer(column)?.unwrap_or(0))
    }

    /// A whole number, or nothing.
    ///
    /// # Errors
    /// When the column is missing or holds no whole number.
    pub fn optional_integer(&self, column: &str) -> Result<Option<i64>> {
        let row = match self {
            Self::Sent(row) => row,
            Self::Held { row, .. } if column == "group_key" => return Ok(Some(row.group_key)),
            Self::Held { .. } => {
                return match self.cell(column)? {
                    Cell::Integer(number) => Ok(Some(*number)),
                    Cell::Null => Ok(None),
                    _ => Err(fault(format!("{column} is not a whole number"))),
                };
            }
        };
        if let Ok(value) = row.try_get::<Option<i64>>("", column) {
            return Ok(value);
        }
        if let Ok(value) = row.try_get::<Option<i32>>("", column) {
            return Ok(value.map(i64::from));
        }
        let value: Option<Decimal> = row.try_get("", column)?;
        value
            .map(|sum| {
                sum.to_i64()
                    .ok_or_else(|| fault(format!("{column} is not a whole number of 64 bits")))
            })
            .transpose()
    }

    /// A date, or nothing.
    ///
    /// # Errors
    /// When the column is missing or holds no date.
    pub fn date(&self, column: &str) -> Result<Option<NaiveDate>> {
        match self {
            Self::Sent(row) => Ok(row.try_get("", column)?),
            Self::Held { .. } => match self.cell(column)? {
                Cell::Date(date) => Ok(Some(*date)),
                Cell::Null => Ok(None),
                _ => Err(fault(format!("{column} is not a date"))),
            },
        }
    }

    /// A number with decimals; the sum over no rows is 0.
    ///
    /// # Errors
    /// When the column is missing or holds no number.
    pub fn real(&self, column: &str) -> Result<f64> {
        let row = match self {
            Self::Sent(row) => row,
            Self::Held { .. } => {
                return match self.cell(column)? {
                    Cell::Real(number) => Ok(*number),
                    Cell::Null => Ok(0.0),
                    _ => Err(fault(format!("{column} is not a number with decimals"))),
                };
            }
        };
        if let Ok(value) = row.try_get::<Option<f64>>("", column) {
            return Ok(value.unwrap_or(0.0));
        }
        let value: Option<Decimal> = row.try_get("", column)?;
        Ok(value.and_then(|number| number.to_f64()).unwrap_or(0.0))
    }

    /// A text that is never empty of value.
    ///
    /// # Errors
    /// When the column is missing, empty or no text.
    pub fn text(&self, column: &str) -> Result<String> {
        match self {
            Self::Sent(row) => Ok(row.try_get("", column)?),
            Self::Held { .. } => match self.cell(column)? {
                Cell::Text(text) => Ok(text.to_string()),
                _ => Err(fault(format!("{column} is not a text"))),
            },
        }
    }

    /// A value of a row in memory.
    fn cell(&self, column: &str) -> Result<&Cell> {
        let missing = || fault(format!("{column} is missing"));
        let Self::Held { columns, row } = self else {
            return Err(missing());
        };
        let at = columns.iter().position(|known| *known == column);
        at.and_then(|at| row.cells.get(at)).ok_or_else(missing)
    }

    /// The same values as a row in memory, read as its kinds of cell.
    fn read_like(&self, columns: &[&str], like: &[Kind]) -> Result<engine::Row> {
        let cells = columns.iter().zip(like).map(|(column, kind)| {
            Ok(match kind {
                Kind::Integer => self.optional_integer(column)?.into(),
                Kind::Real => Cell::Real(self.real(column)?),
                Kind::Text => self.text(column)?.into(),
                Kind::Date => self.date(column)?.map_or(Cell::Null, Cell::Date),
            })
        });
        Ok(engine::Row {
            group_key: self.integer("group_key")?,
            cells: cells.collect::<Result<_>>()?,
        })
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A whole number, or nothing.
    Integer,
    /// A number with decimals.
    Real,
    /// A text.
    Text,
    /// A day, or nothing.
    Date,
}

/// Parameters of a statement by name.
pub type Parameters = Vec<(&'static str, Value)>;

/// Runs the statement called `name` and reads its rows.
///
/// # Errors
/// When the database cannot be reached. A name that no file has, or a parameter
/// that is not given, is a fault of ours.
pub async fn rows<T: FromRow>(
    db: &impl ConnectionTrait,
    name: &str,
    parameters: &[(&'static str, Value)],
) -> Result<Vec<T>> {
    let scope = Scope::default();
    let (name, statement) = prepare(db.get_database_backend(), name, &scope, parameters)?;
    let rows = statement::named(name, db.query_all_raw(statement)).await?;
    rows.into_iter()
        .map(|row| T::from_row(&Row::Sent(row)))
        .collect()
}

/// Rows by the group of loans that they are about.
pub type Groups<T> = BTreeMap<i64, Vec<T>>;

/// Runs the statement called `name` for the loans of a scope.
///
/// # Errors
/// As [`rows`].
pub async fn grouped<T: FromRow>(
    db: &impl ConnectionTrait,
    name: &str,
    scope: &Scope,
    parameters: &[(&'static str, Value)],
) -> Result<Groups<T>> {
    let (name, statement) = prepare(db.get_database_backend(), name, scope, parameters)?;
    let rows = statement::named(name, db.query_all_raw(statement)).await?;
    by_group(rows.into_iter().map(Row::Sent))
}

/// The rows that the book in memory answered in the place of a statement.
///
/// # Errors
/// When a column is missing or of another type: a fault of ours.
pub fn grouped_from_memory<T: FromRow>(rows: engine::Rows) -> Result<Groups<T>> {
    let columns = rows.columns;
    by_group(rows.rows.into_iter().map(|row| Row::Held { columns, row }))
}

fn by_group<T: FromRow>(rows: impl Iterator<Item = Row>) -> Result<Groups<T>> {
    let mut groups = Groups::new();
    for row in rows {
        groups
            .entry(row.integer("group_key")?)
            .or_default()
            .push(T::from_row(&row)?);
    }
    Ok(groups)
}

/// Runs the statement called `name`, and reads its rows as rows in memory are, so that
/// the two can be compared: by the columns and kinds of `like`.
///
/// # Errors
/// As [`rows`].
pub async fn rows_like(
    db: &impl ConnectionTrait,
    name: &str,
    scope: &Scope,
    parameters: &[(&'static str, Value)],
    like: &engine::Rows,
) -> Result<Vec<engine::Row>> {
    let (name, statement) = prepare(db.get_database_backend(), name, scope, parameters)?;
    let kind = |at: usize| {
        let mut cells = like.rows.iter().filter_map(|row| row.cells.get(at));
        match cells.find(|cell| **cell != Cell::Null) {
            Some(Cell::Real(_)) => Kind::Real,
            Some(Cell::Text(_)) => Kind::Text,
            Some(Cell::Date(_)) => Kind::Date,
            _ => Kind::Integer,
        }
    };
    let kinds: Vec<Kind> = (0..like.columns.len()).map(kind).collect();
    let rows = statement::named(name, db.query_all_raw(statement)).await?;
    rows.into_iter()
        .map(|row| Row::Sent(row).read_like(like.columns, &kinds))
        .collect()
}

/// Runs the statement called `name`, and hands its rows on one by one, as rows in memory are:
/// so many may come as there are loans. Names and kinds of the `columns` are without the
/// group's key.
///
/// # Errors
/// As [`rows`].
pub async fn stream(
    db: &(impl ConnectionTrait + StreamTrait),
    name: &str,
    scope: &Scope,
    parameters: &[(&'static str, Value)],
    (columns, kinds): (&[&str], &[Kind]),
) -> Result<impl Stream<Item = Result<engine::Row>>> {
    let backend = ConnectionTrait::get_database_backend(db);
    let (_, statement) = prepare(backend, name, scope, parameters)?;
    let rows = db.stream_raw(statement).await?;
    Ok(rows.map(move |row| Row::Sent(row?).read_like(columns, kinds)))
}

/// A statement as it is sent, and its parameters by name.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Name of the statement, and of the file in `sql/` that holds it.
    pub statement: &'static str,
    /// The file.
    pub file: &'static str,
    /// In the words of the database at hand, with its placeholders.
    pub sql: String,
    /// A name and a value for each placeholder, in order.
    pub parameters: Vec<(String, Value)>,
}

impl Explanation {
    /// The parameters with their values as text.
    pub fn named_values(&self) -> impl Iterator<Item = (String, String)> {
        let parameters = self.parameters.iter();
        parameters.map(|(name, value)| (name.clone(), print(value)))
    }
}

/// A value for people to read.
#[must_use]
pub fn print(value: &Value) -> String {
    match value {
        Value::String(Some(text)) => text.clone(),
        Value::ChronoDate(Some(date)) => date.to_string(),
        Value::BigInt(Some(number)) => number.to_string(),
        Value::Int(Some(number)) => number.to_string(),
        _ => format!("{value}"),
    }
}

/// Whether the statement called `name` promises an order of its rows.
#[must_use]
pub fn is_ordered(name: &str) -> bool {
    let last_line = |known: &Named| {
        let after = known.text.rsplit_once("\nORDER BY ");
        after.is_some_and(|(_, columns)| !columns.contains("FROM "))
    };
    NAMED.get(name).is_some_and(last_line)
}

/// The statement called `name` for the loans of a scope, as it would be sent.
///
/// # Errors
/// As [`rows`].
pub fn explain(
    backend: DbBackend,
    name: &str,
    scope: &Scope,
    parameters: &[(&'static str, Value)],
) -> Result<Explanation> {
    let known = NAMED
        .get(name)
        .ok_or_else(|| fault(format!("no statement is called {name}")))?;
    let spelled = spell::spell(&scope.put_into(known.text), backend);
    let parameters = spelled
        .parameters
        .into_iter()
        .map(|wanted| {
            let value = parameters
                .iter()
                .find(|(given, _)| *given == wanted)
                .map(|(_, value)| value.clone())
                .or_else(|| scope.value(&wanted).cloned())
                .ok_or_else(|| fault(format!("{name} needs the parameter {wanted}")))?;
            Ok((wanted, value))
        })
        .collect::<Result<_>>()?;
    Ok(Explanation {
        statement: known.name,
        file: known.file,
        sql: spelled.sql,
        parameters,
    })
}

/// The statement called `name`, ready to be sent, and its name as it is kept.
fn prepare(
    backend: DbBackend,
    name: &str,
    scope: &Scope,
    parameters: &[(&'static str, Value)],
) -> Result<(&'static str, Statement)> {
    let explanation = explain(backend, name, scope, parameters)?;
    let values = explanation.parameters.into_iter().map(|(_, value)| value);
    let statement = Statement::from_sql_and_values(backend, explanation.sql, values);
    Ok((explanation.statement, statement))
}

fn fault(what: String) -> Error {
    Error::internal(sea_orm::DbErr::Custom(what))
}

/// The statements of a file: each begins with a line `-- name: …`.
pub fn statements(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.split("\n-- name: ").skip(1).filter_map(|section| {
        let (name, text) = section.split_once('\n')?;
        Some((name.trim(), text.trim().trim_end_matches(';')))
    })
}

/// A statement of `sql/`.
struct Named {
    name: &'static str,
    file: &'static str,
    text: &'static str,
}

/// All statements by name.
static NAMED: LazyLock<HashMap<&'static str, Named>> = LazyLock::new(|| {
    FILES
        .into_iter()
        .flat_map(|(file, content)| {
            statements(content).map(move |(name, text)| (name, Named { name, file, text }))
        })
        .collect()
});
