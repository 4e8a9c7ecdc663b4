//! The command line.

mod api_key;
mod backup;
mod bench;
mod export;
mod import;
mod print;

use crate::{
    app,
    clock::{self, Clock},
    config::{self, DatabaseConfig, EngineChoice, LogConfig, ServeConfig},
    db::{self, Purpose},
    graphql, rest,
    server::{self, Tls},
    service::{
        Ctx, book,
        demo::{self, Outcome},
        insights,
        memory::{self, Memory},
        verify,
    },
    telemetry,
};
use anyhow::{Context, bail};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use sea_orm::DatabaseConnection;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};

/// For commands that may begin a new book.
const CREATE: Purpose = Purpose {
    may_create: true,
    statement_timeout: None,
};

/// How long the server waits for its database at the end.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// What `verify` exits with when a rule is broken.
const EXIT_BROKEN: u8 = 3;

/// A GraphQL service for credit-risk analytics and loan-portfolio management
#[derive(Parser)]
#[command(name = "loanbook", version, arg_required_else_help = true, after_help = HELP)]
struct Cli {
    #[command(flatten)]
    database: DatabaseConfig,
    #[command(flatten)]
    log: LogConfig,
    #[command(subcommand)]
    command: Command,
}

const HELP: &str = "\
Examples:
  loanbook demo                      build the demo book in ./loanbook.db
  loanbook serve                     answer at http://127.0.0.1:8000
  loanbook verify --json             check the book, for a script
  loanbook export --out book/        write the tables to files
  loanbook backup --out copy.db      copy an SQLite book that is in use
  DATABASE_URL=postgres://… loanbook migrate status

Exit codes:
  0  done
  1  failed; the reason is on standard error
  2  the command line is wrong
  3  verify: the book breaks a rule

Settings are read from flags, then the environment, then the file .env.";

