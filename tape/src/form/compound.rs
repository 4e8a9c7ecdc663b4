//! A look at an Excel file of before 2007 before its reader is let in.
//!
//! Such a file is a file system in a file, whose chains of sectors may run in circles, and its
//! two cells may be 65,535 rows and columns apart: the reader would follow and make room until
//! memory is full. So the same chains are walked here first, and the room is added up.

use super::{excel::too_large, fault::Fault};
use std::path::Path;

/// Ends a chain of sectors.
const END_OF_CHAIN: u32 = 0xffff_fffe;

/// From here on a number is no sector of data.
const NOT_A_SECTOR: u32 = 0xffff_fffa;

/// Streams that are shorter lie in the small sectors.
const SMALL_STREAM_BYTES: usize = 4096;
const SMALL_SECTOR_BYTES: usize = 64;

/// No book has more sheets; each is looked at from its beginning.
const MAX_SHEETS: usize = 1000;

/// Refuses a file whose sheets would make more cells, or that is no sound file system.
pub(super) fn check(path: &Path, max_cells: u64) -> Result<(), Fault> {
    let bytes = std::fs::read(path).map_err(|error| Fault::unreadable(&error))?;
    let workbook = find_workbook(&bytes).ok_or_else(broken)?;
    let cells = count_cells(&workbook).ok_or_else(broken)?;
    if cells > max_cells {
        return Err(too_large());
    }
    Ok(())
}

fn broken() -> Fault {
    Fault::new(
        "damaged_workbook",
        "it is not a sound Excel file; save it again as .xlsx or export it as CSV",
    )
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|four| u32::from_le_bytes(*four))
}

/// The stream with the sheets; empty where there is none, as in a file that is encrypted.
fn find_workbook(file: &[u8]) -> Option<Vec<u8>> {
    let sector_bytes = match u16_at(file, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let sectors = file.get(sector_bytes..)?;
    let table = read_table(file, sectors, sector_bytes)?;
    let directory = chain(sectors, sector_bytes, &table, u32_at(file, 48)?, usize::MAX)?;
    let root = directory.get(..128)?;
    let entry = ["workbook", "book"].iter().find_map(|name| {
        directory
            .chunks_exact(128)
            .find(|entry| is_named(entry, name))
    });
    let small = if u32_at(file, 64)? == 0 {
        (Vec::new(), Vec::new())
    } else {
        let small_sectors = stream(sectors, sector_bytes, &table, root)?;
        let table_bytes = size_at(file, 64)?.checked_mul(sector_bytes)?;
        let start = u32_at(file, 60)?;
        let small_table = chain(sectors, sector_bytes, &table, start, table_bytes)?;
        (small_sectors, numbers(&small_table).collect::<Vec<_>>())
    };
    let Some(entry) = entry else {
        return Some(Vec::new());
    };
    if size_at(entry, 120)? < SMALL_STREAM_BYTES {
        stream(&small.0, SMALL_SECTOR_BYTES, &small.1, entry)
    } else {
        stream(sectors, sector_bytes, &table, entry)
    }
}

/// Which sector comes after which.
fn read_table(file: &[u8], sectors: &[u8], sector_bytes: usize) -> Option<Vec<u32>> {
    let mut places: Vec<u32> = numbers(file.get(76..512)?).collect();
    let mut next = u32_at(file, 68)?;
    let mut left = sectors.len() / sector_bytes + 1;
    while next < NOT_A_SECTOR {
        left = left.checked_sub(1)?;
        places.extend(numbers(sector(sectors, sector_bytes, next)?));
        next = places.pop()?;
    }
    let mut table = Vec::new();
    // A sector of the table that is named twice would be read twice.
    let mut left = sectors.len() / sector_bytes + 1;
    for place in places.into_iter().filter(|place| *place < NOT_A_SECTOR) {
        left = left.checked_sub(1)?;
        table.extend(numbers(sector(sectors, sector_bytes, place)?));
    }
    Some(table)
}

/// The last sector of a file may be cut off.
fn sector(sectors: &[u8], sector_bytes: usize, place: u32) -> Option<&[u8]> {
    let start = usize::try_from(place).ok()?.checked_mul(sector_bytes)?;
    let rest = sectors.get(start..)?;
    Some(rest.get(..sector_bytes).unwrap_or(rest))
}

fn stream(sectors: &[u8], sector_bytes: usize, table: &[u32], entry: &[u8]) -> Option<Vec<u8>> {
    // Files with small sectors have no upper half of the length.
    let upper = if sector_bytes == 4096 {
        size_at(entry, 124)?
    } else {
        0
    };
    if upper > 0 {
        return None;
    }
    let bytes = size_at(entry, 120)?;
    chain(sectors, sector_bytes, table, u32_at(entry, 116)?, bytes)
}

/// Follows a chain, which cannot have more sectors than there are.
fn chain(
    sectors: &[u8],
    sector_bytes: usize,
    table: &[u32],
    start: u32,
    max_bytes: usize,
) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut place = start;
    let mut left = sectors.len() / sector_bytes + 1;
    while place != END_OF_CHAIN {
        left = left.checked_sub(1)?;
        bytes.extend_from_slice(sector(sectors, sector_bytes, place)?);
        if bytes.len() >= max_bytes {
            bytes.truncate(max_bytes);
            break;
        }
        place = *table.get(usize::try_from(place).ok()?)?;
    }
    Some(bytes)
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let units = entry.get(..64).unwrap_or_default().as_chunks().0.iter();
    let letters = units
        .map(|unit| u16::from_le_bytes(*unit))
        .take_while(|unit| *unit != 0);
    char::decode_utf16(letters)
        .map(|letter| letter.map_or('\u{fffd}', |letter| letter.to_ascii_lowercase()))
        .eq(name.chars())
}

