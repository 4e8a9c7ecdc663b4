//! Loads of loan tapes in the schema, and the files on their way to the server.

use super::{
    change, context,
    scalar::{Date, DateTime},
};
use crate::{
    auth::Admin,
    error::Error,
    service::{
        import::{self, Batch, Limit, Order, Phase, job},
        upload,
    },
};
use ::entity::import_batch::BatchStatus;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use futures::{Stream, StreamExt};
use tape::layout::Mapping;
use uuid::Uuid;

/// Most files of one tape.
const MAX_FILES: usize = 20;

/// The longest mapping.
const MAX_MAPPING: usize = 100_000;

/// The most that may come out of an uploaded file that is packed, in bytes.
const MAX_UNPACKED: u64 = 64 << 30;

/// A file on its way to the server. Its bytes are sent to /api/v1/uploads/{id}, piece by piece.
#[derive(SimpleObject)]
pub(crate) struct Upload {
    /// Identifier of the upload.
    id: ID,
    /// Name of the file.
    name: String,
    /// Size of the file in bytes, which may be more than an Int holds.
    size: f64,
    /// Bytes that have been received: the next piece begins there.
    received: f64,
    /// Whether all of it is there.
    is_complete: bool,
}

impl From<upload::Upload> for Upload {
    fn from(upload: upload::Upload) -> Self {
        Self {
            id: ID(upload.id.to_string()),
            name: upload.name,
            size: bytes(upload.size),
            received: bytes(upload.received),
            is_complete: upload.received == upload.size,
        }
    }
}

/// A file that is to be sent.
#[derive(InputObject)]
pub(crate) struct BeginUploadInput {
    /// Name of the file, without a path.
    name: String,
    /// Size of the file in bytes, which may be more than an Int holds.
    size: f64,
}

/// Which uploads are loaded, and how they are read. What is not said is found out.
#[derive(InputObject)]
pub(crate) struct LoadTapeInput {
    /// Uploads that belong together, at most 20.
    uploads: Vec<ID>,
    /// Name of the layout, such as fannie_mae.
    layout: Option<String>,
    /// The text of a mapping file: which column means what.
    mapping: Option<String>,
    /// The day the files are true at; the last day in them where it is not given.
    as_of: Option<Date>,
    /// ISO 4217 code of an empty book's currency.
    currency: Option<String>,
    /// Name of the encoding of text, such as windows-1252.
    encoding: Option<String>,
    /// What stands between fields: one character.
    delimiter: Option<String>,
    /// Most rows that may be left out for an error; with more nothing is loaded.
    #[graphql(default)]
    max_rejected: i32,
    /// Only say what would come of it.
    #[graphql(default)]
    dry_run: bool,
}

/// What a load is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "import::Phase")]
pub(crate) enum ImportPhase {
    /// Reads the files to see what is in them.
    Looking,
    /// Writes the rows, in a transaction that has not ended.
    Writing,
    /// Makes indexes, statuses and sums.
    Finishing,
}

/// How a load ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "BatchStatus")]
pub(crate) enum ImportStatus {
    /// It is in the book.
    Applied,
    /// Too much was wrong with it: nothing was written.
    Refused,
    /// It was in the book, and was undone.
    Undone,
}

/// A load of uploads that was begun on this server.
pub(crate) struct ImportJob(job::Job);

/// A load of uploads that was begun on this server.
#[Object]
impl ImportJob {
    /// Identifier of the job.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What it is doing.
    async fn phase(&self) -> ImportPhase {
        self.0.progress.phase.into()
    }

    /// Whether it has ended.
    async fn is_done(&self) -> bool {
        self.0.outcome.is_some()
    }

    /// Rows that the phase has read.
    async fn rows(&self) -> u64 {
        self.0.progress.rows
    }

    /// Rows that are left out for an error, so far.
    async fn rows_rejected(&self) -> u64 {
        self.0.progress.rejected
    }

    /// Share of the files that the phase has read, from 0 to 1; null where it is not known.
    async fn share_read(&self) -> Option<f64> {
        let (read, all) = (self.0.progress.bytes_read, self.0.progress.bytes);
        #[allow(clippy::cast_precision_loss, reason = "a share for a bar")]
        let share = read as f64 / all as f64;
        (all > 0 && self.0.progress.phase != Phase::Finishing).then(|| share.min(1.0))
    }

    /// Rows that the phase reads in a second.
    async fn rows_per_second(&self) -> u64 {
        self.0.rows_per_second
    }

    /// Seconds that the phase will take at this speed; null where it is not known.
    async fn seconds_left(&self) -> Option<u64> {
        self.0.seconds_left
    }

    /// Whether the same files had been loaded before, and nothing was done; null while it goes on.
    async fn is_repeated(&self) -> Option<bool> {
        let report = self.0.outcome.as_ref()?.as_ref().ok()?;
        Some(report.is_repeated)
    }

