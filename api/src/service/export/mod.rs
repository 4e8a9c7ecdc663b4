//! The tables of the book, and the rows behind its figures, as files for other programs.
//!
//! A table is described once ([`Table::columns`]); what a column holds ([`Kind`]) decides how
//! each format writes it. Rows are read and written one by one, so memory does not grow with
//! the book. The files appear under their names together, when all are complete.

mod column;
mod csv_file;
mod excel_file;
mod figure;
mod folder;
#[cfg(feature = "parquet")]
mod parquet_file;
mod rows;
mod sheets;
mod table;

pub use column::{Cell, Column, Kind};
pub use figure::{names as figure_names, write_figures};
pub use sheets::Written;
pub use table::{Form, Table};

use super::{Ctx, book};
use crate::db;
use csv_file::CsvSheet;
use sea_orm::{ConnectionTrait, StreamTrait};
use sheets::Sheets;
use std::{io::Write, path::Path};

/// What kind of file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with commas, a file a table.
    Csv,
    /// An Excel workbook, a sheet a table.
    Excel,
    /// Typed columns, a file a table; of builds with the feature `parquet`.
    Parquet,
}

/// What is written, and how.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The kind of file.
    pub format: Format,
    /// The full form, also where the documented one is the default.
    pub is_full: bool,
    /// CSV: texts as they are, also those that a spreadsheet takes for formulas.
    pub is_raw: bool,
    /// CSV: with a byte-order mark, by which Excel knows UTF-8.
    pub has_mark: bool,
}

impl Options {
    /// A format, and the defaults of all else.
    #[must_use]
    pub const fn of(format: Format) -> Self {
        Self {
            format,
            is_full: false,
            is_raw: false,
            has_mark: false,
        }
    }

    /// The form that a book is written in. A book with `demo_loans` is the demo as it was
    /// built: the first change that is made to it empties that setting.
    const fn form(&self, book: &entity::book::Model) -> Form {
        match self.format {
            Format::Csv if book.demo_loans.is_some() && !self.is_full => Form::Documented,
            _ => Form::Full,
        }
    }
}

/// Writes the tables into a folder, all as they stand at one moment. `progress` is told how
/// many rows are done, and of how many.
///
/// # Errors
/// When the database fails, a file cannot be written, this build does not have the format, or
/// a table has more rows than the format.
pub async fn write_tables(
    ctx: &Ctx,
    folder: &Path,
    options: &Options,
    progress: impl Fn(u64, u64),
) -> anyhow::Result<Vec<Written>> {
    let view = db::begin_read(&ctx.db).await?;
    let settings = book::read(&view).await?;
    let form = options.form(&settings.book);
    let mut total = 0;
    let mut tables = Vec::new();
    for table in form.tables() {
        let rows = rows::count(&view, *table).await?;
        if options.format == Format::Excel {
            // Before the hour that it takes to get there.
            excel_file::check_row_count(table.name(), rows)?;
        }
        if rows > 0 || !table.is_optional() {
            tables.push(*table);
        }
        total += rows;
    }
    progress(0, total);
    let mut sheets = Sheets::open(folder, options, settings.currency_exponent(), "book")?;
    let mut done = 0;
    for table in tables {
        sheets.begin(table.name(), &table.columns(form))?;
        rows::read(&view, table, form, |row| {
            done += 1;
            progress(done, total);
            sheets.write(&row)
        })
        .await?;
        sheets.end()?;
    }
    view.rollback().await?;
    sheets.publish()
}

/// Writes one table as CSV, as [`write_tables`] does, to any place. `exponent` is that of the
/// book's currency. Answers the number of rows.
///
/// # Errors
/// When the database fails, or `output` cannot be written.
pub async fn write_csv(
    view: &(impl ConnectionTrait + StreamTrait),
    exponent: u32,
    (table, form): (Table, Form),
    output: impl Write,
) -> anyhow::Result<u64> {
    let options = Options::of(Format::Csv);
    let mut sheet = CsvSheet::begin(output, exponent, &options, &table.columns(form))?;
    let mut count = 0;
    rows::read(view, table, form, |row| {
        count += 1;
        sheet.write(&row)
    })
    .await?;
    sheet.end()?;
    Ok(count)
}
