//! Files that come to the server.

use super::engine::parse_bytes;
use crate::service::upload::Uploads;
use clap::Args;
use std::{env, path::PathBuf};

/// Where uploaded tapes are kept until they are loaded.
#[derive(Args, Clone, Debug)]
pub struct UploadConfig {
    /// Folder for files that are being uploaded; one of the system's for temporary files when not given
    #[arg(long, env = "LOANBOOK_UPLOAD_FOLDER", value_name = "FOLDER")]
    pub upload_folder: Option<PathBuf>,

    /// The most that uploads may take at once, such as 512MiB or 4GiB
    #[arg(
        long,
        env = "LOANBOOK_UPLOAD_LIMIT",
        default_value = "4GiB",
        value_parser = parse_bytes,
        value_name = "SIZE"
    )]
    pub upload_limit: u64,
}

impl UploadConfig {
    /// Where they are kept, and how much of them.
    #[must_use]
    pub fn uploads(&self) -> Uploads {
        let folder = self.upload_folder.clone();
        Uploads {
            folder: folder.unwrap_or_else(|| env::temp_dir().join("loanbook-uploads")),
            limit_bytes: self.upload_limit,
        }
    }
}
