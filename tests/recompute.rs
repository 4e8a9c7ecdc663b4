//! An independent, slow and obvious recomputation of the portfolio figures.
//!
//! Every repayment row becomes dated receipts; plain loops over all rows answer each question. It shares nothing with the service
//! but the contract, `docs/METRICS.md`. The stored `payment_status`, `days_past_due` and `loan_status` are never read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, TimeDelta};

/// Unsettled longer than this after its due date, an instalment is Missed. Grace and tolerance are both 0.
const MISSED_AFTER_DAYS: i64 = 60;

/// The three tables, as far as the figures need them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    pub customers: Vec<Customer>,
    pub loans: Vec<Loan>,
    pub repayments: Vec<Repayment>,
}

/// A row of `customer_profile.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    pub customer_id: i64,
    pub credit_score: Option<i64>,
}

/// A row of `loan_application.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct Loan {
    pub loan_id: i64,
    pub customer_id: i64,
    pub loan_amount_minor: i64,
    pub disbursement_date: Option<NaiveDate>,
    pub charge_off_date: Option<NaiveDate>,
}

/// A row of `repayment_history.csv`: one instalment and all that was ever received on it, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Repayment {
    pub loan_id: i64,
    pub due_date: NaiveDate,
    pub installment_amount_minor: i64,
    pub settled_date: Option<NaiveDate>,
    pub receipts: Vec<Receipt>,
}

/// Money received on one instalment on one day. The late fee comes on top, with the receipt that settles the instalment.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub date: NaiveDate,
    pub interest_minor: i64,
    pub principal_minor: i64,
    pub late_fee_minor: i64,
}

/// What an instalment that has fallen due is at a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Status {
    OnTime,
    SettledLate,
    Overdue,
    Missed,
}

/// The headline figures at a date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Executive {
    pub customers: i64,
    pub loans: i64,
    pub active_loans: i64,
    pub originated_minor: i64,
    pub outstanding_minor: i64,
    pub instalments_due: i64,
    pub instalments_on_time: i64,
    pub loans_with_instalments_due: i64,
    pub score_sum: i64,
    pub score_count: i64,
    pub interest_received_minor: i64,
    pub late_fees_received_minor: i64,
    pub last_30: Window,
}

/// The instalments that fell due in a window, both ends included, as they are at its end.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Window {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub instalments_due: i64,
    pub on_time: i64,
    pub days_late_sum: i64,
}

/// The instalments fallen due, by status.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Distribution {
    pub on_time: i64,
    pub settled_late: i64,
    pub overdue: i64,
    pub missed: i64,
}

/// The instalments of one status; `days_late` has one entry for each, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusStatistics {
    pub status: Status,
    pub count: i64,
    pub amount_due_minor: i64,
    pub amount_paid_minor: i64,
    pub days_late: Vec<i64>,
}

/// The receipts of one day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Daily {
    pub date: NaiveDate,
    pub receipts: i64,
    pub on_time: i64,
    pub late: i64,
    pub missed: i64,
    pub collected_minor: i64,
    pub interest_minor: i64,
    pub late_fees_minor: i64,
    pub delay_days_sum: i64,
}

/// The book of the customers of one risk tier.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    pub name: String,
    pub customers: i64,
    pub loans: i64,
    pub active_loans: i64,
    pub outstanding_minor: i64,
    pub score_sum: i64,
    pub instalments_due: i64,
    pub on_time: i64,
    pub at_risk_30_minor: i64,
}

/// A customer with a low score and an active loan.
#[derive(Debug, Clone, PartialEq)]
pub struct HighRisk {
    pub customer_id: i64,
    pub days_past_due: i64,
    pub outstanding_minor: i64,
    pub late_count: i64,
    pub missed_count: i64,
}

impl Book {
    /// Reads the exchange form: decimals with two places, empty for null.
    pub fn parse(customers_csv: &str, loans_csv: &str, repayments_csv: &str) -> Book {
        let mut book = Book::default();
        for row in rows(customers_csv) {
            book.customers.push(Customer {
                customer_id: parse(&row["customer_id"]),
                credit_score: parse_optional(&row["credit_score"]),
            });
        }
        for row in rows(loans_csv) {
            book.loans.push(Loan {
                loan_id: parse(&row["loan_id"]),
                customer_id: parse(&row["customer_id"]),
                loan_amount_minor: parse_minor(&row["loan_amount"]),
                disbursement_date: parse_optional(&row["disbursement_date"]),
                charge_off_date: parse_optional(&row["charge_off_date"]),
            });
        }
        for row in rows(repayments_csv) {
            book.repayments.push(parse_repayment(&row));
        }
        book
    }
}

