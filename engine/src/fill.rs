//! How rows come into the columns of a chunk.

use crate::{
    chunk::{Chunk, NONE, SPLIT, SplitReceipt, UNKNOWN},
    day::{Day, NEVER, day},
    position::{STANDARD, State, add_up},
    record::{Customer, Instalment, Loan, Unfit},
};
use chrono::{NaiveDate, NaiveDateTime};

impl Chunk {
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
