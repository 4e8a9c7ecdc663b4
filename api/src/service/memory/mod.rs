//! The book in memory: a second engine behind the figures, kept like the database.
//!
//! [`Memory`] holds the last [`Held`] book, or none while it is being read or where it
//! does not fit: then SQL answers. A request that finds a newer version of the book brings
//! the changes in first ([`Memory::current`]); whoever reads an older one goes on with it.

mod ask;
mod compare;
mod names;
mod read;
mod snapshot;
mod sync;

pub use compare::{Comparison, compare, compare_one};
pub(super) use compare::{OPTIONAL, arguments};
pub use engine::statements;
pub use snapshot::place;

use super::{
    Ctx,
    book::{self, Version},
    portfolio::Portfolio,
};
use crate::{
    clock, db,
    error::{Error, Result},
    query::Parameters,
    telemetry,
};
use sea_orm::{DatabaseConnection, DbErr};
use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use sync::Known;
use tokio::sync::Semaphore;

/// A book as it was in one version of the database's.
#[derive(Debug)]
pub struct Held {
    /// The columns.
    pub book: engine::Book,
    /// Which state of the book it is.
    pub version: Version,
}

/// Why a book is not held in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It is being read, at the start or after the whole book has changed.
    Reading,
    /// It would take more memory than it may.
    TooLarge {
        /// Bytes it may take.
        limit: u64,
    },
    /// A value does not fit into the columns, or it could not be read.
    Unfit(String),
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reading => write!(f, "it is being read"),
            Self::TooLarge { limit } => {
                write!(f, "it needs more than the {} MiB it may take", limit >> 20)
            }
            Self::Unfit(why) => write!(f, "{why}"),
        }
    }
}

/// How often the log says how far the reading is.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// After the database has failed.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// The book that is held, or why there is none.
type State = std::result::Result<Arc<Held>, Absence>;

/// Why a book could not be read into memory.
#[derive(Debug)]
enum Failure {
    /// It is for SQL alone.
    Absent(Absence),
    /// The database failed; another time it may not.
    Database(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Database(error.into())
    }
}

/// The book in memory, shared by all requests of a server.
pub struct Memory {
    /// A pool of its own: reading a whole book takes longer than a request may.
    db: DatabaseConnection,
    limit: u64,
    snapshot: Option<PathBuf>,
    /// The version that the snapshot is of.
    saved: tokio::sync::Mutex<Option<Version>>,
    state: Mutex<State>,
    /// Which changes it has seen; held by the one that brings it up to date.
    known: tokio::sync::Mutex<Known>,
    workers: rayon::ThreadPool,
    /// Questions that are answered at once: one for each core.
    room: Arc<Semaphore>,
}

