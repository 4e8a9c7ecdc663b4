//! Keys, sessions, and what the audit log keeps of them.

use super::{bearer, guarded, key};
use crate::{
    app::{Answer, TestApp, date, router},
    database::{self, Backend, Server},
    socket::{Client, serve},
    writes::Bank,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use entity::{api_key as key_table, audit_record};
use loanbook::{
    auth::{Admin, Role, RowScope},
    clock::Clock,
    service::{Ctx, api_key},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::process::Command;

const BOOK: &str = "{ book { name } }";
const ME: &str = "{ me { name role isLoggedIn seesNames mayExport mayExplore mayRecordPayments \
                  loanTypes branches } }";

fn code(answer: &Answer) -> Value {
    let json = answer.json();
    match json.get("code") {
        Some(code) => code.clone(),
        None => json["errors"][0]["extensions"]["code"].clone(),
    }
}

/// Asks by GraphQL and by REST, with what the service says of a login.
async fn is_let_in(app: &TestApp) -> bool {
    let graphql = app.post(BOOK, json!({})).await;
    let rest = app.get("/api/v1/test").await;
    let is_in = rest.status == StatusCode::OK;
    assert_eq!(is_in, graphql.json()["data"]["book"].is_object());
    if !is_in {
        assert_eq!(code(&graphql), "UNAUTHENTICATED", "{}", graphql.text);
        assert_eq!(code(&rest), "UNAUTHENTICATED", "{}", rest.text);
        assert_eq!(rest.status, StatusCode::UNAUTHORIZED);
        assert!(rest.challenge.starts_with("Bearer"));
        // What is wrong never says what is there.
        assert!(!rest.text.contains("Demo"));
    }
    is_in
}

pub async fn keys_let_in_until_they_are_revoked(server: &Server) {
    let app = guarded(Bank::new(server, 3).await.db);
    assert!(!is_let_in(&app).await);
    assert!(!is_let_in(&app.bearing("loanbook_0000")).await);
    assert!(!is_let_in(&app.bearing("")).await);

    let secret = key(&app, "ops", Role::Analyst, RowScope::default(), None).await;
    let ops = app.bearing(&secret);
    assert!(is_let_in(&ops).await);
    assert_eq!(
        ops.graphql(ME, json!({})).await["me"],
        json!({"name": "ops", "role": "ANALYST", "isLoggedIn": true, "seesNames": false,
            "mayExport": true, "mayExplore": true, "mayRecordPayments": false, "loanTypes": [], "branches": []})
    );
    // Neither a part of a key nor its hash is one.
    let stored = key_table::Entity::find()
        .one(&app.ctx.db)
        .await
        .unwrap()
        .unwrap();
    assert!(!format!("{stored:?}").contains(&secret));
    assert!(!is_let_in(&app.bearing(&stored.secret_hash)).await);
    assert!(!is_let_in(&app.bearing(&secret[..secret.len() - 1])).await);

    // It ends with its last day.
    let short = key(&app, "short", Role::Viewer, RowScope::default(), Some(2)).await;
    assert!(is_let_in(&app.bearing(&short)).await);
    let later = Ctx::new(app.ctx.db.clone(), Clock::Fixed(date("2026-01-02")));
    let later = TestApp::with_flags(later, &["--authentication", "required"]);
    assert!(!is_let_in(&later.bearing(&short)).await);
    assert!(is_let_in(&later.bearing(&secret)).await);

    let admin = app.ctx.demand::<Admin>("api-key").await.unwrap();
    api_key::revoke(&admin, "ops").await.unwrap();
    let twice = api_key::revoke(&admin, "ops").await.unwrap_err();
    assert_eq!(twice.code.name(), "CONFLICT");
    let unknown = api_key::revoke(&admin, "nobody").await.unwrap_err();
    assert_eq!(unknown.code.name(), "NOT_FOUND");
    // Another server, and this one once it looks again, refuse it.
    let other = TestApp::with_flags(app.ctx.clone(), &["--authentication", "required"]);
    assert!(!is_let_in(&other.bearing(&secret)).await);
}

async fn log_in(app: &TestApp, key: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post("/login").header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(json!({"key": key}).to_string());
    app.send(request.body(body).unwrap()).await
}

async fn with_cookie(app: &TestApp, cookie: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(json!({"query": BOOK}).to_string());
    app.send(request.body(body).unwrap()).await
}

pub async fn sessions_begin_and_end(server: &Server) {
    let app = guarded(Bank::new(server, 3).await.db);
    let secret = key(&app, "ops", Role::Viewer, RowScope::default(), None).await;
    let wrong = log_in(&app, "loanbook_wrong", &[]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.json()["errors"][0]["field"], "key");
    let evil = log_in(&app, &secret, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(evil.status, StatusCode::FORBIDDEN);

    let answer = log_in(&app, &secret, &[]).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(answer.cookie.contains(part), "{}", answer.cookie);
    }
    let cookie = answer.cookie.split(';').next().unwrap().to_owned();
    assert!(!cookie.contains(&secret));
    let own = with_cookie(&app, &cookie, &[("sec-fetch-site", "same-origin")]).await;
    assert!(own.json()["data"]["book"].is_object(), "{}", own.text);
    let cross = with_cookie(&app, &cookie, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(code(&cross), "FORBIDDEN");
    let origin = [
        ("origin", "https://evil.example"),
        ("host", "loans.example"),
    ];
    assert_eq!(
        code(&with_cookie(&app, &cookie, &origin).await),
        "FORBIDDEN"
    );

    // It outlives the server, and ends where its user ends it.
    let restarted = TestApp::with_flags(app.ctx.clone(), &["--authentication", "required"]);
    assert!(with_cookie(&restarted, &cookie, &[]).await.json()["data"].is_object());
    let request = Request::post("/logout").header(header::COOKIE, &cookie);
    let ended = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    assert!(ended.cookie.contains("Max-Age=0"));
    assert_eq!(
        code(&with_cookie(&app, &cookie, &[]).await),
        "UNAUTHENTICATED"
    );

    // And with the key that it was begun with.
    let again = log_in(&app, &secret, &[]).await.cookie;
    let again = again.split(';').next().unwrap();
    let admin = app.ctx.demand::<Admin>("api-key").await.unwrap();
    api_key::revoke(&admin, "ops").await.unwrap();
    assert_eq!(
        code(&with_cookie(&app, again, &[]).await),
        "UNAUTHENTICATED"
    );
}

pub async fn deeds_are_in_the_audit_log(server: &Server) {
    const LOG: &str = "query($action: AuditAction) { auditLog(first: 50, filter: {action: $action}) \
        { nodes { action principal role subject rowCount changeId requestId } } }";
    let app = guarded(Bank::new(server, 3).await.db);
    let admin = bearer(&app, "boss", Role::Admin, &[], &[]).await;
    let collector = bearer(&app, "carla", Role::Collector, &[], &[]).await;
    let viewer = bearer(&app, "vera", Role::Viewer, &[], &[]).await;
    let log = async |action: &str| {
        let answer = admin.graphql(LOG, json!({"action": action})).await;
        answer["auditLog"]["nodes"].as_array().unwrap().clone()
    };

    let customer = "mutation { createCustomer(input: {fullName: \"Ada\", idempotencyKey: \"a1\"}) \
                    { dryRun change { id } } }";
    let made = admin.graphql(customer, json!({})).await;
    let dry = "mutation { createCustomer(input: {fullName: \"Eva\", idempotencyKey: \"a2\", \
               dryRun: true}) { dryRun } }";
    admin.graphql(dry, json!({})).await;
    let writes = log("WRITE").await;
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(writes[0]["principal"], "boss");
    assert_eq!(writes[0]["subject"], "customer_created");
    assert_eq!(
        writes[0]["changeId"],
        made["createCustomer"]["change"]["id"]
    );
    assert!(writes[0]["requestId"].is_string());

    let page = |rows: u32| format!("{{ loans(first: {rows}) {{ nodes {{ id }} }} }}");
    collector.graphql(&page(100), json!({})).await;
    assert!(log("EXPORT").await.is_empty());
    collector.graphql(&page(101), json!({})).await;
    collector
        .rest("/api/v1/risk/high-risk-customers?limit=500")
        .await;
    let mut exports = log("EXPORT").await;
    assert_eq!(exports.len(), 2);
    assert_eq!(exports[0]["subject"], "highRiskCustomers");
    assert_eq!(exports.remove(0)["rowCount"], 500);
    assert_eq!(exports[0]["principal"], "carla");
    assert_eq!(exports[0]["subject"], "loans");
    assert_eq!(exports[0]["rowCount"], 101);
    let refused = viewer.post(&page(101), json!({})).await;
    assert_eq!(code(&refused), "FORBIDDEN");

    let refused = viewer.post(customer, json!({})).await;
    assert_eq!(code(&refused), "FORBIDDEN");
    app.bearing("loanbook_stolen").get("/api/v1/test").await;
    let denied = log("DENIED").await;
    let of = |denied: &Value| (denied["principal"].clone(), denied["subject"].clone());
    assert_eq!(denied.len(), 3, "{denied:?}");
    assert_eq!(denied[0]["principal"], Value::Null);
    assert_eq!(of(&denied[1]), (json!("vera"), json!("createCustomer")));
    assert_eq!(
        of(&denied[2]),
        (
            json!("vera"),
            json!("a page of loans of more than 100 rows")
        )
    );

    log_in(&app, "loanbook_stolen", &[]).await;
    let keys = log("KEY").await;
    assert_eq!(keys.len(), 3);
    assert_eq!(keys[0]["subject"], "created vera");
    assert_eq!(keys[0]["principal"], "operator");
    // A few refusals of one address make one row.
    let rows = audit_record::Entity::find().all(&app.ctx.db).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.action == "denied").count(), 3);
}

pub fn without_a_login_this_machine_alone_may_ask() {
    let Ok(server) = crate::RUNTIME.block_on(database::find(Backend::Sqlite)) else {
        panic!("SQLite is always there");
    };
    crate::RUNTIME.block_on(async {
        let app = TestApp::new(server.demo().await);
        let me = app.graphql(ME, json!({})).await;
        assert_eq!(me["me"]["role"], "ADMIN");
        assert_eq!(me["me"]["isLoggedIn"], false);
        for (name, value, expected) in [
            ("host", "localhost:8000", StatusCode::OK),
            ("host", "127.0.0.1:8000", StatusCode::OK),
            // A name that was pointed here, and a proxy that lets others in.
            ("host", "loans.example", StatusCode::FORBIDDEN),
            ("x-forwarded-for", "203.0.113.7", StatusCode::FORBIDDEN),
            ("forwarded", "for=203.0.113.7", StatusCode::FORBIDDEN),
        ] {
            let request = Request::get("/api/v1/test").header(name, value);
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, expected, "{name}: {value}");
        }
    });
}

