//! Reads rows of tests as a tape would, without files.

use super::{Row, Sighting, find};
use crate::{Bundle, Options, Refusal, Severity};
use chrono::NaiveDate;
use csv::StringRecord;

/// The day that tapes of tests are true at.
pub(crate) const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2018, 12, 31).expect("a date");

/// What a row said, and the rules that it broke.
pub(crate) type Read = (Bundle, Vec<&'static str>);

pub(crate) fn options() -> Options {
    Options {
        as_of: Some(AS_OF),
        ..Options::default()
    }
}

fn record(line: &str, delimiter: char) -> StringRecord {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(u8::try_from(delimiter).unwrap())
        .from_reader(line.as_bytes());
    reader.records().next().unwrap().unwrap()
}

/// A table with a header, of commas.
pub(crate) fn headed(header: &str, rows: &[&str]) -> Sighting {
    let names: Vec<String> = record(header, ',').iter().map(str::to_owned).collect();
    let sample = rows.iter().map(|row| record(row, ',')).collect();
    sighting(Some(names), ',', sample)
}

fn sighting(header: Option<Vec<String>>, delimiter: char, sample: Vec<StringRecord>) -> Sighting {
    let first_width = sample.first().map_or(0, StringRecord::len);
    Sighting {
        name: "test.csv".to_owned(),
        width: header.as_ref().map_or(first_width, Vec::len),
        header,
        delimiter: Some(delimiter),
        sample,
    }
}

/// A table without one.
pub(crate) fn headerless(delimiter: char, rows: &[&str]) -> Sighting {
    let sample = rows.iter().map(|row| record(row, delimiter)).collect();
    sighting(None, delimiter, sample)
}

pub(crate) fn read_csv(header: &str, rows: &[&str]) -> Vec<Read> {
    read_table(&headed(header, rows), &options()).unwrap()
}

pub(crate) fn read_headerless(delimiter: char, rows: &[&str]) -> Vec<Read> {
    read_table(&headerless(delimiter, rows), &options()).unwrap()
}

pub(crate) fn read_table(table: &Sighting, options: &Options) -> Result<Vec<Read>, Refusal> {
    let found = find(table, options)?;
    let mut reader = found.reader.clone();
    let rows_above = usize::try_from(found.rows_above).unwrap();
    let mut all = Vec::new();
    for (fields, number) in table.sample.iter().zip(1..).skip(rows_above) {
        let mut row = Row::new(&found.shape, fields, number);
        let bundle = reader.read(&mut row);
        let problems = row.into_problems();
        let is_rejected = problems
            .iter()
            .any(|problem| problem.severity == Severity::Error);
        let bundle = if is_rejected {
            Bundle::default()
        } else {
            bundle
        };
        all.push((
            bundle,
            problems.iter().map(|problem| problem.rule).collect(),
        ));
    }
    Ok(all)
}
