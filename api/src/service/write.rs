//! The one door for changes of the book: a transaction, run again as a whole when
//! it met another one, with a record of the change in it, told after the commit.

use super::{
    Ctx,
    audit::{self, Action, Deed},
    is_label, loan,
};
use crate::{
    clock,
    error::{Code, Error, Result},
    event::{Change, ChangeKind},
};
use ::entity::{book, change_record};
use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    future::Future,
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};
use tokio::sync::OnceCell;

/// How often a transaction that met another one is run again.
const MAX_RETRIES: u32 = 5;

/// After so long it is run no more: it may have waited long for a lock each time.
const GIVE_UP_AFTER: Duration = Duration::from_secs(15);

/// The pause before the first time; each further one is twice as long, and up to as much again.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// The longest idempotency key.
const MAX_KEY_LENGTH: usize = 128;

/// How a change is asked for.
#[derive(Clone, Debug)]
pub struct Order {
    /// The caller's name for this change: with the same name it is made once.
    pub idempotency_key: String,
    /// Whether only to say what would come of it.
    pub dry_run: bool,
}

/// A change as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its row in the record of changes.
    pub change_id: i64,
    /// When it was made, UTC.
    pub at: NaiveDateTime,
    /// What kind of change.
    pub kind: ChangeKind,
}

/// What came of a change.
#[derive(Clone, Debug)]
pub struct Written<Outcome, View> {
    /// Its record; none after a dry run.
    pub change: Option<Recorded>,
    /// What it came to, the same for each request with the same key.
    pub outcome: Outcome,
    /// The rows that it is about, as they are now, or would be after a dry run.
    pub view: View,
}

/// A change that can be asked for.
pub(super) trait Write: Sync {
    const KIND: ChangeKind;
    /// What it came to: kept in the record, so without data of persons.
    type Outcome: Serialize + DeserializeOwned + Send + Sync;
    /// The rows that it is about.
    type View: Send;

    /// What was asked for: kept in the record, so without data of persons.
    fn request(&self) -> serde_json::Value;

    /// Whether the recorded change with the same key is this one.
    fn is_same(
        &self,
        _db: &impl ConnectionTrait,
        request: &serde_json::Value,
        _outcome: &Self::Outcome,
    ) -> impl Future<Output = Result<bool>> + Send {
        let is_same = *request == self.request();
        async move { Ok(is_same) }
    }

    /// Makes the change.
    fn apply(
        &self,
        scope: &Scope<'_>,
    ) -> impl Future<Output = Result<Applied<Self::Outcome>>> + Send;

    /// Reads the rows that it is about.
    fn view(
        &self,
        db: &impl ConnectionTrait,
        outcome: &Self::Outcome,
    ) -> impl Future<Output = Result<Self::View>> + Send;
}

/// What a change has come to, and what it is about.
pub(super) struct Applied<Outcome> {
    pub(super) outcome: Outcome,
    pub(super) loan_id: Option<i64>,
    pub(super) customer_id: Option<i64>,
    pub(super) effective_date: Option<NaiveDate>,
}

/// What a change is made in.
pub(super) struct Scope<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) transaction: &'a DatabaseTransaction,
    pub(super) now: NaiveDateTime,
    today: NaiveDate,
    book: OnceCell<book::Model>,
}

impl Scope<'_> {
    /// The day that stored statuses are true at. To be read after the loan is locked:
    /// whoever sets it locks every loan.
    pub(super) async fn reporting_date(&self) -> Result<NaiveDate> {
        Ok(self.book().await?.reporting_date.unwrap_or(self.today))
    }

    /// Keeps others from setting the reporting date until this transaction ends.
    pub(super) async fn hold_reporting_date(&self) -> Result<()> {
        book::Entity::find_by_id(1)
            .lock_shared()
            .one(self.transaction)
            .await?;
        Ok(())
    }

    /// The book's settings, as they were when they were asked for first in this transaction.
    pub(super) async fn book(&self) -> Result<&book::Model> {
        self.book
            .get_or_try_init(|| read_book(self.transaction))
            .await
    }

    /// Today in UTC.
    pub(super) const fn today(&self) -> NaiveDate {
        self.today
    }
}

