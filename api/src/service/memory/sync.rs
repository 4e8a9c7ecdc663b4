//! Brings the book in memory up to date, from the record of changes.

use super::{Absence, Failure, Held, read};
use crate::{
    db,
    error::Result,
    service::book::{self, Version},
};
use ::entity::{change_record, loan_application};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

/// Identifiers below the highest that may still become visible: as [`Version`] counts them.
const WINDOW: i64 = 10_000;

/// The changes that are in the book, in ascending order: those of the window, others are.
#[derive(Debug, Default)]
pub(super) struct Known(VecDeque<i64>);

/// Identifier, loan, customer.
type ChangeRow = (i64, Option<i64>, Option<i64>);

impl Known {
    /// Those that are visible now.
    pub(super) async fn read(db: &impl ConnectionTrait, version: Version) -> Result<Self> {
        let changes = changes_after(db, version.last_change_id - WINDOW).await?;
        Ok(Self(changes.iter().map(|(id, ..)| *id).collect()))
    }

    /// Those of a snapshot.
    pub(super) fn of(ids: Vec<i64>) -> Self {
        Self(ids.into())
    }

    /// All of them.
    pub(super) fn ids(&self) -> impl Iterator<Item = i64> {
        self.0.iter().copied()
    }

    fn highest(&self) -> i64 {
        self.0.back().copied().unwrap_or(0)
    }

    /// How many there are in the window of a version.
    fn recent(&self, version: Version) -> i64 {
        let first = version.last_change_id - WINDOW;
        let before = self.0.partition_point(|id| *id <= first);
        self.0.len().saturating_sub(before) as i64
    }

    fn add(&mut self, changes: &[ChangeRow], version: Version) {
        for (id, ..) in changes {
            match self.0.binary_search(id) {
                Ok(_) => {}
                Err(at) => self.0.insert(at, *id),
            }
        }
        while self
            .0
            .front()
            .is_some_and(|id| *id <= version.last_change_id - WINDOW)
        {
            self.0.pop_front();
        }
    }
}

/// The book with what has changed since, all read in one view of the database.
///
/// # Errors
/// That it is [`Absence::Reading`] where all of it may have changed: it has to be read
/// as a whole.
pub(super) async fn follow(
    db: &DatabaseConnection,
    held: &Held,
    known: &mut Known,
) -> std::result::Result<Arc<Held>, Failure> {
    let transaction = db::begin_read(db).await?;
    let version = book::read(&transaction).await?.version;
    let mut changes = changes_after(&transaction, known.highest()).await?;
    let recent = changes
        .iter()
        .filter(|(id, ..)| *id > version.last_change_id - WINDOW);
    if known.recent(version) + recent.count() as i64 != version.recent_changes {
        // A lower identifier has become visible after a higher one.
        let first = version.last_change_id - WINDOW;
        let window = changes_after(&transaction, first.min(known.highest())).await?;
        let is_new = |change: &ChangeRow| known.0.binary_search(&change.0).is_err();
        changes = window.into_iter().filter(is_new).collect();
    }
    if changes
        .iter()
        .any(|(_, loan, customer)| loan.is_none() && customer.is_none())
    {
        return Err(Failure::Absent(Absence::Reading));
    }
    let customers = customers_of(&transaction, &changes).await?;
    let customers = read::by_ids(&transaction, &customers).await?;
    transaction.commit().await?;
    let with = held.book.with(customers);
    let book = with.map_err(|why| read::unfit(why.to_string()))?;
    known.add(&changes, version);
    Ok(Arc::new(Held { book, version }))
}

async fn changes_after(db: &impl ConnectionTrait, id: i64) -> Result<Vec<ChangeRow>> {
    Ok(change_record::Entity::find()
        .select_only()
        .columns([
            change_record::Column::ChangeId,
            change_record::Column::LoanId,
            change_record::Column::CustomerId,
        ])
        .filter(change_record::Column::ChangeId.gt(id))
        .order_by_asc(change_record::Column::ChangeId)
        .into_tuple()
        .all(db)
        .await?)
}

/// The customers that changes are about, in ascending order.
async fn customers_of(db: &impl ConnectionTrait, changes: &[ChangeRow]) -> Result<Vec<i64>> {
    let loans: BTreeSet<i64> = changes.iter().filter_map(|(_, loan, _)| *loan).collect();
    let mut customers: BTreeSet<i64> = changes
        .iter()
        .filter_map(|(_, _, customer)| *customer)
        .collect();
    let loans: Vec<i64> = loans.into_iter().collect();
    for loans in loans.chunks(1000) {
        let found: Vec<i64> = loan_application::Entity::find()
            .select_only()
            .column(loan_application::Column::CustomerId)
            .filter(loan_application::Column::LoanId.is_in(loans.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        customers.extend(found);
    }
    Ok(customers.into_iter().collect())
}
