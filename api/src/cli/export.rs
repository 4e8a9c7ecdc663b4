//! `loanbook export`: tables, or the rows behind figures, as files for other programs.

use super::{Ctx, print};
use crate::service::export::{self, Format, Options, Written};
use anyhow::bail;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What is written, and where to.
#[derive(Args)]
pub(super) struct Export {
    /// Form of the files
    #[arg(long, default_value = "csv")]
    format: ExportFormat,
    /// Folder to write to; made when it is missing
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    out: PathBuf,
    /// Write all columns and the receipts also of the demo book, whose CSV is the documented one
    #[arg(long, conflicts_with = "figure")]
    full: bool,
    /// CSV: leave texts as they are that a spreadsheet takes for formulas
    #[arg(long)]
    raw: bool,
    /// CSV: begin each file with a byte-order mark, by which Excel knows UTF-8
    #[arg(long)]
    mark: bool,
    /// Write the rows behind these figures in place of the tables; `all` stands for every one
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    figure: Vec<String>,
    /// Day of the figures; the book's reporting date when not given
    #[arg(long, value_name = "DATE", requires = "figure")]
    as_of: Option<NaiveDate>,
}

/// What the help ends with.
pub(super) const EXAMPLES: &str = "\
CSV and Parquet are a file a table; Excel is one workbook, a sheet a table. Files
appear under their names together, when all are complete.

A text in CSV that begins with = + - or @ gets an apostrophe before it, since a
spreadsheet would run it as a formula; --raw leaves it as it is.

Examples:
  loanbook export --out book/                               the tables as CSV
  loanbook export --out book/ --full                        the demo's, with receipts
  loanbook export --format xlsx --out book/                 book/book.xlsx
  loanbook export --figure all --format xlsx --out book/    book/figures.xlsx
  loanbook export --figure ageing,roll_rates --as-of 2024-12-31 --out figures/";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// Text with commas
    Csv,
    /// An Excel workbook
    Xlsx,
    /// Typed columns; of builds with the feature `parquet`
    Parquet,
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Xlsx => Self::Excel,
            ExportFormat::Parquet => Self::Parquet,
        }
    }
}

/// Writes the files, and says which.
pub(super) async fn run(ctx: &Ctx, asked: &Export) -> anyhow::Result<()> {
    if asked.format != ExportFormat::Csv && (asked.raw || asked.mark) {
        bail!("--raw and --mark are about CSV: leave them out, or take --format csv");
    }
    let options = Options {
        is_full: asked.full,
        is_raw: asked.raw,
        has_mark: asked.mark,
        ..Options::of(asked.format.into())
    };
    let is_tables = asked.figure.is_empty();
    let bar = print::progress(0, if is_tables { "rows" } else { "figures" });
    let tell = |done, total| match done {
        0 => bar.set_length(total),
        _ => bar.set_position(done),
    };
    let written = if is_tables {
        export::write_tables(ctx, &asked.out, &options, tell).await?
    } else {
        let figures = (asked.figure.as_slice(), asked.as_of);
        export::write_figures(ctx, &asked.out, &options, figures, tell).await?
    };
    bar.finish_and_clear();
    for Written { name, file, rows } in written {
        let file = file.display();
        print::status(&match asked.format {
            ExportFormat::Xlsx => format!("{file}, sheet {name} ({rows} rows)"),
            _ => format!("{file} ({rows} rows)"),
        });
    }
    Ok(())
}
