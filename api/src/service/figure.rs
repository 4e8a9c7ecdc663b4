//! A figure's rows, where they come from - SQL or memory - and the cache of them.

use super::{Ctx, book::Version, portfolio::Portfolio};
pub use crate::query::Explanation;
use crate::{
    auth::{Analyst, As},
    error::{Error, Result},
    query::{self, FromRow, Groups, Parameters},
};
use moka::{future::Cache, policy::EvictionPolicy};
use sea_orm::{DbErr, Value};
use std::{
    any::Any,
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// The rows of a statement about a portfolio, by group.
pub(super) struct Figure<T> {
    pub(super) rows: Arc<Groups<T>>,
    pub(super) origin: Origin,
}

/// Where a figure comes from, so that it can be explained and its loans listed.
#[derive(Clone, Debug)]
pub struct Origin(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    portfolio: Portfolio,
    statement: &'static str,
    parameters: Parameters,
}

impl<T> Figure<T> {
    /// The rows of the group that the portfolio is.
    pub(super) fn of(&self, portfolio: &Portfolio) -> &[T] {
        self.rows
            .get(&portfolio.group_key)
            .map_or(&[], Vec::as_slice)
    }
}

impl Origin {
    /// A statement about a portfolio; the parameters that all statements share are known.
    pub(super) fn new(
        portfolio: &Portfolio,
        statement: &'static str,
        parameters: Parameters,
    ) -> Self {
        Self(Arc::new(Inner {
            portfolio: portfolio.clone(),
            statement,
            parameters,
        }))
    }

    /// The portfolio.
    #[must_use]
    pub fn portfolio(&self) -> &Portfolio {
        &self.0.portfolio
    }

    /// The statement that answers the figure, as it is sent to the database.
    ///
    /// # Errors
    /// A statement that is not there is a fault of ours.
    pub fn explain(&self, ctx: &As<Analyst>) -> Result<Explanation> {
        self.statement(ctx)
    }

    fn statement(&self, ctx: &Ctx) -> Result<Explanation> {
        let portfolio = self.portfolio();
        query::explain(
            ctx.db.get_database_backend(),
            self.0.statement,
            &portfolio.selection.scope,
            &self.parameters(),
        )
    }

    /// The arguments that were asked with, by name.
    #[must_use]
    pub fn arguments(&self) -> Vec<(String, String)> {
        let own = self.0.parameters.iter();
        own.map(|(name, value)| ((*name).to_owned(), query::print(value)))
            .collect()
    }

    /// All parameters of the statement.
    fn parameters(&self) -> Parameters {
        let portfolio = self.portfolio();
        let mut parameters = portfolio.as_of.parameters();
        parameters.push(("group_key", portfolio.group_key.into()));
        // A figure's own parameters come first: the first of a name counts.
        parameters.splice(0..0, self.0.parameters.iter().cloned());
        parameters
    }
}

/// The loans, or the customers, behind one cell of a figure.
#[derive(Clone, Debug)]
pub struct Members(Origin);

impl Members {
    /// A statement that answers one column of identifiers.
    pub(super) fn new(
        portfolio: &Portfolio,
        statement: &'static str,
        parameters: Parameters,
    ) -> Self {
        Self(Origin::new(portfolio, statement, parameters))
    }

    /// The statement as a condition: `column IN (…)`.
    ///
    /// # Errors
    /// A statement that is not there is a fault of ours.
    pub(super) fn condition(
        &self,
        ctx: &Ctx,
        column: &str,
    ) -> Result<sea_orm::sea_query::SimpleExpr> {
        let explanation = self.0.statement(ctx)?;
        let values: Vec<Value> = explanation
            .parameters
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        Ok(sea_orm::sea_query::Expr::cust_with_values(
            format!("{column} IN ({})", explanation.sql),
            values,
        ))
    }
}

/// Rows that were read, kept for as long as the book does not change.
#[derive(Clone)]
pub(super) struct Figures {
    cache: Cache<String, Entry>,
    asked: Arc<AtomicU64>,
    read: Arc<AtomicU64>,
    from_memory: Arc<AtomicU64>,
}

/// What the cache of figures holds, and how often it knew the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheState {
    /// Statements whose rows are kept.
    pub entries: u64,
    /// Their rows, each entry with 500 at the least.
    pub weight: u64,
    /// Figures that were asked for and known, or being read for another.
    pub hits: u64,
    /// Figures that were not known.
    pub misses: u64,
    /// Those of them that memory answered; SQL the others.
    pub from_memory: u64,
}

/// The rows of all groups.
#[derive(Clone)]
struct Entry {
    rows: Arc<dyn Any + Send + Sync>,
    weight: u32,
}

/// Rows kept at the most, in all entries together.
const MAX_ROWS: u64 = 1_000_000;

/// Rows that an entry counts for at the least: so there are 2,000 entries at the most.
const LEAST_WEIGHT: u32 = 500;

impl Default for Figures {
    fn default() -> Self {
        let cache = Cache::builder()
            .max_capacity(MAX_ROWS)
            .weigher(|_, entry: &Entry| entry.weight)
            // By use alone: else an entry of many rows would not be let in where many small ones are.
            .eviction_policy(EvictionPolicy::lru());
        Self {
            cache: cache.build(),
            asked: Arc::default(),
            read: Arc::default(),
            from_memory: Arc::default(),
        }
    }
}

