//! The one door that `serve` and the tests use: configuration to a router.

use crate::{
    assets,
    auth::{self, Gate},
    config::ServeConfig,
    graphql,
    middleware::{answer_panic, client, observe},
    rest,
    service::Ctx,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
};

/// The largest request body.
const MAX_BODY_BYTES: usize = 1 << 20;

/// Every route of the service, with what surrounds it.
///
/// # Errors
/// When a file that a setting names cannot be read.
pub fn router(ctx: Ctx, config: &ServeConfig) -> anyhow::Result<Router> {
    let gate = Gate::new(ctx, config)?;
    let graphql = Router::new()
        .route("/graphql", get(graphql::answer).post(graphql::answer))
        .route("/graphql/ws", get(graphql::connect))
        .with_state(graphql::schema());
    // The first layer here is the outermost.
    let around = ServiceBuilder::new()
        .layer(from_fn_with_state(config.request_timeout(), observe))
        .layer(from_fn(client::locate))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(gate, auth::admit))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES));
    Ok(Router::new()
        .merge(graphql)
        .merge(rest::router())
        .merge(assets::router())
        .fallback(rest::not_found)
        .method_not_allowed_fallback(rest::method_not_allowed)
        .layer(around))
}
