//! How values are distributed over the loans: of the whole book, of filters, at a day before, and of groups.

use super::{
    Near, assert_same,
    days::{demo_book, exported},
};
use crate::{
    app::{TestApp, date},
    database::Server,
    recompute::{
        self, Book, Observation, Places, VARIABLES, correlation, describe, histogram, observations,
        part_of, ranks,
    },
};
use chrono::NaiveDate;
use loanbook::auth::{Analyst, As};
use loanbook::service::{
    dimension::Dimension,
    distribution::{self, Variable},
    filter::Filter,
    portfolio::{Portfolio, PortfolioFilter},
};
use risk::distribution::CorrelationMethod;
use serde_json::json;

const ALL: [Variable; 9] = [
    Variable::CreditScore,
    Variable::Age,
    Variable::Income,
    Variable::Amount,
    Variable::InterestRate,
    Variable::TermMonths,
    Variable::MonthlyInstallment,
    Variable::OutstandingPrincipal,
    Variable::DaysPastDue,
];

/// Those whose bins hold equally many whole numbers.
const COUNTED: [Variable; 4] = [
    Variable::CreditScore,
    Variable::Age,
    Variable::TermMonths,
    Variable::DaysPastDue,
];

#[derive(Debug, PartialEq)]
struct Spread {
    count: i64,
    missing: i64,
    places: Option<[Near; 5]>,
    mean: Option<Near>,
    standard_deviation: Option<Near>,
    whiskers: Option<[Near; 2]>,
    bins: Vec<(Near, Near, i64)>,
}

impl Spread {
    fn expected(loans: &[Observation], at: usize, bins: u32, minor_units: f64) -> Self {
        let known: Vec<i64> = loans.iter().filter_map(|loan| loan.values[at]).collect();
        let found: Vec<f64> = known.iter().map(|v| units(*v, at, minor_units)).collect();
        let described = describe(&found);
        let of_one = units(1, at, minor_units);
        let edges = histogram(&known, bins.into(), COUNTED.contains(&ALL[at]));
        Self {
            count: count(known.len()),
            missing: count(loans.len() - known.len()),
            places: described.as_ref().map(|found| found.places.map(Near)),
            mean: described.as_ref().map(|found| Near(found.mean)),
            standard_deviation: described
                .as_ref()
                .and_then(|found| found.standard_deviation.map(Near)),
            whiskers: described.map(|found| found.whiskers.map(Near)),
            bins: edges
                .into_iter()
                .map(|(from, to, count)| (Near(from * of_one), Near(to * of_one), count))
                .collect(),
        }
    }

    fn found(found: &distribution::Distribution) -> Self {
        let summary = found.summary.as_ref();
        Self {
            count: found.count,
            missing: found.missing,
            places: summary.map(|summary| {
                [
                    summary.minimum,
                    summary.lower_quartile,
                    summary.median,
                    summary.upper_quartile,
                    summary.maximum,
                ]
                .map(Near)
            }),
            mean: summary.map(|summary| Near(summary.mean)),
            standard_deviation: summary.and_then(|summary| summary.standard_deviation.map(Near)),
            whiskers: summary
                .map(|summary| [summary.lower_whisker, summary.upper_whisker].map(Near)),
            bins: found
                .bins
                .iter()
                .map(|bin| (Near(bin.from), Near(bin.to), bin.count))
                .collect(),
        }
    }
}

/// As it is answered: amounts in units of the currency, rates as fractions.
fn units(stored: i64, at: usize, minor_units: f64) -> f64 {
    let stored = stored as f64;
    match VARIABLES[at].1 {
        Places::None => stored,
        Places::OfCurrency => stored / minor_units,
        Places::Six => stored / 1e6,
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap()
}

/// A portfolio with the raw rows of its loans.
struct Compared<'a> {
    ctx: &'a As<Analyst>,
    portfolio: &'a Portfolio,
    loans: Vec<Observation>,
    minor_units: f64,
    of: String,
}

impl<'a> Compared<'a> {
    fn new(ctx: &'a As<Analyst>, portfolio: &'a Portfolio, part: &Book, of: &str) -> Self {
        let day = portfolio.as_of.date();
        Self {
            ctx,
            portfolio,
            loans: observations(part, day),
            minor_units: 100.0,
            of: format!("{of} at {day}"),
        }
    }

