//! `/graphql` over HTTP.

use super::{Schema, error, guard, loader::Loaders, order::Order};
use crate::{
    error::{Code, Error},
    service::Ctx,
};
use async_graphql::{Request, Response, parser::types::OperationType};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse, rejection::GraphQLRejection};
use axum::{
    extract::{FromRequest, Request as HttpRequest, State},
    http::{
        HeaderMap, HeaderValue, Method,
        header::{ALLOW, CONTENT_TYPE},
    },
    response::{IntoResponse, Response as HttpResponse},
};

/// Answers one operation. Its loaders live as long as it does.
pub(crate) async fn answer(
    State(schema): State<Schema>,
    ctx: Ctx,
    request: HttpRequest,
) -> HttpResponse {
    // What a page of another site may send without asking first is never JSON.
    if request.method() == Method::POST && !is_json(request.headers()) {
        let message = "must be application/json";
        return refuse(Error::input("Content-Type", message));
    }
    let is_get = request.method() == Method::GET;
    // Read here, because the extractor cannot tell a body that is too large.
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        let message = "the request body is too large, or was cut off";
        return refuse(Error::new(Code::PayloadTooLarge, message));
    };
    let request = HttpRequest::from_parts(parts, body.into());
    let mut request = match GraphQLRequest::<GraphQLRejection>::from_request(request, &()).await {
        Ok(request) => request.into_inner(),
        Err(_) => {
            let message = "the request must be JSON with `query`, and if need be `variables` \
                           and `operationName`";
            return refuse(Error::new(Code::BadUserInput, message));
        }
    };
    if request.query.trim().is_empty() {
        return refuse(Error::input("query", "must be a GraphQL document"));
    }
    // A link of another site must not change the book.
    if is_get && is_mutation(&mut request) {
        let message = "a mutation must be sent by POST";
        let mut response = refuse(Error::new(Code::MethodNotAllowed, message));
        let allowed = HeaderValue::from_static("POST");
        response.headers_mut().insert(ALLOW, allowed);
        return response;
    }
    let mut response = execute(&schema, &ctx, request).await;
    error::complete(&mut response);
    GraphQLResponse::from(response).into_response()
}

/// Runs an operation, if it does not ask for too much, with loaders of its own.
pub(super) async fn execute(schema: &Schema, ctx: &Ctx, mut request: Request) -> Response {
    if let Err(refusal) = guard::check(&mut request) {
        return Response::from_errors(vec![error::without_place(refusal)]);
    }
    let order = Order::of_request(&mut request);
    let mut response = schema
        .execute(request.data(Loaders::new(ctx)).data(ctx.clone()))
        .await;
    order.arrange(&mut response.data);
    response
}

/// Whether any operation of the document changes the book. One that cannot be read changes nothing.
fn is_mutation(request: &mut Request) -> bool {
    // The parser is not made for documents that the guard would refuse for their length.
    guard::check(request).is_ok()
        && request.parsed_query().is_ok_and(|document| {
            let mut operations = document.operations.iter();
            operations.any(|(_, operation)| operation.node.ty == OperationType::Mutation)
        })
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn refuse(error: Error) -> HttpResponse {
    let status = error.code.status();
    let mut response = Response::from_errors(vec![error::without_place(error)]);
    error::complete(&mut response);
    (status, GraphQLResponse::from(response)).into_response()
}
