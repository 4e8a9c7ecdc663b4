//! `ETag` and 304: an answer is the same for as long as the book is.

use crate::{auth, digest::sha256, error::Result, service::Ctx};
use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Marks an answer with the version of the book, and leaves its body out where
/// the client has it.
///
/// The figures are of the version that the answer is marked with, or of a newer one:
/// an answer is never marked as newer than it is.
pub(super) async fn revalidate(ctx: Ctx, mut request: Request, next: Next) -> Result<Response> {
    let ctx = ctx.pinned();
    auth::pass_on(&mut request, ctx.clone());
    let tag = tag(&ctx).await?;
    let is_known = knows(request.headers(), &tag);
    let mut response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    if is_known {
        response = StatusCode::NOT_MODIFIED.into_response();
    }
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    // It may be kept, but must be asked for again.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Weak: the same figures, not the same bytes, since they may be compressed. Where
/// the book has no reporting date, the answer changes with the day.
async fn tag(ctx: &Ctx) -> Result<String> {
    let version = ctx.settings().await?.version;
    let date = ctx.as_of(None).await?.date();
    let program = env!("CARGO_PKG_VERSION");
    // Another principal may be shown other rows, or no names.
    let who = sha256(&format!("{:?}", (ctx.principal.role, &ctx.principal.rows)));
    let who = who.get(..8).unwrap_or_default();
    Ok(format!("W/\"{program}-{version}-{date}-{who}\""))
}

/// Whether `If-None-Match` names the tag; weak or strong is no matter here.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == "*" || opaque(known) == opaque(tag))
}
