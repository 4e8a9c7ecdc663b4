//! A database that goes away and comes back, behind a connection that can be cut.

use crate::{
    app::TestApp,
    database::{Backend, Server, connect},
};
use axum::http::StatusCode;
use loanbook::{db, service::demo};
use std::{
    io,
    time::{Duration, Instant},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// Passes connections on to a server, until it is cut.
struct Wire {
    port: u16,
    target: String,
    passing: Option<JoinHandle<io::Result<()>>>,
}

impl Wire {
    async fn to(target: &str) -> Self {
        let mut wire = Self {
            port: 0,
            target: target.to_owned(),
            passing: None,
        };
        wire.mend().await;
        wire
    }

    async fn mend(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.port = listener.local_addr().unwrap().port();
        let target = self.target.clone();
        self.passing = Some(tokio::spawn(async move {
            // Dropped with this task, and all that is passed with it.
            let mut connections = JoinSet::new();
            loop {
                let (mut near, _) = listener.accept().await?;
                let target = target.clone();
                connections.spawn(async move {
                    let mut far = TcpStream::connect(target).await?;
                    copy_bidirectional(&mut near, &mut far).await
                });
            }
        }));
    }

    async fn cut(&mut self) {
        let passing = self.passing.take().unwrap();
        passing.abort();
        let _ = passing.await;
    }
}

pub async fn the_service_heals_when_the_database_comes_back(server: &Server) {
    // A file does not go away.
    if server.backend == Backend::Sqlite {
        return;
    }
    let url = server.create().await;
    let (before, rest) = url.split_once("://").unwrap();
    let (login, rest) = rest.split_once('@').unwrap();
    let (target, name) = rest.split_once('/').unwrap();
    let mut wire = Wire::to(target).await;
    let db = connect(&format!(
        "{before}://{login}@127.0.0.1:{}/{name}",
        wire.port
    ))
    .await;
    db::migrate(&db).await.unwrap();
    demo::build(&db, 3, false, |_| {}).await.unwrap();
    let app = TestApp::new(db);
    for path in ["/api/v1/test", "/readyz"] {
        assert_eq!(app.get(path).await.status, StatusCode::OK, "{path}");
    }

    wire.cut().await;
    let begun = Instant::now();
    let ready = app.get("/readyz").await;
    assert!(begun.elapsed() < Duration::from_secs(3));
    let problem = ready.json();
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE, "{problem}");
    assert_eq!(problem["errors"][0]["field"], "database", "{problem}");
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
    // Each of them waits for a connection, for as long as a restart takes.
    let asked = tokio::join!(
        app.get("/api/v1/test"),
        app.get("/api/v1/kpis/executive"),
        app.graphql_error("{ customers { nodes { id } } }"),
    );
    for answer in [asked.0, asked.1] {
        let problem = answer.json();
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{problem}");
        assert_eq!(answer.content_type, "application/problem+json");
        assert_eq!(problem["code"], "UNAVAILABLE");
    }
    assert_eq!(asked.2["extensions"]["code"], "UNAVAILABLE", "{}", asked.2);

    wire.mend().await;
    for path in ["/readyz", "/api/v1/test", "/api/v1/kpis/executive"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    }
}
