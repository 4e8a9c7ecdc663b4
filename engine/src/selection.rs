//! Which loans are asked about, and in which groups.

use crate::{
    chunk::Chunk,
    day::{Day, NEVER, month_number},
    loan::LoanRef,
    position::status,
};
use std::ops::RangeInclusive;

/// The loans that pass all conditions, in groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    /// A code each, the digits of the group's key; one group where there are none.
    pub groupings: Vec<Grouping>,
}

/// A property of a loan or of its borrower, as a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// The loan's identifier.
    LoanId,
    /// The borrower's identifier.
    CustomerId,
    /// Place of the label, from 1.
    LoanType,
    /// At the as-of date: 1 pending, 2 active, 3 paid off, 4 charged off.
    LoanStatus,
    /// The book's code of the label: see [`crate::Book::branch_code`].
    Branch,
    /// In minor units.
    LoanAmount,
    /// In parts per million.
    InterestRate,
    /// In months.
    LoanTerm,
    /// As a [`Day`].
    DisbursementDate,
    /// The borrower's.
    CreditScore,
    /// The borrower's.
    Age,
    /// Place of the label, from 1.
    Gender,
    /// Place of the label, from 1.
    EmploymentType,
    /// Place of the label, from 1.
    JobType,
    /// Place of the label, from 1.
    HousingStatus,
}

/// The attribute is known and in one of the ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Of what.
    pub attribute: Attribute,
    /// Both ends included; none of them means no loan.
    pub ranges: Vec<RangeInclusive<i64>>,
}

/// How a loan's code in a grouping is made; 0 where the attribute is not known.
#[derive(Clone, Debug, PartialEq)]
pub enum Grouping {
    /// The attribute itself.
    Code(Attribute),
    /// 1 below the first threshold, one more from each.
    Bands(Attribute, Vec<i64>),
    /// 1 from the first threshold up, one more from each lower one; 0 below the last.
    Tiers(Attribute, Vec<i64>),
    /// The month of disbursement, counted from the year 0, divided by this.
    Months(i64),
}

/// What one digit of a group's key may be at the most, plus 1.
const CODES: i64 = 1_000_000;

impl Attribute {
    /// The value of a loan, if it is known.
    fn of(self, loan: LoanRef<'_>, as_of: Day) -> Option<i64> {
        let code = |code: u8| (code > 0).then_some(i64::from(code));
        match self {
            Self::LoanId => Some(loan.id()),
            Self::CustomerId => Some(loan.customer().id()),
            Self::LoanType => code(loan.loan_type()),
            Self::LoanStatus => Some(status(loan, as_of)),
            Self::Branch => loan.branch(),
            Self::LoanAmount => Some(loan.amount()),
            Self::InterestRate => Some(loan.interest_rate_ppm()),
            Self::LoanTerm => Some(loan.term_months()),
            Self::DisbursementDate => {
                let day = loan.disbursement();
                (day != NEVER).then_some(day.into())
            }
            Self::CreditScore => loan.customer().credit_score(),
            Self::Age => loan.customer().age(),
            Self::Gender => code(loan.customer().gender()),
            Self::EmploymentType => code(loan.customer().employment_type()),
            Self::JobType => code(loan.customer().job_type()),
            Self::HousingStatus => code(loan.customer().housing_status()),
        }
    }
}

impl Condition {
    fn holds(&self, loan: LoanRef<'_>, as_of: Day) -> bool {
        let value = self.attribute.of(loan, as_of);
        value.is_some_and(|value| self.ranges.iter().any(|range| range.contains(&value)))
    }
}

impl Grouping {
    /// The code; none of the month of a loan that was never paid out.
    fn code(&self, loan: LoanRef<'_>, as_of: Day) -> Option<i64> {
        let place = |at: usize| at as i64 + 1;
        let code = match self {
            Self::Code(attribute) => attribute.of(loan, as_of).unwrap_or(0),
            Self::Bands(attribute, thresholds) => {
                let value = attribute.of(loan, as_of);
                value.map_or(0, |value| {
                    place(thresholds.iter().filter(|from| **from <= value).count())
                })
            }
            Self::Tiers(attribute, thresholds) => attribute
                .of(loan, as_of)
                .and_then(|value| thresholds.iter().position(|from| value >= *from))
                .map_or(0, place),
            Self::Months(_) if loan.disbursement() == NEVER => return None,
            Self::Months(months) => month_number(loan.disbursement()) / months,
        };
        Some(code)
    }
}

impl Selection {
    /// Whether the loans or their groups are others at another date.
    pub(crate) fn is_dated(&self) -> bool {
        let conditions = self.conditions.iter().map(|condition| condition.attribute);
        let groupings = self.groupings.iter().filter_map(|grouping| match grouping {
            Grouping::Code(of) | Grouping::Bands(of, _) | Grouping::Tiers(of, _) => Some(*of),
            Grouping::Months(_) => None,
        });
        conditions
            .chain(groupings)
            .any(|of| of == Attribute::LoanStatus)
    }

    /// Whether a chunk may have loans that are asked about, by the identifiers alone: what is
    /// asked of one loan or customer need not look at all others.
    pub(crate) fn may_be_in(&self, chunk: &Chunk) -> bool {
        self.conditions.iter().all(|condition| {
            let ids = match condition.attribute {
                Attribute::LoanId => &chunk.loans.id,
                Attribute::CustomerId => &chunk.customers.id,
                _ => return true,
            };
            let mut ranges = condition.ranges.iter();
            ranges.any(|range| ids.iter().any(|id| range.contains(&id)))
        })
    }

    /// The group of a loan that is one of those that are asked about.
    #[inline]
    pub(crate) fn place(&self, loan: LoanRef<'_>, as_of: Day) -> Option<i64> {
        if self.conditions.is_empty() && self.groupings.is_empty() {
            return Some(0);
        }
        self.takes(loan, as_of).then(|| self.group_key(loan, as_of))
    }

    /// Whether the loan is one of those that are asked about.
    fn takes(&self, loan: LoanRef<'_>, as_of: Day) -> bool {
        let mut conditions = self.conditions.iter();
        conditions.all(|condition| condition.holds(loan, as_of))
    }

    /// The group that the loan is in. One without a code leaves the whole key empty, as in SQL:
    /// read as 0, and no other key is 0 then, since the month of a loan is none of the year 0.
    fn group_key(&self, loan: LoanRef<'_>, as_of: Day) -> i64 {
        let mut codes = self.groupings.iter();
        codes
            .try_fold(0, |key, grouping| {
                Some(key * CODES + grouping.code(loan, as_of)?)
            })
            .unwrap_or(0)
    }
}
