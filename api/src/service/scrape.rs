//! What is looked at when the metrics are read: pool, cache, and the book's size and age.

use super::{Ctx, book, health};
use crate::{clock, db};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Counting the rows of a large book takes long: it is done anew after so long.
const COUNT_EVERY: Duration = Duration::from_secs(60);

/// The numbers of rows as they were last counted.
#[derive(Default)]
pub(super) struct Counted(Mutex<Option<(Instant, book::RecordCount)>>);

/// All metrics, as Prometheus reads them. Never fails: what the database does not say
/// in time stays as it was.
pub async fn gather(ctx: &Ctx) -> String {
    let begun = clock::start();
    let metrics = &ctx.metrics;
    let set = |name, value| metrics.set(name, [], value);
    let flag = |holds| if holds { 1.0 } else { 0.0 };

    let readiness = health::check(ctx).await;
    set("loanbook_database_up", flag(readiness.holds("database")));
    set(
        "loanbook_structure_current",
        flag(readiness.holds("database") && readiness.holds("structure")),
    );
    set("loanbook_draining", flag(ctx.draining.is_begun()));
    if let Some(age) = readiness.age {
        if let Some(date) = age.reporting_date {
            let seconds = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
            set("loanbook_book_reporting_date_seconds", float(seconds));
        }
        if let Some(days) = age.days {
            set("loanbook_book_age_days", float(days));
        }
        if let Some(stamp) = age.last_change {
            let seconds = stamp.and_utc().timestamp();
            set("loanbook_book_last_change_seconds", float(seconds));
        }
        if let Some(records) = count(ctx).await {
            for (table, rows) in [
                ("customer_profile", records.customers),
                ("loan_application", records.loans),
                ("repayment_history", records.repayments),
            ] {
                let rows = i64::try_from(rows).unwrap_or(i64::MAX);
                let labels = [("table", table.into())];
                metrics.set("loanbook_book_records", labels, float(rows));
            }
        }
    }

    let pool = db::pool_state(&ctx.db);
    for (state, connections) in [("idle", pool.idle), ("in_use", pool.in_use)] {
        let labels = [("state", state.into())];
        metrics.set("loanbook_database_connections", labels, connections.into());
    }
    set("loanbook_database_connections_max", pool.max.into());

    let cache = ctx.figure_cache().await;
    let whole = |number| float(i64::try_from(number).unwrap_or(i64::MAX));
    set("loanbook_figure_cache_entries", whole(cache.entries));
    set("loanbook_figure_cache_weight", whole(cache.weight));
    metrics.set_count("loanbook_figure_cache_hits_total", [], cache.hits);
    metrics.set_count("loanbook_figure_cache_misses_total", [], cache.misses);

    for (engine, count) in [
        ("memory", cache.from_memory),
        ("sql", cache.misses.saturating_sub(cache.from_memory)),
    ] {
        let labels = [("engine", engine.into())];
        metrics.set_count("loanbook_figures_answered_total", labels, count);
    }
    let held = ctx.memory.as_ref().and_then(|memory| memory.held().ok());
    set("loanbook_engine_up", flag(held.is_some()));
    if let Some(held) = held {
        let book = &held.book;
        set("loanbook_engine_bytes", whole(book.bytes() as u64));
        set(
            "loanbook_engine_instalments",
            whole(book.instalment_count() as u64),
        );
    }

    let labels = [
        ("version", env!("CARGO_PKG_VERSION").into()),
        ("database", db::kind(&ctx.db).into()),
    ];
    metrics.set("loanbook_build_info", labels, 1.0);
    set("process_start_time_seconds", clock::process_start());
    let took = begun.elapsed().as_secs_f64();
    set("loanbook_scrape_duration_seconds", took);
    metrics.render()
}

/// The numbers of rows, not older than a minute.
async fn count(ctx: &Ctx) -> Option<book::RecordCount> {
    let kept = || ctx.counted.0.lock().unwrap_or_else(PoisonError::into_inner);
    let fresh = kept().filter(|(at, _)| at.elapsed() < COUNT_EVERY);
    if let Some((_, records)) = fresh {
        return Some(records);
    }
    let counting = tokio::time::timeout(health::PATIENCE * 5, book::count_records(&ctx.db));
    let records = counting.await.ok()?.ok()?;
    *kept() = Some((clock::start(), records));
    Some(records)
}

/// Prometheus knows no other numbers; these are far below 2^53.
#[allow(clippy::cast_precision_loss, reason = "seconds, days and rows")]
fn float(number: i64) -> f64 {
    number as f64
}
