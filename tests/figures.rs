//! The figures, against numbers computed in another way: a slow recomputation
//! from the raw rows ([`crate::recompute`]), and REST against GraphQL.

use crate::{
    app::{TestApp, date},
    database::Server,
    demo::csv,
    recompute::{self, Status},
};
use chrono::{Datelike, Days, Months, NaiveDate};
use loanbook::service::{
    book::DEFAULT_PROFILE,
    export::Form,
    kpi_models,
    payment_statistics::{self, InstalmentState},
    portfolio::Portfolio,
    risk_stratification,
};
use risk::rate::Ratio;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};

const THRESHOLDS: [(&str, i32); 5] = [
    ("Prime", 750),
    ("Standard", 700),
    ("Near Prime", 650),
    ("Subprime", 600),
    ("High Risk", 0),
];

/// The whole life of the demo book by quarters, its last days one by one, and the day before it.
fn dates() -> Vec<NaiveDate> {
    let reporting_date = date("2025-11-23");
    let mut dates: Vec<_> = (0..26)
        .map(|quarter| date("2019-09-30") + Months::new(3 * quarter))
        .filter(|day| *day < reporting_date)
        .map(|day| {
            let next_month = day.with_day(1).unwrap() + Months::new(1);
            next_month - Days::new(1)
        })
        .collect();
    dates.extend((0..10).map(|back| reporting_date - Days::new(back)));
    dates.extend([date("2019-01-01"), date("2024-02-29"), date("2025-03-01")]);
    dates
}

pub async fn equal_an_independent_recomputation(server: &Server) {
    compare(server.demo().await, &dates()).await;
}

/// A book unlike the demo's: several loans a customer, no scores, another currency, loans
/// that were never paid out, instalments that were never paid.
const UNLIKE: [&str; 8] = [
    "UPDATE loan_application SET customer_id = 1 + loan_id % 40",
    "UPDATE customer_profile SET credit_score = NULL
     WHERE customer_id IN (3, 5, 8, 13, 21, 34, 120)",
    "UPDATE book SET currency = 'JPY', currency_exponent = 0, demo_loans = NULL",
    "DELETE FROM receipt WHERE loan_id IN (7, 77, 177)",
    "DELETE FROM repayment_history WHERE loan_id IN (7, 77, 177)",
    "UPDATE loan_application SET disbursement_date = NULL, loan_status = 'Pending'
     WHERE loan_id IN (7, 77)",
    "UPDATE repayment_history SET actual_paid_date = NULL, amount_paid_minor = 0,
        late_fee_minor = 0, recovered_amount_minor = 0, recovered_date = NULL,
        settled_date = NULL, settled_after_days = NULL
     WHERE loan_id IN (10, 50, 90, 131) AND installment_number > 2",
    "DELETE FROM receipt WHERE payment_id IN (
        SELECT payment_id FROM repayment_history WHERE amount_paid_minor = 0)",
];

/// That book, in a database of its own.
pub async fn unlike(server: &Server) -> DatabaseConnection {
    let db = server.empty().await;
    loanbook::service::demo::build(&db, 250, false, |_| {})
        .await
        .unwrap();
    for change in UNLIKE {
        db.execute_unprepared(change).await.unwrap();
    }
    db
}

pub async fn equal_it_for_a_book_unlike_the_demo(server: &Server) {
    let db = unlike(server).await;
    let days = [
        "2022-12-31",
        "2024-02-29",
        "2025-03-15",
        "2025-10-01",
        "2025-11-23",
    ];
    compare(db, &days.map(date)).await;
}

