//! Files that belong together, with the layout that their columns have.

use crate::{
    Bundle, Problem, Refusal, Severity,
    form::{self, Rows, Table},
    layout::{self, Found, Mapping, Reader, Row, Shape, Sighting},
};
use chrono::NaiveDate;
use csv::StringRecord;
use std::path::{Path, PathBuf};

/// What a reader is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the files are written.
    pub form: form::Options,
    /// Name of the layout; found out where none is named.
    pub layout: Option<String>,
    /// Which column means what, from a mapping file.
    pub mapping: Option<Mapping>,
    /// Decimal places of the book's currency.
    pub currency_exponent: u32,
    /// The day that a tape without dates of its own is true at.
    pub as_of: Option<NaiveDate>,
}

impl Default for Options {
    /// All is found out, and the currency has cents.
    fn default() -> Self {
        Self {
            form: form::Options::default(),
            layout: None,
            mapping: None,
            currency_exponent: 2,
            as_of: None,
        }
    }
}

/// One file or several that belong together.
#[derive(Debug)]
pub struct Tape {
    sources: Vec<Source>,
    parts: Vec<(Table, Found)>,
}

/// A table of a tape, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Name of the file.
    pub name: String,
    /// Name of the layout, such as `fannie_mae`.
    pub layout: &'static str,
    /// Its release or part, such as `2020-10 (110 fields)` or `loans`.
    pub release: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Names of its columns: those of the header, or of the layout.
    pub columns: Vec<String>,
}

/// What one row of a tape says.
#[derive(Clone, Debug)]
pub struct Item {
    /// Place of its file among the sources.
    pub source: usize,
    /// Its number in the file, from 1, the header included.
    pub row: u64,
    /// Bytes of all files that are read by now.
    pub bytes_read: u64,
    /// What it says; nothing where a problem is an error.
    pub bundle: Bundle,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Its fields as they stand there.
    pub fields: StringRecord,
}

/// The rows of a tape.
pub struct Items<'a> {
    tape: &'a Tape,
    /// Place of the table that is read next.
    next_source: usize,
    current: Option<Current>,
    bytes_before: u64,
    record: StringRecord,
    is_over: bool,
}

/// The table that is being read.
struct Current {
    rows: Rows,
    reader: Reader,
    rows_read: u64,
}

impl Tape {
    /// Opens files and finds out which layout they have.
    ///
    /// # Errors
    /// When a file cannot be read, or no layout is known that it has.
    pub fn open(paths: &[PathBuf], options: &Options) -> Result<Self, Refusal> {
        let form_options = form_options(options);
        let mut parts = Vec::new();
        for path in paths {
            for table in form::open(path, &form_options)? {
                let found = layout::find(&Sighting::from(&table), options)?;
                parts.push((table, found));
            }
        }
        one_layout(&parts)?;
        parts.sort_by_key(|(_, found)| found.order);
        let sources = parts.iter().map(|(table, found)| Source {
            name: table.name.clone(),
            layout: found.layout,
            release: found.release.clone(),
            bytes: table.bytes,
            columns: found.shape.columns.clone(),
        });
        Ok(Self {
            sources: sources.collect(),
            parts,
        })
    }

    /// The tables, in the order in which they are read: customers, loans, then what is theirs.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Reads all rows, from the first again each time.
    ///
    /// # Errors
    /// When a file cannot be read any more.
    pub fn items(&self) -> Result<Items<'_>, Refusal> {
        let mut items = Items {
            tape: self,
            next_source: 0,
            current: None,
            bytes_before: 0,
            record: StringRecord::new(),
            is_over: false,
        };
        items.begin_next()?;
        Ok(items)
    }
}

impl Iterator for Items<'_> {
    /// Nothing comes after a refusal.
    type Item = Result<Item, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let item = self.read().transpose();
        self.is_over = !matches!(item, Some(Ok(_)));
        item
    }
}

impl Items<'_> {
    fn read(&mut self) -> Result<Option<Item>, Refusal> {
        loop {
            let Some(current) = &mut self.current else {
                return Ok(None);
            };
            let Some(row) = current.rows.read(&mut self.record)? else {
                self.bytes_before += self.tape.sources[self.next_source - 1].bytes;
                self.begin_next()?;
                continue;
            };
            current.rows_read += 1;
            let source = self.next_source - 1;
            let (_, found) = &self.tape.parts[source];
            let (mut bundle, problems) = current.read_row(found, &self.record, row);
            scope_keys(&mut bundle, self.tape.sources[source].layout);
            return Ok(Some(Item {
                source,
                row,
                bytes_read: self.bytes_before + current.rows.bytes_read(),
                bundle,
                problems,
                fields: self.record.clone(),
            }));
        }
    }

    fn begin_next(&mut self) -> Result<(), Refusal> {
        self.current = match self.tape.parts.get(self.next_source) {
            None => None,
            Some((table, found)) => Some(Current {
                rows: table.rows()?,
                reader: found.reader.clone(),
                rows_read: 0,
            }),
        };
        self.next_source += 1;
        Ok(())
    }
}

