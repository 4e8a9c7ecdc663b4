//! `/healthz` and `/readyz`: for supervisors and balancers, without login and limits.

use super::problem::Problem;
use crate::{
    error::{Code, Error, FieldError, Result},
    service::{Ctx, health},
};
use axum::{Json, extract::State};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// The process answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `alive`.
    status: &'static str,
    /// Which version it is.
    version: &'static str,
}

/// The service can answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Always `ready`; otherwise the answer is a problem document.
    status: &'static str,
    /// What was looked at.
    checks: Vec<Check>,
    /// How long the database took, in milliseconds.
    database_ms: u64,
    /// The day that figures are as at; null when the book has none.
    reporting_date: Option<NaiveDate>,
    /// Days from that day to today.
    reporting_date_age_days: Option<i64>,
    /// When the book was last changed; null when no change is recorded.
    last_change_at: Option<DateTime<Utc>>,
}

/// One thing that must hold.
#[derive(Serialize, ToSchema)]
pub(crate) struct Check {
    /// server, database or structure.
    name: &'static str,
    /// Whether it holds.
    ok: bool,
}

/// Whether the process answers, whatever the database does
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "find_health",
    tag = "Health",
    responses(
        (status = 200, description = "It does", body = Health, example = json!({
            "status": "alive", "version": "0.1.0"
        })),
    )
)]
pub(crate) async fn alive() -> Json<Health> {
    Json(Health {
        status: "alive",
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// Whether the service can answer: it is not about to stop, the database answers within a
/// second, and its structure is up to date
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "find_readiness",
    tag = "Health",
    responses(
        (status = 200, description = "It can", body = Readiness, example = json!({
            "status": "ready",
            "checks": [
                {"name": "server", "ok": true},
                {"name": "database", "ok": true},
                {"name": "structure", "ok": true}
            ],
            "database_ms": 1,
            "reporting_date": "2025-11-23",
            "reporting_date_age_days": 0,
            "last_change_at": "2025-11-23T09:30:00Z"
        })),
        (status = 503, description = "It cannot; `errors` names what is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn ready(State(ctx): State<Ctx>) -> Result<Json<Readiness>> {
    let found = health::check(&ctx).await;
    if !found.is_ready() {
        return Err(explain(&found));
    }
    let age = found.age;
    Ok(Json(Readiness {
        status: "ready",
        checks: found
            .checks
            .iter()
            .map(|check| Check {
                name: check.name,
                ok: check.failure.is_none(),
            })
            .collect(),
        database_ms: crate::telemetry::milliseconds(found.took),
        reporting_date: age.and_then(|age| age.reporting_date),
        reporting_date_age_days: age.and_then(|age| age.days),
        last_change_at: age
            .and_then(|age| age.last_change)
            .map(|stamp| stamp.and_utc()),
    }))
}

fn explain(found: &health::Readiness) -> Error {
    let failures = found.checks.iter().filter_map(|check| {
        Some(FieldError {
            field: check.name.to_owned(),
            message: check.failure.clone()?,
        })
    });
    let mut error = Error::new(Code::Unavailable, "not ready to answer");
    error.fields = failures.collect();
    error
}
