//! What changed between two days: the headline figures, and the buckets of a month or several.

use super::{Asked, Near, stocks::executive_of};
use crate::recompute::{self, Book, Bucket, Cell, Column, Cure, Executive, RollRates, Weight};
use chrono::{Days, NaiveDate};
use loanbook::service::{Ctx, kpi_models, portfolio::Portfolio, roll_rate};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq)]
pub struct Movements {
    /// The headline figures 30 days before.
    previous: Executive,
    cure: (NaiveDate, NaiveDate, Cure),
    roll_rates: Vec<Matrix>,
}

/// The roll rates of some months together.
#[derive(Debug, PartialEq)]
struct Matrix {
    from: NaiveDate,
    to: NaiveDate,
    /// By bucket and state: loans, and their balance at the begin. No cell is empty.
    cells: BTreeMap<(String, String), (i64, i64)>,
    rows: Vec<(String, i64, i64)>,
    net_flow: Vec<(i64, i64)>,
    /// Of each bucket at the end of the last month.
    closing_minor: Vec<i64>,
    loss_rates: Vec<Option<Near>>,
    expected_loss_minor: Option<Near>,
}

impl Movements {
    /// From the raw rows.
    pub fn expected(book: &Book, asked: &Asked) -> Self {
        let day = asked.day;
        let (start, end) = recompute::last_months(day, 1)[0];
        Self {
            previous: recompute::executive(book, day - Days::new(30)),
            cure: (start, end, recompute::cure(book, start, end)),
            roll_rates: asked
                .matrices
                .iter()
                .map(|((_, buckets), months)| Matrix::expected(book, day, buckets, *months))
                .collect(),
        }
    }

    /// From the service.
    pub async fn found(ctx: &Ctx, portfolio: &Portfolio, asked: &Asked) -> Self {
        let before = portfolio.at(portfolio.as_of.earlier(30));
        let previous = kpi_models::executive(ctx, &before).await.unwrap();
        let cure = roll_rate::cure_rate(ctx, portfolio, None).await.unwrap();
        assert_eq!(cure.cured.denominator, cure.paid_off.denominator);
        let mut matrices = Vec::new();
        for ((scheme, buckets), months) in &asked.matrices {
            let found = roll_rate::roll_rates(ctx, portfolio, scheme, None, *months).await;
            matrices.push(Matrix::found(&found.unwrap(), buckets));
        }
        let counts = Cure {
            delinquent: cure.cured.denominator,
            cured: cure.cured.numerator,
            paid_off: cure.paid_off.numerator,
        };
        Self {
            previous: executive_of(&previous),
            cure: (cure.from, cure.to, counts),
            roll_rates: matrices,
        }
    }
}

