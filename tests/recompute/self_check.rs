//! The recomputation against the figures that `docs/DATA.md` documents for the demo book.

use chrono::{Datelike, NaiveDate};

use super::{demo_book::DEMO, *};
use crate::app::date;

/// What `docs/DATA.md` §6 says of the book as at its reporting date.
pub fn demo_book_has_its_documented_figures() {
    let day = date("2025-11-23");
    let book = &*DEMO;

    let total = executive(book, day);
    let due = total.instalments_due;
    assert_eq!((total.customers, total.loans, due), (1000, 1000, 20_903));
    assert_eq!(total.originated_minor, 580_000_000);
    assert_eq!(whole(total.outstanding_minor), 1_151_760);
    assert_eq!(total.interest_received_minor, 43_393_734);
    assert_eq!(total.late_fees_received_minor, 1_583_000);
    assert_rate(total.score_sum, total.score_count * 100, "649.6");
    let counts = distribution(book, day);
    let late = counts.settled_late + counts.overdue;
    assert_eq!((counts.on_time, late, counts.missed), (15_850, 4_200, 853));
    assert_eq!(counts.overdue, 191);

    let in_state = |wanted| {
        let loans = book.loans.iter();
        loans
            .filter(|loan| state(loan, day) == Some(wanted))
            .count()
    };
    let states = [LoanState::Active, LoanState::PaidOff, LoanState::ChargedOff];
    assert_eq!(states.map(in_state), [770, 201, 29]);

    let days: Vec<_> = statistics(book, day)
        .into_iter()
        .map(|row| row.days_late)
        .collect();
    let sum = |of: &[Vec<i64>]| of.iter().flatten().sum::<i64>();
    assert_rate(sum(&days), due * 100, "6.512");
    assert_rate(sum(&days[1..3]), late * 100, "18.4995");
    let to_45 = days[1..3]
        .iter()
        .flatten()
        .filter(|days| **days <= 45)
        .map(|_| 1)
        .sum();
    assert_rate(to_45, late, "95.02");
    assert_rate(sum(&days[3..]), counts.missed * 100, "68.49");

    let mut charged_off = ChargeOffMonth::default();
    for month in recovery_of_charge_offs(book, day).values() {
        charged_off.loans += month.loans;
        charged_off.charged_off_minor += month.charged_off_minor;
        charged_off.recovered_minor += month.recovered_minor;
    }
    assert_eq!(charged_off.loans, 29);
    assert_eq!(whole(charged_off.charged_off_minor), 145_836);
    assert_eq!(whole(charged_off.recovered_minor), 17_743);

    let (par_30, par_90) = at_risk_30_and_90(book, day);
    assert_eq!(
        (percent(par_30, 2), percent(par_90, 2)),
        text("6.07", "2.30")
    );
    let fell_due = series_by_due_date(book, day, Period::Day, 1);
    assert_eq!(fell_due[0].instalments.total(), 35);
    assert_eq!(daily(book, day).receipts, 20);
}

/// The month-ends behind that date: portfolio at risk and the step from current to past due.
pub fn demo_book_has_its_documented_history() {
    let day = date("2025-11-23");
    let book = &*DEMO;
    let months = last_months(day, 25);
    assert_eq!(months[24], (date("2025-09-30"), date("2025-10-31")));

    let mut at_risk = (Vec::new(), Vec::new());
    for (_, end) in &months {
        let (par_30, par_90) = at_risk_30_and_90(book, *end);
        at_risk.0.push(par_30);
        at_risk.1.push(par_90);
    }
    assert_eq!(range(&at_risk.0), text("4.36", "8.12"));
    assert_eq!(range(&at_risk.1), text("1.06", "3.27"));
    let steps: Vec<_> = at_risk
        .0
        .windows(2)
        .map(|two| (two[1] - two[0]).abs())
        .collect();
    assert_eq!(range(&steps).1, "2.44");

    let mut pooled = RollRates::default();
    let mut rates = Vec::new();
    for (start, end) in months {
        let month = roll_rates(book, start, end, &US);
        rates.push(first_step(&month));
        pooled.add(&month);
    }
    let (low, high) = (range(&rates).0, range(&rates).1);
    assert_eq!((&low[..3], &high[..4]), ("6.2", "12.2"));
    assert_eq!(percent(first_step(&pooled), 1), "8.3");
}

