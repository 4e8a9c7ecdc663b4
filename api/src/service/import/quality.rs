//! The data-quality report of a load: what was wrong, by file, column and rule.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tape::{Problem, Severity};

/// Rows that are named of each finding; more are only counted.
const MAX_EXAMPLES: usize = 5;

/// Findings that are told apart; what is beyond is counted with the last one of its file.
const MAX_FINDINGS: usize = 1000;

/// One rule that rows of a file break in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad: `note`, `warning` or `error`.
    pub severity: String,
    /// The file.
    pub file: String,
    /// The column; empty where it is about whole rows.
    pub column: String,
    /// Name of the rule.
    pub rule: String,
    /// What to do, or what was done.
    pub fix: String,
    /// Rows that break it.
    pub rows: u64,
    /// The first of them.
    pub examples: Vec<Example>,
}

/// A row that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Its number in the file, from 1, the header included; 0 where a loan is named.
    pub row: u64,
    /// The value as it stands there.
    pub value: String,
}

/// What was found so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Quality {
    found: BTreeMap<(String, String, &'static str, Severity), Finding>,
    rejected: u64,
}

impl Quality {
    /// Notes what is wrong with a row.
    pub(super) fn note(&mut self, file: &str, row: u64, problems: &[Problem]) {
        for problem in problems {
            self.add(file, row, problem);
        }
        let is_error = |problem: &Problem| problem.severity == Severity::Error;
        self.rejected += u64::from(problems.iter().any(is_error));
    }

    fn add(&mut self, file: &str, row: u64, problem: &Problem) {
        let key = (
            file.to_owned(),
            problem.column.clone(),
            problem.rule,
            problem.severity,
        );
        if self.found.len() >= MAX_FINDINGS && !self.found.contains_key(&key) {
            return;
        }
        let finding = self.found.entry(key).or_insert_with(|| Finding {
            severity: severity_name(problem.severity).to_owned(),
            file: file.to_owned(),
            column: problem.column.clone(),
            rule: problem.rule.to_owned(),
            fix: problem.fix.clone(),
            rows: 0,
            examples: Vec::new(),
        });
        finding.rows += 1;
        if finding.examples.len() < MAX_EXAMPLES {
            let value = problem.value.clone();
            finding.examples.push(Example { row, value });
        }
    }

    /// Rows that are left out.
    pub(super) const fn rejected(&self) -> u64 {
        self.rejected
    }

    /// What was found, worst first.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut all: Vec<_> = self.found.iter().collect();
        all.sort_by_key(|((file, column, rule, severity), _)| {
            (std::cmp::Reverse(*severity), file, *rule, column)
        });
        all.into_iter()
            .map(|(_, finding)| finding.clone())
            .collect()
    }
}

/// The name of a severity, as it is kept and shown.
const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
