//! The columns as a file, so that the next start need not read the whole database.

use super::{Held, Known, Memory};
use crate::{
    clock, db,
    digest::sha256,
    error::{Error, Result},
    service::book::Version,
    telemetry,
};
use ::entity::change_record;
use anyhow::{Context, bail};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
    sync::Arc,
};

/// What a snapshot says of the book that it was made of.
#[derive(Serialize, Deserialize)]
struct Note {
    last_change_id: i64,
    recent_changes: i64,
    /// The changes of the window that are in it.
    known: Vec<i64>,
    /// Of the last of them: another book has other changes, if under the same numbers.
    last_change: String,
}

/// Where the snapshot of a database is kept: in the folder for such files, or beside an
/// SQLite book; nowhere for a server without a folder.
#[must_use]
pub fn place(database_url: &str, folder: Option<&Path>) -> Option<PathBuf> {
    let book = db::sqlite::file_of(database_url);
    match (folder, book) {
        (Some(folder), _) => {
            let name = sha256(database_url);
            Some(folder.join(format!("loanbook-{}.engine", name.get(..16)?)))
        }
        (None, Some(book)) => {
            let mut name = book.file_name()?.to_owned();
            name.push(".engine");
            Some(book.with_file_name(name))
        }
        (None, None) => None,
    }
}

impl Memory {
    /// Takes the columns from the snapshot; `false` where there is none of this book.
    pub(super) async fn restore(&self) -> bool {
        let Some(file) = self.snapshot.as_deref().filter(|file| file.exists()) else {
            return false;
        };
        let started = clock::start();
        match self.take(file).await {
            Ok(held) => {
                let duration_ms = telemetry::milliseconds(started.elapsed());
                let instalments = held.book.instalment_count();
                tracing::info!(
                    instalments,
                    duration_ms,
                    "Took the book into memory from {}",
                    file.display()
                );
                true
            }
            Err(error) => {
                tracing::warn!(
                    "The snapshot {} is of no use, the book is read anew: {error:#}",
                    file.display()
                );
                false
            }
        }
    }

    async fn take(&self, file: &Path) -> anyhow::Result<Arc<Held>> {
        let mut known = self.known.lock().await;
        let path = file.to_owned();
        let reading = tokio::task::spawn_blocking(move || read(&path));
        let (book, note) = reading.await??;
        if book.bytes() as u64 > self.limit {
            bail!("the book needs more memory than it may take");
        }
        // What has changed since is brought in by whoever asks first.
        if last_change(&self.db, note.last_change_id).await? != note.last_change {
            bail!("it is of another book");
        }
        *known = Known::of(note.known);
        let version = Version {
            last_change_id: note.last_change_id,
            recent_changes: note.recent_changes,
        };
        let held = Arc::new(Held { book, version });
        *self.state() = Ok(held.clone());
        Ok(held)
    }

    /// Writes the snapshot, if there is a place for it and it is not up to date. That it
    /// cannot be written is no fault: the next start takes longer.
    pub async fn save(&self) {
        let Some(file) = self.snapshot.clone() else {
            return;
        };
        if let Err(error) = self.write(&file).await {
            tracing::warn!("The snapshot {} is not written: {error:#}", file.display());
        }
    }

    async fn write(&self, file: &Path) -> anyhow::Result<()> {
        let known = self.known.lock().await;
        let Ok(held) = self.held() else { return Ok(()) };
        let mut saved = self.saved.lock().await;
        if *saved == Some(held.version) {
            return Ok(());
        }
        let note = Note {
            last_change_id: held.version.last_change_id,
            recent_changes: held.version.recent_changes,
            known: known.ids().collect(),
            last_change: last_change(&self.db, held.version.last_change_id).await?,
        };
        drop(known);
        let version = held.version;
        let file = file.to_owned();
        let writing = tokio::task::spawn_blocking(move || write(&held, &note, &file));
        writing.await??;
        *saved = Some(version);
        Ok(())
    }
}

/// What tells a change from one of another book: when it was made, and what came of it.
async fn last_change(db: &impl ConnectionTrait, id: i64) -> Result<String> {
    let record = change_record::Entity::find_by_id(id)
        .one(db)
        .await
        .map_err(Error::from)?;
    Ok(record.map_or_else(String::new, |record| {
        let (at, kind) = (record.changed_at, record.kind);
        sha256(&format!(
            "{at} {kind} {} {}",
            record.request, record.outcome
        ))
    }))
}

fn read(file: &Path) -> anyhow::Result<(engine::Book, Note)> {
    let opened = File::open(file)?;
    let length = opened.metadata()?.len();
    let (book, note) = engine::snapshot::read(BufReader::with_capacity(1 << 20, opened), length)?;
    Ok((book, serde_json::from_slice(&note)?))
}

/// Under another name first: a file of this name is whole.
fn write(held: &Held, note: &Note, file: &Path) -> anyhow::Result<()> {
    let mut name = file.file_name().context("it has no name")?.to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    let partial = file.with_file_name(name);
    let written = write_to(held, note, &partial).and_then(|()| Ok(fs::rename(&partial, file)?));
    if written.is_err() {
        // It may not even be there.
        let _ = fs::remove_file(&partial);
    }
    written
}

fn write_to(held: &Held, note: &Note, file: &Path) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // It holds what the book holds.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    let note = serde_json::to_vec(note)?;
    engine::snapshot::write(
        &held.book,
        &note,
        BufWriter::with_capacity(1 << 20, &mut opened),
    )?;
    Ok(opened.sync_all()?)
}