impl Current {
    fn read_row(
        &mut self,
        found: &Found,
        fields: &StringRecord,
        number: u64,
    ) -> (Bundle, Vec<Problem>) {
        let is_blank = || fields.iter().all(|field| field.trim().is_empty());
        if self.rows_read <= found.rows_above || self.reader.is_remark(fields) || is_blank() {
            let value = fields.get(0).unwrap_or_default();
            let fix = "passed over: it is no row of a loan";
            let problem = Problem::new(Severity::Note, "", value, "row_skipped", fix);
            return (Bundle::default(), vec![problem]);
        }
        if fields.len() != found.shape.columns.len() {
            let problem = wrong_number_of_fields(&found.shape, fields.len());
            return (Bundle::default(), vec![problem]);
        }
        let mut row = Row::new(&found.shape, fields, number);
        if self.rows_read == found.rows_above + 1 {
            for place in &found.unused {
                row.note(
                    Some(*place),
                    "column_not_used",
                    "nothing is read from this column",
                );
            }
        }
        let bundle = self.reader.read(&mut row);
        let is_rejected = row.has_error();
        let bundle = if is_rejected {
            Bundle::default()
        } else {
            bundle
        };
        (bundle, row.into_problems())
    }
}

/// What stands before the keys of a published tape. Agencies number their loans from 1, each for
/// itself: without it a second tape would write over the loans of the first.
const SCOPES: [(&str, &str); 5] = [
    ("fannie_mae", "FNM-"),
    ("freddie_mac", "FRE-"),
    ("german_credit", "GER-"),
    ("lending_club", "LC-"),
    ("taiwan_credit_card", "TWN-"),
];

/// Puts the scope of a layout before all keys. A lender's own keys stay as they are.
fn scope_keys(bundle: &mut Bundle, layout: &str) {
    let Some((_, scope)) = SCOPES.iter().find(|(name, _)| *name == layout) else {
        return;
    };
    let own = bundle.customer.iter_mut().map(|customer| &mut customer.key);
    let of_loan = bundle.loan.iter_mut();
    let of_loan = of_loan.flat_map(|loan| [&mut loan.key, &mut loan.customer_key]);
    let of_states = bundle.states.iter_mut().map(|state| &mut state.loan_key);
    for key in own.chain(of_loan).chain(of_states) {
        key.insert_str(0, scope);
    }
}

/// Writes the mapping file that the names of a table's columns suggest, for a human to edit.
///
/// # Errors
/// When the file cannot be read, or has no header.
pub fn propose_mapping(path: &Path, options: &Options) -> Result<String, Refusal> {
    let tables = form::open(path, &form_options(options))?;
    let table = tables.first().ok_or_else(|| Refusal {
        file: path.display().to_string(),
        row: None,
        rule: "empty_file",
        message: "there is no table in it".to_owned(),
    })?;
    layout::propose(&Sighting::from(table))
}

fn form_options(options: &Options) -> form::Options {
    match &options.mapping {
        Some(mapping) => mapping.form_options(&options.form),
        None => options.form.clone(),
    }
}

/// Files of two layouts are not one tape.
fn one_layout(parts: &[(Table, Found)]) -> Result<(), Refusal> {
    let Some((first, found_first)) = parts.first() else {
        return Ok(());
    };
    let other = parts
        .iter()
        .find(|(_, found)| found.layout != found_first.layout);
    let Some((table, found)) = other else {
        return Ok(());
    };
    let message = format!(
        "its layout is {}, but that of {} is {}: import them one after the other",
        found.layout, first.name, found_first.layout
    );
    Err(Refusal {
        file: table.name.clone(),
        row: None,
        rule: "mixed_layouts",
        message,
    })
}

fn wrong_number_of_fields(shape: &Shape, count: usize) -> Problem {
    let expected = shape.columns.len();
    let fix = format!("write {expected} fields: quote what contains the delimiter");
    Problem::new(
        Severity::Error,
        "",
        &count.to_string(),
        "wrong_number_of_fields",
        fix,
    )
}

#[cfg(test)]
mod tests;
