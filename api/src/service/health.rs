//! Whether the service can answer, and how old its data is.

use super::{Ctx, book};
use crate::{clock, db, error::Result};
use ::entity::change_record;
use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// The longest that the database may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// Whether the server is about to stop: then no further request should be sent to it.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// From now on the server is about to stop.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// One thing that must hold for the service to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is looked at.
    pub name: &'static str,
    /// What is wrong with it; nothing when it holds.
    pub failure: Option<String>,
}

/// Whether the service can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// What was looked at: the server, the database and its structure.
    pub checks: [Check; 3],
    /// How long the database took.
    pub took: Duration,
    /// How old the book is; nothing when the database did not say.
    pub age: Option<Age>,
}

/// How old a book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// The day that figures are as at.
    pub reporting_date: Option<NaiveDate>,
    /// Days from that day to today.
    pub days: Option<i64>,
    /// When the book was last changed, UTC.
    pub last_change: Option<NaiveDateTime>,
}

impl Readiness {
    /// Whether everything holds.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.checks.iter().all(|check| check.failure.is_none())
    }

    /// Whether this check holds.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        let mut checks = self.checks.iter();
        checks.any(|check| check.name == name && check.failure.is_none())
    }
}

/// Looks whether the service can answer, for a second at the most.
pub async fn check(ctx: &Ctx) -> Readiness {
    let begun = clock::start();
    let pending = tokio::time::timeout(PATIENCE, pending_migrations(ctx)).await;
    let is_away = !matches!(pending, Ok(Ok(_)));
    let pending = pending.ok().and_then(std::result::Result::ok).unwrap_or(0);
    let took = begun.elapsed();
    let age = if is_away || pending > 0 {
        None
    } else {
        let left = PATIENCE.saturating_sub(took);
        let age = tokio::time::timeout(left, read_age(ctx)).await;
        age.ok().and_then(std::result::Result::ok)
    };
    let check = |name, failure: Option<String>| Check { name, failure };
    let seconds = PATIENCE.as_secs();
    Readiness {
        checks: [
            check(
                "server",
                ctx.draining
                    .is_begun()
                    .then(|| "is about to stop".to_owned()),
            ),
            check(
                "database",
                is_away.then(|| format!("does not answer within {seconds} second")),
            ),
            check(
                "structure",
                (pending > 0).then(|| format!("lacks {pending} migrations")),
            ),
        ],
        took,
        age,
    }
}

async fn pending_migrations(ctx: &Ctx) -> anyhow::Result<usize> {
    let status = db::migration_status(&ctx.db).await?;
    Ok(status.iter().filter(|(_, applied)| !applied).count())
}

/// Asks the database itself, whatever is kept of the settings.
async fn read_age(ctx: &Ctx) -> Result<Age> {
    let reporting_date = book::read(&ctx.db).await?.book.reporting_date;
    let last_change = change_record::Entity::find()
        .select_only()
        .column(change_record::Column::ChangedAt)
        .order_by_desc(change_record::Column::ChangeId)
        .into_tuple()
        .one(&ctx.db)
        .await?;
    let today = ctx.clock.today();
    Ok(Age {
        reporting_date,
        days: reporting_date.map(|date| (today - date).num_days()),
        last_change,
    })
}

#[cfg(test)]
mod tests {
    use super::Draining;

    #[test]
    fn all_who_hold_it_see_the_begin_of_the_end() {
        let draining = Draining::default();
        let other = draining.clone();
        assert!(!other.is_begun());
        draining.begin();
        assert!(other.is_begun());
    }
}