    async fn all(&self) {
        self.distributions().await;
        self.correlations().await;
        self.samples().await;
    }

    async fn distributions(&self) {
        for (at, variable) in ALL.into_iter().enumerate() {
            for bins in [20, 7] {
                let found = distribution::distribution(self.ctx, self.portfolio, variable, bins)
                    .await
                    .unwrap();
                let counts: i64 = found.bins.iter().map(|bin| bin.count).sum();
                assert_eq!(counts, found.count);
                assert!(found.bins.len() <= bins as usize);
                let expected = Spread::expected(&self.loans, at, bins, self.minor_units);
                let what = format!("{variable:?} of {}", self.of);
                assert_same(&Spread::found(&found), &expected, &what);
            }
        }
    }

    async fn correlations(&self) {
        // The ranks are recomputed for each pair, and slowly.
        for (method, variables) in [
            (CorrelationMethod::Pearson, &[0, 1, 2, 3, 4, 5, 6, 7, 8][..]),
            (CorrelationMethod::Spearman, &[8, 0, 3, 7]),
        ] {
            let asked: Vec<_> = variables.iter().map(|at| ALL[*at]).collect();
            let found = distribution::correlations(self.ctx, self.portfolio, &asked, method)
                .await
                .unwrap();
            let mut expected = Vec::new();
            for (from, x) in variables.iter().enumerate() {
                for y in &variables[from..] {
                    expected.push(self.correlation(method, *x, *y));
                }
            }
            let found: Vec<_> = found
                .into_iter()
                .map(|pair| (pair.x, pair.y, pair.coefficient.map(Near), pair.count))
                .collect();
            assert_same(&found, &expected, &format!("{method:?} of {}", self.of));
        }
    }

    fn correlation(
        &self,
        method: CorrelationMethod,
        x: usize,
        y: usize,
    ) -> (Variable, Variable, Option<Near>, i64) {
        let both = |loan: &Observation| {
            let value = |at: usize| Some(units(loan.values[at]?, at, self.minor_units));
            Some((value(x)?, value(y)?))
        };
        let mut pairs: Vec<(f64, f64)> = self.loans.iter().filter_map(both).collect();
        if method == CorrelationMethod::Spearman {
            let (of_x, of_y): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            pairs = ranks(&of_x).into_iter().zip(ranks(&of_y)).collect();
        }
        let coefficient = correlation(&pairs).map(Near);
        (ALL[x], ALL[y], coefficient, count(pairs.len()))
    }

    async fn samples(&self) {
        let sample = async |size| {
            let asked = [ALL[7], ALL[0], ALL[4]];
            distribution::sample(self.ctx, self.portfolio, &asked, size)
                .await
                .unwrap()
        };
        let known = |loan: &Observation| {
            let values = [7, 0, 4].map(|at| Some(units(loan.values[at]?, at, self.minor_units)));
            let values: Option<Vec<f64>> = values.into_iter().collect();
            Some((loan.loan_id, values?))
        };
        let mut expected: Vec<_> = self.loans.iter().filter_map(known).collect();
        let all = sample(2_000).await;
        assert_eq!(all.total, count(expected.len()), "{}", self.of);
        let in_order: Vec<_> = all.points.iter().map(|point| point.loan_id).collect();
        let mut found: Vec<_> = all
            .points
            .into_iter()
            .map(|point| (point.loan_id, point.values))
            .collect();
        found.sort_by_key(|point| point.0);
        expected.sort_by_key(|point| point.0);
        assert_eq!(found, expected, "{}", self.of);
        // A smaller sample is the begin of a larger one, and not the first loans of the book.
        let some = sample(25).await;
        let chosen: Vec<_> = some.points.iter().map(|point| point.loan_id).collect();
        assert_eq!(chosen, in_order[..in_order.len().min(25)], "{}", self.of);
        assert_eq!(some.total, all.total);
        assert!(in_order.len() < 25 || !chosen.is_sorted(), "{}", self.of);
    }
}

