//! How often one client may ask, which other sites may, and what every answer tells browsers.

use crate::{
    app::{TestApp, router},
    database::Server,
    socket::{Client, serve},
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, request::Builder},
};
use loanbook::middleware::client::OverTls;
use serde_json::json;
use std::net::SocketAddr;

const FEW: [&str; 4] = ["--rate-limit", "1", "--rate-limit-burst", "3"];

const TYPED: &str = "/graphql?query=%7B__typename%7D";

fn empty(request: Builder) -> Request<Body> {
    request.body(Body::empty()).unwrap()
}

pub async fn requests_of_an_address_are_limited(server: &Server) {
    let ctx = TestApp::new(server.demo().await).ctx;
    let app = TestApp::with_flags(ctx.clone(), &FEW);
    for _ in 0..3 {
        assert_eq!(app.get("/").await.status, StatusCode::OK);
    }
    let refused = app.get("/").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.content_type, "application/problem+json");
    assert_eq!(refused.json()["code"], "RATE_LIMITED");
    assert_eq!(refused.headers["retry-after"], "1");
    // GraphQL says it in its own form.
    let refused = app.get(TYPED).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers["retry-after"], "1");
    let body = refused.json();
    let extensions = &body["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "RATE_LIMITED");
    assert_eq!(extensions["request_id"], refused.request_id.as_str());
    // The files of a page are many, and cost nothing.
    for _ in 0..5 {
        let file = app.get("/assets/icon.svg").await;
        assert_ne!(file.status, StatusCode::TOO_MANY_REQUESTS);
    }
    // Another client is not at fault.
    let mut other = empty(Request::get("/"));
    let address: SocketAddr = "192.0.2.7:50000".parse().unwrap();
    other.extensions_mut().insert(ConnectInfo(address));
    assert_eq!(app.send(other).await.status, StatusCode::OK);

    let unlimited = TestApp::with_flags(ctx, &["--rate-limit", "0"]);
    for _ in 0..300 {
        assert_eq!(unlimited.get(TYPED).await.status, StatusCode::OK);
    }
}

pub async fn operations_of_a_connection_are_requests(server: &Server) {
    let ctx = TestApp::new(server.demo().await).ctx;
    let (address, serving) = serve(router(&ctx, &FEW)).await;
    let mut client = Client::here(address).await;
    for id in ["a", "b"] {
        client.subscribe(id, "{ __typename }").await;
        assert_eq!(client.next().await["type"], "next");
        assert_eq!(client.next().await["type"], "complete");
    }
    client.subscribe("c", "{ __typename }").await;
    let refused = client.next().await;
    assert_eq!(refused["type"], "error", "{refused}");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    // It is still there, to ask again later.
    client.send(json!({"type": "ping"})).await;
    assert_eq!(client.next().await["type"], "pong");
    serving.abort();
}

pub async fn other_sites_may_only_where_they_are_named(server: &Server) {
    const DESK: &str = "https://desk.example";
    const EVIL: &str = "https://evil.example";
    let ctx = TestApp::new(server.demo().await).ctx;
    let ask = |path: &str, origin: &str| empty(Request::get(path).header("origin", origin));
    let preflight = |path: &str, origin: &str| {
        let request = Request::options(path)
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        empty(request)
    };

    let closed = TestApp::with_flags(ctx.clone(), &[]);
    for request in [ask(TYPED, DESK), preflight("/graphql", DESK)] {
        let answer = closed.send(request).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }

    let flags = [
        "--cors-origin",
        "https://desk.example,http://localhost:5173",
    ];
    let open = TestApp::with_flags(ctx.clone(), &flags);
    for (request, allowed) in [
        (ask(TYPED, DESK), Some(DESK)),
        (ask("/api/v1/kpis/executive", DESK), Some(DESK)),
        (
            ask("/api/v1/nothing", "http://localhost:5173"),
            Some("http://localhost:5173"),
        ),
        (preflight("/graphql", DESK), Some(DESK)),
        (preflight("/graphql", EVIL), None),
        (ask(TYPED, EVIL), None),
        (ask(TYPED, "null"), None),
        (ask("/", DESK), None),
        (ask("/openapi.json", DESK), None),
    ] {
        let shown = format!(
            "{} {} {:?}",
            request.method(),
            request.uri(),
            request.headers()
        );
        let answer = open.send(request).await;
        let found = answer.headers.get("access-control-allow-origin");
        assert_eq!(
            found.map(|value| value.to_str().unwrap()),
            allowed,
            "{shown}"
        );
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
    let may = open.send(preflight("/graphql", DESK)).await;
    let headers = may.headers["access-control-allow-headers"]
        .to_str()
        .unwrap();
    assert!(
        headers.contains("content-type") && headers.contains("authorization"),
        "{headers}"
    );

    // A page that asks too often can read that it does.
    let mut few = FEW.to_vec();
    few.extend(flags);
    let few = TestApp::with_flags(ctx.clone(), &few);
    for _ in 0..3 {
        few.send(ask(TYPED, DESK)).await;
    }
    let refused = few.send(ask(TYPED, DESK)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers["access-control-allow-origin"], DESK);

    let (address, serving) = serve(router(&ctx, &flags)).await;
    assert!(Client::connect(address, DESK).await.is_ok());
    assert!(Client::connect(address, EVIL).await.is_err());
    serving.abort();
}

pub async fn every_answer_restricts_browsers(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let nothing = "default-src 'none'";
    let own = "default-src 'self'";
    for (path, policy) in [
        (TYPED, nothing),
        ("/graphql", nothing),
        ("/api/v1/kpis/executive", nothing),
        ("/api/v1/kpis/executive?as_of=never", nothing),
        ("/nothing", nothing),
        ("/assets/icon.svg", nothing),
        ("/delinquency", own),
        ("/graphiql", own),
        ("/redoc", own),
        ("/docs/", own),
    ] {
        let answer = app.get(path).await;
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        let found = header("content-security-policy");
        assert!(found.starts_with(policy), "{path}: {found}");
        assert!(found.contains("frame-ancestors 'none'"), "{path}: {found}");
        assert!(
            !found.contains("unsafe-eval") && !found.contains("script-src"),
            "{path}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(header(name), value, "{path}");
        }
        assert!(header("permissions-policy").contains("camera=()"), "{path}");
        assert!(
            !answer.headers.contains_key("strict-transport-security"),
            "{path}"
        );
    }
    let mut encrypted = empty(Request::get("/"));
    encrypted.extensions_mut().insert(OverTls);
    let answer = app.send(encrypted).await;
    let promised = answer.headers["strict-transport-security"]
        .to_str()
        .unwrap();
    assert!(promised.starts_with("max-age="), "{promised}");
    assert_eq!(answer.headers["cross-origin-opener-policy"], "same-origin");
}
