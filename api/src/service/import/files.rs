//! Work with files on threads of its own, and the blocks of rows that come from there.

use crate::{
    clock,
    error::{Error, Result},
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};
use tape::{Item, Refusal, Tape};
use tokio::{sync::mpsc, task};

/// Rows that go to the database together.
const ROWS_PER_BLOCK: usize = 2000;

/// Blocks that wait for the database at most.
const BLOCKS_AHEAD: usize = 3;

/// Runs what reads files where it does not hold up who answers requests.
pub(super) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    task::spawn_blocking(work).await.map_err(Error::internal)
}

/// The rows of a tape in blocks, read on a thread of its own; at last perhaps why there are
/// no more.
pub(super) fn blocks(tape: Arc<Tape>) -> mpsc::Receiver<std::result::Result<Vec<Item>, Refusal>> {
    let (sender, receiver) = mpsc::channel(BLOCKS_AHEAD);
    task::spawn_blocking(move || {
        let items = match tape.items() {
            Ok(items) => items,
            Err(refusal) => return drop(sender.blocking_send(Err(refusal))),
        };
        let mut block = Vec::with_capacity(ROWS_PER_BLOCK);
        for item in items {
            match item {
                Ok(item) => block.push(item),
                Err(refusal) => return drop(sender.blocking_send(Err(refusal))),
            }
            if block.len() == ROWS_PER_BLOCK {
                let full = std::mem::replace(&mut block, Vec::with_capacity(ROWS_PER_BLOCK));
                // Nobody waits any more: whoever did says why.
                if sender.blocking_send(Ok(full)).is_err() {
                    return;
                }
            }
        }
        let _ = sender.blocking_send(Ok(block));
    });
    receiver
}

/// What a file looked like from outside: whether it was changed while it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp(Vec<(PathBuf, u64, Option<i64>)>);

impl Stamp {
    /// Looks at the files.
    ///
    /// # Errors
    /// When one is not there any more.
    pub(super) fn of(paths: &[PathBuf]) -> io::Result<Self> {
        let stamp = |path: &PathBuf| {
            let about = fs::metadata(path)?;
            Ok((path.clone(), about.len(), clock::written_at_ms(&about)))
        };
        paths.iter().map(stamp).collect::<io::Result<_>>().map(Self)
    }
}

/// SHA-256 of the files' content and of how they are read: the same again is the same load.
pub(super) fn content_hash(paths: &[PathBuf], how: &str) -> io::Result<String> {
    let mut hash = Sha256::new();
    hash.update(how.as_bytes());
    for path in paths {
        hash.update([0]);
        hash_file(path, &mut hash)?;
    }
    Ok(crate::digest::hexadecimal(&hash.finalize()))
}

fn hash_file(path: &Path, hash: &mut Sha256) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        hash.update(&buffer[..read]);
    }
}
