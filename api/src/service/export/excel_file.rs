//! Excel: one workbook, a sheet a table.
//!
//! A cell keeps 15 digits of a number: whatever has more is written as a text, so that no digit
//! is lost. The same goes for dates that Excel has not. Texts are written as texts, whatever
//! they begin with, and those that look like a formula are marked so that they stay texts when
//! someone edits them.

use super::{
    column::{Cell, Column, Kind},
    csv_file::is_formula_like,
    folder::Folder,
    sheets::Output,
};
use anyhow::{Context, ensure};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::io::Write;

/// Rows of a sheet below the one of names.
const MAX_ROWS: u32 = 1_048_575;

/// Characters of a cell, as Excel counts them: in units of UTF-16.
const MAX_TEXT: usize = 32_767;

/// Whole numbers up to here have 15 digits, which a cell keeps.
const MAX_EXACT: u64 = 1_000_000_000_000_000;

/// A workbook that is being written.
pub(super) struct ExcelFile {
    workbook: Workbook,
    file: String,
    exponent: u32,
    formats: Formats,
    sheet: Option<Sheet>,
}

struct Sheet {
    name: String,
    worksheet: Worksheet,
    columns: Vec<Column>,
    /// Rows below the one of names.
    rows: u32,
}

struct Formats {
    header: Format,
    money: Format,
    percent: Format,
    date: Format,
    stamp: Format,
    /// For texts that look like formulas.
    quoted: Format,
}

impl Formats {
    fn new(exponent: u32) -> Self {
        let decimals = match exponent {
            0 => String::new(),
            _ => format!(".{}", "0".repeat(exponent as usize)),
        };
        Self {
            header: Format::new().set_bold(),
            money: Format::new().set_num_format(format!("#,##0{decimals}")),
            percent: Format::new().set_num_format("0.00##"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            stamp: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            quoted: Format::new().set_quote_prefix(),
        }
    }

    /// That of the cells of a column, said once: to look it up cell by cell takes longer than
    /// to write them.
    const fn of(&self, kind: Kind) -> Option<&Format> {
        match kind {
            Kind::Money | Kind::ShortMoney => Some(&self.money),
            Kind::Percent => Some(&self.percent),
            Kind::Date => Some(&self.date),
            Kind::Stamp => Some(&self.stamp),
            Kind::Integer | Kind::Real | Kind::Text | Kind::Label | Kind::Boolean => None,
        }
    }
}

impl ExcelFile {
    pub(super) fn new(name: &str, exponent: u32) -> Self {
        Self {
            workbook: Workbook::new(),
            file: format!("{name}.xlsx"),
            exponent,
            formats: Formats::new(exponent),
            sheet: None,
        }
    }
}

impl Output for ExcelFile {
    fn begin(
        &mut self,
        folder: &mut Folder,
        name: &str,
        columns: &[Column],
    ) -> anyhow::Result<String> {
        // Rows wait on the disk for the end, where there is room for the workbook: a folder for
        // temporary files may be in memory.
        self.workbook
            .set_tempdir(folder.path())
            .with_context(|| format!("cannot write into {}", folder.path().display()))?;
        let mut worksheet = self.workbook.new_worksheet_with_constant_memory();
        worksheet.set_name(name)?;
        worksheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0..).zip(columns) {
            worksheet.set_column_width(at, width(*column))?;
            if let Some(format) = self.formats.of(column.kind) {
                worksheet.set_column_format(at, format)?;
            }
            worksheet.write_string_with_format(0, at, column.name, &self.formats.header)?;
        }
        self.sheet = Some(Sheet {
            name: name.to_owned(),
            worksheet,
            columns: columns.to_vec(),
            rows: 0,
        });
        Ok(self.file.clone())
    }

    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()> {
        let sheet = self.sheet.as_mut().context("no sheet")?;
        sheet.rows += 1;
        check_row_count(&sheet.name, sheet.rows.into())?;
        for (at, (cell, column)) in (0..).zip(row.iter().zip(&sheet.columns)) {
            let place = (sheet.rows, at);
            put(
                &mut sheet.worksheet,
                place,
                (cell, column.kind),
                self.exponent,
                &self.formats.quoted,
            )
            .with_context(|| {
                format!(
                    "{} of row {} of {} does not fit into Excel: take --format csv or parquet",
                    column.name, sheet.rows, sheet.name
                )
            })?;
        }
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        let mut sheet = self.sheet.take().context("no sheet")?;
        if let Some(last) = sheet.columns.len().checked_sub(1) {
            let last = u16::try_from(last)?;
            sheet.worksheet.autofilter(0, 0, sheet.rows, last)?;
        }
        self.workbook.push_worksheet(sheet.worksheet);
        Ok(())
    }

    fn finish(&mut self, folder: &mut Folder) -> anyhow::Result<()> {
        let mut output = folder.create(&self.file)?;
        self.workbook
            .save_to_writer(&mut output)
            .with_context(|| format!("cannot write {}", self.file))?;
        Ok(output.flush()?)
    }
}

