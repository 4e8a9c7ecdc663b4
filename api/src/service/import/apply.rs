//! The second reading of a tape: its rows into the book, in one transaction.

use super::{
    Batch, Counts, Order, Phase, Progress, Tell, batch, files, finish, image::Before, instalments,
    loans, look::Looked, names::Names, people, receipts, states,
};
use crate::{
    db::{self, Inserter},
    error::{Code, Error, Result},
    event::ChangeKind,
    service::{
        Ctx,
        audit::{self, Action, Deed},
        book,
        reporting_date::{self, ReportingDateOutcome},
        write::{self, Applied},
    },
};
use ::entity::{book as settings, customer_profile, loan_application, receipt, repayment_history};
use chrono::{NaiveDate, NaiveDateTime};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, Iterable, QueryFilter, QuerySelect, Value,
    sea_query::Expr,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use tape::{Item, Problem, Severity, Tape};

/// Keys in one list of a statement.
const KEYS_PER_STATEMENT: usize = 1000;

/// What is to be applied.
pub(super) struct Task<'a> {
    pub(super) order: &'a Order,
    pub(super) looked: Looked,
    pub(super) tape: Arc<Tape>,
    pub(super) book: settings::Model,
    pub(super) begun_at: NaiveDateTime,
    pub(super) tell: Tell,
}

/// A load on its way into the book.
pub(super) struct Load<'a> {
    pub(super) db: Inserter<'a>,
    pub(super) batch_id: i64,
    /// The reporting date that stored statuses are made for.
    pub(super) as_of: NaiveDate,
    pub(super) currency: String,
    pub(super) ids: Ids,
    pub(super) customers: Names,
    pub(super) loans: Names,
    pub(super) keeps_payment_ids: bool,
    /// Whether the tape lists receipts one by one.
    pub(super) has_receipts: bool,
    pub(super) has_repayments: bool,
    pub(super) before: Before,
    pub(super) counts: Counts,
    /// Loans of the book before that something was changed of.
    pub(super) touched: HashSet<i64>,
    /// The highest loan that this load has written instalments of: a new one above has none yet.
    pub(super) last_paying_loan: i64,
    /// Its instalments so far: the next block goes on with them most often.
    pub(super) last_instalments: Vec<repayment_history::Model>,
    /// Rows of the book before that this load has said something of.
    pub(super) said: Said,
    /// Instalments of the book before that were written over.
    pub(super) replaced: HashSet<i64>,
    /// Receipts on their way to the database.
    pub(super) receipts: Vec<receipt::ActiveModel>,
}

/// Rows that a tape has had a row about. Of one that says two things the first counts, as with
/// rows that are new, and the second is told.
#[derive(Default)]
pub(super) struct Said {
    pub(super) customers: Seen,
    pub(super) loans: Seen,
    pub(super) instalments: Seen,
    /// The days of each loan that the book had before.
    pub(super) states: HashMap<i64, Vec<NaiveDate>>,
}

/// Whole numbers; of those that follow each other 64 share a word.
#[derive(Default)]
pub(super) struct Seen(HashMap<i64, u64>);

impl Seen {
    /// Remembers a number; whether it is here for the first time.
    pub(super) fn insert(&mut self, number: i64) -> bool {
        let word = self.0.entry(number >> 6).or_default();
        let bit = 1 << (number & 63);
        let is_first = *word & bit == 0;
        *word |= bit;
        is_first
    }

    /// How much it remembers.
    pub(super) fn words(&self) -> usize {
        self.0.len()
    }

    /// Whether it has seen it.
    pub(super) fn contains(&self, number: i64) -> bool {
        let word = self.0.get(&(number >> 6));
        word.is_some_and(|word| word & (1 << (number & 63)) != 0)
    }
}

/// The next identifiers of the tables whose rows can be told apart by them.
pub(super) struct Ids {
    pub(super) customers: Sequence,
    pub(super) loans: Sequence,
    pub(super) payments: Sequence,
}

/// Identifiers of one table, given out in order.
pub(super) struct Sequence {
    /// The highest one before the load.
    before: i64,
    last: i64,
}

impl Sequence {
    fn after(last: Option<i64>) -> Self {
        let before = last.unwrap_or(0);
        Self {
            before,
            last: before,
        }
    }

