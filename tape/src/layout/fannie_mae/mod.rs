//! Fannie Mae's single-family loan performance data: one headerless file per quarter of
//! acquisition, a row per loan and month, with what is fixed repeated in each.
//!
//! - Rows of a loan stand together; its customer and it are read from the first of them.
//! - The tape gives the month of origination, not its day: the loan counts as disbursed on the
//!   first of the month. A state is true at the last day of the month reported.
//! - The book has no type for mortgages: loans are `Personal`, with purpose, property and so on
//!   as features. The seller is the branch. The instalment is the annuity of the terms.
//! - `n` months of delinquency are 30·n days past due. Without a known status there is no state,
//!   so the month before stands.
//! - In the first six months, some releases mask the balance: the original one counts then.
//! - A loss event's balance is what was unpaid when the loan was taken out (field 46); where
//!   that is empty, the balance last reported.

mod fields;

use super::{
    agency::{self, LastState},
    check, date,
    feature::{self, Feature, Kind},
    row::{BRANCH_CHARACTERS, Column, Row, SCORES, TERMS},
};
use crate::{Bundle, Customer, Loan, LoanState};
pub(crate) use fields::FIELDS;

/// Name of the layout.
pub(crate) const NAME: &str = "fannie_mae";

/// Releases by the number of their fields: the longer one adds two at the end.
pub(crate) const RELEASES: [(usize, &str); 2] =
    [(108, "2020-10 (108 fields)"), (110, "2020-10 (110 fields)")];

// Places count from 0, the guide's numbers from 1.
const LOAN_ID: Column = Some(1);
const REPORTING_MONTH: Column = Some(2);
const SELLER: Column = Some(4);
const ORIGINAL_RATE: Column = Some(7);
const ORIGINAL_BALANCE: Column = Some(9);
const CURRENT_BALANCE: Column = Some(11);
const ORIGINAL_TERM: Column = Some(12);
const ORIGINATION_MONTH: Column = Some(13);
const LOAN_AGE: Column = Some(15);
const CREDIT_SCORE: Column = Some(23);
const OCCUPANCY: Column = Some(29);
const DELINQUENCY: Column = Some(39);
const ZERO_BALANCE_CODE: Column = Some(43);
const ZERO_BALANCE_MONTH: Column = Some(44);
const BALANCE_AT_REMOVAL: Column = Some(45);

/// Balances may be masked up to this age in months.
const MASKED_UP_TO_AGE: i64 = 6;

const FEATURES: [Feature; 18] = [
    text(3),
    text(5),
    number(19),
    number(20),
    number(21),
    number(22),
    number(24),
    text(25),
    text(26),
    text(27),
    number(28),
    text(29),
    text(30),
    text(31),
    text(32),
    number(33),
    text(34),
    text(72),
];

const fn text(column: usize) -> Feature {
    Feature {
        column,
        name: FIELDS[column],
        kind: Kind::Text,
    }
}

const fn number(column: usize) -> Feature {
    Feature {
        column,
        name: FIELDS[column],
        kind: Kind::NumberUnless("999"),
    }
}

/// Reads rows of the performance file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    /// The loan of the row before.
    loan_before: String,
    last: LastState,
}

impl Reader {
    /// Whether a row looks like one: a loan, a month and a month of origination.
    pub(crate) fn fits(fields: &csv::StringRecord) -> bool {
        let is_month = |column: Column| {
            let text = column.and_then(|place| fields.get(place)).unwrap_or("");
            date::month_then_year(text.trim()).is_ok()
        };
        is_month(REPORTING_MONTH) && is_month(ORIGINATION_MONTH)
    }

    pub(crate) fn read(&mut self, row: &mut Row<'_>) -> Bundle {
        let mut bundle = Bundle::default();
        let loan_id = row.required(LOAN_ID, Row::key);
        let is_new = loan_id.is_none_or(|loan_id| loan_id != self.loan_before);
        if is_new {
            self.last = LastState::default();
            if let Some((customer, loan)) = loan_id.and_then(|key| read_loan(row, key)) {
                bundle.customer = Some(customer);
                bundle.loan = Some(loan);
            }
        }
        bundle
            .states
            .extend(loan_id.and_then(|key| self.read_state(row, key)));
        // What a rejected row said of its loan, the next one must say again.
        if is_new {
            self.loan_before.clear();
            if !row.has_error() {
                self.loan_before.push_str(loan_id.unwrap_or_default());
            }
        }
        bundle
    }

