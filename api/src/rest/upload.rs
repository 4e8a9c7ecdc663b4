//! `/api/v1/uploads`: the bytes of files that are to be loaded.

use super::{parameters::Parameters, problem::Failures};
use crate::{
    auth::Admin,
    error::{Error, Result},
    service::{
        Ctx,
        upload::{self, Upload},
    },
};
use axum::{Json, body::Bytes, extract::Path};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file on its way to the server.
#[derive(Serialize, ToSchema)]
pub(crate) struct UploadState {
    /// Identifier of the upload, as beginUpload of GraphQL answers it.
    id: String,
    /// Name of the file.
    name: String,
    /// Size of the file in bytes.
    size: u64,
    /// Bytes that have been received: the next piece begins there.
    received: u64,
}

impl From<Upload> for UploadState {
    fn from(upload: Upload) -> Self {
        Self {
            id: upload.id.to_string(),
            name: upload.name,
            size: upload.size,
            received: upload.received,
        }
    }
}

/// How much of a file has been received
///
/// Ask it to go on with an upload that was broken off.
#[utoipa::path(
    get,
    path = "/api/v1/uploads/{id}",
    operation_id = "find_upload",
    tag = "Import",
    params(("id" = String, Path, description = "Identifier of the upload", format = "uuid")),
    responses(
        (status = 200, description = "The upload", body = UploadState),
        (status = 404, description = "There is no such upload", content_type = "application/problem+json", body = super::problem::Problem),
        Failures,
    )
)]
pub(crate) async fn find(
    ctx: Ctx,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<UploadState>> {
    parameters.finish()?;
    let ctx = ctx.demand::<Admin>("uploads").await?;
    Ok(Json(upload::find(&ctx, parse(&id)?).await?.into()))
}

/// Send the next piece of a file
///
/// At most 1 MiB. Begin the upload by the mutation beginUpload, send its pieces one after the
/// other, then load it by loadTape.
#[utoipa::path(
    put,
    path = "/api/v1/uploads/{id}",
    operation_id = "append_to_upload",
    tag = "Import",
    params(
        ("id" = String, Path, description = "Identifier of the upload", format = "uuid"),
        ("offset" = u64, Query, description = "Place of the piece in the file: the bytes that have been received before", example = 0),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "The piece was received", body = UploadState),
        (status = 404, description = "There is no such upload", content_type = "application/problem+json", body = super::problem::Problem),
        (status = 409, description = "The piece is not the next one; the answer says where that begins", content_type = "application/problem+json", body = super::problem::Problem),
        Failures,
    )
)]
pub(crate) async fn append(
    ctx: Ctx,
    Path(id): Path<String>,
    mut parameters: Parameters,
    body: Bytes,
) -> Result<Json<UploadState>> {
    let offset = parameters.word("offset");
    parameters.finish()?;
    let offset = offset.and_then(|text| text.parse().ok());
    let offset = offset.ok_or_else(|| {
        Error::input(
            "offset",
            "must be the number of bytes that have been received before",
        )
    })?;
    let ctx = ctx.demand::<Admin>("uploads").await?;
    let upload = upload::append(&ctx, parse(&id)?, offset, body.to_vec()).await?;
    Ok(Json(upload.into()))
}

fn parse(id: &str) -> Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Error::not_found("id", "there is no upload of this identifier"))
}
