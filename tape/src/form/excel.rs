//! Excel and LibreOffice files: one sheet, every cell as the text that a person would type.
//!
//! The reader holds a sheet in memory, so a file is only let in when all that it unpacks to, and
//! all that its cells become, is small enough.

use super::{
    Options,
    archive::{self, Archive, Content},
    fault::{Fault, without_panic},
    open_document,
};
use calamine::{
    Data, ExcelDateTime, Ods, OdsError, Range, Reader, SheetType, Xls, XlsError, Xlsx, XlsxError,
};
use csv::StringRecord;
use std::{fs::File, io::BufReader, path::Path, sync::Arc};

/// The most that an Excel file may unpack to, and its cells may take.
pub(super) const MAX_EXCEL_BYTES: u64 = 256 << 20;

/// The most cells that a reader may make that holds them all, the empty ones between others
/// included.
const MAX_CELLS: u64 = 8 << 20;

/// What a field takes besides its text.
const FIELD_BYTES: usize = 8;

const DAMAGED: &str = "damaged_workbook";

/// The rows of a sheet that are not empty, with their numbers.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rows: Vec<(u64, StringRecord)>,
    width: usize,
    file_bytes: u64,
}

/// Rows of a sheet that is being read.
pub(super) struct SheetRows {
    sheet: Arc<Sheet>,
    next: usize,
}

impl SheetRows {
    pub(super) fn new(sheet: Arc<Sheet>) -> Self {
        Self { sheet, next: 0 }
    }

    /// Rows are as wide as the sheet: Excel does not write empty cells at their ends.
    pub(super) fn read(&mut self, row: &mut StringRecord) -> Option<u64> {
        let (number, cells) = self.sheet.rows.get(self.next)?;
        self.next += 1;
        row.clear();
        for field in cells {
            row.push_field(field);
        }
        for _ in cells.len()..self.sheet.width {
            row.push_field("");
        }
        Some(*number)
    }

    /// The sheet is in memory: what is told is how far its rows are.
    pub(super) fn bytes_read(&self) -> u64 {
        let count = self.sheet.rows.len().max(1) as u64;
        self.sheet.file_bytes / count * self.next as u64
    }
}

/// Reads a sheet of a file of today.
pub(super) fn read_zip(
    path: &Path,
    bytes: u64,
    mut archive: Archive,
    options: &Options,
) -> Result<Sheet, Fault> {
    let limit = MAX_EXCEL_BYTES.min(options.max_unpacked_bytes);
    archive
        .check(path, limit)
        .map_err(|fault| match fault.rule {
            "unpacked_too_large" if limit == MAX_EXCEL_BYTES => too_large(),
            _ => fault,
        })?;
    if archive.content() == Content::Workbook {
        return without_panic(DAMAGED, || read_xlsx(path, bytes, options));
    }
    let content = archive.read(path, "content.xml")?;
    if open_document::count_cells(&content) > MAX_CELLS {
        return Err(too_large());
    }
    without_panic(DAMAGED, || {
        let mut book: Ods<_> = Ods::new(reader(path)?).map_err(|error| match error {
            OdsError::Password => archive::encrypted(),
            OdsError::InvalidMime(_) => super::magic::unknown_form("this kind of document"),
            other => damaged(&other.to_string()),
        })?;
        let name = choose(&book, options)?;
        let range = book
            .worksheet_range(&name)
            .map_err(|error| damaged(&error.to_string()))?;
        read_range(&range, bytes)
    })
}

