//! How a file is packed and written: the path to rows of text.
//!
//! A file is plain text, gzip, a zip archive, Excel or Parquet; what is inside are
//! [`Table`]s. Everything comes out as text: what a number or a date means is the layout's.
//!
//! A file comes from outside and may be hostile: whatever it is, it ends in rows or in a
//! [`Refusal`](crate::Refusal), with little memory and soon.

mod archive;
mod compound;
mod dialect;
mod excel;
mod fault;
mod magic;
mod open;
mod open_document;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod scan;
mod table;
mod text;

#[cfg(test)]
mod tests;

pub use open::open;
pub use table::{Rows, Table};

/// What a reader is told, where it shall not find it out by itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name of the encoding, such as `windows-1252`.
    pub encoding: Option<String>,
    /// What stands between fields.
    pub delimiter: Option<u8>,
    /// Whether the first row names the columns.
    pub has_header: Option<bool>,
    /// Sheet of an Excel file; the first where none is named.
    pub sheet: Option<String>,
    /// The most that may come out of a packed file, in bytes.
    pub max_unpacked_bytes: u64,
}

impl Default for Options {
    /// Everything is found out, and at most 64 GiB come out of a packed file.
    fn default() -> Self {
        Self {
            encoding: None,
            delimiter: None,
            has_header: None,
            sheet: None,
            max_unpacked_bytes: 64 << 30,
        }
    }
}

/// Rows that are looked at before all are read.
pub const SAMPLE_ROWS: usize = 100;

/// The longest row in bytes.
pub const MAX_ROW_BYTES: usize = 1 << 20;