impl Figures {
    pub(super) async fn state(&self) -> CacheState {
        // What was put in or pushed out lately is not in its numbers yet.
        self.cache.run_pending_tasks().await;
        let misses = self.read.load(Ordering::Relaxed);
        CacheState {
            entries: self.cache.entry_count(),
            weight: self.cache.weighted_size(),
            hits: self.asked.load(Ordering::Relaxed).saturating_sub(misses),
            misses,
            from_memory: self.from_memory.load(Ordering::Relaxed),
        }
    }

    /// The rows of a statement: those in the cache, or else read now, by one of
    /// all who ask at the same time.
    ///
    /// The key names the version of the book, so an entry is never stale; those
    /// of older versions are pushed out by newer ones.
    pub(super) async fn read<T: FromRow + Send + Sync + 'static>(
        &self,
        ctx: &Ctx,
        portfolio: &Portfolio,
        statement: &'static str,
        parameters: Parameters,
    ) -> Result<Figure<T>> {
        let held = ctx.held().await?;
        let version = match &held {
            Some(held) => held.version,
            None => ctx.settings().await?.version,
        };
        if let Some(pinned) = &ctx.pinned {
            pinned.has_figures.store(true, Ordering::Relaxed);
        }
        let key = key(statement, version, portfolio, &parameters);
        let origin = Origin::new(portfolio, statement, parameters);
        self.asked.fetch_add(1, Ordering::Relaxed);
        let found = self
            .cache
            .try_get_with(key, async {
                self.read.fetch_add(1, Ordering::Relaxed);
                let parameters = origin.parameters();
                let rows: Groups<T> = match (&ctx.memory, &held) {
                    (Some(memory), Some(held)) => {
                        self.from_memory.fetch_add(1, Ordering::Relaxed);
                        let asked = (portfolio, &parameters);
                        let rows = memory.answer(ctx, held, statement, asked).await?;
                        query::grouped_from_memory(rows)?
                    }
                    _ => {
                        let scope = &portfolio.selection.scope;
                        query::grouped(&ctx.db, statement, scope, &parameters).await?
                    }
                };
                Ok::<_, Error>(Entry::new(rows))
            })
            .await
            .map_err(|error| (*error).clone())?;
        let rows = found.rows.downcast::<Groups<T>>().map_err(|_| {
            Error::internal(DbErr::Custom(format!("{statement} has two kinds of rows")))
        })?;
        Ok(Figure { rows, origin })
    }
    /// The rows of a statement that is asked several times, as [`Figures::read`] gives them.
    /// Memory answers all that are not in the cache at once.
    pub(super) async fn read_all<T: FromRow + Send + Sync + 'static>(
        &self,
        ctx: &Ctx,
        statement: &'static str,
        asked: Vec<(Portfolio, Parameters)>,
    ) -> Result<Vec<Figure<T>>> {
        if let (Some(memory), Some(held)) = (&ctx.memory, ctx.held().await?) {
            let origins = asked.iter().map(|(portfolio, parameters)| {
                let key = key(statement, held.version, portfolio, parameters);
                let origin = Origin::new(portfolio, statement, parameters.clone());
                (key, origin.parameters(), portfolio)
            });
            let missing: Vec<_> = origins
                .filter(|(key, ..)| !self.cache.contains_key(key))
                .collect();
            let count = missing.len() as u64;
            if count > 1 {
                self.read.fetch_add(count, Ordering::Relaxed);
                self.from_memory.fetch_add(count, Ordering::Relaxed);
                let asked = missing.iter();
                let asked: Vec<_> = asked
                    .map(|(_, parameters, portfolio)| (*portfolio, parameters))
                    .collect();
                let answers = memory.answer_all(ctx, &held, statement, &asked).await?;
                for ((key, ..), rows) in missing.into_iter().zip(answers) {
                    let rows: Groups<T> = query::grouped_from_memory(rows)?;
                    self.cache.insert(key, Entry::new(rows)).await;
                }
            }
        }
        let mut figures = Vec::new();
        for (portfolio, parameters) in asked {
            figures.push(self.read(ctx, &portfolio, statement, parameters).await?);
        }
        Ok(figures)
    }
}

/// What the rows of a statement are kept under.
fn key(
    statement: &str,
    version: Version,
    portfolio: &Portfolio,
    parameters: &Parameters,
) -> String {
    let date = portfolio.as_of.date();
    let mut key = format!("{statement} {version} {date}");
    for (name, value) in parameters {
        let _ = write!(key, " {name}={value:?}");
    }
    key.push_str(&portfolio.selection.signature);
    key
}

impl Entry {
    fn new<T: Send + Sync + 'static>(rows: Groups<T>) -> Self {
        let count = rows.values().map(Vec::len).sum::<usize>();
        Self {
            rows: Arc::new(rows),
            weight: u32::try_from(count).unwrap_or(u32::MAX).max(LEAST_WEIGHT),
        }
    }
}