async fn compare(db: DatabaseConnection, days: &[NaiveDate]) {
    let app = TestApp::new(db.clone());
    let ctx = &app.ctx;
    let mut files = Vec::new();
    for table in Form::Documented.tables() {
        files.push(String::from_utf8(csv(&db, *table).await).unwrap());
    }
    let book = recompute::Book::parse(&files[0], &files[1], &files[2]);
    for day in days {
        let day = *day;
        let portfolio = Portfolio::whole(ctx, ctx.as_of(Some(day)).await.unwrap());

        let found = kpi_models::executive(ctx, &portfolio).await.unwrap();
        let expected = recompute::executive(&book, day);
        let window = &found.last_30_days;
        assert_eq!(
            recompute::Executive {
                customers: found.total_customers,
                loans: found.total_loans,
                active_loans: found.active_loans,
                originated_minor: found.originated_minor,
                outstanding_minor: found.outstanding_minor,
                instalments_due: found.on_time_rate.denominator,
                instalments_on_time: found.on_time_rate.numerator,
                loans_with_instalments_due: found.loans_due,
                score_sum: found.average_credit_score.numerator,
                score_count: found.average_credit_score.denominator,
                interest_received_minor: found.interest_received_minor,
                late_fees_received_minor: found.late_fees_minor,
                last_30: recompute::Window {
                    from: window.from,
                    to: window.to,
                    instalments_due: window.payment_count,
                    on_time: window.on_time_rate.numerator,
                    days_late_sum: window.average_delay_days.numerator,
                },
            },
            expected,
            "executive KPIs at {day}"
        );

        let found = payment_statistics::statistics(ctx, &portfolio)
            .await
            .unwrap();
        let split = recompute::distribution(&book, day);
        assert_eq!(
            [
                found.count(InstalmentState::OnTime),
                found.count(InstalmentState::Late),
                found.count(InstalmentState::Overdue),
                found.count(InstalmentState::Missed),
            ],
            [
                split.on_time,
                split.settled_late,
                split.overdue,
                split.missed
            ],
            "payment distribution at {day}"
        );
        for (expected, (state, found)) in recompute::statistics(&book, day)
            .iter()
            .zip(&found.by_state)
        {
            assert_eq!(expected.status, status(*state));
            assert_eq!(
                (found.count, found.amount_due_minor, found.amount_paid_minor),
                (
                    expected.count,
                    expected.amount_due_minor,
                    expected.amount_paid_minor
                ),
                "{state:?} at {day}"
            );
            let sum = expected.days_late.iter().sum();
            assert_eq!(found.mean_days_late(), Ratio::new(sum, expected.count));
            assert_same(
                found.median_days_late(),
                recompute::quantile(&expected.days_late, 50),
            );
            assert_same(
                found.percentile_90_days_late(),
                recompute::quantile(&expected.days_late, 90),
            );
        }

        for (span, found) in kpi_models::daily(ctx, &portfolio, 5).await.unwrap().periods {
            assert_eq!(
                recompute::Daily {
                    date: span.to,
                    receipts: found.receipts,
                    on_time: found.on_time,
                    late: found.late,
                    missed: found.missed,
                    collected_minor: found.collected_minor,
                    interest_minor: found.interest_minor,
                    late_fees_minor: found.late_fees_minor,
                    delay_days_sum: found.delay_days,
                },
                recompute::daily(&book, span.to),
                "daily KPIs of {}",
                span.to
            );
        }

        let found = risk_stratification::tiers(ctx, &portfolio, DEFAULT_PROFILE)
            .await
            .unwrap();
        let found: Vec<_> = found
            .tiers
            .into_iter()
            .map(|tier| recompute::Tier {
                name: tier.tier,
                customers: tier.customers,
                loans: tier.loans,
                active_loans: tier.active_loans,
                outstanding_minor: tier.outstanding_minor,
                score_sum: tier.average_credit_score.numerator,
                score_count: tier.average_credit_score.denominator,
                instalments_due: tier.on_time_rate.denominator,
                on_time: tier.on_time_rate.numerator,
                at_risk_30_minor: tier.portfolio_at_risk_30.numerator,
            })
            .collect();
        assert_eq!(
            found,
            recompute::tiers(&book, day, &THRESHOLDS),
            "risk tiers at {day}"
        );

        let found =
            risk_stratification::high_risk_customers(ctx, &portfolio, DEFAULT_PROFILE, 1000)
                .await
                .unwrap();
        let found: Vec<_> = found
            .into_iter()
            .map(|found| recompute::HighRisk {
                customer_id: found.customer.customer_id,
                days_past_due: found.days_past_due,
                outstanding_minor: found.outstanding_minor,
                late_count: found.total_late_payments,
                missed_count: found.total_missed_payments,
            })
            .collect();
        assert_eq!(
            found,
            recompute::high_risk(&book, day, 600),
            "high risk at {day}"
        );
    }
}

const fn status(state: InstalmentState) -> Status {
    match state {
        InstalmentState::OnTime => Status::OnTime,
        InstalmentState::Late => Status::SettledLate,
        InstalmentState::Overdue => Status::Overdue,
        InstalmentState::Missed => Status::Missed,
    }
}

fn assert_same(found: Option<f64>, expected: Option<f64>) {
    match (found, expected) {
        (Some(found), Some(expected)) => assert!((found - expected).abs() < 1e-9),
        (found, expected) => assert_eq!(found.is_some(), expected.is_some()),
    }
}