    /// The load; null while it goes on, and where nothing was loaded.
    async fn batch(&self) -> Option<ImportBatch> {
        let report = self.0.outcome.as_ref()?.as_ref().ok()?;
        Some(ImportBatch(report.batch.clone()))
    }

    /// Why nothing was loaded; null while it goes on, and where something was.
    async fn refusal(&self) -> Option<&str> {
        let error = self.0.outcome.as_ref()?.as_ref().err()?;
        Some(&error.message)
    }
}

/// A load of a tape: what it read, what it wrote, and what was wrong with it.
pub(crate) struct ImportBatch(Batch);

/// A load of a tape: what it read, what it wrote, and what was wrong with it.
#[Object]
impl ImportBatch {
    /// Number of the load, as `loanbook import undo` takes it; 0 after a dry run.
    async fn number(&self) -> i64 {
        self.0.id
    }

    /// How it ended.
    async fn status(&self) -> ImportStatus {
        self.0.status.into()
    }

    /// Layout of the files.
    async fn layout(&self) -> &str {
        &self.0.layout
    }

    /// Names of the files.
    async fn files(&self) -> &[String] {
        &self.0.files
    }

    /// SHA-256 of the files and of how they were read: the same again changes nothing.
    async fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// When it began.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it ended.
    async fn finished_at(&self) -> DateTime {
        DateTime(self.0.finished_at)
    }

    /// Rows of the files.
    async fn rows_read(&self) -> u64 {
        self.0.rows_read
    }

    /// Rows that were left out for an error.
    async fn rows_rejected(&self) -> u64 {
        self.0.rows_rejected
    }

    /// What was written, table by table.
    async fn tables(&self) -> Vec<ImportedTable> {
        let counts = &self.0.counts;
        [
            ("customer_profile", counts.customers),
            ("loan_application", counts.loans),
            ("repayment_history", counts.repayments),
            ("loan_month_state", counts.states),
        ]
        .into_iter()
        .map(|(name, count)| ImportedTable {
            name,
            inserted: count.inserted,
            updated: count.updated,
            unchanged: count.unchanged,
        })
        .collect()
    }

    /// The data-quality report: what was wrong, by file, column and rule, worst first.
    async fn findings(&self) -> Vec<ImportFinding> {
        let findings = self.0.findings.iter().cloned();
        findings.map(ImportFinding::from).collect()
    }

    /// Why it was not applied; null where it was.
    async fn refusal(&self) -> Option<&str> {
        self.0.refusal.as_deref()
    }

    /// Identifier of the change that it made; null where it made none.
    async fn change_id(&self) -> Option<ID> {
        self.0.change_id.map(change::id)
    }
}

/// Rows that a load has written to one table.
#[derive(SimpleObject)]
pub(crate) struct ImportedTable {
    /// Name of the table.
    name: &'static str,
    /// Rows that are new.
    inserted: u64,
    /// Rows that were there, and say something else now.
    updated: u64,
    /// Rows that were there, and say the same.
    unchanged: u64,
}

/// One rule that rows of a file break in one column.
#[derive(SimpleObject)]
pub(crate) struct ImportFinding {
    /// How bad: note, warning (the row is loaded, with what the fix says) or error (it is left
    /// out).
    severity: String,
    /// The file.
    file: String,
    /// The column; empty where it is about whole rows.
    column: String,
    /// Name of the rule, as docs/IMPORT.md explains it.
    rule: String,
    /// What to do, or what was done.
    fix: String,
    /// Rows that break it.
    rows: u64,
    /// The first of them.
    examples: Vec<ImportExample>,
}

/// A row that breaks a rule.
#[derive(SimpleObject)]
pub(crate) struct ImportExample {
    /// Its number in the file, from 1, the header included; 0 where a loan is named.
    row: u64,
    /// The value as it stands there.
    value: String,
}

impl From<import::Finding> for ImportFinding {
    fn from(finding: import::Finding) -> Self {
        let examples = finding.examples.into_iter();
        Self {
            severity: finding.severity,
            file: finding.file,
            column: finding.column,
            rule: finding.rule,
            fix: finding.fix,
            rows: finding.rows,
            examples: examples
                .map(|example| ImportExample {
                    row: example.row,
                    value: example.value,
                })
                .collect(),
        }
    }
}

/// What undoing a load has done.
#[derive(SimpleObject)]
pub(crate) struct UndoImportPayload {
    /// The load, which is in the book no more.
    batch: ImportBatch,
    /// Rows that it had added, and that are deleted.
    deleted: u64,
    /// Rows that it had changed, and that are as they were.
    restored: u64,
}

pub(super) async fn begin_upload(context: &Context<'_>, input: BeginUploadInput) -> Result<Upload> {
    let ctx = context::ctx(context)?
        .demand::<Admin>("beginUpload")
        .await?;
    let begun = match whole(input.size) {
        Some(size) => upload::begin(&ctx, input.name, size).await,
        None => Err(Error::input(
            "size",
            "must be a whole number of bytes, above 0",
        )),
    };
    Ok(begun.map_err(|error| error.within("input"))?.into())
}

