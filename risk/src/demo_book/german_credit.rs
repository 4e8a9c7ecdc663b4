//! The rows of the German Credit table, by column name.

use csv::StringRecord;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::DemoBookError;

/// The columns that are no attributes of an applicant.
const NOT_ATTRIBUTES: [&str; 2] = ["row_id", "credit_risk"];

/// The attributes that are numbers.
const NUMBERS: [&str; 7] = [
    "duration_months",
    "credit_amount",
    "installment_rate",
    "residence_since",
    "age_years",
    "existing_credits",
    "dependents",
];

/// The parsed table.
#[derive(Debug)]
pub(super) struct GermanTable {
    columns: StringRecord,
    records: Vec<StringRecord>,
}

/// One row of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct GermanRow<'a> {
    /// Number of the row, from 1.
    pub(super) number: usize,
    columns: &'a StringRecord,
    record: &'a StringRecord,
}

impl GermanTable {
    pub(super) fn parse(text: &str) -> Result<Self, DemoBookError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers()?.clone();
        let records = reader.records().collect::<Result<Vec<_>, _>>()?;
        Ok(Self { columns, records })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = GermanRow<'_>> {
        self.records
            .iter()
            .zip(1..)
            .map(|(record, number)| GermanRow {
                number,
                columns: &self.columns,
                record,
            })
    }
}

impl<'a> GermanRow<'a> {
    /// The text of a column.
    pub(super) fn text(&self, column: &str) -> Result<&'a str, DemoBookError> {
        self.attributes()
            .find_map(|(name, value)| (name == column).then_some(value))
            .ok_or_else(|| DemoBookError::MissingColumn {
                column: column.to_owned(),
            })
    }

    /// The number in a column, which must not be negative.
    pub(super) fn number(&self, column: &str) -> Result<u32, DemoBookError> {
        let text = self.text(column)?;
        text.parse().map_err(|_| self.unknown(column, text))
    }

    /// What a table of labels makes of a column's text.
    pub(super) fn label<T>(
        &self,
        column: &str,
        labels: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, DemoBookError> {
        let text = self.text(column)?;
        labels(text).ok_or_else(|| self.unknown(column, text))
    }

    /// The error for a value that a column cannot have.
    pub(super) fn unknown(&self, column: &str, value: &str) -> DemoBookError {
        DemoBookError::UnknownValue {
            row: self.number,
            column: column.to_owned(),
            value: value.to_owned(),
        }
    }

    /// The 20 attributes as compact JSON, in the table's order.
    pub(super) fn features(&self) -> Result<String, DemoBookError> {
        serde_json::to_string(self).map_err(|source| DemoBookError::Features {
            row: self.number,
            source,
        })
    }

    fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.columns.iter().zip(self.record)
    }
}

impl Serialize for GermanRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.attributes() {
            if NOT_ATTRIBUTES.contains(&name) {
                continue;
            }
            match value.parse::<u32>() {
                Ok(number) if NUMBERS.contains(&name) => map.serialize_entry(name, &number)?,
                _ => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_keep_the_order_and_the_numbers() {
        let text = "row_id,purpose,age_years,credit_risk\n1,others,67,good\n";
        let table = GermanTable::parse(text).expect("a table");
        let row = table.rows().next().expect("a row");
        assert_eq!(
            row.features().expect("JSON"),
            r#"{"purpose":"others","age_years":67}"#
        );
    }

    #[test]
    fn errors_name_the_row_and_the_column() {
        let table = GermanTable::parse("row_id,age_years\n1,67\n2,old\n").expect("a table");
        let row = table.rows().nth(1).expect("a second row");
        let wrong = row.number("age_years").expect_err("no number");
        assert_eq!(
            wrong.to_string(),
            r#"row 2 of the German Credit table: age_years cannot be "old""#
        );
        let missing = row.text("purpose").expect_err("no column");
        assert_eq!(
            missing.to_string(),
            "the German Credit table has no column purpose"
        );
    }
}
