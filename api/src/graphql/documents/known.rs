//! Documents read from a file.

use crate::digest::sha256;
use anyhow::{Context, bail};
use async_graphql::parser::parse_query;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
    sync::Arc,
};

/// Documents by their SHA-256, and by the names that their file gives them.
#[derive(Default)]
pub(in super::super) struct Known(HashMap<String, Arc<str>>);

/// What such a file holds.
#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    /// As code generators write it, by name or hash.
    Named(BTreeMap<String, String>),
    /// The documents alone.
    List(Vec<String>),
}

impl Known {
    pub(super) fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(AsRef::as_ref)
    }

    pub(super) fn add_file(&mut self, path: &Path) -> anyhow::Result<()> {
        let name = path.display().to_string();
        let text = fs::read(path).with_context(|| format!("failed to read {name}"))?;
        self.add(&text, &name)
    }

    /// Adds the documents of a file; one that could never be answered is refused here.
    pub(super) fn add(&mut self, file: &[u8], name: &str) -> anyhow::Result<()> {
        let documents = serde_json::from_slice(file).with_context(|| {
            format!("{name} must be a JSON object of documents by hash, or a list of documents")
        })?;
        match documents {
            File::List(documents) => {
                for (at, text) in documents.iter().enumerate() {
                    self.add_document(text, None)
                        .with_context(|| format!("{name}, document {}", at + 1))?;
                }
            }
            File::Named(documents) => {
                for (id, text) in &documents {
                    self.add_document(text, Some(id))
                        .with_context(|| format!("{name}, document {id}"))?;
                }
            }
        }
        Ok(())
    }

    fn add_document(&mut self, text: &str, id: Option<&str>) -> anyhow::Result<()> {
        parse_query(text)?;
        let hash = sha256(text);
        let shared: Arc<str> = Arc::from(text);
        if let Some(id) = id {
            let id = id.strip_prefix("sha256:").unwrap_or(id);
            let is_hash = id.len() == 64 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
            if is_hash && !id.eq_ignore_ascii_case(&hash) {
                bail!("the SHA-256 of its text is {hash}");
            }
            if !is_hash {
                self.0.insert(id.to_owned(), shared.clone());
            }
        }
        self.0.insert(hash, shared);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, sha256};

    #[test]
    fn files_hold_a_list_or_documents_by_name() {
        let mut known = Known::default();
        let hash = sha256("{ a }");
        let named = format!("{{\"{hash}\": \"{{ a }}\", \"books\": \"query B {{ b }}\"}}");
        known.add(named.as_bytes(), "a file").expect("documents");
        known.add(br#"["{ c }"]"#, "a file").expect("documents");
        assert_eq!(known.get(&hash), Some("{ a }"));
        assert_eq!(known.get("books"), Some("query B { b }"));
        for text in ["query B { b }", "{ c }"] {
            assert_eq!(known.get(&sha256(text)), Some(text));
        }
        assert_eq!(known.get("{ c }"), None);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let other = "0".repeat(64);
        for (file, expected) in [
            ("7".to_owned(), "must be a JSON object"),
            ("[".to_owned(), "must be a JSON object"),
            (r#"["{ a"]"#.to_owned(), "document 1"),
            (
                format!("{{\"{other}\": \"{{ a }}\"}}"),
                "the SHA-256 of its text is",
            ),
        ] {
            let fault = Known::default().add(file.as_bytes(), "a file");
            let words = format!("{:#}", fault.expect_err("a fault"));
            assert!(
                words.contains("a file") && words.contains(expected),
                "{words}"
            );
        }
    }
}
