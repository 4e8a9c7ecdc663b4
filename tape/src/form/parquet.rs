//! Parquet files: every value as text.
//!
//! Rows are read one by one, without the columns of arrow: slower, and a dozen crates fewer.

use super::{
    MAX_ROW_BYTES, Options,
    excel::float_text,
    fault::{Fault, without_panic},
    packed::{self, Meter},
};
use ::parquet::{
    basic::{Compression, ConvertedType, LogicalType, TimeUnit, Type as PhysicalType},
    data_type::Decimal,
    errors::ParquetError,
    file::{
        metadata::ParquetMetaData,
        reader::{FileReader, SerializedFileReader},
    },
    record::{Field, Row, reader::RowIter},
    schema::types::ColumnDescriptor,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use csv::StringRecord;
use std::{
    fmt::Write,
    fs::File,
    path::{Path, PathBuf},
};

const DAMAGED: &str = "damaged_parquet";

/// A file whose columns can all be read.
#[derive(Clone, Debug)]
pub(super) struct Source {
    path: PathBuf,
    bytes: u64,
    max_unpacked_bytes: u64,
    pub(super) names: Vec<String>,
}

/// Rows of a file that is being read.
pub(super) struct ParquetRows {
    rows: RowIter<'static>,
    /// Which columns are numbers that mean nanoseconds.
    is_nanos: Vec<bool>,
    meter: Meter,
    file_bytes: u64,
    row_count: u64,
    done: u64,
    text: String,
}

/// Looks at the columns.
pub(super) fn open(path: &Path, bytes: u64, options: &Options) -> Result<Source, Fault> {
    without_panic(DAMAGED, || {
        let reader = open_file(path)?;
        let metadata = reader.metadata();
        check_size(metadata, options.max_unpacked_bytes)?;
        Ok(Source {
            path: path.to_path_buf(),
            bytes,
            max_unpacked_bytes: options.max_unpacked_bytes,
            names: column_names(metadata)?,
        })
    })
}

impl ParquetRows {
    pub(super) fn new(source: &Source) -> Result<Self, Fault> {
        without_panic(DAMAGED, || {
            let reader = open_file(&source.path)?;
            let metadata = reader.metadata().file_metadata();
            let row_count = u64::try_from(metadata.num_rows()).unwrap_or(0);
            let columns = metadata.schema_descr().columns();
            let is_nanos = columns.iter().map(|column| is_nanos(column)).collect();
            Ok(Self {
                rows: RowIter::from_file_into(Box::new(reader)),
                is_nanos,
                meter: Meter::new(source.max_unpacked_bytes),
                file_bytes: source.bytes,
                row_count,
                done: 0,
                text: String::new(),
            })
        })
    }

    /// Reads the next row; the header counts as the first.
    pub(super) fn read(&mut self, row: &mut StringRecord) -> Result<Option<u64>, Fault> {
        let number = self.done + 2;
        let at = |fault: Fault| Fault {
            row: Some(number),
            ..fault
        };
        let next = without_panic(DAMAGED, || self.rows.next().transpose().map_err(damaged));
        let Some(values) = next.map_err(at)? else {
            return Ok(None);
        };
        self.done += 1;
        row.clear();
        self.fill(&values, row).map_err(at)?;
        let bytes = row.as_slice().len() + row.len();
        if bytes > MAX_ROW_BYTES {
            return Err(at(Fault::new(
                "row_too_long",
                format!("the row is longer than {MAX_ROW_BYTES} bytes"),
            )));
        }
        self.meter.add(bytes, self.file_bytes).map_err(at)?;
        Ok(Some(number))
    }

    /// The reader does not tell: what is told is how far its rows are.
    pub(super) fn bytes_read(&self) -> u64 {
        let share =
            u128::from(self.file_bytes) * u128::from(self.done) / u128::from(self.row_count.max(1));
        u64::try_from(share)
            .unwrap_or(u64::MAX)
            .min(self.file_bytes)
    }

    fn fill(&mut self, values: &Row, row: &mut StringRecord) -> Result<(), Fault> {
        for (place, (name, value)) in values.get_column_iter().enumerate() {
            let is_nanos = self.is_nanos.get(place).copied().unwrap_or(false);
            self.text.clear();
            let field = match value {
                Field::Str(text) => text.as_str(),
                Field::Bytes(bytes) => std::str::from_utf8(bytes.data())
                    .map_err(|_| unsupported(name, "holds bytes that are no UTF-8 text"))?,
                other => {
                    push_text(other, is_nanos, &mut self.text)
                        .map_err(|_| unsupported(name, "holds what has no text"))?;
                    self.text.as_str()
                }
            };
            if field.contains('\0') {
                return Err(Fault::new(
                    "nul_byte",
                    format!("there is a NUL character in the column '{name}'"),
                ));
            }
            row.push_field(field);
        }
        Ok(())
    }
}

fn open_file(path: &Path) -> Result<SerializedFileReader<File>, Fault> {
    let file = File::open(path).map_err(|error| Fault::unreadable(&error))?;
    SerializedFileReader::new(file).map_err(damaged)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn damaged(error: ParquetError) -> Fault {
    Fault::new(
        DAMAGED,
        format!("it cannot be read as Parquet: {error}; write it again"),
    )
}

fn unsupported(column: &str, why: &str) -> Fault {
    Fault::new(
        "unsupported_column",
        format!("the column '{column}' {why}; leave it out or write it as text"),
    )
}

fn check_size(metadata: &ParquetMetaData, max_unpacked_bytes: u64) -> Result<(), Fault> {
    let mut total: u64 = 0;
    for group in metadata.row_groups() {
        let bytes = u64::try_from(group.total_byte_size()).unwrap_or(u64::MAX);
        total = total.saturating_add(bytes);
        for column in group.columns() {
            let compression = column.compression();
            if !matches!(compression, Compression::UNCOMPRESSED | Compression::SNAPPY) {
                return Err(Fault::new(
                    "unknown_form",
                    format!("Parquet with {compression} is not read; write it with Snappy"),
                ));
            }
        }
    }
    if total > max_unpacked_bytes {
        return Err(packed::too_large(max_unpacked_bytes));
    }
    Ok(())
}

fn column_names(metadata: &ParquetMetaData) -> Result<Vec<String>, Fault> {
    let schema = metadata.file_metadata().schema_descr();
    for field in schema.root_schema().get_fields() {
        let is_repeated = field.get_basic_info().has_repetition()
            && field.get_basic_info().repetition() == ::parquet::basic::Repetition::REPEATED;
        if !field.is_primitive() || is_repeated {
            return Err(Fault::new(
                "nested_column",
                format!(
                    "the column '{}' is a list or a structure; a tape has one value in a field",
                    field.name()
                ),
            ));
        }
    }
    for column in schema.columns() {
        if !is_supported(column) {
            return Err(unsupported(column.name(), "is of a type that is not read"));
        }
    }
    Ok(schema
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect())
}

/// What the reader of rows has a value for: it panics at others.
fn is_supported(column: &ColumnDescriptor) -> bool {
    use ConvertedType as C;
    let converted = column.converted_type();
    match column.physical_type() {
        PhysicalType::BOOLEAN
        | PhysicalType::INT96
        | PhysicalType::FLOAT
        | PhysicalType::DOUBLE => true,
        PhysicalType::INT32 => matches!(
            converted,
            C::NONE
                | C::INT_8
                | C::INT_16
                | C::INT_32
                | C::UINT_8
                | C::UINT_16
                | C::UINT_32
                | C::DATE
                | C::TIME_MILLIS
                | C::DECIMAL
        ),
        PhysicalType::INT64 => matches!(
            converted,
            C::NONE
                | C::INT_64
                | C::UINT_64
                | C::TIME_MICROS
                | C::TIMESTAMP_MILLIS
                | C::TIMESTAMP_MICROS
                | C::DECIMAL
        ),
        PhysicalType::BYTE_ARRAY => matches!(
            converted,
            C::NONE | C::UTF8 | C::ENUM | C::JSON | C::DECIMAL
        ),
        PhysicalType::FIXED_LEN_BYTE_ARRAY => matches!(converted, C::NONE | C::DECIMAL),
    }
}

fn is_nanos(column: &ColumnDescriptor) -> bool {
    matches!(
        column.logical_type_ref(),
        Some(LogicalType::Timestamp(timestamp)) if timestamp.unit == TimeUnit::NANOS
    )
}

/// Writes a value as text. An error means that there is none: a date beyond the calendar, a list.
fn push_text(value: &Field, is_nanos: bool, text: &mut String) -> std::fmt::Result {
    match value {
        Field::Null => Ok(()),
        Field::Bool(yes) => write!(text, "{yes}"),
        Field::Byte(number) => write!(text, "{number}"),
        Field::Short(number) => write!(text, "{number}"),
        Field::Int(number) => write!(text, "{number}"),
        Field::Long(nanos) if is_nanos => push_moment(DateTime::from_timestamp_nanos(*nanos), text),
        Field::Long(number) => write!(text, "{number}"),
        Field::UByte(number) => write!(text, "{number}"),
        Field::UShort(number) => write!(text, "{number}"),
        Field::UInt(number) => write!(text, "{number}"),
        Field::ULong(number) => write!(text, "{number}"),
        Field::Float16(number) => write!(text, "{}", f32::from(*number) + 0.0),
        // As the single precision that it is: 0.1 is not 0.10000000149011612.
        Field::Float(number) => write!(text, "{}", number + 0.0),
        Field::Double(number) => text.write_str(&float_text(*number)),
        Field::Decimal(number) => push_decimal(number, text),
        Field::Date(days) => {
            let epoch = NaiveDate::default();
            let date = epoch.checked_add_signed(TimeDelta::days(i64::from(*days)));
            write!(text, "{}", date.ok_or(std::fmt::Error)?)
        }
        Field::TimeMillis(millis) => push_time(i64::from(*millis) * 1000, text),
        Field::TimeMicros(micros) => push_time(*micros, text),
        Field::TimestampMillis(millis) => {
            let moment = DateTime::from_timestamp_millis(*millis);
            push_moment(moment.ok_or(std::fmt::Error)?, text)
        }
        Field::TimestampMicros(micros) => {
            let moment = DateTime::from_timestamp_micros(*micros);
            push_moment(moment.ok_or(std::fmt::Error)?, text)
        }
        Field::Str(_)
        | Field::Bytes(_)
        | Field::Group(_)
        | Field::ListInternal(_)
        | Field::MapInternal(_) => Err(std::fmt::Error),
    }
}

/// To the second, and to the microsecond where there is more; smaller parts are cut off.
fn push_moment(moment: DateTime<chrono::Utc>, text: &mut String) -> std::fmt::Result {
    write!(text, "{}", moment.format("%Y-%m-%dT%H:%M:%S"))?;
    push_micros(moment.timestamp_subsec_micros(), text)
}

fn push_time(micros: i64, text: &mut String) -> std::fmt::Result {
    let time = NaiveTime::MIN.overflowing_add_signed(TimeDelta::microseconds(micros));
    write!(text, "{}", time.0.format("%H:%M:%S"))?;
    push_micros(
        u32::try_from(micros.rem_euclid(1_000_000)).unwrap_or(0),
        text,
    )
}

fn push_micros(micros: u32, text: &mut String) -> std::fmt::Result {
    if micros == 0 {
        return Ok(());
    }
    write!(text, ".{micros:06}")
}

/// Digits with the point where the scale says: exact, whatever the precision.
fn push_decimal(number: &Decimal, text: &mut String) -> std::fmt::Result {
    let scale = usize::try_from(number.scale()).map_err(|_| std::fmt::Error)?;
    let bytes = number.data();
    // 38 digits, the most that there are in practice, take 16 bytes.
    if bytes.len() > 16 || scale > 38 {
        return Err(std::fmt::Error);
    }
    let is_negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let mut wide = [if is_negative { 0xff } else { 0 }; 16];
    wide[16 - bytes.len()..].copy_from_slice(bytes);
    let unscaled = i128::from_be_bytes(wide);
    let digits = unscaled.unsigned_abs().to_string();
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if unscaled < 0 {
        text.push('-');
    }
    text.push_str(whole);
    if scale > 0 {
        text.push('.');
        text.push_str(fraction);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{Scratch, read, refusal},
        *,
    };
    use ::parquet::{
        data_type::{
            BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray,
            FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
        },
        file::{properties::WriterProperties, writer::SerializedFileWriter},
        schema::parser::parse_message_type,
    };
    use std::sync::Arc;

    /// A column's values, of which every second row has none.
    enum Values {
        Bool(bool),
        Int(i32),
        Long(i64),
        Float(f32),
        Double(f64),
        Text(&'static [u8]),
        Fixed(&'static [u8]),
    }

    fn file_of(schema: &str, columns: &[Values], compression: Compression) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        let mut bytes = Vec::new();
        let mut writer =
            SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        for values in columns {
            let mut column = group.next_column().unwrap().unwrap();
            let levels: Option<&[i16]> = Some(&[1, 0]);
            macro_rules! write {
                ($kind:ty, $value:expr) => {
                    column
                        .typed::<$kind>()
                        .write_batch(&[$value], levels, None)
                        .unwrap()
                };
            }
            match values {
                Values::Bool(value) => write!(BoolType, *value),
                Values::Int(value) => write!(Int32Type, *value),
                Values::Long(value) => write!(Int64Type, *value),
                Values::Float(value) => write!(FloatType, *value),
                Values::Double(value) => write!(DoubleType, *value),
                Values::Text(value) => write!(ByteArrayType, ByteArray::from(value.to_vec())),
                Values::Fixed(value) => {
                    let value = FixedLenByteArray::from(value.to_vec());
                    write!(FixedLenByteArrayType, value)
                }
            };
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    #[test]
    fn values_become_text() {
        use Values as V;
        let cases: Vec<(&str, Values, &str)> = vec![
            ("BOOLEAN x", V::Bool(true), "true"),
            ("INT32 x", V::Int(-5), "-5"),
            ("INT32 x (UINT_32)", V::Int(-1), "4294967295"),
            ("INT32 x (DATE)", V::Int(18_292), "2020-01-31"),
            ("INT32 x (DATE)", V::Int(-1), "1969-12-31"),
            ("INT32 x (DECIMAL(9,2))", V::Int(-5), "-0.05"),
            (
                "INT32 x (TIME_MILLIS)",
                V::Int(3_723_004),
                "01:02:03.004000",
            ),
            ("INT64 x", V::Long(i64::MIN), "-9223372036854775808"),
            ("INT64 x (UINT_64)", V::Long(-1), "18446744073709551615"),
            ("INT64 x (DECIMAL(18,0))", V::Long(12), "12"),
            (
                "INT64 x (TIMESTAMP_MILLIS)",
                V::Long(1_580_473_805_000),
                "2020-01-31T12:30:05",
            ),
            (
                "INT64 x (TIMESTAMP(MICROS,false))",
                V::Long(1_580_473_805_000_001),
                "2020-01-31T12:30:05.000001",
            ),
            (
                "INT64 x (TIMESTAMP(NANOS,true))",
                V::Long(-1_000_000_000),
                "1969-12-31T23:59:59",
            ),
            ("FLOAT x", V::Float(0.1), "0.1"),
            ("DOUBLE x", V::Double(1e15), "1000000000000000"),
            ("DOUBLE x", V::Double(-0.0), "0"),
            ("BINARY x (UTF8)", V::Text("é,\"".as_bytes()), "é,\""),
            ("BINARY x", V::Text(b"abc"), "abc"),
            ("BINARY x (DECIMAL(20,3))", V::Text(b"\xfe\x00"), "-0.512"),
            (
                "FIXED_LEN_BYTE_ARRAY(3) x (DECIMAL(6,2))",
                V::Fixed(b"\x01\x00\x00"),
                "655.36",
            ),
        ];
        for (column, values, text) in cases {
            let schema = format!("message tape {{ OPTIONAL {column}; }}");
            let bytes = file_of(&schema, &[values], Compression::SNAPPY);
            let file = Scratch::new(&bytes);
            let tables = read(&file.0, &Options::default()).unwrap();
            let (table, rows) = &tables[0];
            assert_eq!(table.header.as_deref().unwrap(), ["x"]);
            assert_eq!(
                rows,
                &[(2, vec![text.to_owned()]), (3, vec![String::new()])],
                "{column}"
            );
            assert_eq!(table.sample.len(), 2);
        }
    }

    #[test]
    fn files_that_cannot_be_read_are_refused() {
        let one = |column: &str, values| {
            let schema = format!("message tape {{ OPTIONAL {column}; }}");
            file_of(&schema, &[values], Compression::UNCOMPRESSED)
        };
        let auto = Options::default();
        let small = Options {
            max_unpacked_bytes: 10,
            ..Options::default()
        };
        let list = "message tape { OPTIONAL GROUP x { OPTIONAL INT32 y; } }";
        let nested = file_of(list, &[Values::Int(1)], Compression::UNCOMPRESSED);
        let twice = "message tape { OPTIONAL INT32 x; OPTIONAL INT32 X; }";
        let twice = file_of(
            twice,
            &[Values::Int(1), Values::Int(2)],
            Compression::UNCOMPRESSED,
        );
        let cases = [
            (nested, &auto, ("nested_column", None)),
            (twice, &auto, ("duplicate_header", Some(1))),
            (
                one("INT32 x", Values::Int(1)),
                &small,
                ("unpacked_too_large", None),
            ),
            (
                one("BINARY x", Values::Text(b"\xff")),
                &auto,
                ("unsupported_column", Some(2)),
            ),
            (
                one("BINARY x (BSON)", Values::Text(b"x")),
                &auto,
                ("unsupported_column", None),
            ),
            (
                one("BINARY x", Values::Text(b"a\0")),
                &auto,
                ("nul_byte", Some(2)),
            ),
            (
                one("INT32 x (DATE)", Values::Int(i32::MAX)),
                &auto,
                ("unsupported_column", Some(2)),
            ),
            (b"PAR1....PAR1".to_vec(), &auto, ("damaged_parquet", None)),
        ];
        for (bytes, options, expected) in cases {
            assert_eq!(refusal(&bytes, options), expected);
        }
    }

    #[test]
    fn a_file_without_rows_has_its_columns() {
        let schema = Arc::new(parse_message_type("message t { REQUIRED INT32 x; }").unwrap());
        let mut bytes = Vec::new();
        let writer = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
        writer.close().unwrap();
        let file = Scratch::new(&bytes);
        let tables = read(&file.0, &Options::default()).unwrap();
        assert_eq!(tables[0].0.header.as_deref().unwrap(), ["x"]);
        assert_eq!((tables[0].0.width, tables[0].1.len()), (1, 0));
    }

    /// Damage of any kind ends in a refusal or in rows, not in a panic.
    #[test]
    fn damage_is_refused() {
        let schema = "message t { OPTIONAL INT32 x; OPTIONAL BINARY y (UTF8); }";
        let columns = [Values::Int(1), Values::Text(b"abc")];
        let whole = file_of(schema, &columns, Compression::SNAPPY);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            let file = Scratch::new(&damaged);
            let _ = read(&file.0, &Options::default());
        }
    }
}
