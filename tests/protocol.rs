//! GraphQL over HTTP and over a WebSocket to the letter; documents by hash; what is not explained.

use crate::{
    RUNTIME,
    app::{Answer, TestApp, router},
    database::{Server, connect},
    socket::{Client, serve},
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use loanbook::{app, clock::Clock, config::ServeConfig, service::Ctx};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{fs, path::PathBuf};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";
const QUERY: &str = "{ book { name } }";

/// The code of the one error.
fn code(answer: &Answer) -> Value {
    let body = answer.json();
    assert_eq!(body["errors"].as_array().map(Vec::len), Some(1), "{body}");
    body["errors"][0]["extensions"]["code"].clone()
}

fn hash(text: &str) -> String {
    let digits = Sha256::digest(text);
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The query string of these parameters.
fn address(parameters: &[(&str, &str)]) -> String {
    let encode =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02x}")).collect() };
    let pairs: Vec<_> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    format!("/graphql?{}", pairs.join("&"))
}

pub async fn forms_and_statuses(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let deep = format!("{{ {} }}", "a { ".repeat(40) + "b" + &" }".repeat(40));
    let query = |text: &str| json!({"query": text}).to_string();
    // What is sent, whether it can be read, and whether it is run.
    for (body, content, readable, code) in [
        (query(QUERY), JSON, 200, None),
        (query(QUERY), "application/json; charset=UTF-8", 200, None),
        (query("{ nothing }"), JSON, 200, Some("BAD_USER_INPUT")),
        (query("{ book"), JSON, 200, Some("BAD_USER_INPUT")),
        (
            query("query A { __typename } query B { __typename }"),
            JSON,
            200,
            Some("BAD_USER_INPUT"),
        ),
        (
            query("subscription { portfolioChanged { kind } }"),
            JSON,
            200,
            Some("BAD_USER_INPUT"),
        ),
        (
            query("query($a: Int!) { loans(first: $a) { nodes { id } } }"),
            JSON,
            200,
            Some("BAD_USER_INPUT"),
        ),
        (query(&deep), JSON, 200, Some("QUERY_TOO_COMPLEX")),
        (
            query(&"#".repeat(40_000)),
            JSON,
            200,
            Some("QUERY_TOO_COMPLEX"),
        ),
        (
            json!([{"query": QUERY}]).to_string(),
            JSON,
            400,
            Some("BAD_USER_INPUT"),
        ),
        (
            json!({"query": QUERY, "variables": 1}).to_string(),
            JSON,
            400,
            Some("BAD_USER_INPUT"),
        ),
        (
            json!({"query": 1}).to_string(),
            JSON,
            400,
            Some("BAD_USER_INPUT"),
        ),
        ("{".to_owned(), JSON, 400, Some("BAD_USER_INPUT")),
        ("[".repeat(200_000), JSON, 400, Some("BAD_USER_INPUT")),
        (
            query(QUERY),
            "text/plain",
            415,
            Some("UNSUPPORTED_MEDIA_TYPE"),
        ),
        (query(QUERY), "", 415, Some("UNSUPPORTED_MEDIA_TYPE")),
        (
            query(QUERY),
            "application/json; charset=utf-16",
            415,
            Some("UNSUPPORTED_MEDIA_TYPE"),
        ),
        (" ".repeat(2_000_000), JSON, 413, Some("PAYLOAD_TOO_LARGE")),
    ] {
        for (accept, form) in [(JSON, JSON), ("*/*", JSON), (GRAPHQL, GRAPHQL)] {
            let request = Request::post("/graphql")
                .header("content-type", content)
                .header("accept", accept)
                .body(Body::from(body.clone()))
                .unwrap();
            let answer = app.send(request).await;
            let shown: String = body.chars().take(60).collect();
            let place = format!("{shown} {content} {accept}: {}", answer.text);
            let status = if form == GRAPHQL && code.is_some() {
                readable.max(400)
            } else {
                readable
            };
            assert_eq!(answer.status, status, "{place}");
            assert_eq!(
                answer.content_type,
                format!("{form}; charset=utf-8"),
                "{place}"
            );
            let body = answer.json();
            // What was not run has no data, not even null.
            assert_eq!(body.get("data").is_some(), code.is_none(), "{place}");
            let extensions = &body["errors"][0]["extensions"];
            assert_eq!(extensions["code"].as_str(), code, "{place}");
            if code.is_some() {
                assert_eq!(
                    extensions["request_id"],
                    answer.request_id.as_str(),
                    "{place}"
                );
            }
        }
    }

    // A fault of a field has data, and is no fault of the request.
    let request = Request::post("/graphql")
        .header("content-type", JSON)
        .header("accept", GRAPHQL)
        .body(Body::from(query(
            "{ customers(first: -1) { nodes { id } } }",
        )))
        .unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json().get("data"),
        Some(&json!(null)),
        "{}",
        answer.text
    );
    assert_eq!(code(&answer), "BAD_USER_INPUT");

    for accept in ["text/html", "application/json;q=0", "multipart/mixed"] {
        let request = Request::get(address(&[("query", QUERY)])).header("accept", accept);
        let answer = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE, "{accept}");
        assert_eq!(code(&answer), "NOT_ACCEPTABLE", "{accept}");
    }
}

