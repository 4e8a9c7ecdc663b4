//! Some customers with all their loans and instalments, as columns.

use crate::{
    column::{Numbers, Stages},
    day::Day,
    loan::LoanRef,
};
use std::ops::Range;

/// Columns of some customers, of their loans, and of the instalments of these:
/// loans in the order of their customers, instalments in the order of their loans
/// and there by due date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    pub(crate) customers: Customers,
    pub(crate) loans: Loans,
    pub(crate) instalments: Instalments,
    /// Receipts of instalments that were not settled by one receipt of what was due.
    pub(crate) receipts: Vec<SplitReceipt>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Customers {
    pub(crate) id: Numbers,
    /// End of the loans of each.
    pub(crate) loans_end: Vec<u32>,
    pub(crate) credit_score: Vec<i16>,
    pub(crate) age: Vec<i16>,
    pub(crate) income: Numbers,
    pub(crate) account_created: Vec<Day>,
    /// Gender, employment, job, housing.
    pub(crate) labels: Vec<[u8; 4]>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Loans {
    pub(crate) id: Numbers,
    /// Place of each one's customer.
    pub(crate) customer: Vec<u16>,
    /// End of the instalments of each.
    pub(crate) instalments_end: Vec<u32>,
    /// End of the split receipts of each.
    pub(crate) receipts_end: Vec<u32>,
    pub(crate) amount: Numbers,
    pub(crate) monthly_installment: Numbers,
    pub(crate) interest_rate_ppm: Vec<i32>,
    pub(crate) term_months: Vec<i16>,
    pub(crate) disbursement: Vec<Day>,
    pub(crate) charge_off: Vec<Day>,
    pub(crate) loan_type: Vec<u8>,
    /// The book's code; 0 where there is none.
    pub(crate) branch: Vec<u16>,
    /// Place among the instalments of the one with the number 1.
    pub(crate) first: Vec<u16>,
    pub(crate) stages: Stages,
    pub(crate) ends: Ends,
}

/// What each loan has come to when its last instalment has fallen due and its last receipt
/// has come: from that day on nothing of it need be read again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ends {
    pub(crate) last_day: Vec<Day>,
    pub(crate) principal: Numbers,
    pub(crate) interest: Numbers,
    pub(crate) late_fee: Numbers,
    /// Instalments that were settled on time, late, and after they were missed; by the
    /// [`crate::position::STANDARD`] rules.
    pub(crate) on_time: Vec<u16>,
    pub(crate) late: Vec<u16>,
    pub(crate) missed: Vec<u16>,
    /// Place of the first one that is open; [`NONE`] where all are settled.
    pub(crate) first_open: Vec<u16>,
}

/// No place.
pub(crate) const NONE: u16 = u16::MAX;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Instalments {
    pub(crate) due: Vec<Day>,
    pub(crate) settled: Vec<Day>,
    /// The late fee that came with the settlement; [`SPLIT`] where the receipts are listed.
    pub(crate) late_fee: Vec<u16>,
    pub(crate) principal: Numbers,
    pub(crate) interest: Numbers,
}

/// Of an instalment whose receipts are listed one by one.
pub(crate) const SPLIT: u16 = u16::MAX;

/// A receipt of a split instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SplitReceipt {
    /// Place of the instalment in the chunk.
    pub(crate) instalment: u32,
    pub(crate) day: Day,
    pub(crate) principal: i64,
    pub(crate) interest: i64,
    pub(crate) late_fee: i64,
}

/// Of a number that is not known.
pub(crate) const UNKNOWN: i16 = i16::MIN;

impl Ends {
    fn extend(&mut self, other: &Self, range: Range<usize>) {
        self.last_day
            .extend_from_slice(&other.last_day[range.clone()]);
        self.principal.extend(&other.principal, range.clone());
        self.interest.extend(&other.interest, range.clone());
        self.late_fee.extend(&other.late_fee, range.clone());
        self.on_time
            .extend_from_slice(&other.on_time[range.clone()]);
        self.late.extend_from_slice(&other.late[range.clone()]);
        self.missed.extend_from_slice(&other.missed[range.clone()]);
        self.first_open.extend_from_slice(&other.first_open[range]);
    }

    fn bytes(&self) -> usize {
        let numbers = [&self.principal, &self.interest, &self.late_fee];
        5 * size_of_val(self.last_day.as_slice())
            + numbers.map(Numbers::bytes).iter().sum::<usize>()
    }

    fn shrink(&mut self) {
        self.last_day.shrink_to_fit();
        self.principal.shrink();
        self.interest.shrink();
        self.late_fee.shrink();
        self.on_time.shrink_to_fit();
        self.late.shrink_to_fit();
        self.missed.shrink_to_fit();
        self.first_open.shrink_to_fit();
    }
}

impl Chunk {
    /// Number of customers.
    #[must_use]
    pub fn customer_count(&self) -> usize {
        self.customers.id.len()
    }

    /// Number of loans.
    #[must_use]
    pub fn loan_count(&self) -> usize {
        self.loans.id.len()
    }

    /// Number of instalments.
    #[must_use]
    pub fn instalment_count(&self) -> usize {
        self.instalments.due.len()
    }

