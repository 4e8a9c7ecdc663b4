//! The only layer that reads or writes business data.
//!
//! Every function takes a [`Ctx`] first and answers plain structs: entities for
//! rows, counts and sums wrapped in [`risk::rate::Ratio`] for figures. It knows
//! nothing of GraphQL or REST.

pub mod account;
pub mod book;
pub mod charge_off;
pub mod customer;
pub mod demo;
pub mod export;
pub mod filter;
pub mod insights;
pub mod kpi_models;
pub mod lease;
pub mod listen;
pub mod loan;
pub mod origination;
pub mod page;
pub mod payment;
pub mod payment_statistics;
pub mod receipt;
pub mod repayment;
pub mod reporting_date;
pub mod risk_stratification;
pub mod schedule;
pub mod verify;
pub mod write;

use crate::{
    clock::Clock,
    error::{Error, Result},
    event,
};
use chrono::{Days, NaiveDate};
use risk::delinquency::Rules;
use sea_orm::{DatabaseConnection, Value};
use std::sync::Arc;

/// What every service function needs: the database, the clock, the book's settings.
#[derive(Clone)]
pub struct Ctx {
    /// The pool of connections.
    pub db: DatabaseConnection,
    /// Where "today" comes from.
    pub clock: Clock,
    /// Tells who listens in this process what has changed.
    pub events: event::Bus,
    settings: Arc<book::Cache>,
}

impl Ctx {
    /// A context on this database.
    #[must_use]
    pub fn new(db: DatabaseConnection, clock: Clock) -> Self {
        Self {
            db,
            clock,
            events: event::Bus::default(),
            settings: Arc::default(),
        }
    }

    /// Settings of the book and its risk tiers, at most a second old.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn settings(&self) -> Result<Arc<book::Settings>> {
        self.settings.get(&self.db).await
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
        if date > reporting_date {
            return Err(Error::input(
                "asOf",
                format!("must not be after the book's reporting date {reporting_date}"),
            ));
        }
        if date < EARLIEST {
            return Err(Error::input(
                "asOf",
                format!("must not be before {EARLIEST}"),
            ));
        }
        Ok(AsOf(date))
    }
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

    /// The parameters that the statements in `sql/` share.
    fn parameters(self) -> Vec<(&'static str, Value)> {
        let rules = Rules::default();
        vec![
            ("as_of", self.0.into()),
            ("as_of_less_30", self.less(30).into()),
            ("missed_boundary", missed_boundary(self.0, &rules).into()),
            ("missed_after_days", rules.missed_after_days.into()),
            ("grace_days", rules.grace_days.into()),
            (
                "settled_tolerance_minor",
                rules.settled_tolerance_minor.into(),
            ),
        ]
    }
}

/// The last due date from which an unsettled instalment has become Missed by `date`, less one day.
fn missed_boundary(date: NaiveDate, rules: &Rules) -> NaiveDate {
    date - chrono::TimeDelta::days(rules.missed_after_days)
}
