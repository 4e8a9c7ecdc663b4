//! Lending Club's loans: one CSV file with a header, a row per loan, a snapshot of one day.
//!
//! - The file does not say of which day it is: the user must.
//! - It gives the month of issue: the loan counts as disbursed on the first of the month.
//! - Its groups of lateness are read as their first day: 1, 16, 31 and 121 days past due.
//! - A charged-off loan has no date of it: the day of the snapshot counts, with a note. What was
//!   unpaid is the amount funded less the principal received.
//! - What is known of the borrower and the loan at the time of issue goes into the features.
//!   Sums received since then do not: they would tell a model the outcome.

mod label;

use super::{
    check, date,
    feature::{self, Feature, Kind},
    field::Fault,
    heading::Heading,
    row::{Column, Row, SCORES, TERMS},
};
use crate::{Bundle, Customer, Exit, Loan, LoanState};
use chrono::NaiveDate;
use csv::StringRecord;
use label::{Standing, standing};

/// Name of the layout.
pub(crate) const NAME: &str = "lending_club";

/// Columns that the file is known by, besides one of the balance.
const REQUIRED: [&str; 6] = [
    "loan_amnt",
    "term",
    "int_rate",
    "installment",
    "issue_d",
    "loan_status",
];

/// Columns that go into the features.
const FEATURES: [(&str, Kind); 32] = [
    ("funded_amnt_inv", Kind::Number),
    ("grade", Kind::Text),
    ("sub_grade", Kind::Text),
    ("emp_title", Kind::Text),
    ("verification_status", Kind::Text),
    ("pymnt_plan", Kind::Text),
    ("purpose", Kind::Text),
    ("title", Kind::Text),
    ("zip_code", Kind::Text),
    ("addr_state", Kind::Text),
    ("dti", Kind::Number),
    ("delinq_2yrs", Kind::Number),
    ("earliest_cr_line", Kind::Text),
    ("inq_last_6mths", Kind::Number),
    ("mths_since_last_delinq", Kind::Number),
    ("mths_since_last_record", Kind::Number),
    ("open_acc", Kind::Number),
    ("pub_rec", Kind::Number),
    ("revol_bal", Kind::Number),
    ("revol_util", Kind::Text),
    ("total_acc", Kind::Number),
    ("collections_12_mths_ex_med", Kind::Number),
    ("acc_now_delinq", Kind::Number),
    ("chargeoff_within_12_mths", Kind::Number),
    ("delinq_amnt", Kind::Number),
    ("pub_rec_bankruptcies", Kind::Number),
    ("tax_liens", Kind::Number),
    ("initial_list_status", Kind::Text),
    ("policy_code", Kind::Number),
    ("application_type", Kind::Text),
    ("annual_inc_joint", Kind::Number),
    ("dti_joint", Kind::Number),
];

/// Reads rows of the file.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    as_of: NaiveDate,
    id: Column,
    member_id: Column,
    loan_amnt: Column,
    funded_amnt: Column,
    term: Column,
    int_rate: Column,
    installment: Column,
    issue_d: Column,
    loan_status: Column,
    purpose: Column,
    emp_length: Column,
    home_ownership: Column,
    annual_inc: Column,
    fico_range_low: Column,
    fico_range_high: Column,
    out_prncp: Column,
    total_rec_prncp: Column,
    features: Vec<Feature>,
}

/// Whether a table has these columns.
pub(crate) fn fits(heading: &Heading) -> bool {
    let has_balance = ["out_prncp", "total_rec_prncp"]
        .iter()
        .any(|name| heading.find(name).is_some());
    heading.has_all(&REQUIRED) && has_balance
}

/// What stands between the rows of loans: a remark above them, sums below them.
pub(crate) fn is_remark(fields: &StringRecord) -> bool {
    let first = fields.get(0).unwrap_or("").trim();
    let rest_is_blank = fields.iter().skip(1).all(|field| field.trim().is_empty());
    let is_sentence = [
        "Total amount funded in policy code",
        "Notes offered by Prospectus",
        "Loans that do not meet the credit policy",
    ]
    .iter()
    .any(|beginning| first.starts_with(beginning));
    is_sentence && (rest_is_blank || fields.iter().any(|field| field.contains("policy code")))
}

impl Reader {
    pub(crate) fn of(heading: &Heading, as_of: NaiveDate) -> Self {
        let features = FEATURES.into_iter().filter_map(|(name, kind)| {
            let column = heading.find(name)?;
            Some(Feature { column, name, kind })
        });
        Self {
            as_of,
            id: heading.find("id"),
            member_id: heading.find("member_id"),
            loan_amnt: heading.find("loan_amnt"),
            funded_amnt: heading.find("funded_amnt"),
            term: heading.find("term"),
            int_rate: heading.find("int_rate"),
            installment: heading.find("installment"),
            issue_d: heading.find("issue_d"),
            loan_status: heading.find("loan_status"),
            purpose: heading.find("purpose"),
            emp_length: heading.find("emp_length"),
            home_ownership: heading.find("home_ownership"),
            annual_inc: heading.find("annual_inc"),
            fico_range_low: heading.find("fico_range_low"),
            fico_range_high: heading.find("fico_range_high"),
            out_prncp: heading.find("out_prncp"),
            total_rec_prncp: heading.find("total_rec_prncp"),
            features: features.collect(),
        }
    }

