//! What a file is, by its first bytes: names lie.

use super::fault::Fault;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Taken for text, as nothing else fits.
    Text,
    /// One or several gzip members.
    Gzip,
    /// An archive, or an Excel or LibreOffice file of today.
    Zip,
    /// An Excel file of before 2007, or an encrypted one.
    Compound,
    /// Columns.
    Parquet,
    /// Packing that is not read here, by its name.
    Other(&'static str),
}

/// Bytes that decide.
pub(super) const MAGIC_BYTES: usize = 512;

const MAGICS: [(&[u8], Kind); 13] = [
    (b"\x1f\x8b", Kind::Gzip),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"PK\x07\x08", Kind::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Compound),
    (b"PAR1", Kind::Parquet),
    (b"PARE", Kind::Parquet),
    (b"\x28\xb5\x2f\xfd", Kind::Other("Zstandard")),
    (b"\xfd7zXZ\x00", Kind::Other("xz")),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("7-Zip")),
    (b"Rar!\x1a\x07", Kind::Other("RAR")),
    (b"%PDF-", Kind::Other("PDF")),
    (b"\x89PNG\r\n", Kind::Other("PNG")),
];

/// Looks at the first bytes, of which there are fewer than [`MAGIC_BYTES`] in a short file.
pub(super) fn recognise(start: &[u8]) -> Kind {
    let known = MAGICS.iter().find(|(magic, _)| start.starts_with(magic));
    if let Some((_, kind)) = known {
        return *kind;
    }
    // "BZh" alone could begin a text.
    if start.starts_with(b"BZh") && start.get(4..10) == Some(b"1AY&SY") {
        return Kind::Other("bzip2");
    }
    if start.get(257..262) == Some(b"ustar") {
        return Kind::Other("tar");
    }
    Kind::Text
}

/// Refuses text that is markup: banks export web pages under the name of Excel.
pub(super) fn refuse_markup(text: &str) -> Result<(), Fault> {
    let start: String = text.trim_start().chars().take(16).collect();
    let start = start.to_ascii_lowercase();
    let is_markup = ["<?xml", "<!doctype", "<html", "<table", "<workbook"]
        .iter()
        .any(|tag| start.starts_with(tag));
    if is_markup {
        return Err(Fault::new(
            "not_a_table",
            "it is a web page or XML, not a table; open it and save it as CSV or .xlsx",
        ));
    }
    Ok(())
}

/// What is said of a file in a form that is not read.
pub(super) fn unknown_form(name: &str) -> Fault {
    Fault::new(
        "unknown_form",
        format!("{name} is not read; give it as text, gzip, zip, Excel or Parquet"),
    )
}
