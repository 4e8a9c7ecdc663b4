//! Who asks, and what they may.

mod principal;

pub use principal::{Principal, Role};

use crate::{
    error::{Code, Error},
    service::Ctx,
};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};

/// Gives a request the context of who asks.
pub(crate) async fn admit(State(ctx): State<Ctx>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(ctx);
    next.run(request).await
}

/// The context that [`admit`] gave the request.
impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        // Every route lies behind `admit`.
        let missing = || Error::new(Code::Internal, "internal error");
        parts.extensions.get().cloned().ok_or_else(missing)
    }
}