    fn read_state(&mut self, row: &mut Row<'_>, loan_id: &str) -> Option<LoanState> {
        let reported = row.required(REPORTING_MONTH, |row, column| {
            row.month(column, date::month_then_year)
        });
        let original = row.required(ORIGINAL_BALANCE, Row::money_above_zero);
        let days = agency::days(row, DELINQUENCY);
        if !row.is_blank(ZERO_BALANCE_CODE) {
            let exit = agency::exit(row, ZERO_BALANCE_CODE)?;
            let effective = row.month(ZERO_BALANCE_MONTH, date::month_then_year);
            let removed = row.money_from_zero(BALANCE_AT_REMOVAL);
            let balance_minor =
                agency::balance_at_exit(row, BALANCE_AT_REMOVAL, exit, removed, &self.last)?;
            return Some(LoanState {
                loan_key: loan_id.to_owned(),
                as_of: date::last_of_month(effective.or(reported)?),
                balance_minor,
                days_past_due: agency::days_at_exit(exit, days, &self.last),
                exit: Some(exit),
            });
        }
        let balance_minor = self.balance(row, original?)?;
        let days_past_due = days.or_else(|| {
            agency::warn_unknown(row, DELINQUENCY);
            None
        })?;
        self.last = LastState {
            balance_minor: Some(balance_minor),
            days_past_due: Some(days_past_due),
        };
        Some(LoanState {
            loan_key: loan_id.to_owned(),
            as_of: date::last_of_month(reported?),
            balance_minor,
            days_past_due,
            exit: None,
        })
    }

    /// The unpaid balance of a loan that is still there.
    fn balance(&self, row: &mut Row<'_>, original_minor: i64) -> Option<i64> {
        let balance_minor = row.money_from_zero(CURRENT_BALANCE);
        if balance_minor.unwrap_or(0) > 0 {
            let balance_minor = balance_minor?;
            check::balance_within_original(row, CURRENT_BALANCE, balance_minor, original_minor);
            return Some(balance_minor);
        }
        let age = row.parse(LOAN_AGE, super::field::integer);
        if age.is_some_and(|age| age <= MASKED_UP_TO_AGE) {
            row.note(
                CURRENT_BALANCE,
                "balance_masked",
                "loaded with the original balance: the first six months are masked",
            );
            return Some(original_minor);
        }
        row.required(CURRENT_BALANCE, Row::money_from_zero)
    }
}

fn read_loan(row: &mut Row<'_>, loan_id: &str) -> Option<(Customer, Loan)> {
    let amount_minor = row.required(ORIGINAL_BALANCE, Row::money_above_zero);
    let interest_rate_ppm = row.required(ORIGINAL_RATE, Row::rate);
    let term_months = row.required(ORIGINAL_TERM, |row, column| row.number_in(column, TERMS));
    let disbursement_date = row.required(ORIGINATION_MONTH, |row, column| {
        row.month(column, date::month_then_year)
    });
    let credit_score = agency::score(row, CREDIT_SCORE, SCORES);
    let branch = row.free_text(SELLER, BRANCH_CHARACTERS);
    let customer = Customer {
        key: agency::borrower_key(loan_id),
        credit_score,
        housing_status: (row.text(OCCUPANCY) == "P").then_some("Own"),
        account_created_date: disbursement_date,
        ..Customer::default()
    };
    let loan = check::with_annuity(Loan {
        key: loan_id.to_owned(),
        customer_key: customer.key.clone(),
        loan_type: "Personal",
        branch,
        amount_minor: amount_minor?,
        interest_rate_ppm: interest_rate_ppm?,
        term_months: term_months?,
        disbursement_date: Some(disbursement_date?),
        features: feature::object(row, &FEATURES).finish(),
        ..Loan::default()
    });
    Some((customer, loan))
}

#[cfg(test)]
mod tests;
