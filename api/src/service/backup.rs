//! Copies of a book in an SQLite file, and the way back.

use crate::{clock, db::sqlite};
use anyhow::{Context, bail};
use sea_orm::{DatabaseConnection, sqlx::Connection};
use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// How often it is told how far a copy has come.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// What SQLite keeps beside a file: its write-ahead log and the index of it, or its journal.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A copy that was made.
#[derive(Clone, Copy, Debug)]
pub struct Backup {
    /// Its size.
    pub bytes: u64,
    /// What is in it.
    pub contents: sqlite::Contents,
    /// How long it took, with the look through it.
    pub duration: Duration,
}

/// A book that was put in place.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What is in it.
    pub contents: sqlite::Contents,
    /// Where the book is that was there before.
    pub kept: Option<PathBuf>,
}

/// A file under a name for the time being, deleted unless it gets its own.
struct Partial(PathBuf);

impl Partial {
    fn of(file: &Path) -> anyhow::Result<Self> {
        let name = file.file_name().context("it has no name")?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(".partial");
        let partial = Self(file.with_file_name(hidden));
        // What a copy left behind that was killed.
        remove(&partial.0)?;
        Ok(partial)
    }

    /// Gives it its name, when all of it is on the disk.
    fn keep(self, file: &Path) -> io::Result<()> {
        File::open(&self.0)?.sync_all()?;
        fs::rename(&self.0, file)?;
        File::open(folder_of(file))?.sync_all()
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // After `keep` it is not there.
        let _ = fs::remove_file(&self.0);
    }
}

/// Writes the book as it is at this moment to a new file, while it is in use, looks
/// through the copy, and only then gives it its name.
///
/// # Errors
/// When the file is there already or cannot be written, or the copy is not sound.
pub async fn back_up(
    db: &DatabaseConnection,
    out: &Path,
    progress: impl Fn(u64),
) -> anyhow::Result<Backup> {
    if out.exists() {
        bail!("{} is there already: it is not overwritten", out.display());
    }
    let begun = clock::start();
    let cannot_write = || format!("cannot write {}", out.display());
    let partial = Partial::of(out).with_context(cannot_write)?;
    copy_and_tell(db, &partial.0, progress)
        .await
        .with_context(cannot_write)?;
    let contents = sqlite::examine(&partial.0)
        .await
        .context("the copy is not sound")?;
    let bytes = fs::metadata(&partial.0).with_context(cannot_write)?.len();
    partial.keep(out).with_context(cannot_write)?;
    Ok(Backup {
        bytes,
        contents,
        duration: begun.elapsed(),
    })
}

async fn copy_and_tell(
    db: &DatabaseConnection,
    file: &Path,
    progress: impl Fn(u64),
) -> anyhow::Result<()> {
    let name = file.to_str().context("its name is not UTF-8")?;
    let copying = sqlite::copy_into(db, name);
    tokio::pin!(copying);
    loop {
        tokio::select! {
            copied = &mut copying => return Ok(copied?),
            () = tokio::time::sleep(TELL_EVERY) => {
                progress(fs::metadata(file).map_or(0, |file| file.len()));
            }
        }
    }
}

/// Puts a copy in the place of the book, after a look through all of it. The book that is
/// there is kept beside it, with what SQLite has beside that.
///
/// # Errors
/// When the copy is not sound, or a newer version of the program made it; when there is a
/// book and it may not be replaced, or a server has it open.
pub async fn restore(book: &Path, from: &Path, may_replace: bool) -> anyhow::Result<Restored> {
    check_paths(book, from, may_replace)?;
    let cannot_write = || format!("cannot write {}", book.display());
    let partial = Partial::of(book).with_context(cannot_write)?;
    copy(from, &partial.0).with_context(|| format!("cannot copy {}", from.display()))?;
    let contents = sqlite::examine(&partial.0)
        .await
        .with_context(|| format!("{} cannot be restored", from.display()))?;
    let mut held = None;
    if book.exists() {
        held = sqlite::hold_alone(book).await?;
        let rights = fs::metadata(book)?.permissions();
        fs::set_permissions(&partial.0, rights).with_context(cannot_write)?;
    }
    let kept = set_aside(book)?;
    if let Err(error) = partial.keep(book) {
        if let Some(kept) = &kept {
            move_all(kept, book)?;
        }
        return Err(error).with_context(cannot_write);
    }
    if let Some(held) = held {
        held.close().await?;
    }
    Ok(Restored { contents, kept })
}

fn check_paths(book: &Path, from: &Path, may_replace: bool) -> anyhow::Result<()> {
    if !from.is_file() {
        bail!("{} is not there, or no file", from.display());
    }
    let same = |path: &Path| path.canonicalize().ok();
    if book.exists() && same(book) == same(from) {
        bail!("{} is the book itself", from.display());
    }
    let log = beside(from, "-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        bail!(
            "{} is in use, or was copied while it was: a part of it is in {}. \
             Make a copy with `loanbook backup`",
            from.display(),
            log.display()
        );
    }
    if book.exists() && !may_replace {
        bail!(
            "{} is there already: with --replace it is kept beside the restored one",
            book.display()
        );
    }
    Ok(())
}

/// Renames the book and what is beside it to the first name that is free.
fn set_aside(book: &Path) -> anyhow::Result<Option<PathBuf>> {
    let is_there = book.exists();
    let has_companion = COMPANIONS.iter().any(|end| beside(book, end).exists());
    if !is_there && !has_companion {
        return Ok(None);
    }
    let kept = (1..)
        .map(|number| match number {
            1 => beside(book, ".before-restore"),
            _ => beside(book, &format!(".before-restore-{number}")),
        })
        .find(|name| !name.exists() && !COMPANIONS.iter().any(|end| beside(name, end).exists()))
        .context("no name is free")?;
    move_all(book, &kept)?;
    Ok(is_there.then_some(kept))
}

/// Renames a file and its companions, those that are there.
fn move_all(from: &Path, to: &Path) -> anyhow::Result<()> {
    for end in COMPANIONS.into_iter().chain([""]) {
        let (old, new) = (beside(from, end), beside(to, end));
        if old.exists() {
            fs::rename(&old, &new).with_context(|| format!("cannot rename {}", old.display()))?;
        }
    }
    Ok(())
}

/// A name that begins like another.
fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// The bytes alone: a copy may be for reading only, the book must not be.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut File::open(from)?, &mut File::create_new(to)?)?;
    Ok(())
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
