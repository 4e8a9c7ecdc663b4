//! What each figure costs on the demo book, read anew every time: time from the
//! call of the service to its answer, SQL included, nothing cached.
//!
//! Builds the demo book in `DATABASE_URL` (default: an SQLite file of its own) where
//! it is missing. Prints a table in Markdown. `make bench`; see docs/PERFORMANCE.md.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints, and may fail"
)]

use loanbook::{
    clock::Clock,
    config::DatabaseConfig,
    db::{self, Purpose},
    service::{
        Ctx, ageing,
        bucket::DEFAULT_SCHEME,
        cohort_analysis, collection_efficiency, concentration, demo,
        dimension::Dimension,
        engagement, first_payment_default, kpi_models, operational_bottleneck, payment_statistics,
        period::Period,
        portfolio::Portfolio,
        portfolio_at_risk, recovery_rate, risk_stratification, roll_rate, slipping_customers,
        vintage::{self, Measure, Weight},
    },
};
use std::{
    env, fs,
    time::{Duration, Instant},
};

/// Readings of each figure.
const TIMES: usize = 50;

/// Measures each call, and prints a line of the table.
macro_rules! figures {
    ($db:ident, $($name:literal: |$ctx:ident, $portfolio:ident| $call:expr;)*) => {
        $({
            let mut times = Vec::with_capacity(TIMES);
            while times.len() < TIMES {
                // A context of its own has an empty cache.
                let $ctx = &Ctx::new($db.clone(), Clock::System);
                let $portfolio = &Portfolio::whole($ctx, $ctx.as_of(None).await.unwrap());
                let begun = Instant::now();
                $call.await.unwrap();
                times.push(begun.elapsed());
            }
            print($name, times);
        })*
    };
}

#[tokio::main]
async fn main() {
    let own_file = env::temp_dir().join(format!("loanbook_figures_{}.db", std::process::id()));
    let database_url =
        env::var("DATABASE_URL").unwrap_or_else(|_| format!("sqlite://{}", own_file.display()));
    let config = DatabaseConfig {
        database_url,
        max_connections: 8,
    };
    let purpose = Purpose {
        may_create: true,
        ..Purpose::default()
    };
    let db = db::connect(&config, purpose).await.unwrap();
    db::migrate(&db).await.unwrap();
    demo::build(&db, demo::DEFAULT_LOANS, false, |_| {})
        .await
        .unwrap();

    println!("| figure | median | 99th percentile |");
    println!("| --- | ---: | ---: |");
    figures! { db,
        "executive KPIs": |ctx, portfolio| kpi_models::executive(ctx, portfolio);
        "receipts, 30 days": |ctx, portfolio| kpi_models::received(ctx, portfolio, Period::Day, 30);
        "instalments, 30 days": |ctx, portfolio| kpi_models::fallen_due(ctx, portfolio, Period::Day, 30);
        "lending, 30 days": |ctx, portfolio| kpi_models::lending(ctx, portfolio, Period::Day, 30);
        "week over week": |ctx, portfolio| kpi_models::week_over_week(ctx, portfolio);
        "payment distribution": |ctx, portfolio| payment_statistics::distribution(ctx, portfolio);
        "payment statistics": |ctx, portfolio| payment_statistics::statistics(ctx, portfolio);
        "ageing": |ctx, portfolio| ageing::ageing(ctx, portfolio, DEFAULT_SCHEME);
        "portfolio at risk": |ctx, portfolio| portfolio_at_risk::portfolio_at_risk(ctx, portfolio);
        "arrears rate": |ctx, portfolio| portfolio_at_risk::arrears_rate(ctx, portfolio);
        "roll rates, one month": |ctx, portfolio| roll_rate::roll_rates(ctx, portfolio, DEFAULT_SCHEME, None, 1);
        "cure rate": |ctx, portfolio| roll_rate::cure_rate(ctx, portfolio, None);
        "vintages": |ctx, portfolio| vintage::vintages(
            ctx, portfolio, risk::calendar::Period::Month, Measure::Ever30, Weight::Loans, None,
        );
        "cohorts": |ctx, portfolio| cohort_analysis::cohorts(ctx, portfolio, 12);
        "recovery of missed instalments": |ctx, portfolio| recovery_rate::of_missed(ctx, portfolio);
        "recovery of charge-offs": |ctx, portfolio| recovery_rate::of_charge_offs(ctx, portfolio);
        "first-payment default": |ctx, portfolio| first_payment_default::first_payment_default(ctx, portfolio, 30);
        "collection efficiency": |ctx, portfolio| collection_efficiency::collection_efficiency(
            ctx, portfolio, None, DEFAULT_SCHEME,
        );
        "concentration": |ctx, portfolio| concentration::by_customer(ctx, portfolio, 10);
        "risk tiers by score": |ctx, portfolio| risk_stratification::tiers(ctx, portfolio, "default");
        "risk tiers by behaviour": |ctx, portfolio| risk_stratification::tiers(ctx, portfolio, "behaviour");
        "high-risk customers": |ctx, portfolio| risk_stratification::high_risk_customers(
            ctx, portfolio, "default", 10,
        );
        "slipping customers": |ctx, portfolio| slipping_customers::slipping_customers(ctx, portfolio);
        "process times": |ctx, portfolio| operational_bottleneck::process_times(ctx, portfolio);
        "engagement": |ctx, portfolio| engagement::engagement(ctx, portfolio);
        "portfolio at risk of 25 groups": |ctx, portfolio| grouped(ctx, portfolio);
    }
    db.close().await.unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", own_file.display()));
    }
}

/// By loan type and tier: two statements, however many groups.
async fn grouped(ctx: &Ctx, portfolio: &Portfolio) -> loanbook::error::Result<()> {
    let dimensions = [Dimension::LoanType, Dimension::RiskTier];
    for group in portfolio.group_by(ctx, &dimensions).await? {
        portfolio_at_risk::portfolio_at_risk(ctx, &group.portfolio).await?;
    }
    Ok(())
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("| {name} | {:.1} ms | {:.1} ms |", at(50), at(99));
}
