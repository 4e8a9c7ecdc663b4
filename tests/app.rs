//! The service under test: the router that `serve` uses, with a fixed clock.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use chrono::NaiveDate;
use loanbook::{app, clock::Clock, config::ServeConfig, middleware::StatementCount, service::Ctx};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use tower::ServiceExt;

pub struct TestApp {
    pub ctx: Ctx,
    router: Router,
    authorization: Option<String>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub content_type: String,
    pub request_id: String,
    pub etag: String,
    pub cookie: String,
    pub challenge: String,
    pub headers: HeaderMap,
    pub statements: u64,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }
}

/// What tests have where they do not say otherwise: time, and any number of requests.
const DEFAULTS: [[&str; 2]; 2] = [["--request-timeout-seconds", "60"], ["--rate-limit", "0"]];

/// The routes of `loanbook serve` with these flags.
pub fn router(ctx: &Ctx, flags: &[&str]) -> Router {
    let defaults = DEFAULTS.iter().filter(|[name, _]| !flags.contains(name));
    let flags = defaults.flatten().chain(flags);
    let config = ServeConfig::from_flags(flags.copied()).unwrap();
    app::router(ctx.clone(), &config).unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl TestApp {
    pub fn new(db: DatabaseConnection) -> Self {
        let ctx = Ctx::new(db, Clock::Fixed(date("2025-12-31")));
        Self::with_flags(ctx, &[])
    }

    /// The service as `loanbook serve` runs it with these flags.
    pub fn with_flags(ctx: Ctx, flags: &[&str]) -> Self {
        let router = router(&ctx, flags);
        Self {
            ctx,
            router,
            authorization: None,
        }
    }

    /// The same service, asked by who bears this key or token.
    pub fn bearing(&self, secret: &str) -> Self {
        Self {
            ctx: self.ctx.clone(),
            router: self.router.clone(),
            authorization: Some(format!("Bearer {secret}")),
        }
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(authorization) = &self.authorization {
            let value = authorization.parse().unwrap();
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let text_of = |name| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default()
        };
        let [content_type, request_id, etag, cookie, challenge] = [
            header::CONTENT_TYPE,
            header::HeaderName::from_static("x-request-id"),
            header::ETAG,
            header::SET_COOKIE,
            header::WWW_AUTHENTICATE,
        ]
        .map(text_of);
        let status = response.status();
        let headers = response.headers().clone();
        let statements = response.extensions().get::<StatementCount>().unwrap().0;
        let body = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        Answer {
            status,
            content_type,
            request_id,
            etag,
            cookie,
            challenge,
            headers,
            statements,
            text: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// The documented answer of a REST route.
    pub async fn rest(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()
    }

    pub async fn post(&self, query: &str, variables: Value) -> Answer {
        self.post_json(&json!({"query": query, "variables": variables}))
            .await
    }

    /// Sends a body to `/graphql`, whatever it asks for.
    pub async fn post_json(&self, body: &Value) -> Answer {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.send(request).await
    }

    /// The `data` of an operation that must succeed.
    pub async fn graphql(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.post(query, variables).await.json();
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    /// The `data` of a query that a client could not ask for at once.
    pub async fn unguarded(&self, query: &str) -> Value {
        let request = async_graphql::Request::new(query).data(self.ctx.clone());
        let response = loanbook::graphql::schema().execute(request).await;
        assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
        response.data.into_json().unwrap()
    }

    /// The one error of an operation that must fail.
    pub async fn graphql_error(&self, query: &str) -> Value {
        let mut answer = self.post(query, json!({})).await.json();
        let errors = answer["errors"]
            .as_array_mut()
            .unwrap_or_else(|| panic!("{query}"));
        assert_eq!(errors.len(), 1, "{query}: {errors:?}");
        errors.remove(0)
    }
}
