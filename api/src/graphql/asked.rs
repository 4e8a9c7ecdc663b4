//! What a client sends to have a document run: the same parameters in a body, in a query string
//! and in a message over a WebSocket.

use crate::error::{Error, Result};
use async_graphql::Variables;
use serde_json::{Map, Value};

/// The parameters of GraphQL over HTTP.
#[derive(Debug)]
pub(super) struct Asked {
    /// The document, or how it is found.
    pub document: Document,
    /// Which of its operations is run.
    pub operation_name: Option<String>,
    /// Their values.
    pub variables: Variables,
}

/// A document as a client names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Document {
    /// Its text.
    Text(String),
    /// What it is known as.
    Known(String),
    /// Its text, to be kept under its hash.
    Kept {
        /// The document.
        text: String,
        /// Its SHA-256, as the client says.
        hash: String,
    },
}

impl Asked {
    /// The parameters as an object of JSON; what they do not name is let be.
    pub(super) fn from_json(value: Value) -> Result<Self> {
        match value {
            Value::Object(object) => Self::from_object(object),
            Value::Array(_) => Err(Error::input(
                "query",
                "must be one request: several at once are not answered",
            )),
            _ => Err(Error::input(
                "query",
                "must be in a JSON object, with `variables` and `operationName` if need be",
            )),
        }
    }

    /// The parameters of an address, each as text.
    pub(super) fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self> {
        let mut object = Map::new();
        for (name, text) in pairs {
            let value = match name.as_str() {
                "query" | "documentId" => Value::String(text),
                // No name is written as an empty one.
                "operationName" if text.is_empty() => Value::Null,
                "operationName" => Value::String(text),
                "variables" | "extensions" if text.is_empty() => Value::Null,
                "variables" | "extensions" => serde_json::from_str(&text)
                    .map_err(|_| Error::input(&name, "must be a JSON object"))?,
                _ => continue,
            };
            if object.insert(name.clone(), value).is_some() {
                return Err(Error::input(&name, "must be given once"));
            }
        }
        Self::from_object(object)
    }

    fn from_object(mut object: Map<String, Value>) -> Result<Self> {
        let text = text(&mut object, "query")?.filter(|text| !text.trim().is_empty());
        let id = text_of_id(&mut object)?;
        let hash = hash(object.remove("extensions"))?;
        let document = match (text, id, hash) {
            (Some(_), Some(_), _) => {
                let rule = "must be sent without `query`: it stands for a document";
                return Err(Error::input("documentId", rule));
            }
            (Some(text), None, Some(hash)) => Document::Kept { text, hash },
            (Some(text), None, None) => Document::Text(text),
            (None, Some(id), _) | (None, None, Some(id)) => Document::Known(id),
            (None, None, None) => {
                return Err(Error::input("query", "must be a GraphQL document"));
            }
        };
        let operation_name = self::text(&mut object, "operationName")?;
        let variables = match object.remove("variables") {
            None | Some(Value::Null) => Variables::default(),
            Some(variables @ Value::Object(_)) => Variables::from_json(variables),
            Some(_) => return Err(Error::input("variables", "must be an object")),
        };
        Ok(Self {
            document,
            operation_name,
            variables,
        })
    }
}

fn text(object: &mut Map<String, Value>, name: &str) -> Result<Option<String>> {
    match object.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::input(name, "must be text")),
    }
}

/// Hashes may be written as the draft has them: `sha256:…`.
fn text_of_id(object: &mut Map<String, Value>) -> Result<Option<String>> {
    let id = text(object, "documentId")?;
    Ok(id.map(|id| match id.strip_prefix("sha256:") {
        Some(hash) => hash.to_ascii_lowercase(),
        None => id,
    }))
}

/// The hash of Apollo's automatic persisted queries, where `extensions` has one.
fn hash(extensions: Option<Value>) -> Result<Option<String>> {
    let mut extensions = match extensions {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(extensions)) => extensions,
        Some(_) => return Err(Error::input("extensions", "must be an object")),
    };
    let Some(persisted) = extensions.remove("persistedQuery") else {
        return Ok(None);
    };
    let hash = persisted["sha256Hash"].as_str().unwrap_or_default();
    let is_hash = hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    if persisted["version"] != 1 || !is_hash {
        let rule = "must be {version: 1, sha256Hash: \"…\"}, of 64 hexadecimal digits";
        return Err(Error::input("persistedQuery", rule));
    }
    Ok(Some(hash.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::{Asked, Document};
    use serde_json::json;

    #[test]
    fn documents_are_named_in_several_ways() {
        let hash = "AB".repeat(32);
        let persisted = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
        let known = Document::Known("ab".repeat(32));
        for (sent, expected) in [
            (
                json!({"query": "{ a }"}),
                Document::Text("{ a }".to_owned()),
            ),
            (
                json!({"documentId": "a-name"}),
                Document::Known("a-name".to_owned()),
            ),
            (
                json!({"documentId": format!("sha256:{hash}")}),
                Document::Known("ab".repeat(32)),
            ),
            (json!({"extensions": persisted}), known),
            (
                json!({"query": "{ a }", "extensions": persisted, "more": 1}),
                Document::Kept {
                    text: "{ a }".to_owned(),
                    hash: "ab".repeat(32),
                },
            ),
        ] {
            let asked = Asked::from_json(sent).expect("parameters");
            assert_eq!(asked.document, expected);
        }
    }

    #[test]
    fn parameters_of_other_kinds_are_named() {
        for (sent, field) in [
            (json!({}), "query"),
            (json!([]), "query"),
            (json!(null), "query"),
            (json!({"query": 1}), "query"),
            (json!({"query": " "}), "query"),
            (json!({"query": "{ a }", "variables": "no"}), "variables"),
            (json!({"query": "{ a }", "variables": []}), "variables"),
            (
                json!({"query": "{ a }", "operationName": 1}),
                "operationName",
            ),
            (json!({"query": "{ a }", "extensions": []}), "extensions"),
            (json!({"query": "{ a }", "documentId": "a"}), "documentId"),
            (
                json!({"extensions": {"persistedQuery": 7}}),
                "persistedQuery",
            ),
            (
                json!({"extensions": {"persistedQuery": {"version": 2}}}),
                "persistedQuery",
            ),
        ] {
            let error = Asked::from_json(sent.clone()).expect_err("a fault");
            assert_eq!(error.fields[0].field, field, "{sent}");
        }
    }
}
