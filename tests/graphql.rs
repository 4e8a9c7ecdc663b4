//! GraphQL: cases and their snapshots, errors, identifiers, and the schema's file.

use crate::{app::TestApp, database::Server};
use axum::{body::Body, http::Request};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A folder of cases.
pub fn folder(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/graphql")).join(name)
}

/// The answer is the one in the file; `UPDATE_SNAPSHOTS=1` writes it there.
pub fn assert_snapshot(path: &Path, answer: &Value) {
    let text = format!("{}\n", serde_json::to_string_pretty(answer).unwrap());
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(path, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_else(|_| {
        panic!(
            "{} is missing: UPDATE_SNAPSHOTS=1 writes it",
            path.display()
        )
    });
    assert!(
        text == expected,
        "{} differs from the answer:\n{text}",
        path.display()
    );
}

/// Every `tests/graphql/FEATURE/CASE.graphql` answers what lies beside it.
pub async fn cases_answer_their_snapshots(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let mut cases = 0;
    for feature in fs::read_dir(folder("")).unwrap() {
        for entry in fs::read_dir(feature.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_none_or(|extension| extension != "graphql")
            {
                continue;
            }
            let document = fs::read_to_string(&path).unwrap();
            let data = app.graphql(&document, json!({})).await;
            assert_snapshot(&path.with_extension("json"), &data);
            cases += 1;
        }
    }
    assert!(cases > 0);
}

pub async fn errors_carry_code_field_and_request_id(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for (query, code, field) in [
        (
            "{ customers(first: 501) { nodes { id } } }",
            "BAD_USER_INPUT",
            Some("first"),
        ),
        (
            "{ loans(last: -1) { nodes { id } } }",
            "BAD_USER_INPUT",
            Some("last"),
        ),
        (
            "{ loans(first: 1, last: 1) { nodes { id } } }",
            "BAD_USER_INPUT",
            Some("last"),
        ),
        (
            "{ loans(after: \"x\") { nodes { id } } }",
            "BAD_USER_INPUT",
            Some("after"),
        ),
        (
            "{ customer(id: \"loan:1\") { id } }",
            "BAD_USER_INPUT",
            Some("id"),
        ),
        ("{ node(id: \"1\") { id } }", "BAD_USER_INPUT", Some("id")),
        (
            "{ executiveKpis(asOf: \"2026-01-01\") { asOf } }",
            "BAD_USER_INPUT",
            Some("asOf"),
        ),
        (
            "{ executiveKpis(asOf: \"1066-10-14\") { asOf } }",
            "BAD_USER_INPUT",
            Some("asOf"),
        ),
        (
            "{ executiveKpis(asOf: \"23.11.2025\") { asOf } }",
            "BAD_USER_INPUT",
            None,
        ),
        (
            "{ dailyKpis(days: 367) { date } }",
            "BAD_USER_INPUT",
            Some("days"),
        ),
        (
            "{ highRiskCustomers(limit: 0) { riskTier } }",
            "BAD_USER_INPUT",
            Some("limit"),
        ),
        (
            "{ loans(filter: {amount: {gte: \"1.005\"}}) { nodes { id } } }",
            "BAD_USER_INPUT",
            Some("amount"),
        ),
        (
            "{ loans(filter: {interestRate: {eq: \"99999\"}}) { nodes { id } } }",
            "BAD_USER_INPUT",
            Some("interestRate"),
        ),
        ("{ nonsense }", "BAD_USER_INPUT", None),
        ("{ book { name ", "BAD_USER_INPUT", None),
        (
            "{ customers(first: 500) { nodes { loans(first: 500) { nodes { repayments(first: 500) \
             { nodes { id } } } } } } }",
            "QUERY_TOO_COMPLEX",
            None,
        ),
    ] {
        let answer = app.post(query, json!({})).await;
        let error = &answer.json()["errors"][0];
        let extensions = &error["extensions"];
        assert_eq!(extensions["code"], code, "{query}: {error}");
        assert_eq!(
            extensions["request_id"],
            answer.request_id.as_str(),
            "{query}"
        );
        assert_eq!(
            extensions["errors"][0]["field"].as_str(),
            field,
            "{query}: {error}"
        );
    }

    // What a page of another site could send without asking is refused.
    let (bad, other) = ("BAD_USER_INPUT", "UNSUPPORTED_MEDIA_TYPE");
    for (kind, body, status, code) in [
        (
            "text/plain",
            "{\"query\": \"{ book { name } }\"}",
            415,
            other,
        ),
        ("application/json", "{\"query\": \" \"}", 400, bad),
        ("application/json", "query", 400, bad),
    ] {
        let request = Request::post("/graphql")
            .header("content-type", kind)
            .body(Body::from(body))
            .unwrap();
        let answer = app.send(request).await;
        assert_eq!(answer.status, status, "{kind} {body}");
        let error = &answer.json()["errors"][0];
        assert_eq!(
            error.get("locations"),
            None,
            "it has no place in a document"
        );
        assert_eq!(error["extensions"]["code"], code, "{kind} {body}");
    }

    // A cursor belongs to its list and order; a forged one never reaches the database.
    let given = app
        .graphql(
            "{ loans(first: 1, orderBy: AMOUNT_DESC) { pageInfo { endCursor } nodes { customer {
               loans(first: 1) { pageInfo { endCursor } } } } } }",
            json!({}),
        )
        .await;
    let of_list = &given["loans"]["pageInfo"]["endCursor"];
    let of_customer = &given["loans"]["nodes"][0]["customer"]["loans"]["pageInfo"]["endCursor"];
    // {"o":"customers.credit_score","k":"abc","i":5}
    let text_for_number = "eyJvIjoiY3VzdG9tZXJzLmNyZWRpdF9zY29yZSIsImsiOiJhYmMiLCJpIjo1fQ";
    // {"o":"customers.account_created_date","k":"-20000-01-01","i":5}
    let odd_date =
        "eyJvIjoiY3VzdG9tZXJzLmFjY291bnRfY3JlYXRlZF9kYXRlIiwiayI6Ii0yMDAwMC0wMS0wMSIsImkiOjV9";
    for (query, cursor) in [
        ("{ loans(after: CURSOR) { nodes { id } } }", of_list),
        ("{ loans(after: CURSOR) { nodes { id } } }", of_customer),
        ("{ customers(before: CURSOR) { nodes { id } } }", of_list),
        (
            "{ loan(id: 2) { repayments(after: CURSOR) { nodes { id } } } }",
            of_customer,
        ),
        (
            "{ customers(orderBy: CREDIT_SCORE_ASC, after: CURSOR) { nodes { id } } }",
            &json!(text_for_number),
        ),
        (
            "{ customers(orderBy: ACCOUNT_CREATED_DATE_ASC, after: CURSOR) { nodes { id } } }",
            &json!(odd_date),
        ),
        (
            "{ customers(filter: {nameContains: \"a\\u0000b\"}) { nodes { id CURSOR: id } } }",
            &json!("x"),
        ),
        (
            "{ loans(filter: {externalId: {eq: \"\\u0000\"}}) { nodes { id CURSOR: id } } }",
            &json!("x"),
        ),
        (
            "{ loans(filter: {disbursementDate: {gte: \"-001-01-01\"}}) { nodes { CURSOR: id } } }",
            &json!("x"),
        ),
    ] {
        let cursor = match cursor.as_str().unwrap() {
            "x" => "x".to_owned(),
            cursor => format!("\"{cursor}\""),
        };
        let error = app.graphql_error(&query.replace("CURSOR", &cursor)).await;
        assert_eq!(
            error["extensions"]["code"], "BAD_USER_INPUT",
            "{query}: {error}"
        );
    }
}