pub fn an_open_door_does_not_start() {
    let folder = std::env::temp_dir().join(format!("loanbook_door_{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_loanbook"))
            .args(arguments)
            .current_dir(&folder)
            .env_remove("DATABASE_URL")
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    assert_eq!(run(&["demo", "--loans", "3"]).0, Some(0));
    let (status, _, words) = run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(status, Some(1));
    assert!(words.contains("--authentication required"), "{words}");
    assert!(words.contains("api-key create"), "{words}");

    let (status, secret, words) = run(&["api-key", "create", "--name", "ops", "--role", "admin"]);
    assert_eq!(status, Some(0), "{words}");
    assert_eq!(secret.trim().len(), "loanbook_".len() + 64);
    let (status, _, words) = run(&["api-key", "create", "--name", "ops", "--role", "viewer"]);
    assert_eq!(status, Some(1));
    assert!(words.contains("a key of this name exists"), "{words}");
    let (_, _, words) = run(&["api-key", "create", "--name", "x", "--role", "king"]);
    assert!(
        words.contains("viewer, analyst, collector, admin"),
        "{words}"
    );
    let north = ["--role", "admin", "--branch", "North"];
    let (status, _, words) = run(&[&["api-key", "create", "--name", "n"][..], &north].concat());
    assert_eq!(status, Some(1));
    assert!(words.contains("whole book"), "{words}");
    let (_, list, _) = run(&["api-key", "list"]);
    assert!(
        list.contains("ops") && !list.contains(secret.trim()),
        "{list}"
    );
    assert_eq!(run(&["api-key", "revoke", "ops"]).0, Some(0));
    let (_, list, _) = run(&["api-key", "list", "--json"]);
    let list: Value = serde_json::from_str(&list).unwrap();
    assert!(list[0]["revoked_at"].is_string());
    std::fs::remove_dir_all(&folder).unwrap();
}

