//! Sheets of rows, one after another, in whichever format.

#[cfg(feature = "parquet")]
use super::parquet_file::ParquetFiles;
use super::{
    Format, Options,
    column::{Cell, Column},
    csv_file::CsvFiles,
    excel_file::ExcelFile,
    folder::Folder,
};
use std::path::{Path, PathBuf};

/// A table or a figure that was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its name, which is that of the sheet.
    pub name: String,
    /// The file it is in.
    pub file: PathBuf,
    /// Rows, without the one of names.
    pub rows: u64,
}

/// A format that rows are written in, sheet after sheet.
pub(super) trait Output {
    /// Begins a sheet; answers the name of the file that it is in.
    fn begin(
        &mut self,
        folder: &mut Folder,
        name: &str,
        columns: &[Column],
    ) -> anyhow::Result<String>;

    /// Writes a row of it.
    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()>;

    /// Ends it.
    fn end(&mut self) -> anyhow::Result<()>;

    /// Is called once, after the last sheet.
    fn finish(&mut self, folder: &mut Folder) -> anyhow::Result<()>;
}

/// The sheets of one export.
pub(super) struct Sheets {
    output: Box<dyn Output>,
    folder: Folder,
    written: Vec<Written>,
}

impl Sheets {
    /// Begins an export. `workbook` is what a file is called that has all sheets.
    ///
    /// # Errors
    /// When the folder cannot be written to, or this build does not have the format.
    pub(super) fn open(
        path: &Path,
        options: &Options,
        exponent: u32,
        workbook: &str,
    ) -> anyhow::Result<Self> {
        let output: Box<dyn Output> = match options.format {
            Format::Csv => Box::new(CsvFiles::new(exponent, options)),
            Format::Excel => Box::new(ExcelFile::new(workbook, exponent)),
            #[cfg(feature = "parquet")]
            Format::Parquet => Box::new(ParquetFiles::new(exponent)),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => anyhow::bail!(
                "this build of loanbook writes no Parquet: take one that was built with \
                 `cargo build --features parquet`, or --format csv"
            ),
        };
        Ok(Self {
            output,
            folder: Folder::make(path)?,
            written: Vec::new(),
        })
    }

    /// Begins a sheet.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn begin(&mut self, name: &str, columns: &[Column]) -> anyhow::Result<()> {
        let file = self.output.begin(&mut self.folder, name, columns)?;
        self.written.push(Written {
            name: name.to_owned(),
            file: self.folder.file(&file),
            rows: 0,
        });
        Ok(())
    }

    /// Writes a row of the sheet that was begun.
    ///
    /// # Errors
    /// When it cannot be written, or does not fit the format.
    pub(super) fn write(&mut self, row: &[Cell]) -> anyhow::Result<()> {
        if let Some(sheet) = self.written.last_mut() {
            sheet.rows += 1;
        }
        self.output.write(row)
    }

    /// Ends the sheet.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn end(&mut self) -> anyhow::Result<()> {
        self.output.end()
    }

    /// Gives the files their names.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn publish(mut self) -> anyhow::Result<Vec<Written>> {
        self.output.finish(&mut self.folder)?;
        self.folder.publish()?;
        Ok(self.written)
    }
}
