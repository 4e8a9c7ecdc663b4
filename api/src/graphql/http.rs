//! `/graphql` over HTTP, by the draft "GraphQL over HTTP".

use super::{
    asked::Asked,
    endpoint::Endpoint,
    media::{self, Media},
};
use crate::{
    error::{Code, Error, Result},
    middleware::REQUEST_ID,
    service::Ctx,
};
use axum::{
    body::to_bytes,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    middleware::Next,
    response::Response,
};
use std::sync::Arc;

/// The largest request body.
pub(crate) const MAX_BODY_BYTES: usize = 1 << 20;

/// Answers a query of the address. A link of another site must not change the book.
pub(crate) async fn answer_get(
    State(endpoint): State<Arc<Endpoint>>,
    ctx: Ctx,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(media) = Media::wanted(&headers) else {
        return not_acceptable();
    };
    match read_address(&uri) {
        Ok(asked) => run(&endpoint, &ctx, media, asked, Methods::QueriesOnly).await,
        Err(refusal) => media.refuse(refusal),
    }
}

/// Answers an operation of the body.
pub(crate) async fn answer_post(
    State(endpoint): State<Arc<Endpoint>>,
    ctx: Ctx,
    request: Request,
) -> Response {
    let Some(media) = Media::wanted(request.headers()) else {
        return not_acceptable();
    };
    match read_body(request).await {
        Ok(asked) => run(&endpoint, &ctx, media, asked, Methods::All).await,
        Err(refusal) => media.refuse(refusal),
    }
}

/// Says what goes wrong around `/graphql`, such as a time limit, in GraphQL's form too.
pub(crate) async fn restate_errors(request: Request, next: Next) -> Response {
    if request.uri().path() != "/graphql" {
        return next.run(request).await;
    }
    let media = Media::wanted(request.headers()).unwrap_or(Media::Json);
    let plain = next.run(request).await;
    let Some(error) = plain.extensions().get::<Error>().cloned() else {
        return plain;
    };
    let id = plain.headers().get(REQUEST_ID);
    let id = id.and_then(|id| id.to_str().ok()).map(str::to_owned);
    let mut restated = media.restate(error, id);
    let (parts, _) = plain.into_parts();
    for (name, value) in parts.headers {
        // Those that are of the body are of another one.
        if let Some(name) = name.filter(|name| !name.as_str().starts_with("content-")) {
            restated.headers_mut().insert(name, value);
        }
    }
    restated.extensions_mut().extend(parts.extensions);
    restated
}

/// Which operations the method of a request may ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Methods {
    QueriesOnly,
    All,
}

async fn run(
    endpoint: &Endpoint,
    ctx: &Ctx,
    media: Media,
    asked: Asked,
    methods: Methods,
) -> Response {
    let (request, keep_as) = match endpoint.find(asked).await {
        Ok(found) => found,
        // The client asks again with the text: the request was no wrong one.
        Err(refusal) if refusal.code == Code::PersistedQueryNotFound => {
            return media.refuse_document(refusal);
        }
        Err(refusal) => return media.refuse(refusal),
    };
    let operation = match endpoint.admit(request, keep_as).await {
        Ok(operation) => operation,
        Err(refusal) => return media.refuse_document(refusal),
    };
    if methods == Methods::QueriesOnly && operation.is_more_than_a_query() {
        let message = "only a query may be sent by GET: send this by POST";
        let mut response = media.refuse(Error::new(Code::MethodNotAllowed, message));
        let allowed = HeaderValue::from_static("POST");
        response.headers_mut().insert(header::ALLOW, allowed);
        return response;
    }
    media.answer(endpoint.execute(ctx, operation).await)
}

fn read_address(uri: &Uri) -> Result<Asked> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
        .map_err(|_| Error::input("query", "must be name=value pairs joined by &"))?;
    Asked::from_pairs(pairs)
}

/// What a page of another site may send without asking first is never JSON.
async fn read_body(request: Request) -> Result<Asked> {
    media::check_json(request.headers())?;
    let body = to_bytes(request.into_body(), MAX_BODY_BYTES).await;
    let body = body.map_err(|_| {
        let message = "the request body is too large, or was cut off";
        Error::new(Code::PayloadTooLarge, message)
    })?;
    let value = serde_json::from_slice(&body).map_err(|_| {
        let message = "the request must be JSON with `query`, and if need be `variables` and \
                       `operationName`";
        Error::new(Code::BadUserInput, message)
    })?;
    Asked::from_json(value)
}

fn not_acceptable() -> Response {
    let message = "accept application/graphql-response+json or application/json";
    Media::Json.refuse(Error::new(Code::NotAcceptable, message))
}
