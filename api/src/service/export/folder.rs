//! Files that appear in a folder together, or not at all.

use anyhow::Context;
use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
};

/// A folder that files are being written into; those that do not get their names are deleted.
pub(super) struct Folder {
    path: PathBuf,
    /// Names of the files that are being written.
    pending: Vec<String>,
}

impl Folder {
    /// The folder, made where it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn make(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path)
            .with_context(|| format!("cannot make the folder {}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            pending: Vec::new(),
        })
    }

    /// Begins a file, under a hidden name for the time being.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn create(&mut self, name: &str) -> anyhow::Result<BufWriter<File>> {
        let partial = self.partial(name);
        let file = File::create(&partial)
            .with_context(|| format!("cannot write {}", partial.display()))?;
        self.pending.push(name.to_owned());
        Ok(BufWriter::new(file))
    }

    /// Where a file will be.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives all files their names.
    ///
    /// # Errors
    /// When one of them cannot be renamed.
    pub(super) fn publish(mut self) -> anyhow::Result<()> {
        while let Some(name) = self.pending.last() {
            let file = self.file(name);
            fs::rename(self.partial(name), &file)
                .with_context(|| format!("cannot write {}", file.display()))?;
            self.pending.pop();
        }
        Ok(())
    }

    fn partial(&self, name: &str) -> PathBuf {
        self.path.join(format!(".{name}.partial"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for name in &self.pending {
            // There is nobody to tell, and the reason for it is told already.
            let _ = fs::remove_file(self.partial(name));
        }
    }
}