type Chosen = fn(&recompute::Customer, &recompute::Loan) -> bool;

pub async fn distributions_equal_the_recomputation(server: &Server) {
    let db = server.demo().await;
    let book = demo_book(&db).await;
    let ctx = TestApp::new(db)
        .ctx
        .demand::<Analyst>("distribution")
        .await
        .unwrap();
    for day in ["2025-11-23", "2022-02-28"].map(date) {
        let whole = Portfolio::whole(&ctx, ctx.as_of(Some(day)).await.unwrap());
        Compared::new(&ctx, &whole, book, "the whole book")
            .all()
            .await;
    }
    let filters: [(PortfolioFilter, Chosen); 2] = [
        (
            PortfolioFilter {
                credit_score: Filter {
                    at_least: Some(600),
                    at_most: Some(680),
                    ..Filter::default()
                },
                ..PortfolioFilter::default()
            },
            |customer, _| {
                let score = customer.credit_score;
                score.is_some_and(|score| (600..=680).contains(&score))
            },
        ),
        // Two loans, or one, or none, by the day.
        (
            PortfolioFilter {
                loan_id: Filter {
                    at_most: Some(2),
                    ..Filter::default()
                },
                ..PortfolioFilter::default()
            },
            |_, loan| loan.loan_id <= 2,
        ),
    ];
    for (filter, chosen) in filters {
        for day in ["2025-11-23", "2024-02-29", "2019-06-30"].map(date) {
            let as_of = ctx.as_of(Some(day)).await.unwrap();
            let filtered = Portfolio::filtered(&ctx, as_of, filter.clone())
                .await
                .unwrap();
            let part = part_of(book, chosen);
            let of = format!("{filter:?}");
            Compared::new(&ctx, &filtered, &part, &of).all().await;
        }
    }
    groups(&ctx, book, date("2025-08-31")).await;
}

async fn groups(ctx: &As<Analyst>, book: &Book, day: NaiveDate) {
    let whole = Portfolio::whole(ctx, ctx.as_of(Some(day)).await.unwrap());
    let groups = whole.group_by(ctx, &[Dimension::LoanType]).await.unwrap();
    assert!(groups.len() > 1);
    for group in groups {
        let part = part_of(book, |_, loan| loan.loan_type == group.labels[0]);
        let of = format!("{:?}", group.labels);
        let compared = Compared::new(ctx, &group.portfolio, &part, &of);
        assert_eq!(count(compared.loans.len()), group.loan_count);
        compared.all().await;
    }
}

/// Several loans a customer, no scores, a currency without minor units, loans that were never paid out.
pub async fn distributions_of_a_book_unlike_the_demo(server: &Server) {
    let db = crate::figures::unlike(server).await;
    let book = exported(&db).await;
    let ctx = TestApp::new(db)
        .ctx
        .demand::<Analyst>("distribution")
        .await
        .unwrap();
    for day in ["2025-11-23", "2024-06-30"].map(date) {
        let whole = Portfolio::whole(&ctx, ctx.as_of(Some(day)).await.unwrap());
        let compared = Compared {
            minor_units: 1.0,
            ..Compared::new(&ctx, &whole, &book, "a book unlike the demo")
        };
        assert!(compared.loans.iter().any(|loan| loan.values[0].is_none()));
        compared.all().await;
    }
}

/// However many groups, and whatever is asked of them, the loans are read once.
pub async fn distributions_of_all_groups_are_read_at_once(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for dimension in ["GENDER", "DISBURSEMENT_MONTH"] {
        let query = format!(
            "{{ portfolio(asOf: \"2025-07-01\") {{ groupBy(dimensions: [{dimension}]) {{ portfolio {{
                age: distribution(of: AGE) {{ count }} amount: distribution(of: AMOUNT) {{ count }}
                correlation(of: [AGE, AMOUNT]) {{ count }} sample(of: [AGE, AMOUNT]) {{ total }}
            }} }} }} }}"
        );
        let answer = app.post(&query, json!({})).await;
        assert_eq!(answer.json().get("errors"), None);
        // The groups, the loans, and at most the settings.
        assert!(
            (2..=3).contains(&answer.statements),
            "{}",
            answer.statements
        );
    }
}
