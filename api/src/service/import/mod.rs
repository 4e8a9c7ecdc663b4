//! Loan tapes into the book: checked first, then written in one transaction, or not at all.
//!
//! A load reads its files twice. The first time it only looks ([`look`]): what is wrong is
//! counted and reported, and a load with too much of it ends here. The second time it writes
//! ([`apply`]) in a single transaction, in the order of the files: whoever is killed in the
//! middle leaves the book as it was. Between the two only the dates are kept, so that memory
//! does not grow with the files.
//!
//! A row finds the one that it changes by its natural key. Rows that a load changes are kept as
//! they were ([`image`]), rows that it adds have identifiers that follow each other, so that
//! [`undo()`] can put back what was before.

mod apply;
mod batch;
mod files;
mod finish;
mod image;
mod instalments;
pub mod job;
mod loans;
mod look;
mod names;
mod people;
mod quality;
mod receipts;
mod rejects;
mod states;
mod undo;

pub(super) use finish::restate_reported;

pub use batch::{Batch, Counts, TableCounts, find, list};
pub use quality::{Example, Finding};
pub use undo::{Undone, undo};

use super::Ctx;
use crate::{
    auth::{Admin, As},
    clock,
    error::{Code, Error, Result},
};
use ::entity::import_batch::BatchStatus;
use chrono::NaiveDate;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tape::Tape;

/// What is to be loaded, and how.
#[derive(Clone, Debug)]
pub struct Order {
    /// The files.
    pub paths: Vec<PathBuf>,
    /// How they are read; the book's currency is put in by the load.
    pub options: tape::Options,
    /// The rest of what decides how they are read, for the hash: the text of a mapping file.
    pub mapping_text: Option<String>,
    /// Only to say what would come of it.
    pub dry_run: bool,
    /// Most rows that may be left out for an error.
    pub max_rejected: Limit,
    /// Folder for the rows that are left out, with their errors.
    pub rejects: Option<PathBuf>,
    /// The day that the book is to stand at afterwards, at the least; where none is given, the
    /// last day that the tape knows of.
    pub as_of: Option<NaiveDate>,
    /// ISO 4217 code of the book's currency; only an empty book takes another one.
    pub currency: Option<String>,
}

/// How many rows may be left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// So many.
    Rows(u64),
    /// So many of a million.
    PartsPerMillion(u64),
}

impl Limit {
    /// Whether so many of so many are too many.
    #[must_use]
    pub fn is_passed(self, rejected: u64, read: u64) -> bool {
        match self {
            Self::Rows(most) => rejected > most,
            Self::PartsPerMillion(share) => {
                u128::from(rejected) * 1_000_000 > u128::from(share) * u128::from(read)
            }
        }
    }
}

/// How far a load is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Looking, writing, or done.
    pub phase: Phase,
    /// Bytes of the files that this phase has read.
    pub bytes_read: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// Rows that this phase has read.
    pub rows: u64,
    /// Rows left out so far.
    pub rejected: u64,
}

/// What a load is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Reads the files to see what is in them.
    #[default]
    Looking,
    /// Writes the rows, in a transaction that has not ended.
    Writing,
    /// Makes indexes, statuses and sums.
    Finishing,
}

/// What came of a load.
#[derive(Clone, Debug)]
pub struct Report {
    /// The load as it is kept; without an identifier after a dry run.
    pub batch: Batch,
    /// Whether the same files had been loaded before, and nothing was done.
    pub is_repeated: bool,
    /// Whether it was only to say what would come of it.
    pub is_dry_run: bool,
    /// Time it took.
    pub duration: Duration,
}

/// Tells how far a load is; called often, so it must be quick.
pub type Tell = Arc<dyn Fn(Progress) + Send + Sync>;

/// Loads a tape.
///
/// # Errors
/// UNPROCESSABLE, with the file and the row, where a file cannot be read as what it is, or too
/// many rows are wrong: the report of such a load is kept, and nothing else of it. CONFLICT
/// where the book does not fit. Otherwise when the database fails.
pub async fn load(ctx: &As<Admin>, order: Order, tell: Tell) -> Result<Report> {
    let started = clock::start();
    let begun_at = ctx.clock.stamp();
    let (order, book) = apply::settle_currency(ctx, order).await?;
    let looked = files::on_a_thread({
        let (order, tell) = (order.clone(), tell.clone());
        move || look::look(&order, &tell)
    })
    .await?;
    let (looked, tape) = match looked {
        Ok(found) => found,
        Err(refusal) => return Err(unreadable(&refusal)),
    };
    if let Some(batch) = batch::applied_with(&ctx.db, &looked.content_hash).await? {
        return Ok(Report {
            batch,
            is_repeated: true,
            is_dry_run: order.dry_run,
            duration: started.elapsed(),
        });
    }
    let read = looked.rows;
    if order
        .max_rejected
        .is_passed(looked.quality.rejected(), read)
    {
        let refused = batch::Refused::new(looked, &tape, begun_at);
        return Err(refuse(ctx, refused, order.dry_run).await?);
    }
    let task = apply::Task {
        order: &order,
        looked,
        tape: Arc::new(tape),
        book,
        begun_at,
        tell,
    };
    let batch = apply::apply(ctx, task).await?;
    Ok(Report {
        is_repeated: false,
        is_dry_run: order.dry_run,
        duration: started.elapsed(),
        batch,
    })
}

/// Keeps the report of a load that is not made, and says so.
async fn refuse(ctx: &Ctx, refused: batch::Refused, is_dry_run: bool) -> Result<Error> {
    let message = refused.message();
    let more = if is_dry_run {
        "--max-rejected 100% shows all".to_owned()
    } else {
        let id = batch::keep_refused(ctx, refused, &message).await?;
        format!("`loanbook import show {id}` shows all")
    };
    Ok(Error::new(
        Code::Unprocessable,
        format!("{message}; {more}"),
    ))
}

/// A file cannot be read any further.
fn unreadable(refusal: &tape::Refusal) -> Error {
    Error::new(Code::Unprocessable, refusal.to_string())
}

/// What a tape is made of, for reports.
fn source_names(tape: &Tape) -> Vec<String> {
    let sources = tape.sources().iter();
    sources.map(|source| source.name.clone()).collect()
}

/// Name of the status of a load, as it is shown.
#[must_use]
pub const fn status_name(status: BatchStatus) -> &'static str {
    match status {
        BatchStatus::Applied => "applied",
        BatchStatus::Refused => "refused",
        BatchStatus::Undone => "undone",
    }
}
