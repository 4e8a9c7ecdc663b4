//! The analytics in `sql/*.sql`: finds a statement by name, spells it for the
//! database at hand, binds its parameters, and reads its rows.
//!
//! The files are written once for all databases. Three things are spelled here:
//! `:name` parameters, and the date functions of [`spell_date_functions`].
//! Sums come back as INTEGER, BIGINT, NUMERIC or DECIMAL; [`Row::integer`] is
//! the one place that knows.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use std::{collections::HashMap, sync::LazyLock};

/// Each file of `sql/`, by the name of the feature.
pub const FILES: [(&str, &str); 4] = [
    ("book", include_str!("../../sql/book.sql")),
    ("kpi_models", include_str!("../../sql/kpi_models.sql")),
    (
        "payment_statistics",
        include_str!("../../sql/payment_statistics.sql"),
    ),
    (
        "risk_stratification",
        include_str!("../../sql/risk_stratification.sql"),
    ),
];

/// A row of a statement's answer, read by column name.
pub struct Row(QueryResult);

/// A struct that one row of a statement fills.
pub trait FromRow: Sized {
    /// Reads the columns that the statement's header names.
    ///
    /// # Errors
    /// When a column is missing or of another type.
    fn from_row(row: &Row) -> Result<Self>;
}

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
        if let Ok(value) = self.0.try_get::<Option<i64>>("", column) {
            return Ok(value);
        }
        if let Ok(value) = self.0.try_get::<Option<i32>>("", column) {
            return Ok(value.map(i64::from));
        }
        let value: Option<Decimal> = self.0.try_get("", column)?;
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
        Ok(self.0.try_get("", column)?)
    }

    /// A text that is never empty of value.
    ///
    /// # Errors
    /// When the column is missing, empty or no text.
    pub fn text(&self, column: &str) -> Result<String> {
        Ok(self.0.try_get("", column)?)
    }
}

/// Runs the statement called `name` and reads its rows.
///
/// # Errors
/// When the database cannot be reached. A name that no file has, or a parameter
/// that is not given, is a fault of ours.
pub async fn rows<T: FromRow>(
    db: &impl ConnectionTrait,
    name: &str,
    parameters: &[(&str, Value)],
) -> Result<Vec<T>> {
    let backend = db.get_database_backend();
    let spelled = spelled(backend)
        .get(name)
        .ok_or_else(|| fault(format!("no statement is called {name}")))?;
    let values = spelled
        .parameters
        .iter()
        .map(|wanted| {
            parameters
                .iter()
                .find(|(given, _)| given == wanted)
                .map(|(_, value)| value.clone())
                .ok_or_else(|| fault(format!("{name} needs the parameter {wanted}")))
        })
        .collect::<Result<Vec<_>>>()?;
    let statement = Statement::from_sql_and_values(backend, &spelled.sql, values);
    let rows = db.query_all_raw(statement).await?;
    rows.into_iter().map(|row| T::from_row(&Row(row))).collect()
}

/// Runs a statement that answers exactly one row.
///
/// # Errors
/// As [`rows`]; no row at all is a fault of ours.
pub async fn row<T: FromRow>(
    db: &impl ConnectionTrait,
    name: &str,
    parameters: &[(&str, Value)],
) -> Result<T> {
    rows(db, name, parameters)
        .await?
        .pop()
        .ok_or_else(|| fault(format!("{name} answered no row")))
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

/// A statement in the words of one database.
struct Spelled {
    sql: String,
    /// Names in the order of the placeholders; one that is used twice stands here twice.
    parameters: Vec<&'static str>,
}

type ByName = HashMap<&'static str, Spelled>;

/// All statements in the words of this database, spelled once.
fn spelled(backend: DbBackend) -> &'static ByName {
    static MYSQL: LazyLock<ByName> = LazyLock::new(|| spell_all(DbBackend::MySql));
    static POSTGRES: LazyLock<ByName> = LazyLock::new(|| spell_all(DbBackend::Postgres));
    static SQLITE: LazyLock<ByName> = LazyLock::new(|| spell_all(DbBackend::Sqlite));
    match backend {
        DbBackend::MySql => &MYSQL,
        DbBackend::Postgres => &POSTGRES,
        _ => &SQLITE,
    }
}

fn spell_all(backend: DbBackend) -> ByName {
    FILES
        .into_iter()
        .flat_map(|(_, file)| statements(file))
        .map(|(name, text)| (name, spell(text, backend)))
        .collect()
}

fn spell(text: &'static str, backend: DbBackend) -> Spelled {
    let mut sql = String::with_capacity(text.len());
    let mut parameters = Vec::new();
    for line in text.lines() {
        let mut rest = line.split_once("--").map_or(line, |(code, _)| code);
        while let Some((before, after)) = rest.split_once(':') {
            let end = after
                .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
                .unwrap_or(after.len());
            let (name, remainder) = after.split_at(end);
            parameters.push(name);
            sql.push_str(before);
            match backend {
                DbBackend::Postgres => sql.push_str(&format!("${}", parameters.len())),
                _ => sql.push('?'),
            }
            rest = remainder;
        }
        sql.push_str(rest.trim_end());
        sql.push('\n');
    }
    Spelled {
        sql: spell_date_functions(&sql, backend),
        parameters,
    }
}

