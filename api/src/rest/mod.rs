//! The documented REST routes: thin handlers over the services that GraphQL uses.

mod amount;
mod etag;
mod health;
mod kpis;
mod metrics;
mod parameters;
mod problem;
mod risk;
mod session;
mod stats;
mod test;
mod upload;

use crate::{config::BasePath, service::Ctx};
use axum::{
    Router,
    http::{HeaderValue, header::CONTENT_SECURITY_POLICY},
    middleware::{from_fn, map_response},
    response::Response,
    routing::get,
};
pub(crate) use problem::{method_not_allowed, not_found};
use utoipa::{OpenApi, openapi::Server};
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::{Config, SwaggerUi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "loanbook",
        description = "Credit-risk analytics of a loan book. Every figure follows docs/METRICS.md \
                       and is the same as its GraphQL twin at /graphql. Percentages are 0 to 100 \
                       with one decimal, amounts are numbers in the book's currency, a rate \
                       without a denominator is null. Errors are problem documents (RFC 9457). Figures \
                       carry an ETag: a request with If-None-Match is answered 304 for as long as \
                       the book has not changed.",
        license(name = "MIT", identifier = "MIT")
    ),
    paths(session::show_login),
    // Named by the failures of every route, which the macro does not look into.
    components(schemas(problem::Problem, crate::error::FieldError)),
    tags(
        (name = "KPIs", description = "The headline figures"),
        (name = "Risk", description = "Risk tiers and the riskiest customers"),
        (name = "Statistics", description = "How instalments were paid"),
        (name = "Import", description = "Files that are to be loaded into the book"),
        (name = "Identity", description = "Sessions of the dashboard"),
        (name = "Health", description = "Whether the service can answer"),
    )
)]
struct Document;

/// The routes of the figures.
fn figures() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(kpis::executive))
        .routes(routes!(kpis::daily))
        .routes(routes!(risk::high_risk_customers))
        .routes(routes!(risk::analysis))
        .routes(routes!(stats::payment_distribution))
        .routes(routes!(stats::payments))
}

/// The routes that tell whether the service can answer.
fn probes() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
}

/// The routes that tell whether the service can answer, for those who do not log in.
pub(crate) fn health(ctx: Ctx) -> Router {
    Router::from(probes().with_state(ctx)).method_not_allowed_fallback(method_not_allowed)
}

/// What Prometheus reads: for a listener of its own.
pub(crate) fn metrics(ctx: Ctx) -> Router {
    Router::new()
        .route("/metrics", get(metrics::read))
        .with_state(ctx)
}

/// All routes and their document; `around` stands around those of the figures.
/// Those of [`health`] are in the document alone.
fn documented(around: impl FnOnce(OpenApiRouter) -> OpenApiRouter) -> OpenApiRouter {
    let mut document = Document::openapi();
    document.merge(probes().into_openapi());
    OpenApiRouter::with_openapi(document)
        .merge(around(figures()))
        .routes(routes!(test::database))
        .routes(routes!(session::log_in))
        .routes(routes!(session::log_out))
        .routes(routes!(upload::find, upload::append))
}

/// The routes, their document at `/openapi.json`, and Swagger UI at `/docs`.
pub(crate) fn router(base: &BasePath) -> Router {
    let revalidate = from_fn(etag::revalidate);
    let (routes, mut document) = documented(|figures| figures.layer(revalidate)).split_for_parts();
    if !base.prefix().is_empty() {
        document.servers = Some(vec![Server::new(base.prefix())]);
    }
    let swagger = SwaggerUi::new("/docs")
        .url("/openapi.json", document)
        // By a relative link, which holds below any path. Without the last setting, the page
        // asks a validator on the internet.
        .config(Config::new(["../openapi.json"]).validator_url("none"));
    let pages = Router::from(swagger).layer(map_response(restrict));
    routes.merge(pages)
}

/// Swagger UI draws with styles of its own making, and with images inside of them.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

async fn restrict(mut response: Response) -> Response {
    let policy = HeaderValue::from_static(POLICY);
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// The `OpenAPI` document, as committed in `api/openapi.json`.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn openapi() -> serde_json::Result<String> {
    documented(|figures| figures)
        .into_openapi()
        .to_pretty_json()
}