/// Reads a sheet of a file of before 2007.
pub(super) fn read_compound(path: &Path, bytes: u64, options: &Options) -> Result<Sheet, Fault> {
    if bytes > MAX_EXCEL_BYTES {
        return Err(too_large());
    }
    super::compound::check(path, MAX_CELLS)?;
    without_panic(DAMAGED, || {
        let mut book: Xls<_> = match Xls::new(reader(path)?) {
            Ok(book) => book,
            Err(XlsError::Password) => return Err(archive::encrypted()),
            // Files of today are of this kind too when they are encrypted.
            Err(error) => match Xlsx::new(reader(path)?) {
                Err(XlsxError::Password) => return Err(archive::encrypted()),
                _ => return Err(damaged(&error.to_string())),
            },
        };
        let name = choose(&book, options)?;
        let range = book
            .worksheet_range(&name)
            .map_err(|error| damaged(&error.to_string()))?;
        read_range(&range, bytes)
    })
}

/// What is said of a workbook that would not fit in memory.
pub(super) fn too_large() -> Fault {
    Fault::new(
        "excel_too_large",
        format!(
            "it unpacks to more than {} MB, and Excel files are read in memory; save it as CSV",
            MAX_EXCEL_BYTES >> 20
        ),
    )
}

fn damaged(why: &str) -> Fault {
    Fault::new(
        DAMAGED,
        format!("it cannot be read as a workbook: {why}; save it again or export it as CSV"),
    )
}

fn reader(path: &Path) -> Result<BufReader<File>, Fault> {
    let file = File::open(path).map_err(|error| Fault::unreadable(&error))?;
    Ok(BufReader::new(file))
}

fn choose<R: Reader<BufReader<File>>>(book: &R, options: &Options) -> Result<String, Fault> {
    let names: Vec<&str> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.as_str())
        .collect();
    let chosen = match &options.sheet {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    chosen.map(|name| (*name).to_owned()).ok_or_else(|| {
        Fault::new(
            "unknown_sheet",
            format!("there is no such sheet; it has '{}'", names.join("', '")),
        )
    })
}

/// Cells one by one: a range would take room for all between the first and the last, which in a
/// sheet of two cells can be all memory.
fn read_xlsx(path: &Path, bytes: u64, options: &Options) -> Result<Sheet, Fault> {
    let mut book: Xlsx<_> = Xlsx::new(reader(path)?).map_err(|error| match error {
        XlsxError::Password => archive::encrypted(),
        other => damaged(&other.to_string()),
    })?;
    let name = choose(&book, options)?;
    let mut cells = book
        .worksheet_cells_reader(&name)
        .map_err(|error| damaged(&error.to_string()))?;
    let mut builder = Builder::default();
    while let Some(cell) = cells
        .next_cell()
        .map_err(|error| damaged(&error.to_string()))?
    {
        let (row, column) = cell.get_position();
        builder.add(row, column, &Data::from(cell.get_value().clone()))?;
    }
    builder.finish(bytes)
}

fn read_range(range: &Range<Data>, bytes: u64) -> Result<Sheet, Fault> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut builder = Builder::default();
    for (row, cells) in (first_row..).zip(range.rows()) {
        for (column, cell) in (first_column..).zip(cells) {
            builder.add(row, column, cell)?;
        }
    }
    builder.finish(bytes)
}

/// Makes rows out of cells.
#[derive(Default)]
struct Builder {
    rows: Vec<(u64, StringRecord)>,
    row: u32,
    cells: Vec<String>,
    first_column: Option<usize>,
    taken: u64,
}

