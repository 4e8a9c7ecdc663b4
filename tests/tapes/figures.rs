//! The figures of books that tapes report month by month, against the recomputation from the tapes' text.

use super::{
    Files, LENDING_CLUB, TAIWAN, context,
    generator::{fannie_mae, freddie_mac},
    load, order,
    recompute::{self, StateBook},
};
use crate::{app::date, database::Server};
use chrono::NaiveDate;
use flate2::read::GzDecoder;
use loanbook::service::{
    Ctx, ageing, concentration, kpi_models,
    portfolio::Portfolio,
    portfolio_at_risk, recovery_rate, roll_rate,
    vintage::{self, Measure, Weight},
};
use std::{collections::BTreeMap, io::Read};

/// Months on book that vintages are compared for.
const MONTHS: u32 = 24;

pub async fn fannie_mae_equals_its_recomputation(server: &'static Server) {
    let files = Files::new();
    let text = fannie_mae(400, 30, 11);
    let path = files.write("2019Q1.txt", &text);
    let ctx = context(&server.empty().await);
    let report = load(&ctx, order(&[&path])).await.unwrap();
    assert_eq!(report.batch.layout, "fannie_mae");
    assert_eq!(report.batch.rows_read, text.lines().count() as u64);
    assert_eq!(report.batch.counts.loans.inserted, 400);
    let book = StateBook::from_fannie(&text);
    for day in [
        "2018-12-31",
        "2019-08-31",
        "2020-02-29",
        "2020-06-17",
        "2021-06-30",
    ] {
        compare(&ctx, &book, date(day), "us").await;
    }
    compare(&ctx, &book, date("2020-09-30"), "ifrs").await;
    compare(&ctx, &book, date("2020-10-31"), "mfi").await;
    verify(&ctx).await;
}

pub async fn freddie_mac_equals_its_recomputation(server: &'static Server) {
    let files = Files::new();
    let (originations, performance) = freddie_mac(300, 30, 5);
    // In any order: a tape says which file is which.
    let second = files.write("sample_svcg_2019.txt", &performance);
    let first = files.write("sample_orig_2019.txt", &originations);
    let ctx = context(&server.empty().await);
    let report = load(&ctx, order(&[&second, &first])).await.unwrap();
    assert_eq!(report.batch.layout, "freddie_mac");
    assert_eq!(report.batch.counts.loans.inserted, 300);
    let book = StateBook::from_freddie(&originations, &performance);
    for day in ["2019-06-30", "2020-02-29", "2021-06-30"] {
        compare(&ctx, &book, date(day), "us").await;
    }
}

pub async fn taiwan_equals_its_recomputation(server: &'static Server) {
    let files = Files::new();
    let path = files.write("taiwan.csv.gz", TAIWAN);
    let mut text = String::new();
    GzDecoder::new(TAIWAN).read_to_string(&mut text).unwrap();
    let ctx = context(&server.empty().await);
    let report = load(&ctx, order(&[&path])).await.unwrap();
    assert_eq!(report.batch.layout, "taiwan_credit_card");
    assert_eq!(report.batch.counts.loans.inserted, 30_000);
    assert_eq!(report.batch.counts.states.inserted, 180_000);
    let book = StateBook::from_taiwan(&text);
    compare(&ctx, &book, date("2005-07-31"), "us").await;
    compare(&ctx, &book, date("2005-09-30"), "mfi").await;
}

pub async fn lending_club_equals_its_recomputation(server: &'static Server) {
    let files = Files::new();
    let path = files.write("LoanStats.csv", LENDING_CLUB);
    let ctx = context(&server.empty().await);
    let taken = date("2018-04-30");
    let mut order = order(&[&path]);
    order.as_of = Some(taken);
    order.options.as_of = Some(taken);
    let report = load(&ctx, order).await.unwrap();
    assert_eq!(report.batch.layout, "lending_club");
    assert_eq!(report.batch.counts.loans.inserted, 2000);
    let book = StateBook::from_lending_club(LENDING_CLUB, taken);
    compare(&ctx, &book, taken, "lc").await;
    compare(&ctx, &book, taken, "us").await;
    verify(&ctx).await;
}

