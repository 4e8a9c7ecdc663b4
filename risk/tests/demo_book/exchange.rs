//! The exchange form of the three tables: CSV with decimals, an empty field for null.

use std::fmt::Display;

use chrono::{NaiveDate, NaiveDateTime};
use risk::demo_book::{SimulatedCustomer, SimulatedRepayment, SimulatedTerms};
use sha2::{Digest, Sha256};

use crate::loans;

const CUSTOMER_COLUMNS: &str = "customer_id,full_name,age,gender,income,employment_type,job_type,housing_status,\
credit_score,account_created_date";

const LOAN_COLUMNS: &str = "loan_id,customer_id,loan_type,loan_amount,interest_rate,loan_term_months,\
monthly_installment,application_date,approval_date,disbursement_date,loan_status,charge_off_date,observed_default,\
submitted_at,documents_at,credit_checked_at,decided_at,contract_signed_at,disbursed_at,features";

const REPAYMENT_COLUMNS: &str = "payment_id,loan_id,installment_number,due_date,installment_amount,principal_due,\
interest_due,actual_paid_date,amount_paid,late_fee,payment_status,days_past_due,recovered_amount,recovered_date";

/// Two decimals.
fn money(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn date(date: Option<NaiveDate>) -> String {
    date.map(|day| day.to_string()).unwrap_or_default()
}

fn stamp(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn text(value: impl Display) -> String {
    value.to_string()
}

fn customer_fields(customer: &SimulatedCustomer) -> Vec<String> {
    vec![
        text(customer.customer_id),
        customer.full_name.clone(),
        text(customer.age),
        text(customer.gender),
        text(customer.income_minor / 100),
        text(customer.employment_type),
        text(customer.job_type),
        text(customer.housing_status),
        text(customer.credit_score),
        text(customer.account_created_date),
    ]
}

fn loan_fields(loan: &SimulatedTerms) -> Vec<String> {
    vec![
        text(loan.loan_id),
        text(loan.customer_id),
        text(loan.loan_type),
        money(loan.loan_amount_minor),
        money(loan.interest_rate_ppm / 100),
        text(loan.loan_term_months),
        money(loan.monthly_installment_minor),
        text(loan.application_date),
        text(loan.approval_date),
        text(loan.disbursement_date),
        text(loan.loan_status),
        date(loan.charge_off_date),
        text(loan.observed_default),
        stamp(loan.submitted_at),
        stamp(loan.documents_at),
        stamp(loan.credit_checked_at),
        stamp(loan.decided_at),
        stamp(loan.contract_signed_at),
        stamp(loan.disbursed_at),
        loan.features.clone(),
    ]
}

fn repayment_fields(repayment: &SimulatedRepayment) -> Vec<String> {
    vec![
        text(repayment.payment_id),
        text(repayment.loan_id),
        text(repayment.installment_number),
        text(repayment.due_date),
        money(repayment.installment_amount_minor),
        money(repayment.principal_due_minor),
        money(repayment.interest_due_minor),
        date(repayment.actual_paid_date),
        money(repayment.amount_paid_minor),
        money(repayment.late_fee_minor),
        text(repayment.payment_status),
        text(repayment.days_past_due),
        money(repayment.recovered_amount_minor),
        date(repayment.recovered_date),
    ]
}

fn table(columns: &str) -> csv::Writer<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.split(',')).expect("a header");
    writer
}

fn sha256(writer: csv::Writer<Vec<u8>>) -> String {
    let bytes = writer.into_inner().expect("a flushed table");
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The SHA-256 of customers, loans and repayments.
pub(crate) fn checksums(count: u64) -> [String; 3] {
    let mut customers = table(CUSTOMER_COLUMNS);
    let mut terms = table(LOAN_COLUMNS);
    let mut repayments = table(REPAYMENT_COLUMNS);
    for simulated in loans(count) {
        customers
            .write_record(customer_fields(&simulated.customer))
            .expect("a customer");
        terms
            .write_record(loan_fields(&simulated.loan))
            .expect("a loan");
        for repayment in &simulated.repayments {
            repayments
                .write_record(repayment_fields(repayment))
                .expect("a repayment");
        }
    }
    [sha256(customers), sha256(terms), sha256(repayments)]
}
