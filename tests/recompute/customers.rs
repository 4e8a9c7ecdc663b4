//! What the latest instalments say about a customer.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::{
    book::{Book, Loan, Repayment},
    facts::{Status, borrowers, collected_by, days_between, received_by, status},
};

/// The customers whose latest of at least four instalments isn't On Time after three that were, by id.
pub fn slipping(book: &Book, day: NaiveDate) -> Vec<i64> {
    let mut answer = Vec::new();
    for (customer_id, (_, loans)) in borrowers(book, day) {
        let mut due = due_on(&loans, day);
        // Stable: of one day, those of an earlier loan come first.
        due.sort_by_key(|repayment| repayment.due_date);
        due.reverse();
        if let [latest, before @ ..] = &due[..]
            && let [third, second, first, ..] = before
            && [third, second, first]
                .iter()
                .all(|row| is_on_time(row, day))
            && !is_on_time(latest, day)
        {
            answer.push(customer_id);
        }
    }
    answer
}

/// The scores, 0 to 100, of the customers with an instalment due in the last 180 days, by id.
pub fn engagement(book: &Book, day: NaiveDate) -> BTreeMap<i64, i64> {
    let mut answer = BTreeMap::new();
    let window_start = day - TimeDelta::days(180);
    for (customer_id, (_, loans)) in borrowers(book, day) {
        let mut due = due_on(&loans, day);
        due.retain(|repayment| repayment.due_date > window_start);
        let (mut n_due, mut n_on_time, mut amount_minor, mut received_minor) = (0, 0, 0, 0);
        for repayment in due {
            n_due += 1;
            n_on_time += i128::from(is_on_time(repayment, day));
            amount_minor += i128::from(repayment.installment_amount_minor);
            received_minor += i128::from(collected_by(repayment, day));
        }
        if n_due > 0 && amount_minor > 0 {
            // Over the common denominator of the three parts.
            let denominator = n_due * amount_minor * 60;
            let on_time = 50 * n_on_time * amount_minor * 60;
            let received = 30 * received_minor * n_due * 60;
            let recency = 20 * recency_sixtieths(&loans, day) * n_due * amount_minor;
            let score = (on_time + received + recency) / denominator;
            answer.insert(customer_id, i64::try_from(score).expect("a score to 100"));
        }
    }
    answer
}

/// How many of the scores are 0–19, 20–39, 40–59, 60–79 and 80–100.
pub fn engagement_bands(scores: &BTreeMap<i64, i64>) -> [i64; 5] {
    let mut bands = [0; 5];
    for score in scores.values() {
        let band = match score {
            ..=19 => 0,
            20..=39 => 1,
            40..=59 => 2,
            60..=79 => 3,
            80.. => 4,
        };
        bands[band] += 1;
    }
    bands
}

/// 60 while the last receipt is at most 30 days old, one less each day after, 0 from day 90 on or without a receipt.
fn recency_sixtieths(loans: &[&Loan], day: NaiveDate) -> i128 {
    let mut last = None;
    for loan in loans {
        for repayment in &loan.repayments {
            for receipt in received_by(repayment, day) {
                last = last.max(Some(receipt.date));
            }
        }
    }
    last.map_or(0, |last| {
        i128::from((90 - days_between(last, day)).clamp(0, 60))
    })
}

fn due_on<'a>(loans: &[&'a Loan], day: NaiveDate) -> Vec<&'a Repayment> {
    let repayments = loans.iter().flat_map(|loan| &loan.repayments);
    repayments.filter(|row| row.due_date <= day).collect()
}

fn is_on_time(repayment: &Repayment, day: NaiveDate) -> bool {
    status(repayment, day) == Status::OnTime
}
