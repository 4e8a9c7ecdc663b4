//! The service behind a proxy.

use super::process::{Server, upgrade};
use crate::RUNTIME;
use axum::{
    Extension, Router, body::Body, extract::ConnectInfo, http::Request,
    middleware::from_fn_with_state, routing::get,
};
use loanbook::{
    config::ServeConfig,
    middleware::client::{ClientAddress, ClientIsSecure, locate},
};
use std::net::SocketAddr;
use tower::ServiceExt;

pub fn forwarded_headers_count_from_trusted_proxies_alone() {
    for (flags, peer, expected) in [
        (vec![], "10.0.0.1:4711", "10.0.0.1 false"),
        (
            vec!["--trusted-proxy", "10.0.0.0/8"],
            "10.0.0.1:4711",
            "192.0.2.7 true",
        ),
        (
            vec!["--trusted-proxy", "10.0.0.0/8"],
            "[::ffff:10.0.0.1]:4711",
            "192.0.2.7 true",
        ),
        (
            vec!["--trusted-proxy", "10.0.0.0/8"],
            "11.0.0.1:4711",
            "11.0.0.1 false",
        ),
        (
            vec!["--trusted-proxy", "::1,10.0.0.1"],
            "10.0.0.1:4711",
            "192.0.2.7 true",
        ),
    ] {
        let config = ServeConfig::from_flags(flags).unwrap();
        let seen = async |Extension(address): Extension<ClientAddress>,
                          Extension(secure): Extension<ClientIsSecure>| {
            format!("{} {}", address.0, secure.0)
        };
        let router: Router = Router::new()
            .route("/", get(seen))
            .layer(from_fn_with_state(config.proxy.trusted(), locate));
        let request = Request::get("/")
            .header("x-forwarded-for", "8.8.8.8, 192.0.2.7")
            .header("x-forwarded-proto", "https")
            .extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()))
            .body(Body::empty())
            .unwrap();
        let body = RUNTIME.block_on(async {
            let response = router.oneshot(request).await.unwrap();
            axum::body::to_bytes(response.into_body(), 100)
                .await
                .unwrap()
        });
        assert_eq!(body, expected, "{peer}");
    }
}

pub fn everything_is_below_the_base_path() {
    let server = Server::start(&["--base-path", "/a/loans"]);
    for (path, status, words) in [
        ("/a/loans/", 200, "healthy"),
        ("/a/loans/api/v1/test", 200, "record_count"),
        (
            "/a/loans/api/v1/kpis/executive?as_of=2020-01-01",
            200,
            "active_loans",
        ),
        (
            "/a/loans/openapi.json",
            200,
            "\"servers\":[{\"url\":\"/a/loans\"}]",
        ),
        (
            "/a/loans/docs/swagger-initializer.js",
            200,
            "\"../openapi.json\"",
        ),
        ("/a/loans/graphql?query=%7B__typename%7D", 200, "Query"),
        ("/a/loans/nothing", 404, "NOT_FOUND"),
        ("/a/loansome", 404, "NOT_FOUND"),
        ("/api/v1/test", 404, "NOT_FOUND"),
        ("/graphql?query=%7B__typename%7D", 404, "NOT_FOUND"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(words), "{path}: {}", answer.body);
        assert!(answer.head.contains("x-request-id: "), "{path}");
    }
    for (path, location) in [
        ("/", "/a/loans/"),
        ("/a/loans", "/a/loans/"),
        ("/a/loans/docs", "/a/loans/docs/"),
    ] {
        let answer = server.get(path);
        assert!((300..400).contains(&answer.status), "{path}");
        let expected = format!("location: {location}\r\n");
        assert!(answer.head.contains(&expected), "{path}: {}", answer.head);
    }
    let mut socket = server.connect();
    socket.send(&upgrade("/a/loans/graphql/ws"));
    assert_eq!(socket.answer().status, 101);
}
