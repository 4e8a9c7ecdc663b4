//! `/login` and `/logout`: sessions of the dashboard.

use super::problem::Failures;
use crate::{
    auth::{self, Gate},
    error::{Code, Error, Result},
    middleware::client::ClientIsSecure,
};
use axum::{
    Extension, Json,
    extract::rejection::JsonRejection,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse},
};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who wants to begin a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// An API key, as `loanbook api-key create` showed it.
    #[schema(min_length = 1, max_length = 200)]
    key: String,
}

/// Begin a session with an API key
///
/// The session is in a cookie that scripts cannot read. It ends after LOANBOOK_SESSION_HOURS,
/// with the key, or by /logout.
#[utoipa::path(
    post,
    path = "/login",
    operation_id = "create_session",
    tag = "Identity",
    request_body = Login,
    responses(
        (status = 204, description = "The session has begun; its cookie is in Set-Cookie"),
        Failures,
    )
)]
pub(crate) async fn log_in(
    gate: Gate,
    headers: HeaderMap,
    Extension(ClientIsSecure(is_secure)): Extension<ClientIsSecure>,
    body: std::result::Result<Json<Login>, JsonRejection>,
) -> Result<impl IntoResponse> {
    let Json(login) = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Error::new(Code::PayloadTooLarge, "the request body is too large")
        }
        _ => Error::input("key", "must be an API key, in a JSON object"),
    })?;
    let cookie = auth::log_in(&gate, &headers, is_secure, &login.key).await?;
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders([(SET_COOKIE, cookie)]),
    ))
}

/// Show the page on which a session begins
#[utoipa::path(
    get,
    path = "/login",
    operation_id = "show_login",
    tag = "Identity",
    responses(
        (status = 200, description = "The page", content_type = "text/html", body = String),
        Failures,
    )
)]
#[allow(
    dead_code,
    reason = "the pages answer; a document names every method of its paths"
)]
pub(crate) fn show_login() {}

/// End the session
#[utoipa::path(
    post,
    path = "/logout",
    operation_id = "delete_session",
    tag = "Identity",
    responses(
        (status = 204, description = "The session has ended, if there was one"),
        Failures,
    )
)]
pub(crate) async fn log_out(gate: Gate, headers: HeaderMap) -> Result<impl IntoResponse> {
    let cookie = auth::log_out(&gate, &headers).await?;
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders([(SET_COOKIE, cookie)]),
    ))
}
