//! Keyset pages: every order reaches every row once, forwards and backwards, ties and nulls included.

use crate::{app::TestApp, database::Server};
use entity::customer_profile::ActiveModel;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};
use serde_json::{Value, json};

const ORDERS: [(&str, &str, u64); 24] = [
    ("customers", "ID_ASC", 1000),
    ("customers", "ID_DESC", 1000),
    ("customers", "NAME_ASC", 1000),
    ("customers", "NAME_DESC", 1000),
    ("customers", "CREDIT_SCORE_ASC", 1000),
    ("customers", "CREDIT_SCORE_DESC", 1000),
    ("customers", "INCOME_ASC", 1000),
    ("customers", "INCOME_DESC", 1000),
    ("customers", "ACCOUNT_CREATED_DATE_ASC", 1000),
    ("customers", "ACCOUNT_CREATED_DATE_DESC", 1000),
    ("loans", "ID_ASC", 1000),
    ("loans", "ID_DESC", 1000),
    ("loans", "AMOUNT_ASC", 1000),
    ("loans", "AMOUNT_DESC", 1000),
    ("loans", "INTEREST_RATE_ASC", 1000),
    ("loans", "INTEREST_RATE_DESC", 1000),
    ("loans", "DISBURSEMENT_DATE_ASC", 1000),
    ("loans", "DISBURSEMENT_DATE_DESC", 1000),
    ("repayments", "ID_ASC", 20903),
    ("repayments", "ID_DESC", 20903),
    ("repayments", "DUE_DATE_ASC", 20903),
    ("repayments", "DUE_DATE_DESC", 20903),
    ("repayments", "PAID_DATE_ASC", 20903),
    ("repayments", "PAID_DATE_DESC", 20903),
];

pub async fn every_order_pages_through_all_rows(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for (list, order, rows) in ORDERS {
        // The book's largest table is paged through once for each direction and key.
        if rows > 1000 && !order.starts_with("PAID_DATE") {
            continue;
        }
        let query = format!(
            "query($after: String) {{ {list}(first: 487, after: $after, orderBy: {order}) {{
                totalCount nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        let mut seen = std::collections::HashSet::new();
        let mut after = Value::Null;
        loop {
            let data = app.graphql(&query, json!({"after": after})).await;
            let page = &data[list];
            assert_eq!(page["totalCount"], rows);
            for node in page["nodes"].as_array().unwrap() {
                assert!(
                    seen.insert(node["id"].as_str().unwrap().to_owned()),
                    "{list} {order}"
                );
            }
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(seen.len() as u64, rows, "{list} {order}");
    }
}

/// Scores with ties and without a value.
const SCORES: [Option<i32>; 9] = [
    Some(700),
    None,
    Some(650),
    Some(700),
    None,
    Some(610),
    Some(700),
    None,
    Some(820),
];

pub async fn backwards_is_the_mirror_of_forwards(server: &Server) {
    let db = server.empty().await;
    let customers = SCORES.iter().enumerate().map(|(at, score)| ActiveModel {
        customer_id: NotSet,
        external_id: Set(format!("C-{at}")),
        full_name: Set(format!("Ärger {at}")),
        search_name: Set(format!("ärger {at}")),
        credit_score: Set(*score),
        account_created_date: Set("2024-01-01".parse().unwrap()),
        ..Default::default()
    });
    entity::customer_profile::Entity::insert_many(customers)
        .exec_without_returning(&db)
        .await
        .unwrap();
    let app = TestApp::new(db);
    for (order, expected) in [
        ("CREDIT_SCORE_ASC", [6, 3, 1, 4, 7, 9, 2, 5, 8]),
        ("CREDIT_SCORE_DESC", [9, 7, 4, 1, 3, 6, 8, 5, 2]),
    ] {
        for size in [1, 2, 4, 9] {
            let forwards = walk(&app, order, size, "first", "after").await;
            assert_eq!(forwards, expected, "{order} by {size}");
            let backwards = walk(&app, order, size, "last", "before").await;
            assert_eq!(backwards, expected, "{order} by {size} from the end");
        }
    }
    // Names are found whatever their case, and wildcards mean themselves.
    for (text, rows) in [
        ("äRGER", 9),
        ("ärger 3", 1),
        ("%", 0),
        ("_", 0),
        ("\\\\", 0),
    ] {
        let query =
            format!("{{ customers(filter: {{nameContains: \"{text}\"}}) {{ totalCount }} }}");
        let data = app.graphql(&query, json!({})).await;
        assert_eq!(data["customers"]["totalCount"], rows, "{text}");
    }
    // Codes are not: they differ by case and by blanks.
    for (code, rows) in [("C-1", 1), ("c-1", 0), ("C-1 ", 0)] {
        let query =
            format!("{{ customers(filter: {{externalId: {{eq: \"{code}\"}}}}) {{ totalCount }} }}");
        let data = app.graphql(&query, json!({})).await;
        assert_eq!(data["customers"]["totalCount"], rows, "{code}");
    }
}

/// Identifiers in the order of the list, page by page.
async fn walk(app: &TestApp, order: &str, size: usize, count: &str, cursor: &str) -> Vec<i64> {
    let (end, more) = match count {
        "first" => ("endCursor", "hasNextPage"),
        _ => ("startCursor", "hasPreviousPage"),
    };
    let query = format!(
        "query($cursor: String) {{ customers({count}: {size}, {cursor}: $cursor, orderBy: {order}) {{
            nodes {{ id }} pageInfo {{ {end} {more} }} }} }}"
    );
    let mut ids = Vec::new();
    let mut at = Value::Null;
    loop {
        let data = app.graphql(&query, json!({"cursor": at})).await;
        let page = &data["customers"];
        let found: Vec<i64> = page["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| {
                node["id"].as_str().unwrap()["customer:".len()..]
                    .parse()
                    .unwrap()
            })
            .collect();
        if count == "first" {
            ids.extend(found);
        } else {
            ids.splice(0..0, found);
        }
        if page["pageInfo"][more] == false {
            return ids;
        }
        at = page["pageInfo"][end].clone();
    }
}
