//! Clients that are slow, too many, or ask for too much.

use super::process::{Client, PATIENCE, Server, get, halves_of_a_request, upgrade};
use std::{
    io::{ErrorKind, Write},
    time::{Duration, Instant},
};

const SECOND: Duration = Duration::from_secs(1);

/// Sends a byte now and then until the server has enough.
fn drip(mut client: Client) -> Duration {
    let begun = Instant::now();
    let pause = Duration::from_millis(100);
    client.0.set_read_timeout(Some(pause)).unwrap();
    loop {
        let mut byte = [0];
        match std::io::Read::read(&mut client.0, &mut byte) {
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {}
            _ => return begun.elapsed(),
        }
        let _ = client.0.write_all(b"x");
        assert!(begun.elapsed() < PATIENCE, "it is never cut");
    }
}

pub fn slow_heads_and_idle_connections_are_closed() {
    let server = Server::start(&["--head-timeout-seconds", "1", "--idle-timeout-seconds", "3"]);
    let [mut silent, mut slow, mut idle, mut second] = std::array::from_fn(|_| server.connect());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let waited = silent.wait_for_end();
            assert!(waited > SECOND * 9 / 10, "silent: {waited:?}");
        });
        scope.spawn(move || {
            slow.send("GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
            let waited = drip(slow);
            assert!(waited > SECOND * 9 / 10, "a slow head: {waited:?}");
        });
        scope.spawn(move || {
            idle.send(&get("/api/v1/test"));
            assert_eq!(idle.answer().status, 200);
            let waited = idle.wait_for_end();
            assert!(waited > SECOND * 29 / 10, "idle: {waited:?}");
        });
        scope.spawn(move || {
            second.send(&get("/"));
            assert_eq!(second.answer().status, 200);
            second.send("GET / HTTP/1.1\r\n");
            let waited = second.wait_for_end();
            assert!(
                waited > SECOND * 9 / 10 && waited < SECOND * 28 / 10,
                "a slow second head: {waited:?}"
            );
        });
    });
}

pub fn slow_bodies_are_refused() {
    let server = Server::start(&[
        "--body-timeout-seconds",
        "1",
        "--head-timeout-seconds",
        "1",
        "--idle-timeout-seconds",
        "1",
    ]);
    let mut socket = server.connect();
    socket.send(&upgrade("/graphql/ws"));
    assert_eq!(socket.answer().status, 101);

    let mut client = server.connect();
    client.send(&halves_of_a_request().0);
    let answer = client.answer();
    assert_eq!(answer.status, 408, "{}", answer.body);
    // As GraphQL has it, since that was asked.
    assert!(answer.body.starts_with("{\"errors\":["), "{}", answer.body);
    assert!(answer.head.contains("connection: close"), "{}", answer.head);
    assert!(
        answer.body.contains("\"REQUEST_TIMEOUT\""),
        "{}",
        answer.body
    );
    client.wait_for_end();

    // None of these times is meant for a WebSocket.
    socket.0.set_read_timeout(Some(SECOND)).unwrap();
    let read = std::io::Read::read(&mut socket.0, &mut [0]).unwrap_err();
    assert!([ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&read.kind()));
}

pub fn clients_that_do_not_read_are_cut() {
    let server = Server::start(&["--body-timeout-seconds", "1"]);
    let mut client = server.connect();
    client.0.set_write_timeout(Some(PATIENCE)).unwrap();
    let begun = Instant::now();
    // Asked for until neither side has room for more, and then the server for long enough.
    let request = get("/openapi.json").repeat(64);
    while client.0.write_all(request.as_bytes()).is_ok() {
        assert!(begun.elapsed() < PATIENCE, "it is never cut");
    }
    assert!(begun.elapsed() < PATIENCE, "the server waited");
    assert_eq!(server.get("/").status, 200);
}

pub fn too_many_clients_are_turned_away() {
    for flag in ["--max-clients", "--max-clients-per-address"] {
        let server = Server::start(&[flag, "2"]);
        let mut clients = [server.connect(), server.connect()];
        for client in &mut clients {
            client.send(&get("/"));
            assert_eq!(client.answer().status, 200);
        }
        let begun = Instant::now();
        let mut third = server.connect();
        // It may have sent its request before it is told.
        let _ = third.0.write_all(get("/").as_bytes());
        let answer = third.answer();
        assert!(begun.elapsed() < SECOND * 5, "it is not left hanging");
        assert_eq!(answer.status, 503);
        assert!(answer.head.contains("retry-after: 1"), "{}", answer.head);
        assert!(answer.body.contains("\"UNAVAILABLE\""), "{}", answer.body);
        third.wait_for_end();

        // Those who were there are served, and who leaves makes room.
        let [mut stays, leaves] = clients;
        drop(leaves);
        stays.send(&get("/"));
        assert_eq!(stays.answer().status, 200);
        while server.get("/").status != 200 {
            assert!(begun.elapsed() < PATIENCE, "there is no room again");
        }
    }
}

pub fn too_many_requests_are_turned_away() {
    let server = Server::start(&["--max-requests", "1"]);
    let (first, second) = halves_of_a_request();
    let begun = Instant::now();
    let (mut busy, refused) = loop {
        // It may be this one that is turned away, for the sake of the one before.
        let mut busy = server.connect();
        busy.send(&first);
        let mut answers = (0..20).map(|_| server.get("/api/v1/test"));
        if let Some(refused) = answers.find(|answer| answer.status != 200) {
            break (busy, refused);
        }
        assert!(begun.elapsed() < PATIENCE, "nobody is turned away");
    };
    assert_eq!(refused.status, 503);
    assert!(refused.head.contains("retry-after: 1"), "{}", refused.head);
    assert!(refused.head.contains("x-request-id: "), "{}", refused.head);
    assert!(refused.body.contains("\"UNAVAILABLE\""), "{}", refused.body);
    assert_eq!(server.get("/").status, 200, "health");
    busy.send(second);
    assert_eq!(busy.answer().status, 200);
    assert_eq!(server.get("/api/v1/test").status, 200);
}

pub fn heads_that_are_too_large_are_refused() {
    let server = Server::start(&["--max-head-bytes", "8192"]);
    let head = |bytes| {
        format!(
            "GET / HTTP/1.1\r\nhost: localhost\r\nx-large: {}\r\n\r\n",
            "x".repeat(bytes)
        )
    };
    for (bytes, status) in [(7_000, 200), (9_000, 431)] {
        let mut client = server.connect();
        client.send(&head(bytes));
        assert_eq!(client.answer().status, status);
    }
}

/// An unoptimised build takes most stack, and is what these tests run.
pub fn deep_questions_are_answered() {
    let server = Server::start(&[]);
    let levels = 12;
    let opened = "history(count:1){".repeat(levels);
    let query = format!("{{portfolio{{{opened}asOf{}}}}}", "}".repeat(levels));
    let query = query.replace('{', "%7B").replace('}', "%7D");
    let answer = server.get(&format!("/graphql?query={query}"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body.matches("history").count(), levels);
}