pub async fn only_queries_come_by_get(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let two = "query Read { book { name } } mutation Change { __typename }";
    let named = "query Read($first: Int) { customers(first: $first) { nodes { id } } }";
    let first = [("query", named), ("variables", "{\"first\": 1}")];
    for parameters in [
        &[("query", QUERY)][..],
        &[("query", QUERY), ("operationName", ""), ("variables", "")],
        &[("query", two), ("operationName", "Read")],
        &first,
        &[("query", QUERY), ("more", "1")],
    ] {
        let answer = app.get(&address(parameters)).await;
        assert_eq!(answer.status, StatusCode::OK, "{parameters:?}");
        assert_eq!(answer.json().get("errors"), None, "{parameters:?}");
    }
    for parameters in [
        &[("query", "mutation { __typename }")][..],
        &[("query", two), ("operationName", "Change")],
        &[("query", "subscription { portfolioChanged { kind } }")],
    ] {
        let answer = app.get(&address(parameters)).await;
        assert_eq!(
            answer.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{parameters:?}"
        );
        assert_eq!(answer.headers["allow"], "POST", "{parameters:?}");
        assert_eq!(code(&answer), "METHOD_NOT_ALLOWED", "{parameters:?}");
    }
    for parameters in [
        &[][..],
        &[("query", QUERY), ("query", QUERY)],
        &[("query", QUERY), ("variables", "[")],
        &[("query", QUERY), ("variables", "[]")],
        &[("query", QUERY), ("extensions", "1")],
    ] {
        let answer = app.get(&address(parameters)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{parameters:?}");
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{parameters:?}");
    }
    // What is around the handler answers as GraphQL does, too.
    let request = Request::delete("/graphql").body(Body::empty()).unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.headers.contains_key("allow"));
    assert_eq!(code(&answer), "METHOD_NOT_ALLOWED");
    let body = answer.json();
    let id = &body["errors"][0]["extensions"]["request_id"];
    assert_eq!(id, answer.request_id.as_str());
}

pub async fn documents_are_kept_by_their_hash(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let persisted =
        |text: &str| json!({"persistedQuery": {"version": 1, "sha256Hash": hash(text)}});
    let by_hash = json!({"extensions": persisted(QUERY)});
    let missing = app.post_json(&by_hash).await;
    assert_eq!(missing.status, StatusCode::OK, "the client asks again");
    assert_eq!(code(&missing), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(
        missing.json()["errors"][0]["message"],
        "PersistedQueryNotFound"
    );

    let other = json!({"query": "{ __typename }", "extensions": persisted(QUERY)});
    let other = app.post_json(&other).await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
    assert_eq!(code(&other), "BAD_USER_INPUT");
    assert_eq!(
        code(&app.post_json(&by_hash).await),
        "PERSISTED_QUERY_NOT_FOUND"
    );

    let registered = json!({"query": QUERY, "extensions": persisted(QUERY)});
    let expected = app.post_json(&registered).await.json()["data"].clone();
    assert!(expected["book"]["name"].is_string());
    let prefixed = json!({"documentId": format!("sha256:{}", hash(QUERY))});
    for body in [by_hash, prefixed, json!({"documentId": hash(QUERY)})] {
        assert_eq!(
            app.post_json(&body).await.json()["data"],
            expected,
            "{body}"
        );
    }
    let extensions = persisted(QUERY).to_string();
    let by_get = app.get(&address(&[("extensions", &extensions)])).await;
    assert_eq!(by_get.json()["data"], expected, "{}", by_get.text);

    // Neither is kept: what cannot be read, and what asks for too much.
    let deep = format!("{{ {} }}", "a { ".repeat(40) + "b" + &" }".repeat(40));
    for (text, refused) in [("{ book", "BAD_USER_INPUT"), (&deep, "QUERY_TOO_COMPLEX")] {
        let body = json!({"query": text, "extensions": persisted(text)});
        assert_eq!(code(&app.post_json(&body).await), refused);
        let body = json!({"extensions": persisted(text)});
        assert_eq!(
            code(&app.post_json(&body).await),
            "PERSISTED_QUERY_NOT_FOUND"
        );
    }
    // A mutation that is known by its hash is no link either.
    let change = "mutation { __typename }";
    app.post_json(&json!({"query": change, "extensions": persisted(change)}))
        .await;
    let link = app.get(&address(&[("documentId", &hash(change))])).await;
    assert_eq!(link.status, StatusCode::METHOD_NOT_ALLOWED, "{}", link.text);
}

/// The documents of the dashboard, in a checkout where it was built.
fn dashboard() -> Vec<String> {
    let file = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../dashboard/dist/documents.json"
    ));
    let text = fs::read_to_string(file).unwrap_or_else(|_| "{}".to_owned());
    let documents: Value = serde_json::from_str(&text).unwrap();
    let texts = documents.as_object().unwrap().values();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