/// Turns a row into an instalment and its receipts.
///
/// Without a recovery, all was received on `actual_paid_date`. With one, the recovered amount came on `recovered_date`, and what was
/// paid besides it came exactly 60 days after the due date. Money covers interest first. The receipt that completes the amount settles.
fn parse_repayment(row: &HashMap<String, String>) -> Repayment {
    let mut repayment = Repayment {
        loan_id: parse(&row["loan_id"]),
        due_date: parse(&row["due_date"]),
        installment_amount_minor: parse_minor(&row["installment_amount"]),
        settled_date: None,
        receipts: Vec::new(),
    };
    let paid_minor = parse_minor(&row["amount_paid"]);
    let recovered_minor = parse_minor(&row["recovered_amount"]);
    let mut cash = Vec::new();
    if let Some(recovered_date) = parse_optional(&row["recovered_date"]) {
        cash.push((last_late_day(&repayment), paid_minor - recovered_minor));
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

/// The headline figures at the end of `as_of`. Interest and fees are those received to date, on all loans.
pub fn executive(book: &Book, as_of: NaiveDate) -> Executive {
    let active_loans = active_loans(book, as_of);
    let mut answer = Executive {
        active_loans: active_loans.len() as i64,
        outstanding_minor: active_loans.values().map(|loan| loan.0).sum(),
        ..Executive::default()
    };
    let mut borrowers = BTreeSet::new();
    for loan in &book.loans {
        if is_disbursed(loan, as_of) {
            answer.loans += 1;
            answer.originated_minor += loan.loan_amount_minor;
            borrowers.insert(loan.customer_id);
        }
    }
    for customer in &book.customers {
        if borrowers.contains(&customer.customer_id) {
            answer.customers += 1;
            answer.score_sum += customer.credit_score.unwrap_or(0);
            answer.score_count += i64::from(customer.credit_score.is_some());
        }
    }
    for repayment in &book.repayments {
        for receipt in received_by(repayment, as_of) {
            answer.interest_received_minor += receipt.interest_minor;
            answer.late_fees_received_minor += receipt.late_fee_minor;
        }
    }
    let window = &mut answer.last_30;
    window.from = as_of - TimeDelta::days(29);
    window.to = as_of;
    let mut loans_due = BTreeSet::new();
    for repayment in due_by(book, as_of) {
        let on_time = i64::from(status(repayment, as_of) == Status::OnTime);
        loans_due.insert(repayment.loan_id);
        answer.instalments_due += 1;
        answer.instalments_on_time += on_time;
        if repayment.due_date >= window.from {
            window.instalments_due += 1;
            window.on_time += on_time;
            window.days_late_sum += days_late(repayment, as_of);
        }
    }
    answer.loans_with_instalments_due = loans_due.len() as i64;
    answer
}

/// The instalments due on or before `as_of`, by their status at that day.
pub fn distribution(book: &Book, as_of: NaiveDate) -> Distribution {
    let mut answer = Distribution::default();
    for repayment in due_by(book, as_of) {
        match status(repayment, as_of) {
            Status::OnTime => answer.on_time += 1,
            Status::SettledLate => answer.settled_late += 1,
            Status::Overdue => answer.overdue += 1,
            Status::Missed => answer.missed += 1,
        }
    }
    answer
}

/// Counts, amounts and days late of each status, always four rows; paid is what was received on those instalments by `as_of`.
pub fn statistics(book: &Book, as_of: NaiveDate) -> Vec<StatusStatistics> {
    use Status::{Missed, OnTime, Overdue, SettledLate};
    let mut answer = Vec::new();
    for wanted in [OnTime, SettledLate, Overdue, Missed] {
        let mut line = StatusStatistics {
            status: wanted,
            count: 0,
            amount_due_minor: 0,
            amount_paid_minor: 0,
            days_late: Vec::new(),
        };
        for repayment in due_by(book, as_of) {
            if status(repayment, as_of) == wanted {
                line.count += 1;
                line.amount_due_minor += repayment.installment_amount_minor;
                for receipt in received_by(repayment, as_of) {
                    line.amount_paid_minor += receipt.interest_minor + receipt.principal_minor;
                }
                line.days_late.push(days_late(repayment, as_of));
            }
        }
        line.days_late.sort_unstable();
        answer.push(line);
    }
    answer
}

/// The quantile of a sorted list by linear interpolation (type 7): position (n − 1)·percent/100, counted from 0.
pub fn quantile(sorted: &[i64], percent: usize) -> Option<f64> {
    let hundredths = sorted.len().checked_sub(1)? * percent;
    let below = sorted[hundredths / 100] as f64;
    let above = sorted[hundredths.div_ceil(100)] as f64;
    Some(below + (above - below) * (hundredths % 100) as f64 / 100.0)
}

/// The receipts of one day by their own timing: on time to the due date, late to day 60, missed after. The delay isn't cut at the hand-over.
pub fn daily(book: &Book, date: NaiveDate) -> Daily {
    let mut answer = Daily {
        date,
        ..Daily::default()
    };
    for repayment in &book.repayments {
        for receipt in repayment.receipts.iter().filter(|r| r.date == date) {
            let delay_days = (date - repayment.due_date).num_days();
            answer.receipts += 1;
            answer.on_time += i64::from(delay_days <= 0);
            answer.late += i64::from((1..=MISSED_AFTER_DAYS).contains(&delay_days));
            answer.missed += i64::from(delay_days > MISSED_AFTER_DAYS);
            answer.collected_minor += receipt.interest_minor + receipt.principal_minor;
            answer.interest_minor += receipt.interest_minor;
            answer.late_fees_minor += receipt.late_fee_minor;
            answer.delay_days_sum += delay_days.max(0);
        }
    }
    answer
}

/// The book by risk tier: a customer is in the first tier whose minimum score they reach, and in none below all minima.
pub fn tiers(book: &Book, as_of: NaiveDate, thresholds: &[(&str, i32)]) -> Vec<Tier> {
    let mut answer = Vec::new();
    let mut below = i64::MAX;
    for (name, minimum) in thresholds {
        let part = part_of(book, |row| is_scored(row, i64::from(*minimum), below));
        below = i64::from(*minimum);
        let total = executive(&part, as_of);
        let mut at_risk = active_loans(&part, as_of);
        at_risk.retain(|_, (_, days_past_due)| *days_past_due > 30);
        answer.push(Tier {
            name: (*name).to_owned(),
            customers: total.customers,
            loans: total.loans,
            active_loans: total.active_loans,
            outstanding_minor: total.outstanding_minor,
            score_sum: total.score_sum,
            instalments_due: total.instalments_due,
            on_time: total.instalments_on_time,
            at_risk_30_minor: at_risk.values().map(|loan| loan.0).sum(),
        });
    }
    answer
}

/// The customers with a score below `below_score` and an active loan, worst first: days past due, then balance, then id.
/// Late counts the instalments settled late and the overdue ones, over all their loans.
pub fn high_risk(book: &Book, as_of: NaiveDate, below_score: i32) -> Vec<HighRisk> {
    let risky = part_of(book, |row| is_scored(row, i64::MIN, i64::from(below_score)));
    let mut answer = Vec::new();
    for customer in &risky.customers {
        let own = part_of(&risky, |other| other == customer);
        let active_loans = active_loans(&own, as_of);
        let counts = distribution(&own, as_of);
        if let Some(days_past_due) = active_loans.values().map(|loan| loan.1).max() {
            answer.push(HighRisk {
                customer_id: customer.customer_id,
                days_past_due,
                outstanding_minor: active_loans.values().map(|loan| loan.0).sum(),
                late_count: counts.settled_late + counts.overdue,
                missed_count: counts.missed,
            });
        }
    }
    answer.sort_by_key(|row| (-row.days_past_due, -row.outstanding_minor, row.customer_id));
    answer
}

/// The loans active at `as_of` (disbursed, not charged off, principal unpaid): their balance and days past due by loan id.
///
/// The balance is the amount lent less the principal of receipts to date. Days past due run from the oldest
/// instalment that fell due before `as_of` and isn't settled at `as_of`.
pub fn active_loans(book: &Book, as_of: NaiveDate) -> BTreeMap<i64, (i64, i64)> {
    let mut active = BTreeMap::new();
    for loan in &book.loans {
        let charged_off = loan.charge_off_date.is_some_and(|date| date <= as_of);
        if is_disbursed(loan, as_of) && !charged_off {
            active.insert(loan.loan_id, (loan.loan_amount_minor, 0));
        }
    }
    for repayment in &book.repayments {
        if let Some((balance_minor, days_past_due)) = active.get_mut(&repayment.loan_id) {
            for receipt in received_by(repayment, as_of) {
                *balance_minor -= receipt.principal_minor;
            }
            if repayment.due_date < as_of && settled_by(repayment, as_of).is_none() {
                let age_days = (as_of - repayment.due_date).num_days();
                *days_past_due = age_days.max(*days_past_due);
            }
        }
    }
    active.retain(|_, (balance_minor, _)| *balance_minor > 0);
    active
}

/// The chosen customers with their loans and instalments.
fn part_of(book: &Book, is_chosen: impl Fn(&Customer) -> bool) -> Book {
    let mut part = book.clone();
    part.customers.retain(is_chosen);
    let ids: BTreeSet<i64> = part.customers.iter().map(|row| row.customer_id).collect();
    part.loans.retain(|row| ids.contains(&row.customer_id));
    let ids: BTreeSet<i64> = part.loans.iter().map(|row| row.loan_id).collect();
    part.repayments.retain(|row| ids.contains(&row.loan_id));
    part
}

/// Whether the score is at least `from` and less than `below`; never without a score.
fn is_scored(customer: &Customer, from: i64, below: i64) -> bool {
    let scores = from..below;
    customer.credit_score.is_some_and(|s| scores.contains(&s))
}

fn due_by(book: &Book, as_of: NaiveDate) -> impl Iterator<Item = &Repayment> {
    book.repayments.iter().filter(move |r| r.due_date <= as_of)
}

fn received_by(repayment: &Repayment, as_of: NaiveDate) -> impl Iterator<Item = &Receipt> {
    repayment.receipts.iter().filter(move |r| r.date <= as_of)
}

/// The date of the settlement, where it is known at `as_of`.
fn settled_by(repayment: &Repayment, as_of: NaiveDate) -> Option<NaiveDate> {
    repayment.settled_date.filter(|date| *date <= as_of)
}

/// The status at `as_of` of an instalment that has fallen due.
fn status(repayment: &Repayment, as_of: NaiveDate) -> Status {
    match settled_by(repayment, as_of) {
        Some(date) if date <= repayment.due_date => Status::OnTime,
        Some(date) if date <= last_late_day(repayment) => Status::SettledLate,
        None if as_of <= last_late_day(repayment) => Status::Overdue,
        Some(_) | None => Status::Missed,
    }
}

/// Days late at `as_of`: to the settlement or so far, but not past the hand-over (the first 1st or 16th on or after day 61).
fn days_late(repayment: &Repayment, as_of: NaiveDate) -> i64 {
    let mut hand_over = last_late_day(repayment) + TimeDelta::days(1);
    while hand_over.day() != 1 && hand_over.day() != 16 {
        hand_over += TimeDelta::days(1);
    }
    let last = settled_by(repayment, as_of).unwrap_or(as_of);
    (last.min(hand_over) - repayment.due_date).num_days().max(0)
}

fn last_late_day(repayment: &Repayment) -> NaiveDate {
    repayment.due_date + TimeDelta::days(MISSED_AFTER_DAYS)
}

fn is_disbursed(loan: &Loan, as_of: NaiveDate) -> bool {
    loan.disbursement_date.is_some_and(|date| date <= as_of)
}

fn rows(csv_text: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv_text.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row| row.expect("a well-formed row")).collect()
}

/// Reads a whole number or a date.
fn parse<T: FromStr>(text: &str) -> T {
    let parsed = text.parse().ok();
    parsed.expect("a whole number or a date as YYYY-MM-DD")
}

fn parse_optional<T: FromStr>(text: &str) -> Option<T> {
    (!text.is_empty()).then(|| parse(text))
}

/// Reads an amount with two decimals, such as `2072.66`, as cents.
fn parse_minor(text: &str) -> i64 {
    // A currency without decimals has none to write.
    let Some((units, cents)) = text.split_once('.') else {
        return parse(text);
    };
    assert_eq!(cents.len(), 2, "two decimals: {text}");
    parse::<i64>(units) * 100 + parse::<i64>(cents)
}
