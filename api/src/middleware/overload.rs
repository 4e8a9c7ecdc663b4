//! More requests than can be answered.

use crate::error::{Code, Error};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Paths that whoever watches the server asks for: answered also when nobody else is, and with
/// and without the base path.
pub(crate) const HEALTH: [&str; 2] = ["/healthz", "/readyz"];

/// Seconds after which a client that was turned away may try again.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 1;

/// Turns a request away at once when as many are under way as may be: one that waits in a queue
/// is answered when its client has given up.
pub(crate) async fn shed_load(
    State(room): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if path == "/" || HEALTH.contains(&path) {
        return next.run(request).await;
    }
    if let Ok(_place) = room.try_acquire() {
        return next.run(request).await;
    }
    let message = "too many requests are under way, try again shortly";
    let refusal = Error::new(Code::Unavailable, message).again_in(RETRY_AFTER_SECONDS);
    refusal.into_response()
}
