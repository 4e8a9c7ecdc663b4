//! The book in memory against the statements of `sql/`, row by row.

use crate::{
    app::{TestApp, date},
    cli::Folder,
    database::Server,
    writes::{Bank, Numbers},
};
use chrono::NaiveDate;
use entity::{
    customer_profile::{EmploymentType, Gender},
    loan_application::{LoanStatus, LoanType},
};
use loanbook::{
    auth::{Principal, RowScope},
    service::{
        Ctx,
        dimension::Dimension as D,
        filter::Filter,
        memory::{self, Absence, Memory, compare, compare_one},
        portfolio::{Portfolio, PortfolioFilter},
    },
};
use sea_orm::DatabaseConnection;
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc};

/// A context on a book, and the same book in memory.
async fn held(db: &DatabaseConnection) -> (Ctx, Arc<Memory>) {
    let ctx = TestApp::new(db.clone()).ctx;
    let memory = Memory::new(db.clone(), u64::MAX, None).unwrap();
    memory.read(|_| ()).await.unwrap();
    (ctx, memory)
}

/// Answers the statements that came to any row.
async fn assert_equal(
    ctx: &Ctx,
    memory: &Arc<Memory>,
    portfolio: &Portfolio,
    what: &str,
) -> BTreeSet<&'static str> {
    let mut answered = BTreeSet::new();
    for found in compare(ctx, memory, portfolio).await.unwrap() {
        assert!(
            found.difference.is_none(),
            "{what}: {} {}: SQL and memory {:#?}",
            found.statement,
            found.arguments,
            found.difference
        );
        if found.rows > 0 {
            answered.insert(found.statement);
        }
    }
    answered
}

fn one_of<T>(values: impl Into<Vec<T>>) -> Filter<T> {
    Filter {
        one_of: Some(values.into()),
        ..Filter::default()
    }
}

fn between<T>(least: T, most: T) -> Filter<T> {
    Filter {
        at_least: Some(least),
        at_most: Some(most),
        ..Filter::default()
    }
}

/// Filters over every attribute.
fn filters() -> Vec<PortfolioFilter> {
    let any = PortfolioFilter::default;
    vec![
        PortfolioFilter {
            loan_type: one_of([LoanType::Auto, LoanType::Personal]),
            credit_score: between(600, 720),
            ..any()
        },
        PortfolioFilter {
            loan_status: one_of([LoanStatus::ChargedOff, LoanStatus::PaidOff]),
            interest_rate_ppm: between(30_000, 70_000),
            ..any()
        },
        PortfolioFilter {
            risk_tiers: vec!["Prime".to_owned(), "High Risk".to_owned()],
            age: between(25, 60),
            loan_term_months: between(12, 48),
            ..any()
        },
        PortfolioFilter {
            employment_type: one_of([EmploymentType::OneToFourYears, EmploymentType::Unemployed]),
            gender: one_of([Gender::Female]),
            disbursement_date: between(date("2022-01-15"), date("2024-06-30")),
            ..any()
        },
        PortfolioFilter {
            loan_amount_minor: between(100_000, 400_000),
            loan_id: between(10, 800),
            customer_id: between(5, 900),
            ..any()
        },
        PortfolioFilter {
            loan_type: one_of([]),
            ..any()
        },
    ]
}

const GROUPINGS: [&[D]; 8] = [
    &[D::LoanType],
    &[D::LoanStatus, D::RiskTier],
    &[D::EmploymentType, D::HousingStatus],
    &[D::Gender, D::AgeBand, D::JobType],
    &[D::AmountBand, D::InterestRateBand],
    &[D::TermBand, D::DisbursementYear],
    &[D::DisbursementQuarter],
    &[D::DisbursementMonth],
];

/// Answers the statements that came to any row on one of the days.
async fn assert_all_equal(db: &DatabaseConnection, days: &[NaiveDate]) -> BTreeSet<&'static str> {
    let (ctx, memory) = held(db).await;
    let mut answered = BTreeSet::new();
    for (at, day) in days.iter().enumerate() {
        let as_of = ctx.as_of(Some(*day)).await.unwrap();
        let whole = Portfolio::whole(&ctx, as_of);
        answered.extend(assert_equal(&ctx, &memory, &whole, &format!("{day}")).await);
        // Filters and groups take turns by day, so that each meets several.
        let filters = filters();
        let filter = filters[at % filters.len()].clone();
        let what = format!("{day} {filter:?}");
        let part = Portfolio::filtered(&ctx, as_of, filter).await.unwrap();
        assert_equal(&ctx, &memory, &part, &what).await;
        let grouping = GROUPINGS[at % GROUPINGS.len()];
        let what = format!("{day} by {grouping:?}");
        for portfolio in [&whole, &part] {
            let groups = portfolio.group_by(&ctx, grouping).await.unwrap();
            if let Some(group) = groups.first() {
                assert_equal(&ctx, &memory, &group.portfolio, &what).await;
            }
        }
    }
    answered
}