pub async fn only_trusted_documents_are_answered(server: &Server) {
    let name = format!(
        "loanbook_trusted_{}_{}.json",
        std::process::id(),
        server.backend.name()
    );
    let file = std::env::temp_dir().join(name);
    let documents = json!({hash(QUERY): QUERY, "books": "query Books { book { name currency } }"});
    fs::write(&file, documents.to_string()).unwrap();
    let ctx = TestApp::new(server.demo().await).ctx;
    let flags = ["--trusted-documents", file.to_str().unwrap()];
    let app = TestApp::with_flags(ctx.clone(), &flags);

    let persisted =
        |text: &str| json!({"persistedQuery": {"version": 1, "sha256Hash": hash(text)}});
    for body in [
        json!({"query": QUERY}),
        json!({"query": QUERY, "extensions": persisted(QUERY)}),
        json!({"extensions": persisted(QUERY)}),
        json!({"documentId": hash(QUERY)}),
        json!({"documentId": "books"}),
        json!({"query": "query Books { book { name currency } }"}),
    ] {
        let answer = app.post_json(&body).await.json();
        assert_eq!(answer.get("errors"), None, "{body}");
    }
    let strange = "{ __typename }";
    for body in [
        json!({"query": strange}),
        json!({"query": format!("{QUERY} ")}),
        json!({"query": strange, "extensions": persisted(strange)}),
        json!({"extensions": persisted(strange)}),
        json!({"documentId": "other"}),
    ] {
        let answer = app.post_json(&body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{body}");
        assert_eq!(code(&answer), "DOCUMENT_NOT_TRUSTED", "{body}");
        assert!(answer.text.contains("--trusted-documents"), "{body}");
    }
    let by_get = app.get(&address(&[("query", strange)])).await;
    assert_eq!(code(&by_get), "DOCUMENT_NOT_TRUSTED");

    // What the dashboard sends is known, and none of it asks for too much.
    for text in dashboard() {
        let answer = app.post_json(&json!({"query": text})).await;
        let error = answer.json()["errors"][0]["extensions"]["code"].clone();
        assert!(
            error.is_null() || error == "BAD_USER_INPUT",
            "{text}: {}",
            answer.text
        );
    }

    let (address, serving) = serve(router(&ctx, &flags)).await;
    let mut client = Client::here(address).await;
    client.subscribe("strange", strange).await;
    let refused = client.next().await;
    let code = &refused["payload"][0]["extensions"]["code"];
    assert_eq!(
        (&refused["type"], code),
        (&json!("error"), &json!("DOCUMENT_NOT_TRUSTED"))
    );
    client.subscribe("known", QUERY).await;
    assert_eq!(client.next().await["type"], "next");
    serving.abort();
    fs::remove_file(&file).unwrap();

    let config = ServeConfig::from_flags(flags).unwrap();
    let missing = app::router(ctx, &config).err().unwrap();
    assert!(format!("{missing:#}").contains(flags[1]), "{missing:#}");
}

pub async fn production_explains_nothing(server: &Server) {
    let open = TestApp::new(server.demo().await);
    let app = TestApp::with_flags(open.ctx.clone(), &["--production"]);
    for query in [
        "{ __schema { types { name } } }",
        "{ a: __type(name: \"Loan\") { name } }",
        "{ ...F } fragment F on Query { __schema { description } }",
    ] {
        assert_eq!(
            open.post(query, json!({})).await.json().get("errors"),
            None,
            "{query}"
        );
        let answer = app.post(query, json!({})).await;
        assert_eq!(answer.json().get("data"), None, "{query}");
        assert_eq!(code(&answer), "BAD_USER_INPUT", "{query}");
    }
    let typed = app
        .graphql("{ __typename book { __typename } }", json!({}))
        .await;
    assert_eq!(typed["book"]["__typename"], "Book");
    let nearly = "{ boook { name } }";
    let words = |error: &Value| error["message"].as_str().unwrap().to_lowercase();
    assert!(words(&open.graphql_error(nearly).await).contains("did you mean"));
    assert!(!words(&app.graphql_error(nearly).await).contains("did you mean"));
    let page = app.get("/graphiql").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(
        page.json()["detail"]
            .as_str()
            .unwrap()
            .contains("--production")
    );
    assert_eq!(
        app.get("/delinquency").await.content_type,
        "text/html; charset=utf-8"
    );
}

pub async fn connections_keep_to_the_protocol(server: &Server) {
    let ctx = TestApp::new(server.demo().await).ctx;
    let (address, serving) = serve(router(&ctx, &[])).await;
    let here = format!("http://{address}");
    for (page, is_welcome) in [
        (here.as_str(), true),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let opened = Client::open(address, page).await;
        assert_eq!(opened.is_ok(), is_welcome, "{page}");
        if let Err(words) = opened {
            assert!(words.contains("403"), "{words}");
        }
    }
    let init = r#"{"type": "connection_init"}"#;
    let listen = json!({"type": "subscribe", "id": "a", "payload":
        {"query": "subscription { portfolioChanged { kind } }"}})
    .to_string();
    for (messages, expected) in [
        (&[listen.as_str()][..], 4401),
        (&[init, init], 4429),
        (&[init, listen.as_str(), listen.as_str()], 4409),
        (&[init, "hello"], 4400),
        (
            &[
                init,
                r#"{"type": "subscribe", "id": "", "payload": {"query": "{ a }"}}"#,
            ],
            4400,
        ),
        (
            &[init, r#"{"type": "subscribe", "id": "b", "payload": {}}"#],
            4400,
        ),
        (&[init, r#"{"type": "ping", "payload": 7}"#], 4400),
    ] {
        let mut client = Client::open(address, &here).await.unwrap();
        for message in messages {
            client.send_text(message).await;
        }
        assert_eq!(client.end().await, expected, "{messages:?}");
    }

    let mut client = Client::here(address).await;
    client
        .send(json!({"type": "ping", "payload": {"a": 1}}))
        .await;
    assert_eq!(client.next().await["type"], "pong");
    // An id may be used again, and a document may be named by its hash.
    let payload = json!({"query": QUERY, "extensions":
        {"persistedQuery": {"version": 1, "sha256Hash": hash(QUERY)}}});
    let by_hash = json!({"documentId": hash(QUERY)});
    for payload in [payload, by_hash] {
        client
            .send(json!({"type": "subscribe", "id": "b", "payload": payload}))
            .await;
        let answer = client.next().await;
        assert!(
            answer["payload"]["data"]["book"]["name"].is_string(),
            "{answer}"
        );
        assert_eq!(client.next().await, json!({"type": "complete", "id": "b"}));
    }
    // What cannot be run is an error and ends; what goes wrong in a field is an answer.
    client.subscribe("c", "{ nothing }").await;
    assert_eq!(client.next().await["type"], "error");
    client
        .subscribe("c", "{ customers(first: -1) { nodes { id } } }")
        .await;
    let answer = client.next().await;
    assert_eq!(
        (&answer["type"], &answer["payload"]["data"]),
        (&json!("next"), &json!(null))
    );
    assert_eq!(client.next().await["type"], "complete");
    serving.abort();
}

/// Over HTTP and over a WebSocket an operation has the same time.
pub fn slow_operations_end() {
    RUNTIME.block_on(async {
        let name = format!("loanbook_slow_{}.db", std::process::id());
        let file = std::env::temp_dir().join(name);
        let url = format!("sqlite://{}", file.display());
        let db = connect(&url).await;
        loanbook::db::migrate(&db).await.unwrap();
        // A writer that does not come to an end.
        let writer = db.begin().await.unwrap();
        writer
            .execute_unprepared("UPDATE book SET name = 'held'")
            .await
            .unwrap();

        let config = ServeConfig::from_flags(["--request-timeout-seconds", "1"]).unwrap();
        let routes = app::router(Ctx::new(db.clone(), Clock::System), &config).unwrap();
        let (address, serving) = serve(routes.clone()).await;
        let change = "mutation { setReportingDate(input: {date: \"2025-01-01\", \
                      idempotencyKey: \"slow\"}) { reportingDate } }";
        let mut client = Client::here(address).await;
        client.subscribe("slow", change).await;
        let refused = client.next().await;
        assert_eq!(refused["type"], "error", "{refused}");
        assert_eq!(
            refused["payload"][0]["extensions"]["code"], "TIMEOUT",
            "{refused}"
        );

        let request = Request::post("/graphql")
            .header("content-type", JSON)
            .header("accept", GRAPHQL)
            .body(Body::from(json!({"query": change}).to_string()))
            .unwrap();
        let response = tower::ServiceExt::oneshot(routes, request).await.unwrap();
        assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "TIMEOUT", "{body}");
        assert!(body["errors"][0]["extensions"]["request_id"].is_string());

        serving.abort();
        writer.rollback().await.unwrap();
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", file.display()));
        }
    });
}
