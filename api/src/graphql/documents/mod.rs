//! The documents that are known without being sent: those that are trusted, and those that
//! clients registered by their hash.

mod known;

use super::asked::Document;
use crate::{
    digest::sha256,
    error::{Code, Error, Result},
};
pub(super) use known::Known;
use moka::future::Cache;
use std::{path::Path, sync::Arc};

/// What is kept of clients' documents; those not used for longest go first.
const MAX_KEPT_BYTES: u64 = 8 << 20;

/// What Apollo's clients look for in the message, to send the text as well.
const NOT_FOUND: &str = "PersistedQueryNotFound";

/// Documents by what clients call them.
pub(super) struct Documents {
    known: Known,
    /// Whether no other is answered.
    are_all: bool,
    /// Registered by clients, by SHA-256.
    kept: Cache<String, Arc<str>>,
}

/// The text of a document, and the hash under which it is to be kept once it has passed.
pub(super) struct Found {
    pub text: String,
    pub keep_as: Option<String>,
}

impl Documents {
    /// The dashboard's own documents, and if there is such a file those that alone are answered
    /// besides.
    pub(super) fn load(dashboard: Option<&[u8]>, trusted: Option<&Path>) -> anyhow::Result<Self> {
        let mut known = Known::default();
        if let Some(text) = dashboard {
            known.add(text, "the dashboard's documents.json")?;
        }
        if let Some(path) = trusted {
            known.add_file(path)?;
        }
        Ok(Self {
            known,
            are_all: trusted.is_some(),
            kept: Cache::builder()
                .max_capacity(MAX_KEPT_BYTES)
                .weigher(|hash: &String, text: &Arc<str>| {
                    u32::try_from(hash.len() + text.len()).unwrap_or(u32::MAX)
                })
                .build(),
        })
    }

    /// The document that a client means.
    pub(super) async fn find(&self, document: Document) -> Result<Found> {
        let (text, keep_as) = match document {
            Document::Known(id) => {
                let text = match self.known.get(&id) {
                    Some(text) => text.to_owned(),
                    None if self.are_all => return Err(not_trusted()),
                    None => self.kept.get(&id).await.ok_or_else(not_found)?.to_string(),
                };
                return Ok(Found {
                    text,
                    keep_as: None,
                });
            }
            Document::Text(text) => (text, None),
            Document::Kept { text, hash } => {
                if sha256(&text) != hash {
                    let rule = "is not the SHA-256 of `query`";
                    return Err(Error::input("persistedQuery", rule));
                }
                (text, Some(hash))
            }
        };
        if self.are_all && self.known.get(&sha256(&text)).is_none() {
            return Err(not_trusted());
        }
        // What is known already is not kept twice.
        let keep_as = keep_as.filter(|hash| self.known.get(hash).is_none());
        Ok(Found { text, keep_as })
    }

    /// Keeps a document that has passed under its hash.
    pub(super) async fn keep(&self, hash: String, text: &str) {
        self.kept.insert(hash, Arc::from(text)).await;
    }
}

fn not_found() -> Error {
    Error::new(Code::PersistedQueryNotFound, NOT_FOUND)
}

fn not_trusted() -> Error {
    let message = "this server answers only documents that it knows; have your program's \
                   documents added to the file of --trusted-documents, and send them unchanged";
    Error::new(Code::DocumentNotTrusted, message)
}
