//! `loanbook bench`: what each figure costs in each engine, at one size or several.

use super::{Ctx, Memory, book, demo, open, print};
use crate::{
    clock::Clock,
    config::DatabaseConfig,
    db::{self, Purpose},
    service::bench::{self, Line, Plan},
};
use anyhow::Context;
use clap::Args;
use std::{env, fs, path::Path, sync::Arc, time::Duration};

/// What is measured.
#[derive(Args)]
pub(super) struct Bench {
    /// Sizes of demo books to build and drop again, in loans; the book at hand when not given
    #[arg(long, value_delimiter = ',', value_name = "N,…")]
    loans: Vec<u64>,
    /// Time memory alone: a large book is then built there, and in no database
    #[arg(long)]
    memory_only: bool,
    /// The longest that one figure is asked again and again, in seconds
    #[arg(long, default_value_t = 2, value_name = "SECONDS")]
    patience: u64,
    /// Print the lines as JSON
    #[arg(long)]
    json: bool,
}

/// Measures, and prints a table.
pub(super) async fn run(database: &DatabaseConfig, asked: &Bench) -> anyhow::Result<()> {
    let plan = Plan {
        with_sql: !asked.memory_only,
        patience: Duration::from_secs(asked.patience),
    };
    let mut lines = Vec::new();
    if asked.loans.is_empty() {
        let ctx = open(database).await?;
        let memory = Memory::new(ctx.db.clone(), u64::MAX, None)?;
        let total = book::count_records(&ctx.db).await?.repayments;
        let bar = print::progress(total, "instalments");
        memory.read(|done| bar.set_position(done)).await?;
        bar.finish_and_clear();
        measure(&ctx, &memory, plan, asked.json, &mut lines).await?;
    }
    for loans in &asked.loans {
        let file = env::temp_dir().join(format!("loanbook_bench_{}.db", std::process::id()));
        let measured = at_size(&file, *loans, plan, asked.json, &mut lines).await;
        for end in ["", "-wal", "-shm"] {
            // Not all of them are there.
            let _ = fs::remove_file(format!("{}{end}", file.display()));
        }
        measured?;
    }
    if asked.json {
        print::json(&lines)?;
    }
    Ok(())
}

/// Builds a book of so many loans and measures it; the file is left to be removed.
async fn at_size(
    file: &Path,
    loans: u64,
    plan: Plan,
    is_json: bool,
    lines: &mut Vec<Line>,
) -> anyhow::Result<()> {
    let config = DatabaseConfig {
        database_url: format!("sqlite://{}", file.display()),
        max_connections: 4,
    };
    let purpose = Purpose {
        may_create: true,
        ..Purpose::default()
    };
    let db = db::connect(&config, purpose).await?;
    db::migrate(&db).await?;
    let ctx = Ctx::new(db.clone(), Clock::System);
    let memory = Memory::new(db.clone(), u64::MAX, None)?;
    if plan.with_sql {
        let bar = print::progress(demo::simulator()?.instalment_count(loans), "instalments");
        demo::build(&db, loans, false, |written| bar.set_position(written)).await?;
        bar.finish_and_clear();
        memory.read(|_| ()).await?;
    } else {
        let bar = print::progress(loans, "loans");
        bench::simulate(&memory, loans, |done| bar.set_position(done))?;
        bar.finish_and_clear();
    }
    measure(&ctx, &memory, plan, is_json, lines).await?;
    Ok(db.close().await?)
}

async fn measure(
    ctx: &Ctx,
    memory: &Arc<Memory>,
    plan: Plan,
    is_json: bool,
    lines: &mut Vec<Line>,
) -> anyhow::Result<()> {
    let held = memory.held().map_err(|why| anyhow::anyhow!("{why}"))?;
    let (loans, rows) = (held.book.loan_count(), held.book.instalment_count());
    let bytes = held.book.bytes();
    let last_day = match ctx.settings().await?.book.reporting_date {
        Some(date) => date,
        None => demo::simulator()?.reporting_date(),
    };
    let as_of = ctx.as_of(Some(last_day)).await?;
    let as_table = |line: &str| if is_json { Ok(()) } else { print::text(line) };
    as_table(&format!(
        "{loans} loans, {rows} instalments; {:.1} MB in memory, {:.1} bytes an instalment\n",
        megabytes(bytes),
        quotient(bytes, rows)
    ))?;
    as_table("| figure | engine | median ms | p99 ms | of the floor | after a change ms |")?;
    as_table("| --- | --- | ---: | ---: | ---: | ---: |")?;
    let mut failed = None;
    let found = bench::run(ctx, memory, as_of, plan, |line| {
        let floor = line
            .floor_ratio
            .map_or_else(String::new, |ratio| format!("{ratio:.1}×"));
        let after_change = line.after_change_ms;
        let after_change = after_change.map_or_else(String::new, |time| format!("{time:.3}"));
        let row = format!(
            "| {} | {} | {:.3} | {:.3} | {floor} | {after_change} |",
            line.figure, line.engine, line.median_ms, line.p99_ms
        );
        if let Err(error) = as_table(&row) {
            failed.get_or_insert(error);
        }
    })
    .await?;
    lines.extend(found);
    failed.map_or(Ok(()), Err).context("failed to print")?;
    as_table("")
}

#[allow(clippy::cast_precision_loss, reason = "for people to read")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

#[allow(clippy::cast_precision_loss, reason = "for people to read")]
fn quotient(one: usize, other: usize) -> f64 {
    one as f64 / other.max(1) as f64
}