/// Refuses a table that has more rows than a sheet.
///
/// # Errors
/// When it has.
pub(super) fn check_row_count(table: &str, rows: u64) -> anyhow::Result<()> {
    ensure!(
        rows <= MAX_ROWS.into(),
        "{table} has more than the {MAX_ROWS} rows of a sheet of Excel: take --format csv or \
         --format parquet"
    );
    Ok(())
}

/// A width in characters that the values have room in.
fn width(column: Column) -> f64 {
    let values = match column.kind {
        Kind::Percent | Kind::Boolean => 9,
        Kind::Integer | Kind::Date => 12,
        Kind::Money | Kind::ShortMoney | Kind::Real => 16,
        Kind::Stamp => 20,
        Kind::Label => 22,
        Kind::Text => 32,
    };
    // With room for the arrow of the filter.
    let name = u32::try_from(column.name.len()).unwrap_or(0) + 4;
    name.max(values).into()
}

fn put(
    worksheet: &mut Worksheet,
    (row, at): (u32, u16),
    (cell, kind): (&Cell, Kind),
    exponent: u32,
    quoted: &Format,
) -> anyhow::Result<()> {
    match cell {
        Cell::Null => {}
        Cell::Integer(number) => {
            let scale = match kind {
                _ if kind.is_money() => exponent,
                Kind::Percent => 4,
                _ => 0,
            };
            match exact(*number, scale) {
                Some(value) => {
                    worksheet.write_number(row, at, value)?;
                }
                None => {
                    let text = Decimal::new(*number, scale).to_string();
                    worksheet.write_string(row, at, text)?;
                }
            }
        }
        Cell::Real(number) => {
            worksheet.write_number(row, at, *number)?;
        }
        Cell::Text(text) => {
            ensure!(
                text.encode_utf16().count() <= MAX_TEXT,
                "it has more than {MAX_TEXT} characters"
            );
            if is_formula_like(text) {
                worksheet.write_string_with_format(row, at, text, quoted)?;
            } else {
                worksheet.write_string(row, at, text)?;
            }
        }
        Cell::Date(date) => match excel_date(*date) {
            Some(day) => {
                worksheet.write_datetime(row, at, day)?;
            }
            None => {
                worksheet.write_string(row, at, date.to_string())?;
            }
        },
        Cell::Stamp(stamp) => match excel_stamp(*stamp) {
            Some(time) => {
                worksheet.write_datetime(row, at, time)?;
            }
            None => {
                let text = stamp.format("%Y-%m-%dT%H:%M:%S%.f").to_string();
                worksheet.write_string(row, at, text)?;
            }
        },
        Cell::Boolean(value) => {
            worksheet.write_boolean(row, at, *value)?;
        }
    }
    Ok(())
}

/// The number with so many of its digits behind the point, where a cell keeps it all.
#[allow(clippy::cast_precision_loss, reason = "a float has 53 bits")]
fn exact(number: i64, scale: u32) -> Option<f64> {
    let divisor = 10_f64.powi(i32::try_from(scale).ok()?);
    // One rounding, of the quotient: the float nearest to the decimal.
    (number.unsigned_abs() < MAX_EXACT).then(|| number as f64 / divisor)
}

/// Excel knows the years 1900 to 9999.
fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let (month, day) = (
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    );
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// Excel has no parts of a millisecond.
fn excel_stamp(stamp: NaiveDateTime) -> Option<ExcelDateTime> {
    const NANOS_PER_MILLI: u32 = 1_000_000;
    let (nanos, time) = (stamp.nanosecond(), stamp.time());
    if nanos % NANOS_PER_MILLI != 0 {
        return None;
    }
    let hour = u16::try_from(time.hour()).ok()?;
    let (minute, second) = (
        u8::try_from(time.minute()).ok()?,
        u8::try_from(time.second()).ok()?,
    );
    let milli = u16::try_from(nanos / NANOS_PER_MILLI).ok()?;
    excel_date(stamp.date())?
        .and_hms_milli(hour, minute, second, milli)
        .ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_so_many_rows_and_no_more() {
        check_row_count("receipt", 1_048_575).unwrap();
        let refused = check_row_count("receipt", 1_048_576).unwrap_err();
        let words = refused.to_string();
        assert!(words.contains("receipt") && words.contains("csv") && words.contains("parquet"));
    }

    #[test]
    fn numbers_beyond_fifteen_digits_are_texts() {
        for (number, scale, is_exact) in [
            (999_999_999_999_999, 2, true),
            (-999_999_999_999_999, 0, true),
            (1_000_000_000_000_000, 2, false),
            (i64::MIN, 0, false),
        ] {
            let value = exact(number, scale);
            assert_eq!(value.is_some(), is_exact, "{number}");
            if let Some(value) = value {
                let decimal = Decimal::new(number, scale).normalize();
                assert_eq!(value.to_string(), decimal.to_string());
            }
        }
    }
}