    pub(crate) fn read(&self, row: &mut Row<'_>) -> Bundle {
        let mut bundle = Bundle::default();
        let status = row.required(self.loan_status, |row, column| {
            let found = standing(row.text(column));
            if found.is_none() {
                row.error(column, "unknown_label", label::known_statuses());
            }
            found
        });
        let customer = self.read_customer(row);
        let loan = self.read_loan(row, status.as_ref());
        if let (Some(status), Some(customer), Some(mut loan)) = (status, customer, loan) {
            bundle
                .states
                .extend(self.read_state(row, &loan, &status.standing));
            loan.customer_key.clone_from(&customer.key);
            bundle.customer = Some(Customer {
                account_created_date: loan.disbursement_date,
                ..customer
            });
            bundle.loan = Some(loan);
        }
        bundle
    }

    fn read_customer(&self, row: &mut Row<'_>) -> Option<Customer> {
        let number = match row.key(self.member_id)? {
            "" => row.required(self.id, Row::key)?,
            member => member,
        };
        let housing_status = match row.text(self.home_ownership) {
            "OWN" | "MORTGAGE" => Some("Own"),
            "RENT" => Some("Rent"),
            _ => None,
        };
        let low = row.number_or_none(self.fico_range_low, SCORES);
        let high = row.number_or_none(self.fico_range_high, SCORES);
        Some(Customer {
            key: format!("M-{number}"),
            income_minor: row.money_from_zero(self.annual_inc),
            employment_type: label::employment_type(row.text(self.emp_length)),
            housing_status,
            credit_score: low.zip(high).map(|(low, high)| i32::midpoint(low, high)),
            ..Customer::default()
        })
    }

    fn read_loan(&self, row: &mut Row<'_>, status: Option<&label::Status>) -> Option<Loan> {
        let key = row.required(self.id, Row::key);
        let amount = if row.is_blank(self.funded_amnt) {
            self.loan_amnt
        } else {
            self.funded_amnt
        };
        let amount_minor = row.required(amount, Row::money_above_zero);
        let interest_rate_ppm = row.required(self.int_rate, Row::rate);
        let term_months = row.required(self.term, term);
        let monthly_installment_minor = row.money_above_zero(self.installment);
        let issued = row.required(self.issue_d, |row, column| row.month(column, date::month));
        if issued? > self.as_of {
            let fix = format!(
                "the snapshot is of {}: correct --as-of or the row",
                self.as_of
            );
            row.error(self.issue_d, "dates_out_of_order", fix);
        }
        let status = status?;
        let mut features = feature::object(row, &self.features);
        if !status.meets_credit_policy {
            features.json("credit_policy", "false");
        }
        let is_charged_off = status.standing == Standing::Left(Exit::ChargedOff);
        let loan = Loan {
            key: key?.to_owned(),
            loan_type: label::loan_type(row.text(self.purpose)),
            amount_minor: amount_minor?,
            interest_rate_ppm: interest_rate_ppm?,
            term_months: term_months?,
            monthly_installment_minor: monthly_installment_minor.unwrap_or_default(),
            disbursement_date: issued,
            status: Some(status.standing.loan_status()),
            charge_off_date: is_charged_off.then_some(self.as_of),
            features: features.finish(),
            ..Loan::default()
        };
        Some(match monthly_installment_minor {
            Some(_) => loan,
            None => check::with_annuity(loan),
        })
    }

    fn read_state(&self, row: &mut Row<'_>, loan: &Loan, standing: &Standing) -> Option<LoanState> {
        let outstanding = row.money_from_zero(self.out_prncp);
        let state = LoanState {
            loan_key: loan.key.clone(),
            as_of: self.as_of,
            balance_minor: 0,
            days_past_due: 0,
            exit: None,
        };
        match *standing {
            Standing::Late(days_past_due) => {
                let balance_minor = match outstanding {
                    Some(balance_minor) => balance_minor,
                    None => self.unpaid(row, loan.amount_minor)?,
                };
                check::balance_within_original(
                    row,
                    self.out_prncp,
                    balance_minor,
                    loan.amount_minor,
                );
                Some(LoanState {
                    balance_minor,
                    days_past_due,
                    ..state
                })
            }
            Standing::Left(Exit::ChargedOff) => {
                row.note(
                    self.loan_status,
                    "charge_off_undated",
                    format!(
                        "loaded as charged off on {}, the day of the snapshot",
                        self.as_of
                    ),
                );
                Some(LoanState {
                    balance_minor: self.unpaid(row, loan.amount_minor)?,
                    days_past_due: label::CHARGED_OFF_DAYS,
                    exit: Some(Exit::ChargedOff),
                    ..state
                })
            }
            Standing::Left(exit) => {
                let balance = outstanding.unwrap_or(0);
                check::balance_at_exit(row, self.out_prncp, Some(exit), balance);
                Some(LoanState {
                    exit: Some(exit),
                    ..state
                })
            }
        }
    }

    /// The amount funded less the principal received.
    fn unpaid(&self, row: &mut Row<'_>, amount_minor: i64) -> Option<i64> {
        let received = row.required(self.total_rec_prncp, Row::money_from_zero)?;
        Some((amount_minor - received).max(0))
    }
}

/// Reads a term such as ` 36 months`.
fn term(row: &mut Row<'_>, column: Column) -> Option<i32> {
    let months = row.parse(column, |text| {
        let number = text.strip_suffix("months").unwrap_or(text).trim();
        super::field::integer(number)
    })?;
    if !TERMS.contains(&months) {
        row.error(column, "out_of_range", "write a term of 1 to 600 months");
        return None;
    }
    i32::try_from(months)
        .map_err(|_| Fault::NumberTooLarge)
        .ok()
}

#[cfg(test)]
mod tests;