pub async fn nodes_are_found_by_their_ids(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let found = app
        .graphql(
            "{ customer(id: 7) { id loans { nodes { id repayments(first: 1) { nodes { id } } } } }
               loan(id: \"loan:7\") { id customer { id } }
               missing: loan(id: 99999999) { id } none: node(id: \"repayment:99999999\") { id } }",
            json!({}),
        )
        .await;
    assert_eq!(
        found["loan"],
        json!({"id": "loan:7", "customer": {"id": "customer:7"}})
    );
    assert_eq!(
        (&found["missing"], &found["none"]),
        (&json!(null), &json!(null))
    );
    let loan = &found["customer"]["loans"]["nodes"][0];
    for id in [
        &found["customer"]["id"],
        &loan["id"],
        &loan["repayments"]["nodes"][0]["id"],
    ] {
        let node = app
            .graphql(
                "query($id: ID!) { node(id: $id) { __typename id } }",
                json!({"id": id}),
            )
            .await;
        assert_eq!(&node["node"]["id"], id);
    }
}

pub fn schema_file_is_fresh() {
    assert_fresh(
        "api/schema.graphql",
        &loanbook::graphql::sdl(),
        "export-schema",
    );
}

/// A generated file is what the program prints now; `UPDATE_SNAPSHOTS=1` writes it.
pub fn assert_fresh(path: &str, text: &str, command: &str) {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path);
    let text = format!("{}\n", text.trim_end());
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(file, text).unwrap();
        return;
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == text,
        "{path} is stale: `loanbook {command} > {path}` and read the difference"
    );
}

/// Every type, field, argument and value of our schema says what it is.
pub async fn everything_is_described(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let described = "{ __schema { types { name description
        fields { name description args { name description } }
        inputFields { name description } enumValues { name description } } } }";
    let data = app.graphql(described, json!({})).await;
    let types = data["__schema"]["types"].as_array().unwrap();
    assert!(types.len() > 30);
    let mut bare = Vec::new();
    for of_schema in types {
        let name = of_schema["name"].as_str().unwrap();
        // Those of the language itself need no words.
        if !name.starts_with("__") && name != "ID" {
            find_bare(name, of_schema, &mut bare);
        }
    }
    assert!(bare.is_empty(), "without a description: {bare:#?}");
}

fn find_bare(place: &str, value: &Value, bare: &mut Vec<String>) {
    if value["description"].as_str().is_none_or(str::is_empty) {
        bare.push(place.to_owned());
    }
    for parts in ["fields", "args", "inputFields", "enumValues"] {
        for part in value[parts].as_array().into_iter().flatten() {
            find_bare(&format!("{place}.{}", part["name"]), part, bare);
        }
    }
}
