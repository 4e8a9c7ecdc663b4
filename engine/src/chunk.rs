//! Some customers with all their loans and instalments, as columns.

use crate::{
    day::{Day, NEVER, day},
    position::{STANDARD, State, add_up},
    record::{Customer, Instalment, Loan, Unfit},
};
use chrono::{NaiveDate, NaiveDateTime};
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

/// Numbers in minor units: narrow while all of them fit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Numbers {
    Narrow(Vec<u32>),
    Wide(Vec<i64>),
}

/// Stamps of the six stages of each application: whole minutes where all of them are,
/// or microseconds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stages {
    /// Minutes since 1900 of the first stage that has ended in two halves, and minutes from
    /// there of each; [`NO_STAGE`] where it has not ended.
    Minutes(Vec<[u16; 8]>),
    /// Microseconds since 1970, `i64::MIN` where a stage has not ended.
    Exact(Vec<[i64; 6]>),
}

const NO_STAGE: u16 = u16::MAX;
const MICROSECONDS: i64 = 60_000_000;
/// From 1900 to 1970.
const MINUTES_TO_1970: i64 = 25_567 * 24 * 60;

/// Of a number that is not known.
const UNKNOWN: i16 = i16::MIN;

impl Default for Numbers {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Numbers {
    #[inline]
    pub(crate) fn get(&self, at: usize) -> i64 {
        match self {
            Self::Narrow(all) => all[at].into(),
            Self::Wide(all) => all[at],
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Narrow(all) => all.len(),
            Self::Wide(all) => all.len(),
        }
    }

    /// All of them in order.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }

    /// How many come before the first that does not fit; they are sorted so.
    pub(crate) fn partition_point(&self, fits: impl Fn(i64) -> bool) -> usize {
        match self {
            Self::Narrow(all) => all.partition_point(|number| fits((*number).into())),
            Self::Wide(all) => all.partition_point(|number| fits(*number)),
        }
    }

    fn push(&mut self, amount: i64) {
        match self {
            Self::Narrow(all) => match u32::try_from(amount) {
                Ok(narrow) => all.push(narrow),
                Err(_) => {
                    let mut wide: Vec<i64> = all.iter().map(|narrow| i64::from(*narrow)).collect();
                    wide.push(amount);
                    *self = Self::Wide(wide);
                }
            },
            Self::Wide(all) => all.push(amount),
        }
    }

    fn extend(&mut self, other: &Self, range: Range<usize>) {
        match (self, other) {
            (Self::Narrow(all), Self::Narrow(more)) => all.extend_from_slice(&more[range]),
            (Self::Wide(all), Self::Wide(more)) => all.extend_from_slice(&more[range]),
            (this, _) => range.for_each(|at| this.push(other.get(at))),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Narrow(all) => size_of_val(all.as_slice()),
            Self::Wide(all) => size_of_val(all.as_slice()),
        }
    }

    fn shrink(&mut self) {
        match self {
            Self::Narrow(all) => all.shrink_to_fit(),
            Self::Wide(all) => all.shrink_to_fit(),
        }
    }
}

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

impl Default for Stages {
    fn default() -> Self {
        Self::Minutes(Vec::new())
    }
}

impl Stages {
    /// Microseconds since 1970.
    pub(crate) fn get(&self, at: usize) -> [Option<i64>; 6] {
        match self {
            Self::Minutes(all) => {
                let [high, low, minutes @ ..] = all[at];
                let first = (i64::from(high) << 16 | i64::from(low)) - MINUTES_TO_1970;
                minutes.map(|after| {
                    (after != NO_STAGE).then(|| (first + i64::from(after)) * MICROSECONDS)
                })
            }
            Self::Exact(all) => all[at].map(|stamp| (stamp != i64::MIN).then_some(stamp)),
        }
    }

