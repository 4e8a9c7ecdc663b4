//! What a lender's word for the state of a loan means.

use super::alias;
use crate::Exit;

/// Where a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing is past due.
    Current,
    /// Something is, for so many days, where the word says how many.
    Late(Option<i32>),
    /// It has left.
    Left(Exit),
}

/// What a mapping file may say that a status is.
pub(crate) const MEANINGS: &str = "current, late, late:<days>, paid_off, charged_off, removed";

/// Words that everybody uses: lower case, letters alone.
const WORDS: [(&str, Standing); 27] = [
    ("current", Standing::Current),
    ("performing", Standing::Current),
    ("active", Standing::Current),
    ("open", Standing::Current),
    ("uptodate", Standing::Current),
    ("regular", Standing::Current),
    ("goodstanding", Standing::Current),
    ("ingoodstanding", Standing::Current),
    ("issued", Standing::Current),
    ("late", Standing::Late(None)),
    ("delinquent", Standing::Late(None)),
    ("pastdue", Standing::Late(None)),
    ("overdue", Standing::Late(None)),
    ("inarrears", Standing::Late(None)),
    ("nonperforming", Standing::Late(None)),
    ("paidoff", Standing::Left(Exit::PaidOff)),
    ("fullypaid", Standing::Left(Exit::PaidOff)),
    ("paidinfull", Standing::Left(Exit::PaidOff)),
    ("prepaid", Standing::Left(Exit::PaidOff)),
    ("matured", Standing::Left(Exit::PaidOff)),
    ("repaid", Standing::Left(Exit::PaidOff)),
    ("chargedoff", Standing::Left(Exit::ChargedOff)),
    ("chargeoff", Standing::Left(Exit::ChargedOff)),
    ("writtenoff", Standing::Left(Exit::ChargedOff)),
    ("writeoff", Standing::Left(Exit::ChargedOff)),
    ("repurchased", Standing::Left(Exit::Removed)),
    ("removed", Standing::Left(Exit::Removed)),
];

impl Standing {
    /// What a mapping file says that a status is.
    pub(crate) fn of_meaning(meaning: &str) -> Option<Self> {
        if let Some(days) = meaning.strip_prefix("late:") {
            let days = days.trim().parse().ok().filter(|days| *days > 0)?;
            return Some(Self::Late(Some(days)));
        }
        match meaning {
            "current" => Some(Self::Current),
            "late" => Some(Self::Late(None)),
            "paid_off" => Some(Self::Left(Exit::PaidOff)),
            "charged_off" => Some(Self::Left(Exit::ChargedOff)),
            "removed" => Some(Self::Left(Exit::Removed)),
            _ => None,
        }
    }

    /// What a word of the lender's means where no mapping file says it.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        let plain = alias::plain(word);
        WORDS
            .into_iter()
            .find_map(|(known, standing)| (known == plain).then_some(standing))
    }

    /// How a mapping file says it.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Late(_) => "late",
            Self::Left(Exit::PaidOff) => "paid_off",
            Self::Left(Exit::ChargedOff) => "charged_off",
            Self::Left(Exit::Removed) => "removed",
        }
    }

    /// The book's word for it.
    pub(crate) fn loan_status(self) -> crate::Label {
        match self {
            Self::Left(Exit::PaidOff) => "Paid Off",
            Self::Left(Exit::ChargedOff) => "Charged Off",
            Self::Current | Self::Late(_) | Self::Left(Exit::Removed) => "Active",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_and_words() {
        assert_eq!(
            Standing::of_meaning("late:45"),
            Some(Standing::Late(Some(45)))
        );
        for wrong in ["late:", "late:0", "late:-1", "Current", ""] {
            assert_eq!(Standing::of_meaning(wrong), None, "{wrong}");
        }
        assert_eq!(
            Standing::of_word("Charged-Off"),
            Some(Standing::Left(Exit::ChargedOff))
        );
        assert_eq!(
            Standing::of_word("PAID OFF"),
            Some(Standing::Left(Exit::PaidOff))
        );
        // A default may be a state or an end, and a closed loan may be either kind.
        assert_eq!(Standing::of_word("Default"), None);
        assert_eq!(Standing::of_word("Closed"), None);
    }
}
