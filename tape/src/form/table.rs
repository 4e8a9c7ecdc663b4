//! A table in a file, and its rows.

#[cfg(feature = "parquet")]
use super::parquet;
use super::{
    MAX_ROW_BYTES, SAMPLE_ROWS,
    dialect::{self, Dialect},
    excel::{Sheet, SheetRows},
    fault::Fault,
    packed::{Source, Unpacked},
    text::TextRows,
};
use crate::Refusal;
use csv::StringRecord;
use std::sync::Arc;

/// A table in a file: what was found out about it. Its rows can be read any number of times.
#[derive(Clone, Debug)]
pub struct Table {
    /// The file's name, and that of the part in it: `tape.zip/2024Q1.csv`.
    pub name: String,
    /// Size of the file in bytes, packed as it is: what progress is measured by. Of a part of an
    /// archive, its own.
    pub bytes: u64,
    /// Names of the columns, where the first row has them.
    pub header: Option<Vec<String>>,
    /// Number of columns.
    pub width: usize,
    /// What stands between fields, of text.
    pub delimiter: Option<char>,
    /// Name of the encoding, of text.
    pub encoding: &'static str,
    /// The first rows, at most [`SAMPLE_ROWS`], without the header.
    pub sample: Vec<StringRecord>,
    origin: Origin,
}

/// Where a table's rows come from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    Text(Source, Dialect),
    Sheet(Arc<Sheet>),
    #[cfg(feature = "parquet")]
    Parquet(parquet::Source),
}

impl Origin {
    /// Names of the columns that are no row of the table.
    fn names(&self) -> Option<StringRecord> {
        match self {
            Self::Text(..) | Self::Sheet(_) => None,
            #[cfg(feature = "parquet")]
            Self::Parquet(source) => Some(source.names.iter().collect()),
        }
    }
}

/// The rows of a table, without its header.
pub struct Rows {
    file: String,
    inner: Inner,
}

enum Inner {
    Text(Box<TextRows>),
    Sheet(SheetRows),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::ParquetRows>),
}

impl Rows {
    /// Reads the next row into `row`; answers its number in the file, from 1, the header
    /// included, or none at the end. A row may have more or fewer fields than the table.
    ///
    /// The number is that of the line on which the row begins, as an editor counts: a quoted
    /// field may have lines of its own, and blank lines are counted, though they are no rows. In
    /// Excel it is the number at the left edge. In Parquet, the names are row 1.
    ///
    /// # Errors
    /// When the file cannot be read any further as what it was taken for.
    pub fn read(&mut self, row: &mut StringRecord) -> Result<Option<u64>, Refusal> {
        self.inner.read(row).map_err(|fault| fault.of(&self.file))
    }

    /// Bytes of the packed file that are read by now.
    pub fn bytes_read(&self) -> u64 {
        match &self.inner {
            Inner::Text(rows) => rows.bytes_read(),
            Inner::Sheet(rows) => rows.bytes_read(),
            #[cfg(feature = "parquet")]
            Inner::Parquet(rows) => rows.bytes_read(),
        }
    }
}

impl Inner {
    fn open(origin: &Origin) -> Result<Self, Fault> {
        Ok(match origin {
            Origin::Text(source, dialect) => {
                let rows = TextRows::new(Unpacked::open(source)?, dialect)?;
                Self::Text(Box::new(rows))
            }
            Origin::Sheet(sheet) => Self::Sheet(SheetRows::new(Arc::clone(sheet))),
            #[cfg(feature = "parquet")]
            Origin::Parquet(source) => Self::Parquet(Box::new(parquet::ParquetRows::new(source)?)),
        })
    }

    fn read(&mut self, row: &mut StringRecord) -> Result<Option<u64>, Fault> {
        match self {
            Self::Text(rows) => rows.read(row),
            Self::Sheet(rows) => Ok(rows.read(row)),
            #[cfg(feature = "parquet")]
            Self::Parquet(rows) => rows.read(row),
        }
    }
}

impl Table {
    /// Begins to read the rows.
    ///
    /// # Errors
    /// As [`open`].
    pub fn rows(&self) -> Result<Rows, Refusal> {
        self.begin().map_err(|fault| fault.of(&self.name))
    }

    fn begin(&self) -> Result<Rows, Fault> {
        let mut inner = Inner::open(&self.origin)?;
        if self.header.is_some() && self.origin.names().is_none() {
            inner.read(&mut StringRecord::new())?;
        }
        Ok(Rows {
            file: self.name.clone(),
            inner,
        })
    }

    /// Reads the first rows and finds out whether the very first names the columns.
    pub(super) fn describe(
        name: String,
        bytes: u64,
        origin: Origin,
        has_header: Option<bool>,
    ) -> Result<Self, Fault> {
        let mut inner = Inner::open(&origin)?;
        let mut sample = Vec::new();
        let mut first_line = 1;
        let mut sample_bytes = 0;
        let mut row = StringRecord::new();
        // Long rows are looked at fewer of, so that a sample is small.
        while sample.len() <= SAMPLE_ROWS && sample_bytes <= MAX_ROW_BYTES {
            let Some(line) = inner.read(&mut row)? else {
                break;
            };
            if sample.is_empty() {
                first_line = line;
            }
            sample_bytes += row.as_slice().len();
            sample.push(row.clone());
        }
        let header = match origin.names() {
            Some(names) => Some(dialect::header_names(&names, 1)?),
            None => take_header(&mut sample, first_line, has_header)?,
        };
        sample.truncate(SAMPLE_ROWS);
        let width = match &header {
            Some(names) => names.len(),
            None => dialect::find_width(&sample),
        };
        let (delimiter, encoding) = match &origin {
            Origin::Text(_, dialect) => {
                (Some(char::from(dialect.delimiter)), dialect.encoding.name())
            }
            _ => (None, encoding_rs::UTF_8.name()),
        };
        Ok(Self {
            name,
            bytes,
            header,
            width,
            delimiter,
            encoding,
            sample,
            origin,
        })
    }
}

/// Takes the names of the columns out of the rows, if they are there.
fn take_header(
    sample: &mut Vec<StringRecord>,
    line: u64,
    has_header: Option<bool>,
) -> Result<Option<Vec<String>>, Fault> {
    let [first, rest @ ..] = sample.as_slice() else {
        return Err(Fault::new("empty_file", "there is no row in it"));
    };
    if !has_header.unwrap_or_else(|| dialect::is_header(first, rest)) {
        return Ok(None);
    }
    let names = dialect::header_names(first, line)?;
    sample.remove(0);
    Ok(Some(names))
}