/// Each REST figure and its GraphQL twin, by their paths.
const TWINS: &str = "query Twins($asOf: Date, $days: Int!, $limit: Int!) {
    executiveKpis(asOf: $asOf) {
        asOf totalCustomers activeLoans originatedAmount outstandingPrincipal totalRevenue
        onTimeRate { numerator denominator } averageCreditScore { numerator denominator }
        last30Days { paymentCount onTimeRate { numerator denominator }
            averageDelayDays { numerator denominator } }
    }
    dailyKpis(days: $days, asOf: $asOf) {
        date paymentsProcessed onTimePayments latePayments missedPayments totalAmountCollected
        totalRevenue averageDelayDays { numerator denominator }
    }
    paymentStatistics(asOf: $asOf) {
        all { count amountDue amountPaid meanDaysLate { numerator denominator } medianDaysLate
            percentile90DaysLate }
        byStatus { status statistics { count amountDue amountPaid medianDaysLate
            percentile90DaysLate meanDaysLate { numerator denominator } } }
    }
    paymentDistribution(asOf: $asOf) { totalPayments distribution { status count } }
    riskTiers(asOf: $asOf) {
        tier minimumScore customers loans activeLoans outstandingPrincipal
        averageCreditScore { numerator denominator } onTimeRate { numerator denominator }
        portfolioAtRisk30 { numerator denominator }
    }
    highRiskCustomers(asOf: $asOf, limit: $limit) {
        customer { id fullName creditScore } riskTier daysPastDue outstandingBalance
        totalLatePayments totalMissedPayments
    }
}";

pub async fn rest_equals_graphql(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for as_of in [
        None,
        Some("2025-06-30"),
        Some("2023-01-15"),
        Some("2018-01-01"),
    ] {
        let suffix = as_of
            .map(|date| format!("as_of={date}"))
            .unwrap_or_default();
        let variables = json!({"asOf": as_of, "days": 40, "limit": 25});
        let twin = app.graphql(TWINS, variables).await;

        let rest = app.rest(&format!("/api/v1/kpis/executive?{suffix}")).await;
        let kpis = &twin["executiveKpis"];
        let window = &kpis["last30Days"];
        same(&rest["as_of"], &kpis["asOf"]);
        same(&rest["total_customers"], &kpis["totalCustomers"]);
        same(&rest["active_loans"], &kpis["activeLoans"]);
        same_amount(&rest["portfolio_value"], &kpis["originatedAmount"]);
        same_amount(&rest["total_portfolio_value"], &kpis["originatedAmount"]);
        same_amount(
            &rest["outstanding_principal"],
            &kpis["outstandingPrincipal"],
        );
        same_amount(&rest["total_revenue"], &kpis["totalRevenue"]);
        same_rounded(
            &rest["on_time_payment_rate"],
            &kpis["onTimeRate"],
            100.0,
            10.0,
        );
        same_rounded(
            &rest["average_credit_score"],
            &kpis["averageCreditScore"],
            1.0,
            1.0,
        );
        same(&rest["total_payments_30d"], &window["paymentCount"]);
        same_rounded(
            &rest["on_time_rate_30d"],
            &window["onTimeRate"],
            100.0,
            10.0,
        );
        same_rounded(
            &rest["avg_delay_30d"],
            &window["averageDelayDays"],
            1.0,
            10.0,
        );

        let rest = app
            .rest(&format!("/api/v1/kpis/daily?days=40&{suffix}"))
            .await;
        let one = app.rest(&format!("/api/v1/kpis/daily?{suffix}")).await;
        same(&one, &rest[0]);
        let days = twin["dailyKpis"].as_array().unwrap();
        assert_eq!(rest.as_array().unwrap().len(), days.len());
        for (rest, day) in rest.as_array().unwrap().iter().zip(days) {
            same(&rest["date"], &day["date"]);
            same(&rest["activity_date"], &day["date"]);
            same(&rest["payments_processed"], &day["paymentsProcessed"]);
            same(&rest["total_payments"], &day["paymentsProcessed"]);
            same(&rest["on_time_payments"], &day["onTimePayments"]);
            same(&rest["late_payments"], &day["latePayments"]);
            same(&rest["missed_payments"], &day["missedPayments"]);
            same_amount(
                &rest["total_amount_collected"],
                &day["totalAmountCollected"],
            );
            same_amount(&rest["total_revenue"], &day["totalRevenue"]);
            same_rounded(
                &rest["average_delay_days"],
                &day["averageDelayDays"],
                1.0,
                10.0,
            );
        }

        let rest = app.rest(&format!("/api/v1/stats/payments?{suffix}")).await;
        let statistics = &twin["paymentStatistics"];
        same(&rest["total_payments"], &statistics["all"]["count"]);
        same_amount(&rest["total_amount_due"], &statistics["all"]["amountDue"]);
        same_amount(&rest["total_amount_paid"], &statistics["all"]["amountPaid"]);
        same_statistics(&rest, &statistics["all"]);
        let by_status = rest["by_status"].as_array().unwrap();
        for (rest, twin) in by_status
            .iter()
            .zip(statistics["byStatus"].as_array().unwrap())
        {
            let name = rest["payment_status"].as_str().unwrap();
            assert_eq!(json!(name.to_uppercase().replace(' ', "_")), twin["status"]);
            same(&rest["count"], &twin["statistics"]["count"]);
            same_amount(&rest["amount_due"], &twin["statistics"]["amountDue"]);
            same_amount(&rest["amount_paid"], &twin["statistics"]["amountPaid"]);
            same_statistics(rest, &twin["statistics"]);
        }

        let rest = app
            .rest(&format!("/api/v1/stats/payment-distribution?{suffix}"))
            .await;
        let distribution = &twin["paymentDistribution"];
        let counts: Vec<_> = (0..4)
            .map(|at| distribution["distribution"][at]["count"].as_i64().unwrap())
            .collect();
        same(&rest["total_payments"], &distribution["totalPayments"]);
        same(&rest["on_time"], &json!(counts[0]));
        same(&rest["late"], &json!(counts[1] + counts[2]));
        same(&rest["missed"], &json!(counts[3]));
        let shares: f64 = ["on_time_percentage", "late_percentage", "missed_percentage"]
            .iter()
            .filter_map(|key| rest[key].as_f64())
            .sum();
        let expected = if counts.iter().sum::<i64>() == 0 {
            0.0
        } else {
            100.0
        };
        assert!((shares - expected).abs() < 1e-9, "{shares}");

        let rest = app.rest(&format!("/api/v1/risk/analysis?{suffix}")).await;
        let tiers = twin["riskTiers"].as_array().unwrap();
        assert_eq!(rest.as_array().unwrap().len(), tiers.len());
        for (rest, tier) in rest.as_array().unwrap().iter().zip(tiers) {
            same(&rest["risk_tier"], &tier["tier"]);
            same(&rest["minimum_score"], &tier["minimumScore"]);
            same(&rest["customers"], &tier["customers"]);
            same(&rest["loans"], &tier["loans"]);
            same(&rest["active_loans"], &tier["activeLoans"]);
            same_amount(
                &rest["outstanding_principal"],
                &tier["outstandingPrincipal"],
            );
            same_rounded(
                &rest["average_credit_score"],
                &tier["averageCreditScore"],
                1.0,
                1.0,
            );
            same_rounded(&rest["on_time_rate"], &tier["onTimeRate"], 100.0, 10.0);
            same_rounded(&rest["par30"], &tier["portfolioAtRisk30"], 100.0, 10.0);
        }

        let path = format!("/api/v1/risk/high-risk-customers?limit=25&{suffix}");
        let rest = app.rest(&path).await;
        let customers = twin["highRiskCustomers"].as_array().unwrap();
        assert_eq!(rest.as_array().unwrap().len(), customers.len());
        for (rest, found) in rest.as_array().unwrap().iter().zip(customers) {
            let id = format!("customer:{}", rest["customer_id"]);
            same(&json!(id), &found["customer"]["id"]);
            same(&rest["name"], &found["customer"]["fullName"]);
            same(&rest["credit_score"], &found["customer"]["creditScore"]);
            same(&rest["risk_tier"], &found["riskTier"]);
            same(&rest["days_past_due"], &found["daysPastDue"]);
            same(&rest["total_late_payments"], &found["totalLatePayments"]);
            same(
                &rest["total_missed_payments"],
                &found["totalMissedPayments"],
            );
            same_amount(&rest["outstanding_balance"], &found["outstandingBalance"]);
        }
    }
}