    fn push(&mut self, stamps: [Option<i64>; 6]) {
        if let Self::Minutes(all) = self {
            if let Some(narrow) = minutes(stamps) {
                all.push(narrow);
                return;
            }
            let wide = (0..all.len()).map(|at| self.get(at).map(exact)).collect();
            *self = Self::Exact(wide);
        }
        if let Self::Exact(all) = self {
            all.push(stamps.map(exact));
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Minutes(all) => size_of_val(all.as_slice()),
            Self::Exact(all) => size_of_val(all.as_slice()),
        }
    }
}

/// Stamps in their narrow form, where they have one.
fn minutes(stamps: [Option<i64>; 6]) -> Option<[u16; 8]> {
    let first = stamps.into_iter().flatten().min().unwrap_or(0);
    let whole = u32::try_from(first.div_euclid(MICROSECONDS) + MINUTES_TO_1970).ok()?;
    let mut narrow = [NO_STAGE; 8];
    narrow[0] = (whole >> 16) as u16;
    narrow[1] = (whole & 0xffff) as u16;
    for (stamp, place) in stamps.into_iter().zip(&mut narrow[2..]) {
        let Some(stamp) = stamp else { continue };
        if stamp.rem_euclid(MICROSECONDS) != 0 {
            return None;
        }
        let after = u16::try_from((stamp - first) / MICROSECONDS).ok()?;
        *place = Some(after).filter(|after| *after != NO_STAGE)?;
    }
    Some(narrow)
}

fn exact(stamp: Option<i64>) -> i64 {
    stamp.unwrap_or(i64::MIN)
}

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

    /// Appends a customer; `branch` gives the code of a label.
    pub(crate) fn push(
        &mut self,
        customer: &Customer,
        branch: &mut impl FnMut(&str) -> Option<u16>,
    ) -> Result<(), Unfit> {
        let id = customer.customer_id;
        let place = narrow("place", id, self.customers.id.len() as i64)?;
        for loan in &customer.loans {
            self.push_loan(loan, place, branch)?;
        }
        let end = |count: usize| u32::try_from(count).map_err(|_| Unfit::Rows { customer_id: id });
        let created = customer.account_created_date;
        let columns = &mut self.customers;
        columns.id.push(id);
        columns.loans_end.push(end(self.loans.id.len())?);
        let score = optional("credit score", id, customer.credit_score)?;
        columns.credit_score.push(score);
        columns.age.push(optional("age", id, customer.age)?);
        // 0 stands for none: an income of 0 is one.
        columns.income.push(match customer.income_minor {
            Some(income) if income < 0 => {
                return Err(number("income", id, income));
            }
            Some(income) => income + 1,
            None => 0,
        });
        let created = day(created).ok_or(Unfit::Date {
            loan_id: customer.loans.first().map_or(0, |loan| loan.loan_id),
            date: created,
        })?;
        columns.account_created.push(created);
        columns.labels.push([
            customer.gender,
            customer.employment_type,
            customer.job_type,
            customer.housing_status,
        ]);
        Ok(())
    }

    fn push_loan(
        &mut self,
        loan: &Loan,
        customer: u16,
        branch: &mut impl FnMut(&str) -> Option<u16>,
    ) -> Result<(), Unfit> {
        let id = loan.loan_id;
        let date = |date: Option<NaiveDate>| to_day(id, date);
        let mut rows: Vec<&Instalment> = loan.instalments.iter().collect();
        rows.sort_by_key(|row| (row.due_date, row.installment_number));
        let first = rows.iter().position(|row| row.installment_number == 1);
        for row in rows {
            self.push_instalment(row, id)?;
        }
        let end = |count: usize| narrow::<u32>("number of instalments", id, count as i64);
        let columns = &mut self.loans;
        columns.id.push(id);
        columns.customer.push(customer);
        columns
            .instalments_end
            .push(end(self.instalments.due.len())?);
        columns.receipts_end.push(end(self.receipts.len())?);
        columns.amount.push(loan.loan_amount_minor);
        columns
            .monthly_installment
            .push(loan.monthly_installment_minor);
        columns.interest_rate_ppm.push(loan.interest_rate_ppm);
        let term = i64::from(loan.loan_term_months);
        columns.term_months.push(narrow("term", id, term)?);
        columns.disbursement.push(date(loan.disbursement_date)?);
        columns.charge_off.push(date(loan.charge_off_date)?);
        columns.loan_type.push(loan.loan_type);
        columns.branch.push(match &loan.branch {
            Some(label) => {
                branch(label).ok_or(number("number of branches", id, u16::MAX.into()))?
            }
            None => 0,
        });
        columns.first.push(match first {
            Some(place) => narrow("number of instalments", id, place as i64)?,
            None => NONE,
        });
        let micros = |stamp: NaiveDateTime| stamp.and_utc().timestamp_micros();
        columns
            .stages
            .push(loan.stages.map(|stamp| stamp.map(micros)));
        self.push_end(id)
    }

