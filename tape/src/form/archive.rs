//! Zip archives: which tables are in them, and which archives are not opened.
//!
//! The directory is read by the crate; the entries are unpacked by [`super::packed`], which owns
//! its file and counts. Nothing is written to disk, so a hostile name could do no harm here; it
//! is refused all the same, since it says what the archive was made for.

use super::{
    fault::Fault,
    magic::{self, Kind, MAGIC_BYTES},
    packed::{self, Entry, Packing, Source, Unpacked},
};
use std::{fs::File, io::BufReader, path::Path};
use zip::{CompressionMethod, ZipArchive, result::ZipError};

/// The most entries of an archive, those that are skipped included.
const MAX_ENTRIES: usize = 100;

/// An archive whose directory has been read.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
}

/// What an archive is, by what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Files.
    Files,
    /// An Excel file.
    Workbook,
    /// A LibreOffice table.
    OpenDocument,
    /// A file of Word, PowerPoint or another program.
    Document,
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        let file = File::open(path).map_err(|error| Fault::unreadable(&error))?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(fault_of)?;
        Ok(Self { zip })
    }

    pub(super) fn content(&self) -> Content {
        let has = |name| self.zip.index_for_name(name).is_some();
        if has("xl/workbook.xml") {
            Content::Workbook
        } else if has("mimetype") && has("content.xml") {
            Content::OpenDocument
        } else if has("[Content_Types].xml") {
            Content::Document
        } else {
            Content::Files
        }
    }

    /// The files in it that are tables, with their names and packed sizes.
    pub(super) fn tables(
        &mut self,
        path: &Path,
        max_unpacked_bytes: u64,
    ) -> Result<Vec<(String, u64, Source)>, Fault> {
        if self.zip.len() > MAX_ENTRIES {
            return Err(Fault::new(
                "too_many_entries",
                format!(
                    "it has {} entries; at most {MAX_ENTRIES} are read",
                    self.zip.len()
                ),
            ));
        }
        let mut tables = Vec::new();
        let mut total: u64 = 0;
        for index in 0..self.zip.len() {
            let Some((name, entry)) = self.file(index)? else {
                continue;
            };
            total = total.saturating_add(entry.unpacked_bytes);
            let packed_bytes = entry.packed_bytes;
            let source = source_of(path, entry, max_unpacked_bytes);
            tables.push((name, packed_bytes, source));
        }
        if total > max_unpacked_bytes {
            return Err(packed::too_large(max_unpacked_bytes));
        }
        if tables.is_empty() {
            return Err(Fault::new("empty_file", "there is no table in it"));
        }
        for (name, _, source) in &tables {
            refuse_nested(name, source)?;
        }
        Ok(tables)
    }

    /// Unpacks everything once and drops it, so that a reader that believes what the directory
    /// says can be let in: it is true then, and at most `max_unpacked_bytes`.
    pub(super) fn check(&mut self, path: &Path, max_unpacked_bytes: u64) -> Result<(), Fault> {
        let mut total: u64 = 0;
        for index in 0..self.zip.len() {
            let data = self.zip.by_index_data(index).map_err(fault_of)?;
            total = total.saturating_add(data.size());
        }
        if total > max_unpacked_bytes {
            return Err(packed::too_large(max_unpacked_bytes));
        }
        let mut buffer = vec![0; 1 << 16];
        for index in 0..self.zip.len() {
            let entry = self.entry(index)?;
            let mut unpacked = Unpacked::open(&source_of(path, entry, max_unpacked_bytes))?;
            while unpacked.read(&mut buffer)? > 0 {}
        }
        Ok(())
    }

    /// The bytes of one entry; only after [`Self::check`].
    pub(super) fn read(&mut self, path: &Path, name: &str) -> Result<Vec<u8>, Fault> {
        let Some(index) = self.zip.index_for_name(name) else {
            return Ok(Vec::new());
        };
        let entry = self.entry(index)?;
        let size = usize::try_from(entry.unpacked_bytes).unwrap_or(usize::MAX);
        let mut bytes = vec![0; size];
        let mut unpacked = Unpacked::open(&source_of(path, entry, u64::MAX))?;
        let filled = unpacked.fill(&mut bytes)?;
        bytes.truncate(filled);
        Ok(bytes)
    }

    /// The entry's name and place, or none where it is nothing to read.
    fn file(&mut self, index: usize) -> Result<Option<(String, Entry)>, Fault> {
        let data = self.zip.by_index_data(index).map_err(fault_of)?;
        refuse_unsafe(data.name_raw())?;
        let name = data.name().map_err(fault_of)?.into_owned();
        if data.is_symlink() {
            return Err(unsafe_path(&name, "is a link"));
        }
        if data.is_dir() || is_skipped(&name) {
            return Ok(None);
        }
        Ok(Some((name, self.entry(index)?)))
    }

    fn entry(&mut self, index: usize) -> Result<Entry, Fault> {
        let data = self.zip.by_index_data(index).map_err(fault_of)?;
        if data.encrypted() {
            return Err(encrypted());
        }
        let is_deflated = match data.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => return Err(magic::unknown_form(&format!("zip with {other}"))),
        };
        let found = self.zip.by_index_raw(index).map_err(fault_of)?;
        let start = found
            .data_start()
            .ok_or_else(|| packed::damaged("an entry is nowhere"))?;
        Ok(Entry {
            start,
            packed_bytes: found.compressed_size(),
            unpacked_bytes: found.size(),
            is_deflated,
            checksum: found.crc32(),
        })
    }
}

