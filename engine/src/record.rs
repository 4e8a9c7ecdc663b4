//! The rows that a book is built from, as the database has them.

use chrono::{NaiveDate, NaiveDateTime};

/// A borrower with all loans. Without the name: no figure needs it, and what is not there
/// cannot be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Identifier in the database.
    pub customer_id: i64,
    /// Years of age.
    pub age: Option<i32>,
    /// Yearly gross income in minor units.
    pub income_minor: Option<i64>,
    /// Credit score.
    pub credit_score: Option<i32>,
    /// Date of sign-up.
    pub account_created_date: NaiveDate,
    /// Place of the label in its list, from 1; 0 where it is not known.
    pub gender: u8,
    /// As `gender`.
    pub employment_type: u8,
    /// As `gender`.
    pub job_type: u8,
    /// As `gender`.
    pub housing_status: u8,
    /// The loans.
    pub loans: Vec<Loan>,
}

/// A loan with its instalments.
#[derive(Clone, Debug, PartialEq)]
pub struct Loan {
    /// Identifier in the database.
    pub loan_id: i64,
    /// Place of the label in its list, from 1.
    pub loan_type: u8,
    /// The branch that made it.
    pub branch: Option<String>,
    /// Amount lent in minor units.
    pub loan_amount_minor: i64,
    /// Agreed monthly payment in minor units.
    pub monthly_installment_minor: i64,
    /// Yearly rate in parts per million.
    pub interest_rate_ppm: i32,
    /// Agreed number of instalments.
    pub loan_term_months: i32,
    /// Day the money was paid out.
    pub disbursement_date: Option<NaiveDate>,
    /// Day of the charge-off.
    pub charge_off_date: Option<NaiveDate>,
    /// Submitted, documents complete, credit checked, decided, contract signed, paid out.
    pub stages: [Option<NaiveDateTime>; 6],
    /// The instalments, in any order.
    pub instalments: Vec<Instalment>,
}

/// An instalment with its receipts.
#[derive(Clone, Debug, PartialEq)]
pub struct Instalment {
    /// Its number in the schedule, from 1.
    pub installment_number: i32,
    /// Day it fell due.
    pub due_date: NaiveDate,
    /// Principal part in minor units.
    pub principal_due_minor: i64,
    /// Interest part in minor units.
    pub interest_due_minor: i64,
    /// Day of the receipt that settled it.
    pub settled_date: Option<NaiveDate>,
    /// The receipts, in any order.
    pub receipts: Vec<Receipt>,
}

/// A receipt on an instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Day of the receipt.
    pub receipt_date: NaiveDate,
    /// Principal received in minor units.
    pub principal_minor: i64,
    /// Interest received in minor units.
    pub interest_minor: i64,
    /// Late fee received on top in minor units.
    pub late_fee_minor: i64,
}

/// Why a book does not fit into the columns; SQL answers for such a one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// A date before 1900 or after the middle of 2079.
    #[error("loan {loan_id} has the date {date}, which is not from 1900-01-01 to 2079-06-05")]
    Date {
        /// The loan.
        loan_id: i64,
        /// Its date.
        date: NaiveDate,
    },
    /// A number that a column is too narrow for.
    #[error("the {what} of {owner} is {value}, more than a column holds")]
    Number {
        /// Which number.
        what: &'static str,
        /// Whose: a customer or a loan.
        owner: i64,
        /// Its value.
        value: i64,
    },
    /// More rows than a chunk can count.
    #[error("customer {customer_id} has too many instalments")]
    Rows {
        /// Whose.
        customer_id: i64,
    },
}