    /// Adds up what the last loan has come to.
    fn push_end(&mut self, loan_id: i64) -> Result<(), Unfit> {
        let loan = self.loan(self.loans.id.len() - 1);
        let span = loan.instalments();
        let receipts = loan.split_receipts().iter().map(|receipt| receipt.day);
        let due = self.instalments.due[span.clone()].iter().copied();
        let settled = self.instalments.settled[span.clone()].iter().copied();
        let happened = settled.clone().filter(|day| *day != NEVER);
        let last_day = due
            .clone()
            .chain(happened)
            .chain(receipts)
            .max()
            .unwrap_or(0);
        let cash = add_up(loan, NEVER - 1);
        let mut settled_by_state = [0_i64; 3];
        for (due, settled) in due.zip(settled.clone()) {
            let place = match STANDARD.state(due, settled, NEVER - 1) {
                State::OnTime => 0,
                State::Late => 1,
                _ => 2,
            };
            settled_by_state[place] += i64::from(settled != NEVER);
        }
        let first_open = settled.clone().position(|day| day == NEVER);
        let narrow = |count: i64| narrow::<u16>("number of instalments", loan_id, count);
        let [on_time, late, missed] = settled_by_state;
        let ends = &mut self.loans.ends;
        ends.last_day.push(last_day);
        ends.principal.push(cash.principal);
        ends.interest.push(cash.interest);
        ends.late_fee.push(cash.late_fee);
        ends.on_time.push(narrow(on_time)?);
        ends.late.push(narrow(late)?);
        ends.missed.push(narrow(missed)?);
        ends.first_open.push(match first_open {
            Some(place) => narrow(place as i64)?,
            None => NONE,
        });
        Ok(())
    }

    fn push_instalment(&mut self, row: &Instalment, loan_id: i64) -> Result<(), Unfit> {
        let columns = &mut self.instalments;
        let place = narrow("number of instalments", loan_id, columns.due.len() as i64)?;
        let late_fee = match row.receipts.as_slice() {
            [] if row.settled_date.is_none() => Some(0),
            [only]
                if Some(only.receipt_date) == row.settled_date
                    && only.principal_minor == row.principal_due_minor
                    && only.interest_minor == row.interest_due_minor =>
            {
                let narrow = u16::try_from(only.late_fee_minor).ok();
                narrow.filter(|fee| *fee != SPLIT)
            }
            _ => None,
        };
        columns.due.push(to_day(loan_id, Some(row.due_date))?);
        columns.settled.push(to_day(loan_id, row.settled_date)?);
        columns.late_fee.push(late_fee.unwrap_or(SPLIT));
        columns.principal.push(row.principal_due_minor);
        columns.interest.push(row.interest_due_minor);
        if late_fee.is_none() {
            let mut receipts = row.receipts.clone();
            receipts.sort_by_key(|receipt| receipt.receipt_date);
            for receipt in receipts {
                self.receipts.push(SplitReceipt {
                    instalment: place,
                    day: to_day(loan_id, Some(receipt.receipt_date))?,
                    principal: receipt.principal_minor,
                    interest: receipt.interest_minor,
                    late_fee: receipt.late_fee_minor,
                });
            }
        }
        Ok(())
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
        let customer_shift = to.id.len() as i64 - range.start as i64;
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
        let place = |place: &u16| (i64::from(*place) + customer_shift) as u16;
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
        let shift = rows_here as i64 - rows.start as i64;
        self.receipts
            .extend(other.receipts[receipts].iter().map(|receipt| SplitReceipt {
                instalment: (i64::from(receipt.instalment) + shift) as u32,
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
        match &mut loans.stages {
            Stages::Minutes(all) => all.shrink_to_fit(),
            Stages::Exact(all) => all.shrink_to_fit(),
        }
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
    let shift = here as i64 - there as i64;
    to.extend(ends.iter().map(|end| (i64::from(*end) + shift) as u32));
}

fn to_day(loan_id: i64, date: Option<NaiveDate>) -> Result<Day, Unfit> {
    match date {
        None => Ok(NEVER),
        Some(date) => day(date).ok_or(Unfit::Date { loan_id, date }),
    }
}

fn optional(what: &'static str, owner: i64, value: Option<i32>) -> Result<i16, Unfit> {
    match value {
        None => Ok(UNKNOWN),
        Some(value) => match narrow(what, owner, value.into())? {
            UNKNOWN => Err(number(what, owner, value.into())),
            narrow => Ok(narrow),
        },
    }
}

fn narrow<Narrow: TryFrom<i64>>(
    what: &'static str,
    owner: i64,
    value: i64,
) -> Result<Narrow, Unfit> {
    Narrow::try_from(value).map_err(|_| number(what, owner, value))
}

fn number(what: &'static str, owner: i64, value: i64) -> Unfit {
    Unfit::Number { what, owner, value }
}
