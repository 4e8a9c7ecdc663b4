//! `/healthz`, `/readyz` and `/metrics`.

use crate::{app::TestApp, database::Server};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use loanbook::{app, config::ServeConfig, db};
use serde_json::json;
use tower::ServiceExt;

/// The listener of `--metrics-listen`, of the same service.
async fn read_metrics(app: &TestApp) -> String {
    let config = ServeConfig::from_flags([]).unwrap();
    let router = app::operations_router(app.ctx.clone(), &config);
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let kind = response.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    let body = axum::body::to_bytes(response.into_body(), usize::MAX);
    String::from_utf8(body.await.unwrap().to_vec()).unwrap()
}

/// The value of the one line that begins so.
fn value(text: &str, name: &str) -> f64 {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
    let rest = lines
        .find(|rest| rest.starts_with(' '))
        .unwrap_or_else(|| panic!("{name} is not in\n{text}"));
    rest.trim().parse().unwrap()
}

fn assert_value(text: &str, name: &str, expected: f64) {
    let found = value(text, name);
    assert!((found - expected).abs() < 1e-9, "{name} is {found}");
}

pub async fn readiness_says_what_is_missing(server: &Server) {
    let app = TestApp::new(server.empty().await);
    let alive = app.get("/healthz").await;
    assert_eq!((alive.status, alive.statements), (StatusCode::OK, 0));
    assert_eq!(alive.json()["status"], "alive");

    let wrong = Request::post("/healthz").body(Body::empty()).unwrap();
    assert_eq!(app.send(wrong).await.json()["code"], "METHOD_NOT_ALLOWED");

    let ready = app.rest("/readyz").await;
    assert_eq!(ready["status"], "ready", "{ready}");
    assert!(ready["reporting_date"].is_null() && ready["last_change_at"].is_null());
    let demo = TestApp::new(server.demo().await);
    let ready = demo.rest("/readyz").await;
    assert_eq!(ready["reporting_date"], "2025-11-23");
    assert_eq!(ready["reporting_date_age_days"], 38, "{ready}");
    assert!(ready["last_change_at"].is_string(), "{ready}");

    db::migrate_down(&app.ctx.db, 2).await.unwrap();
    assert_refused(&app, "structure", "lacks 2 migrations").await;
    db::migrate(&app.ctx.db).await.unwrap();
    assert_eq!(app.get("/readyz").await.status, StatusCode::OK);

    app.ctx.draining.begin();
    assert_refused(&app, "server", "is about to stop").await;
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
}

async fn assert_refused(app: &TestApp, check: &str, words: &str) {
    let answer = app.get("/readyz").await;
    let problem = answer.json();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{problem}");
    assert_eq!(answer.content_type, "application/problem+json");
    let error = json!({"field": check, "message": words});
    assert_eq!(problem["errors"], json!([error]), "{problem}");
    assert_eq!(problem["code"], "UNAVAILABLE");
}

pub async fn metrics_count_what_is_asked(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let on_main = app.get("/metrics").await;
    assert_eq!(on_main.status, StatusCode::NOT_FOUND, "{}", on_main.text);

    app.rest("/api/v1/kpis/executive").await;
    app.rest("/api/v1/kpis/executive").await;
    app.get("/api/v1/kpis/executive?as_of=never").await;
    app.graphql(
        "query Three { customers(first: 3) { nodes { id } } }",
        json!({}),
    )
    .await;
    app.graphql_error("query Lost { customer(id: \"loan:1\") { id } }")
        .await;
    app.graphql_error("query Wrong { nothing }").await;
    let text = read_metrics(&app).await;
    let requests = "loanbook_http_request_duration_seconds_count";
    let route = "method=\"GET\",route=\"/api/v1/kpis/executive\"";
    for (name, expected) in [
        (format!("{requests}{{{route},status=\"2xx\"}}"), 2.0),
        (format!("{requests}{{{route},status=\"4xx\"}}"), 1.0),
        (
            format!("{requests}{{method=\"GET\",route=\"-\",status=\"4xx\"}}"),
            1.0,
        ),
        (
            "loanbook_graphql_operation_duration_seconds_count{type=\"query\",operation=\"Three\"}"
                .to_owned(),
            1.0,
        ),
        (
            "loanbook_errors_total{code=\"BAD_USER_INPUT\",surface=\"graphql\"}".to_owned(),
            2.0,
        ),
        (
            "loanbook_errors_total{code=\"BAD_USER_INPUT\",surface=\"http\"}".to_owned(),
            1.0,
        ),
        (
            "loanbook_errors_total{code=\"NOT_FOUND\",surface=\"http\"}".to_owned(),
            1.0,
        ),
        ("loanbook_database_up".to_owned(), 1.0),
        ("loanbook_structure_current".to_owned(), 1.0),
        ("loanbook_draining".to_owned(), 0.0),
        ("loanbook_book_age_days".to_owned(), 38.0),
        (
            "loanbook_book_records{table=\"repayment_history\"}".to_owned(),
            20903.0,
        ),
        ("loanbook_database_connections_max".to_owned(), 4.0),
        ("loanbook_http_requests_in_flight".to_owned(), 1.0),
        ("loanbook_sql_statements_failed_total".to_owned(), 0.0),
    ] {
        assert_value(&text, &name, expected);
    }
    let misses = value(&text, "loanbook_figure_cache_misses_total");
    let hits = value(&text, "loanbook_figure_cache_hits_total");
    assert!(
        misses > 0.0 && hits >= misses,
        "{hits} hits, {misses} misses"
    );
    assert_value(&text, "loanbook_figure_cache_entries", misses);
    assert!(value(&text, "loanbook_sql_statement_duration_seconds_count") >= 3.0);
    assert!(value(&text, "process_start_time_seconds") > 1.7e9);
    // Every line is a comment, or a name of the table, a value.
    for line in text.lines().filter(|line| !line.is_empty()) {
        let is_known = line.starts_with("# ")
            || line.starts_with("loanbook_")
            || line.starts_with("process_start_time_seconds ");
        assert!(is_known, "{line}");
    }
}
