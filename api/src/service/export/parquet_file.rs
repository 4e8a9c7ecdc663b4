//! Parquet: a file a table, with the types of its columns.
//!
//! Amounts and rates are decimals on 64 bits, so they are as exact as in the book. Times are
//! UTC, but say so nowhere, as in the book: programs would show them in a zone of their own.

use super::{
    column::{Cell, Column, Kind},
    folder::Folder,
    sheets::Output,
};
use anyhow::{Context, bail};
use chrono::NaiveDate;
use parquet::{
    basic::Compression,
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type},
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::parser::parse_message_type,
};
use std::{fs::File, io::BufWriter, sync::Arc};

/// Rows that wait in memory until they are written, column by column.
const GROUP_ROWS: usize = 100_000;

/// A decimal on 64 bits has no more digits.
const MAX_DECIMAL: u64 = 1_000_000_000_000_000_000;

/// Decimal places of a rate: parts per million as percent.
const PERCENT_SCALE: u32 = 4;

/// A file a sheet.
pub(super) struct ParquetFiles {
    exponent: u32,
    sheet: Option<Sheet>,
}

struct Sheet {
    file: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Column>,
    waiting: Vec<Values>,
    rows: usize,
}

/// Values of a column that wait: those that are there, and for each row whether it has one.
struct Values {
    present: Vec<i16>,
    typed: Typed,
}

enum Typed {
    Integers(Vec<i64>),
    Days(Vec<i32>),
    Reals(Vec<f64>),
    Texts(Vec<ByteArray>),
    Booleans(Vec<bool>),
}

impl ParquetFiles {
    pub(super) const fn new(exponent: u32) -> Self {
        Self {
            exponent,
            sheet: None,
        }
    }
}

impl Output for ParquetFiles {
    fn begin(
        &mut self,
        folder: &mut Folder,
        name: &str,
        columns: &[Column],
    ) -> anyhow::Result<String> {
        let file = format!("{name}.parquet");
        let schema = parse_message_type(&schema(name, columns, self.exponent))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("loanbook ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let output = folder.create(&file)?;
        self.sheet = Some(Sheet {
            file: SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties))?,
            waiting: columns
                .iter()
                .map(|column| Values::of(column.kind))
                .collect(),
            columns: columns.to_vec(),
            rows: 0,
        });
        Ok(file)
    }

    fn write(&mut self, row: &[Cell]) -> anyhow::Result<()> {
        let sheet = self.sheet.as_mut().context("no sheet")?;
        for ((cell, column), values) in row.iter().zip(&sheet.columns).zip(&mut sheet.waiting) {
            values
                .push(cell, column.kind)
                .with_context(|| column.name)?;
        }
        sheet.rows += 1;
        if sheet.rows == GROUP_ROWS {
            sheet.write_group()?;
        }
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        let mut sheet = self.sheet.take().context("no sheet")?;
        if sheet.rows > 0 {
            sheet.write_group()?;
        }
        let output = sheet.file.into_inner()?;
        // Only here is it told whether the last bytes could be written.
        output.into_inner().context("cannot write the file")?;
        Ok(())
    }

    fn finish(&mut self, _: &mut Folder) -> anyhow::Result<()> {
        Ok(())
    }
}

impl Sheet {
    fn write_group(&mut self) -> anyhow::Result<()> {
        let mut group = self.file.next_row_group()?;
        for values in &mut self.waiting {
            let column = group.next_column()?.context("more values than columns")?;
            values.write(column)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

/// The columns in Parquet's own words; each may be empty.
fn schema(name: &str, columns: &[Column], exponent: u32) -> String {
    let columns = columns.iter().map(|column| {
        let (kind, meaning) = match column.kind {
            Kind::Integer => ("INT64", String::new()),
            Kind::Real => ("DOUBLE", String::new()),
            Kind::Money | Kind::ShortMoney => ("INT64", format!(" (DECIMAL(18,{exponent}))")),
            Kind::Percent => ("INT64", format!(" (DECIMAL(18,{PERCENT_SCALE}))")),
            Kind::Text | Kind::Label => ("BYTE_ARRAY", " (STRING)".to_owned()),
            Kind::Date => ("INT32", " (DATE)".to_owned()),
            Kind::Stamp => ("INT64", " (TIMESTAMP(MICROS,false))".to_owned()),
            Kind::Boolean => ("BOOLEAN", String::new()),
        };
        format!("OPTIONAL {kind} {}{meaning};", column.name)
    });
    format!("message {name} {{ {} }}", columns.collect::<String>())
}

impl Values {
    fn of(kind: Kind) -> Self {
        let typed = match kind {
            Kind::Integer | Kind::Money | Kind::ShortMoney | Kind::Percent | Kind::Stamp => {
                Typed::Integers(Vec::new())
            }
            Kind::Real => Typed::Reals(Vec::new()),
            Kind::Text | Kind::Label => Typed::Texts(Vec::new()),
            Kind::Date => Typed::Days(Vec::new()),
            Kind::Boolean => Typed::Booleans(Vec::new()),
        };
        Self {
            present: Vec::new(),
            typed,
        }
    }

    fn push(&mut self, cell: &Cell, kind: Kind) -> anyhow::Result<()> {
        match (&mut self.typed, cell) {
            (_, Cell::Null) => {
                self.present.push(0);
                return Ok(());
            }
            (Typed::Integers(values), Cell::Integer(number)) => {
                if kind.is_money() && number.unsigned_abs() >= MAX_DECIMAL {
                    bail!("an amount of {number} has more digits than a decimal of Parquet");
                }
                values.push(*number);
            }
            (Typed::Integers(values), Cell::Stamp(stamp)) => {
                values.push(stamp.and_utc().timestamp_micros());
            }
            (Typed::Days(values), Cell::Date(date)) => {
                let days = date.signed_duration_since(NaiveDate::default()).num_days();
                values.push(i32::try_from(days)?);
            }
            (Typed::Reals(values), Cell::Real(number)) => values.push(*number),
            (Typed::Texts(values), Cell::Text(text)) => values.push(text.as_str().into()),
            (Typed::Booleans(values), Cell::Boolean(value)) => values.push(*value),
            (_, cell) => bail!("a column of {kind:?} cannot hold {cell:?}"),
        }
        self.present.push(1);
        Ok(())
    }

    /// Writes all that waits.
    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> anyhow::Result<()> {
        let present = &mut self.present;
        match &mut self.typed {
            Typed::Integers(values) => put::<Int64Type>(&mut column, values, present),
            Typed::Days(values) => put::<Int32Type>(&mut column, values, present),
            Typed::Reals(values) => put::<DoubleType>(&mut column, values, present),
            Typed::Texts(values) => put::<ByteArrayType>(&mut column, values, present),
            Typed::Booleans(values) => put::<BoolType>(&mut column, values, present),
        }?;
        Ok(column.close()?)
    }
}

fn put<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    present: &mut Vec<i16>,
) -> anyhow::Result<()> {
    column
        .typed::<T>()
        .write_batch(values, Some(present), None)?;
    values.clear();
    present.clear();
    Ok(())
}
