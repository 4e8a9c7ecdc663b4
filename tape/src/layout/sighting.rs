//! What is known of a table before its rows are read.

use crate::form::Table;
use csv::StringRecord;

/// What a layout is found by.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) name: String,
    pub(crate) header: Option<Vec<String>>,
    pub(crate) width: usize,
    pub(crate) delimiter: Option<char>,
    /// The first rows.
    pub(crate) sample: Vec<StringRecord>,
}

impl From<&Table> for Sighting {
    fn from(table: &Table) -> Self {
        Self {
            name: table.name.clone(),
            header: table.header.clone(),
            width: table.width,
            delimiter: table.delimiter,
            sample: table.sample.clone(),
        }
    }
}
