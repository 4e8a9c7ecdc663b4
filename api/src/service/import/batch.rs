//! Loads as they are kept.

use super::{
    Finding,
    apply::{Load, Task},
    look::Looked,
    source_names,
};
use crate::{
    auth::{Admin, As},
    error::{Error, Result},
    service::Ctx,
};
use ::entity::{
    book as settings,
    import_batch::{ActiveModel, BatchStatus, Column, Entity, Model},
};
use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use tape::Tape;

/// Most loads of one list.
const MAX_LISTED: u64 = 500;

/// A load as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Identifier; 0 after a dry run.
    pub id: i64,
    /// SHA-256 of the files and of how they were read.
    pub content_hash: String,
    /// Name of the layout.
    pub layout: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// How it ended.
    pub status: BatchStatus,
    /// When it began, UTC.
    pub started_at: NaiveDateTime,
    /// When it ended, UTC.
    pub finished_at: NaiveDateTime,
    /// Rows of the files.
    pub rows_read: u64,
    /// Rows left out for an error.
    pub rows_rejected: u64,
    /// What was written.
    pub counts: Counts,
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// Why it was not applied.
    pub refusal: Option<String>,
    /// The change that it made.
    pub change_id: Option<i64>,
    /// What undoing it needs to know.
    pub(super) written: Written,
}

/// Rows of each table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Customers.
    pub customers: TableCounts,
    /// Loans.
    pub loans: TableCounts,
    /// Instalments.
    pub repayments: TableCounts,
    /// Monthly states.
    pub states: TableCounts,
}

/// Rows of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCounts {
    /// Rows that are new.
    pub inserted: u64,
    /// Rows that were there, and say something else now.
    pub updated: u64,
    /// Rows that were there, and say the same.
    pub unchanged: u64,
}

/// The identifiers that a load has given out, and the settings as they were before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) customers: (i64, i64),
    pub(super) loans: (i64, i64),
    pub(super) payments: (i64, i64),
    pub(super) previous: Option<Previous>,
}

/// The settings of the book before a load.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Previous {
    pub(super) reporting_date: Option<NaiveDate>,
    pub(super) demo_loans: Option<i64>,
    pub(super) currency: String,
    pub(super) currency_exponent: i32,
}

/// A load that is not made.
pub(super) struct Refused {
    looked: Looked,
    layout: String,
    files: Vec<String>,
    begun_at: NaiveDateTime,
}

impl Refused {
    pub(super) fn new(looked: Looked, tape: &Tape, begun_at: NaiveDateTime) -> Self {
        Self {
            looked,
            layout: layout(tape),
            files: source_names(tape),
            begun_at,
        }
    }

    /// Why it is not made, with the first row that is wrong.
    pub(super) fn message(&self) -> String {
        let quality = &self.looked.quality;
        let worst = quality.findings().into_iter().next();
        let worst = worst.map_or(String::new(), |finding| {
            let example = finding.examples.first();
            let row = example.map_or(0, |example| example.row);
            let value = example.map_or("", |example| example.value.as_str());
            let column = match finding.column.as_str() {
                "" => String::new(),
                column => format!(", column {column}"),
            };
            format!(
                "; the first: {}, row {row}{column}, \"{value}\": {} ({})",
                finding.file, finding.fix, finding.rule
            )
        });
        format!(
            "{} of {} rows are wrong, more than may be left out (--max-rejected): nothing was \
             written{worst}",
            quality.rejected(),
            self.looked.rows
        )
    }
}

/// Keeps the report of a load that is not made.
pub(super) async fn keep_refused(ctx: &Ctx, mut refused: Refused, message: &str) -> Result<i64> {
    refused.looked.rejects.finish().map_err(Error::internal)?;
    let row = ActiveModel {
        import_batch_id: NotSet,
        content_hash: Set(refused.looked.content_hash),
        layout: Set(refused.layout),
        files: Set(json(&refused.files)?),
        status: Set(BatchStatus::Refused),
        started_at: Set(refused.begun_at),
        finished_at: Set(ctx.clock.stamp()),
        rows_read: Set(count(refused.looked.rows)),
        rows_rejected: Set(count(refused.looked.quality.rejected())),
        counts: Set(json(&Counts::default())?),
        quality: Set(json(&refused.looked.quality.findings())?),
        written: Set(json(&Written::default())?),
        refusal: Set(Some(message.to_owned())),
        change_id: Set(None),
    };
    Ok(Entity::insert(row).exec(&ctx.db).await?.last_insert_id)
}

