//! `/graphql` over HTTP.

use super::{Schema, error, guard, loader::Loaders, order::Order};
use crate::{
    error::{Code, Error},
    service::Ctx,
};
use async_graphql::{ParseRequestError, Request, Response};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse, rejection::GraphQLRejection};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response as HttpResponse},
};

/// Answers one operation. Its loaders live as long as it does.
pub(crate) async fn answer(
    State((schema, ctx)): State<(Schema, Ctx)>,
    request: Result<GraphQLRequest, GraphQLRejection>,
) -> HttpResponse {
    let request = match request {
        Ok(request) => request.into_inner(),
        Err(rejection) => return refuse(&rejection.0),
    };
    let mut response = execute(&schema, &ctx, request).await;
    error::complete(&mut response);
    GraphQLResponse::from(response).into_response()
}

/// Runs an operation, if it does not ask for too much, with loaders of its own.
async fn execute(schema: &Schema, ctx: &Ctx, mut request: Request) -> Response {
    if let Err(refusal) = guard::check(&mut request) {
        return Response::from_errors(vec![error::without_place(refusal)]);
    }
    let operation_name = request.operation_name.clone();
    let order = request
        .parsed_query()
        .map(|document| Order::of(document, operation_name.as_deref()))
        .unwrap_or_default();
    let mut response = schema.execute(request.data(Loaders::new(ctx))).await;
    order.arrange(&mut response.data);
    response
}

fn refuse(cause: &ParseRequestError) -> HttpResponse {
    let (code, message) = match cause {
        ParseRequestError::PayloadTooLarge => (
            Code::PayloadTooLarge,
            "the request body is too large".to_owned(),
        ),
        ParseRequestError::InvalidRequest(_) => (
            Code::BadUserInput,
            "the body must be a JSON object with `query`, and if need be `variables` and \
             `operationName`"
                .to_owned(),
        ),
        _ => (
            Code::BadUserInput,
            "the request is not GraphQL over HTTP".to_owned(),
        ),
    };
    let mut response = Response::from_errors(vec![error::without_place(Error::new(code, message))]);
    error::complete(&mut response);
    let status: StatusCode = code.status();
    (status, GraphQLResponse::from(response)).into_response()
}
