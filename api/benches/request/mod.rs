//! A GraphQL request as it is sent, for the benches.

/// Of a query in which quotes are escaped as in JSON.
pub(super) fn graphql(query: &str) -> String {
    let body = format!("{{\"query\":\"{query}\"}}");
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}