/// Enters a load that has begun, for its identifier: what it comes to is entered at the end of
/// the same transaction.
pub(super) async fn begin(ctx: &Ctx, db: &DatabaseTransaction, task: &Task<'_>) -> Result<i64> {
    let row = ActiveModel {
        import_batch_id: NotSet,
        content_hash: Set(task.looked.content_hash.clone()),
        layout: Set(layout(&task.tape)),
        files: Set(json(&source_names(&task.tape))?),
        status: Set(BatchStatus::Applied),
        started_at: Set(task.begun_at),
        finished_at: Set(ctx.clock.stamp()),
        rows_read: Set(count(task.looked.rows)),
        rows_rejected: Set(0),
        counts: Set(String::new()),
        quality: Set(String::new()),
        written: Set(String::new()),
        refusal: Set(None),
        change_id: Set(None),
    };
    Ok(Entity::insert(row).exec(db).await?.last_insert_id)
}

/// Enters what a load has come to.
pub(super) async fn finish(
    ctx: &Ctx,
    db: &DatabaseTransaction,
    load: &Load<'_>,
    task: Task<'_>,
    previous: settings::Model,
    change_id: i64,
) -> Result<Batch> {
    let written = Written {
        customers: load.ids.customers.given(),
        loans: load.ids.loans.given(),
        payments: load.ids.payments.given(),
        previous: Some(Previous {
            reporting_date: previous.reporting_date,
            demo_loans: previous.demo_loans,
            currency: previous.currency,
            currency_exponent: previous.currency_exponent,
        }),
    };
    let found = Entity::find_by_id(load.batch_id).one(db).await?;
    let begun = found.ok_or_else(|| missing(load.batch_id))?;
    let row = Model {
        finished_at: ctx.clock.stamp(),
        rows_rejected: count(task.looked.quality.rejected()),
        counts: json(&load.counts)?,
        quality: json(&task.looked.quality.findings())?,
        written: json(&written)?,
        change_id: Some(change_id),
        ..begun
    };
    let active: ActiveModel = row.clone().into_active_model().reset_all();
    Entity::update_many()
        .set(active)
        .filter(Column::ImportBatchId.eq(load.batch_id))
        .exec(db)
        .await?;
    row.try_into()
}

/// The load of the same files that is in the book, if one is.
pub(super) async fn applied_with(db: &impl ConnectionTrait, hash: &str) -> Result<Option<Batch>> {
    Entity::find()
        .filter(Column::ContentHash.eq(hash))
        .filter(Column::Status.eq(BatchStatus::Applied))
        .one(db)
        .await?
        .map(TryInto::try_into)
        .transpose()
}

/// The last loads, newest first.
///
/// # Errors
/// BAD_USER_INPUT for more than may be asked for at once; otherwise when the database fails.
pub async fn list(ctx: &As<Admin>, first: u64) -> Result<Vec<Batch>> {
    if !(1..=MAX_LISTED).contains(&first) {
        return Err(Error::input("first", format!("must be 1 to {MAX_LISTED}")));
    }
    Entity::find()
        .order_by_desc(Column::ImportBatchId)
        .limit(first)
        .all(&ctx.db)
        .await?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
}

/// One load.
///
/// # Errors
/// When the database fails.
pub async fn find(ctx: &As<Admin>, id: i64) -> Result<Option<Batch>> {
    let found = Entity::find_by_id(id).one(&ctx.db).await?;
    found.map(TryInto::try_into).transpose()
}

impl TryFrom<Model> for Batch {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
            serde_json::from_str(text).map_err(Error::internal)
        }
        Ok(Self {
            id: row.import_batch_id,
            content_hash: row.content_hash,
            layout: row.layout,
            files: read(&row.files)?,
            status: row.status,
            started_at: row.started_at,
            finished_at: row.finished_at,
            rows_read: row.rows_read.unsigned_abs(),
            rows_rejected: row.rows_rejected.unsigned_abs(),
            counts: read(&row.counts)?,
            findings: read(&row.quality)?,
            refusal: row.refusal,
            change_id: row.change_id,
            written: read(&row.written)?,
        })
    }
}

fn layout(tape: &Tape) -> String {
    let first = tape.sources().first();
    first.map_or(String::new(), |source| source.layout.to_owned())
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

fn count(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

pub(super) fn missing(id: i64) -> Error {
    Error::not_found("batch", format!("there is no load {id}"))
}
