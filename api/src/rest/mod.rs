//! The documented REST routes: thin handlers over the services that GraphQL uses.

mod amount;
mod kpis;
mod parameters;
mod problem;
mod risk;
mod stats;
mod test;

use crate::service::Ctx;
use axum::Router;
pub(crate) use problem::{method_not_allowed, not_found};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::{Config, SwaggerUi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "loanbook",
        description = "Credit-risk analytics of a loan book. Every figure follows docs/METRICS.md \
                       and is the same as its GraphQL twin at /graphql. Percentages are 0 to 100 \
                       with one decimal, amounts are numbers in the book's currency, a rate \
                       without a denominator is null. Errors are problem documents (RFC 9457).",
        license(name = "MIT", identifier = "MIT")
    ),
    // Named by the failures of every route, which the macro does not look into.
    components(schemas(problem::Problem, crate::error::FieldError)),
    tags(
        (name = "KPIs", description = "The headline figures"),
        (name = "Risk", description = "Risk tiers and the riskiest customers"),
        (name = "Statistics", description = "How instalments were paid"),
        (name = "Health", description = "Whether the service can answer"),
    )
)]
struct Document;

/// The routes and their document.
fn documented() -> OpenApiRouter<Ctx> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(kpis::executive))
        .routes(routes!(kpis::daily))
        .routes(routes!(risk::high_risk_customers))
        .routes(routes!(risk::analysis))
        .routes(routes!(stats::payment_distribution))
        .routes(routes!(stats::payments))
        .routes(routes!(test::database))
}

/// The routes, their document at `/openapi.json`, and Swagger UI at `/docs`.
pub(crate) fn router(ctx: Ctx) -> Router {
    let (routes, document) = documented().split_for_parts();
    let swagger = SwaggerUi::new("/docs")
        .url("/openapi.json", document)
        // Without this, the page asks a validator on the internet.
        .config(Config::default().validator_url("none"));
    routes.with_state(ctx).merge(swagger)
}

/// The `OpenAPI` document, as committed in `api/openapi.json`.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn openapi() -> serde_json::Result<String> {
    documented().into_openapi().to_pretty_json()
}
