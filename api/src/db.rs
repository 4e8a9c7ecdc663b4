//! The database: connection by URL, each kind tuned as it needs, and its structure.

mod bulk;
mod insert;
mod inserter;
mod nodelay;
pub mod sqlite;
mod writer;

use crate::{clock, config::DatabaseConfig, service::lease, telemetry};
use anyhow::{Context, anyhow, bail};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx,
};
use std::time::Duration;

pub use bulk::{advance_identities, put_back, refresh_statistics, set_aside};
pub use insert::{Insert, ROWS_PER_INSERT, insert_all, inserts};
pub use inserter::Inserter;
pub use writer::Writer;

/// A second writer of an SQLite file waits this long for the first.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A request waits this long for a connection, also while the server cannot be reached.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(9);

/// What a command does with the database.
#[derive(Clone, Copy, Debug, Default)]
pub struct Purpose {
    /// Whether an SQLite file that is missing is made.
    pub may_create: bool,
    /// The longest that one statement may take. On SQLite, which has no server to
    /// tell, it is counted from when the statement's connection was taken.
    pub statement_timeout: Option<Duration>,
}

/// Opens a pool of connections, tuned for the kind of database.
///
/// # Errors
/// With words that say what to do: the URL is malformed, the server is away,
/// it refuses the user, or the database does not exist.
pub async fn connect(
    config: &DatabaseConfig,
    purpose: Purpose,
) -> anyhow::Result<DatabaseConnection> {
    let url = &config.database_url;
    let (scheme, _) = url
        .split_once("://")
        .with_context(|| bad_url("it has no scheme"))?;
    let scheme = if scheme == "mariadb" { "mysql" } else { scheme };
    let mut options = ConnectOptions::new(url.replacen("mariadb://", "mysql://", 1));
    options
        .max_connections(config.max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A statement holds data of persons: it belongs in no log.
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    match scheme {
        "sqlite" => {
            options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .create_if_missing(purpose.may_create)
                    .foreign_keys(true)
                    .busy_timeout(SQLITE_BUSY_TIMEOUT)
                    .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                    // What must outlast a loss of power waits for `Writer::on_disk`.
                    .synchronous(sqlx::sqlite::SqliteSynchronous::Normal)
                    // 16 MiB for each connection.
                    .pragma("cache_size", "-16384")
            });
            if let Some(limit) = purpose.statement_timeout {
                sqlite::limit_statements(&mut options, limit);
            }
        }
        "mysql" => {
            // MariaDB 10.11 plans a prepared statement once. Run again for another date it may
            // take a thousand times as long, or count a customer in two tiers.
            options.map_sqlx_mysql_opts(|mysql| mysql.statement_cache_capacity(0));
            let limit = purpose.statement_timeout;
            options.map_sqlx_mysql_pool_opts(move |pool| tune_mysql(pool, limit));
        }
        "postgres" | "postgresql" => {
            // The cost of a statement of many steps is overestimated: compiling it takes up to
            // a second, running it a hundredth of that.
            options.map_sqlx_postgres_opts(|postgres| postgres.options([("jit", "off")]));
            options.map_sqlx_postgres_pool_opts(|pool| {
                pool.after_connect(|_, _| {
                    Box::pin(async {
                        nodelay::send_at_once();
                        Ok(())
                    })
                })
            });
            if let Some(limit) = purpose.statement_timeout {
                options.statement_timeout(limit);
            }
        }
        _ => bail!(bad_url("its scheme is unknown")),
    }
    open(scheme, options).await
}

/// Tunes each new connection: MySQL and MariaDB have words of their own.
fn tune_mysql(
    pool: sqlx::pool::PoolOptions<sqlx::MySql>,
    limit: Option<Duration>,
) -> sqlx::pool::PoolOptions<sqlx::MySql> {
    pool.after_connect(move |connection, _| {
        Box::pin(async move {
            use sqlx::Executor;
            nodelay::send_at_once();
            // MariaDB alone knows it. With it a step of a statement is computed anew for each
            // row of another one: behaviour_tiers took minutes, and was wrong at that.
            let is_mariadb = connection
                .execute("SET SESSION optimizer_switch = 'split_materialized=off'")
                .await
                .is_ok();
            if let Some(limit) = limit {
                let limited = if is_mariadb {
                    format!("SET SESSION max_statement_time = {}", limit.as_secs_f64())
                } else {
                    format!("SET SESSION max_execution_time = {}", limit.as_millis())
                };
                connection.execute(sqlx::AssertSqlSafe(limited)).await?;
            }
            Ok(())
        })
    })
}

/// Connects. An SQLite file that another process opens for the first time at
/// this moment is locked, whatever the busy timeout: it is tried again.
async fn open(scheme: &str, options: ConnectOptions) -> anyhow::Result<DatabaseConnection> {
    let deadline = clock::start() + SQLITE_BUSY_TIMEOUT;
    loop {
        match Database::connect(options.clone()).await {
            Ok(db) => return Ok(db),
            Err(error) if is_locked(&error) && clock::start() < deadline => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => return Err(explain(scheme, &error)),
        }
    }
}

/// SQLite's `SQLITE_BUSY`, by its code.
fn is_locked(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(cause)) = error else {
        return false;
    };
    cause
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == "5")
}

