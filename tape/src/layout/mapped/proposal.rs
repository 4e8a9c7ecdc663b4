//! A mapping file to begin with.

use super::{
    alias::{self, TARGETS, Target},
    standing::{MEANINGS, Standing},
};
use crate::layout::{heading::Heading, sighting::Sighting};
use std::{collections::BTreeSet, fmt::Write};

/// Different statuses of a sample that are worth a line each.
const MOST_STATUSES: usize = 40;

/// Writes the mapping file that the names of a table's columns suggest.
pub(crate) fn propose(table: &Sighting, heading: &Heading) -> String {
    let resolution = alias::resolve(heading);
    let has_months = resolution.found.contains_key(&Target::AsOf);
    let kind = if has_months { "loan_month" } else { "loan" };
    let mut text = format!(
        "# Which column of {name} means what. Check each line; a line that begins with # says nothing.\n\
         \n[tape]\n\
         kind = \"{kind}\"  # loan_month: a row a loan and month; loan: a row a loan\n\
         # decimal = \"point\"  # or \"comma\": found out from the first rows where it is not said\n\
         # date_order = \"ymd\"  # or \"dmy\", \"mdy\"\n\
         # rate = \"percent\"  # or \"fraction\": 3.85 or 0.0385\n\
         # features = []  # other columns to keep with the loan\n\
         \n[columns]\n",
        name = table.name.replace(['\n', '\r'], " "),
    );
    for (target, name, _) in TARGETS {
        if let Some(place) = resolution.found.get(&target) {
            line(&mut text, "", name, table, heading, *place);
        } else if let Some(places) = resolution.contested.get(&target) {
            text.push_str("# More than one column may be this; keep one:\n");
            for place in places {
                line(&mut text, "# ", name, table, heading, *place);
            }
        } else {
            writeln!(text, "# {name} = \"\"").expect("a string takes all");
        }
    }
    let used: BTreeSet<usize> = resolution
        .found
        .values()
        .copied()
        .chain(resolution.contested.into_values().flatten())
        .collect();
    text.push_str("\n# Columns that nothing is known of:\n");
    for place in (0..heading.names().len()).filter(|place| !used.contains(place)) {
        line(&mut text, "# ", "?", table, heading, place);
    }
    if let Some(place) = resolution.found.get(&Target::Status) {
        statuses(&mut text, table, *place);
    }
    text.push_str(
        "\n[defaults]\n\
         # loan_type = \"Personal\"\n\
         # interest_rate = \"5.25\"\n\
         # term_months = 36\n\
         # as_of = \"2024-12-31\"\n",
    );
    text
}

/// One column: its target, its name, and a value of it.
fn line(
    text: &mut String,
    mark: &str,
    target: &str,
    table: &Sighting,
    heading: &Heading,
    place: usize,
) {
    let name = heading.names().get(place).map_or("", |name| name.trim());
    let example = table
        .sample
        .iter()
        .filter_map(|row| row.get(place))
        .map(str::trim)
        .find(|value| !value.is_empty())
        .unwrap_or("");
    let example: String = example
        .chars()
        .take(40)
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    writeln!(
        text,
        "{mark}{target} = {}  # such as {example}",
        quoted(name)
    )
    .expect("a string takes all");
}

/// The statuses of the sample, and what they are taken for.
fn statuses(text: &mut String, table: &Sighting, place: usize) {
    let values: BTreeSet<&str> = table
        .sample
        .iter()
        .filter_map(|row| row.get(place))
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .take(MOST_STATUSES)
        .collect();
    writeln!(text, "\n# Each is one of: {MEANINGS}\n[values.status]").expect("a string takes all");
    for value in values {
        let (mark, meaning) = match Standing::of_word(value) {
            Some(standing) => ("", standing.meaning()),
            None => ("# ", ""),
        };
        writeln!(text, "{mark}{} = \"{meaning}\"", quoted(value)).expect("a string takes all");
    }
}

/// A string of TOML on one line; JSON's escapes are TOML's.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a string is always JSON");
    json.replace('\u{7f}', "\\u007f")
}