impl Matrix {
    fn expected(book: &Book, day: NaiveDate, buckets: &[Bucket<'_>], months: u32) -> Self {
        let months = recompute::last_months(day, months as usize);
        let (from, to) = (months[0].0, months[months.len() - 1].1);
        let mut pooled = RollRates::default();
        let mut net_flow = vec![(0, 0); buckets.len()];
        let mut closing_minor = Vec::new();
        for (start, end) in months {
            let month = recompute::roll_rates(book, start, end, buckets);
            pooled.add(&month);
            let steps = recompute::net_flow(book, start, end, buckets);
            for (sum, step) in net_flow.iter_mut().zip(steps) {
                sum.0 += step.0;
                sum.1 += step.1;
            }
            closing_minor = closing(&month, buckets);
        }
        let mut cells: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
        for ((row, column), cell) in &pooled.cells {
            // Loans that were disbursed meanwhile are in no row.
            if let Some(row) = row {
                let key = (row.clone(), name(column));
                cells.insert(key, (cell.loans, cell.balance_start_minor));
            }
        }
        let rows = buckets.iter().map(|(bucket, ..)| {
            let own = cells.iter().filter(|((row, _), _)| row == bucket);
            own.fold(((*bucket).to_owned(), 0, 0), |sum, (_, cell)| {
                (sum.0, sum.1 + cell.0, sum.2 + cell.1)
            })
        });
        let (loss_rates, expected_loss_minor) = losses(&pooled, buckets, &closing_minor);
        Self {
            from,
            to,
            rows: rows.collect(),
            cells,
            net_flow,
            closing_minor,
            loss_rates,
            expected_loss_minor,
        }
    }

    fn found(found: &roll_rate::RollRates, buckets: &[Bucket<'_>]) -> Self {
        let (by_count, by_balance) = (&found.by_count, &found.by_balance);
        let (mut cells, mut rows) = (BTreeMap::new(), Vec::new());
        for (from, (bucket, ..)) in buckets.iter().enumerate() {
            for to in 0..by_count.states() {
                let cell = (by_count.weight(from, to), by_balance.weight(from, to));
                if cell != (0, 0) {
                    cells.insert(((*bucket).to_owned(), found.state(to).to_owned()), cell);
                }
            }
            rows.push((
                found.state(from).to_owned(),
                by_count.row_total(from),
                by_balance.row_total(from),
            ));
        }
        let net_flow = found.net_flow.iter();
        Self {
            from: found.from,
            to: found.to,
            cells,
            rows,
            net_flow: net_flow
                .map(|step| (step.numerator, step.denominator))
                .collect(),
            closing_minor: found.closing_minor.clone(),
            loss_rates: found
                .ultimate_loss_rates()
                .into_iter()
                .map(|rate| rate.map(Near))
                .collect(),
            expected_loss_minor: found.ultimate_loss_minor().map(|minor| Near(minor as f64)),
        }
    }
}

fn name(column: &Column) -> String {
    match column {
        Column::Bucket(bucket) => bucket.clone(),
        Column::PaidOff => "paid_off".to_owned(),
        Column::ChargedOff => "charged_off".to_owned(),
    }
}

fn closing(month: &RollRates, buckets: &[Bucket<'_>]) -> Vec<i64> {
    let ends_in = |bucket: &str| {
        let column = Column::Bucket(bucket.to_owned());
        let cells = month.cells.iter();
        let own = cells.filter(move |((_, to), _)| *to == column);
        own.map(|(_, cell): (_, &Cell)| cell.balance_end_minor)
            .sum()
    };
    buckets.iter().map(|(bucket, ..)| ends_in(bucket)).collect()
}

/// The share of each bucket that ends charged off, by balance, and the amount of all, rounded.
///
/// Nothing is known of a bucket that leads to one without a transition, however far; the recomputation lets that part of it end
/// unlost.
fn losses(
    transitions: &RollRates,
    buckets: &[Bucket<'_>],
    closing_minor: &[i64],
) -> (Vec<Option<Near>>, Option<Near>) {
    let all = recompute::ultimate_loss(transitions, buckets, Weight::Balance, closing_minor);
    let Some(all) = all else {
        return (vec![None; buckets.len()], None);
    };
    let mut is_known: Vec<_> = all.by_bucket.iter().map(Option::is_some).collect();
    let moves = |from: usize, to: usize| {
        let row = Some(buckets[from].0.to_owned());
        let column = Column::Bucket(buckets[to].0.to_owned());
        transitions.cells.contains_key(&(row, column))
    };
    for _ in buckets {
        for from in 0..buckets.len() {
            is_known[from] &= (0..buckets.len()).all(|to| is_known[to] || !moves(from, to));
        }
    }
    let rates: Vec<_> = is_known
        .iter()
        .zip(&all.by_bucket)
        .map(|(is_known, rate)| rate.filter(|_| *is_known))
        .collect();
    let of_bucket = |(minor, rate): (&i64, &Option<f64>)| match minor {
        0 => Some(0.0),
        _ => rate.map(|rate| rate * *minor as f64),
    };
    let amount: Option<f64> = closing_minor.iter().zip(&rates).map(of_bucket).sum();
    (
        rates.into_iter().map(|rate| rate.map(Near)).collect(),
        amount.map(|amount| Near(amount.round())),
    )
}