/// The rows of the book hold together, by their own rules.
async fn verify(ctx: &Ctx) {
    let report = loanbook::service::verify::verify(ctx, |_| {})
        .await
        .unwrap();
    assert!(report.passed, "{report:#?}");
}

/// Every figure that reads monthly states.
async fn compare(ctx: &Ctx, book: &StateBook, day: NaiveDate, scheme: &str) {
    let portfolio = Portfolio::whole(ctx, ctx.as_of(Some(day)).await.unwrap());
    let (_, buckets) = recompute::SCHEMES
        .into_iter()
        .find(|(name, _)| *name == scheme)
        .unwrap();
    let kpis = kpi_models::executive(ctx, &portfolio).await.unwrap();
    let originated = book.originated(day);
    assert_eq!(
        (kpis.active_loans, kpis.outstanding_minor),
        (book.active_loans(day), book.outstanding_minor(day)),
        "{day}"
    );
    assert_eq!(
        (kpis.total_loans, kpis.originated_minor),
        (originated.loans, originated.amount_minor)
    );
    let found = ageing::ageing(ctx, &portfolio, scheme).await.unwrap();
    let found: Vec<_> = found
        .buckets
        .iter()
        .map(|row| {
            (
                row.bucket.name.clone(),
                row.loan_count,
                row.balance.numerator,
            )
        })
        .collect();
    let expected: Vec<_> = book
        .ageing(day, buckets)
        .into_iter()
        .map(|row| (row.bucket.to_owned(), row.loans, row.balance_minor))
        .collect();
    assert_eq!(found, expected, "ageing {scheme} {day}");
    at_risk(ctx, &portfolio, book, day).await;
    movements(ctx, &portfolio, book, day, scheme).await;
    vintages(ctx, &portfolio, book, day).await;
    losses(ctx, &portfolio, book, day).await;
    let expected = book.concentration(day);
    let found = concentration::by_customer(ctx, &portfolio, 10)
        .await
        .unwrap();
    assert_eq!(found.holders, expected.active_customers);
    assert_eq!(
        (found.top_share.numerator, found.top_share.denominator),
        (expected.top_10_minor, expected.outstanding_minor)
    );
}

async fn at_risk(ctx: &Ctx, portfolio: &Portfolio, book: &StateBook, day: NaiveDate) {
    let expected = book.portfolio_at_risk(day);
    let found = portfolio_at_risk::portfolio_at_risk(ctx, portfolio)
        .await
        .unwrap();
    assert_eq!(found.active_loans, expected.active_loans);
    assert_eq!(found.outstanding_minor, expected.outstanding_minor);
    let found: Vec<_> = found
        .at_risk
        .iter()
        .map(|beyond| {
            (
                beyond.threshold_days,
                beyond.loan_count,
                beyond.ratio.numerator,
            )
        })
        .collect();
    let expected: Vec<_> = expected
        .at_risk
        .iter()
        .map(|beyond| (beyond.beyond_days, beyond.loans, beyond.balance_minor))
        .collect();
    assert_eq!(found, expected, "at risk {day}");
}

