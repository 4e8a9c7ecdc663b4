//! Files on their way to the server, piece by piece.
//!
//! An upload is a folder with the file so far and what was said of it. What has been received is
//! the file's own length, so an upload goes on where it stopped, also after a restart.

use crate::{
    auth::{Admin, As},
    clock,
    error::{Code, Error, Result},
    service::{Ctx, is_label},
};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::task;
use uuid::Uuid;

/// One that nobody goes on with is deleted after this long.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// The longest name of a file.
const MAX_NAME: usize = 200;

/// Uploads that are under way at most.
const MAX_UPLOADS: usize = 50;

/// Where files are kept while they come, and how much of them.
#[derive(Clone, Debug)]
pub struct Uploads {
    /// The folder.
    pub folder: PathBuf,
    /// The most that all of them may take, in bytes.
    pub limit_bytes: u64,
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its identifier.
    pub id: Uuid,
    /// Its name where it comes from.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Bytes that have been received.
    pub received: u64,
}

/// What is written down of an upload.
#[derive(Serialize, Deserialize)]
struct About {
    name: String,
    size: u64,
}

const ABOUT: &str = "about.json";

/// Begins an upload.
///
/// # Errors
/// BAD_USER_INPUT for a name that is none; PAYLOAD_TOO_LARGE where there is no room for it.
pub async fn begin(ctx: &As<Admin>, name: String, size: u64) -> Result<Upload> {
    if !is_label(&name, MAX_NAME) || name.contains(['/', '\\']) || name.starts_with('.') {
        let message =
            format!("must be a file's name of 1 to {MAX_NAME} characters, without a path");
        return Err(Error::input("name", message));
    }
    if size == 0 {
        return Err(Error::input(
            "size",
            "must be the file's size in bytes, above 0",
        ));
    }
    let uploads = of(ctx)?;
    blocking(move || uploads.begin(name, size)).await
}

/// Takes a piece of the file: the next one.
///
/// # Errors
/// NOT_FOUND for an upload that is not there; CONFLICT, with what has been received, where the
/// piece is not the next one; BAD_USER_INPUT where it goes beyond the end.
pub async fn append(ctx: &As<Admin>, id: Uuid, offset: u64, piece: Vec<u8>) -> Result<Upload> {
    let uploads = of(ctx)?;
    blocking(move || uploads.append(id, offset, &piece)).await
}

/// An upload as it stands.
///
/// # Errors
/// NOT_FOUND for one that is not there.
pub async fn find(ctx: &As<Admin>, id: Uuid) -> Result<Upload> {
    let uploads = of(ctx)?;
    blocking(move || uploads.find(id)).await
}

/// Deletes an upload.
///
/// # Errors
/// NOT_FOUND for one that is not there.
pub async fn discard(ctx: &As<Admin>, id: Uuid) -> Result<Upload> {
    let uploads = of(ctx)?;
    blocking(move || {
        let upload = uploads.find(id)?;
        fs::remove_dir_all(uploads.place(id)).map_err(Error::internal)?;
        Ok(upload)
    })
    .await
}

/// The files of uploads that are complete.
pub(super) async fn files(ctx: &As<Admin>, ids: &[Uuid]) -> Result<Vec<PathBuf>> {
    let uploads = of(ctx)?;
    let ids = ids.to_vec();
    blocking(move || {
        let mut paths = Vec::new();
        for id in ids {
            let upload = uploads.find(id)?;
            if upload.received < upload.size {
                let message = format!(
                    "upload {id} is not complete: {} of {} bytes have been received",
                    upload.received, upload.size
                );
                return Err(Error::conflict("uploads", message));
            }
            paths.push(uploads.place(id).join(&upload.name));
        }
        Ok(paths)
    })
    .await
}

fn of(ctx: &Ctx) -> Result<Uploads> {
    ctx.uploads
        .as_deref()
        .cloned()
        .ok_or_else(|| Error::new(Code::Unavailable, "this server takes no uploads"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    task::spawn_blocking(work).await.map_err(Error::internal)?
}

impl Uploads {
    fn place(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }

    fn begin(&self, name: String, size: u64) -> Result<Upload> {
        make_private(&self.folder).map_err(Error::internal)?;
        let (count, taken) = self.sweep().map_err(Error::internal)?;
        if count >= MAX_UPLOADS || taken.saturating_add(size) > self.limit_bytes {
            let message = format!(
                "there is room for {} bytes in {MAX_UPLOADS} uploads (--upload-limit), and \
                 {taken} bytes in {count} are taken; discard some, or use `loanbook import`",
                self.limit_bytes
            );
            return Err(Error::new(Code::PayloadTooLarge, message));
        }
        let id = Uuid::new_v4();
        let place = self.place(id);
        make_private(&place).map_err(Error::internal)?;
        let about = About { name, size };
        let text = serde_json::to_vec(&about).map_err(Error::internal)?;
        File::create(place.join(&about.name)).map_err(Error::internal)?;
        fs::write(place.join(ABOUT), text).map_err(Error::internal)?;
        Ok(Upload {
            id,
            name: about.name,
            size,
            received: 0,
        })
    }

    fn find(&self, id: Uuid) -> Result<Upload> {
        let place = self.place(id);
        let missing = |_| Error::not_found("upload", format!("there is no upload {id}"));
        let text = fs::read(place.join(ABOUT)).map_err(missing)?;
        let about: About = serde_json::from_slice(&text).map_err(Error::internal)?;
        let received = fs::metadata(place.join(&about.name)).map_err(Error::internal)?;
        Ok(Upload {
            id,
            name: about.name,
            size: about.size,
            received: received.len(),
        })
    }

    fn append(&self, id: Uuid, offset: u64, piece: &[u8]) -> Result<Upload> {
        let upload = self.find(id)?;
        if offset != upload.received {
            let message = format!(
                "the next piece begins at {}: so many bytes have been received",
                upload.received
            );
            return Err(Error::conflict("offset", message));
        }
        let received = offset + piece.len() as u64;
        if received > upload.size {
            let message = format!("goes beyond the {} bytes of the file", upload.size);
            return Err(Error::input("body", message));
        }
        let path = self.place(id).join(&upload.name);
        let mut file = OpenOptions::new()
            .append(true)
            .open(path)
            .map_err(Error::internal)?;
        file.write_all(piece).map_err(Error::internal)?;
        file.sync_data().map_err(Error::internal)?;
        Ok(Upload { received, ..upload })
    }

    /// Deletes what nobody goes on with; answers how many there are, and what they will take.
    fn sweep(&self) -> io::Result<(usize, u64)> {
        let (mut count, mut taken) = (0, 0);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let id = entry.file_name().into_string().ok();
            let Some(id) = id.and_then(|name| Uuid::parse_str(&name).ok()) else {
                continue;
            };
            let Ok(upload) = self.find(id) else { continue };
            let written = fs::metadata(entry.path().join(&upload.name))?;
            if clock::age_of(&written).is_some_and(|age| age > KEPT_FOR) {
                fs::remove_dir_all(entry.path())?;
            } else {
                count += 1;
                taken += upload.size;
            }
        }
        Ok((count, taken))
    }
}

/// A folder that no one else on the machine can look into: tapes hold data of persons.
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
