//! Who is at the other end of a connection: known by the handshake, or by the first message,
//! and asked for again while the connection lasts.

use crate::{
    auth::Gate,
    error::{Code, Error, Result},
    server::Stopping,
    service::Ctx,
};
use axum::http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use serde_json::Value;

/// Who asks, and how that is found out.
pub(super) struct Visitor {
    /// What the gate said of the handshake, or of the introduction.
    pub(super) ctx: Result<Ctx>,
    pub(super) gate: Gate,
    pub(super) headers: HeaderMap,
    pub(super) stopping: Stopping,
}

impl Visitor {
    /// Takes the first message: its `authorization`, if it has one, is what the header of that
    /// name is elsewhere.
    ///
    /// # Errors
    /// UNAUTHENTICATED when neither it nor the handshake says who asks.
    pub(super) async fn introduce(&mut self, payload: Option<&Value>) -> Result<Ctx> {
        let given = payload.and_then(|payload| {
            let named = ["authorization", "Authorization"].iter();
            named.filter_map(|name| payload.get(name)).next()
        });
        if let Some(given) = given {
            let value = given.as_str().map(HeaderValue::from_str);
            let Some(Ok(value)) = value else {
                let message = "must be Bearer with an API key or a token";
                return Err(Error::unauthenticated("authorization", message));
            };
            self.headers.insert(AUTHORIZATION, value);
            self.ctx = self.gate.readmit(&self.headers).await;
        }
        self.ctx.clone()
    }

    /// Whether who asks may still do so: a key may have been revoked, a session ended. While
    /// that cannot be found out, they stay.
    pub(super) async fn is_welcome(&self) -> bool {
        match self.gate.readmit(&self.headers).await {
            Ok(_) => true,
            Err(error) => error.code == Code::Unavailable,
        }
    }
}