async fn movements(
    ctx: &Ctx,
    portfolio: &Portfolio,
    book: &StateBook,
    day: NaiveDate,
    scheme: &str,
) {
    let (_, buckets) = recompute::SCHEMES
        .into_iter()
        .find(|(name, _)| *name == scheme)
        .unwrap();
    let found = roll_rate::roll_rates(ctx, portfolio, scheme, None, 1)
        .await
        .unwrap();
    let expected = book.roll_rates(found.from, found.to, buckets);
    let mut cells = BTreeMap::new();
    for from in 0..buckets.len() {
        for to in 0..found.by_count.states() {
            let cell = (
                found.by_count.weight(from, to),
                found.by_balance.weight(from, to),
            );
            if cell != (0, 0) {
                cells.insert(
                    (found.state(from).to_owned(), found.state(to).to_owned()),
                    cell,
                );
            }
        }
    }
    let expected_cells: BTreeMap<_, _> = expected
        .cells
        .iter()
        .map(|((from, to), cell)| {
            let key = ((*from).to_owned(), (*to).to_owned());
            (key, (cell.loans, cell.opening_minor))
        })
        .collect();
    assert_eq!(cells, expected_cells, "roll rates {scheme} {day}");
    let last = found.net_flow.last().unwrap();
    assert_eq!(
        (last.numerator, last.denominator),
        (expected.charged_off_minor, expected.balance_90_minor)
    );
    let cure = roll_rate::cure_rate(ctx, portfolio, None).await.unwrap();
    let expected = book.cure(cure.from, cure.to);
    assert_eq!(
        (
            cure.cured.denominator,
            cure.cured.numerator,
            cure.paid_off.numerator
        ),
        (expected.delinquent, expected.cured, expected.paid_off),
        "cures {day}"
    );
}

async fn vintages(ctx: &Ctx, portfolio: &Portfolio, book: &StateBook, day: NaiveDate) {
    let expected = book.vintages(day, MONTHS);
    let measures = [
        (Measure::Ever30, 30),
        (Measure::Ever60, 60),
        (Measure::Ever90, 90),
    ];
    let every = risk::calendar::Period::Month;
    for (measure, days) in measures {
        for weight in [Weight::Loans, Weight::Amount] {
            let found = vintage::vintages(ctx, portfolio, every, measure, weight, Some(MONTHS));
            let found = found.await.unwrap().vintages;
            assert_eq!(found.len(), expected.len(), "{day}");
            for vintage in found {
                let expected = &expected[&vintage.first_day];
                assert_eq!(vintage.loan_count, expected.loans);
                let cells: Vec<_> = vintage
                    .cells
                    .iter()
                    .map(|cell| cell.ratio.map(|ratio| ratio.numerator))
                    .collect();
                let of = |cell: &Option<(i64, i64)>| {
                    cell.map(|(loans, amount)| match weight {
                        Weight::Loans => loans,
                        Weight::Amount => amount,
                    })
                };
                let expected: Vec<_> = expected.ever[&days].iter().map(of).collect();
                let first = vintage.first_day;
                assert_eq!(
                    cells,
                    expected[..cells.len()],
                    "ever {days} of {first} at {day}"
                );
                assert!(expected[cells.len()..].iter().all(Option::is_none));
            }
        }
    }
    let measure = Measure::CumulativeNetLoss;
    let found = vintage::vintages(ctx, portfolio, every, measure, Weight::Amount, Some(MONTHS));
    for vintage in found.await.unwrap().vintages {
        let expected = &expected[&vintage.first_day].charged_off_minor;
        let cells: Vec<_> = vintage
            .cells
            .iter()
            .map(|cell| cell.ratio.map(|ratio| ratio.numerator))
            .collect();
        assert_eq!(
            cells,
            expected[..cells.len()],
            "loss of {}",
            vintage.first_day
        );
    }
}

/// What was charged off, by month: in the figure of recoveries and in that of lending.
async fn losses(ctx: &Ctx, portfolio: &Portfolio, book: &StateBook, day: NaiveDate) {
    let expected: Vec<_> = book
        .charge_offs(day)
        .into_iter()
        .map(|(month, sum)| (month, sum.loans, sum.amount_minor))
        .collect();
    let found = recovery_rate::of_charge_offs(ctx, portfolio).await.unwrap();
    let found: Vec<_> = found
        .by_charge_off_month
        .iter()
        .map(|month| {
            let (year, number) = (month.month / 12, month.month % 12 + 1);
            let first = date(&format!("{year:04}-{number:02}-01"));
            (first, month.loan_count, month.charged_off_minor)
        })
        .collect();
    assert_eq!(found, expected, "charge-offs {day}");
}