impl Memory {
    /// A memory that holds nothing yet, of a book in this database; it may take `limit`
    /// bytes, and keeps a copy in the file `snapshot`.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub fn new(
        db: DatabaseConnection,
        limit: u64,
        snapshot: Option<PathBuf>,
    ) -> anyhow::Result<Arc<Self>> {
        let workers = rayon::ThreadPoolBuilder::new()
            .thread_name(|at| format!("engine-{at}"))
            .build()?;
        Ok(Arc::new(Self {
            db,
            limit,
            snapshot,
            saved: tokio::sync::Mutex::default(),
            state: Mutex::new(Err(Absence::Reading)),
            known: tokio::sync::Mutex::default(),
            room: Arc::new(Semaphore::new(workers.current_num_threads())),
            workers,
        }))
    }

    /// Holds a book that is in no database.
    pub(super) fn hold(&self, book: engine::Book) {
        let version = Version::default();
        *self.state() = Ok(Arc::new(Held { book, version }));
    }

    /// The book that is held, of whichever version.
    ///
    /// # Errors
    /// Why there is none.
    pub fn held(&self) -> State {
        self.state().clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the book into memory: from the snapshot, or else from the database.
    ///
    /// # Errors
    /// When the database fails. That the book does not fit is no error, but an [`Absence`].
    pub async fn start(&self) -> Result<()> {
        if self.restore().await {
            return Ok(());
        }
        self.load().await
    }

    /// The same in the background: where the database fails, SQL answers, and it is tried
    /// again.
    pub async fn start_in_time(&self) {
        if !self.restore().await {
            self.load_in_time().await;
        }
    }

    async fn load_in_time(&self) {
        while let Err(error) = self.load().await {
            tracing::warn!(%error, "The book could not be read into memory; trying again");
            tokio::time::sleep(TRY_AGAIN_AFTER).await;
        }
    }

    /// Reads the book from the database, with a line in the log every few seconds, and
    /// writes a snapshot of it.
    async fn load(&self) -> Result<()> {
        let total = book::count_records(&self.db).await?.repayments;
        let started = clock::start();
        let told = Mutex::new(started);
        self.read(|done| {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.elapsed() >= TELL_EVERY {
                *told = clock::start();
                let percent = done * 100 / total.max(1);
                tracing::info!("Reading the book into memory: {done} instalments, {percent} %");
            }
        })
        .await?;
        let duration_ms = telemetry::milliseconds(started.elapsed());
        match self.held() {
            Ok(held) => {
                let (instalments, bytes) = (held.book.instalment_count(), held.book.bytes());
                tracing::info!(instalments, bytes, duration_ms, "The book is in memory");
            }
            Err(why) => tracing::warn!("SQL answers: the book is not held in memory: {why}"),
        }
        self.save().await;
        Ok(())
    }

    /// Reads the whole book. `progress` is told how many instalments were read.
    ///
    /// # Errors
    /// When the database fails. That it does not fit is no error, but an [`Absence`].
    pub async fn read(&self, progress: impl Fn(u64) + Send) -> Result<()> {
        let mut known = self.known.lock().await;
        *self.state() = Err(Absence::Reading);
        let transaction = db::begin_read(&self.db).await?;
        let version = book::read(&transaction).await?.version;
        let seen = Known::read(&transaction, version).await?;
        let state = match read::book(&transaction, self.limit, progress).await {
            Ok(book) => Ok(Arc::new(Held { book, version })),
            Err(Failure::Absent(why)) => Err(why),
            Err(Failure::Database(error)) => return Err(error),
        };
        transaction.commit().await?;
        *known = seen;
        *self.state() = state;
        Ok(())
    }

    /// The book as it is now, of this version or a newer one; none where SQL is to answer.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn current(self: &Arc<Self>, version: Version) -> Result<Option<Arc<Held>>> {
        let Ok(held) = self.held() else {
            return Ok(None);
        };
        if held.version >= version {
            return Ok(Some(held));
        }
        let mut known = self.known.lock().await;
        let Ok(held) = self.held() else {
            return Ok(None);
        };
        // Another request has brought it up to date meanwhile.
        if held.version >= version {
            return Ok(Some(held));
        }
        match sync::follow(&self.db, &held, &mut known).await {
            Ok(newer) => {
                *self.state() = Ok(newer.clone());
                Ok(Some(newer))
            }
            Err(Failure::Absent(why)) => {
                if why == Absence::Reading {
                    let memory = self.clone();
                    tokio::spawn(async move { memory.load_in_time().await });
                } else {
                    tracing::warn!("The book is held in memory no more: {why}; SQL answers");
                }
                *self.state() = Err(why);
                Ok(None)
            }
            Err(Failure::Database(error)) => Err(error),
        }
    }

    /// Reads these columns once, as fast as they can be read.
    pub(super) fn floor(&self, held: &Held, columns: engine::Columns) -> u64 {
        self.workers.install(|| engine::floor(&held.book, columns))
    }

    /// The rows of a statement of `sql/`, from a book in memory.
    ///
    /// # Errors
    /// When the statement has no loop, or lacks a parameter: faults of ours.
    pub(super) async fn answer(
        &self,
        ctx: &Ctx,
        held: &Arc<Held>,
        statement: &'static str,
        asked: (&Portfolio, &Parameters),
    ) -> Result<engine::Rows> {
        let mut answers = self.answer_all(ctx, held, statement, &[asked]).await?;
        Ok(answers.remove(0))
    }

    /// The rows of a statement that is asked several times, in one pass where it can be.
    ///
    /// # Errors
    /// Those of [`Memory::answer`].
    pub(super) async fn answer_all(
        &self,
        ctx: &Ctx,
        held: &Arc<Held>,
        statement: &'static str,
        asked: &[(&Portfolio, &Parameters)],
    ) -> Result<Vec<engine::Rows>> {
        let mut questions = Vec::new();
        for (portfolio, parameters) in asked {
            questions.push(ask::question(ctx, held, portfolio, statement, parameters).await?);
        }
        let place = self.room.clone().acquire_owned().await;
        let place = place.map_err(Error::internal)?;
        let (answered, answer) = tokio::sync::oneshot::channel();
        let held = held.clone();
        self.workers.spawn(move || {
            // Nobody waits for it any more where the request was given up.
            let _ = answered.send(engine::answer_all(&held.book, &questions));
            // Only now: a worker is busy for as long as it counts, whoever still waits.
            drop(place);
        });
        let mut answers = answer
            .await
            .map_err(Error::internal)?
            .map_err(|fault| Error::internal(DbErr::Custom(fault.to_string())))?;
        for rows in &mut answers {
            names::fill(&ctx.db, rows).await?;
        }
        Ok(answers)
    }
}

/// A book that has to be in memory is not.
#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn absent(why: Absence) -> Error {
    let message = format!("the book is not in memory: {why}");
    Error::internal(DbErr::Custom(message))
}