/// Applies what is missing of the structure. Servers that start at once on one
/// database take turns, by a lease.
///
/// # Errors
/// When the database refuses a change, or another server holds the lease too long.
pub async fn migrate(db: &DatabaseConnection) -> anyhow::Result<()> {
    let is_current = migration_status(db)
        .await?
        .iter()
        .all(|(_, applied)| *applied);
    if is_current {
        return Ok(());
    }
    let started = clock::start();
    let pending = under_lease(db, async || {
        let pending = Migrator::get_pending_migrations(db).await?.len();
        Migrator::up(db, None).await?;
        Ok(pending)
    })
    .await?;
    if pending > 0 {
        let duration_ms = telemetry::milliseconds(started.elapsed());
        tracing::info!(
            migrations = pending,
            duration_ms,
            "Applied {pending} migrations"
        );
    }
    Ok(())
}

/// Takes back the last `steps` migrations, with the data in their tables.
///
/// # Errors
/// When the database refuses.
pub async fn migrate_down(db: &DatabaseConnection, steps: u32) -> anyhow::Result<()> {
    under_lease(db, async || Ok(Migrator::down(db, Some(steps)).await?)).await
}

/// Each migration's name, and whether it is applied.
///
/// # Errors
/// When the database cannot be read.
pub async fn migration_status(db: &DatabaseConnection) -> anyhow::Result<Vec<(String, bool)>> {
    let migrations = Migrator::get_migration_with_status_read_only(db).await?;
    Ok(migrations
        .iter()
        .map(|migration| {
            let applied = migration.status() == migration::MigrationStatus::Applied;
            (migration.name().to_owned(), applied)
        })
        .collect())
}

async fn under_lease<T>(
    db: &DatabaseConnection,
    work: impl AsyncFnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let lease = lease::acquire(db, "migration").await?;
    let done = work().await;
    let released = lease.release().await;
    let done = done.context("failed to change the database's structure")?;
    released?;
    Ok(done)
}

/// Connections of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolState {
    /// Open, and waiting for work.
    pub idle: u32,
    /// Open, and at work.
    pub in_use: u32,
    /// May be open at once.
    pub max: u32,
}

/// How many connections the pool has.
#[must_use]
pub fn pool_state(db: &DatabaseConnection) -> PoolState {
    fn of<DB: sqlx::Database>(pool: &sqlx::Pool<DB>) -> PoolState {
        let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
        PoolState {
            idle,
            in_use: pool.size().saturating_sub(idle),
            max: pool.options().get_max_connections(),
        }
    }
    match db.get_database_backend() {
        DbBackend::MySql => of(db.get_mysql_connection_pool()),
        DbBackend::Postgres => of(db.get_postgres_connection_pool()),
        _ => of(db.get_sqlite_connection_pool()),
    }
}

/// What kind of database it is.
#[must_use]
pub fn kind(db: &DatabaseConnection) -> &'static str {
    match db.get_database_backend() {
        DbBackend::MySql => "mysql",
        DbBackend::Postgres => "postgresql",
        _ => "sqlite",
    }
}

/// Begins a transaction that sees the book as it is now, whatever is written meanwhile.
///
/// # Errors
/// When no connection is free.
pub async fn begin_read(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    match db.get_database_backend() {
        // Any transaction of SQLite does.
        DbBackend::Sqlite => db.begin().await,
        _ => {
            let level = Some(IsolationLevel::RepeatableRead);
            db.begin_with_config(level, Some(AccessMode::ReadOnly))
                .await
        }
    }
}

/// Begins a transaction that will write. On SQLite it takes the write lock at
/// once: one that reads first and writes later fails when another wrote between.
/// MySQL and MariaDB read what is committed, as PostgreSQL does: what is read
/// under a lock must not be older than the lock.
///
/// # Errors
/// When no connection is free or the lock is not had in time.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let is_mysql = db.get_database_backend() == DbBackend::MySql;
    db.begin_with_options(TransactionOptions {
        isolation_level: is_mysql.then_some(IsolationLevel::ReadCommitted),
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}

fn bad_url(why: &str) -> String {
    format!(
        "DATABASE_URL is not valid: {why}; write sqlite://FILE, \
         mysql://USER:PASSWORD@HOST/DATABASE or postgres://USER:PASSWORD@HOST/DATABASE"
    )
}

/// Turns a failed connection into words that say what to do, without the password.
fn explain(scheme: &str, error: &DbErr) -> anyhow::Error {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))) = error
    else {
        // The message would show the URL, and the password in it.
        return anyhow!(
            "cannot connect to the database: {}",
            bad_url("it cannot be read")
        );
    };
    let advice = match &**cause {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => {
            "is the server running, and are host and port in DATABASE_URL right?".to_owned()
        }
        sqlx::Error::Configuration(_) => bad_url("it cannot be read"),
        sqlx::Error::Tls(_) => {
            "the server's TLS certificate is not accepted; see ssl-mode / sslmode".to_owned()
        }
        sqlx::Error::Database(answer) => match (scheme, answer.code().as_deref()) {
            ("postgres" | "postgresql", Some("3D000")) | ("mysql", Some("42000")) => {
                "create the database first: CREATE DATABASE loanbook".to_owned()
            }
            ("postgres" | "postgresql", Some("28P01" | "28000")) | ("mysql", Some("28000")) => {
                "check user and password in DATABASE_URL".to_owned()
            }
            ("sqlite", _) => "check that the file exists and its folder can be written; \
                 `loanbook demo` and `loanbook serve` make the file"
                .to_owned(),
            _ => "see the server's answer above".to_owned(),
        },
        _ => "see the message above".to_owned(),
    };
    anyhow!("cannot connect to the database ({cause}): {advice}")
}
