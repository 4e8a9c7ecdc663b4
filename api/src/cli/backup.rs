//! `backup` and `restore`.

use super::print;
use crate::{
    config::DatabaseConfig,
    db::{self, Purpose, sqlite},
    service::backup,
};
use anyhow::bail;
use std::path::{Path, PathBuf};

/// Copies the book to a file while it is in use.
pub(super) async fn back_up(database: &DatabaseConfig, out: &Path) -> anyhow::Result<()> {
    let file = file_of(database, "copied")?;
    let db = db::connect(database, Purpose::default()).await?;
    let bar = print::progress(sqlite::size(&db).await?, "bytes");
    let made = backup::back_up(&db, out, |bytes| bar.set_position(bytes)).await?;
    bar.finish_and_clear();
    print::status(&format!(
        "Copied {} to {} in {:.1} s: {:.1} MB, {} rows. The copy is sound.",
        file.display(),
        out.display(),
        made.duration.as_secs_f64(),
        megabytes(made.bytes),
        made.contents.records.total(),
    ));
    Ok(db.close().await?)
}

/// Puts a copy in the place of the book.
pub(super) async fn restore(
    database: &DatabaseConfig,
    from: &Path,
    may_replace: bool,
) -> anyhow::Result<()> {
    let book = file_of(database, "restored")?;
    let restored = backup::restore(&book, from, may_replace).await?;
    let mut lines = vec![format!(
        "Restored {}: {} rows.",
        book.display(),
        restored.contents.records.total()
    )];
    if let Some(kept) = restored.kept {
        lines.push(format!(
            "The book that was there is {}; to undo: loanbook restore {} --replace",
            kept.display(),
            kept.display()
        ));
    }
    lines.push(match restored.contents.pending {
        0 => "Check it with `loanbook verify`.".to_owned(),
        pending => format!(
            "It is of an older version: `loanbook migrate up` applies {pending} migrations."
        ),
    });
    print::status(&lines.join("\n"));
    Ok(())
}

/// The book's file; of a book on a server, what to use in place of this command.
fn file_of(database: &DatabaseConfig, what: &str) -> anyhow::Result<PathBuf> {
    let url = &database.database_url;
    if let Some(file) = sqlite::file_of(url) {
        return Ok(file);
    }
    let tools = match url.split(':').next() {
        Some("mysql") => {
            "mysqldump --single-transaction loanbook > FILE, and mysql loanbook < FILE"
        }
        Some("mariadb") => {
            "mariadb-dump --single-transaction loanbook > FILE, and mariadb loanbook < FILE"
        }
        Some("postgres" | "postgresql") => {
            "pg_dump --format=custom --file=FILE loanbook, and \
             pg_restore --clean --if-exists --dbname=loanbook FILE"
        }
        _ => bail!("DATABASE_URL names no file and no server"),
    };
    bail!("a book on a server is {what} with the server's own tools: {tools}");
}

/// For people to read.
#[allow(clippy::cast_precision_loss, reason = "one decimal is printed")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
