//! How the server ends.

use super::process::{PATIENCE, Server, get, halves_of_a_request, upgrade};
use std::{net::TcpStream, time::Instant};

pub fn requests_under_way_are_answered_at_the_stop() {
    let mut server = Server::start(&[]);
    let mut idle = server.connect();
    idle.send(&get("/"));
    assert_eq!(idle.answer().status, 200);
    let mut busy = server.connect();
    let (first, second) = halves_of_a_request();
    busy.send(&first);
    // Both are known to the server once a later one is answered.
    assert_eq!(server.get("/api/v1/test").status, 200);
    let silent = server.connect();

    server.signal("-TERM");
    idle.wait_for_end();
    let begun = Instant::now();
    while TcpStream::connect(&server.address).is_ok() {
        assert!(begun.elapsed() < PATIENCE, "clients are still let in");
    }
    busy.send(second);
    let answer = busy.answer();
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("\"Query\""), "{}", answer.body);
    assert!(answer.head.contains("connection: close"), "{}", answer.head);
    busy.wait_for_end();
    assert_eq!(server.wait().code(), Some(0));
    drop(silent);
}

pub fn a_second_signal_ends_at_once() {
    let mut server = Server::start(&[]);
    let mut busy = server.connect();
    busy.send(&halves_of_a_request().0);
    assert_eq!(server.get("/").status, 200);
    server.signal("-INT");
    server.wait_for_line("Stopping");
    server.signal("-INT");
    assert_eq!(server.wait().code(), Some(1));
}

pub fn clients_are_served_while_the_server_leaves() {
    let mut server = Server::start(&["--stop-delay-seconds", "3"]);
    server.signal("-TERM");
    server.wait_for_line("Stopping");
    assert_eq!(server.get("/readyz").status, 503);
    assert_eq!(server.get("/api/v1/test").status, 200);
    assert_eq!(server.wait().code(), Some(0));
}

pub fn websockets_do_not_hold_the_stop() {
    let mut server = Server::start(&["--request-timeout-seconds", "600"]);
    let mut socket = server.connect();
    socket.send(&upgrade("/graphql/ws"));
    assert_eq!(socket.answer().status, 101);
    server.signal("-TERM");
    assert_eq!(server.wait().code(), Some(0));
}