    /// The identifier of a new row: the tape's own where those are kept, or the next.
    pub(super) fn give(&mut self, of_tape: Option<i64>, keeps: bool) -> i64 {
        let own = of_tape.filter(|id| keeps && *id > 0);
        let id = own.unwrap_or(self.last + 1);
        self.last = self.last.max(id);
        id
    }

    /// Whether no row can have it yet: then nobody needs to look.
    pub(super) const fn is_ahead(&self, id: i64) -> bool {
        id > self.last
    }

    /// Whether a row is of this load.
    pub(super) const fn is_new(&self, id: i64) -> bool {
        id > self.before
    }

    /// The identifiers that were given out.
    pub(super) const fn given(&self) -> (i64, i64) {
        (self.before + 1, self.last)
    }
}

/// What is found wrong with the rows of a block, by their places.
#[derive(Default)]
pub(super) struct Problems(HashMap<usize, Vec<Problem>>);

impl Problems {
    pub(super) fn add(&mut self, at: usize, problem: Problem) {
        self.0.entry(at).or_default().push(problem);
    }

    /// Whether a row is left out.
    fn is_rejected(&self, at: usize) -> bool {
        let mut of_row = self.0.get(&at).into_iter().flatten();
        of_row.any(|problem| problem.severity == Severity::Error)
    }
}

/// Enters the book's currency into the order; an empty book takes the one that is asked for.
pub(super) async fn settle_currency(
    ctx: &Ctx,
    mut order: Order,
) -> Result<(Order, settings::Model)> {
    let mut book = book::read(&ctx.db).await?.book;
    if let Some(currency) = order.currency.clone().filter(|code| *code != book.currency) {
        let is_code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_code {
            let message = "must be an ISO 4217 code, such as USD";
            return Err(Error::input("currency", message));
        }
        if book::count_records(&ctx.db).await?.total() > 0 {
            let message = format!(
                "the book is in {}; amounts of two currencies are never added",
                book.currency
            );
            return Err(Error::conflict("currency", message));
        }
        book.currency_exponent = exponent(&currency);
        book.currency = currency;
    }
    order.options.currency_exponent = u32::try_from(book.currency_exponent).unwrap_or(2);
    Ok((order, book))
}

/// Decimal places of a currency (ISO 4217): two, but for these.
fn exponent(currency: &str) -> i32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Writes the tape into the book, or nothing.
pub(super) async fn apply(ctx: &Ctx, task: Task<'_>) -> Result<Batch> {
    let is_dry_run = task.order.dry_run;
    let transaction = ctx.writer.begin().await?;
    match apply_in(ctx, &transaction, task).await {
        Ok((batch, None)) => {
            transaction.rollback().await?;
            Ok(batch)
        }
        Ok((batch, Some(change))) => {
            transaction.commit().await?;
            ctx.forget_settings();
            ctx.events.publish(change);
            write::on_disk(ctx).await?;
            db::refresh_statistics(&ctx.db).await?;
            Ok(batch)
        }
        Err(Stop::Fault(error)) => {
            // What was wrong is the error; a connection that cannot roll back is closed.
            let _ = transaction.rollback().await;
            Err(error)
        }
        Err(Stop::Refused(refused)) => {
            transaction.rollback().await?;
            Err(super::refuse(ctx, *refused, is_dry_run).await?)
        }
    }
}

