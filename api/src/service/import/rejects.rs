//! Rows that were left out, in files of their own: as they stood, with what is wrong with them.

use csv::{StringRecord, Writer};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::PathBuf,
};
use tape::{Problem, Severity, Source};

/// The columns behind those of the file.
const COLUMNS: [&str; 2] = ["_row", "_errors"];

/// The files of one load, each made when its first row comes.
pub(super) struct Rejects {
    folder: Option<PathBuf>,
    files: BTreeMap<String, Writer<File>>,
}

impl Rejects {
    /// In this folder; nowhere where there is none.
    pub(super) const fn to(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            files: BTreeMap::new(),
        }
    }

    /// Writes a row, if a problem is an error.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn add(
        &mut self,
        source: &Source,
        row: u64,
        fields: &StringRecord,
        problems: &[Problem],
    ) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let errors: Vec<_> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(|problem| match problem.column.as_str() {
                "" => format!("{}: {}", problem.rule, problem.fix),
                column => format!("{column}: {}: {}", problem.rule, problem.fix),
            })
            .collect();
        if errors.is_empty() {
            return Ok(());
        }
        if !self.files.contains_key(&source.name) {
            fs::create_dir_all(folder)?;
            let file = File::create(folder.join(file_name(&source.name)))?;
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
            let header = source.columns.iter().map(String::as_str).chain(COLUMNS);
            writer.write_record(header)?;
            self.files.insert(source.name.clone(), writer);
        }
        if let Some(writer) = self.files.get_mut(&source.name) {
            let (row, errors) = (row.to_string(), errors.join("; "));
            let own = [row.as_str(), errors.as_str()];
            writer.write_record(fields.iter().chain(own))?;
        }
        Ok(())
    }

    /// Has the files on the disk.
    ///
    /// # Errors
    /// When one cannot be written.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.files.values_mut().try_for_each(Writer::flush)
    }
}

/// "tape.zip/2024Q1.csv" becomes "2024Q1.csv.rejects.csv".
fn file_name(source: &str) -> String {
    let last = source.rsplit(['/', '\\']).next().unwrap_or(source);
    format!("{last}.rejects.csv")
}
