//! The messages of `graphql-transport-ws`, and how it ends a connection.

use crate::graphql::{asked::Asked, error};
use async_graphql::Response;
use axum::extract::ws::{CloseFrame, Message};
use serde_json::{Map, Value, json};

/// Why the server closes a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Farewell {
    pub code: u16,
    pub reason: String,
}

impl Farewell {
    pub(super) fn new(code: u16, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
        }
    }

    /// A message that breaks the rules of the protocol.
    fn invalid(reason: &str) -> Self {
        Self::new(4400, reason)
    }
}

impl From<Farewell> for CloseFrame {
    fn from(farewell: Farewell) -> Self {
        // A frame of control has room for 123 bytes; all reasons are short.
        Self {
            code: farewell.code,
            reason: farewell.reason.into(),
        }
    }
}

/// What a client says.
#[derive(Debug)]
pub(super) enum Said {
    Init(Option<Value>),
    Ping,
    Pong,
    Subscribe { id: String, asked: Asked },
    Complete { id: String },
}

impl Said {
    pub(super) fn parse(text: &str) -> Result<Self, Farewell> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(Farewell::invalid("A message must be a JSON object"));
        };
        let payload = match message.remove("payload") {
            None | Some(Value::Null) => None,
            Some(payload @ Value::Object(_)) => Some(payload),
            Some(_) => return Err(Farewell::invalid("A payload must be an object")),
        };
        match message.get("type").and_then(Value::as_str) {
            Some("connection_init") => Ok(Self::Init(payload)),
            Some("ping") => Ok(Self::Ping),
            Some("pong") => Ok(Self::Pong),
            Some("complete") => Ok(Self::Complete { id: id(&message)? }),
            Some("subscribe") => {
                let id = id(&message)?;
                let asked = Asked::from_json(payload.unwrap_or_default())
                    .map_err(|fault| Farewell::invalid(&fault.to_string()))?;
                Ok(Self::Subscribe { id, asked })
            }
            _ => Err(Farewell::invalid("The type of the message is unknown")),
        }
    }
}

fn id(message: &Map<String, Value>) -> Result<String, Farewell> {
    let id = message.get("id").and_then(Value::as_str);
    let id = id.filter(|id| !id.is_empty());
    id.map(str::to_owned)
        .ok_or_else(|| Farewell::invalid("The message must have an id"))
}

/// The connection may be used.
pub(super) fn acknowledge() -> Message {
    written(&json!({"type": "connection_ack"}))
}

pub(super) fn pong() -> Message {
    written(&json!({"type": "pong"}))
}

/// What an operation answers; of one that could not be run, its errors, which end it.
pub(super) fn answer(id: &str, response: &Response) -> Message {
    if error::is_of_request(response) {
        return written(&json!({"id": id, "type": "error", "payload": response.errors}));
    }
    written(&json!({"id": id, "type": "next", "payload": response}))
}

/// The operation has answered all it will.
pub(super) fn complete(id: &str) -> Message {
    written(&json!({"id": id, "type": "complete"}))
}

fn written(message: &Value) -> Message {
    Message::text(message.to_string())
}
