//! CSV: decimals, empty for nothing, `true` and `false`, dates and times of ISO 8601.
//!
//! Spreadsheets take a text that begins with `=`, `+`, `-` or `@` for a formula and run it. In
//! text columns such a cell gets an apostrophe before it, which they take for "this is a text".
//! A text that has apostrophes before such a sign gets one more, so that nothing is lost:
//! **an importer takes one apostrophe off each text of one or more apostrophes and one of
//! [`SIGNS`]**. Numbers and dates stay as they are; nothing is added to a raw export, and
//! nothing may be taken off one.

use super::{
    Options,
    column::{Cell, Column, Kind},
    folder::Folder,
    sheets::Output,
};
use anyhow::Context;
use rust_decimal::Decimal;
use std::{
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Write},
};

/// What a spreadsheet takes for the begin of a formula, or drops to get to one.
const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// By which programs know UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How many seconds have which fraction is said only where there is one.
const STAMP: &str = "%Y-%m-%dT%H:%M:%S%.f";

/// A file a sheet.
pub(super) struct CsvFiles {
    exponent: u32,
    options: Options,
    sheet: Option<CsvSheet<BufWriter<File>>>,
}

impl CsvFiles {
    pub(super) const fn new(exponent: u32, options: &Options) -> Self {
        Self {
            exponent,
            options: *options,
            sheet: None,
        }
    }
}

impl Output for CsvFiles {
    fn begin(
        &mut self,
        folder: &mut Folder,
        name: &str,
        columns: &[Column],
    ) -> anyhow::Result<String> {
        let file = format!("{name}.csv");
        let output = folder.create(&file)?;
        let sheet = CsvSheet::begin(output, self.exponent, &self.options, columns)?;
        self.sheet = Some(sheet);
        Ok(file)
    }

    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()> {
        self.sheet.as_mut().context("no sheet")?.write(row)
    }

    fn end(&mut self) -> anyhow::Result<()> {
        self.sheet.take().context("no sheet")?.end()
    }

    fn finish(&mut self, _: &mut Folder) -> anyhow::Result<()> {
        Ok(())
    }
}

/// Rows on their way to one file.
pub(super) struct CsvSheet<W: Write> {
    rows: csv::Writer<W>,
    kinds: Vec<Kind>,
    exponent: u32,
    is_raw: bool,
    /// Room for the text of a cell.
    text: String,
}

impl<W: Write> CsvSheet<W> {
    /// Writes the names of the columns.
    ///
    /// # Errors
    /// When `output` cannot be written.
    pub(super) fn begin(
        mut output: W,
        exponent: u32,
        options: &Options,
        columns: &[Column],
    ) -> anyhow::Result<Self> {
        if options.has_mark {
            output.write_all(MARK)?;
        }
        let mut rows = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(output);
        rows.write_record(columns.iter().map(|column| column.name))?;
        Ok(Self {
            rows,
            kinds: columns.iter().map(|column| column.kind).collect(),
            exponent,
            is_raw: options.is_raw,
            text: String::new(),
        })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&mut self, row: &[Cell]) -> anyhow::Result<()> {
        for (cell, kind) in row.iter().zip(&self.kinds) {
            self.text.clear();
            spell(cell, *kind, self.exponent, self.is_raw, &mut self.text)?;
            self.rows.write_field(&self.text)?;
        }
        Ok(self.rows.write_record(None::<&[u8]>)?)
    }

    /// Writes what is still waiting.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn end(mut self) -> anyhow::Result<()> {
        Ok(self.rows.flush()?)
    }
}

fn spell(
    cell: &Cell,
    kind: Kind,
    exponent: u32,
    is_raw: bool,
    text: &mut String,
) -> std::fmt::Result {
    match (cell, kind) {
        (Cell::Null, _) => Ok(()),
        (Cell::Integer(minor), Kind::Money) => {
            write!(text, "{}", Decimal::new(*minor, exponent))
        }
        (Cell::Integer(minor), Kind::ShortMoney) => {
            write!(text, "{}", Decimal::new(*minor, exponent).normalize())
        }
        (Cell::Integer(ppm), Kind::Percent) => {
            // At least two decimal places, and all that there are.
            let exact = Decimal::new(*ppm, 4).normalize();
            write!(text, "{exact:.*}", exact.scale().max(2) as usize)
        }
        (Cell::Integer(number), _) => write!(text, "{number}"),
        (Cell::Real(number), _) => write!(text, "{number}"),
        (Cell::Text(value), Kind::Text) if !is_raw && needs_apostrophe(value) => {
            write!(text, "'{value}")
        }
        (Cell::Text(value), _) => text.write_str(value),
        (Cell::Date(date), _) => write!(text, "{date}"),
        (Cell::Stamp(stamp), _) => write!(text, "{}", stamp.format(STAMP)),
        (Cell::Boolean(value), _) => write!(text, "{value}"),
    }
}

/// Whether a spreadsheet takes the text for a formula.
pub(super) fn is_formula_like(text: &str) -> bool {
    text.starts_with(SIGNS)
}

fn needs_apostrophe(text: &str) -> bool {
    is_formula_like(text.trim_start_matches('\''))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// What an importer has to do.
    fn read(cell: &str) -> &str {
        match cell.strip_prefix('\'') {
            Some(rest) if needs_apostrophe(cell) => rest,
            _ => cell,
        }
    }

    #[test]
    fn apostrophes_are_put_before_formulas_and_can_be_taken_off() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'", "'"),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
            ("O'Neil", "O'Neil"),
            ("", ""),
            ("{\"a\": -1}", "{\"a\": -1}"),
        ] {
            let mut cell = String::new();
            let value = Cell::Text(text.to_owned());
            spell(&value, Kind::Text, 2, false, &mut cell).unwrap();
            assert_eq!(cell, written);
            assert_eq!(read(&cell), text);
            cell.clear();
            spell(&value, Kind::Text, 2, true, &mut cell).unwrap();
            assert_eq!(cell, text, "raw");
        }
    }

    #[test]
    fn numbers_are_exact_in_any_currency() {
        for (number, kind, exponent, written) in [
            (-12345, Kind::Money, 2, "-123.45"),
            (5, Kind::Money, 0, "5"),
            (5, Kind::Money, 3, "0.005"),
            (i64::MAX, Kind::Money, 2, "92233720368547758.07"),
            (4_200_000, Kind::ShortMoney, 2, "42000"),
            (4_200_050, Kind::ShortMoney, 2, "42000.5"),
            (38_500, Kind::Percent, 2, "3.85"),
            (38_501, Kind::Percent, 2, "3.8501"),
            (40_000, Kind::Percent, 2, "4.00"),
            (-7, Kind::Integer, 2, "-7"),
        ] {
            let mut cell = String::new();
            spell(&Cell::Integer(number), kind, exponent, false, &mut cell).unwrap();
            assert_eq!(cell, written);
        }
    }
}