/// The differences that were planted, each over a part of the book.
pub fn demo_book_has_its_documented_differences() {
    let day = date("2025-11-23");
    let book = &*DEMO;
    let on_time = |part: &Book, percent: &str| {
        let counts = distribution(part, day);
        assert_rate(counts.on_time, counts.total(), percent);
    };
    for (housing, percent) in [("Own", "78.2"), ("Rent", "68.0")] {
        let chosen = |customer: &Customer| customer.housing_status.as_deref() == Some(housing);
        on_time(&part_of(book, |customer, _| chosen(customer)), percent);
    }
    for (loan_type, percent) in [
        ("Auto", "82.0"),
        ("Consumer", "73.3"),
        ("Business", "72.5"),
        ("Education", "71.5"),
        ("Personal", "68.1"),
    ] {
        let chosen = |loan: &Loan| loan.loan_type.as_deref() == Some(loan_type);
        on_time(&part_of(book, |_, loan| chosen(loan)), percent);
    }
    let middle_aged =
        |customer: &Customer| customer.age.is_some_and(|age| (35..=50).contains(&age));
    on_time(&part_of(book, |customer, _| middle_aged(customer)), "81.2");
    for (year, loans, percent) in [
        (2020, 13, "74.5"),
        (2021, 51, "71.1"),
        (2022, 105, "66.3"),
        (2023, 244, "77.2"),
        (2024, 423, "80.4"),
        (2025, 163, "86.6"),
    ] {
        let vintage = part_of(book, |_, loan| {
            loan.disbursement_date
                .is_some_and(|date| date.year() == year)
        });
        assert_eq!(executive(&vintage, day).loans, loans);
        on_time(&vintage, percent);
    }
    let thresholds = [("A", 750), ("B", 700), ("C", 650), ("D", 600), ("E", 0)];
    let percents = ["89.75", "89.46", "87.99", "79.99", "49.95"];
    let customers = [33, 159, 306, 309, 193];
    let tiers = tiers(book, day, &thresholds);
    for ((tier, percent), customers) in tiers.iter().zip(percents).zip(customers) {
        assert_eq!(tier.customers, customers);
        assert_rate(tier.on_time, tier.instalments_due, percent);
    }
}

/// The share of the outstanding principal past due by more than 30 and 90 days.
fn at_risk_30_and_90(book: &Book, day: NaiveDate) -> (f64, f64) {
    let found = portfolio_at_risk(book, day);
    let share = |beyond_days| {
        let row = found
            .at_risk
            .iter()
            .find(|row| row.beyond_days == beyond_days);
        row.expect("a threshold").balance_minor as f64 / found.outstanding_minor as f64
    };
    (share(30), share(90))
}

/// The share of the current loans that are 1 to 29 days past due at the end.
fn first_step(months: &RollRates) -> f64 {
    let (mut current, mut rolled) = (0, 0);
    for ((row, column), cell) in &months.cells {
        if row.as_deref() == Some("current") {
            current += cell.loans;
            if *column == Column::Bucket("1-29".to_owned()) {
                rolled += cell.loans;
            }
        }
    }
    rolled as f64 / current as f64
}

/// The least and the most, in percent with two decimals.
fn range(rates: &[f64]) -> (String, String) {
    let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
    let most = rates.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (percent(least, 2), percent(most, 2))
}

fn percent(rate: f64, decimals: usize) -> String {
    format!("{:.decimals$}", rate * 100.0)
}

/// A hundred times the quotient has these digits, as many as are given.
fn assert_rate(numerator: i64, denominator: i64, expected: &str) {
    let decimals = expected.split_once('.').map_or(0, |parts| parts.1.len());
    let rate = numerator as f64 / denominator as f64;
    assert_eq!(
        percent(rate, decimals),
        expected,
        "{numerator} / {denominator}"
    );
}

fn text(first: &str, second: &str) -> (String, String) {
    (first.to_owned(), second.to_owned())
}

/// Minor units as whole units, rounded.
const fn whole(minor: i64) -> i64 {
    (minor + 50) / 100
}
