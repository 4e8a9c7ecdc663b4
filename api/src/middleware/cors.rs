//! Which pages of other sites may use the service.

use crate::config::Origin;
use axum::http::{HeaderName, HeaderValue, Method, header, request::Parts};
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
            HeaderName::from_static("x-api-key"),
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
