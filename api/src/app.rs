//! The one door that `serve` and the tests use: configuration to a router.

use crate::{
    assets,
    auth::{self, Gate},
    config::ServeConfig,
    graphql,
    middleware::{
        Observed, RateLimits, answer_panic, client, limit_address, limit_principal, observe,
        redirects, refuse_slow_body, secure, serve_below, share, shed_load,
    },
    rest,
    service::Ctx,
};
use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower::{ServiceBuilder, util::option_layer};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
};

/// Every route of the service, with what surrounds it. Those that tell whether it can
/// answer lie outside of login and limits.
///
/// # Errors
/// When a file that a setting names cannot be read.
pub fn router(ctx: Ctx, config: &ServeConfig) -> anyhow::Result<Router> {
    let ctx = ctx.with_uploads(config.upload.uploads());
    let (ctx, observed) = watch(ctx, config);
    let health = rest::health(ctx.clone()).layer(from_fn_with_state(observed.clone(), observe));
    let gate = Gate::new(ctx, config)?;
    let (limits, base) = (&config.limits, &config.proxy.base_path);
    let room = Arc::new(Semaphore::new(limits.max_requests as usize));
    let endpoint = graphql::Endpoint::new(config, assets::documents().as_deref())?;
    let graphql = Router::new()
        .route(
            "/graphql",
            get(graphql::answer_get).post(graphql::answer_post),
        )
        .route("/graphql/ws", get(graphql::connect))
        .with_state(endpoint);
    let rates = RateLimits::new(config);
    // The first layer here is the outermost.
    let around = ServiceBuilder::new()
        .layer(from_fn(secure))
        .layer(from_fn(graphql::restate_errors))
        .layer(from_fn_with_state(observed, observe))
        .layer(option_layer(share(&config.limits.cors_origin)))
        .layer(from_fn_with_state(config.proxy.trusted(), client::locate))
        .layer(Extension(rates.clone()))
        .layer(from_fn_with_state(rates.clone(), limit_address))
        .layer(from_fn_with_state(room, shed_load))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(limits.body_timeout(), refuse_slow_body))
        .layer(from_fn_with_state(gate, auth::admit))
        .layer(from_fn_with_state(rates, limit_principal))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(graphql::MAX_BODY_BYTES));
    let routes = Router::new()
        .merge(graphql)
        .merge(rest::router(base))
        .merge(assets::router(&config.protocol))
        .fallback(rest::not_found)
        .method_not_allowed_fallback(rest::method_not_allowed)
        .layer(around.clone())
        .merge(health);
    if base.prefix().is_empty() {
        return Ok(routes);
    }
    let others = redirects(base).fallback(rest::not_found).layer(around);
    Ok(serve_below(base, routes, others))
}

/// What an operator reads: on a listener of its own, where nobody logs in.
pub fn operations_router(ctx: Ctx, config: &ServeConfig) -> Router {
    let (ctx, observed) = watch(ctx, config);
    rest::health(ctx.clone())
        .merge(rest::metrics(ctx))
        .fallback(rest::not_found)
        .method_not_allowed_fallback(rest::method_not_allowed)
        .layer(from_fn_with_state(observed, observe))
}

/// The context whose statements are counted, and what stands around its requests.
fn watch(ctx: Ctx, config: &ServeConfig) -> (Ctx, Observed) {
    let ctx = ctx.watched(config.operations.slow_after());
    let observed = Observed {
        limit: config.request_timeout(),
        metrics: ctx.metrics.clone(),
    };
    (ctx, observed)
}
