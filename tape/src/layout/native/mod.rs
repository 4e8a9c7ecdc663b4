//! Our own export: three files, with two optional ones, or one wide file.
//!
//! Files are known by their columns, not by their names. Customers and loans have an identifier
//! of the book that they come from, and a key: `external_id` where the column is there and not
//! empty, else the identifier's text. Loans name their customer, and repayments, receipts and
//! states their loan, **by identifier**: their `customer_key` and `loan_key` are the text
//! `id:<n>`, which the importer looks up among the `id`s that it has seen in the tape.
//!
//! A wide file has the columns of customers, loans and repayments in each row, or of two of
//! them. Rows of one loan stand together; its customer and it are read from the first of them.
//! Where both have an `external_id`, they are `customer_external_id` and `loan_external_id`.

mod customer;
mod loan;
mod repayment;

use super::{
    heading::Heading,
    row::{Column, Row},
};
use crate::Bundle;
use customer::CustomerColumns;
use loan::LoanColumns;
use repayment::{ReceiptColumns, RepaymentColumns, StateColumns};

/// Name of the layout.
pub(crate) const NAME: &str = "native";

/// Columns that hold amounts: those that a sample can prove the decimal mark by.
pub(crate) const AMOUNTS: [&str; 13] = [
    "income",
    "loan_amount",
    "interest_rate",
    "monthly_installment",
    "installment_amount",
    "principal_due",
    "interest_due",
    "amount_paid",
    "late_fee",
    "recovered_amount",
    "principal",
    "interest",
    "balance",
];

/// Columns that hold dates.
pub(crate) const DATES: [&str; 10] = [
    "account_created_date",
    "application_date",
    "approval_date",
    "disbursement_date",
    "charge_off_date",
    "due_date",
    "actual_paid_date",
    "recovered_date",
    "receipt_date",
    "as_of",
];

/// Reads rows of our export.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    customer: Option<CustomerColumns>,
    loan: Option<LoanColumns>,
    repayment: Option<RepaymentColumns>,
    receipt: Option<ReceiptColumns>,
    state: Option<StateColumns>,
    /// Identifiers of the customer and the loan of the row before, where the rows are wide.
    customer_before: String,
    loan_before: String,
}

/// What a table of our export has: its name, and its place in the order of reading.
pub(crate) type Part = (&'static str, u8);

impl Reader {
    /// The reader of a table with these columns, if they are ours.
    pub(crate) fn of(heading: &Heading) -> Option<(Self, Part)> {
        let has_customer = heading.has_all(customer::REQUIRED);
        let has_loan = heading.has_all(loan::REQUIRED);
        let has_repayment = heading.has_all(repayment::REQUIRED);
        let is_wide = [has_customer, has_loan, has_repayment]
            .iter()
            .filter(|has| **has)
            .count()
            > 1;
        let reader = Self {
            customer: has_customer.then(|| CustomerColumns::of(heading, is_wide)),
            loan: has_loan.then(|| LoanColumns::of(heading)),
            repayment: has_repayment.then(|| RepaymentColumns::of(heading)),
            ..Self::default()
        };
        let part = match (has_customer, has_loan, has_repayment) {
            (false, false, false) => return Self::of_small(heading),
            (true, false, false) => ("customers", 0),
            (false, true, false) => ("loans", 1),
            (false, false, true) => ("repayments", 2),
            (true, true, _) => ("wide", 0),
            (_, _, true) => ("wide", 1),
        };
        Some((reader, part))
    }

    /// Files with few columns, whose names others use as well: nothing else may be there.
    fn of_small(heading: &Heading) -> Option<(Self, Part)> {
        let is = |required: &[&str], optional: &[&str]| {
            heading.has_all(required) && heading.has_only(&[required, optional])
        };
        if is(repayment::RECEIPT, repayment::RECEIPT_OPTIONAL) {
            let receipt = Some(ReceiptColumns::of(heading));
            let reader = Self {
                receipt,
                ..Self::default()
            };
            return Some((reader, ("receipts", 3)));
        }
        if is(repayment::STATE, repayment::STATE_OPTIONAL) {
            let state = Some(StateColumns::of(heading));
            let reader = Self {
                state,
                ..Self::default()
            };
            return Some((reader, ("states", 4)));
        }
        None
    }

    /// Whether a column says something to this reader.
    pub(crate) fn knows(name: &str) -> bool {
        [
            customer::REQUIRED,
            customer::OPTIONAL,
            loan::REQUIRED,
            loan::OPTIONAL,
            repayment::REQUIRED,
            repayment::OPTIONAL,
            repayment::RECEIPT,
            repayment::RECEIPT_OPTIONAL,
            repayment::STATE,
            repayment::STATE_OPTIONAL,
        ]
        .iter()
        .any(|names| names.contains(&name))
    }

    pub(crate) fn read(&mut self, row: &mut Row<'_>) -> Bundle {
        let mut bundle = Bundle::default();
        let is_wide = self.customer.is_some() && (self.loan.is_some() || self.repayment.is_some())
            || self.loan.is_some() && self.repayment.is_some();
        if let Some(columns) = &self.customer
            && !(is_wide && is_as_before(row, columns.customer_id, &self.customer_before))
        {
            bundle.customer = columns.read(row);
        }
        if let Some(columns) = &self.loan
            && !(is_wide && is_as_before(row, columns.loan_id, &self.loan_before))
        {
            bundle.loan = columns.read(row);
        }
        if let Some(columns) = &self.repayment {
            bundle.repayment = columns.read(row);
        }
        if let Some(columns) = &self.receipt {
            bundle.receipt = columns.read(row);
        }
        if let Some(columns) = &self.state {
            bundle.states.extend(columns.read(row));
        }
        if is_wide {
            self.remember(row);
        }
        bundle
    }

    /// What a rejected row said of its customer and loan, the next one must say again.
    fn remember(&mut self, row: &Row<'_>) {
        let keep = |before: &mut String, column: Column| {
            before.clear();
            if !row.has_error() {
                before.push_str(row.text(column));
            }
        };
        if let Some(columns) = &self.customer {
            keep(&mut self.customer_before, columns.customer_id);
        }
        if let Some(columns) = &self.loan {
            keep(&mut self.loan_before, columns.loan_id);
        }
    }
}

/// Whether a row names the same record as the one before.
fn is_as_before(row: &Row<'_>, column: Column, before: &str) -> bool {
    !before.is_empty() && row.text(column) == before
}

/// The key by which children of our export name their parent.
fn parent_key(id: i64) -> String {
    format!("id:{id}")
}

/// The key of a customer or a loan itself.
fn own_key(external_id: &str, id: i64) -> String {
    if external_id.is_empty() {
        id.to_string()
    } else {
        unguarded(external_id).to_owned()
    }
}

/// A text as it is in the book: our export writes an apostrophe before one that a spreadsheet
/// would take for a formula, and before one that begins with such an apostrophe itself.
fn unguarded(text: &str) -> &str {
    let Some(rest) = text.strip_prefix('\'') else {
        return text;
    };
    let bare = rest.trim_start_matches('\'');
    let is_guard = bare.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_guard { rest } else { text }
}

/// The same of a text that may be missing.
fn unguarded_text(text: Option<String>) -> Option<String> {
    text.map(|text| unguarded(&text).to_owned())
}

#[cfg(test)]
mod tests;