/// What a record is: sizes of a sheet, where sheets begin, and those that have a cell.
const DIMENSIONS: u16 = 0x0200;
const SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const MANY_CELLS: u16 = 0x00bd;
const CELLS: [u16; 8] = [
    0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd, 0x0006, MANY_CELLS,
];

/// How many cells the reader makes room for, in all sheets.
fn count_cells(workbook: &[u8]) -> Option<u64> {
    let starts: Vec<usize> = Records(workbook)
        .take_while(|(kind, _)| *kind != END)
        .filter(|(kind, _)| *kind == SHEET)
        .map(|(_, data)| size_at(data, 0))
        .collect::<Option<_>>()?;
    if starts.len() > MAX_SHEETS {
        return None;
    }
    let mut total: u64 = 0;
    for start in starts {
        total = total.saturating_add(count_sheet(workbook.get(start..)?)?);
    }
    Some(total)
}

fn count_sheet(sheet: &[u8]) -> Option<u64> {
    let mut reserved: u64 = 0;
    let mut rows: Option<(u16, u16)> = None;
    let mut columns: Option<(u16, u16)> = None;
    let mut has_begun = false;
    let mut depth = 0_u32;
    for (kind, data) in Records(sheet) {
        match kind {
            BEGIN if has_begun => depth += 1,
            BEGIN => has_begun = true,
            END if depth == 0 => break,
            END => depth -= 1,
            _ if depth > 0 => {}
            DIMENSIONS => reserved = reserved.saturating_add(dimensions(data)?),
            _ if CELLS.contains(&kind) => {
                let column = u16_at(data, 2)?;
                rows = Some(widen(rows, u16_at(data, 0)?));
                columns = Some(widen(columns, column));
                if kind == MANY_CELLS {
                    let last = u16_at(data, data.len().checked_sub(2)?)?;
                    columns = Some(widen(columns, last));
                }
            }
            _ => {}
        }
    }
    let extent =
        |range: Option<(u16, u16)>| range.map_or(0, |(first, last)| u64::from(last - first) + 1);
    Some(reserved.max(extent(rows) * extent(columns)))
}

fn widen(range: Option<(u16, u16)>, place: u16) -> (u16, u16) {
    range.map_or((place, place), |(first, last)| {
        (first.min(place), last.max(place))
    })
}

/// Rows times columns as the sheet itself says, which are reserved unseen.
fn dimensions(data: &[u8]) -> Option<u64> {
    let (first_row, last_row, first_column, last_column) = if data.len() == 10 {
        (
            u32::from(u16_at(data, 0)?),
            u32::from(u16_at(data, 2)?),
            u16_at(data, 4)?,
            u16_at(data, 6)?,
        )
    } else {
        (
            u32_at(data, 0)?,
            u32_at(data, 4)?,
            u16_at(data, 8)?,
            u16_at(data, 10)?,
        )
    };
    let rows = u64::from(last_row.checked_sub(first_row)?) + 1;
    // The reader mends a first column that cannot be.
    let is_mended = first_column > 0xff || last_column < first_column;
    let first_column = if is_mended { 0 } else { first_column };
    let columns = u64::from(last_column - first_column) + 1;
    Some(rows.saturating_mul(columns))
}

