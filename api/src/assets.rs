//! The pages and scripts that are part of the binary.

use crate::{
    config::ProtocolConfig,
    digest::hexadecimal,
    error::{Code, Error},
};
use axum::{
    Json, Router,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use rust_embed::RustEmbed;
use std::borrow::Cow;

/// What `npm run build` makes; nothing in a build without it. A debug build reads it from the disk.
#[derive(RustEmbed)]
#[folder = "../dashboard/dist"]
#[allow_missing = true]
struct Dist;

/// The page in place of those that were not built.
const MISSING: &str = include_str!("assets/missing.html");

/// The pages of the dashboard besides the overview, and the login: one file draws them all.
const DASHBOARD: [&str; 11] = [
    "delinquency",
    "segments",
    "explore",
    "operations",
    "customers",
    "customer",
    "loans",
    "loan",
    "behind",
    "imports",
    "login",
];

/// What holds for every page: nothing is loaded from, framed by or sent to another host.
const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";
/// GraphiQL and ReDoc draw with styles of their own making, in which GraphiQL has the line under a
/// mistake as an image; ReDoc searches in a worker.
const GRAPHIQL: &str = "; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
const REDOC: &str = "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src blob:";

/// The documents that the dashboard sends, as JSON; nothing in a build without it.
pub(crate) fn documents() -> Option<Cow<'static, [u8]>> {
    Dist::get("documents.json").map(|file| file.data)
}

pub(crate) fn router(protocol: &ProtocolConfig) -> Router {
    // It can do nothing where the schema is not explained.
    let graphiql = if protocol.production {
        get(graphiql_is_off)
    } else {
        get(async |headers| page("graphiql.html", GRAPHIQL, &headers))
    };
    let dashboard = DASHBOARD.iter().fold(Router::new(), |router, name| {
        router.route(
            &format!("/{name}"),
            get(async |headers| page("index.html", "", &headers)),
        )
    });
    dashboard
        .route("/", get(root))
        .route("/graphiql", graphiql)
        .route(
            "/redoc",
            get(async |headers| page("redoc.html", REDOC, &headers)),
        )
        .route("/assets/{*path}", get(asset))
}

/// A browser gets the dashboard, a program that the service is up.
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
        .append(header::VARY, HeaderValue::from_static("accept"));
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

async fn graphiql_is_off() -> Error {
    let message = "GraphiQL is off: this server runs with --production and does not explain its \
                   schema";
    Error::new(Code::NotFound, message)
}

fn page(name: &str, allowed: &str, headers: &HeaderMap) -> Response {
    let mut response = file(name, headers)
        .unwrap_or_else(|| (StatusCode::SERVICE_UNAVAILABLE, Html(MISSING)).into_response());
    let own = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}{allowed}")) {
        own.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("assets/{path}"), &headers).unwrap_or_else(|| {
        Error::new(Code::NotFound, "there is nothing at this path").into_response()
    })
}

/// A file as it is, or in the form that was compressed when the pages were built; nothing where
/// there is none.
fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    let found = Dist::get(name)?;
    let hash = hexadecimal(&found.metadata.sha256_hash()[..16]);
    let tag = format!("W/\"{hash}\"");
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    // A file whose name holds a hash of its content never changes.
    let lifetime = if is_named_by_content(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let caching = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, lifetime.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if known {
        return Some((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let kind = found.metadata.mimetype().to_owned();
    let kind = if kind.starts_with("text/") {
        format!("{kind}; charset=utf-8")
    } else {
        kind
    };
    let compressed = accepts_brotli(headers)
        .then(|| Dist::get(&format!("{name}.br")))
        .flatten();
    let encoding = compressed
        .is_some()
        .then_some([(header::CONTENT_ENCODING, "br")]);
    let data = compressed.unwrap_or(found).data;
    Some((caching, encoding, [(header::CONTENT_TYPE, kind)], data).into_response())
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    preference(accepted, "br") > 0.0
}

/// "assets/index-kiZUYK_3.js": the build writes eight characters of a hash before the ending.
fn is_named_by_content(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_hash = |text: &str| {
        text.strip_prefix('-').is_some_and(|hash| {
            hash.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
    };
    name.starts_with("assets/") && stem.len() > 9 && stem.get(stem.len() - 9..).is_some_and(is_hash)
}

#[cfg(test)]
mod tests {
    use super::{is_named_by_content, preference};

    #[test]
    fn files_named_by_their_content_are_known() {
        for (name, expected) in [
            ("assets/index-kiZUYK_3.js", true),
            ("assets/graphiql/ts.worker-D4f-a_b1.js", true),
            ("assets/icon.svg", false),
            ("assets/redoc.standalone.js", false),
            ("index-kiZUYK_3.html", false),
        ] {
            assert_eq!(is_named_by_content(name), expected, "{name}");
        }
    }

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