/// Makes a change, once for each key.
///
/// # Errors
/// Those of the change itself; CONFLICT when the key was used for another one;
/// UNAVAILABLE when it met other changes again and again.
pub(super) async fn transact<W: Write>(
    ctx: &Ctx,
    write: &W,
    order: &Order,
) -> Result<Written<W::Outcome, W::View>> {
    check_key(&order.idempotency_key)?;
    let started = clock::start();
    let mut retries = 0;
    loop {
        if let Some(record) = find(ctx, order).await? {
            on_disk(ctx).await?;
            return answer_again(ctx, write, record).await;
        }
        let error = match attempt(ctx, write, order).await {
            Ok(written) => return Ok(written),
            Err(error) => error,
        };
        if error.is_transient() || error.is_unique_violation() {
            if retries == MAX_RETRIES || started.elapsed() > GIVE_UP_AFTER {
                tracing::warn!(change.kind = W::KIND.name(), retries, "Gave up a change");
                return Err(busy());
            }
            pause(retries).await;
            retries += 1;
        } else if find(ctx, order).await?.is_none() {
            return Err(error);
        }
        // Else the same request was faster, and has made refusable what it did itself.
    }
}

fn busy() -> Error {
    Error::new(
        Code::Unavailable,
        "the book is busy with other changes; try again with the same idempotency key",
    )
}

async fn attempt<W: Write>(
    ctx: &Ctx,
    write: &W,
    order: &Order,
) -> Result<Written<W::Outcome, W::View>> {
    let transaction = ctx.writer.begin().await.map_err(|error| {
        if ctx.writer.is_busy(&error) {
            busy()
        } else {
            error.into()
        }
    })?;
    let made = match write_in(ctx, &transaction, write, order).await {
        Ok(made) => made,
        Err(error) => {
            // What was wrong is the error; a connection that cannot roll back is closed.
            let _ = transaction.rollback().await;
            return Err(error);
        }
    };
    let outcome = made.applied.outcome;
    let Some((change, at)) = made.change else {
        let view = write.view(&transaction, &outcome).await;
        transaction.rollback().await?;
        let change = None;
        return view.map(|view| Written {
            change,
            outcome,
            view,
        });
    };
    transaction.commit().await?;
    ctx.forget_settings();
    ctx.events.publish(change);
    let (id, kind) = (change.change_id, change.kind);
    tracing::info!(
        change.id = id,
        change.kind = kind.name(),
        "Made change {id}"
    );
    let ((), view) = tokio::try_join!(on_disk(ctx), write.view(&ctx.db, &outcome))?;
    Ok(Written {
        change: Some(Recorded {
            change_id: id,
            at,
            kind,
        }),
        outcome,
        view,
    })
}

/// Waits until all that was committed outlasts a loss of power.
pub(super) async fn on_disk(ctx: &Ctx) -> Result<()> {
    ctx.writer.on_disk().await.map_err(|cause| {
        tracing::error!(%cause, "Commits could not be synchronised to the disk");
        Error::new(
            Code::Unavailable,
            "the change was made, but may not outlast a loss of power: the disk does not answer; \
             try again with the same idempotency key",
        )
    })
}

/// A change that is made, but not committed.
struct Made<Outcome> {
    applied: Applied<Outcome>,
    /// Its record, and when it was made; none of a dry run.
    change: Option<(Change, NaiveDateTime)>,
}

async fn write_in<W: Write>(
    ctx: &Ctx,
    transaction: &DatabaseTransaction,
    write: &W,
    order: &Order,
) -> Result<Made<W::Outcome>> {
    let scope = Scope {
        ctx,
        transaction,
        now: ctx.clock.stamp(),
        today: ctx.clock.today(),
        book: OnceCell::new(),
    };
    let applied = write.apply(&scope).await?;
    if order.dry_run {
        let change = None;
        return Ok(Made { applied, change });
    }
    leave_demo(&scope).await?;
    let request = write.request();
    let key = Some(order.idempotency_key.clone());
    let change = record(transaction, scope.now, W::KIND, key, &request, &applied).await?;
    let deed = Deed {
        change_id: Some(change.change_id),
        ..Deed::new(Action::Write, W::KIND.name())
    };
    audit::record(ctx, transaction, deed).await?;
    Ok(Made {
        applied,
        change: Some((change, scope.now)),
    })
}

