//! The settings of the book.

use super::{
    Ctx,
    customer::{self, CustomerFilter},
    loan::{self, LoanFilter},
    repayment::{self, RepaymentFilter},
    unknown_name,
};
use crate::{
    clock,
    error::{Error, Result},
    query::{self, FromRow, Row},
};
use ::entity::{book, customer_profile, loan_application, repayment_history, risk_tier};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, sea_query::Expr,
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Another process may change the settings; they are seen after this long.
const FRESH_FOR: Duration = Duration::from_secs(1);

/// What the demo book is made of, said wherever its figures are shown.
pub const DEMO_PROVENANCE: &str = "Demo book. Real: 1,000 rows of 20 attributes and the good/bad \
    class of the Statlog German Credit data (H. Hofmann, UCI, CC BY 4.0). Simulated: everything \
    else - names, incomes, scores, rates, terms, dates, payments, arrears, charge-offs, \
    recoveries. Differences between groups were planted by calibration and are not findings.";

/// Settings that nearly every request needs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The one row of the table `book`.
    pub book: book::Model,
    /// Every profile's tiers, best first.
    tiers: Vec<risk_tier::Model>,
    /// Which state of the book this is.
    pub version: Version,
}

/// Which state the book is in: equal versions are the same book, whoever wrote it.
///
/// The highest identifier alone is not enough: identifiers are given out before
/// the commit, so that a lower one may become visible after a higher. It then
/// raises the number of recent records. (A writer that commits more than 10,000
/// changes after it began is not seen.) A book that has seen more is greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The highest identifier in the record of changes.
    pub last_change_id: i64,
    /// Records among the last 10,000 identifiers.
    pub recent_changes: i64,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.last_change_id, self.recent_changes)
    }
}

impl Settings {
    /// The tiers of `profile`, best first.
    ///
    /// # Errors
    /// When no profile is called so.
    pub fn tiers(&self, profile: &str) -> Result<Vec<&risk_tier::Model>> {
        let tiers: Vec<_> = self
            .tiers
            .iter()
            .filter(|tier| tier.profile == profile)
            .collect();
        if tiers.is_empty() {
            let mut known: Vec<_> = self
                .tiers
                .iter()
                .map(|tier| tier.profile.as_str())
                .collect();
            known.sort_unstable();
            known.dedup();
            return Err(unknown_name("profile", &known));
        }
        Ok(tiers)
    }

    /// The tiers of all profiles.
    pub(super) fn all_tiers(&self) -> &[risk_tier::Model] {
        &self.tiers
    }

    /// Name of the tier that a credit score falls into, by the profile `default`.
    #[must_use]
    pub fn tier_of(&self, credit_score: Option<i32>) -> Option<String> {
        let score = credit_score?;
        self.tiers
            .iter()
            .find(|tier| tier.profile == DEFAULT_PROFILE && score >= tier.minimum_score)
            .map(|tier| tier.name.clone())
    }

    /// Decimal places of the book's currency.
    #[must_use]
    pub fn currency_exponent(&self) -> u32 {
        u32::try_from(self.book.currency_exponent).unwrap_or(2)
    }
}

/// The tiers used where none are named.
pub const DEFAULT_PROFILE: &str = "default";

/// Reads the settings, in one statement.
///
/// # Errors
/// When the database cannot be read or holds no settings.
pub async fn read(db: &impl ConnectionTrait) -> Result<Settings> {
    let rows = query::rows::<SettingsRow>(db, "book_settings", &[]).await?;
    let mut book = None;
    let mut tiers = Vec::with_capacity(rows.len());
    let mut version = Version::default();
    for row in rows {
        version = row.version;
        book.get_or_insert(row.book);
        tiers.push(row.tier);
    }
    let book = book.ok_or_else(|| {
        Error::internal(DbErr::Custom(
            "the tables book and risk_tier have no rows".to_owned(),
        ))
    })?;
    Ok(Settings {
        book,
        tiers,
        version,
    })
}

struct SettingsRow {
    version: Version,
    book: book::Model,
    tier: risk_tier::Model,
}

impl FromRow for SettingsRow {
    fn from_row(row: &Row) -> Result<Self> {
        let small = |column| i32::try_from(row.integer(column)?).map_err(Error::internal);
        Ok(Self {
            version: Version {
                last_change_id: row.integer("last_change_id")?,
                recent_changes: row.integer("recent_changes")?,
            },
            book: book::Model {
                id: 1,
                name: row.text("book_name")?,
                currency: row.text("currency")?,
                currency_exponent: small("currency_exponent")?,
                reporting_date: row.date("reporting_date")?,
                demo_loans: row.optional_integer("demo_loans")?,
            },
            tier: risk_tier::Model {
                profile: row.text("profile")?,
                minimum_score: small("minimum_score")?,
                name: row.text("tier")?,
            },
        })
    }
}

/// The settings as last read.
#[derive(Default)]
pub(super) struct Cache {
    kept: Mutex<Kept>,
    /// Held by the one that reads: the others wait for what it finds.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    settings: Option<(Instant, Arc<Settings>)>,
    /// How often they were forgotten: what was being read meanwhile is not kept.
    forgotten: u64,
}

impl Cache {
    pub(super) async fn get(&self, db: &DatabaseConnection) -> Result<Arc<Settings>> {
        if let Some(settings) = self.fresh() {
            return Ok(settings);
        }
        let _reading = self.reading.lock().await;
        if let Some(settings) = self.fresh() {
            return Ok(settings);
        }
        let forgotten = self.kept().forgotten;
        let begun = clock::start();
        let settings = Arc::new(read(db).await?);
        let mut kept = self.kept();
        if kept.forgotten == forgotten {
            kept.settings = Some((begun, settings.clone()));
        }
        Ok(settings)
    }

    fn fresh(&self) -> Option<Arc<Settings>> {
        let kept = self.kept();
        let (at, settings) = kept.settings.as_ref()?;
        (at.elapsed() < FRESH_FOR).then(|| settings.clone())
    }

    /// Reads them anew the next time: they, or the book, were changed.
    pub(super) fn forget(&self) {
        let mut kept = self.kept();
        kept.settings = None;
        kept.forgotten += 1;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Number of rows of the three tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordCount {
    /// Rows of `customer_profile`.
    pub customers: u64,
    /// Rows of `loan_application`.
    pub loans: u64,
    /// Rows of `repayment_history`.
    pub repayments: u64,
}

impl RecordCount {
    /// All of them together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.customers + self.loans + self.repayments
    }
}

/// Counts the rows of the three tables.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_records(db: &impl ConnectionTrait) -> Result<RecordCount> {
    Ok(RecordCount {
        customers: customer_profile::Entity::find().count(db).await?,
        loans: loan_application::Entity::find().count(db).await?,
        repayments: repayment_history::Entity::find().count(db).await?,
    })
}

/// Counts the rows of the three tables that the principal sees.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_seen(ctx: &Ctx) -> Result<RecordCount> {
    Ok(RecordCount {
        customers: customer::count_customers(ctx, CustomerFilter::default()).await?,
        loans: loan::count_loans(ctx, LoanFilter::default()).await?,
        repayments: repayment::count_repayments(ctx, RepaymentFilter::default()).await?,
    })
}

/// Makes whoever else builds the book, or sets its reporting date, wait until this
/// transaction ends.
pub(super) async fn lock(transaction: &DatabaseTransaction) -> Result<()> {
    book::Entity::update_many()
        .col_expr(book::Column::Id, Expr::value(1))
        .filter(book::Column::Id.eq(1))
        .exec(transaction)
        .await?;
    Ok(())
}