pub async fn sockets_know_who_asks_for_as_long_as_they_last(server: &Server) {
    let app = guarded(Bank::new(server, 3).await.db);
    let secret = key(&app, "sam", Role::Viewer, RowScope::default(), None).await;
    let flags = ["--authentication", "required"];
    let (address, serving) = serve(router(&app.ctx, &flags)).await;
    let origin = format!("http://{address}");
    let introduce = async |payload: Value| {
        let mut client = Client::open(address, &origin).await.unwrap();
        let message = json!({"type": "connection_init", "payload": payload});
        client.send(message).await;
        client
    };

    // Nobody, somebody else, and what is no text.
    for payload in [
        json!({}),
        json!({"authorization": "Bearer loanbook_wrong"}),
        json!({"authorization": 7}),
    ] {
        assert_eq!(
            introduce(payload.clone()).await.end().await,
            4403,
            "{payload}"
        );
    }
    let mut client = introduce(json!({"authorization": format!("Bearer {secret}")})).await;
    assert_eq!(client.next().await["type"], "connection_ack");
    client.subscribe("1", "{ me { name role } }").await;
    let answer = client.next().await;
    assert_eq!(
        answer["payload"]["data"]["me"],
        json!({"name": "sam", "role": "VIEWER"})
    );
    assert_eq!(client.next().await["type"], "complete");
    // The role counts here as elsewhere.
    client.subscribe("2", "{ apiKeys { name } }").await;
    let answer = client.next().await;
    assert_eq!(
        answer["payload"]["errors"][0]["extensions"]["code"], "FORBIDDEN",
        "{answer}"
    );
    serving.abort();
}
