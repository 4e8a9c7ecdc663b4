//! What stands in a column, and in one of its cells.

use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::ActiveEnum;

/// A column of a table or of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column of this name and kind.
    pub(super) const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number: an identifier, a count, a sum.
    Integer,
    /// A number beyond 64 bits, or with decimals.
    Real,
    /// An amount: minor units in the cell, a decimal number of the currency in the file.
    Money,
    /// The same, in CSV without decimals where nothing is lost by it: incomes are whole.
    ShortMoney,
    /// A rate: parts per million in the cell, percent in the file.
    Percent,
    /// What people wrote: a name, a key of the source. May hold anything.
    Text,
    /// A word of a closed list.
    Label,
    /// A day.
    Date,
    /// A day and a time, UTC.
    Stamp,
    /// Yes or no.
    Boolean,
}

impl Kind {
    /// Whether its cells hold [`Cell::Integer`] in minor units.
    pub(super) const fn is_money(self) -> bool {
        matches!(self, Self::Money | Self::ShortMoney)
    }
}

/// A value, the same for every format.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number; minor units of an amount, parts per million of a rate.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// A text or a label.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A day and a time, UTC.
    Stamp(NaiveDateTime),
    /// Yes or no.
    Boolean(bool),
}

impl Cell {
    /// The word that a label is stored as.
    pub(super) fn label(label: Option<impl ActiveEnum<Value = String>>) -> Self {
        label.map(|label| label.to_value()).into()
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<NaiveDateTime> for Cell {
    fn from(stamp: NaiveDateTime) -> Self {
        Self::Stamp(stamp)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<engine::Cell> for Cell {
    fn from(cell: engine::Cell) -> Self {
        match cell {
            engine::Cell::Null => Self::Null,
            engine::Cell::Integer(number) => Self::Integer(number),
            engine::Cell::Real(number) => Self::Real(number),
            engine::Cell::Text(text) => Self::Text(text.into_owned()),
            engine::Cell::Date(date) => Self::Date(date),
        }
    }
}
