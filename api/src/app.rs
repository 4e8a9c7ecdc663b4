//! The one door that `serve` and the tests use: configuration to a router.

use crate::{
    assets, graphql,
    middleware::{answer_panic, observe},
    rest,
    service::Ctx,
};
use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn_with_state, routing::get};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
};

/// The largest request body.
const MAX_BODY_BYTES: usize = 1 << 20;

/// Every route of the service, with what surrounds it.
pub fn router(ctx: Ctx, request_timeout: Duration) -> Router {
    let schema = graphql::schema(ctx.clone());
    let graphql = Router::new()
        .route("/graphql", get(graphql::answer).post(graphql::answer))
        .route("/graphql/ws", get(graphql::connect))
        .with_state((schema, ctx.clone()));
    // The first layer here is the outermost.
    let around = ServiceBuilder::new()
        .layer(from_fn_with_state(request_timeout, observe))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES));
    Router::new()
        .merge(graphql)
        .merge(rest::router(ctx))
        .merge(assets::router())
        .fallback(rest::not_found)
        .method_not_allowed_fallback(rest::method_not_allowed)
        .layer(around)
}
