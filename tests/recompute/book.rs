//! The three tables as they are read from their exchange form.

use std::{
    collections::{BTreeMap, HashMap},
    str::FromStr,
    sync::Arc,
};

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use super::facts;

/// Unsettled longer than this after its due date, an instalment is Missed. Grace and tolerance are both 0.
pub const MISSED_AFTER_DAYS: i64 = 60;

/// The days past due that vintages ask for.
pub const EVER_DAYS: [i64; 3] = [30, 60, 90];

/// The applications with their customers and instalments. A customer without an application counts in no figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    pub loans: Vec<Arc<Loan>>,
}

/// A row of `customer_profile.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    pub customer_id: i64,
    pub age: Option<i64>,
    pub gender: Option<String>,
    pub income_minor: Option<i64>,
    pub employment_type: Option<String>,
    pub job_type: Option<String>,
    pub housing_status: Option<String>,
    pub credit_score: Option<i64>,
    pub account_created_date: NaiveDate,
}

/// A row of `loan_application.csv` with its customer, its instalments (by due date, then payment) and two facts that no day changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Loan {
    pub loan_id: i64,
    pub customer: Arc<Customer>,
    pub loan_type: Option<String>,
    pub loan_amount_minor: i64,
    pub interest_rate_ppm: Option<i64>,
    pub loan_term_months: Option<i64>,
    pub monthly_installment_minor: i64,
    pub disbursement_date: Option<NaiveDate>,
    pub charge_off_date: Option<NaiveDate>,
    /// Submitted, documents, credit checked, decided, contract signed, disbursed.
    pub stamps: [Option<NaiveDateTime>; 6],
    pub repayments: Vec<Repayment>,
    /// The first day at whose end no principal is unpaid.
    pub paid_off_date: Option<NaiveDate>,
    /// The first day at which the loan is so many days past due, for each of [`EVER_DAYS`] that it ever reaches.
    pub first_days: BTreeMap<i64, NaiveDate>,
}

/// A row of `repayment_history.csv`: one instalment and all that was ever received on it, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Repayment {
    pub payment_id: i64,
    pub installment_number: i64,
    pub due_date: NaiveDate,
    pub installment_amount_minor: i64,
    pub principal_due_minor: i64,
    pub settled_date: Option<NaiveDate>,
    pub receipts: Vec<Receipt>,
    /// The day after which it is Missed, if it isn't settled.
    pub last_late_date: NaiveDate,
    /// The collections run that takes it over: the first 1st or 16th on or after day 61.
    pub hand_over_date: NaiveDate,
}

/// Money received on one instalment on one day. The late fee comes on top, with the receipt that settles the instalment.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub date: NaiveDate,
    pub interest_minor: i64,
    pub principal_minor: i64,
    pub late_fee_minor: i64,
}

impl Receipt {
    /// Principal and interest, without the fee.
    pub const fn collected_minor(&self) -> i64 {
        self.interest_minor + self.principal_minor
    }
}

impl Book {
    /// Reads the exchange form: amounts with the decimals of the currency, empty for null.
    pub fn parse(customers_csv: &str, loans_csv: &str, repayments_csv: &str) -> Self {
        let loan_rows = rows(loans_csv);
        let decimals = loan_rows.first().map_or(0, |row| {
            row["loan_amount"]
                .split_once('.')
                .map_or(0, |parts| parts.1.len())
        });
        let mut customers = HashMap::new();
        for row in rows(customers_csv) {
            let customer = parse_customer(&row, decimals);
            customers.insert(customer.customer_id, Arc::new(customer));
        }
        let mut instalments: HashMap<i64, Vec<Repayment>> = HashMap::new();
        for row in rows(repayments_csv) {
            let of_loan = instalments.entry(parse(&row["loan_id"])).or_default();
            of_loan.push(parse_repayment(&row));
        }
        let mut book = Self::default();
        for row in loan_rows {
            let customer = Arc::clone(&customers[&parse(&row["customer_id"])]);
            let repayments = instalments.remove(&parse(&row["loan_id"]));
            let loan = parse_loan(&row, customer, repayments.unwrap_or_default());
            book.loans.push(Arc::new(loan));
        }
        book
    }
}

fn parse_customer(row: &Row, decimals: usize) -> Customer {
    // Incomes are whole: they are written without the decimals of the other amounts.
    let income = |text: &String| match text.split_once('.') {
        Some(_) => parse_minor(text),
        None => parse::<i64>(text) * 10_i64.pow(u32::try_from(decimals).expect("a few decimals")),
    };
    Customer {
        customer_id: parse(&row["customer_id"]),
        age: parse_optional(&row["age"]),
        gender: parse_optional(&row["gender"]),
        income_minor: Some(&row["income"])
            .filter(|text| !text.is_empty())
            .map(income),
        employment_type: parse_optional(&row["employment_type"]),
        job_type: parse_optional(&row["job_type"]),
        housing_status: parse_optional(&row["housing_status"]),
        credit_score: parse_optional(&row["credit_score"]),
        account_created_date: parse(&row["account_created_date"]),
    }
}