/// Spells the date functions that databases name differently. The files use
/// MySQL's words where it has one:
///
/// - `DATEDIFF(later, earlier)`: days between two dates
/// - `ADD_DAYS(date, days)`
/// - `LAST_DAY(date)`: last day of its month
/// - `DAYOFMONTH(date)`: 1 to 31
fn spell_date_functions(sql: &str, backend: DbBackend) -> String {
    const NAMES: [&str; 4] = ["DATEDIFF(", "ADD_DAYS(", "LAST_DAY(", "DAYOFMONTH("];
    let first = NAMES
        .iter()
        .filter_map(|name| sql.find(name).map(|at| (at, *name)))
        .min();
    let Some((at, name)) = first else {
        return sql.to_owned();
    };
    let inside = &sql[at + name.len()..];
    let (arguments, end) = split_arguments(inside);
    let spelled: Vec<_> = arguments
        .iter()
        .map(|argument| spell_date_functions(argument.trim(), backend))
        .collect();
    let call = match (backend, name, spelled.as_slice()) {
        (DbBackend::Sqlite, "DATEDIFF(", [later, earlier]) => {
            format!("CAST(julianday({later}) - julianday({earlier}) AS INTEGER)")
        }
        (DbBackend::Sqlite, "ADD_DAYS(", [date, days]) => {
            format!("date(julianday({date}) + {days})")
        }
        (DbBackend::Sqlite, "LAST_DAY(", [date]) => {
            format!("date({date}, 'start of month', '+1 month', '-1 day')")
        }
        (DbBackend::Sqlite, _, [date]) => format!("CAST(strftime('%d', {date}) AS INTEGER)"),
        (DbBackend::Postgres, "DATEDIFF(", [later, earlier]) => format!("({later} - {earlier})"),
        (DbBackend::Postgres, "ADD_DAYS(", [date, days]) => {
            format!("({date} + CAST({days} AS INTEGER))")
        }
        (DbBackend::Postgres, "LAST_DAY(", [date]) => {
            format!("CAST(DATE_TRUNC('month', {date}) + INTERVAL '1 month - 1 day' AS DATE)")
        }
        (DbBackend::Postgres, _, [date]) => {
            format!("CAST(EXTRACT(DAY FROM {date}) AS INTEGER)")
        }
        (_, "ADD_DAYS(", [date, days]) => format!("DATE_ADD({date}, INTERVAL {days} DAY)"),
        _ => format!("{name}{})", spelled.join(", ")),
    };
    let before = &sql[..at];
    let after = spell_date_functions(&inside[end..], backend);
    format!("{before}{call}{after}")
}

/// Splits a call's arguments at its own commas; `end` is just after its bracket.
fn split_arguments(inside: &str) -> (Vec<&str>, usize) {
    let (mut depth, mut from, mut arguments) = (0, 0, Vec::new());
    for (at, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => {
                arguments.push(&inside[from..at]);
                return (arguments, at + 1);
            }
            ')' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(&inside[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    (arguments, inside.len())
}

#[cfg(test)]
mod tests {
    use super::{spell, spell_date_functions};
    use sea_orm::DbBackend;

    const MYSQL: DbBackend = DbBackend::MySql;
    const POSTGRES: DbBackend = DbBackend::Postgres;
    const SQLITE: DbBackend = DbBackend::Sqlite;

    #[test]
    fn a_parameter_is_bound_as_often_as_it_is_used() {
        let text = "SELECT a -- of :nobody\nWHERE b = :as_of AND c < :as_of OR d = :limit2";
        let spelled = spell(text, POSTGRES);
        assert_eq!(spelled.sql, "SELECT a\nWHERE b = $1 AND c < $2 OR d = $3\n");
        assert_eq!(spelled.parameters, ["as_of", "as_of", "limit2"]);
        assert_eq!(spell("x = :y", MYSQL).sql, "x = ?\n");
    }

    #[test]
    fn date_functions_nest() {
        let text = "DATEDIFF(ADD_DAYS(a, 61), b) + LAST_DAY(c)";
        for (backend, expected) in [
            (
                MYSQL,
                "DATEDIFF(DATE_ADD(a, INTERVAL 61 DAY), b) + LAST_DAY(c)",
            ),
            (
                POSTGRES,
                "((a + CAST(61 AS INTEGER)) - b) + CAST(DATE_TRUNC('month', c) \
                 + INTERVAL '1 month - 1 day' AS DATE)",
            ),
            (
                SQLITE,
                "CAST(julianday(date(julianday(a) + 61)) - julianday(b) AS INTEGER) \
                 + date(c, 'start of month', '+1 month', '-1 day')",
            ),
        ] {
            assert_eq!(spell_date_functions(text, backend), expected);
        }
    }
}