/// Records of the format: a kind, a length, and so many bytes. Ends with the first that is cut.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.0, 0)?;
        let end = usize::from(u16_at(self.0, 2)?) + 4;
        let data = self.0.get(4..end)?;
        self.0 = self.0.get(end..)?;
        Some((kind, data))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Options,
            tests::{Scratch, read, refusal},
        },
        *,
    };

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        record(0x0203, &[place, value.to_le_bytes().to_vec()].concat())
    }

    /// A book of one sheet with these records.
    fn workbook(sheet: &[u8]) -> Vec<u8> {
        let begin = |kind: u16| {
            let words: [u16; 8] = [0x0600, kind, 0, 0, 0, 0, 0, 0];
            record(BEGIN, &words.map(u16::to_le_bytes).concat())
        };
        let globals_bytes = 20 + 4 + 6 + 2 + 5 + 4;
        let start = u32::try_from(globals_bytes).unwrap().to_le_bytes();
        let name = [&start, [0, 0, 5, 0].as_slice(), b"Loans"].concat();
        let globals = [begin(5), record(SHEET, &name), record(END, &[])].concat();
        assert_eq!(globals.len(), globals_bytes);
        let mut book = [globals, begin(16), sheet.to_vec(), record(END, &[])].concat();
        book.resize(book.len().max(4096).next_multiple_of(512), 0);
        book
    }

    /// A file system with one stream: its table in sector 0, its directory in 1, then the stream.
    fn file_of(name: &str, stream: &[u8]) -> Vec<u8> {
        let mut header = vec![0; 512];
        header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
            header[at..at + 2].copy_from_slice(&value.to_le_bytes());
        }
        let numbers = [
            (44, 1),
            (48, 1),
            (56, 4096),
            (60, END_OF_CHAIN),
            (68, END_OF_CHAIN),
        ];
        for (at, value) in numbers {
            header[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
        }
        header[80..].fill(0xff);
        let count = u32::try_from(stream.len() / 512).unwrap();
        let mut table = vec![0xffff_fffd, END_OF_CHAIN];
        table.extend(3..count + 2);
        table.push(END_OF_CHAIN);
        table.resize(128, 0xffff_ffff);
        let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
        let entry = |name: &str, start: u32, bytes: usize| {
            let mut entry = vec![0; 128];
            for (place, unit) in name.encode_utf16().enumerate() {
                entry[2 * place..2 * place + 2].copy_from_slice(&unit.to_le_bytes());
            }
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            let bytes = u32::try_from(bytes).unwrap();
            entry[120..124].copy_from_slice(&bytes.to_le_bytes());
            entry
        };
        let mut directory = entry("Root Entry", END_OF_CHAIN, 0);
        directory.extend(entry(name, 2, stream.len()));
        directory.resize(512, 0);
        [header, table, directory, stream.to_vec()].concat()
    }

    #[test]
    fn an_old_workbook_is_read() {
        let cells = [number(1, 1, 12.5), number(1, 2, 3.0), number(4, 2, -1.0)].concat();
        let bytes = file_of("Workbook", &workbook(&cells));
        let file = Scratch::new(&bytes);
        let tables = read(&file.0, &Options::default()).unwrap();
        let rows = [(2, ["12.5", "3"]), (5, ["", "-1"])];
        let rows = rows.map(|(number, fields)| (number, fields.map(str::to_owned).to_vec()));
        assert_eq!(tables[0].1, rows);
    }

    #[test]
    fn what_would_take_all_memory_is_refused() {
        let corners = [number(0, 0, 1.0), number(65_535, 65_535, 1.0)].concat();
        let claim = [0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 0, 0, 0];
        let claim = [record(DIMENSIONS, &claim), number(0, 0, 1.0)].concat();
        let backwards = [9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 255, 0, 0, 0];
        let backwards = [record(DIMENSIONS, &backwards), number(0, 0, 1.0)].concat();
        let sound = file_of("Workbook", &workbook(&number(0, 0, 1.0)));
        let changed = |at: usize, value: u32| {
            let mut bytes = sound.clone();
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            bytes
        };
        let mut endless = changed(512 + 8, 2);
        endless[1272..1276].fill(0x7f);
        let mut circular = changed(68, 0);
        circular[1020..1024].fill(0);
        let cases = [
            (file_of("Workbook", &workbook(&corners)), "excel_too_large"),
            (file_of("Workbook", &workbook(&claim)), "excel_too_large"),
            (
                file_of("Workbook", &workbook(&backwards)),
                "damaged_workbook",
            ),
            // The directory, the stream and the table's own list in circles.
            (changed(512 + 4, 1), "damaged_workbook"),
            (endless, "damaged_workbook"),
            (circular, "damaged_workbook"),
            (changed(48, 99), "damaged_workbook"),
            (file_of("Nothing", &workbook(&[])), "damaged_workbook"),
            (
                file_of("EncryptedPackage", &workbook(&[])),
                "encrypted_archive",
            ),
        ];
        for (place, (bytes, rule)) in cases.into_iter().enumerate() {
            let found = refusal(&bytes, &Options::default());
            assert_eq!(found, (rule, None), "{place}");
        }
    }

    /// Damage of any kind ends in a refusal or in rows, not in a panic.
    #[test]
    fn damage_is_refused() {
        let whole = file_of("Workbook", &workbook(&number(0, 0, 1.0)));
        for at in (0..whole.len()).filter(|at| *at < 700 || (1024..1600).contains(at)) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let file = Scratch::new(&damaged);
            let _ = read(&file.0, &Options::default());
        }
    }
}