fn parse_loan(row: &Row, customer: Arc<Customer>, mut repayments: Vec<Repayment>) -> Loan {
    repayments.sort_by_key(|repayment| (repayment.due_date, repayment.payment_id));
    let mut loan = Loan {
        loan_id: parse(&row["loan_id"]),
        customer,
        loan_type: parse_optional(&row["loan_type"]),
        loan_amount_minor: parse_minor(&row["loan_amount"]),
        interest_rate_ppm: Some(&row["interest_rate"])
            .filter(|text| !text.is_empty())
            .map(|text| parse_ppm(text)),
        loan_term_months: parse_optional(&row["loan_term_months"]),
        monthly_installment_minor: parse_minor(&row["monthly_installment"]),
        disbursement_date: parse_optional(&row["disbursement_date"]),
        charge_off_date: parse_optional(&row["charge_off_date"]),
        stamps: [
            parse_optional(&row["submitted_at"]),
            parse_optional(&row["documents_at"]),
            parse_optional(&row["credit_checked_at"]),
            parse_optional(&row["decided_at"]),
            parse_optional(&row["contract_signed_at"]),
            parse_optional(&row["disbursed_at"]),
        ],
        repayments,
        paid_off_date: None,
        first_days: BTreeMap::new(),
    };
    loan.paid_off_date = find_paid_off_date(&loan);
    loan.first_days = find_first_days(&loan);
    loan
}

/// Tries the days on which something was received.
fn find_paid_off_date(loan: &Loan) -> Option<NaiveDate> {
    let receipts = loan.repayments.iter().flat_map(|row| &row.receipts);
    let mut dates: Vec<_> = receipts.map(|receipt| receipt.date).collect();
    dates.sort_unstable();
    dates.dedup();
    // The balance only ever falls: halve what is left to try.
    let at = dates.partition_point(|date| facts::balance(loan, *date) > 0);
    dates.get(at).copied()
}

/// Walks the calendar day by day, until the loan was past due long enough or nothing is left open.
fn find_first_days(loan: &Loan) -> BTreeMap<i64, NaiveDate> {
    let mut first_days = BTreeMap::new();
    let Some(first) = loan.repayments.first() else {
        return first_days;
    };
    // After its due date and its settlement, an instalment cannot make a loan past due.
    let closed = |row: &Repayment| row.settled_date.map(|date| date.max(row.due_date));
    let all_closed = loan
        .repayments
        .iter()
        .map(closed)
        .collect::<Option<Vec<_>>>();
    let last = all_closed.and_then(|dates| dates.into_iter().max());
    let mut day = first.due_date;
    while first_days.len() < EVER_DAYS.len() && last.is_none_or(|last| day <= last) {
        let days_past_due = facts::days_past_due(loan, day);
        for ever in EVER_DAYS {
            if days_past_due >= ever {
                first_days.entry(ever).or_insert(day);
            }
        }
        day += TimeDelta::days(1);
    }
    first_days
}

/// Turns a row into an instalment and its receipts.
///
/// Without a recovery, all was received on `actual_paid_date`. With one, the recovered amount came on `recovered_date`, and what was
/// paid besides it came exactly 60 days after the due date. Money covers interest first. The receipt that completes the amount settles.
fn parse_repayment(row: &Row) -> Repayment {
    let due_date: NaiveDate = parse(&row["due_date"]);
    let last_late_date = due_date + TimeDelta::days(MISSED_AFTER_DAYS);
    let mut hand_over_date = last_late_date + TimeDelta::days(1);
    while hand_over_date.day() != 1 && hand_over_date.day() != 16 {
        hand_over_date += TimeDelta::days(1);
    }
    let mut repayment = Repayment {
        payment_id: parse(&row["payment_id"]),
        installment_number: parse(&row["installment_number"]),
        due_date,
        installment_amount_minor: parse_minor(&row["installment_amount"]),
        principal_due_minor: parse_minor(&row["principal_due"]),
        settled_date: None,
        receipts: Vec::new(),
        last_late_date,
        hand_over_date,
    };
    let paid_minor = parse_minor(&row["amount_paid"]);
    let recovered_minor = parse_minor(&row["recovered_amount"]);
    let mut cash = Vec::new();
    if let Some(recovered_date) = parse_optional(&row["recovered_date"]) {
        cash.push((last_late_date, paid_minor - recovered_minor));
        cash.push((recovered_date, recovered_minor));
    } else if paid_minor > 0 {
        cash.push((parse(&row["actual_paid_date"]), paid_minor));
    }
    cash.retain(|(_, amount_minor)| *amount_minor > 0);
    let mut open_minor = repayment.installment_amount_minor;
    let mut interest_open_minor = parse_minor(&row["interest_due"]);
    for (date, amount_minor) in cash {
        let mut receipt = Receipt {
            date,
            interest_minor: amount_minor.min(interest_open_minor),
            principal_minor: amount_minor - amount_minor.min(interest_open_minor),
            late_fee_minor: 0,
        };
        open_minor -= amount_minor;
        interest_open_minor -= receipt.interest_minor;
        if open_minor <= 0 && repayment.settled_date.is_none() {
            repayment.settled_date = Some(date);
            receipt.late_fee_minor = parse_minor(&row["late_fee"]);
        }
        repayment.receipts.push(receipt);
    }
    repayment
}

/// The fields of a line by their names.
type Row = HashMap<String, String>;

fn rows(csv_text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a well-formed row")).collect()
}

/// Reads a whole number, a date, a stamp or a text.
fn parse<T: FromStr>(text: &str) -> T {
    let parsed = text.parse().ok();
    parsed.expect("a whole number, a date as YYYY-MM-DD or a stamp as YYYY-MM-DDTHH:MM:SS")
}

fn parse_optional<T: FromStr>(text: &str) -> Option<T> {
    (!text.is_empty()).then(|| parse(text))
}

/// Reads an amount with all decimals of its currency, such as `2072.66`, as minor units.
fn parse_minor(text: &str) -> i64 {
    parse(&text.replace('.', ""))
}

/// Reads a rate in percent, such as `3.85`, as parts per million.
fn parse_ppm(text: &str) -> i64 {
    let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
    parse(&format!("{units}{decimals:0<4}"))
}
