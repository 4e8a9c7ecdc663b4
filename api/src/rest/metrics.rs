//! `/metrics`: what is counted, for Prometheus.

use crate::service::{Ctx, scrape};
use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};

/// The metrics, in the text form of Prometheus.
pub(crate) async fn read(State(ctx): State<Ctx>) -> Response {
    let text = scrape::gather(&ctx).await;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(CONTENT_TYPE, kind)], text).into_response()
}