impl Builder {
    fn add(&mut self, row: u32, column: u32, cell: &Data) -> Result<(), Fault> {
        if row < self.row {
            return Err(damaged("its rows are not in order"));
        }
        if row > self.row {
            self.end_row()?;
            self.row = row;
        }
        let text = text_of(cell);
        if text.is_empty() {
            return Ok(());
        }
        if text.contains('\0') {
            return Err(Fault::at(
                u64::from(row) + 1,
                "nul_byte",
                "there is a NUL character in a cell",
            ));
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
        let first = self.first_column.unwrap_or(column);
        self.first_column = Some(first.min(column));
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let text_bytes: usize = self.cells.iter().map(String::len).sum();
        self.taken += (text_bytes + self.cells.len() * FIELD_BYTES) as u64;
        if self.taken > MAX_EXCEL_BYTES {
            return Err(too_large());
        }
        let record = StringRecord::from(std::mem::take(&mut self.cells));
        self.rows.push((u64::from(self.row) + 1, record));
        Ok(())
    }

    /// Columns that are empty on the left are left away, as Excel itself does when it exports.
    fn finish(mut self, file_bytes: u64) -> Result<Sheet, Fault> {
        self.end_row()?;
        let skipped = self.first_column.unwrap_or(0);
        if skipped > 0 {
            for (_, record) in &mut self.rows {
                *record = record.iter().skip(skipped).collect();
            }
        }
        let width = self.rows.iter().map(|(_, record)| record.len()).max();
        Ok(Sheet {
            rows: self.rows,
            width: width.unwrap_or(0),
            file_bytes,
        })
    }
}

fn text_of(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DurationIso(text) => text.clone(),
        Data::DateTimeIso(text) => text
            .strip_suffix("T00:00:00")
            .unwrap_or(text.as_str())
            .to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float_text(*number),
        Data::Bool(yes) => yes.to_string(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => moment_text(moment),
    }
}

/// The shortest decimal that is this number, without an exponent: the standard library's way.
/// Minus nothing is nothing.
pub(super) fn float_text(number: f64) -> String {
    format!("{}", number + 0.0)
}

/// Days that Excel has dates for: from 1 January 1900 to the end of 9999.
const EXCEL_DAYS: std::ops::Range<f64> = 0.0..2_958_466.0;

fn moment_text(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if !EXCEL_DAYS.contains(&days) {
        return float_text(days);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let fraction = if milli == 0 {
        String::new()
    } else {
        format!(".{milli:03}")
    };
    if moment.is_duration() {
        let hours = (days.floor() * 24.0) + f64::from(hour);
        return format!("{hours}:{minute:02}:{second:02}{fraction}");
    }
    let time = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    if days < 1.0 {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if time == "00:00:00" {
        date
    } else {
        format!("{date}T{time}")
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{Scratch, read, refusal},
        *,
    };
    use rust_xlsxwriter::{ExcelDateTime as Moment, Format, Workbook};

    fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        fill(&mut workbook);
        workbook.save_to_buffer().unwrap()
    }

    fn loans() -> Vec<u8> {
        book(|workbook| {
            let date = Format::new().set_num_format("yyyy-mm-dd");
            let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
            let time = Format::new().set_num_format("hh:mm");
            let duration = Format::new().set_num_format("[h]:mm:ss");
            let sheet = workbook.add_worksheet().set_name("Loans").unwrap();
            let names = [
                "id", "amount", "day", "moment", "time", "took", "is_bad", "note",
            ];
            for (column, name) in (1..).zip(names) {
                sheet.write(1, column, name).unwrap();
            }
            sheet.write(2, 1, 1234567).unwrap();
            sheet.write(2, 2, 0.1).unwrap();
            let day = Moment::from_ymd(2020, 1, 31).unwrap();
            sheet.write_with_format(2, 3, &day, &date).unwrap();
            let noon = Moment::from_ymd(2020, 1, 31)
                .unwrap()
                .and_hms(12, 30, 5)
                .unwrap();
            sheet.write_with_format(2, 4, &noon, &moment).unwrap();
            sheet.write_with_format(2, 5, 0.25, &time).unwrap();
            sheet.write_with_format(2, 6, 1.5, &duration).unwrap();
            sheet.write(2, 7, true).unwrap();
            sheet.write(4, 1, "x,\"y\"\nz").unwrap();
            sheet.write(4, 2, -12.0).unwrap();
            sheet.write(4, 8, "é").unwrap();
            let other = workbook.add_worksheet().set_name("Other").unwrap();
            other.write(0, 0, 1).unwrap();
        })
    }

    #[test]
    fn cells_become_text() {
        let file = Scratch::new(&loans());
        let tables = read(&file.0, &Options::default()).unwrap();
        let (table, rows) = &tables[0];
        let names = [
            "id", "amount", "day", "moment", "time", "took", "is_bad", "note",
        ];
        assert_eq!(table.header.as_deref().unwrap(), names);
        assert_eq!((table.width, table.delimiter), (8, None));
        let first = [
            "1234567",
            "0.1",
            "2020-01-31",
            "2020-01-31T12:30:05",
            "06:00:00",
            "36:00:00",
            "true",
            "",
        ];
        let second = ["x,\"y\"\nz", "-12", "", "", "", "", "", "é"];
        assert_eq!(rows[0], (3, first.map(str::to_owned).to_vec()));
        assert_eq!(rows[1], (5, second.map(str::to_owned).to_vec()));
        assert_eq!(rows.len(), 2);
    }

    #[test]
    fn a_sheet_is_chosen_by_name() {
        let file = Scratch::new(&loans());
        let named = |name: &str| Options {
            sheet: Some(name.to_owned()),
            ..Options::default()
        };
        let tables = read(&file.0, &named("Other")).unwrap();
        assert_eq!(tables[0].1, [(1, vec!["1".to_owned()])]);
        let refusal = read(&file.0, &named("other")).unwrap_err();
        assert_eq!(refusal.rule, "unknown_sheet");
        assert!(
            refusal.message.contains("'Loans', 'Other'"),
            "{}",
            refusal.message
        );
    }

    #[test]
    fn two_cells_in_the_corners_take_no_room() {
        let corners = book(|workbook| {
            let sheet = workbook.add_worksheet();
            sheet.write(0, 0, "id").unwrap();
            sheet.write(1_048_575, 16_383, 1).unwrap();
        });
        let file = Scratch::new(&corners);
        let tables = read(&file.0, &Options::default()).unwrap();
        assert_eq!((tables[0].0.width, tables[0].1[1].0), (16_384, 1_048_576));
    }

    #[test]
    fn workbooks_that_cannot_be_read_are_refused() {
        let small = Options {
            max_unpacked_bytes: 1000,
            ..Options::default()
        };
        assert_eq!(refusal(&loans(), &small), ("unpacked_too_large", None));
        let empty = book(|workbook| {
            workbook.add_worksheet();
        });
        assert_eq!(refusal(&empty, &Options::default()), ("empty_file", None));
        let twice = book(|workbook| {
            let sheet = workbook.add_worksheet();
            sheet.write(2, 0, "id").unwrap();
            sheet.write(2, 1, "ID").unwrap();
            sheet.write(3, 1, 1).unwrap();
        });
        assert_eq!(
            refusal(&twice, &Options::default()),
            ("duplicate_header", Some(3))
        );
    }

    /// Damage of any kind ends in a refusal or in rows, not in a panic.
    #[test]
    fn damage_is_refused() {
        let whole = loans();
        for at in (0..whole.len()).step_by(61) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let file = Scratch::new(&damaged);
            let _ = read(&file.0, &Options::default());
            let file = Scratch::new(&whole[..at]);
            assert!(read(&file.0, &Options::default()).is_err());
        }
    }

    #[test]
    fn numbers_are_the_shortest_decimals() {
        let cases = [
            (0.1, "0.1"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (1e-7, "0.0000001"),
            (1234.5, "1234.5"),
        ];
        for (number, text) in cases {
            assert_eq!(float_text(number), text);
        }
    }

    #[test]
    fn dates_beyond_the_calendar_stay_numbers() {
        use calamine::ExcelDateTimeType::DateTime;
        let text = |days, is_1904| moment_text(&ExcelDateTime::new(days, DateTime, is_1904));
        assert_eq!(text(-1.0, false), "-1");
        assert_eq!(text(2_958_466.0, false), "2958466");
        assert_eq!(text(1.0, false), "1900-01-01");
        assert_eq!(text(1.0, true), "1904-01-02");
        assert_eq!(text(43_861.000_011_574_08, false), "2020-01-31T00:00:01");
    }
}
