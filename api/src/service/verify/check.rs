//! The rules about rows, and what is found to break them.

use serde::Serialize;
use std::collections::BTreeMap;

/// Failures that are named; more are only counted.
const MAX_EXAMPLES: usize = 5;

/// One rule, applied to all rows that it is about.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Name of the rule.
    pub name: &'static str,
    /// What it says.
    pub rule: &'static str,
    /// Rows looked at.
    pub checked: u64,
    /// Rows that break it.
    pub failed: u64,
    /// The first of them: which, what is stored, what follows.
    pub examples: Vec<String>,
}

/// The rules, by name.
const RULES: [(&str, &str); 22] = [
    (
        "customers_searchable",
        "the search name is the name in lower case",
    ),
    ("loans_have_customers", "each loan's customer exists"),
    ("repayments_have_loans", "each repayment's loan exists"),
    ("one_currency", "each loan is in the book's currency"),
    (
        "numbers_without_gap",
        "a loan's instalments are numbered 1, 2, 3, …",
    ),
    (
        "due_dates_ascend",
        "each instalment falls due after the one before",
    ),
    (
        "instalments_add_up",
        "principal and interest make the instalment",
    ),
    (
        "schedules_add_up",
        "the principal due makes the amount lent, and never exceeds it",
    ),
    (
        "receipts_are_dated",
        "what was received has a date, and recoveries are part of it",
    ),
    (
        "payment_status",
        "the stored status follows from dates and amounts",
    ),
    (
        "days_past_due",
        "the stored counter follows from dates and amounts",
    ),
    (
        "loan_status",
        "the loan's stored status follows from its cash",
    ),
    (
        "received_within_due",
        "no more was received on an instalment than was due",
    ),
    (
        "fees_with_receipts",
        "a late fee is no less than 0, and comes with a receipt",
    ),
    (
        "receipts_fit",
        "each receipt is of its instalment, and so many days after its due date",
    ),
    (
        "receipts_add_up",
        "an instalment's receipts make what it was paid, its fee and its last date",
    ),
    (
        "settled_by_receipts",
        "an instalment is settled on the day that its receipts complete it",
    ),
    (
        "principal_within_loan",
        "no more principal was received than was lent",
    ),
    (
        "dates_in_order",
        "application, approval, payout, first due date and charge-off follow each other",
    ),
    (
        "months_fit",
        "a loan that a tape reports by monthly states has no instalments, and ends with its exit",
    ),
    (
        "features_readable",
        "the source's attributes are a JSON object",
    ),
    ("demo_rows", "in the demo book each row is the simulator's"),
];

/// What the rules about rows have found so far.
pub(super) struct Checks(BTreeMap<&'static str, Check>);

impl Checks {
    pub(super) fn new() -> Self {
        Self(
            RULES
                .into_iter()
                .map(|(name, rule)| (name, Check::new(name, rule)))
                .collect(),
        )
    }

    /// Notes one row looked at; `example` words the failure.
    pub(super) fn note(
        &mut self,
        name: &'static str,
        holds: bool,
        example: impl FnOnce() -> String,
    ) {
        let Some(check) = self.0.get_mut(name) else {
            return;
        };
        check.note(holds, example);
    }

    /// Notes rows whose parent is missing, of all that have one.
    pub(super) fn orphans(&mut self, name: &'static str, what: &str, all: u64, found: &[i64]) {
        let Some(check) = self.0.get_mut(name) else {
            return;
        };
        for id in found {
            check.note(false, || format!("{what} {id} has no parent"));
        }
        check.checked = all;
    }

    pub(super) fn finish(mut self) -> Vec<Check> {
        RULES
            .iter()
            .filter_map(|(name, _)| self.0.remove(name))
            .collect()
    }
}

impl Check {
    pub(super) const fn new(name: &'static str, rule: &'static str) -> Self {
        Self {
            name,
            rule,
            checked: 0,
            failed: 0,
            examples: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, holds: bool, example: impl FnOnce() -> String) {
        self.checked += 1;
        if holds {
            return;
        }
        self.failed += 1;
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(example());
        }
    }
}