fn same(rest: &Value, graphql: &Value) {
    assert!(!rest.is_null());
    assert_eq!(rest, graphql);
}

fn same_statistics(rest: &Value, twin: &Value) {
    same_rounded(&rest["mean_days_late"], &twin["meanDaysLate"], 1.0, 10.0);
    assert_eq!(rest["median_days_late"], twin["medianDaysLate"]);
    assert_eq!(rest["p90_days_late"], twin["percentile90DaysLate"]);
}

/// An amount is a number in REST and a decimal string in GraphQL.
fn same_amount(rest: &Value, graphql: &Value) {
    let exact: f64 = graphql.as_str().unwrap().parse().unwrap();
    assert!(
        (rest.as_f64().unwrap() - exact).abs() < 1e-6,
        "{rest} {graphql}"
    );
}

/// A rounded rate in REST is the ratio's in GraphQL; both are null together.
fn same_rounded(rest: &Value, ratio: &Value, factor: f64, per_unit: f64) {
    let part = |key: &str| ratio[key].as_str().unwrap().parse::<f64>().unwrap();
    if part("denominator") == 0.0 {
        assert!(rest.is_null(), "{rest} {ratio}");
        return;
    }
    let exact = part("numerator") / part("denominator") * factor;
    let rounded = rest.as_f64().unwrap();
    assert!(
        (rounded - exact).abs() <= 0.5 / per_unit + 1e-9,
        "{rest} {ratio}"
    );
    let steps = rounded * per_unit;
    assert!(
        (steps - steps.round()).abs() < 1e-6,
        "{rest} is not rounded"
    );
}