pub(super) async fn discard_upload(context: &Context<'_>, id: ID) -> Result<Upload> {
    let ctx = context::ctx(context)?
        .demand::<Admin>("discardUpload")
        .await?;
    Ok(upload::discard(&ctx, parse("id", &id)?).await?.into())
}

pub(super) async fn load_tape(context: &Context<'_>, input: LoadTapeInput) -> Result<ImportJob> {
    let ctx = context::ctx(context)?.demand::<Admin>("loadTape").await?;
    let (uploads, order) = order(input).map_err(|error| error.within("input"))?;
    Ok(ImportJob(job::begin(&ctx, uploads, order).await?))
}

pub(super) async fn undo_import(context: &Context<'_>, number: i32) -> Result<UndoImportPayload> {
    let ctx = context::ctx(context)?.demand::<Admin>("undoImport").await?;
    let undone = import::undo(&ctx, number.into()).await?;
    Ok(UndoImportPayload {
        batch: ImportBatch(undone.batch),
        deleted: undone.deleted,
        restored: undone.restored,
    })
}

pub(super) async fn imports(context: &Context<'_>, first: i32) -> Result<Vec<ImportBatch>> {
    let ctx = context::ctx(context)?.demand::<Admin>("imports").await?;
    let batches = import::list(&ctx, u64::try_from(first).unwrap_or(0)).await?;
    Ok(batches.into_iter().map(ImportBatch).collect())
}

pub(super) async fn import(context: &Context<'_>, number: i32) -> Result<Option<ImportBatch>> {
    let ctx = context::ctx(context)?.demand::<Admin>("import").await?;
    Ok(import::find(&ctx, number.into()).await?.map(ImportBatch))
}

pub(super) async fn import_job(context: &Context<'_>, id: ID) -> Result<ImportJob> {
    let ctx = context::ctx(context)?.demand::<Admin>("importJob").await?;
    Ok(ImportJob(job::find(&ctx, parse("id", &id)?)?))
}

pub(super) async fn import_progress(
    context: &Context<'_>,
    id: ID,
) -> Result<impl Stream<Item = ImportJob> + use<>> {
    let ctx = context::ctx(context)?
        .demand::<Admin>("importProgress")
        .await?;
    Ok(job::watch(&ctx, parse("id", &id)?)?.map(ImportJob))
}

/// A number of bytes as JSON has it.
#[allow(clippy::cast_precision_loss, reason = "exact up to 8 PiB")]
const fn bytes(count: u64) -> f64 {
    count as f64
}

/// A whole number above 0, if it is one that JSON holds exactly.
fn whole(number: f64) -> Option<u64> {
    let is_whole = number.fract() == 0.0 && (1.0..=9_007_199_254_740_992.0).contains(&number);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, above 0 and below 2^53"
    )]
    is_whole.then_some(number as u64)
}

fn parse(field: &str, id: &ID) -> crate::error::Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Error::input(field, "must be an identifier as it was given"))
}

/// What is asked for, as the service takes it.
fn order(input: LoadTapeInput) -> crate::error::Result<(Vec<Uuid>, Order)> {
    if !(1..=MAX_FILES).contains(&input.uploads.len()) {
        let message = format!("must be 1 to {MAX_FILES} uploads");
        return Err(Error::input("uploads", message));
    }
    let uploads = input.uploads.iter().map(|id| parse("uploads", id));
    let uploads = uploads.collect::<crate::error::Result<Vec<_>>>()?;
    let delimiter = match input.delimiter.as_deref().map(str::as_bytes) {
        None => None,
        Some([one]) => Some(*one),
        Some(_) => return Err(Error::input("delimiter", "must be one character")),
    };
    let mapping = match &input.mapping {
        None => None,
        Some(text) if text.len() > MAX_MAPPING => {
            let message = format!("must be at most {MAX_MAPPING} bytes");
            return Err(Error::input("mapping", message));
        }
        Some(text) => Some(
            Mapping::parse(text, "mapping")
                .map_err(|wrong| Error::input("mapping", wrong.to_string()))?,
        ),
    };
    let max_rejected = u64::try_from(input.max_rejected)
        .map_err(|_| Error::input("maxRejected", "must be a number of rows, 0 or more"))?;
    let as_of: Option<NaiveDate> = input.as_of.map(|date| date.0);
    let options = tape::Options {
        form: tape::form::Options {
            encoding: input.encoding,
            delimiter,
            max_unpacked_bytes: MAX_UNPACKED,
            ..tape::form::Options::default()
        },
        layout: input.layout,
        mapping,
        as_of,
        ..tape::Options::default()
    };
    let order = Order {
        paths: Vec::new(),
        options,
        mapping_text: input.mapping,
        dry_run: input.dry_run,
        max_rejected: Limit::Rows(max_rejected),
        rejects: None,
        as_of,
        currency: input.currency,
    };
    Ok((uploads, order))
}
