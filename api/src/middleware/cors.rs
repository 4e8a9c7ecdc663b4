//! Which pages of other sites may use the service.

use crate::config::Origin;
use axum::http::{HeaderMap, HeaderValue, Method, header, request::Parts};
use std::{sync::Arc, time::Duration};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser remembers what it may.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// Lets pages of these sites use `/graphql` and `/api`, without cookies; nothing where there are
/// none, and then no page of another site may.
pub(crate) fn share(origins: &[Origin]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins: Arc<[Origin]> = origins.into();
    let is_shared = move |origin: &HeaderValue, request: &Parts| {
        let path = request.uri.path();
        let is_shared = path == "/graphql" || path.starts_with("/api/");
        is_shared && is_among(&origins, origin)
    };
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(is_shared))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            super::REQUEST_ID,
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER, super::REQUEST_ID])
        .max_age(REMEMBERED);
    Some(layer)
}

/// Whether a page of this origin is one of those sites'.
pub(crate) fn is_among(origins: &[Origin], origin: &HeaderValue) -> bool {
    let name = origin.as_bytes();
    origins
        .iter()
        .any(|known| known.as_str().as_bytes().eq_ignore_ascii_case(name))
}

/// Whether the page that asks is one of this server. True without an origin: then it is no page.
pub(crate) fn is_same_host(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let page = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    page.zip(host)
        .is_some_and(|((_, page), host)| page.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::is_same_host;
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn only_pages_of_the_same_host_may_connect() {
        for (origin, host, expected) in [
            (None, "loans.example", true),
            (Some("https://loans.example"), "loans.example", true),
            (Some("http://127.0.0.1:8080"), "127.0.0.1:8080", true),
            (Some("http://LOANS.example"), "loans.example", true),
            (Some("https://evil.example"), "loans.example", false),
            (Some("https://loans.example.evil"), "loans.example", false),
            (Some("http://127.0.0.1:9090"), "127.0.0.1:8080", false),
            (Some("null"), "loans.example", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(is_same_host(&headers), expected, "{origin:?}");
        }
    }
}
