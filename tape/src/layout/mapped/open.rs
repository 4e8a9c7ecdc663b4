//! From the names of a table's columns to its reader.

use super::{
    alias::{self, Target},
    mapping::{Defaults, Kind, Mapping, RateUnit},
    reader::{Before, Reader},
};
use crate::{
    Options, Refusal,
    layout::{
        Found,
        date::DateOrder,
        field::{self, DecimalMark},
        heading::Heading,
        refuse,
        row::{Shape, Style},
        sighting::Sighting,
    },
};
use std::collections::{BTreeMap, BTreeSet};

const AMOUNTS: [Target; 5] = [
    Target::Amount,
    Target::Balance,
    Target::MonthlyInstallment,
    Target::Income,
    Target::InterestRate,
];

const DATES: [Target; 7] = [
    Target::DisbursementDate,
    Target::AsOf,
    Target::ChargeOffDate,
    Target::ApplicationDate,
    Target::ApprovalDate,
    Target::MaturityDate,
    Target::AccountCreatedDate,
];

/// Reads a table as a mapping file says.
pub(crate) fn by_mapping(
    table: &Sighting,
    mapping: &Mapping,
    options: &Options,
) -> Result<Found, Refusal> {
    let heading = heading(table);
    let mut places = BTreeMap::new();
    let place_of = |name: &String| {
        heading.find(&name.trim().to_lowercase()).ok_or_else(|| {
            refuse(
                table,
                "mapping_column_missing",
                format!(
                    "the mapping file {} names a column {name:?} that is not there; there are: {}",
                    mapping.file,
                    heading.names().join(", ")
                ),
            )
        })
    };
    if let Some(name) = mapping
        .columns
        .values()
        .find(|name| heading.is_repeated(name))
    {
        let message = format!("two columns are called {name}: rename or remove one");
        return Err(refuse(table, "column_twice", message));
    }
    for (target, name) in &mapping.columns {
        places.insert(*target, place_of(name)?);
    }
    let mut features = Vec::new();
    for name in &mapping.tape.features {
        features.push((name.trim().to_owned(), place_of(name)?));
    }
    let missing = missing(&places, &mapping.defaults);
    if !missing.is_empty() {
        let message = format!(
            "the mapping file {} must also name the columns of: {}",
            mapping.file,
            missing.join(", ")
        );
        return Err(refuse(table, "columns_not_known", message));
    }
    let style = Style {
        decimal_mark: mapping
            .decimal_mark()
            .unwrap_or_else(|| decimal_mark(table, &places)),
        date_order: mapping.date_order().or_else(|| date_order(table, &places)),
        has_rate_fractions: has_rate_fractions(table, &places, mapping.tape.rate)?,
    };
    let reader = Reader {
        kind: mapping.tape.kind,
        places: Vec::new(),
        statuses: mapping.statuses.clone(),
        labels: mapping.labels.clone(),
        defaults: mapping.defaults.clone(),
        features,
        before: Before::default(),
    };
    found(table, options, &heading, &places, style, reader)
}

/// Reads a table by the names of its columns, where these tell all that is needed.
pub(crate) fn by_names(
    table: &Sighting,
    heading: &Heading,
    options: &Options,
) -> Result<Found, Refusal> {
    let resolution = alias::resolve(heading);
    let places = &resolution.found;
    let defaults = Defaults::default();
    let missing = missing(places, &defaults);
    if !missing.is_empty() {
        let named = |targets: &mut dyn Iterator<Item = &Target>| {
            let names: Vec<&str> = targets.map(|target| target.name()).collect();
            if names.is_empty() {
                "nothing".to_owned()
            } else {
                names.join(", ")
            }
        };
        let message = format!(
            "no layout has these columns; by their names, found: {}; found more than once: {}; \
             missing: {}; run `loanbook import --propose-mapping` and edit the file that it writes",
            named(&mut places.keys()),
            named(&mut resolution.contested.keys()),
            missing.join(", ")
        );
        return Err(refuse(table, "columns_not_known", message));
    }
    let style = Style {
        decimal_mark: decimal_mark(table, places),
        date_order: date_order(table, places),
        has_rate_fractions: has_rate_fractions(table, places, None)?,
    };
    let kind = if places.contains_key(&Target::AsOf) {
        Kind::LoanMonth
    } else {
        Kind::Loan
    };
    let reader = Reader {
        kind,
        places: Vec::new(),
        statuses: BTreeMap::new(),
        labels: BTreeMap::new(),
        defaults,
        features: Vec::new(),
        before: Before::default(),
    };
    found(table, options, heading, places, style, reader)
}

