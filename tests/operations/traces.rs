//! Spans to a collector: a socket that keeps what is sent to it.

use crate::cli::{Folder, Served};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread,
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// Takes one request, and answers that all is well: its first line, and its body.
fn take_one(listener: &TcpListener) -> (String, Vec<u8>) {
    let (connection, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut connection = connection;
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    connection.write_all(answer.as_bytes()).unwrap();
    (first.trim().to_owned(), body)
}

pub fn spans_reach_a_collector() {
    let folder = Folder::new("spans");
    folder.run(&["demo", "--loans", "5"]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let collector = thread::spawn(move || take_one(&listener));
    let mut server = Served::start(&folder, &["--otel-endpoint", &endpoint]);
    let answer = server.send(&format!(
        "GET /api/v1/kpis/executive HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n\r\n"
    ));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // What is under way is sent before the process ends.
    server.stop();
    let (first, body) = collector.join().unwrap();
    assert_eq!(first, "POST /v1/traces HTTP/1.1");
    let holds = |wanted: &[u8]| body.windows(wanted.len()).any(|window| window == wanted);
    for words in ["loanbook", "GET /api/v1/kpis/executive", "request.id"] {
        assert!(holds(words.as_bytes()), "{words}");
    }
    let trace_id: Vec<u8> = (0..16)
        .map(|at| u8::from_str_radix(&TRACE[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    assert!(holds(&trace_id), "the client's trace is not continued");
}
