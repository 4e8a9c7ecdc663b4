//! How the outstanding principal is spread.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    book::{Book, Customer, Loan},
    facts::active,
};

/// The holders of the balance, biggest first, equal ones by key.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration<K> {
    pub holders: Vec<(K, i64)>,
    pub holder_count: i64,
    pub total_minor: i64,
    /// The sum of the squares of the balances; over the square of the total, the Herfindahl–Hirschman index.
    pub squares: i128,
    /// What the biggest so many hold.
    pub top_minor: i64,
}

/// The concentration by customer.
pub fn concentration_by_customer(book: &Book, day: NaiveDate, top: usize) -> Concentration<i64> {
    concentration(book, day, top, |customer, _| customer.customer_id)
}

/// The concentration by any property of a loan or its customer.
pub fn concentration<K: Ord>(
    book: &Book,
    day: NaiveDate,
    top: usize,
    key: impl Fn(&Customer, &Loan) -> K,
) -> Concentration<K> {
    let mut balances = BTreeMap::new();
    for position in active(book, day) {
        let key = key(&position.loan.customer, position.loan);
        *balances.entry(key).or_insert(0) += position.balance_minor;
    }
    let mut holders: Vec<(K, i64)> = balances.into_iter().collect();
    // A stable sort: the map had them by key.
    holders.sort_by_key(|(_, balance_minor)| -balance_minor);
    let mut answer = Concentration {
        holder_count: 0,
        total_minor: 0,
        squares: 0,
        top_minor: holders.iter().take(top).map(|(_, balance)| balance).sum(),
        holders: Vec::new(),
    };
    for (_, balance_minor) in &holders {
        answer.holder_count += 1;
        answer.total_minor += balance_minor;
        answer.squares += i128::from(*balance_minor) * i128::from(*balance_minor);
    }
    answer.holders = holders;
    answer
}
