//! Freddie Mac's single-family loan-level data: two headerless files per quarter, origination
//! and monthly performance, of 32 fields each.
//!
//! - The tape gives the month of the first payment: the loan counts as disbursed on the first
//!   day of the month before. A state is true at the last day of the month reported.
//! - Loan type, branch, instalment and features are as in [`fannie_mae`](super::fannie_mae).
//! - Status `RA`, the house is the agency's by now, carries no number: the days past due are
//!   those of the month before and 30 more, and never below 120.
//! - A loss event's balance is field 27; where that is empty, the balance last reported.

mod fields;
mod performance;

use super::{
    agency, check, date,
    feature::{self, Feature, Kind},
    row::{BRANCH_CHARACTERS, Column, Row, SCORES, TERMS},
};
use crate::{Bundle, Customer, Loan};
use chrono::Months;
use csv::StringRecord;
pub(crate) use fields::{ORIGINATION, PERFORMANCE};
pub(crate) use performance::Reader as PerformanceReader;

/// Name of the layout.
pub(crate) const NAME: &str = "freddie_mac";

/// Number of fields, of either file.
pub(crate) const WIDTH: usize = 32;

const CREDIT_SCORE: Column = Some(0);
const FIRST_PAYMENT_MONTH: Column = Some(1);
const OCCUPANCY: Column = Some(7);
const ORIGINAL_BALANCE: Column = Some(10);
const ORIGINAL_RATE: Column = Some(12);
const LOAN_ID: Column = Some(19);
const ORIGINAL_TERM: Column = Some(21);
const SELLER: Column = Some(23);

const FEATURES: [Feature; 19] = [
    flag(2),
    text(4),
    number(5),
    number(6),
    flag(7),
    number(8),
    number(9),
    number(11),
    flag(13),
    text(14),
    text(15),
    text(16),
    text(17),
    text(18),
    flag(20),
    number(22),
    text(24),
    flag(27),
    flag(29),
];

const fn text(column: usize) -> Feature {
    feature(column, Kind::Text)
}

const fn number(column: usize) -> Feature {
    feature(column, Kind::NumberUnless("999"))
}

/// A code of one character; 9 is unknown.
const fn flag(column: usize) -> Feature {
    feature(column, Kind::TextUnless("9"))
}

const fn feature(column: usize, kind: Kind) -> Feature {
    Feature {
        column,
        name: ORIGINATION[column],
        kind,
    }
}

/// Whether a row is one of the origination file: its 20th field is a loan's sequence number.
pub(crate) fn is_origination(fields: &StringRecord) -> bool {
    let is_month = date::year_then_month(fields.get(1).unwrap_or("").trim()).is_ok();
    is_month && is_sequence_number(fields.get(19).unwrap_or(""))
}

/// Whether a row is one of the performance file: its first field is a loan's sequence number.
pub(crate) fn is_performance(fields: &StringRecord) -> bool {
    let field = |place| fields.get(place).unwrap_or("").trim();
    date::year_then_month(field(1)).is_ok()
        && is_sequence_number(field(0))
        && agency::is_status(field(3))
}

/// Such as `F99Q10000001`: product, year and quarter of origination, and a number.
fn is_sequence_number(text: &str) -> bool {
    let [product, tens, ones, b'Q', quarter, number @ ..] = text.trim().as_bytes() else {
        return false;
    };
    product.is_ascii_uppercase()
        && [tens, ones, quarter]
            .iter()
            .all(|digit| digit.is_ascii_digit())
        && !number.is_empty()
        && number.iter().all(u8::is_ascii_alphanumeric)
}

/// Reads a row of the origination file.
pub(crate) fn read_origination(row: &mut Row<'_>) -> Bundle {
    let mut bundle = Bundle::default();
    if let Some((customer, loan)) = read_loan(row) {
        bundle.customer = Some(customer);
        bundle.loan = Some(loan);
    }
    bundle
}

fn read_loan(row: &mut Row<'_>) -> Option<(Customer, Loan)> {
    let loan_id = row.required(LOAN_ID, Row::key);
    let amount_minor = row.required(ORIGINAL_BALANCE, Row::money_above_zero);
    let interest_rate_ppm = row.required(ORIGINAL_RATE, Row::rate);
    let term_months = row.required(ORIGINAL_TERM, |row, column| row.number_in(column, TERMS));
    let first_payment = row.required(FIRST_PAYMENT_MONTH, |row, column| {
        row.month(column, date::year_then_month)
    });
    let disbursement_date = first_payment?.checked_sub_months(Months::new(1));
    let credit_score = agency::score(row, CREDIT_SCORE, SCORES);
    let branch = row.free_text(SELLER, BRANCH_CHARACTERS);
    let loan_id = loan_id?;
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
        disbursement_date,
        features: feature::object(row, &FEATURES).finish(),
        ..Loan::default()
    });
    Some((customer, loan))
}

#[cfg(test)]
mod tests;