    /// What the columns take, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let (customers, loans, rows) = (&self.customers, &self.loans, &self.instalments);
        size_of::<Self>()
            + customers.id.bytes()
            + size_of_val(customers.loans_end.as_slice())
            + 3 * size_of_val(customers.account_created.as_slice())
            + size_of_val(customers.labels.as_slice())
            + customers.income.bytes()
            + loans.id.bytes()
            + 3 * size_of_val(loans.instalments_end.as_slice())
            + 6 * size_of_val(loans.disbursement.as_slice())
            + loans.loan_type.len()
            + loans.amount.bytes()
            + loans.monthly_installment.bytes()
            + loans.stages.bytes()
            + loans.ends.bytes()
            + 3 * size_of_val(rows.due.as_slice())
            + rows.principal.bytes()
            + rows.interest.bytes()
            + size_of_val(self.receipts.as_slice())
    }

    pub(crate) fn loan(&self, at: usize) -> LoanRef<'_> {
        LoanRef { chunk: self, at }
    }

    /// Appends customers of another chunk, by their places.
    pub(crate) fn extend(&mut self, other: &Self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let rows_before = |ends: &[u32], at: usize| at.checked_sub(1).map_or(0, |at| ends[at]);
        let span = |ends: &[u32], of: &Range<usize>| {
            rows_before(ends, of.start) as usize..rows_before(ends, of.end) as usize
        };
        let (from, to) = (&other.customers, &mut self.customers);
        let loans = span(&from.loans_end, &range);
        let customer_shift = narrow::<u16>(to.id.len()).wrapping_sub(narrow(range.start));
        shifted(
            &mut to.loans_end,
            &from.loans_end[range.clone()],
            self.loans.id.len(),
            loans.start,
        );
        to.id.extend(&from.id, range.clone());
        to.credit_score
            .extend_from_slice(&from.credit_score[range.clone()]);
        to.age.extend_from_slice(&from.age[range.clone()]);
        to.income.extend(&from.income, range.clone());
        to.account_created
            .extend_from_slice(&from.account_created[range.clone()]);
        to.labels.extend_from_slice(&from.labels[range]);

        let (from, to) = (&other.loans, &mut self.loans);
        let rows = span(&from.instalments_end, &loans);
        let receipts = span(&from.receipts_end, &loans);
        let (rows_here, receipts_here) = (self.instalments.due.len(), self.receipts.len());
        shifted(
            &mut to.instalments_end,
            &from.instalments_end[loans.clone()],
            rows_here,
            rows.start,
        );
        shifted(
            &mut to.receipts_end,
            &from.receipts_end[loans.clone()],
            receipts_here,
            receipts.start,
        );
        to.id.extend(&from.id, loans.clone());
        let place = |place: &u16| place.wrapping_add(customer_shift);
        to.customer
            .extend(from.customer[loans.clone()].iter().map(place));
        to.amount.extend(&from.amount, loans.clone());
        to.monthly_installment
            .extend(&from.monthly_installment, loans.clone());
        to.interest_rate_ppm
            .extend_from_slice(&from.interest_rate_ppm[loans.clone()]);
        to.term_months
            .extend_from_slice(&from.term_months[loans.clone()]);
        to.disbursement
            .extend_from_slice(&from.disbursement[loans.clone()]);
        to.charge_off
            .extend_from_slice(&from.charge_off[loans.clone()]);
        to.loan_type
            .extend_from_slice(&from.loan_type[loans.clone()]);
        to.branch.extend_from_slice(&from.branch[loans.clone()]);
        to.first.extend_from_slice(&from.first[loans.clone()]);
        for at in loans.clone() {
            to.stages.push(from.stages.get(at));
        }
        to.ends.extend(&from.ends, loans);

        let (from, to) = (&other.instalments, &mut self.instalments);
        to.due.extend_from_slice(&from.due[rows.clone()]);
        to.settled.extend_from_slice(&from.settled[rows.clone()]);
        to.late_fee.extend_from_slice(&from.late_fee[rows.clone()]);
        to.principal.extend(&from.principal, rows.clone());
        to.interest.extend(&from.interest, rows.clone());
        let shift = narrow::<u32>(rows_here).wrapping_sub(narrow(rows.start));
        self.receipts
            .extend(other.receipts[receipts].iter().map(|receipt| SplitReceipt {
                instalment: receipt.instalment.wrapping_add(shift),
                ..*receipt
            }));
    }

    /// Gives back what the columns do not need.
    pub(crate) fn shrink(&mut self) {
        let customers = &mut self.customers;
        customers.id.shrink();
        customers.loans_end.shrink_to_fit();
        customers.credit_score.shrink_to_fit();
        customers.age.shrink_to_fit();
        customers.income.shrink();
        customers.account_created.shrink_to_fit();
        customers.labels.shrink_to_fit();
        let loans = &mut self.loans;
        loans.id.shrink();
        loans.customer.shrink_to_fit();
        loans.instalments_end.shrink_to_fit();
        loans.receipts_end.shrink_to_fit();
        loans.amount.shrink();
        loans.monthly_installment.shrink();
        loans.interest_rate_ppm.shrink_to_fit();
        loans.term_months.shrink_to_fit();
        loans.disbursement.shrink_to_fit();
        loans.charge_off.shrink_to_fit();
        loans.loan_type.shrink_to_fit();
        loans.branch.shrink_to_fit();
        loans.first.shrink_to_fit();
        loans.ends.shrink();
        loans.stages.shrink();
        let rows = &mut self.instalments;
        rows.due.shrink_to_fit();
        rows.settled.shrink_to_fit();
        rows.late_fee.shrink_to_fit();
        rows.principal.shrink();
        rows.interest.shrink();
        self.receipts.shrink_to_fit();
    }
}

/// Appends ends of rows that begin at another place here.
fn shifted(to: &mut Vec<u32>, ends: &[u32], here: usize, there: usize) {
    let shift = narrow::<u32>(here).wrapping_sub(narrow(there));
    to.extend(ends.iter().map(|end| end.wrapping_add(shift)));
}

fn narrow<Narrow: TryFrom<usize, Error: std::fmt::Debug>>(count: usize) -> Narrow {
    Narrow::try_from(count).expect("places were counted when the rows were put in")
}