/// What is said of a file behind a password.
pub(super) fn encrypted() -> Fault {
    Fault::new(
        "encrypted_archive",
        "it is encrypted; remove the password and try again",
    )
}

fn source_of(path: &Path, entry: Entry, max_unpacked_bytes: u64) -> Source {
    Source {
        path: path.to_path_buf(),
        packing: Packing::Entry(entry),
        max_unpacked_bytes,
    }
}

/// Folders of macOS, and files that systems hide: nobody put them there on purpose.
fn is_skipped(name: &str) -> bool {
    name.split('/')
        .any(|part| part.starts_with('.') || part == "__MACOSX")
}

fn refuse_unsafe(name: &[u8]) -> Result<(), Fault> {
    let is_drive = name.get(1) == Some(&b':') && name.first().is_some_and(u8::is_ascii_alphabetic);
    let why = if name.contains(&0) {
        "has a NUL in its name"
    } else if name.contains(&b'\\') {
        "has a backslash in its name"
    } else if name.starts_with(b"/") || is_drive {
        "names a place outside the archive"
    } else if name.split(|byte| *byte == b'/').any(|part| part == b"..") {
        "leads out of the archive"
    } else {
        return Ok(());
    };
    Err(unsafe_path(&String::from_utf8_lossy(name), why))
}

fn unsafe_path(name: &str, why: &str) -> Fault {
    Fault::new(
        "unsafe_path",
        format!(
            "the entry '{}' {why}; pack the archive again",
            name.escape_debug()
        ),
    )
}

/// An archive in an archive multiplies what a packed byte can become.
fn refuse_nested(name: &str, source: &Source) -> Result<(), Fault> {
    let mut start = [0; MAGIC_BYTES];
    let filled = Unpacked::open(source)?.fill(&mut start)?;
    if magic::recognise(&start[..filled]) == Kind::Text {
        return Ok(());
    }
    Err(nested(&format!("the entry '{name}'")))
}

/// What is said of packing inside packing.
pub(super) fn nested(what: &str) -> Fault {
    Fault::new(
        "nested_archive",
        format!("{what} is packed, or no text, itself; unpack it and give it alone"),
    )
}

fn fault_of(error: ZipError) -> Fault {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            Fault::unreadable(&error)
        }
        ZipError::InvalidPassword => encrypted(),
        other => packed::damaged(&other.to_string()),
    }
}
