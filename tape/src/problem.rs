//! What is wrong with a row, and what is wrong with a whole file.

use serde::Serialize;
use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; the row is loaded as it is.
    Note,
    /// The row is loaded, with what the fix says.
    Warning,
    /// The row is rejected.
    Error,
}

/// One rule that a row breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// The column's own name in the file; empty where it is about the whole row.
    pub column: String,
    /// The value as it stands there, shortened.
    pub value: String,
    /// Name of the rule, such as `date_not_in_calendar`. Listed in docs/IMPORT.md.
    pub rule: &'static str,
    /// What to do about it, or what was done.
    pub fix: String,
}

/// Longest part of a value that a problem repeats.
const SHOWN_CHARACTERS: usize = 80;

impl Problem {
    /// A problem with a value.
    #[must_use]
    pub fn new(
        severity: Severity,
        column: impl Into<String>,
        value: &str,
        rule: &'static str,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            column: column.into(),
            value: shorten(value),
            rule,
            fix: fix.into(),
        }
    }
}

fn shorten(value: &str) -> String {
    let mut shown: String = value.chars().take(SHOWN_CHARACTERS).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

/// Why a file is not read any further. Nothing of it may be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// The file, as it was named.
    pub file: String,
    /// The row it is about, from 1, the header included; none where it is about the whole.
    pub row: Option<u64>,
    /// Name of the rule, such as `unknown_width`. Listed in docs/IMPORT.md.
    pub rule: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        write!(f, ": {} ({})", self.message, self.rule)
    }
}
