//! `loanbook import`: loan tapes into the book, and out of it again.

use super::{CREATE, Ctx, open, print};
use crate::{
    auth::Admin,
    clock::{self, Clock},
    config::DatabaseConfig,
    db,
    service::import::{self, Batch, Limit, Order, Phase, Progress, Report, TableCounts},
};
use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use serde::Serialize;
use std::{
    fs,
    io::{IsTerminal, stderr},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tape::layout::Mapping;

/// Where nobody watches a bar, a line is written so often.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Findings that are printed; the report that is kept has all.
const FINDINGS_SHOWN: usize = 20;

/// What is loaded.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Import {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    load: Load,
}

#[derive(Args)]
struct Load {
    /// Files that belong together: text, gzip, zip, Excel, Parquet
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Layout of the files; found out where it is not named
    #[arg(long, value_name = "NAME")]
    layout: Option<String>,
    /// Which column means what, as --propose-mapping writes it and you edit it
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Only write a mapping for these columns to standard output
    #[arg(long)]
    propose_mapping: bool,
    /// Only say what would come of it
    #[arg(long)]
    dry_run: bool,
    /// Rows that may be left out for an error: a number, or a share such as 0.5%
    #[arg(long, value_name = "N|P%", default_value = "0", value_parser = parse_limit)]
    max_rejected: Limit,
    /// Folder for the rows that are left out, with their errors
    #[arg(long, value_name = "FOLDER")]
    rejects: Option<PathBuf>,
    /// The day the files are true at; the last day in them where it is not given
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// Currency of an empty book, such as USD
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// Encoding of text, such as windows-1252; found out where it is not named
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What stands between fields: one character, tab or space; found out where it is not named
    #[arg(long, value_name = "CHARACTER", value_parser = parse_delimiter)]
    delimiter: Option<u8>,
    /// Whether the first row names the columns; found out where it is not said
    #[arg(long, value_name = "true|false")]
    header: Option<bool>,
    /// Sheet of an Excel file; the first where none is named
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The most that may come out of a packed file, in GB
    #[arg(long, value_name = "GB", default_value_t = 64)]
    max_unpacked: u64,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Action {
    /// Take a load back: the book is as it was before
    Undo {
        /// Number of the load
        batch: i64,
    },
    /// Show the last loads
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Show one load and what was wrong with it
    Show {
        /// Number of the load
        batch: i64,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Loads, shows or takes back.
pub(super) async fn run(database: &DatabaseConfig, asked: Import) -> anyhow::Result<()> {
    match asked.action {
        None if asked.load.propose_mapping => propose(&asked.load),
        None => load(database, asked.load).await,
        Some(Action::Undo { batch }) => undo(&open(database).await?, batch).await,
        Some(Action::List { json }) => list(&open(database).await?, json).await,
        Some(Action::Show { batch, json }) => show(&open(database).await?, batch, json).await,
    }
}

fn propose(load: &Load) -> anyhow::Result<()> {
    let [path] = load.paths.as_slice() else {
        bail!("--propose-mapping takes one file");
    };
    print::text(&tape::propose_mapping(path, &load.options(None))?)
}

async fn load(database: &DatabaseConfig, asked: Load) -> anyhow::Result<()> {
    let mapping_text = asked
        .mapping
        .as_ref()
        .map(|path| {
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        })
        .transpose()?;
    let name = asked.mapping.as_deref().map(Path::to_string_lossy);
    let mapping = mapping_text
        .as_deref()
        .map(|text| Mapping::parse(text, name.as_deref().unwrap_or_default()))
        .transpose()?;
    let db = db::connect(database, CREATE).await?;
    db::migrate(&db).await?;
    let ctx = Ctx::new(db, Clock::System);
    let ctx = ctx.demand::<Admin>("import").await?;
    let json = asked.json;
    let order = Order {
        options: asked.options(mapping),
        mapping_text,
        dry_run: asked.dry_run,
        max_rejected: asked.max_rejected,
        rejects: asked.rejects,
        as_of: asked.as_of,
        currency: asked.currency,
        paths: asked.paths,
    };
    let watch = Watch::begin();
    let bar = watch.bar.clone();
    let loaded = import::load(&ctx, order, Arc::new(move |step| watch.tell(step))).await;
    bar.finish_and_clear();
    let report = loaded?;
    ctx.db.clone().close().await?;
    if json {
        return print::json(&Shown::of(&report.batch));
    }
    print_report(&report)
}

impl Load {
    fn options(&self, mapping: Option<Mapping>) -> tape::Options {
        tape::Options {
            form: tape::form::Options {
                encoding: self.encoding.clone(),
                delimiter: self.delimiter,
                has_header: self.header,
                sheet: self.sheet.clone(),
                max_unpacked_bytes: self.max_unpacked.saturating_mul(1_000_000_000),
            },
            layout: self.layout.clone(),
            mapping,
            as_of: self.as_of,
            ..tape::Options::default()
        }
    }
}

/// Shows how far a load is: as a bar, or in lines where nobody watches.
struct Watch {
    bar: ProgressBar,
    is_watched: bool,
    phase: Mutex<(Phase, Instant, Instant)>,
}

impl Watch {
    fn begin() -> Self {
        let bar = ProgressBar::new(0);
        let template = "{msg}\n{bar:40} {percent} %, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let now = clock::start();
        Self {
            bar,
            is_watched: stderr().is_terminal(),
            phase: Mutex::new((Phase::Looking, now, now)),
        }
    }

    fn tell(&self, step: Progress) {
        let mut known = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != step.phase {
            let now = clock::start();
            *known = (step.phase, now, now);
            self.bar.reset();
        }
        let seconds = known.1.elapsed().as_secs_f64().max(0.001);
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a speed for people"
        )]
        let speed = (step.rows as f64 / seconds) as u64;
        let doing = match step.phase {
            Phase::Looking => "Looking at",
            Phase::Writing => "Writing",
            Phase::Finishing => "Finishing",
        };
        let line = format!(
            "{doing} {} rows, {} rows/s, {} left out",
            HumanCount(step.rows),
            HumanCount(speed),
            HumanCount(step.rejected)
        );
        if self.is_watched {
            self.bar.set_length(step.bytes);
            self.bar.set_position(step.bytes_read);
            self.bar.set_message(line);
        } else if known.2.elapsed() > LINE_EVERY {
            known.2 = clock::start();
            print::status(&line);
        }
    }
}

async fn undo(ctx: &Ctx, batch: i64) -> anyhow::Result<()> {
    let ctx = ctx.demand::<Admin>("import").await?;
    let undone = import::undo(&ctx, batch).await?;
    print::status(&format!(
        "Load {batch} is undone: {} rows deleted, {} rows as they were before.",
        HumanCount(undone.deleted),
        HumanCount(undone.restored)
    ));
    Ok(())
}

async fn list(ctx: &Ctx, json: bool) -> anyhow::Result<()> {
    let ctx = ctx.demand::<Admin>("import").await?;
    let batches = import::list(&ctx, 100).await?;
    if json {
        return print::json(&batches.iter().map(Shown::of).collect::<Vec<_>>());
    }
    if batches.is_empty() {
        return print::text("No tape has been loaded.");
    }
    let line = |batch: &Batch| {
        format!(
            "{:>5}  {:<8}  {}  {:>12} rows, {} left out  {}  {}",
            batch.id,
            import::status_name(batch.status),
            batch.finished_at.format("%Y-%m-%d %H:%M"),
            HumanCount(batch.rows_read).to_string(),
            HumanCount(batch.rows_rejected),
            batch.layout,
            batch.files.join(", ")
        )
    };
    print::text(&batches.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn show(ctx: &Ctx, batch: i64, json: bool) -> anyhow::Result<()> {
    let ctx = ctx.demand::<Admin>("import").await?;
    let Some(found) = import::find(&ctx, batch).await? else {
        bail!("there is no load {batch}; `loanbook import list` shows them");
    };
    if json {
        return print::json(&Shown::of(&found));
    }
    let mut lines = head(&found, import::status_name(found.status));
    lines.extend(findings(&found, usize::MAX));
    print::text(&lines.join("\n"))
}

fn print_report(report: &Report) -> anyhow::Result<()> {
    let batch = &report.batch;
    if report.is_repeated {
        return print::text(&format!(
            "These files were loaded before, as load {}: nothing was changed.",
            batch.id
        ));
    }
    let ending = if report.is_dry_run {
        "only tried"
    } else {
        import::status_name(batch.status)
    };
    let mut lines = head(batch, ending);
    lines.extend(findings(batch, FINDINGS_SHOWN));
    lines.push(if report.is_dry_run {
        "Dry run: nothing was written.".to_owned()
    } else {
        format!(
            "Load {} took {:.1} s. `loanbook import undo {}` takes it back.",
            batch.id,
            report.duration.as_secs_f64(),
            batch.id
        )
    });
    print::text(&lines.join("\n"))
}

/// What was read and written, a line a table.
fn head(batch: &Batch, ending: &str) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: {} rows as {}, {} left out, {}",
        batch.files.join(", "),
        HumanCount(batch.rows_read),
        batch.layout,
        HumanCount(batch.rows_rejected),
        ending
    )];
    let counts = &batch.counts;
    for (table, count) in [
        ("customers", counts.customers),
        ("loans", counts.loans),
        ("instalments", counts.repayments),
        ("monthly states", counts.states),
    ] {
        if count != TableCounts::default() {
            lines.push(format!(
                "  {table:<15} {:>12} new {:>12} changed {:>12} as they were",
                HumanCount(count.inserted).to_string(),
                HumanCount(count.updated).to_string(),
                HumanCount(count.unchanged).to_string()
            ));
        }
    }
    lines.extend(batch.refusal.clone());
    lines
}

