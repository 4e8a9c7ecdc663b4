//! What SQLite, which has no server, needs of us: a limit for statements, copies of a
//! file that is in use, and whether a file is sound and nobody else's.

use crate::{clock, service::book::RecordCount};
use anyhow::{Context, bail};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement,
    sqlx::{
        self, Connection, Row, SqliteConnection,
        sqlite::{SqliteConnectOptions, SqliteError},
    },
};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

/// Steps of SQLite's machine between two looks at the clock: some tenths of a millisecond.
const STEPS: i32 = 20_000;

/// Ends statements that are still running when their connection was taken longer ago than
/// this, in the place of the ping that a pool else sends to each connection it gives out.
pub(super) fn limit_statements(options: &mut ConnectOptions, limit: Duration) {
    options
        .test_before_acquire(false)
        .map_sqlx_sqlite_pool_opts(move |pool| {
            pool.after_connect(move |connection, _| Box::pin(allow(connection, limit)))
        })
        .map_sqlx_sqlite_before_acquire(move |connection, _| {
            Box::pin(async move {
                // A write that was interrupted has rolled its transaction back, which the
                // driver does not know: such a connection is replaced.
                if connection.is_in_transaction() {
                    return Ok(false);
                }
                allow(connection, limit).await?;
                Ok(true)
            })
        });
}

/// Lets statements of the connection run until then.
async fn allow(connection: &mut SqliteConnection, limit: Duration) -> Result<(), sqlx::Error> {
    let deadline = clock::start() + limit;
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(STEPS, move || clock::start() < deadline);
    Ok(())
}

/// The file that a URL names; none where it names a server, or nothing that stays.
#[must_use]
pub fn file_of(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return None;
    }
    let options = SqliteConnectOptions::from_str(url).ok()?;
    Some(options.get_filename().to_owned())
}

/// Bytes of the whole database.
///
/// # Errors
/// When it cannot be read.
pub async fn size(db: &DatabaseConnection) -> Result<u64, DbErr> {
    let mut size = 1;
    for pragma in ["page_count", "page_size"] {
        let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
        let row = db.query_one_raw(statement).await?;
        let number: i64 = row.map_or(Ok(0), |row| row.try_get("", pragma))?;
        size *= u64::try_from(number).unwrap_or(0);
    }
    Ok(size)
}

/// Writes all that is committed at this moment to a new file, while others read and write.
///
/// # Errors
/// When the file is there, or cannot be written.
pub async fn copy_into(db: &DatabaseConnection, file: &str) -> Result<(), DbErr> {
    let statement =
        Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [file.into()]);
    db.execute_raw(statement).await?;
    Ok(())
}

/// What a sound file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Its rows.
    pub records: RecordCount,
    /// Migrations that this version of the program would apply to it.
    pub pending: usize,
}

/// Looks through a whole file that nobody writes.
///
/// # Errors
/// When it is damaged, is no book, or a newer version of the program made it.
pub async fn examine(file: &Path) -> anyhow::Result<Contents> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        // Without the files that SQLite else makes beside it.
        .immutable(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let contents = look_through(&mut connection).await;
    connection.close().await?;
    contents
}

async fn look_through(connection: &mut SqliteConnection) -> anyhow::Result<Contents> {
    let faults = sqlx::query("PRAGMA integrity_check")
        .fetch_all(&mut *connection)
        .await
        .context("it is no SQLite file, or damaged")?;
    for row in faults {
        let words: String = row.try_get(0)?;
        if words != "ok" {
            bail!("it is damaged: {words}");
        }
    }
    let orphans = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut *connection)
        .await?;
    if let Some(row) = orphans.first() {
        let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(2)?);
        bail!("it is damaged: a row of {table} names one of {parent} that is not there");
    }
    let applied: Vec<String> = sqlx::query_scalar("SELECT version FROM seaql_migrations")
        .fetch_all(&mut *connection)
        .await
        .context("it is no book of loanbook")?;
    let known = Migrator::migrations();
    let is_known = |name: &String| known.iter().any(|migration| migration.name() == name);
    if let Some(newer) = applied.iter().find(|name| !is_known(name)) {
        bail!("a newer version of loanbook made it: this one does not know {newer}");
    }
    let mut rows = [0; 3];
    for (count, table) in rows.iter_mut().zip([
        "SELECT COUNT(*) FROM customer_profile",
        "SELECT COUNT(*) FROM loan_application",
        "SELECT COUNT(*) FROM repayment_history",
    ]) {
        let number: i64 = sqlx::query_scalar(table)
            .fetch_one(&mut *connection)
            .await
            .context("it is no book of loanbook")?;
        *count = u64::try_from(number).unwrap_or(0);
    }
    let [customers, loans, repayments] = rows;
    Ok(Contents {
        records: RecordCount {
            customers,
            loans,
            repayments,
        },
        pending: known.len() - applied.len(),
    })
}

/// Keeps every other process away from a file, for as long as the result is there. What
/// was in its write-ahead log is in the file then. Of a file that is damaged there is
/// nothing to keep: the result is none.
///
/// # Errors
/// When another process has the file open.
pub async fn hold_alone(file: &Path) -> anyhow::Result<Option<SqliteConnection>> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(Duration::from_secs(1));
    let held = async {
        let mut connection = SqliteConnection::connect_with(&options).await?;
        // Whoever has the file open is in the way of leaving the write-ahead log.
        sqlx::raw_sql("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE")
            .execute(&mut connection)
            .await?;
        Ok::<_, sqlx::Error>(connection)
    };
    match held.await {
        Ok(connection) => Ok(Some(connection)),
        Err(error) if is_busy(&error) => bail!(
            "{} is in use: stop the server that has it open first",
            file.display()
        ),
        Err(error) if is_damaged(&error) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot open {}", file.display())),
    }
}

/// `SQLITE_BUSY` and `SQLITE_LOCKED`.
fn is_busy(error: &sqlx::Error) -> bool {
    code_of(error).is_some_and(|code| [5, 6].contains(&code))
}

/// `SQLITE_CORRUPT` and `SQLITE_NOTADB`.
fn is_damaged(error: &sqlx::Error) -> bool {
    code_of(error).is_some_and(|code| [11, 26].contains(&code))
}

/// The low byte of an extended code is the code.
fn code_of(error: &sqlx::Error) -> Option<u32> {
    let answer = error.as_database_error()?;
    answer.try_downcast_ref::<SqliteError>()?;
    Some(answer.code()?.parse::<u32>().ok()? & 0xff)
}

#[cfg(test)]
mod tests {
    use super::file_of;
    use std::path::PathBuf;

    #[test]
    fn only_files_are_files() {
        for (url, file) in [
            ("sqlite://loanbook.db", Some("loanbook.db")),
            ("sqlite:///data/loanbook.db", Some("/data/loanbook.db")),
            ("sqlite:loanbook.db?mode=rwc", Some("loanbook.db")),
            ("sqlite://my%20book.db", Some("my book.db")),
            ("sqlite::memory:", None),
            ("postgres://localhost/loanbook", None),
        ] {
            assert_eq!(file_of(url), file.map(PathBuf::from), "{url}");
        }
    }
}