/// Appends to the record of changes.
pub(super) async fn record<Outcome: Serialize>(
    transaction: &DatabaseTransaction,
    now: NaiveDateTime,
    kind: ChangeKind,
    idempotency_key: Option<String>,
    request: &serde_json::Value,
    applied: &Applied<Outcome>,
) -> Result<Change> {
    let outcome = serde_json::to_string(&applied.outcome).map_err(Error::internal)?;
    let row = change_record::ActiveModel {
        change_id: NotSet,
        changed_at: Set(now),
        kind: Set(kind.name().to_owned()),
        customer_id: Set(applied.customer_id),
        loan_id: Set(applied.loan_id),
        effective_date: Set(applied.effective_date),
        idempotency_key: Set(idempotency_key),
        request: Set(request.to_string()),
        outcome: Set(outcome),
    };
    let inserted = change_record::Entity::insert(row).exec(transaction).await?;
    Ok(Change {
        change_id: inserted.last_insert_id,
        kind,
        loan_id: applied.loan_id,
        customer_id: applied.customer_id,
        effective_date: applied.effective_date,
    })
}

/// The change that was made under the same key, if one was.
async fn find(ctx: &Ctx, order: &Order) -> Result<Option<change_record::Model>> {
    if order.dry_run {
        return Ok(None);
    }
    let key = order.idempotency_key.as_str();
    Ok(change_record::Entity::find()
        .filter(change_record::Column::IdempotencyKey.eq(key))
        .one(&ctx.db)
        .await?)
}

/// Answers a request as it was answered when its change was made.
async fn answer_again<W: Write>(
    ctx: &Ctx,
    write: &W,
    record: change_record::Model,
) -> Result<Written<W::Outcome, W::View>> {
    let another = || {
        let message = "this idempotency key was used for another request; \
                       a new change needs a new key";
        Error::conflict("idempotencyKey", message)
    };
    if record.kind != W::KIND.name() || !is_seen(ctx, record.loan_id).await? {
        return Err(another());
    }
    let request = serde_json::from_str(&record.request).map_err(Error::internal)?;
    let outcome = serde_json::from_str(&record.outcome).map_err(Error::internal)?;
    if !write.is_same(&ctx.db, &request, &outcome).await? {
        return Err(another());
    }
    Ok(Written {
        change: Some(Recorded {
            change_id: record.change_id,
            at: record.changed_at,
            kind: W::KIND,
        }),
        view: write.view(&ctx.db, &outcome).await?,
        outcome,
    })
}

/// Whether the loan that a change is about is one that the principal sees.
async fn is_seen(ctx: &Ctx, loan_id: Option<i64>) -> Result<bool> {
    match loan_id {
        Some(id) if !ctx.principal.rows.is_everything() => {
            Ok(loan::by_ids(ctx, &[id]).await?.contains_key(&id))
        }
        _ => Ok(true),
    }
}

/// A demo book that was written to is one no more. Only the first write finds it so.
async fn leave_demo(scope: &Scope<'_>) -> Result<()> {
    if scope.book().await?.demo_loans.is_none() {
        return Ok(());
    }
    book::Entity::update_many()
        .col_expr(book::Column::DemoLoans, Expr::value(None::<i64>))
        .filter(book::Column::Id.eq(1))
        .exec(scope.transaction)
        .await?;
    Ok(())
}

async fn read_book(transaction: &DatabaseTransaction) -> Result<book::Model> {
    book::Entity::find_by_id(1)
        .one(transaction)
        .await?
        .ok_or_else(|| {
            let message = "the table book has no row".to_owned();
            Error::internal(sea_orm::DbErr::Custom(message))
        })
}

fn check_key(key: &str) -> Result<()> {
    if is_label(key, MAX_KEY_LENGTH) {
        return Ok(());
    }
    Err(Error::input(
        "idempotencyKey",
        format!("must be 1 to {MAX_KEY_LENGTH} characters, none of them a control character"),
    ))
}

/// Waits longer each time, and not as long as another writer.
async fn pause(retries: u32) {
    let longest = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(retries));
    let random = RandomState::new().build_hasher().finish() % 1000;
    let share = u32::try_from(random).unwrap_or(0);
    tokio::time::sleep(longest + longest * share / 1000).await;
}
