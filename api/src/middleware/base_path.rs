//! The service below a path of its own.

use super::overload::HEALTH;
use crate::config::BasePath;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Uri, header, uri::PathAndQuery},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use tower::ServiceExt;

/// The routes that are reached below the path, and those of what lies outside of it.
#[derive(Clone)]
struct Below {
    base: BasePath,
    inside: Router,
    outside: Router,
}

/// Serves `inside` below the path. Routes, layers and logs know nothing of it: it is taken from
/// each address before, and put before each redirect after. `outside` answers other paths.
pub(crate) fn serve_below(base: &BasePath, inside: Router, outside: Router) -> Router {
    Router::new().fallback(answer).with_state(Below {
        base: base.clone(),
        inside,
        outside,
    })
}

/// Leads to the overview, whose links hold only below the path's last slash.
pub(crate) fn redirects(base: &BasePath) -> Router {
    let root = base.root();
    let redirect = get(async move || Redirect::temporary(&root));
    Router::new()
        .route("/", redirect.clone())
        .route(base.prefix(), redirect)
}

async fn answer(State(below): State<Below>, mut request: Request) -> Response {
    let path = request.uri().path();
    let rest = path.strip_prefix(below.base.prefix());
    let is_inside = rest.is_some_and(|rest| rest.starts_with('/'));
    if !is_inside {
        let service = if HEALTH.contains(&path) {
            below.inside
        } else {
            below.outside
        };
        return service.oneshot(request).await.into_response();
    }
    if let Some(uri) = without_prefix(request.uri(), below.base.prefix()) {
        *request.uri_mut() = uri;
    }
    let mut response = below.inside.oneshot(request).await.into_response();
    if let Some(location) = response.headers_mut().get_mut(header::LOCATION)
        && let Some(below) = with_prefix(location, below.base.prefix())
    {
        *location = below;
    }
    response
}

fn without_prefix(uri: &Uri, prefix: &str) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(prefix)?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest.parse::<PathAndQuery>().ok()?);
    Uri::from_parts(parts).ok()
}

/// A path of this server; an address of another one stays as it is.
fn with_prefix(location: &HeaderValue, prefix: &str) -> Option<HeaderValue> {
    let path = location.to_str().ok()?;
    let is_own = path.starts_with('/') && !path.starts_with("//");
    is_own.then(|| HeaderValue::from_str(&format!("{prefix}{path}")).ok())?
}