/// The names of a table's columns; their numbers where it has none.
fn heading(table: &Sighting) -> Heading {
    let names = table
        .header
        .clone()
        .unwrap_or_else(|| (1..=table.width).map(|number| number.to_string()).collect());
    Heading::new(names, 0)
}

fn found(
    table: &Sighting,
    options: &Options,
    heading: &Heading,
    places: &BTreeMap<Target, usize>,
    style: Style,
    mut reader: Reader,
) -> Result<Found, Refusal> {
    if !places.contains_key(&Target::AsOf) {
        let as_of = reader.defaults.as_of.or(options.as_of);
        reader.defaults.as_of = Some(as_of.ok_or_else(|| crate::layout::as_of_needed(table))?);
    }
    let slots = alias::TARGETS.iter().map(|(target, ..)| *target as usize);
    reader.places = vec![None; slots.max().map_or(0, |last| last + 1)];
    for (target, place) in places {
        reader.places[*target as usize] = Some(*place);
    }
    let used: BTreeSet<usize> = places
        .values()
        .copied()
        .chain(reader.features.iter().map(|(_, place)| *place))
        .collect();
    let release = match reader.kind {
        Kind::LoanMonth => "a row a loan and month",
        Kind::Loan => "a row a loan",
    };
    Ok(Found {
        layout: super::NAME,
        release: release.to_owned(),
        order: 0,
        rows_above: heading.rows_above,
        shape: Shape {
            columns: heading.names().to_vec(),
            currency_exponent: options.currency_exponent,
            style,
        },
        unused: (0..heading.names().len())
            .filter(|place| !used.contains(place))
            .collect(),
        reader: crate::layout::Reader::Mapped(Box::new(reader)),
    })
}

/// What a loan cannot be read without, and is neither a column nor a default.
fn missing(places: &BTreeMap<Target, usize>, defaults: &Defaults) -> Vec<&'static str> {
    let has = |targets: &[Target]| targets.iter().any(|target| places.contains_key(target));
    let needed = [
        ("loan_key", has(&[Target::LoanKey])),
        ("amount", has(&[Target::Amount])),
        ("disbursement_date", has(&[Target::DisbursementDate])),
        (
            "term_months or maturity_date",
            has(&[Target::TermMonths, Target::MaturityDate]) || defaults.term_months.is_some(),
        ),
        (
            "interest_rate",
            has(&[Target::InterestRate]) || defaults.interest_rate_ppm.is_some(),
        ),
        ("balance", has(&[Target::Balance])),
        (
            "days_past_due or status",
            has(&[Target::DaysPastDue, Target::MonthsPastDue, Target::Status]),
        ),
    ];
    let missing = needed.into_iter().filter(|(_, is_there)| !is_there);
    missing.map(|(name, _)| name).collect()
}

fn sample<'a>(
    table: &'a Sighting,
    places: &'a BTreeMap<Target, usize>,
    targets: &'a [Target],
) -> impl Iterator<Item = &'a str> {
    let places = targets
        .iter()
        .filter_map(|target| places.get(target).copied());
    places.flat_map(|place| {
        table
            .sample
            .iter()
            .filter_map(move |row| row.get(place))
            .map(str::trim)
    })
}

fn decimal_mark(table: &Sighting, places: &BTreeMap<Target, usize>) -> DecimalMark {
    DecimalMark::of_samples(sample(table, places, &AMOUNTS)).unwrap_or_default()
}

fn date_order(table: &Sighting, places: &BTreeMap<Target, usize>) -> Option<DateOrder> {
    DateOrder::of_samples(sample(table, places, &DATES))
}

/// Whether rates are fractions. A tape of nothing but rates below 1 may be either: a hundredth
/// of the interest is no small mistake, so the user must say.
fn has_rate_fractions(
    table: &Sighting,
    places: &BTreeMap<Target, usize>,
    told: Option<RateUnit>,
) -> Result<bool, Refusal> {
    if let Some(unit) = told {
        return Ok(unit == RateUnit::Fraction);
    }
    let mark = decimal_mark(table, places);
    let rates = sample(table, places, &[Target::InterestRate])
        .filter_map(|text| field::decimal(text, 4, mark).ok())
        .map(|rate| rate.value);
    let highest = rates.max().unwrap_or(0);
    if 0 < highest && highest < 10_000 {
        let message = "all interest rates are below 1: say in a mapping file whether \
                       rate = \"percent\" or rate = \"fraction\"";
        return Err(refuse(table, "rate_unit_unknown", message));
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
