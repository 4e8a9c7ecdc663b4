//! A loan and its borrower, read from the columns of a chunk.

use crate::{
    chunk::{Chunk, Ends, NONE, SplitReceipt, UNKNOWN},
    day::Day,
};
use std::ops::Range;

/// A loan of a chunk.
#[derive(Clone, Copy)]
pub(crate) struct LoanRef<'a> {
    pub(crate) chunk: &'a Chunk,
    pub(crate) at: usize,
}

/// A customer of a chunk.
#[derive(Clone, Copy)]
pub(crate) struct CustomerRef<'a> {
    chunk: &'a Chunk,
    at: usize,
}

/// What a loan has come to.
#[derive(Clone, Copy)]
pub(crate) struct End<'a> {
    ends: &'a Ends,
    at: usize,
}

impl End<'_> {
    /// Principal received in minor units.
    pub(crate) fn principal(self) -> i64 {
        self.ends.principal.get(self.at)
    }

    /// Interest received in minor units.
    pub(crate) fn interest(self) -> i64 {
        self.ends.interest.get(self.at)
    }

    /// Late fees received in minor units.
    pub(crate) fn late_fee(self) -> i64 {
        self.ends.late_fee.get(self.at)
    }

    /// Instalments settled on time, late, and after they were missed.
    pub(crate) fn settled(self) -> [i64; 3] {
        let ends = self.ends;
        [&ends.on_time, &ends.late, &ends.missed].map(|column| column[self.at].into())
    }

    /// Place among the loan's instalments of the first that is open.
    pub(crate) fn first_open(self) -> Option<usize> {
        let first = self.ends.first_open[self.at];
        (first != NONE).then_some(first.into())
    }
}

impl<'a> LoanRef<'a> {
    pub(crate) fn id(self) -> i64 {
        self.chunk.loans.id.get(self.at)
    }

    pub(crate) fn customer(self) -> CustomerRef<'a> {
        CustomerRef {
            chunk: self.chunk,
            at: self.chunk.loans.customer[self.at].into(),
        }
    }

    /// Tells the loans of one customer from those of another.
    pub(crate) fn place_of_customer(self) -> u16 {
        self.chunk.loans.customer[self.at]
    }

    /// Minor units.
    pub(crate) fn amount(self) -> i64 {
        self.chunk.loans.amount.get(self.at)
    }

    /// Minor units.
    pub(crate) fn monthly_installment(self) -> i64 {
        self.chunk.loans.monthly_installment.get(self.at)
    }

    pub(crate) fn interest_rate_ppm(self) -> i64 {
        self.chunk.loans.interest_rate_ppm[self.at].into()
    }

    pub(crate) fn term_months(self) -> i64 {
        self.chunk.loans.term_months[self.at].into()
    }

    /// [`NEVER`] where it has not been paid out.
    #[inline]
    pub(crate) fn disbursement(self) -> Day {
        self.chunk.loans.disbursement[self.at]
    }

    /// [`NEVER`] where it has not been charged off.
    #[inline]
    pub(crate) fn charge_off(self) -> Day {
        self.chunk.loans.charge_off[self.at]
    }

    /// Place of the label, from 1.
    pub(crate) fn loan_type(self) -> u8 {
        self.chunk.loans.loan_type[self.at]
    }

    pub(crate) fn branch(self) -> Option<i64> {
        let code = self.chunk.loans.branch[self.at];
        (code > 0).then_some(code.into())
    }

    /// Submitted, documents, credit check, decision, contract, paid out: microseconds since 1970.
    pub(crate) fn stages(self) -> [Option<i64>; 6] {
        self.chunk.loans.stages.get(self.at)
    }

    /// Places of its instalments in the columns of the chunk, by due date.
    #[inline]
    pub(crate) fn instalments(self) -> Range<usize> {
        range(&self.chunk.loans.instalments_end, self.at)
    }

    /// Place of the instalment with the number 1.
    pub(crate) fn first_instalment(self) -> Option<usize> {
        let first = self.chunk.loans.first[self.at];
        (first != NONE).then(|| self.instalments().start + usize::from(first))
    }

    /// What it has come to by the end of this day, if nothing comes after it.
    #[inline]
    pub(crate) fn end(self, by: Day) -> Option<End<'a>> {
        let ends = &self.chunk.loans.ends;
        (ends.last_day[self.at] <= by).then_some(End { ends, at: self.at })
    }

    /// From this day on nothing comes any more.
    #[inline]
    pub(crate) fn last_day(self) -> Day {
        self.chunk.loans.ends.last_day[self.at]
    }

    /// Principal that will have been received on it when its last receipt has come.
    #[inline]
    pub(crate) fn principal_in_the_end(self) -> i64 {
        self.chunk.loans.ends.principal.get(self.at)
    }

    /// Receipts of its split instalments, in the order of these and there by day.
    #[inline]
    pub(crate) fn split_receipts(self) -> &'a [SplitReceipt] {
        &self.chunk.receipts[range(&self.chunk.loans.receipts_end, self.at)]
    }
}

impl<'a> CustomerRef<'a> {
    pub(crate) fn id(self) -> i64 {
        self.chunk.customers.id.get(self.at)
    }

    pub(crate) fn credit_score(self) -> Option<i64> {
        known(self.chunk.customers.credit_score[self.at])
    }

    pub(crate) fn age(self) -> Option<i64> {
        known(self.chunk.customers.age[self.at])
    }

    /// Minor units.
    pub(crate) fn income(self) -> Option<i64> {
        let stored = self.chunk.customers.income.get(self.at);
        (stored > 0).then(|| stored - 1)
    }

    pub(crate) fn account_created(self) -> Day {
        self.chunk.customers.account_created[self.at]
    }

    pub(crate) fn gender(self) -> u8 {
        self.chunk.customers.labels[self.at][0]
    }

    pub(crate) fn employment_type(self) -> u8 {
        self.chunk.customers.labels[self.at][1]
    }

    pub(crate) fn job_type(self) -> u8 {
        self.chunk.customers.labels[self.at][2]
    }

    pub(crate) fn housing_status(self) -> u8 {
        self.chunk.customers.labels[self.at][3]
    }
}

fn known(number: i16) -> Option<i64> {
    (number != UNKNOWN).then_some(number.into())
}

/// Where the rows of one lie, given the ends of all.
#[inline]
fn range(ends: &[u32], at: usize) -> Range<usize> {
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    start as usize..ends[at] as usize
}
