//! An identifier, a time limit, a span, counts, a line in the log.

use crate::{
    clock,
    error::{Code, Error},
    telemetry::{self, Metrics, REQUEST, Request as Known, trace},
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{any::Any, sync::Arc, time::Duration};
use tracing::Instrument;

/// The header that names a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Number of SQL statements that an answer took; kept beside it for tests and logs.
#[derive(Clone, Copy, Debug)]
pub struct StatementCount(pub u64);

/// Routes that are asked every few seconds, by programs: logged as detail.
const PROBES: [&str; 3] = ["/healthz", "/metrics", "/readyz"];

/// What stands around every request.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    /// The longest that one may take.
    pub(crate) limit: Duration,
    /// Where it is counted.
    pub(crate) metrics: Metrics,
}

/// Names the request, limits its time, counts it, and logs how it went. Never logs
/// what it asked for: queries and paths may hold data of persons.
pub(crate) async fn observe(
    State(observed): State<Observed>,
    request: Request,
    next: Next,
) -> Response {
    let started = clock::start();
    let known = Arc::new(Known::new(identify(&request)));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let parent = trace::Parent::of(request.headers());
    let span = trace::request_span(&known.id, &method, &route, parent.as_ref());
    let in_flight = observed.metrics.request_in_flight();
    let limit = observed.limit;
    let answer = REQUEST.scope(known.clone(), async {
        match tokio::time::timeout(limit, next.run(request)).await {
            Ok(answer) => explain(answer),
            Err(_) => Error::too_slow(limit).into_response(),
        }
    });
    let mut response = answer.instrument(span.clone()).await;
    drop(in_flight);
    if let Ok(id) = HeaderValue::from_str(&known.id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
        .extensions_mut()
        .insert(StatementCount(known.statements()));
    if let Some(code) = response.extensions().get::<Code>() {
        observed.metrics.error("http", *code);
    }
    let (status, took) = (response.status(), started.elapsed());
    observed.metrics.request(&method, &route, status, took);
    let status = status.as_u16();
    span.record("http.status", status);
    let trace_id = parent.map(|parent| parent.trace_id);
    let statements = known.statements();
    let duration_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request.id = %known.id,
                trace.id = trace_id,
                http.method = %method,
                http.route = route,
                http.status = status,
                sql.statements = statements,
                duration_us,
                "{method} {route} {status}"
            )
        };
    }
    if PROBES.contains(&route.as_str()) {
        line!(debug);
    } else {
        line!(info);
    }
    response
}

/// Libraries refuse in plain text or without words; clients get a problem document.
fn explain(answer: Response) -> Response {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_bare = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_bare {
        return answer;
    }
    let (code, message) = match answer.status() {
        StatusCode::BAD_REQUEST => (Code::BadUserInput, "the request cannot be read"),
        StatusCode::NOT_FOUND => (Code::NotFound, "there is nothing at this path"),
        StatusCode::PAYLOAD_TOO_LARGE => (Code::PayloadTooLarge, "the request body is too large"),
        _ => return answer,
    };
    Error::new(code, message).into_response()
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "tower-http hands the panic over by value"
)]
/// A panic is a fault of ours: said as any other, and its words go to the log alone.
pub(crate) fn answer_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    tracing::error!(
        request.id = telemetry::request_id(),
        "A handler panicked: {words}"
    );
    Error::new(Code::Internal, "internal error").into_response()
}

/// The client's own identifier where it is short and plain, else a new one.
fn identify(request: &Request) -> String {
    let given = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| (1..=64).contains(&id.len()))
        .filter(|id| {
            id.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        });
    match given {
        Some(id) => id.to_owned(),
        None => uuid::Uuid::new_v4().to_string(),
    }
}
