//! What a file is, and which tables are in it.

#[cfg(feature = "parquet")]
use super::parquet;
use super::{
    Options, Table,
    archive::{self, Archive, Content},
    dialect::{self, SAMPLE_BYTES},
    excel::{self, Sheet},
    fault::Fault,
    magic::{self, Kind, MAGIC_BYTES},
    packed::{Packing, Source, Unpacked},
    table::Origin,
};
use crate::Refusal;
use std::{io::ErrorKind, path::Path, sync::Arc};

/// Finds out what is in a file, by its content: what its name ends with does not count.
///
/// # Errors
/// When it cannot be read, or is nothing that can be.
pub fn open(path: &Path, options: &Options) -> Result<Vec<Table>, Refusal> {
    // Only the name: folders are the machine's own, and reports are read elsewhere.
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let found = find_size(path).and_then(|bytes| find_kind(path).map(|kind| (bytes, kind)));
    let (bytes, kind) = found.map_err(|fault| fault.of(&name))?;
    if kind == Kind::Zip {
        return open_zip(path, &name, bytes, options);
    }
    open_alone(path, &name, bytes, kind, options)
        .map(|table| vec![table])
        .map_err(|fault| fault.of(&name))
}

fn find_size(path: &Path) -> Result<u64, Fault> {
    let metadata = std::fs::metadata(path).map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            Fault::new("file_not_found", "there is no such file")
        } else {
            Fault::unreadable(&error)
        }
    })?;
    // A pipe cannot be read twice, and a device has no end.
    if !metadata.is_file() {
        return Err(Fault::new(
            "not_a_file",
            "it is a folder or no ordinary file; name the files in it",
        ));
    }
    if metadata.len() == 0 {
        return Err(Fault::new("empty_file", "there is nothing in it"));
    }
    Ok(metadata.len())
}

fn find_kind(path: &Path) -> Result<Kind, Fault> {
    let source = Source {
        path: path.to_path_buf(),
        packing: Packing::Plain,
        max_unpacked_bytes: u64::MAX,
    };
    let mut start = [0; MAGIC_BYTES];
    let filled = Unpacked::open(&source)?.fill(&mut start)?;
    Ok(magic::recognise(&start[..filled]))
}

fn open_alone(
    path: &Path,
    name: &str,
    bytes: u64,
    kind: Kind,
    options: &Options,
) -> Result<Table, Fault> {
    let source = |packing| Source {
        path: path.to_path_buf(),
        packing,
        max_unpacked_bytes: options.max_unpacked_bytes,
    };
    match kind {
        Kind::Text => open_text(name.to_owned(), bytes, source(Packing::Plain), options),
        Kind::Gzip => open_text(name.to_owned(), bytes, source(Packing::Gzip), options),
        Kind::Compound => {
            let sheet = excel::read_compound(path, bytes, options)?;
            open_sheet(name, bytes, sheet, options)
        }
        Kind::Parquet => open_parquet(path, name, bytes, options),
        Kind::Zip => Err(magic::unknown_form("zip")),
        Kind::Other(form) => Err(magic::unknown_form(form)),
    }
}

fn open_text(name: String, bytes: u64, source: Source, options: &Options) -> Result<Table, Fault> {
    let mut sample = vec![0; SAMPLE_BYTES];
    let filled = Unpacked::open(&source)?.fill(&mut sample)?;
    let is_whole_file = filled < sample.len();
    sample.truncate(filled);
    if !matches!(source.packing, Packing::Plain) && magic::recognise(&sample) != Kind::Text {
        return Err(archive::nested("what is in it"));
    }
    let dialect = dialect::find(&sample, is_whole_file, options)?;
    Table::describe(
        name,
        bytes,
        Origin::Text(source, dialect),
        options.has_header,
    )
}

fn open_sheet(name: &str, bytes: u64, sheet: Sheet, options: &Options) -> Result<Table, Fault> {
    let origin = Origin::Sheet(Arc::new(sheet));
    Table::describe(name.to_owned(), bytes, origin, options.has_header)
}

fn open_zip(path: &Path, name: &str, bytes: u64, options: &Options) -> Result<Vec<Table>, Refusal> {
    let mut archive = Archive::open(path).map_err(|fault| fault.of(name))?;
    match archive.content() {
        Content::Workbook | Content::OpenDocument => excel::read_zip(path, bytes, archive, options)
            .and_then(|sheet| open_sheet(name, bytes, sheet, options))
            .map(|table| vec![table])
            .map_err(|fault| fault.of(name)),
        Content::Document => Err(magic::unknown_form("this kind of document").of(name)),
        Content::Files => archive
            .tables(path, options.max_unpacked_bytes)
            .map_err(|fault| fault.of(name))?
            .into_iter()
            .map(|(entry, packed_bytes, source)| {
                let part = format!("{name}/{entry}");
                open_text(part.clone(), packed_bytes, source, options)
                    .map_err(|fault| fault.of(&part))
            })
            .collect(),
    }
}

#[cfg(feature = "parquet")]
fn open_parquet(path: &Path, name: &str, bytes: u64, options: &Options) -> Result<Table, Fault> {
    let source = parquet::open(path, bytes, options)?;
    Table::describe(name.to_owned(), bytes, Origin::Parquet(source), None)
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(_: &Path, _: &str, _: u64, _: &Options) -> Result<Table, Fault> {
    Err(Fault::new(
        "parquet_not_built",
        "it is Parquet, which this program was built without; build it with \
         `--features parquet`, or save the file as CSV",
    ))
}
