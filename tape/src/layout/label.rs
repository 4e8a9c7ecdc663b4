//! The labels of the book's lists, spelled as the database has them.

use crate::{Exit, Label, STATE_LABELS};

pub(crate) const GENDERS: &[Label] = &["Female", "Male"];

pub(crate) const EMPLOYMENT_TYPES: &[Label] = &[
    "Unemployed",
    "Employed under 1 year",
    "Employed 1-4 years",
    "Employed 4-7 years",
    "Employed 7+ years",
];

pub(crate) const JOB_TYPES: &[Label] = &[
    "Unemployed or Unskilled (Non-resident)",
    "Unskilled",
    "Skilled",
    "Management / Highly Qualified",
];

pub(crate) const HOUSING_STATUSES: &[Label] = &["Own", "Rent", "Free"];

pub(crate) const LOAN_TYPES: &[Label] = &["Auto", "Business", "Consumer", "Education", "Personal"];

pub(crate) const LOAN_STATUSES: &[Label] = &["Pending", "Active", "Paid Off", "Charged Off"];

pub(crate) const PAYMENT_STATUSES: &[Label] = &["On Time", "Late", "Missed"];

pub(crate) const EXITS: &[Label] = &[STATE_LABELS[0].1, STATE_LABELS[1].1, STATE_LABELS[2].1];

/// The label of a list that a text is, whatever its case.
pub(crate) fn find(text: &str, labels: &[Label]) -> Option<Label> {
    labels
        .iter()
        .copied()
        .find(|label| label.eq_ignore_ascii_case(text))
}

/// The exit that a label of [`EXITS`] stands for.
pub(crate) fn exit(label: Label) -> Option<Exit> {
    STATE_LABELS
        .into_iter()
        .find_map(|(exit, name)| (name == label).then_some(exit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_in_any_case() {
        assert_eq!(find("on time", PAYMENT_STATUSES), Some("On Time"));
        assert_eq!(find("On-Time", PAYMENT_STATUSES), None);
        for (exit_of, name) in STATE_LABELS {
            assert_eq!(find(name, EXITS).and_then(exit), Some(exit_of));
        }
    }
}
