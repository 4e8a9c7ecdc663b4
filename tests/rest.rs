//! REST: the documented paths, keys and totals, problem documents, and the document itself.

use crate::{
    RUNTIME,
    app::TestApp,
    database::{Server, connect},
    graphql::assert_fresh,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use loanbook::service::demo;
use serde_json::{Value, json};

/// What the documentation promises for the demo book without parameters.
fn documented() -> [(&'static str, Value); 3] {
    [
        (
            "/api/v1/test",
            json!({"status": "success", "message": "Database connection successful",
                   "record_count": 22903}),
        ),
        (
            "/api/v1/kpis/executive",
            json!({"total_customers": 1000, "active_loans": 770, "portfolio_value": 5_800_000.0,
                   "on_time_payment_rate": 75.8, "average_credit_score": 650,
                   "total_revenue": 449_767.34}),
        ),
        (
            "/api/v1/stats/payment-distribution",
            json!({"on_time": 15850, "late": 4200, "missed": 853, "on_time_percentage": 75.8,
                   "late_percentage": 20.1, "missed_percentage": 4.1, "total_payments": 20903}),
        ),
    ]
}

pub async fn documented_totals_keys_and_examples(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for (path, totals) in documented() {
        let answer = app.rest(path).await;
        for (key, value) in totals.as_object().unwrap() {
            assert_eq!(&answer[key], value, "{path} {key}");
        }
    }
    // Amounts keep their decimal places, as the documentation has them.
    let text = app.get("/api/v1/kpis/executive").await.text;
    assert!(text.contains("\"portfolio_value\":5800000.00,"), "{text}");

    // A daily answer is one object, or a list with `days`, newest first.
    let keys = [
        "date",
        "payments_processed",
        "on_time_payments",
        "late_payments",
        "missed_payments",
        "total_amount_collected",
        "average_delay_days",
        "activity_date",
        "total_payments",
        "total_revenue",
    ];
    let day = app.rest("/api/v1/kpis/daily?date=2025-11-20").await;
    assert!(keys.iter().all(|key| day.get(key).is_some()), "{day}");
    let days = app.rest("/api/v1/kpis/daily?days=3&date=2025-11-20").await;
    let dates: Vec<_> = days
        .as_array()
        .unwrap()
        .iter()
        .map(|day| &day["date"])
        .collect();
    assert_eq!(dates, ["2025-11-20", "2025-11-19", "2025-11-18"]);

    // The examples of the OpenAPI document are what the demo book answers.
    let document = app.rest("/openapi.json").await;
    for (path, item) in document["paths"].as_object().unwrap() {
        // It tells how long the database took: tests/operations looks at the rest. Sessions are
        // begun and ended by POST: tests/identity looks at them.
        // Uploads have identifiers of their own: tests/tapes looks at them.
        if path == "/readyz" || path.contains('{') || item.get("get").is_none() {
            continue;
        }
        let content = &item["get"]["responses"]["200"]["content"];
        // A page has no example.
        let Some(content) = content.get("application/json") else {
            continue;
        };
        let answer = app.rest(path).await;
        assert_begins(&content["example"], &answer, path);
    }

    let root = app.rest("/").await;
    assert_eq!(
        (&root["status"], &root["service"]),
        (&json!("healthy"), &json!("loanbook"))
    );
    let browser = Request::get("/")
        .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .body(Body::empty())
        .unwrap();
    let page = app.send(browser).await;
    assert_eq!(page.content_type, "text/html; charset=utf-8");
    for page in [
        "/docs/",
        "/redoc",
        "/graphiql",
        "/delinquency",
        "/assets/icon.svg",
    ] {
        assert_eq!(app.get(page).await.status, StatusCode::OK, "{page}");
    }
}

/// The example is the answer; of a list, it may be the begin.
fn assert_begins(example: &Value, answer: &Value, place: &str) {
    match (example, answer) {
        (Value::Array(some), Value::Array(all)) => {
            assert!(!some.is_empty() && some.len() <= all.len(), "{place}");
            for (at, (some, all)) in some.iter().zip(all).enumerate() {
                assert_begins(some, all, &format!("{place}[{at}]"));
            }
        }
        (Value::Object(some), Value::Object(all)) => {
            let (mut left, mut right): (Vec<_>, Vec<_>) =
                (some.keys().collect(), all.keys().collect());
            left.sort();
            right.sort();
            assert_eq!(left, right, "{place}");
            for (key, value) in some {
                assert_begins(value, &all[key], &format!("{place}.{key}"));
            }
        }
        (some, all) => match (some.as_f64(), all.as_f64()) {
            (Some(left), Some(right)) => {
                assert!(
                    (left - right).abs() < 1e-9,
                    "{place}: {left}, answers {right}"
                );
            }
            _ => assert_eq!(some, all, "{place}"),
        },
    }
}

pub async fn bad_parameters_are_named(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for (path, field) in [
        ("/api/v1/kpis/executive?as_of=yesterday", "as_of"),
        ("/api/v1/kpis/executive?as_of=2025-02-30", "as_of"),
        ("/api/v1/kpis/executive?as_of=2025-2-3", "as_of"),
        ("/api/v1/kpis/executive?as_of=2026-01-01", "as_of"),
        (
            "/api/v1/kpis/executive?as_of=2025-01-01&as_of=2025-01-02",
            "as_of",
        ),
        ("/api/v1/kpis/executive?asof=2025-01-01", "asof"),
        ("/api/v1/kpis/daily?days=0", "days"),
        ("/api/v1/kpis/daily?days=367", "days"),
        ("/api/v1/kpis/daily?days=-1", "days"),
        ("/api/v1/kpis/daily?days=many", "days"),
        (
            "/api/v1/kpis/daily?date=2025-01-02&as_of=2025-01-01",
            "date",
        ),
        ("/api/v1/kpis/daily?date=1492-10-12", "date"),
        ("/api/v1/risk/high-risk-customers?limit=0", "limit"),
        ("/api/v1/risk/high-risk-customers?limit=1001", "limit"),
        (
            "/api/v1/risk/high-risk-customers?limit=99999999999",
            "limit",
        ),
        ("/api/v1/risk/analysis?profile=best", "profile"),
        ("/api/v1/stats/payments?limit=1", "limit"),
        ("/api/v1/test?limit=1", "limit"),
    ] {
        let answer = app.get(path).await;
        let problem = answer.json();
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.content_type, "application/problem+json", "{path}");
        assert_eq!(problem["code"], "BAD_USER_INPUT", "{path}");
        assert_eq!(problem["status"], 400, "{path}");
        assert_eq!(problem["errors"][0]["field"], field, "{path}: {problem}");
        assert_eq!(problem["request_id"], answer.request_id.as_str(), "{path}");
    }

    let lost = app.get("/api/v1/nothing").await;
    assert_eq!(
        (lost.status, &lost.json()["code"]),
        (StatusCode::NOT_FOUND, &json!("NOT_FOUND"))
    );
    let wrong = Request::delete("/api/v1/test").body(Body::empty()).unwrap();
    let wrong = app.send(wrong).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.json()["code"], "METHOD_NOT_ALLOWED");

    let large = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("content-length", "2000000")
        .body(Body::from(vec![b' '; 2_000_000]))
        .unwrap();
    let large = app.send(large).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let extensions = &large.json()["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "PAYLOAD_TOO_LARGE");

    let chunks =
        futures::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![b' '; 100_000])));
    let chunked = Request::post("/graphql")
        .header("content-type", "application/json")
        .body(Body::from_stream(chunks))
        .unwrap();
    assert_eq!(
        app.send(chunked).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    for path in ["/assets/%ff", "/docs/nope.js", "/assets/nope.js"] {
        let lost = app.get(path).await;
        assert_eq!(
            lost.content_type, "application/problem+json",
            "{path}: {}",
            lost.text
        );
    }

    // A client's own short id comes back; anything else is replaced.
    for (given, kept) in [("abc-123", true), ("x y", false)] {
        let request = Request::get("/")
            .header("x-request-id", given)
            .body(Body::empty())
            .unwrap();
        assert_eq!(app.send(request).await.request_id == given, kept, "{given}");
    }
}

