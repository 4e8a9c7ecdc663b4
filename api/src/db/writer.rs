//! Writes to an SQLite file: one after another on a connection of their own, and on the disk
//! before anyone is told of them.
//!
//! SQLite has one writer at a time, and lets others sleep and look again; here they wait in
//! order. A connection that finds that another one has written forgets the pages it has read:
//! the one that writes them all knows them.
//!
//! SQLite synchronises its log once a commit, at `synchronous=FULL`, or not at all, at `NORMAL`:
//! then a loss of power can take the last commits back. Here the log is synchronised once for
//! all commits that came since it was last, as servers do (group commit).
//! Source: DeWitt et al., *Implementation Techniques for Main Memory Database Systems*, 1984.

use super::begin_write;
use crate::telemetry::{Metrics, statement};
use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseConnectionType, DatabaseTransaction, DbErr,
    SqlxSqliteConnector,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Mutex;

/// How changes of a book come to its database.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Of SQLite a pool of one connection.
    db: DatabaseConnection,
    log: Option<Arc<Log>>,
}

/// The write-ahead log of an SQLite file.
#[derive(Debug)]
struct Log {
    file: PathBuf,
    /// Commits that were made.
    made: AtomicU64,
    /// Of them those that are on the disk; held by the one who synchronises the log.
    on_disk: Mutex<u64>,
}

impl Writer {
    /// To this database.
    #[must_use]
    pub fn to(db: &DatabaseConnection) -> Self {
        let DatabaseConnectionType::SqlxSqlitePoolConnection(_) = db.inner else {
            return Self {
                db: db.clone(),
                log: None,
            };
        };
        let pool = db.get_sqlite_connection_pool();
        let (one, options) = (pool.options().clone(), pool.connect_options());
        let mut file = options.get_filename().as_os_str().to_owned();
        file.push("-wal");
        let one = one.min_connections(0).max_connections(1);
        let writer = one.connect_lazy_with((*options).clone());
        Self {
            db: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
            log: Some(Arc::new(Log {
                file: file.into(),
                made: AtomicU64::new(0),
                on_disk: Mutex::new(0),
            })),
        }
    }

    /// Counts its statements, and logs those that take so long.
    pub fn watch(&mut self, metrics: Metrics, slow_after: Duration) {
        statement::watch(&mut self.db, metrics, slow_after);
    }

    /// Begins a transaction that will write, when those before it have ended.
    ///
    /// # Errors
    /// When its turn does not come in time, or the database fails.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        begin_write(&self.db).await
    }

    /// Whether [`Writer::begin`] has failed because those before it took too long.
    #[must_use]
    pub fn is_busy(&self, error: &DbErr) -> bool {
        let is_late = matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
        is_late && self.log.is_some()
    }

    /// Waits until what was committed before is on the disk.
    ///
    /// # Errors
    /// When the log cannot be synchronised: the commit is made, but a loss of power may take
    /// it back.
    pub async fn on_disk(&self) -> io::Result<()> {
        let Some(log) = &self.log else { return Ok(()) };
        let number = log.made.fetch_add(1, Ordering::Relaxed) + 1;
        let mut on_disk = log.on_disk.lock().await;
        // Another one has done it for both while this one waited.
        if *on_disk >= number {
            return Ok(());
        }
        let made = log.made.load(Ordering::Relaxed);
        let file = log.file.clone();
        tokio::task::spawn_blocking(move || synchronise(&file)).await??;
        *on_disk = made;
        Ok(())
    }

    /// Closes the connection of its own.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn close(&self) -> Result<(), DbErr> {
        match self.log {
            Some(_) => self.db.clone().close().await,
            None => Ok(()),
        }
    }
}

/// Has the operating system write a log to the disk, if there is one: where there is none, all
/// of it is in the database file, which SQLite has synchronised.
fn synchronise(log: &Path) -> io::Result<()> {
    match fs::File::open(log) {
        Ok(file) => file.sync_data(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Writer;
    use crate::{
        config::DatabaseConfig,
        db::{self, Purpose},
    };
    use sea_orm::ConnectionTrait;

    #[tokio::test]
    async fn writers_take_turns_and_wait_for_the_disk_together() {
        let folder = std::env::temp_dir().join(format!("loanbook_writer_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let config = DatabaseConfig {
            database_url: format!("sqlite://{}", folder.join("book.db").display()),
            max_connections: 4,
        };
        let purpose = Purpose {
            may_create: true,
            ..Purpose::default()
        };
        let db = db::connect(&config, purpose).await.unwrap();
        let writer = Writer::to(&db);
        let table = "CREATE TABLE counter (number INTEGER NOT NULL)";
        db.execute_unprepared(table).await.unwrap();
        let add_one = async || {
            let transaction = writer.begin().await.unwrap();
            // Reading first and writing later: with another writer between, one would be lost.
            let sql = "INSERT INTO counter SELECT COUNT(*) + 1 FROM counter";
            transaction.execute_unprepared(sql).await.unwrap();
            transaction.commit().await.unwrap();
            writer.on_disk().await.unwrap();
        };
        futures::future::join_all((0..50).map(|_| add_one())).await;
        let log = writer.log.as_ref().unwrap();
        assert_eq!(*log.on_disk.lock().await, 50);
        let count = "SELECT COUNT(DISTINCT number) FROM counter";
        let row = db.query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Sqlite,
            count,
        ));
        let row = row.await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 50);
        writer.close().await.unwrap();
        db.close().await.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
