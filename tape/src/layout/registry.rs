//! Finds the layout of a table.

use super::{
    date::DateOrder,
    fannie_mae,
    field::DecimalMark,
    freddie_mac, german_credit,
    heading::Heading,
    lending_club, mapped, native,
    row::{Row, Shape, Style},
    sighting::Sighting,
    taiwan_credit_card,
};
use crate::{Bundle, Options, Refusal};
use chrono::NaiveDate;
use csv::StringRecord;

/// Names of the layouts.
pub const LAYOUTS: [&str; 7] = [
    native::NAME,
    fannie_mae::NAME,
    freddie_mac::NAME,
    lending_club::NAME,
    taiwan_credit_card::NAME,
    german_credit::NAME,
    mapped::NAME,
];

/// What a table was found to be.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) layout: &'static str,
    pub(crate) release: String,
    /// Tables of a tape are read in this order.
    pub(crate) order: u8,
    /// Rows of the table before the first loan.
    pub(crate) rows_above: u64,
    pub(crate) shape: Shape,
    /// Places of columns that nothing is read from.
    pub(crate) unused: Vec<usize>,
    pub(crate) reader: Reader,
}

/// Makes bundles of rows. A clone of a new one begins anew.
#[derive(Clone, Debug)]
pub(crate) enum Reader {
    Native(Box<native::Reader>),
    FannieMae(fannie_mae::Reader),
    FreddieMacOrigination,
    FreddieMacPerformance(freddie_mac::PerformanceReader),
    LendingClub(Box<lending_club::Reader>),
    TaiwanCreditCard(Box<taiwan_credit_card::Reader>),
    GermanCredit(Box<german_credit::Reader>),
    Mapped(Box<mapped::Reader>),
}

impl Reader {
    /// What a row says; what is wrong with it is reported to the row.
    pub(crate) fn read(&mut self, row: &mut Row<'_>) -> Bundle {
        match self {
            Self::Native(reader) => reader.read(row),
            Self::FannieMae(reader) => reader.read(row),
            Self::FreddieMacOrigination => freddie_mac::read_origination(row),
            Self::FreddieMacPerformance(reader) => reader.read(row),
            Self::LendingClub(reader) => reader.read(row),
            Self::TaiwanCreditCard(reader) => reader.read(row),
            Self::GermanCredit(reader) => reader.read(row),
            Self::Mapped(reader) => reader.read(row),
        }
    }

    /// Whether a row is a remark between those of loans.
    pub(crate) fn is_remark(&self, fields: &StringRecord) -> bool {
        matches!(self, Self::LendingClub(_)) && lending_club::is_remark(fields)
    }
}

/// A refusal of a whole table.
pub(crate) fn refuse(table: &Sighting, rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal {
        file: table.name.clone(),
        row: None,
        rule,
        message: message.into(),
    }
}

/// The refusal of a table that has no dates of its own.
pub(crate) fn as_of_needed(table: &Sighting) -> Refusal {
    let message = "the file does not say of which day it is: add --as-of YYYY-MM-DD, the day \
                   this snapshot was taken";
    refuse(table, "as_of_needed", message)
}

/// Finds the layout of a table.
///
/// # Errors
/// When there is none, or the one that the user names does not fit.
pub(crate) fn find(table: &Sighting, options: &Options) -> Result<Found, Refusal> {
    if let Some(name) = &options.layout
        && !LAYOUTS.contains(&name.as_str())
    {
        let message = format!(
            "no layout is called {name}; there are: {}",
            LAYOUTS.join(", ")
        );
        return Err(refuse(table, "unknown_layout", message));
    }
    if let Some(mapping) = &options.mapping {
        return mapped::by_mapping(table, mapping, options);
    }
    let is_wanted = |layout: &str| options.layout.as_deref().is_none_or(|name| name == layout);
    let headings = Heading::candidates(table);
    for heading in &headings {
        if let Some(found) = headed(table, heading, options, &is_wanted)? {
            return Ok(found);
        }
    }
    if let Some(found) = headerless(table, options, &is_wanted)? {
        return Ok(found);
    }
    match (&table.header, options.layout.as_deref()) {
        (None, _) => Err(unknown_width(table)),
        (Some(names), None | Some(mapped::NAME)) => {
            mapped::by_names(table, &Heading::new(names.clone(), 0), options)
        }
        (Some(names), Some(name)) => {
            let message = format!("the columns are not those of {name}: {}", names.join(", "));
            Err(refuse(table, "columns_not_known", message))
        }
    }
}

/// The mapping file that the names of a table's columns suggest.
///
/// # Errors
/// When it has no names.
pub(crate) fn propose(table: &Sighting) -> Result<String, Refusal> {
    let Some(names) = &table.header else {
        let message = "the first row does not name the columns, so there is nothing to go by";
        return Err(refuse(table, "no_header", message));
    };
    Ok(mapped::propose(table, &Heading::new(names.clone(), 0)))
}