/// What was wrong, worst first.
fn findings(batch: &Batch, most: usize) -> Vec<String> {
    let mut lines: Vec<_> = batch
        .findings
        .iter()
        .take(most)
        .map(|finding| {
            let column = match finding.column.as_str() {
                "" => String::new(),
                column => format!(" in {column}"),
            };
            let examples = finding.examples.iter().map(|example| match example.row {
                0 => format!("\"{}\"", example.value),
                row => format!("row {row} \"{}\"", example.value),
            });
            format!(
                "  {:<7} {}{column}, {} rows of {}: {}\n          {}",
                finding.severity,
                finding.rule,
                HumanCount(finding.rows),
                finding.file,
                examples.take(3).collect::<Vec<_>>().join(", "),
                finding.fix
            )
        })
        .collect();
    let more = batch.findings.len().saturating_sub(most);
    if more > 0 {
        let id = batch.id;
        lines.push(format!("  and {more} more: `loanbook import show {id}`"));
    }
    lines
}

/// A load as other programs read it.
#[derive(Serialize)]
struct Shown<'a> {
    batch: i64,
    status: &'static str,
    layout: &'a str,
    files: &'a [String],
    content_hash: &'a str,
    rows_read: u64,
    rows_rejected: u64,
    counts: import::Counts,
    findings: &'a [import::Finding],
    refusal: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn of(batch: &'a Batch) -> Self {
        Self {
            batch: batch.id,
            status: import::status_name(batch.status),
            layout: &batch.layout,
            files: &batch.files,
            content_hash: &batch.content_hash,
            rows_read: batch.rows_read,
            rows_rejected: batch.rows_rejected,
            counts: batch.counts,
            findings: &batch.findings,
            refusal: batch.refusal.as_deref(),
        }
    }
}

fn parse_limit(text: &str) -> Result<Limit, String> {
    let wrong = || "must be a number of rows, such as 10, or a share, such as 0.5%".to_owned();
    let Some(percent) = text.strip_suffix('%') else {
        return text.parse().map(Limit::Rows).map_err(|_| wrong());
    };
    let share: f64 = percent.trim().parse().map_err(|_| wrong())?;
    if !(0.0..=100.0).contains(&share) {
        return Err(wrong());
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to a million"
    )]
    let parts = (share * 10_000.0).round() as u64;
    Ok(Limit::PartsPerMillion(parts))
}

fn parse_delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        "space" => Ok(b' '),
        _ => match text.as_bytes() {
            [one] => Ok(*one),
            _ => Err("must be one character, tab or space".to_owned()),
        },
    }
}
