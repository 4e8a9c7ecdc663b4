//! Errors as problem documents (RFC 9457).

use crate::{
    error::{Code, Error, FieldError},
    telemetry,
};
use axum::{
    Extension,
    http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, as RFC 9457 has it; `code` is the one that GraphQL gives in `extensions`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "urn:loanbook:problem:bad-user-input",
    "title": "The request is not valid",
    "status": 400,
    "detail": "limit: must be 1 to 1000",
    "code": "BAD_USER_INPUT",
    "request_id": "3f0c8a6e-5a63-4b7e-9a0f-0a6a4c1f7b11",
    "errors": [{"field": "limit", "message": "must be 1 to 1000"}]
}))]
pub(crate) struct Problem {
    /// Name of the kind of problem.
    r#type: String,
    /// The kind of problem in words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What is wrong with this request.
    detail: String,
    /// The kind of problem as a code.
    code: &'static str,
    /// Names this request in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// The parameters at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// What every route may answer instead, for the document.
#[derive(utoipa::IntoResponses)]
#[allow(dead_code, reason = "read by the derive alone")]
pub(crate) enum Failures {
    /// A parameter is wrong, or unknown
    #[response(status = 400, content_type = "application/problem+json")]
    BadParameter(Problem),
    /// Nobody is known to ask: a credential is missing, wrong, expired or revoked
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// The role does not allow it
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// The path is read with GET alone
    #[response(status = 405, content_type = "application/problem+json")]
    NoSuchMethod(Problem),
    /// The request has a body of more than 1 MiB
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// Too many requests in a short time
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// A fault of the service
    #[response(status = 500, content_type = "application/problem+json")]
    Fault(Problem),
    /// The database is away
    #[response(status = 503, content_type = "application/problem+json")]
    DatabaseAway(Problem),
    /// The answer took too long
    #[response(status = 504, content_type = "application/problem+json")]
    TooSlow(Problem),
}

/// What the routes of figures answer to who has the answer already, for the document.
#[derive(utoipa::IntoResponses)]
#[allow(dead_code, reason = "read by the derive alone")]
pub(crate) enum Unchanged {
    /// The book is as it was when the client was given this `ETag`
    #[response(status = 304)]
    Same,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        error.log();
        Self {
            r#type: error.code.problem_type(),
            title: error.code.title(),
            status: error.code.status().as_u16(),
            detail: error.describe(snake_case),
            code: error.code.name(),
            request_id: telemetry::request_id(),
            errors: error
                .fields
                .iter()
                .map(|field| FieldError {
                    field: snake_case(&field.field),
                    message: field.message.clone(),
                })
                .collect(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = axum::http::StatusCode::from_u16(self.status)
            .unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        // A struct of strings and numbers always becomes JSON.
        let body = serde_json::to_string(&self).unwrap_or_default();
        let challenge = (status == axum::http::StatusCode::UNAUTHORIZED)
            .then_some([(WWW_AUTHENTICATE, "Bearer realm=\"loanbook\"")]);
        let kind = [(CONTENT_TYPE, "application/problem+json")];
        (status, challenge, kind, body).into_response()
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        // What surrounds `/graphql` says it in another form, and what surrounds all counts it.
        let (code, itself) = (Extension(self.code), Extension(self.clone()));
        let wait = self
            .retry_after()
            .map(|wait| [(RETRY_AFTER, wait.to_string())]);
        (wait, code, itself, Problem::from(self)).into_response()
    }
}

/// The answer on a path that does not exist.
pub(crate) async fn not_found() -> Error {
    Error::new(
        Code::NotFound,
        "there is nothing at this path; the routes are listed at /docs",
    )
}

/// The answer to a method that the path does not have.
pub(crate) async fn method_not_allowed() -> Error {
    Error::new(
        Code::MethodNotAllowed,
        "this path does not answer this method",
    )
}

/// The services name fields as GraphQL does; REST has them in snake case.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 2);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::Problem;
    use crate::error::{Code, Error};

    #[test]
    fn a_field_is_named_as_the_route_has_it() {
        let problem = Problem::from(Error::input("asOf", "must be a date"));
        assert_eq!(problem.detail, "as_of: must be a date");
        assert_eq!(problem.errors[0].field, "as_of");
        assert_eq!(problem.r#type, "urn:loanbook:problem:bad-user-input");
    }

    #[test]
    fn codes_have_distinct_names() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
