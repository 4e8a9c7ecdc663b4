//! The service's error as GraphQL says it: code, fields and request id in `extensions`.

use crate::{
    error::{Code, Error},
    telemetry,
};
use async_graphql::{ErrorExtensionValues, Pos, Response, ServerError, Value};

/// An error of the whole request, which has no place in the document.
pub(super) fn without_place(error: Error) -> ServerError {
    let mut error = async_graphql::Error::from(error).into_server_error(Pos::default());
    error.locations.clear();
    error
}

/// Gives every error its code, its fields and the request's id. Those that the
/// library found itself are all of the document or its variables.
pub(super) fn complete(response: &mut Response) {
    for error in &mut response.errors {
        let ours = error.source::<Error>().cloned();
        let extensions = error.extensions.get_or_insert_default();
        match ours {
            Some(ours) => {
                ours.log();
                extend(extensions, &ours);
            }
            None => extensions.set("code", Code::BadUserInput.name()),
        }
        if let Some(id) = telemetry::request_id() {
            extensions.set("request_id", id);
        }
    }
}

fn extend(extensions: &mut ErrorExtensionValues, error: &Error) {
    extensions.set("code", error.code.name());
    if error.fields.is_empty() {
        return;
    }
    let fields = error.fields.iter().map(|field| {
        Value::from_json(serde_json::json!({
            "field": field.field,
            "message": field.message,
        }))
        .unwrap_or_default()
    });
    extensions.set("errors", Value::List(fields.collect()));
}
