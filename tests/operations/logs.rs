//! What the server logs of a request and its statements.

use crate::cli::{Folder, Served};
use serde_json::Value;

pub fn slow_statements_are_logged_without_values() {
    let folder = Folder::new("slow_log");
    folder.run(&["demo", "--loans", "5"]);
    let mut server = Served::start(
        &folder,
        &[
            "--slow-query-ms",
            "0",
            "--log-format",
            "json",
            "--metrics-listen",
            "127.0.0.1:0",
            "--engine",
            "sql",
        ],
    );
    let ask = |path: &str, body: &str| {
        let method = if body.is_empty() { "GET" } else { "POST" };
        server.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-request-id: mine-1\r\n\
             traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    };
    let query = "{\"query\":\"query Search { customers(filter: {nameContains: \\\"Geheim\\\"}) \
                 { nodes { id } } }\"}";
    let answer = ask("/graphql", query);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(ask("/api/v1/kpis/executive", "").starts_with("HTTP/1.1 200"));
    let metrics = server.metrics();
    assert!(
        metrics.contains("loanbook_sql_statements_slow_total ")
            && metrics.contains("operation=\"Search\""),
        "{metrics}"
    );
    let log = server.stop();
    assert!(!log.contains("Geheim"), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let slow: Vec<_> = lines
        .iter()
        .filter(|line| line["request.id"] == "mine-1" && line["sql.statement"].is_string())
        .collect();
    for statement in ["book_settings", "executive_kpis", "SELECT customer_profile"] {
        let line = slow
            .iter()
            .find(|line| line["sql.statement"] == statement)
            .unwrap_or_else(|| panic!("{statement} is not in {log}"));
        assert_eq!(line["level"], "WARN");
        assert!(line["duration_ms"].is_u64(), "{line}");
        assert_eq!(line["span"]["request.id"], "mine-1", "{line}");
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(line["span"]["trace.id"], trace, "{line}");
    }
    let answered = lines
        .iter()
        .find(|line| line["http.route"] == "/graphql" && line["http.status"] == 200)
        .unwrap();
    assert_eq!(answered["request.id"], "mine-1");
}
