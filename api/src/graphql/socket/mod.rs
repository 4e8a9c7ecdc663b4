//! `/graphql/ws`: operations over a WebSocket, subscriptions above all.

mod conversation;
mod message;
mod visitor;

use super::endpoint::Endpoint;
use crate::{
    auth::Gate,
    error::{Code, Error, Result},
    middleware::{RateLimits, client::ClientAddress, is_among, is_same_host},
    server::Stopping,
    service::Ctx,
    telemetry,
};
use axum::{
    Extension,
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{HeaderMap, header::ORIGIN},
    response::{IntoResponse, Response},
};
use conversation::{Conversation, Meter, Patience};
use message::Farewell;
use std::sync::Arc;
use visitor::Visitor;

/// The one protocol that is spoken; <https://github.com/enisdenjo/graphql-ws> describes it.
const PROTOCOL: &str = "graphql-transport-ws";

/// The largest message: a document of the greatest length and its variables.
const MAX_MESSAGE_BYTES: usize = 128 * 1024;

/// Opens a WebSocket, for pages of this server and for programs. Who cannot say who they are
/// in a header, as pages of other hosts cannot, do so in the first message.
pub(crate) async fn connect(
    State(endpoint): State<Arc<Endpoint>>,
    ctx: Result<Ctx>,
    gate: Gate,
    stopping: Stopping,
    (Extension(limits), Extension(address)): (Extension<RateLimits>, Extension<ClientAddress>),
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Browsers let any page open one, and say which page it was.
    if !is_same_host(&headers) && !is_shared(&endpoint, &headers) {
        let refusal = Error::input("Origin", "must be this server's, or one of --cors-origin");
        return refusal.with_code(Code::Forbidden).into_response();
    }
    let metrics = gate.metrics();
    let visitor = Visitor {
        ctx,
        gate,
        headers,
        stopping,
    };
    // Errors of its operations name the request that opened it.
    let known = telemetry::request();
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .protocols([PROTOCOL])
        .on_upgrade(async move |socket| {
            let _held = metrics.websocket();
            let meter = Meter { limits, address };
            let conversation = Conversation::new(endpoint, visitor, meter, Patience::default());
            telemetry::on_behalf_of(known, talk(socket, conversation)).await;
        })
}

async fn talk(mut socket: WebSocket, conversation: Conversation) {
    let farewell = match socket.protocol() {
        Some(_) => conversation.hold(&mut socket).await,
        None => Some(Farewell::new(4406, "Subprotocol not acceptable")),
    };
    if let Some(farewell) = farewell {
        // Who is gone already need not be told.
        let _ = socket.send(Message::Close(Some(farewell.into()))).await;
    }
}

/// Whether the page is one of a site that was named.
fn is_shared(endpoint: &Endpoint, headers: &HeaderMap) -> bool {
    let origin = headers.get(ORIGIN);
    origin.is_some_and(|origin| is_among(&endpoint.origins, origin))
}
