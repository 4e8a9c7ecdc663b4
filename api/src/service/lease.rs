//! A lock that any of the databases can keep: a row with an expiry.
//!
//! `GET_LOCK` and advisory locks do not exist everywhere, and not on clusters.
//! A holder renews its lease while it works; one that died is waited for until
//! its lease ends. Servers' clocks must agree to within the lease.

use crate::clock::unix_milliseconds;
use ::entity::lease as table;
use anyhow::{Context, bail};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, Schema,
    sea_query::{Expr, OnConflict},
};
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};
use tokio::task::JoinHandle;

const LEASE: Duration = Duration::from_secs(30);
const RENEW_EVERY: Duration = Duration::from_secs(10);
const TRY_EVERY: Duration = Duration::from_millis(200);
const GIVE_UP_AFTER: Duration = Duration::from_secs(600);

/// A lock that this process holds until it is released.
pub struct Lease {
    db: DatabaseConnection,
    name: String,
    holder: String,
    renewal: JoinHandle<()>,
}

/// Waits for the lock called `name` and takes it.
///
/// # Errors
/// When the database fails, or another holder keeps it for ten minutes.
pub async fn acquire(db: &DatabaseConnection, name: &str) -> anyhow::Result<Lease> {
    let random = RandomState::new().build_hasher().finish();
    let holder = format!("{}-{random:016x}", std::process::id());
    let deadline = tokio::time::Instant::now() + GIVE_UP_AFTER;
    let mut waiting = false;
    create_row(db, name).await?;
    while !take(db, name, &holder).await? {
        if tokio::time::Instant::now() > deadline {
            bail!(
                "another process has held the lock '{name}' for ten minutes; \
                 if none is running, delete the row of the table lease"
            );
        }
        if !waiting {
            tracing::info!(lease.name = name, "Waiting for another process");
            waiting = true;
        }
        tokio::time::sleep(TRY_EVERY).await;
    }
    let renewal = tokio::spawn(renew(db.clone(), name.to_owned(), holder.clone()));
    Ok(Lease {
        db: db.clone(),
        name: name.to_owned(),
        holder,
        renewal,
    })
}

impl Lease {
    /// Gives the lock back.
    ///
    /// # Errors
    /// When the database fails; the lease then ends by itself.
    pub async fn release(self) -> Result<(), DbErr> {
        self.renewal.abort();
        table::Entity::update_many()
            .col_expr(table::Column::ExpiresAtMs, Expr::value(0_i64))
            .filter(table::Column::Name.eq(self.name.as_str()))
            .filter(table::Column::Holder.eq(self.holder.as_str()))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewal.abort();
    }
}

/// Creates the table and the row. Where another process does the same at this
/// moment, a database may refuse one of them: then it is there, and is tried again.
async fn create_row(db: &DatabaseConnection, name: &str) -> anyhow::Result<()> {
    let schema = Schema::new(db.get_database_backend());
    let mut create = schema.create_table_from_entity(table::Entity);
    create.if_not_exists();
    let row = table::ActiveModel {
        name: Set(name.to_owned()),
        holder: Set(String::new()),
        expires_at_ms: Set(0),
    };
    let mut tries = 0;
    loop {
        let created = async {
            db.execute(&create).await?;
            let keep = OnConflict::column(table::Column::Name)
                .do_nothing_on([table::Column::Name])
                .to_owned();
            table::Entity::insert(row.clone())
                .on_conflict(keep)
                .exec_without_returning(db)
                .await
        };
        match created.await {
            Ok(_) => return Ok(()),
            Err(_) if tries < 5 => {
                tries += 1;
                tokio::time::sleep(TRY_EVERY).await;
            }
            Err(error) => return Err(error).context("failed to prepare the lock"),
        }
    }
}

async fn take(db: &DatabaseConnection, name: &str, holder: &str) -> Result<bool, DbErr> {
    let now = unix_milliseconds();
    let taken = table::Entity::update_many()
        .col_expr(table::Column::Holder, Expr::value(holder))
        .col_expr(
            table::Column::ExpiresAtMs,
            Expr::value(now + milliseconds(LEASE)),
        )
        .filter(table::Column::Name.eq(name))
        .filter(table::Column::ExpiresAtMs.lt(now))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

async fn renew(db: DatabaseConnection, name: String, holder: String) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        let until = unix_milliseconds() + milliseconds(LEASE);
        let renewed = table::Entity::update_many()
            .col_expr(table::Column::ExpiresAtMs, Expr::value(until))
            .filter(table::Column::Name.eq(name.as_str()))
            .filter(table::Column::Holder.eq(holder.as_str()))
            .exec(&db)
            .await;
        if let Err(error) = renewed {
            tracing::warn!(lease.name = name, "Failed to renew a lease: {error}");
        }
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