/// Every figure of the demo book, at dates over its whole life.
pub async fn equals_the_statements(server: &Server) {
    let days = [
        "2025-11-23",
        "2021-03-31",
        "2022-02-28",
        "2024-02-29",
        "2024-12-31",
        "2025-10-31",
    ];
    let db = server.demo().await;
    let answered = assert_all_equal(&db, &days.map(date)).await;
    let all: BTreeSet<_> = memory::statements().collect();
    assert_eq!(answered, all, "each has rows, or its equality says nothing");
    // Of a principal who sees a part of the book.
    let (ctx, memory) = held(&db).await;
    let rows = RowScope {
        loan_types: vec![LoanType::Consumer, LoanType::Business],
        branches: Vec::new(),
    };
    let of_part = ctx.of(Principal {
        rows,
        ..Principal::operator()
    });
    let as_of = of_part.as_of(None).await.unwrap();
    let part = Portfolio::whole(&of_part, as_of);
    assert_equal(&of_part, &memory, &part, "a part of the book").await;
}

/// Questions of one run; `TEST_ENGINE_QUESTIONS=10000` asks more.
const QUESTIONS: u64 = 100;

/// Any figure of any segment, in any groups, at any date: the same questions on each run.
pub async fn equals_them_for_any_question(server: &Server) {
    let asked = std::env::var("TEST_ENGINE_QUESTIONS").ok();
    let questions = asked.map_or(QUESTIONS, |text| text.parse().unwrap());
    let (ctx, memory) = held(&server.demo().await).await;
    let mut numbers = Numbers(0x1904_2025);
    let statements: Vec<_> = memory::statements().collect();
    for number in 0..questions {
        let days = numbers.below(1900);
        let last = ctx.as_of(None).await.unwrap();
        let mut portfolio = Portfolio::filtered(&ctx, last.earlier(days), any_filter(&mut numbers))
            .await
            .unwrap();
        if let Some(dimensions) = any_dimensions(&mut numbers) {
            let groups = portfolio.group_by(&ctx, &dimensions).await;
            // There may be too many of them.
            let group = groups.ok().and_then(|groups| groups.into_iter().next());
            portfolio = group.map_or(portfolio, |group| group.portfolio);
        }
        let statement =
            statements[usize::try_from(numbers.below(statements.len() as u64)).unwrap()];
        let compared = compare_one(&ctx, &memory, &portfolio, statement).await;
        for found in compared.unwrap() {
            assert!(
                found.difference.is_none(),
                "question {number}, {days} days before: {found:#?} of {portfolio:?}"
            );
        }
    }
}

fn any_filter(numbers: &mut Numbers) -> PortfolioFilter {
    let mut filter = PortfolioFilter::default();
    let mut range = |most: u64| {
        let from = numbers.below(most) as i64;
        (from, from + numbers.below(most) as i64)
    };
    let small = |number: i64| i32::try_from(number).unwrap();
    let narrow = |(from, to): (i64, i64)| between(small(from), small(to));
    let (score, age, rate, term) = (range(500), range(50), range(120_000), range(50));
    let (amount, id, start) = (range(1_000_000), range(1000), range(1200));
    let first = date("2020-06-01");
    let day = |days: i64| first + chrono::TimeDelta::days(days);
    for _ in 0..numbers.below(4) {
        match numbers.below(12) {
            0 => filter.credit_score = narrow((score.0 + 300, score.1 + 300)),
            1 => filter.age = narrow((age.0 + 18, age.1 + 18)),
            2 => filter.interest_rate_ppm = narrow(rate),
            3 => filter.loan_term_months = narrow(term),
            4 => filter.loan_amount_minor = between(amount.0, amount.1),
            5 => filter.loan_id = between(id.0, id.1),
            6 => filter.disbursement_date = between(day(start.0), day(start.1)),
            7 => filter.loan_type = one_of([LoanType::Auto, LoanType::Consumer]),
            8 => filter.loan_status = one_of([LoanStatus::Active]),
            9 => filter.loan_status = one_of([LoanStatus::PaidOff, LoanStatus::ChargedOff]),
            10 => filter.gender = one_of([Gender::Male]),
            _ => filter.risk_tiers = vec!["Standard".to_owned(), "Subprime".to_owned()],
        }
    }
    filter
}