#[derive(Subcommand)]
enum Command {
    /// Answer GraphQL and REST requests until stopped
    #[command(after_help = "Example:\n  loanbook serve --listen 127.0.0.1:9000")]
    Serve(Box<ServeConfig>),
    /// Build the demo book: real credit data, simulated payments
    #[command(after_help = "\
Running it twice changes nothing. A book that is not the demo, or a demo of
another size, is only overwritten with --replace.

Examples:
  loanbook demo
  loanbook demo --loans 100000 --replace")]
    Demo {
        /// Number of loans; the first 1000 are always the same
        #[arg(long, default_value_t = demo::DEFAULT_LOANS, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
        loans: u64,
        /// Delete the book that is there
        #[arg(long)]
        replace: bool,
    },
    /// Change or show the database's structure
    Migrate {
        #[command(subcommand)]
        action: Migrate,
    },
    /// Check that the book holds together: rows, schedules, sums, statuses, and both engines
    #[command(after_help = "Exits with 3 when a rule is broken.")]
    Verify {
        /// Print the report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the book's key figures, each with its counts
    Insights {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the tables of the book, or the rows behind its figures, to files
    #[command(after_help = export::EXAMPLES)]
    Export(export::Export),
    /// Load a loan tape: checked first, then all of it or nothing
    #[command(after_help = "\
The same files again change nothing. Rows of a changed file are found by their
keys. docs/IMPORT.md says which layouts are known and what each rule means.

Examples:
  loanbook import book/*.csv                           what export has written
  loanbook import 2024Q1.csv.gz --dry-run              only look
  loanbook import tape.xlsx --propose-mapping > tape.toml
  loanbook import tape.xlsx --mapping tape.toml --rejects rejects/
  loanbook import undo 3")]
    Import(Box<import::Import>),
    /// Make, show or revoke the keys that people and programs are known by
    ApiKey {
        #[command(subcommand)]
        action: api_key::Action,
    },
    /// Copy the book to a file while it is in use (SQLite)
    #[command(after_help = "\
The copy is looked through before it gets its name. A book on a server is copied
with the server's own tools, which this command names.

Example:
  loanbook backup --out copies/loanbook-2025-11-23.db")]
    Backup {
        /// File to write; one that is there is not overwritten
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Put a copy in the place of the book (SQLite)
    #[command(after_help = "\
The copy is looked through first. The book that was there is kept beside it, as
FILE.before-restore, and can be restored in turn. Stop the server before.

Example:
  loanbook restore copies/loanbook-2025-11-23.db --replace")]
    Restore {
        /// The copy
        #[arg(value_name = "FILE")]
        from: PathBuf,
        /// Restore even if there is a book, which is kept
        #[arg(long)]
        replace: bool,
    },
    /// Measure what each figure costs in memory and in SQL
    #[command(after_help = "\
Examples:
  loanbook bench                                   the book at hand
  loanbook bench --loans 1000,10000,100000         demo books of three sizes
  loanbook bench --loans 1000000 --memory-only     a large one, in memory alone")]
    Bench(bench::Bench),
    /// Print the GraphQL schema, or the OpenAPI document
    ExportSchema {
        /// Which of the two
        #[arg(long, default_value = "graphql")]
        format: SchemaFormat,
    },
    /// Print completions for a shell
    #[command(
        after_help = "Example:\n  loanbook completions bash > /etc/bash_completion.d/loanbook"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Subcommand)]
enum Migrate {
    /// Apply what is missing
    Up,
    /// Take back the last migrations, with the data in their tables
    Down {
        /// How many
        #[arg(long, default_value_t = 1)]
        steps: u32,
        /// Yes, delete the data in these tables
        #[arg(long, required = true)]
        delete_data: bool,
    },
    /// Show each migration, and whether it is applied
    Status {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum SchemaFormat {
    Graphql,
    Openapi,
}

/// Every command with its settings, for tests of what is documented.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Reads the command line, runs the command, and says how it went.
#[must_use]
pub fn run() -> ExitCode {
    match start() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> anyhow::Result<ExitCode> {
    // First without `.env`: help and version need no setting, and none to be right.
    Cli::parse();
    config::load_environment(&command())?;
    let cli = Cli::parse();
    let collector = match &cli.command {
        Command::Serve(serve) => serve.operations.collector(),
        _ => None,
    };
    // Sends what is left when it is dropped, after the runtime.
    let _exporter = telemetry::start(&cli.log.log, cli.log.log_format, collector)?;
    // Looked up first here: it is the start.
    let _ = clock::process_start();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build()
        .context("failed to start the runtime")?
        .block_on(execute(cli))
}

/// Stack of a thread that answers; memory is taken as it is used. In an unoptimised build an
/// object of many fields takes 400 kB of it, and a question may nest several.
pub const STACK_BYTES: usize = 16 << 20;

async fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    let database = &cli.database;
    match cli.command {
        Command::Serve(serve) => run_server(database, &serve).await?,
        Command::Demo { loans, replace } => build_demo(database, loans, replace).await?,
        Command::Migrate { action } => migrate(database, action).await?,
        Command::Verify { json } => return check(database, json).await,
        Command::Insights { json } => {
            let insights = insights::gather(&open(database).await?).await?;
            print::insights(&insights, json)?;
        }
        Command::Export(asked) => export::run(&open(database).await?, &asked).await?,
        Command::Import(asked) => import::run(database, *asked).await?,
        Command::ApiKey { action } => api_key::run(&open(database).await?, action).await?,
        Command::Backup { out } => backup::back_up(database, &out).await?,
        Command::Restore { from, replace } => backup::restore(database, &from, replace).await?,
        Command::Bench(asked) => bench::run(database, &asked).await?,
        Command::ExportSchema { format } => print::text(&match format {
            SchemaFormat::Graphql => graphql::sdl(),
            SchemaFormat::Openapi => rest::openapi()?,
        })?,
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut command(), "loanbook", &mut std::io::stdout());
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn run_server(database: &DatabaseConfig, serve: &ServeConfig) -> anyhow::Result<()> {
    let started = clock::start();
    // Before anything is touched.
    refuse_open_door(serve)?;
    let timeout = serve.request_timeout();
    let purpose = Purpose {
        may_create: true,
        statement_timeout: Some(timeout),
    };
    if !serve.no_migrate {
        // On connections of its own: what a migration sends may take as long as it takes.
        let db = db::connect(database, CREATE).await?;
        db::migrate(&db).await?;
        db.close().await?;
    }
    let db = db::connect(database, purpose).await?;
    refuse_other_structure(&db).await?;
    let mut ctx = Ctx::new(db.clone(), Clock::System);
    let memory = take_into_memory(database, serve).await?;
    if let Some(memory) = &memory {
        ctx = ctx.with_memory(memory.clone());
    }
    let (draining, at_the_end) = (ctx.draining.clone(), ctx.clone());
    let operations = listen_for_operations(ctx.clone(), serve).await?;
    let router = app::router(ctx, serve)?;
    let tls = serve.tls.files().map(Tls::read).transpose()?;
    let (listener, address) = listen(serve.listen).await?;
    if !serve.identity.is_login_required() {
        tracing::warn!(
            "NO LOGIN: whoever is on this machine may read and change the book, as admin. \
             --authentication required asks for API keys (`loanbook api-key create`)"
        );
    }
    if book::count_records(&db).await?.total() == 0 {
        tracing::info!("The book is empty: `loanbook demo` builds the demo book");
    }
    let start_ms = telemetry::milliseconds(started.elapsed());
    let scheme = if tls.is_some() { "https" } else { "http" };
    let prefix = serve.proxy.base_path.prefix();
    let tell = || tracing::info!(start_ms, "Answering at {scheme}://{address}{prefix}");
    server::serve(listener, router, serve, tls, tell, || draining.begin()).await?;
    if let Some(memory) = memory {
        memory.save().await;
    }
    // A statement that nobody waits for any more is not waited for either.
    match tokio::time::timeout(CLOSE_TIMEOUT, at_the_end.close()).await {
        Ok(closed) => closed?,
        Err(_) => tracing::warn!("Stopped while a statement was still running"),
    }
    // To the end, so that it can be seen how the server drains.
    if let Some(operations) = operations {
        operations.abort();
    }
    tracing::info!("Stopped");
    Ok(())
}

/// Begins to take the book into memory, or waits for it where nothing else is to answer.
async fn take_into_memory(
    database: &DatabaseConfig,
    serve: &ServeConfig,
) -> anyhow::Result<Option<Arc<Memory>>> {
    let config = &serve.engine;
    if config.engine == EngineChoice::Sql {
        return Ok(None);
    }
    // Connections of its own, without a limit of time: reading a large book takes minutes.
    let few = DatabaseConfig {
        max_connections: 2,
        ..database.clone()
    };
    let db = db::connect(&few, Purpose::default()).await?;
    let snapshot = memory::place(&database.database_url, config.cache_folder.as_deref());
    let memory = Memory::new(db, config.memory_limit, snapshot)?;
    if config.engine == EngineChoice::Memory {
        memory.start().await?;
        if let Err(why) = memory.held() {
            bail!("--engine memory: {why}; raise --memory-limit, or take --engine auto");
        }
    } else {
        let memory = memory.clone();
        tokio::spawn(async move { memory.start_in_time().await });
    }
    Ok(Some(memory))
}

/// Takes a port; answers also which one, where any would do.
async fn listen(address: SocketAddr) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: is the port taken?"))?;
    let address = listener
        .local_addr()
        .context("failed to read the address")?;
    Ok((listener, address))
}

/// Answers metrics and health at the address of their own, where one is given.
async fn listen_for_operations(
    ctx: Ctx,
    serve: &ServeConfig,
) -> anyhow::Result<Option<JoinHandle<std::io::Result<()>>>> {
    let Some(address) = serve.operations.metrics_listen else {
        return Ok(None);
    };
    let (listener, address) = listen(address).await.context("--metrics-listen")?;
    if !address.ip().is_loopback() {
        tracing::warn!("Anyone who reaches {address} can read the metrics");
    }
    tracing::info!("Metrics at http://{address}/metrics");
    let router = app::operations_router(ctx, serve);
    Ok(Some(tokio::spawn(async {
        axum::serve(listener, router).await
    })))
}

/// A book that others can reach must not lie open by mistake.
fn refuse_open_door(serve: &ServeConfig) -> anyhow::Result<()> {
    if serve.listen.ip().is_loopback() || serve.identity.is_login_required() {
        return Ok(());
    }
    bail!(
        "{} can be reached from other machines, and no login is set up: give \
         --authentication required and make a key by `loanbook api-key create --name ops --role \
         admin`, or set LOANBOOK_JWT_SECRET or LOANBOOK_JWT_JWKS; or listen on 127.0.0.1",
        serve.listen
    )
}

async fn build_demo(database: &DatabaseConfig, loans: u64, replace: bool) -> anyhow::Result<()> {
    let db = db::connect(database, CREATE).await?;
    db::migrate(&db).await?;
    let total = demo::simulator()?.instalment_count(loans);
    let bar = print::progress(total, "instalments");
    let outcome = demo::build(&db, loans, replace, |written| bar.set_position(written)).await?;
    bar.finish_and_clear();
    match outcome {
        Outcome::Unchanged(records) => print::status(&format!(
            "The demo book is there already: {} customers, {} loans, {} repayments.",
            records.customers, records.loans, records.repayments
        )),
        Outcome::Built { records, duration } => print::status(&format!(
            "Built the demo book in {:.1} s: {} customers, {} loans, {} repayments.\n{}",
            duration.as_secs_f64(),
            records.customers,
            records.loans,
            records.repayments,
            book::DEMO_PROVENANCE
        )),
    }
    Ok(db.close().await?)
}

async fn migrate(database: &DatabaseConfig, action: Migrate) -> anyhow::Result<()> {
    let purpose = match action {
        Migrate::Up => CREATE,
        _ => Purpose::default(),
    };
    let db = db::connect(database, purpose).await?;
    match action {
        Migrate::Up => db::migrate(&db).await?,
        Migrate::Down { steps, .. } => db::migrate_down(&db, steps).await?,
        Migrate::Status { json } => {
            return print::migrations(&db::migration_status(&db).await?, json);
        }
    }
    print::migrations(&db::migration_status(&db).await?, false)
}

async fn check(database: &DatabaseConfig, json: bool) -> anyhow::Result<ExitCode> {
    let ctx = open(database).await?;
    let loans = book::count_records(&ctx.db).await?.loans;
    let bar = print::progress(loans, "loans");
    let mut report = verify::verify(&ctx, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    if report.passed {
        let memory = Memory::new(ctx.db.clone(), u64::MAX, None)?;
        let bar = print::progress(report.repayments, "instalments into memory");
        memory.read(|done| bar.set_position(done)).await?;
        bar.finish_and_clear();
        report.compare_engines(&ctx, &memory).await?;
    }
    print::report(&report, json)?;
    Ok(if report.passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(EXIT_BROKEN)
    })
}

/// Opens a book that must be there, for commands that only read.
async fn open(database: &DatabaseConfig) -> anyhow::Result<Ctx> {
    let db = db::connect(database, Purpose::default()).await?;
    refuse_other_structure(&db).await?;
    Ok(Ctx::new(db, Clock::System))
}

async fn refuse_other_structure(db: &DatabaseConnection) -> anyhow::Result<()> {
    let status = db::migration_status(db).await?;
    if status.iter().any(|(_, applied)| !applied) {
        bail!("the database's structure is not up to date: run `loanbook migrate up`");
    }
    Ok(())
}
