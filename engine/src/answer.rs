//! What a figure comes to: the rows that its statement in `sql/` answers.

use chrono::NaiveDate;
use std::borrow::Cow;

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A count, a sum or an identifier.
    Integer(i64),
    /// A number beyond 64 bits, or with decimals.
    Real(f64),
    /// A label.
    Text(Cow<'static, str>),
    /// A day.
    Date(NaiveDate),
}

/// One row of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The group.
    pub group_key: i64,
    /// The values, in the order of the columns, without the group's key.
    pub cells: Vec<Cell>,
}

/// The rows of all groups, in the order that the statement promises.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Names of the columns, without `group_key`.
    pub columns: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Row>,
}

impl Rows {
    pub(crate) const fn new(columns: &'static [&'static str]) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Appends a row; the values are in the order of the columns.
    pub(crate) fn push<const N: usize>(&mut self, group_key: i64, cells: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len(), "a value for each column");
        self.rows.push(Row {
            group_key,
            cells: cells.into(),
        });
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Integer)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
