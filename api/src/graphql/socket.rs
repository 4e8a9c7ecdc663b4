//! `/graphql/ws`: operations over a WebSocket, subscriptions above all.

use super::{Schema, error, guard, http, loader::Loaders, order::Order};
use crate::{
    error::{Code, Error},
    service::Ctx,
};
use async_graphql::{Data, Executor, Request, Response, http::ALL_WEBSOCKET_PROTOCOLS};
use async_graphql_axum::{GraphQLProtocol, GraphQLWebSocket};
use axum::{
    extract::{State, WebSocketUpgrade},
    http::{
        HeaderMap,
        header::{HOST, ORIGIN},
    },
    response::{IntoResponse, Response as HttpResponse},
};
use futures::{StreamExt, stream, stream::BoxStream};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The largest message: a document of the greatest length and its variables.
const MAX_MESSAGE_BYTES: usize = 128 * 1024;

/// Operations that one connection may have under way.
const MAX_OPERATIONS: usize = 32;

/// Opens a WebSocket, for pages of this server and for programs.
pub(crate) async fn connect(
    State(schema): State<Schema>,
    ctx: Ctx,
    headers: HeaderMap,
    protocol: GraphQLProtocol,
    upgrade: WebSocketUpgrade,
) -> HttpResponse {
    // Browsers let any page open one, and say which page it was.
    if !is_same_host(&headers) {
        return Error::input("Origin", "must be a page of this server").into_response();
    }
    let executor = Guarded {
        schema,
        ctx,
        operations: Arc::new(Semaphore::new(MAX_OPERATIONS)),
    };
    upgrade
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .protocols(ALL_WEBSOCKET_PROTOCOLS)
        .on_upgrade(move |socket| GraphQLWebSocket::new(socket, executor, protocol).serve())
}

/// True without an origin: then it is no page that asks.
fn is_same_host(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let page = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    page.zip(host)
        .is_some_and(|((_, page), host)| page.eq_ignore_ascii_case(host))
}

/// Runs each operation of a connection as `/graphql` does.
#[derive(Clone)]
struct Guarded {
    schema: Schema,
    ctx: Ctx,
    operations: Arc<Semaphore>,
}

impl Executor for Guarded {
    async fn execute(&self, request: Request) -> Response {
        let mut response = http::execute(&self.schema, &self.ctx, request).await;
        error::complete(&mut response);
        response
    }

    fn execute_stream(
        &self,
        mut request: Request,
        session: Option<Arc<Data>>,
    ) -> BoxStream<'static, Response> {
        if let Err(refusal) = guard::check(&mut request) {
            return refuse(refusal);
        }
        let Ok(permit) = self.operations.clone().try_acquire_owned() else {
            let message = format!("a connection may have {MAX_OPERATIONS} operations under way");
            return refuse(Error::new(Code::QueryTooComplex, message));
        };
        let order = Order::of_request(&mut request);
        let request = request.data(Loaders::new(&self.ctx)).data(self.ctx.clone());
        self.schema
            .execute_stream_with_session_data(request, session.unwrap_or_default())
            .map(move |mut response| {
                // Given back when the operation ends.
                let _ = &permit;
                order.arrange(&mut response.data);
                error::complete(&mut response);
                response
            })
            .boxed()
    }
}

fn refuse(refusal: Error) -> BoxStream<'static, Response> {
    let mut response = Response::from_errors(vec![error::without_place(refusal)]);
    error::complete(&mut response);
    stream::iter([response]).boxed()
}

#[cfg(test)]
mod tests {
    use super::is_same_host;
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn only_pages_of_the_same_host_may_connect() {
        for (origin, host, expected) in [
            (None, "loans.example", true),
            (Some("https://loans.example"), "loans.example", true),
            (Some("http://127.0.0.1:8080"), "127.0.0.1:8080", true),
            (Some("http://LOANS.example"), "loans.example", true),
            (Some("https://evil.example"), "loans.example", false),
            (Some("https://loans.example.evil"), "loans.example", false),
            (Some("http://127.0.0.1:9090"), "127.0.0.1:8080", false),
            (Some("null"), "loans.example", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(is_same_host(&headers), expected, "{origin:?}");
        }
    }
}
