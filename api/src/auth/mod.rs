//! Who asks, and what they may.
//!
//! [`Gate`] finds the [`Principal`] of a request: by API key, by the session of a
//! browser, or by a token that another system signed. [`Ctx::demand`] narrows the
//! context to a role, and services that need one take no other context.

mod gate;
mod grant;
mod keys;
mod principal;
pub(crate) mod secret;
mod signature;
mod token;

pub use gate::Gate;
pub use grant::{Admin, Analyst, As, Collector, Needed};
pub(crate) use principal::is_branch;
pub use principal::{Principal, Role, RowScope};
pub(crate) use secret::KEY_PREFIX;

use crate::{
    error::{Code, Error, Result},
    service::Ctx,
};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, request::Parts},
    middleware::Next,
    response::Response,
};

/// What the gate said of a request, in its extensions.
#[derive(Clone)]
struct Admission(Result<Ctx>);

/// Finds out who sends a request. Whether somebody must be known, each route says by
/// asking for a [`Ctx`]: pages, health and documents do not.
pub(crate) async fn admit(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let admission = gate.admit(request.method(), request.headers()).await;
    if let Ok(ctx) = &admission {
        // For what stands around the routes.
        request.extensions_mut().insert(ctx.principal.clone());
    }
    request.extensions_mut().insert(Admission(admission));
    request.extensions_mut().insert(gate);
    next.run(request).await
}

/// Gives what lies further inside this context of the same principal.
pub(crate) fn pass_on(request: &mut Request, ctx: Ctx) {
    request.extensions_mut().insert(Admission(Ok(ctx)));
}

/// The context of who sends the request.
impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        match parts.extensions.get() {
            Some(Admission(admission)) => admission.clone(),
            None => Err(not_behind_the_gate()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Gate {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let gate = parts.extensions.get().cloned();
        gate.ok_or_else(not_behind_the_gate)
    }
}

/// Every route lies behind [`admit`].
fn not_behind_the_gate() -> Error {
    Error::new(Code::Internal, "internal error")
}

/// Begins a session with an API key; answers the cookie that holds it, for encrypted connections
/// alone where the client's is one.
///
/// # Errors
/// UNAUTHENTICATED when the key is not taken; FORBIDDEN from a page of another site.
pub(crate) async fn log_in(
    gate: &Gate,
    headers: &HeaderMap,
    is_secure: bool,
    key: &str,
) -> Result<String> {
    refuse_other_sites(headers)?;
    gate.begin_session(key, is_secure).await
}

/// Ends the session of the request; answers the cookie that takes it away.
///
/// # Errors
/// FORBIDDEN from a page of another site; when the database fails.
pub(crate) async fn log_out(gate: &Gate, headers: &HeaderMap) -> Result<String> {
    refuse_other_sites(headers)?;
    gate.end_session(headers).await
}

fn refuse_other_sites(headers: &HeaderMap) -> Result<()> {
    if gate::is_cross_site(&Method::POST, headers) {
        let message = "a page of another site must not log in or out";
        return Err(Error::new(Code::Forbidden, message));
    }
    Ok(())
}
