//! `/api/v1/test`: whether the database answers.

use super::{parameters::Parameters, problem::Failures};
use crate::{
    error::Result,
    service::{Ctx, book},
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// The database answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct DatabaseTest {
    /// Always `success`; otherwise the answer is a problem document.
    status: &'static str,
    /// In words.
    message: &'static str,
    /// Rows of the three tables together.
    record_count: u64,
}

/// Whether the database answers, and how many rows it holds
#[utoipa::path(
    get,
    path = "/api/v1/test",
    operation_id = "find_database_test",
    tag = "Health",
    responses(
        (status = 200, description = "The database answers", body = DatabaseTest, example = json!({
            "status": "success", "message": "Database connection successful", "record_count": 22903
        })),
        Failures,
    )
)]
pub(crate) async fn database(ctx: Ctx, parameters: Parameters) -> Result<Json<DatabaseTest>> {
    parameters.finish()?;
    Ok(Json(DatabaseTest {
        status: "success",
        message: "Database connection successful",
        record_count: book::count_seen(&ctx).await?.total(),
    }))
}