/// Why a load ends without being applied.
enum Stop {
    Fault(Error),
    Refused(Box<batch::Refused>),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Writes everything; without a change where it was only to be tried.
async fn apply_in(
    ctx: &Ctx,
    db: &DatabaseTransaction,
    mut task: Task<'_>,
) -> std::result::Result<(Batch, Option<crate::event::Change>), Stop> {
    book::lock(db).await?;
    // Another one may have loaded the same meanwhile.
    if let Some(batch) = batch::applied_with(db, &task.looked.content_hash).await? {
        return Ok((batch, None));
    }
    let present = book::count_records(db).await?;
    let is_empty = present.total() == 0;
    // Indexes are made anew where most of the rows are new.
    let is_large = task.looked.rows > present.total();
    let aside = if is_large {
        db::set_aside(db, is_empty).await?
    } else {
        Vec::new()
    };
    let previous = settings_of(db).await?;
    let as_of = settle_reporting_date(ctx, db, &task, &previous, is_empty).await?;
    let batch_id = batch::begin(ctx, db, &task).await?;
    let mut load = Load {
        db: Inserter::of(db),
        batch_id,
        as_of,
        currency: task.book.currency.clone(),
        ids: Ids {
            customers: last_id::<customer_profile::Entity>(db).await?,
            loans: last_id::<loan_application::Entity>(db).await?,
            payments: last_id::<repayment_history::Entity>(db).await?,
        },
        customers: Names::new(present.customers == 0, task.looked.has_customers),
        loans: Names::new(present.loans == 0, task.looked.has_loans),
        keeps_payment_ids: present.repayments == 0,
        has_receipts: task.looked.has_receipts,
        has_repayments: task.looked.has_repayments,
        before: Before::of(batch_id),
        counts: Counts::default(),
        touched: HashSet::new(),
        last_paying_loan: 0,
        last_instalments: Vec::new(),
        said: Said::default(),
        replaced: HashSet::new(),
        receipts: Vec::new(),
    };
    let written = write_all(&mut load, &mut task).await;
    // No statement is given up half-way, also when something else went wrong.
    load.db.settled().await?;
    written?;
    if task
        .order
        .max_rejected
        .is_passed(task.looked.quality.rejected(), task.looked.rows)
    {
        let refused = batch::Refused::new(task.looked, &task.tape, task.begun_at);
        return Err(Stop::Refused(Box::new(refused)));
    }
    (task.tell)(Progress {
        phase: Phase::Finishing,
        rows: task.looked.rows,
        rejected: task.looked.quality.rejected(),
        ..Progress::default()
    });
    db::put_back(db, aside).await?;
    db::advance_identities(db).await?;
    finish::statuses(db, &load).await?;
    finish::check_receipts(db, &load).await?;
    let notes = finish::check_schedules(db, &load).await?;
    let source = super::source_names(&task.tape).join(", ");
    for note in notes {
        task.looked.quality.note(&source, 0, &[note]);
    }
    let stamp = files::Stamp::of(&task.order.paths).ok();
    if stamp.as_ref() != Some(&task.looked.stamp) {
        let message = "a file was changed while it was read; load it again";
        return Err(Error::new(Code::Conflict, message).into());
    }
    task.looked.rejects.finish().map_err(Error::internal)?;
    let is_dry_run = task.order.dry_run;
    let change = record(ctx, db, &load, &task).await?;
    let mut batch = batch::finish(ctx, db, &load, task, previous, change.change_id).await?;
    if is_dry_run {
        // It is rolled back: nobody can ask for it.
        (batch.id, batch.change_id) = (0, None);
    }
    Ok((batch, (!is_dry_run).then_some(change)))
}

/// Reads all blocks and writes them.
async fn write_all(load: &mut Load<'_>, task: &mut Task<'_>) -> std::result::Result<(), Stop> {
    let bytes = task.tape.sources().iter().map(|source| source.bytes).sum();
    let mut blocks = files::blocks(task.tape.clone());
    let mut rows = 0;
    while let Some(block) = blocks.recv().await {
        let mut items = block.map_err(|refusal| super::unreadable(&refusal))?;
        rows += items.len() as u64;
        let bytes_read = items.last().map_or(bytes, |item| item.bytes_read);
        write_block(load, &mut items, task).await?;
        (task.tell)(Progress {
            phase: Phase::Writing,
            bytes_read,
            bytes,
            rows,
            rejected: task.looked.quality.rejected(),
        });
    }
    flush_receipts(load, true).await?;
    Ok(())
}

/// Writes a block: parents first.
async fn write_block(load: &mut Load<'_>, items: &mut [Item], task: &mut Task<'_>) -> Result<()> {
    let mut problems = Problems::default();
    people::write(load, items, &mut problems).await?;
    leave_out(items, &problems);
    loans::write(load, items, &mut problems).await?;
    leave_out(items, &problems);
    instalments::write(load, items, &mut problems).await?;
    flush_receipts(load, false).await?;
    receipts::write(load, items, &mut problems).await?;
    flush_receipts(load, false).await?;
    states::write(load, items, &mut problems).await?;
    load.before.write(&mut load.db).await?;
    let mut found: Vec<_> = problems.0.into_iter().collect();
    found.sort_by_key(|(at, _)| *at);
    for (at, problems) in found {
        let item = &items[at];
        let source = &task.tape.sources()[item.source];
        task.looked.quality.note(&source.name, item.row, &problems);
        task.looked
            .rejects
            .add(source, item.row, &item.fields, &problems)
            .map_err(Error::internal)?;
    }
    Ok(())
}

/// Of a row that is left out nothing more is written.
fn leave_out(items: &mut [Item], problems: &Problems) {
    for (at, item) in items.iter_mut().enumerate() {
        if problems.is_rejected(at) {
            item.bundle = tape::Bundle::default();
        }
    }
}

/// Writes the receipts that wait, in full statements; at the end all of them.
async fn flush_receipts(load: &mut Load<'_>, is_last: bool) -> Result<()> {
    let spare = load.receipts.len() % db::ROWS_PER_INSERT;
    let count = load.receipts.len() - if is_last { 0 } else { spare };
    let ready: Vec<_> = load.receipts.drain(..count).collect();
    Ok(load.db.insert_all(ready).await?)
}

/// The day that the book is to stand at: never an earlier one than it stands at now.
async fn settle_reporting_date(
    ctx: &Ctx,
    db: &DatabaseTransaction,
    task: &Task<'_>,
    previous: &settings::Model,
    is_empty: bool,
) -> Result<NaiveDate> {
    let today = ctx.clock.today();
    let last = task
        .order
        .as_of
        .or(task.looked.last_day)
        .map(|day| day.min(today));
    let now = previous.reporting_date;
    let target = match (last, now) {
        // A book that always stands at today stays so.
        (_, None) if !is_empty => return Ok(today),
        (Some(last), Some(now)) if !is_empty => last.max(now),
        (Some(last), _) => last,
        (None, Some(now)) => now,
        (None, None) => today,
    };
    if !is_empty && now != Some(target) {
        reporting_date::bring_to(db, target, &mut ReportingDateOutcome::default()).await?;
    }
    settings::Entity::update_many()
        .col_expr(settings::Column::ReportingDate, Expr::value(target))
        .col_expr(settings::Column::DemoLoans, Expr::value(None::<i64>))
        .col_expr(settings::Column::Currency, Expr::value(&task.book.currency))
        .col_expr(
            settings::Column::CurrencyExponent,
            Expr::value(task.book.currency_exponent),
        )
        .filter(settings::Column::Id.eq(1))
        .exec(db)
        .await?;
    Ok(target)
}

pub(super) async fn settings_of(db: &DatabaseTransaction) -> Result<settings::Model> {
    Ok(book::read(db).await?.book)
}

/// Appends to the record of changes, and to the audit log.
async fn record(
    ctx: &Ctx,
    db: &DatabaseTransaction,
    load: &Load<'_>,
    task: &Task<'_>,
) -> Result<crate::event::Change> {
    let kind = ChangeKind::TapeImported;
    let applied = Applied {
        outcome: serde_json::json!({ "batch": load.batch_id }),
        loan_id: None,
        customer_id: None,
        effective_date: None,
    };
    let request = serde_json::json!({
        "batch": load.batch_id,
        "content_hash": task.looked.content_hash,
    });
    let change = write::record(db, ctx.clock.stamp(), kind, None, &request, &applied).await?;
    let deed = Deed {
        change_id: Some(change.change_id),
        row_count: i64::try_from(task.looked.rows).ok(),
        ..Deed::new(Action::Write, kind.name())
    };
    audit::record(ctx, db, deed).await?;
    Ok(change)
}

/// The identifiers after the highest of a table.
async fn last_id<E: EntityTrait>(db: &DatabaseTransaction) -> Result<Sequence> {
    let key = E::PrimaryKey::iter().next();
    let Some(key) = key.map(sea_orm::PrimaryKeyToColumn::into_column) else {
        return Ok(Sequence::after(None));
    };
    let last: Option<Option<i64>> = E::find()
        .select_only()
        .column_as(key.max(), "last_id")
        .into_tuple()
        .one(db)
        .await?;
    Ok(Sequence::after(last.flatten()))
}

/// The rows whose column has one of these values.
pub(super) async fn fetch_by<E, V>(
    db: &mut Inserter<'_>,
    column: E::Column,
    values: Vec<V>,
) -> Result<Vec<E::Model>>
where
    E: EntityTrait<Model: Send + Sync>,
    V: Into<Value> + Ord + Clone,
{
    let mut values = values;
    values.sort_unstable();
    values.dedup();
    let mut rows = Vec::new();
    for chunk in values.chunks(KEYS_PER_STATEMENT) {
        let some = E::find().filter(column.is_in(chunk.iter().cloned()));
        rows.extend(some.all(db.settled().await?).await?);
    }
    Ok(rows)
}
