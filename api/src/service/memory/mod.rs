//! The book in memory: a second engine behind the figures, kept like the database.
//!
//! [`Memory`] holds the last [`Held`] book, or none while it is being read or where it
//! does not fit: then SQL answers. A request that finds a newer version of the book brings
//! the changes in first ([`Memory::current`]); whoever reads an older one goes on with it.

mod ask;
mod compare;
mod read;
mod sync;

pub use compare::{Comparison, compare};

use super::{
    Ctx,
    book::{self, Version},
    portfolio::Portfolio,
};
use crate::{
    db,
    error::{Error, Result},
    query::Parameters,
};
use sea_orm::{DatabaseConnection, DbErr};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
    state: Mutex<State>,
    /// Which changes it has seen; held by the one that brings it up to date.
    known: tokio::sync::Mutex<Known>,
    workers: rayon::ThreadPool,
    /// Questions that are answered at once: one for each core.
    room: Semaphore,
}

impl Memory {
    /// A memory that holds nothing yet, of a book in this database.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub fn new(db: DatabaseConnection, limit: u64) -> anyhow::Result<Arc<Self>> {
        let workers = rayon::ThreadPoolBuilder::new()
            .thread_name(|at| format!("engine-{at}"))
            .build()?;
        Ok(Arc::new(Self {
            db,
            limit,
            state: Mutex::new(Err(Absence::Reading)),
            known: tokio::sync::Mutex::default(),
            room: Semaphore::new(workers.current_num_threads()),
            workers,
        }))
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
                    tokio::spawn(async move {
                        if let Err(error) = memory.read(|_| ()).await {
                            memory.give_up(&error);
                        }
                    });
                } else {
                    tracing::warn!("The book is held in memory no more: {why}; SQL answers");
                }
                *self.state() = Err(why);
                Ok(None)
            }
            Err(Failure::Database(error)) => Err(error),
        }
    }

    /// SQL answers from now on.
    pub fn give_up(&self, error: &Error) {
        tracing::warn!(%error, "The book could not be read into memory; SQL answers");
        *self.state() = Err(Absence::Unfit("it could not be read".to_owned()));
    }

    /// The rows of a statement of `sql/`, from a book in memory.
    ///
    /// # Errors
    /// When the statement has no loop, or lacks a parameter: faults of ours.
    pub(super) async fn answer(
        &self,
        ctx: &Ctx,
        held: &Arc<Held>,
        portfolio: &Portfolio,
        statement: &'static str,
        parameters: &Parameters,
    ) -> Result<engine::Rows> {
        let question = ask::question(ctx, held, portfolio, parameters).await?;
        let _place = self.room.acquire().await.map_err(Error::internal)?;
        let (answered, answer) = tokio::sync::oneshot::channel();
        let held = held.clone();
        self.workers.spawn(move || {
            // Nobody waits for it any more where the request was given up.
            let _ = answered.send(engine::answer(&held.book, statement, &question));
        });
        answer
            .await
            .map_err(Error::internal)?
            .map_err(|fault| Error::internal(DbErr::Custom(fault.to_string())))
    }
}

/// A book that has to be in memory is not.
fn absent(why: Absence) -> Error {
    let message = format!("the book is not in memory: {why}");
    Error::internal(DbErr::Custom(message))
}
