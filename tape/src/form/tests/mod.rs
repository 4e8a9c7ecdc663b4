//! Whole files: what is in them, and what they are refused for.

mod read;
mod refused;

use super::{Options, Table, open};
use crate::Refusal;
use csv::StringRecord;
use flate2::{Compression, write::GzEncoder};
use std::{
    fmt::Write as _,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A file that is gone when its test is over.
pub(in crate::form) struct Scratch(pub(in crate::form) PathBuf);

impl Scratch {
    pub(in crate::form) fn new(bytes: &[u8]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("loanbook-form-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

pub(in crate::form) type Row = (u64, Vec<String>);

pub(in crate::form) fn rows_of(table: &Table) -> Result<Vec<Row>, Refusal> {
    let mut rows = table.rows()?;
    let mut row = StringRecord::new();
    let mut all = Vec::new();
    let mut bytes_read = 0;
    while let Some(number) = rows.read(&mut row)? {
        all.push((number, row.iter().map(str::to_owned).collect()));
        assert!(rows.bytes_read() >= bytes_read);
        bytes_read = rows.bytes_read();
        assert!(bytes_read <= table.bytes);
    }
    assert_eq!(rows.read(&mut row)?, None);
    Ok(all)
}

pub(in crate::form) fn read(
    path: &Path,
    options: &Options,
) -> Result<Vec<(Table, Vec<Row>)>, Refusal> {
    open(path, options)?
        .into_iter()
        .map(|table| {
            let rows = rows_of(&table)?;
            Ok((table, rows))
        })
        .collect()
}

pub(in crate::form) fn read_one(
    bytes: &[u8],
    options: &Options,
) -> Result<(Table, Vec<Row>), Refusal> {
    let file = Scratch::new(bytes);
    let mut tables = read(&file.0, options)?;
    assert_eq!(tables.len(), 1);
    Ok(tables.remove(0))
}

/// Rows as `1:a|b 2:c|d`, and the header before.
pub(in crate::form) fn show(table: &Table, rows: &[Row]) -> String {
    let mut shown = String::new();
    if let Some(names) = &table.header {
        write!(shown, "[{}]", names.join("|")).unwrap();
    }
    for (number, fields) in rows {
        write!(shown, " {number}:{}", fields.join("|")).unwrap();
    }
    shown
}

pub(in crate::form) fn refusal(bytes: &[u8], options: &Options) -> (&'static str, Option<u64>) {
    let file = Scratch::new(bytes);
    let Err(refusal) = drain(&file.0, options) else {
        return ("none", None);
    };
    assert!(!refusal.message.is_empty());
    (refusal.rule, refusal.row)
}

fn drain(path: &Path, options: &Options) -> Result<(), Refusal> {
    let mut row = StringRecord::new();
    for table in open(path, options)? {
        let mut rows = table.rows()?;
        while rows.read(&mut row)?.is_some() {}
    }
    Ok(())
}

pub(in crate::form) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(in crate::form) fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer
                .add_directory(*name, SimpleFileOptions::default())
                .unwrap();
        } else {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// Changes all names of a kind in an archive, to what its writer would not write.
pub(in crate::form) fn renamed(archive: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut changed = archive.to_vec();
    let mut at = 0;
    while at + from.len() <= changed.len() {
        if &changed[at..at + from.len()] == from {
            changed[at..at + from.len()].copy_from_slice(to);
        }
        at += 1;
    }
    changed
}

pub(in crate::form) fn utf_16(text: &str, is_little: bool) -> Vec<u8> {
    let mut bytes = if is_little {
        vec![0xff, 0xfe]
    } else {
        vec![0xfe, 0xff]
    };
    for unit in text.encode_utf16() {
        bytes.extend(if is_little {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        });
    }
    bytes
}
