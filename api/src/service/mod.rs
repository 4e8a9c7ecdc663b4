//! The only layer that reads or writes business data.
//!
//! Every function takes a [`Ctx`] first and answers plain structs: entities for
//! rows, counts and sums wrapped in [`risk::rate::Ratio`] for figures. It knows
//! nothing of GraphQL or REST.

pub mod account;
pub mod ageing;
pub mod api_key;
pub mod audit;
pub mod backup;
pub mod bench;
pub mod book;
pub mod bucket;
pub mod cell;
pub mod charge_off;
pub mod cohort_analysis;
pub mod collection_efficiency;
pub mod concentration;
pub mod customer;
pub mod definition;
pub mod demo;
pub mod dimension;
pub mod distribution;
pub mod engagement;
pub mod export;
pub mod figure;
pub mod filter;
pub mod first_payment_default;
pub mod health;
pub mod high_risk;
pub mod import;
pub mod insights;
pub mod kpi_models;
pub mod lease;
pub mod listen;
pub mod loan;
pub mod login_session;
pub mod memory;
pub mod month;
pub mod operational_bottleneck;
pub mod origination;
pub mod page;
pub mod payment;
pub mod payment_statistics;
pub mod period;
pub mod portfolio;
pub mod portfolio_at_risk;
pub mod receipt;
pub mod recovery_rate;
pub mod repayment;
pub mod reporting_date;
pub mod risk_stratification;
pub mod roll_rate;
mod rows;
pub mod schedule;
pub mod scrape;
pub mod slipping_customers;
pub mod upload;
pub mod verify;
pub mod vintage;
pub mod write;

use crate::{
    auth::Principal,
    clock::Clock,
    db::Writer,
    error::{Error, Result},
    event,
    query::Parameters,
    telemetry::{Metrics, statement},
};
use book::Version;
use chrono::{Days, NaiveDate, TimeDelta};
use memory::{Held, Memory};
use risk::delinquency::Rules;
use sea_orm::DatabaseConnection;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::OnceCell;

/// What every service function needs: the database, the clock, the book's settings.
#[derive(Clone)]
pub struct Ctx {
    /// The pool of connections.
    pub db: DatabaseConnection,
    /// Where "today" comes from.
    pub clock: Clock,
    /// Tells who listens in this process what has changed.
    pub events: event::Bus,
    /// What is counted of this service.
    pub metrics: Metrics,
    /// Whether the server is about to stop.
    pub draining: health::Draining,
    /// Who asks.
    pub principal: Arc<Principal>,
    settings: Arc<book::Cache>,
    writer: Writer,
    /// The book in memory, where it is to be held.
    memory: Option<Arc<Memory>>,
    /// Where files are kept that are on their way to the server.
    uploads: Option<Arc<upload::Uploads>>,
    jobs: Arc<import::job::Jobs>,
    /// What one answer is made of, so that all its figures are of the same book.
    pinned: Option<Arc<Pinned>>,
    counted: Arc<scrape::Counted>,
    figures: figure::Figures,
    buckets: Arc<OnceCell<Vec<bucket::Bucket>>>,
    behaviour_tiers: Arc<OnceCell<Vec<risk_stratification::BehaviourTier>>>,
}

impl Ctx {
    /// A context on this database, of who runs the program.
    #[must_use]
    pub fn new(db: DatabaseConnection, clock: Clock) -> Self {
        Self {
            writer: Writer::to(&db),
            db,
            clock,
            events: event::Bus::default(),
            metrics: Metrics::default(),
            draining: health::Draining::default(),
            principal: Arc::new(Principal::operator()),
            settings: Arc::default(),
            memory: None,
            uploads: None,
            jobs: Arc::default(),
            pinned: None,
            counted: Arc::default(),
            figures: figure::Figures::default(),
            buckets: Arc::default(),
            behaviour_tiers: Arc::default(),
        }
    }

    /// The same context, of another who asks.
    #[must_use]
    pub fn of(&self, principal: Principal) -> Self {
        Self {
            principal: Arc::new(principal),
            ..self.clone()
        }
    }

    /// The same context, whose statements are counted, and logged when they take so long.
    #[must_use]
    pub fn watched(mut self, slow_after: Duration) -> Self {
        statement::watch(&mut self.db, self.metrics.clone(), slow_after);
        self.writer.watch(self.metrics.clone(), slow_after);
        self
    }

