//! Any segment and any group, as the same figures of the part of the raw rows.

use super::{
    Answers, Asked,
    days::{demo_book, exported},
};
use crate::{
    app::{TestApp, date},
    database::Server,
    recompute::{Book, Customer, Loan, LoanState, part_of, state},
};
use chrono::{Datelike, NaiveDate};
use entity::{
    customer_profile::{EmploymentType, Gender, HousingStatus},
    loan_application::{LoanStatus, LoanType},
};
use loanbook::service::{
    Ctx,
    dimension::Dimension,
    filter::Filter,
    portfolio::{Portfolio, PortfolioFilter},
};
use serde_json::json;

type Chosen = fn(&Customer, &Loan, NaiveDate) -> bool;

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

fn equal<T>(value: T) -> Filter<T> {
    Filter {
        equal: Some(value),
        ..Filter::default()
    }
}

/// Each filter with what it means in the raw rows.
fn filters() -> Vec<(PortfolioFilter, Chosen)> {
    let any = PortfolioFilter::default;
    vec![
        (
            PortfolioFilter {
                loan_type: one_of([LoanType::Auto, LoanType::Personal]),
                ..any()
            },
            |_, loan, _| matches!(loan.loan_type.as_deref(), Some("Auto" | "Personal")),
        ),
        (
            PortfolioFilter {
                loan_status: one_of([LoanStatus::ChargedOff, LoanStatus::PaidOff]),
                ..any()
            },
            |_, loan, day| {
                matches!(
                    state(loan, day),
                    Some(LoanState::ChargedOff | LoanState::PaidOff)
                )
            },
        ),
        (
            PortfolioFilter {
                loan_status: equal(LoanStatus::Active),
                ..any()
            },
            |_, loan, day| state(loan, day) == Some(LoanState::Active),
        ),
        (
            PortfolioFilter {
                risk_tiers: vec!["Prime".to_owned(), "Subprime".to_owned()],
                ..any()
            },
            |customer, _, _| {
                let score = customer.credit_score;
                score.is_some_and(|score| score >= 750 || (600..650).contains(&score))
            },
        ),
        (
            PortfolioFilter {
                employment_type: equal(EmploymentType::OneToFourYears),
                housing_status: one_of([HousingStatus::Own, HousingStatus::Free]),
                gender: equal(Gender::Female),
                ..any()
            },
            |customer, _, _| {
                customer.employment_type.as_deref() == Some("Employed 1-4 years")
                    && customer.housing_status.as_deref() != Some("Rent")
                    && customer.gender.as_deref() == Some("Female")
            },
        ),
        (
            PortfolioFilter {
                credit_score: between(600, 680),
                age: between(30, 45),
                loan_amount_minor: between(200_000, 900_000),
                ..any()
            },
            |customer, loan, _| {
                customer
                    .credit_score
                    .is_some_and(|score| (600..=680).contains(&score))
                    && customer.age.is_some_and(|age| (30..=45).contains(&age))
                    && (200_000..=900_000).contains(&loan.loan_amount_minor)
            },
        ),
        (
            PortfolioFilter {
                interest_rate_ppm: between(40_000, 60_000),
                loan_term_months: between(12, 36),
                disbursement_date: between(date("2022-01-01"), date("2024-06-30")),
                ..any()
            },
            |_, loan, _| {
                loan.interest_rate_ppm
                    .is_some_and(|rate| (40_000..=60_000).contains(&rate))
                    && loan
                        .loan_term_months
                        .is_some_and(|term| (12..=36).contains(&term))
                    && loan.disbursement_date.is_some_and(|paid_out| {
                        (date("2022-01-01")..=date("2024-06-30")).contains(&paid_out)
                    })
            },
        ),
        (
            PortfolioFilter {
                loan_id: between(1, 40),
                customer_id: one_of([3, 5, 8, 13, 700]),
                ..any()
            },
            |customer, loan, _| {
                loan.loan_id <= 40 && [3, 5, 8, 13, 700].contains(&customer.customer_id)
            },
        ),
        (
            PortfolioFilter {
                loan_type: one_of([]),
                ..any()
            },
            |_, _, _| false,
        ),
    ]
}

pub async fn equals_it_for_any_segment(server: &Server) {
    let db = server.demo().await;
    let book = demo_book(&db).await;
    let ctx = TestApp::new(db).ctx;
    for day in ["2024-02-29", "2025-11-23"].map(date) {
        for (filter, chosen) in filters() {
            let part = part_of(book, |customer, loan| chosen(customer, loan, day));
            let as_of = ctx.as_of(Some(day)).await.unwrap();
            let of = format!("{filter:?}");
            let portfolio = Portfolio::filtered(&ctx, as_of, filter.clone())
                .await
                .unwrap();
            let mut asked = Asked::in_turn(day, 0);
            // Status is that of the day: what is asked of other days is of the same loans.
            asked.has_movements = filter.loan_status == Filter::default();
            asked.is_spread = true;
            asked.has_curves = filter.loan_status == Filter::default();
            Answers::expected(&part, &asked)
                .assert_found(&ctx, &portfolio, &asked, &of)
                .await;
        }
    }
}

type Label = fn(&Customer, &Loan, NaiveDate) -> Option<String>;

fn in_ten_years(age: i64) -> String {
    match age {
        ..25 => "under 25".to_owned(),
        65.. => "65 and over".to_owned(),
        _ => {
            let from = (age - 5) / 10 * 10 + 5;
            format!("{from}–{}", from + 9)
        }
    }
}