pub async fn answers_are_not_sent_twice(server: &Server) {
    let db = server.empty().await;
    demo::build(&db, 3, false, |_| {}).await.unwrap();
    let app = TestApp::new(db.clone());
    let path = "/api/v1/kpis/executive";
    let ask = async |path: &str, tag: &str| {
        let request = Request::get(path).header(header::IF_NONE_MATCH, tag);
        app.send(request.body(Body::empty()).unwrap()).await
    };
    let first = app.get(path).await;
    assert_eq!(first.status, StatusCode::OK);
    let tag = first.etag;
    assert!(tag.starts_with("W/"), "{tag}");
    for known in [&tag, "*", &format!("\"other\", {tag}"), &tag[2..]] {
        let again = ask(path, known).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!((again.text.as_str(), &again.etag), ("", &tag));
    }
    assert_eq!(ask(path, "W/\"other\"").await.status, StatusCode::OK);
    // An error is never taken for what the client has.
    let wrong = ask("/api/v1/kpis/executive?as_of=never", &tag).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    // The database is asked whatever was known of it.
    let test = ask("/api/v1/test", &tag).await;
    assert_eq!((test.status, test.etag.as_str()), (StatusCode::OK, ""));
}

pub fn openapi_file_is_fresh() {
    let text = loanbook::rest::openapi().unwrap();
    assert_fresh("api/openapi.json", &text, "export-schema --format openapi");
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("\"$ref\": \"#") {
        let (pointer, after) = after.split_once('"').unwrap();
        assert!(
            document.pointer(pointer).is_some(),
            "{pointer} is not in the document"
        );
        rest = after;
    }
    assert!(text.contains("#/components/schemas/Problem"));
}

/// A database that has gone is no fault of ours, and nothing of it is shown.
pub fn database_away_is_503() {
    RUNTIME.block_on(async {
        let folder = std::env::temp_dir();
        let file = folder.join(format!("loanbook_gone_{}.db", std::process::id()));
        let db = connect(&format!("sqlite://{}", file.display())).await;
        loanbook::db::migrate(&db).await.unwrap();
        let app = TestApp::new(db.clone());
        assert_eq!(app.get("/api/v1/test").await.status, StatusCode::OK);
        db.close().await.unwrap();
        for path in ["/api/v1/test", "/api/v1/kpis/executive"] {
            let answer = app.get(path).await;
            assert_eq!(
                answer.status,
                StatusCode::SERVICE_UNAVAILABLE,
                "{}",
                answer.text
            );
            assert_eq!(answer.json()["code"], "UNAVAILABLE");
            assert!(
                !answer.text.to_lowercase().contains("pool"),
                "{}",
                answer.text
            );
        }
        let error = app.graphql_error("{ customers { nodes { id } } }").await;
        assert_eq!(error["extensions"]["code"], "UNAVAILABLE", "{error}");
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
        }
    });
}