    /// Closes all connections to the database.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn close(self) -> Result<()> {
        self.writer.close().await?;
        Ok(self.db.close().await?)
    }

    /// What the cache of figures holds, and how often it knew the answer.
    pub async fn figure_cache(&self) -> figure::CacheState {
        self.figures.state().await
    }

    /// The same context, whose figures are answered from memory where it holds the book.
    #[must_use]
    pub fn with_memory(self, memory: Arc<Memory>) -> Self {
        Self {
            memory: Some(memory),
            ..self
        }
    }

    /// The same context for one answer: all its figures are of the same version of the book.
    #[must_use]
    pub fn pinned(&self) -> Self {
        Self {
            pinned: Some(Arc::default()),
            ..self.clone()
        }
    }

    /// Settings of the book and its risk tiers, at most a second old.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn settings(&self) -> Result<Arc<book::Settings>> {
        let read = || self.settings.get(&self.db);
        match &self.pinned {
            Some(pinned) => pinned.settings.get_or_try_init(read).await.cloned(),
            None => read().await,
        }
    }

    /// The book in memory as it is now; none where SQL is to answer.
    ///
    /// # Errors
    /// When the database cannot be read.
    async fn held(&self) -> Result<Option<Arc<Held>>> {
        let Some(memory) = &self.memory else {
            return Ok(None);
        };
        let read = async || memory.current(self.settings().await?.version).await;
        match &self.pinned {
            Some(pinned) => pinned.held.get_or_try_init(read).await.cloned(),
            None => read().await,
        }
    }

    /// What answered the figures of this one answer, if there were any: a version of the
    /// book, and whether it was held in memory.
    #[must_use]
    pub fn answered_from(&self) -> Option<(Version, bool)> {
        let pinned = self.pinned.as_ref()?;
        match pinned.held.get() {
            Some(Some(held)) => Some((held.version, true)),
            _ if pinned.has_figures.load(Ordering::Relaxed) => pinned
                .settings
                .get()
                .map(|settings| (settings.version, false)),
            _ => None,
        }
    }

    /// Reads the settings anew the next time: they were changed.
    fn forget_settings(&self) {
        self.settings.forget();
    }

    /// The as-of date of a figure: the one asked for, or the book's reporting date.
    ///
    /// # Errors
    /// When the date asked for is after the reporting date: the book knows nothing of it.
    pub async fn as_of(&self, requested: Option<NaiveDate>) -> Result<AsOf> {
        let reporting_date = self
            .settings()
            .await?
            .book
            .reporting_date
            .unwrap_or_else(|| self.clock.today());
        let date = requested.unwrap_or(reporting_date);
        check_day("asOf", date, reporting_date)?;
        Ok(AsOf(date))
    }
}

/// What the figures of one answer have in common.
#[derive(Default)]
struct Pinned {
    settings: OnceCell<Arc<book::Settings>>,
    held: OnceCell<Option<Arc<Held>>>,
    has_figures: AtomicBool,
}

/// Refuses a day that the book knows nothing of.
fn check_day(field: &str, date: NaiveDate, reporting_date: NaiveDate) -> Result<()> {
    let message = if date > reporting_date {
        format!("must not be after the book's reporting date {reporting_date}")
    } else if date < EARLIEST {
        format!("must not be before {EARLIEST}")
    } else {
        return Ok(());
    };
    Err(Error::input(field, message))
}

/// Refuses a name that is none of these.
fn check_name<'a>(field: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Result<()> {
    let known: Vec<_> = known.collect();
    if known.contains(&name) {
        return Ok(());
    }
    Err(unknown_name(field, &known))
}

/// Whether it can stand where people read it: 1 to `longest` characters, none of them a control
/// character.
pub(crate) fn is_label(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// The name is none of these.
fn unknown_name(field: &str, known: &[&str]) -> Error {
    Error::input(field, format!("must be one of {}", known.join(", ")))
}

/// Whether one of them stands there twice.
fn has_repeats<T: PartialEq>(items: &[T]) -> bool {
    (1..items.len()).any(|at| items[..at].contains(&items[at]))
}

/// No loan book reaches further back; dates before it are typing errors.
const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date of the calendar");

/// A reporting date that the book can answer for: figures are as at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf(NaiveDate);

impl AsOf {
    /// The day.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The day this many days before.
    #[must_use]
    pub fn less(self, days: u64) -> NaiveDate {
        self.0 - Days::new(days)
    }

    /// The day this many days before, as an as-of date: it is no later than this one.
    #[must_use]
    pub fn earlier(self, days: u64) -> Self {
        Self(self.less(days))
    }

    /// A day that is not after this one.
    ///
    /// # Errors
    /// When it is; the error names `field`.
    pub fn not_after(self, field: &str, date: NaiveDate) -> Result<Self> {
        if date > self.0 {
            return Err(Error::input(field, format!("must not be after {}", self.0)));
        }
        Ok(Self(date))
    }

    /// The parameters that the statements in `sql/` share.
    fn parameters(self) -> Parameters {
        let rules = Rules::default();
        let boundary = self.0 - TimeDelta::days(rules.missed_after_days);
        vec![
            ("as_of", self.0.into()),
            ("next_day", (self.0 + Days::new(1)).into()),
            ("as_of_less_7", self.less(7).into()),
            ("as_of_less_30", self.less(30).into()),
            ("as_of_less_60", self.less(60).into()),
            ("as_of_less_90", self.less(90).into()),
            ("as_of_less_180", self.less(180).into()),
            ("missed_boundary", boundary.into()),
            ("missed_after_days", rules.missed_after_days.into()),
            ("grace_days", rules.grace_days.into()),
        ]
    }
}
