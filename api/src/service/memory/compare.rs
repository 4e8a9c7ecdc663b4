//! The book in memory against SQL: every figure, row by row.

use super::{Held, Memory};
use crate::{
    error::Result,
    query::{self, Parameters},
    service::{AsOf, Ctx, bucket::DEFAULT_SCHEME, period, portfolio::Portfolio},
};
use engine::{Cell, Row, Rows};
use std::sync::Arc;

/// What came of one comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The statement of `sql/`.
    pub statement: &'static str,
    /// What it was asked with, beside the date.
    pub arguments: String,
    /// Rows that SQL answered.
    pub rows: usize,
    /// The first row that is not the same, as SQL and as memory have it.
    pub difference: Option<(Option<Row>, Option<Row>)>,
}

/// Asks every figure of a portfolio of both engines, each with all its arguments; what has
/// changed of the book is brought into memory before.
///
/// # Errors
/// When the database fails, or the book is not in memory.
pub async fn compare(
    ctx: &Ctx,
    memory: &Arc<Memory>,
    portfolio: &Portfolio,
) -> Result<Vec<Comparison>> {
    let version = ctx.settings().await?.version;
    let held = match memory.current(version).await? {
        Some(held) => held,
        None => memory.held().map_err(super::absent)?,
    };
    let mut all = Vec::new();
    for statement in engine::statements() {
        all.extend(of_statement(ctx, memory, &held, portfolio, statement).await?);
    }
    Ok(all)
}

/// The same for one figure, of the book as it is in memory.
///
/// # Errors
/// As [`compare`].
pub async fn compare_one(
    ctx: &Ctx,
    memory: &Arc<Memory>,
    portfolio: &Portfolio,
    statement: &'static str,
) -> Result<Vec<Comparison>> {
    let held = memory.held().map_err(super::absent)?;
    of_statement(ctx, memory, &held, portfolio, statement).await
}

async fn of_statement(
    ctx: &Ctx,
    memory: &Memory,
    held: &Arc<Held>,
    portfolio: &Portfolio,
    statement: &'static str,
) -> Result<Vec<Comparison>> {
    let mut all = Vec::new();
    for own in arguments(statement, portfolio.as_of) {
        let mut parameters = own.clone();
        parameters.extend(portfolio.as_of.parameters());
        let rows = memory
            .answer(ctx, held, statement, (portfolio, &parameters))
            .await?;
        let scope = &portfolio.selection.scope;
        let sent = query::rows_like(&ctx.db, statement, scope, &parameters, &rows).await?;
        let own = own
            .iter()
            .map(|(name, value)| format!("{name}={}", query::print(value)));
        all.push(Comparison {
            statement,
            arguments: own.collect::<Vec<_>>().join(" "),
            rows: sent.len(),
            difference: difference(statement, sent, rows),
        });
    }
    Ok(all)
}

/// The first row that is not the same in both.
fn difference(
    statement: &str,
    mut sent: Vec<Row>,
    held: Rows,
) -> Option<(Option<Row>, Option<Row>)> {
    let mut held = held.rows;
    if query::is_ordered(statement) {
        // Groups are read by their keys. One without a key is read as 0, and databases do not
        // agree whether it comes first or last.
        sent.sort_by_key(|row| row.group_key);
        held.sort_by_key(|row| row.group_key);
    } else {
        let key = |row: &Row| format!("{row:?}");
        sent.sort_by_key(key);
        held.sort_by_key(key);
    }
    let is_optional = OPTIONAL.contains(&statement);
    let rows = (0..sent.len().max(held.len())).map(|at| (sent.get(at), held.get(at)));
    rows.filter(|rows| match rows {
        (Some(sent), Some(held)) => !is_same(sent, held, is_optional),
        _ => true,
    })
    .map(|(sent, held)| (sent.cloned(), held.cloned()))
    .next()
}

/// Statements whose columns may be empty, and are read so; elsewhere the sum over no row is 0.
pub(in crate::service) const OPTIONAL: [&str; 1] = ["loan_observations"];

fn is_same(one: &Row, other: &Row, is_optional: bool) -> bool {
    let is_same_cell = |one: &Cell, other: &Cell| match (one, other) {
        // Squares of balances: a database may keep them as a float.
        (Cell::Real(one), Cell::Real(other)) => (one - other).abs() <= one.abs() * 1e-12,
        (Cell::Null, Cell::Integer(0)) | (Cell::Integer(0), Cell::Null) => !is_optional,
        _ => one == other,
    };
    one.group_key == other.group_key
        && one.cells.len() == other.cells.len()
        && one
            .cells
            .iter()
            .zip(&other.cells)
            .all(|(one, other)| is_same_cell(one, other))
}

/// What each statement is asked with, beside what all are: several choices of each.
pub(in crate::service) fn arguments(statement: &str, as_of: AsOf) -> Vec<Parameters> {
    let scheme = |name: &str| ("scheme", sea_orm::Value::from(name));
    match statement {
        "instalments_in_window" => vec![vec![("from_date", as_of.less(29).into())]],
        "receipts_by_day" | "instalments_by_day" | "lending_by_day" => [0, 29, 400]
            .map(|days| vec![("from_date", as_of.less(days).into())])
            .into(),
        "ageing" => ["us", "ifrs", "mfi"].map(|name| vec![scheme(name)]).into(),
        "cohort_repayments" => [(1, 62), (12, 403), (36, 1147)]
            .map(|(months, reach): (i64, i64)| {
                vec![("months", months.into()), ("reach_days", reach.into())]
            })
            .into(),
        "collection_efficiency" => [0, 29, 364]
            .map(|days| {
                vec![
                    ("from_date", as_of.less(days).into()),
                    ("opening_date", as_of.less(days + 1).into()),
                    scheme(DEFAULT_SCHEME),
                ]
            })
            .into(),
        "concentration" => [1, 10, 1000]
            .map(|top: i64| vec![("top", top.into())])
            .into(),
        "first_payment_default" => [1, 30, 90]
            .map(|days: i64| {
                vec![
                    ("due_boundary", as_of.less(days.unsigned_abs()).into()),
                    ("default_after_days", days.into()),
                ]
            })
            .into(),
        "risk_tiers" => ["default", "documented"]
            .map(|profile| vec![("profile", profile.into())])
            .into(),
        "behaviour_tiers" => vec![vec![("profile", "behaviour".into())]],
        "high_risk_customers" => [1, 10, 1_000_000]
            .map(|limit: i64| vec![("profile", "default".into()), ("limit", limit.into())])
            .into(),
        "roll_rates" => {
            let opening = period::month_end_before(as_of.date());
            ["us", "mfi"]
                .map(|name| vec![("opening_date", opening.into()), scheme(name)])
                .into()
        }
        _ => vec![Vec::new()],
    }
}
