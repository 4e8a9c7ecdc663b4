//! Lending Club's words, and those of the book for them.

use crate::{Exit, Label};

/// Where a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Still there, with so many days past due.
    Late(i32),
    /// Gone.
    Left(Exit),
}

/// What a loan's status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) standing: Standing,
    /// Loans of the first years that later rules would have refused have statuses of their own.
    pub(super) meets_credit_policy: bool,
}

/// Days past due of a charged-off loan: it was in default, which begins at 121.
pub(super) const CHARGED_OFF_DAYS: i32 = 121;

const OUTSIDE_POLICY: &str = "Does not meet the credit policy. Status:";

const STATUSES: [(&str, Standing); 8] = [
    ("Issued", Standing::Late(0)),
    ("Current", Standing::Late(0)),
    ("In Grace Period", Standing::Late(1)),
    ("Late (16-30 days)", Standing::Late(16)),
    ("Late (31-120 days)", Standing::Late(31)),
    ("Default", Standing::Late(121)),
    ("Fully Paid", Standing::Left(Exit::PaidOff)),
    ("Charged Off", Standing::Left(Exit::ChargedOff)),
];

/// What a status stands for.
pub(super) fn standing(text: &str) -> Option<Status> {
    let (name, meets_credit_policy) = match text.strip_prefix(OUTSIDE_POLICY) {
        Some(name) => (name.trim(), false),
        None => (text, true),
    };
    let (_, standing) = STATUSES
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(Status {
        standing,
        meets_credit_policy,
    })
}

/// What to say where a status is none of these.
pub(super) fn known_statuses() -> String {
    let known = STATUSES.map(|(name, _)| name).join(", ");
    format!("write one of: {known}")
}

impl Standing {
    /// The book's word.
    pub(super) fn loan_status(self) -> Label {
        match self {
            Self::Late(_) | Self::Left(Exit::Removed) => "Active",
            Self::Left(Exit::PaidOff) => "Paid Off",
            Self::Left(Exit::ChargedOff) => "Charged Off",
        }
    }
}

/// The book's loan type of a purpose.
pub(super) fn loan_type(purpose: &str) -> Label {
    match purpose {
        "car" => "Auto",
        "small_business" => "Business",
        "educational" => "Education",
        "major_purchase" | "home_improvement" | "house" | "vacation" | "wedding" | "moving"
        | "medical" | "renewable_energy" | "credit_card" => "Consumer",
        _ => "Personal",
    }
}

/// The book's label of a time in employment.
pub(super) fn employment_type(length: &str) -> Option<Label> {
    match length {
        "< 1 year" => Some("Employed under 1 year"),
        "1 year" | "2 years" | "3 years" => Some("Employed 1-4 years"),
        "4 years" | "5 years" | "6 years" => Some("Employed 4-7 years"),
        "7 years" | "8 years" | "9 years" | "10+ years" => Some("Employed 7+ years"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_their_twins() {
        let status = standing("Does not meet the credit policy. Status:Fully Paid").unwrap();
        assert_eq!(status.standing, Standing::Left(Exit::PaidOff));
        assert!(!status.meets_credit_policy);
        for (name, expected) in STATUSES {
            let status = standing(name).unwrap();
            assert_eq!(
                (status.standing, status.meets_credit_policy),
                (expected, true)
            );
        }
        assert_eq!(standing("Late"), None);
    }

    #[test]
    fn labels_of_the_book() {
        assert_eq!(loan_type("car"), "Auto");
        assert_eq!(loan_type("debt_consolidation"), "Personal");
        assert_eq!(loan_type("wedding"), "Consumer");
        assert_eq!(employment_type("3 years"), Some("Employed 1-4 years"));
        assert_eq!(employment_type("10+ years"), Some("Employed 7+ years"));
        assert_eq!(employment_type("n/a"), None);
    }
}
