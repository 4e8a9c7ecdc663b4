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

/// An answer that is this error alone, and whole.
pub(super) fn refusal(error: Error) -> Response {
    let mut response = Response::from_errors(vec![without_place(error)]);
    complete(&mut response);
    response
}

/// Whether nothing was run: the fault is one of the document or of its variables. Every error that
/// comes while fields are answered has the path of its field.
pub(super) fn is_of_request(response: &Response) -> bool {
    let errors = &response.errors;
    response.data == Value::Null
        && !errors.is_empty()
        && errors.iter().all(|error| error.path.is_empty())
}

/// Gives every error its code, its fields and the request's id, and writes causes to the log.
pub(super) fn complete(response: &mut Response) {
    for error in &mut response.errors {
        if let Some(ours) = error.source::<Error>() {
            ours.log();
        }
        describe(error, telemetry::request_id());
    }
}

/// Gives an error its code, its fields and the request's id. Those that the library found itself
/// are all of the document or its variables.
pub(super) fn describe(error: &mut ServerError, request_id: Option<String>) {
    let ours = error.source::<Error>().cloned();
    let extensions = error.extensions.get_or_insert_default();
    match ours {
        Some(ours) => extend(extensions, &ours),
        None => extensions.set("code", Code::BadUserInput.name()),
    }
    if let Some(id) = request_id {
        extensions.set("request_id", id);
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