fn any_dimensions(numbers: &mut Numbers) -> Option<Vec<D>> {
    let grouping = GROUPINGS.get(usize::try_from(numbers.below(12)).unwrap())?;
    Some(grouping.to_vec())
}

/// What one server writes, another on the same database has in memory within a second or so.
pub async fn a_server_sees_changes_of_another(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let memory = Memory::new(bank.db.clone(), u64::MAX, None).unwrap();
    memory.read(|_| ()).await.unwrap();
    let other = TestApp::with_flags(TestApp::new(bank.db.clone()).ctx.with_memory(memory), &[]);
    let ask = async || {
        let query = "{ executiveKpis { outstandingPrincipal } }";
        other.post(query, json!({})).await.json()
    };
    let before = ask().await;
    assert_eq!(before["extensions"]["book"]["engine"], "memory", "{before}");
    bank.new_loan("Hypatia", "2025-06-10").await;
    let mut now = ask().await;
    for _ in 0..100 {
        if now["data"] != before["data"] {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        now = ask().await;
    }
    assert_ne!(now["data"], before["data"]);
    assert_eq!(now["extensions"]["book"]["engine"], "memory", "{now}");
    assert_ne!(
        now["extensions"]["book"]["version"],
        before["extensions"]["book"]["version"]
    );
}

/// A start takes the snapshot and what has changed since; it believes none that is damaged or
/// of another book.
pub async fn the_next_start_takes_the_snapshot(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let ctx = &bank.app.ctx;
    let folder = Folder::new(&format!("engine_{}", server.backend.name()));
    let file = folder.path("book.engine");
    let start = async |db: &DatabaseConnection| {
        let memory = Memory::new(db.clone(), u64::MAX, Some(file.clone())).unwrap();
        memory.start().await.unwrap();
        memory
    };
    let version = |memory: &Memory| memory.held().unwrap().version;
    let assert_whole = async |ctx: &Ctx, memory: &Arc<Memory>, what: &str| {
        let whole = Portfolio::whole(ctx, ctx.as_of(None).await.unwrap());
        assert_equal(ctx, memory, &whole, what).await;
    };
    let first = start(&bank.db).await;
    let written = version(&first);
    bank.new_loan("Hypatia", "2025-06-10").await;
    let second = start(&bank.db).await;
    assert_eq!(version(&second), written, "it is that of the snapshot");
    assert_whole(ctx, &second, "brought up to date").await;
    assert!(version(&second) > written);
    second.save().await;
    let third = start(&bank.db).await;
    assert_eq!(version(&third), version(&second), "saved anew");

    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    let fourth = start(&bank.db).await;
    assert_whole(ctx, &fourth, "a damaged snapshot is not used").await;

    // As many changes, but others.
    let other = Bank::new(server, 3).await;
    other.new_loan("Theano", "2025-05-10").await;
    let fifth = start(&other.db).await;
    assert_whole(
        &other.app.ctx,
        &fifth,
        "another book's snapshot is not used",
    )
    .await;
}

/// A book that is too large for its limit is left to SQL.
pub async fn a_book_beyond_the_limit_is_left_to_sql(server: &Server) {
    let db = server.demo().await;
    let memory = Memory::new(db.clone(), 10_000, None).unwrap();
    memory.start().await.unwrap();
    assert_eq!(
        memory.held().unwrap_err(),
        Absence::TooLarge { limit: 10_000 }
    );
    let app = TestApp::with_flags(TestApp::new(db).ctx.with_memory(memory), &[]);
    let query = "{ executiveKpis { outstandingPrincipal } }";
    let answer = app.post(query, json!({})).await.json();
    assert_eq!(answer["extensions"]["book"]["engine"], "sql", "{answer}");
    let kpis = &answer["data"]["executiveKpis"];
    assert_eq!(kpis["outstandingPrincipal"], "1151760.12", "{answer}");
}

/// Several loans a customer, no scores, another currency, loans never paid out.
pub async fn equals_them_for_a_book_unlike_the_demo(server: &Server) {
    let db = crate::figures::unlike(server).await;
    let (ctx, _) = held(&db).await;
    let last = ctx.as_of(None).await.unwrap();
    let days: Vec<NaiveDate> = [0, 45, 200, 400, 20, 90, 300, 500]
        .map(|days| last.less(days))
        .into();
    assert_all_equal(&db, &days).await;
}
