//! Where a request comes from.

use crate::telemetry;
use axum::{
    extract::{ConnectInfo, Request},
    middleware::Next,
    response::Response,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of the client that a request is counted for, in every request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Finds the client's address. A request that came over no socket is one of a test.
pub(crate) async fn locate(mut request: Request, next: Next) -> Response {
    let address = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    telemetry::set_client_address(address);
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}