/// Each dimension with the label of a loan in the raw rows.
const LABELS: [(Dimension, Label); 7] = [
    (Dimension::LoanType, |_, loan, _| loan.loan_type.clone()),
    (Dimension::HousingStatus, |customer, _, _| {
        customer.housing_status.clone()
    }),
    (Dimension::Gender, |customer, _, _| customer.gender.clone()),
    (Dimension::AgeBand, |customer, _, _| {
        customer.age.map(in_ten_years)
    }),
    (Dimension::RiskTier, |customer, _, _| {
        let tier = match customer.credit_score? {
            750.. => "Prime",
            700.. => "Standard",
            650.. => "Near Prime",
            600.. => "Subprime",
            _ => "High Risk",
        };
        Some(tier.to_owned())
    }),
    (Dimension::LoanStatus, |_, loan, day| {
        let state = match state(loan, day)? {
            LoanState::Active => "Active",
            LoanState::PaidOff => "Paid Off",
            LoanState::ChargedOff => "Charged Off",
        };
        Some(state.to_owned())
    }),
    (Dimension::DisbursementQuarter, |_, loan, _| {
        let day = loan.disbursement_date?;
        Some(format!("{:04}-Q{}", day.year(), day.month0() / 3 + 1))
    }),
];

async fn compare_groups(ctx: &Ctx, book: &Book, day: NaiveDate, dimensions: &[Dimension]) {
    let labels: Vec<Label> = dimensions
        .iter()
        .map(|wanted| LABELS.iter().find(|(known, _)| known == wanted).unwrap().1)
        .collect();
    let whole = Portfolio::whole(ctx, ctx.as_of(Some(day)).await.unwrap());
    let groups = whole.group_by(ctx, dimensions).await.unwrap();
    let disbursed = |loan: &Loan| {
        loan.disbursement_date
            .is_some_and(|paid_out| paid_out <= day)
    };
    let loans: i64 = groups.iter().map(|group| group.loan_count).sum();
    let expected = book.loans.iter().filter(|loan| disbursed(loan)).count();
    assert_eq!(
        usize::try_from(loans),
        Ok(expected),
        "{dimensions:?} at {day}"
    );
    for group in groups {
        let part = part_of(book, |customer, loan| {
            let own: Vec<_> = labels
                .iter()
                .map(|label| label(customer, loan, day))
                .collect();
            own == group.labels
        });
        assert_eq!(
            usize::try_from(group.loan_count),
            Ok(part.loans.iter().filter(|loan| disbursed(loan)).count())
        );
        let mut asked = Asked::in_turn(day, 1);
        let by_status = dimensions.contains(&Dimension::LoanStatus);
        (asked.is_spread, asked.has_movements) = (false, !by_status);
        Answers::expected(&part, &asked)
            .assert_found(
                ctx,
                &group.portfolio,
                &asked,
                &format!("{:?}", group.labels),
            )
            .await;
    }
}

pub async fn groups_are_segments(server: &Server) {
    let db = server.demo().await;
    let book = demo_book(&db).await;
    let app = TestApp::new(db);
    let day = date("2025-08-31");
    for dimensions in [
        &[Dimension::LoanType, Dimension::RiskTier][..],
        &[Dimension::DisbursementQuarter],
        &[Dimension::LoanStatus],
        &[
            Dimension::AgeBand,
            Dimension::HousingStatus,
            Dimension::Gender,
        ],
    ] {
        compare_groups(&app.ctx, book, day, dimensions).await;
    }
    // However many groups, the same number of statements.
    let mut found = Vec::new();
    for dimensions in ["[GENDER]", "[LOAN_TYPE, RISK_TIER]", "[DISBURSEMENT_MONTH]"] {
        let query = format!(
            "{{ portfolio(asOf: \"2025-07-01\") {{ groupBy(dimensions: {dimensions}) {{ key portfolio {{
                par {{ days30 {{ value }} }} executiveKpis {{ totalLoans }} ageing {{ buckets {{ loanCount }} }}
            }} }} }} }}"
        );
        // The settings of the book, and the buckets, may be read or not.
        app.post(&query, json!({})).await;
        let answer = app.post(&query.replace("07-01", "07-02"), json!({})).await;
        let groups = answer.json()["data"]["portfolio"]["groupBy"]
            .as_array()
            .unwrap()
            .len();
        found.push((groups, answer.statements));
    }
    assert!(found[0].0 < 4 && found[2].0 > 40, "{found:?}");
    // The groups, three figures in four statements, and at most the settings.
    assert!(
        found
            .iter()
            .all(|(_, statements)| (5..=6).contains(statements)),
        "{found:?}"
    );
}

/// Several loans a customer, no scores, another currency, loans that were never paid out.
pub async fn equals_it_for_a_book_unlike_the_demo(server: &Server) {
    let db = crate::figures::unlike(server).await;
    let book = exported(&db).await;
    let ctx = TestApp::new(db).ctx;
    for day in ["2022-12-31", "2025-03-15", "2025-11-23"].map(date) {
        let asked = Asked::everything(day);
        let portfolio = Portfolio::whole(&ctx, ctx.as_of(Some(day)).await.unwrap());
        Answers::expected(&book, &asked)
            .assert_found(&ctx, &portfolio, &asked, "a book unlike the demo")
            .await;
    }
    let dimensions = [Dimension::RiskTier, Dimension::LoanType];
    compare_groups(&ctx, &book, date("2025-10-01"), &dimensions).await;
}