/// A layout that is known by the names of its columns.
fn headed(
    table: &Sighting,
    heading: &Heading,
    options: &Options,
    is_wanted: &impl Fn(&str) -> bool,
) -> Result<Option<Found>, Refusal> {
    let as_of = || options.as_of.ok_or_else(|| as_of_needed(table));
    let mut style = Style::default();
    let mut order = 0;
    let mut unused = Vec::new();
    let (layout, release, reader) = if is_wanted(native::NAME)
        && let Some((reader, (part, place))) = native::Reader::of(heading)
    {
        style = native_style(table, heading);
        order = place;
        unused = (0..heading.names().len())
            .filter(|place| !native::Reader::knows(&heading.names()[*place].trim().to_lowercase()))
            .collect();
        (native::NAME, part, Reader::Native(Box::new(reader)))
    } else if is_wanted(lending_club::NAME) && lending_club::fits(heading) {
        let reader = lending_club::Reader::of(heading, as_of()?);
        (
            lending_club::NAME,
            "a row a loan",
            Reader::LendingClub(Box::new(reader)),
        )
    } else if is_wanted(taiwan_credit_card::NAME)
        && let Some(reader) = taiwan_credit_card::Reader::of(heading, &table.sample)
    {
        let reader = Reader::TaiwanCreditCard(Box::new(reader));
        (taiwan_credit_card::NAME, "2005", reader)
    } else if is_wanted(german_credit::NAME) && german_credit::fits(heading) {
        let Some(reader) = german_credit::Reader::of(heading, as_of()?) else {
            return Ok(None);
        };
        (
            german_credit::NAME,
            "labels",
            Reader::GermanCredit(Box::new(reader)),
        )
    } else {
        return Ok(None);
    };
    if let Some(name) = heading.repeated() {
        let message = format!("two columns are called {name}: rename or remove one");
        return Err(refuse(table, "column_twice", message));
    }
    Ok(Some(Found {
        layout,
        release: release.to_owned(),
        order,
        rows_above: heading.rows_above,
        shape: Shape {
            columns: heading.names().to_vec(),
            currency_exponent: options.currency_exponent,
            style,
        },
        unused,
        reader,
    }))
}

/// Spreadsheets write numbers and dates as their user's country does.
fn native_style(table: &Sighting, heading: &Heading) -> Style {
    let sample = |names: &'static [&'static str]| {
        let places = names.iter().filter_map(|name| heading.find(name));
        places.flat_map(|place| table.sample.iter().filter_map(move |row| row.get(place)))
    };
    Style {
        decimal_mark: DecimalMark::of_samples(sample(&native::AMOUNTS).map(str::trim))
            .unwrap_or_default(),
        date_order: DateOrder::of_samples(sample(&native::DATES).map(str::trim)),
        has_rate_fractions: false,
    }
}

/// A layout that is known by its width and the shape of its first row.
fn headerless(
    table: &Sighting,
    options: &Options,
    is_wanted: &impl Fn(&str) -> bool,
) -> Result<Option<Found>, Refusal> {
    let Some(first) = table.sample.first().filter(|_| table.header.is_none()) else {
        return Ok(None);
    };
    let is_piped = matches!(table.delimiter, None | Some('|'));
    let fannie_mae_release = fannie_mae::RELEASES
        .into_iter()
        .find(|(width, _)| *width == table.width)
        .filter(|_| is_piped && fannie_mae::Reader::fits(first));
    let is_freddie_mac = is_piped && table.width == freddie_mac::WIDTH;
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let mut order = 0;
    let (layout, release, columns, reader) = if is_wanted(fannie_mae::NAME)
        && let Some((width, release)) = fannie_mae_release
    {
        let reader = Reader::FannieMae(fannie_mae::Reader::default());
        let columns: Vec<String> = names(&fannie_mae::FIELDS[..width]);
        (fannie_mae::NAME, release, columns, reader)
    } else if is_wanted(freddie_mac::NAME) && is_freddie_mac && freddie_mac::is_origination(first) {
        let reader = Reader::FreddieMacOrigination;
        (
            freddie_mac::NAME,
            "origination (32 fields)",
            names(&freddie_mac::ORIGINATION),
            reader,
        )
    } else if is_wanted(freddie_mac::NAME) && is_freddie_mac && freddie_mac::is_performance(first) {
        order = 4;
        let reader = Reader::FreddieMacPerformance(freddie_mac::PerformanceReader::default());
        (
            freddie_mac::NAME,
            "performance (32 fields)",
            names(&freddie_mac::PERFORMANCE),
            reader,
        )
    } else if is_wanted(german_credit::NAME) && german_credit::is_of_codes(first) {
        let as_of: NaiveDate = options.as_of.ok_or_else(|| as_of_needed(table))?;
        let mut columns: Vec<String> = names(&german_credit::ATTRIBUTES);
        columns.push(german_credit::CLASS.to_owned());
        let reader = german_credit::Reader::of_codes(as_of);
        (
            german_credit::NAME,
            "codes",
            columns,
            Reader::GermanCredit(Box::new(reader)),
        )
    } else {
        return Ok(None);
    };
    Ok(Some(Found {
        layout,
        release: release.to_owned(),
        order,
        rows_above: 0,
        shape: Shape {
            columns,
            currency_exponent: options.currency_exponent,
            style: Style::default(),
        },
        unused: Vec::new(),
        reader,
    }))
}

/// The refusal of a headerless table that is none of those known.
fn unknown_width(table: &Sighting) -> Refusal {
    let other_release = match table.width {
        25 => "; 25 fields had Fannie Mae's acquisition file before October 2020",
        31 => {
            "; 31 fields have Freddie Mac's origination file of a later release, and had Fannie \
             Mae's performance file before October 2020"
        }
        35 => "; 35 fields has Freddie Mac's performance file of a later release",
        32 | 108 | 110 => "; the width is known, but the first row does not look like either",
        1 => "; with one field, the delimiter may be another: say --delimiter",
        _ => "",
    };
    let message = format!(
        "a row has {} fields and no row of names: the widths known are 108 and 110 (fannie_mae), \
         32 and 32 (freddie_mac, origination and performance), 21 (german_credit){other_release}",
        table.width
    );
    refuse(table, "unknown_width", message)
}
