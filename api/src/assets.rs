//! The pages and scripts that are part of the binary.

use crate::error::{Code, Error};
use axum::{
    Json, Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::RustEmbed;

/// What `npm run build` makes. A debug build reads it from the disk.
#[derive(RustEmbed)]
#[folder = "../dashboard/dist"]
struct Dist;

/// What holds for every page: nothing is loaded from, framed by or sent to another host.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";
/// GraphiQL and ReDoc draw with styles of their own making, in which GraphiQL has the line under a
/// mistake as an image; ReDoc searches in a worker.
const GRAPHIQL: &str = "; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
const REDOC: &str = "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src blob:";

pub(crate) fn router() -> Router {
    Router::new()
        .route("/", get(root))
        .route(
            "/graphiql",
            get(async |headers| page("graphiql.html", GRAPHIQL, &headers)),
        )
        .route(
            "/redoc",
            get(async |headers| page("redoc.html", REDOC, &headers)),
        )
        .route("/assets/{*path}", get(asset))
}

/// A browser gets the start page, a program that the service is up.
async fn root(headers: HeaderMap) -> Response {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let html = preference(accept, "text/html");
    let wants_page = html > 0.0 && html >= preference(accept, "application/json");
    let mut answer = if wants_page {
        page("index.html", "", &headers)
    } else {
        Json(serde_json::json!({
            "status": "healthy",
            "service": "loanbook",
            "version": env!("CARGO_PKG_VERSION"),
        }))
        .into_response()
    };
    answer
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept"));
    answer
}

/// How much the client wants this kind by its `Accept` (RFC 9110 §12.5.1), 0 when it does not name it.
fn preference(accept: &str, kind: &str) -> f32 {
    let named = accept.split(',').find_map(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let is_named = parts.next()?.eq_ignore_ascii_case(kind);
        is_named.then(|| {
            parts
                .find_map(|part| part.strip_prefix("q="))
                .unwrap_or("1")
        })
    });
    named.and_then(|weight| weight.parse().ok()).unwrap_or(0.0)
}

fn page(name: &str, allowed: &str, headers: &HeaderMap) -> Response {
    let mut response = file(name, headers);
    let own = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}{allowed}")) {
        own.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    own.insert(
        HeaderName::from_static("referrer-policy"),
        HeaderValue::from_static("no-referrer"),
    );
    response
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("assets/{path}"), &headers)
}

fn file(name: &str, headers: &HeaderMap) -> Response {
    let Some(found) = Dist::get(name) else {
        return Error::new(Code::NotFound, "there is nothing at this path").into_response();
    };
    let hash: String = found
        .metadata
        .sha256_hash()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = format!("\"{hash}\"");
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let caching = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let kind = found.metadata.mimetype().to_owned();
    let kind = if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind
    };
    (
        caching,
        [(header::CONTENT_TYPE, kind)],
        found.data.into_owned(),
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::preference;

    #[test]
    fn a_kind_is_wanted_as_much_as_its_weight() {
        for (accept, html) in [
            ("text/html,application/xhtml+xml,*/*;q=0.8", 1.0),
            ("application/json, text/html;q=0.1", 0.1),
            ("text/html; q=0", 0.0),
            ("*/*", 0.0),
            ("", 0.0),
        ] {
            assert!(
                (preference(accept, "text/html") - html).abs() < f32::EPSILON,
                "{accept}"
            );
        }
    }
}
