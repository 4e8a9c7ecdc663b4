//! What every answer tells browsers not to do with it.

use super::client::OverTls;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Headers of every answer, where it does not say otherwise itself.
const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // A link out of a page does not say what it was about.
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// What is no page loads nothing and is in no frame.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

/// Headers over TLS: browsers heed neither without it, and complain of the first. The second is
/// for two years, as they ask for.
const ENCRYPTED: [(HeaderName, &str); 2] = [
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
];

/// Adds what is missing. Pages have a policy of their own.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let is_encrypted = request.extensions().get::<OverTls>().is_some();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        add(headers, name, value);
    }
    add(headers, header::CONTENT_SECURITY_POLICY, NO_PAGE);
    if is_encrypted {
        for (name, value) in ENCRYPTED {
            add(headers, name, value);
        }
    }
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
