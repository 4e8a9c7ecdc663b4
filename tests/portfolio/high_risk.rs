//! The pages of high-risk customers: in any order together they are the whole list.

use crate::{app::TestApp, database::Server};
use serde_json::{Value, json};

const PORTFOLIOS: [&str; 2] = [
    "portfolio",
    "portfolio(asOf: \"2025-03-15\", filter: {loanType: {in: [AUTO, CONSUMER]}})",
];

const ROW: &str = "asOf customer { id fullName creditScore } riskTier daysPastDue
    outstandingBalance totalLatePayments totalMissedPayments";

const ORDERS: [&str; 6] = [
    "NAME",
    "CREDIT_SCORE",
    "LATE_PAYMENTS",
    "MISSED_PAYMENTS",
    "DAYS_PAST_DUE",
    "OUTSTANDING_BALANCE",
];

/// What a row is sorted by: a text, a number, and the identifier.
fn place(order: &str, row: &Value) -> (String, i64, i64) {
    let (mut text, mut number) = (String::new(), 0);
    let whole = |field: &str| row[field].as_i64().unwrap();
    match order {
        "NAME" => text = row["customer"]["fullName"].as_str().unwrap().to_lowercase(),
        "CREDIT_SCORE" => number = row["customer"]["creditScore"].as_i64().unwrap(),
        "LATE_PAYMENTS" => number = whole("totalLatePayments"),
        "MISSED_PAYMENTS" => number = whole("totalMissedPayments"),
        "DAYS_PAST_DUE" => number = whole("daysPastDue"),
        _ => {
            let balance = row["outstandingBalance"].as_str().unwrap();
            number = balance.replace('.', "").parse().unwrap();
        }
    }
    let id = row["customer"]["id"].as_str().unwrap();
    let id = id.strip_prefix("customer:").unwrap().parse().unwrap();
    (text, number, id)
}

/// All pages of an order, `size` rows each.
async fn pages(app: &TestApp, portfolio: &str, arguments: &str, size: u64) -> (Vec<Value>, u64) {
    let query = format!(
        "query($after: String) {{ {portfolio} {{
            highRisk(first: {size}, after: $after, {arguments}) {{
                totalCount nodes {{ {ROW} }} edges {{ cursor }}
                pageInfo {{ hasPreviousPage hasNextPage endCursor }} }} }} }}"
    );
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = app.graphql(&query, json!({"after": after})).await;
        let page = &answer["portfolio"]["highRisk"];
        let nodes = page["nodes"].as_array().unwrap();
        assert_eq!(page["pageInfo"]["hasPreviousPage"], after != Value::Null);
        assert_eq!(page["edges"].as_array().unwrap().len(), nodes.len());
        rows.extend_from_slice(nodes);
        if page["pageInfo"]["hasNextPage"] == false {
            return (rows, page["totalCount"].as_u64().unwrap());
        }
        assert_eq!(nodes.len() as u64, size);
        after = page["pageInfo"]["endCursor"].clone();
    }
}

pub async fn high_risk_pages_are_the_whole_list(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for portfolio in PORTFOLIOS {
        let query = format!("{{ {portfolio} {{ highRiskCustomers(limit: 1000) {{ {ROW} }} }} }}");
        let answer = app.unguarded(&query).await;
        let all = answer["portfolio"]["highRiskCustomers"].as_array().unwrap();
        assert!(all.len() > 20, "{} customers", all.len());
        for order in ORDERS {
            let mut expected = all.clone();
            expected.sort_by_key(|row| place(order, row));
            for (direction, size) in [("ASC", 7), ("DESC", 500)] {
                let arguments = format!("orderBy: {order}_{direction}");
                let (found, total) = pages(&app, portfolio, &arguments, size).await;
                assert_eq!(found, expected, "{arguments}");
                assert_eq!(total, all.len() as u64);
                expected.reverse();
            }
        }
        // By default the longest past due come first.
        let query = format!("{{ {portfolio} {{ highRisk {{ nodes {{ {ROW} }} }} }} }}");
        let answer = app.graphql(&query, json!({})).await;
        let mut expected = all.clone();
        expected.sort_by_key(|row| std::cmp::Reverse(place("DAYS_PAST_DUE", row)));
        expected.truncate(20);
        assert_eq!(
            answer["portfolio"]["highRisk"]["nodes"],
            Value::from(expected)
        );
        finds_by_name(&app, portfolio, all).await;
    }
    groups_have_their_own(&app).await;
    refuses_cursors_of_another_order(&app).await;
    reads_the_customers_of_a_page(&app).await;
}

/// Part of a name, whatever its letter case; wildcards mean themselves.
async fn finds_by_name(app: &TestApp, portfolio: &str, all: &[Value]) {
    let name = |row: &Value| row["customer"]["fullName"].as_str().unwrap().to_lowercase();
    let somebody = all[0]["customer"]["fullName"].as_str().unwrap();
    for part in ["", "A", &somebody.to_uppercase(), "an", "%", "_", "nobody"] {
        let arguments = format!("orderBy: NAME_ASC, search: \"{part}\"");
        let (found, total) = pages(app, portfolio, &arguments, 5).await;
        let mut expected: Vec<_> = all
            .iter()
            .filter(|row| name(row).contains(&part.to_lowercase()))
            .cloned()
            .collect();
        expected.sort_by_key(|row| place("NAME", row));
        assert_eq!(total, expected.len() as u64, "{part}");
        assert_eq!(found, expected, "{part}");
    }
}

async fn groups_have_their_own(app: &TestApp) {
    let query = "{ portfolio { groupBy(dimensions: [HOUSING_STATUS]) { portfolio {
        highRiskCustomers(limit: 1000) { customer { id } }
        highRisk(first: 500) { totalCount nodes { customer { id } } } } } } }";
    let answer = app.unguarded(query).await;
    let ids = |rows: &Value| {
        let rows = rows.as_array().unwrap().iter();
        let mut ids: Vec<_> = rows.map(|row| row["customer"]["id"].to_string()).collect();
        ids.sort();
        ids
    };
    for group in answer["portfolio"]["groupBy"].as_array().unwrap() {
        let portfolio = &group["portfolio"];
        let expected = ids(&portfolio["highRiskCustomers"]);
        assert_eq!(ids(&portfolio["highRisk"]["nodes"]), expected);
        assert_eq!(portfolio["highRisk"]["totalCount"], expected.len());
    }
}

async fn refuses_cursors_of_another_order(app: &TestApp) {
    let cursor = async |query: &str| {
        let answer = app.graphql(query, json!({})).await;
        let list = answer.as_object().unwrap().values().next().unwrap();
        let page = list.get("highRisk").unwrap_or(list);
        page["pageInfo"]["endCursor"].as_str().unwrap().to_owned()
    };
    let by_name =
        "{ portfolio { highRisk(first: 1, orderBy: NAME_ASC) { pageInfo { endCursor } } } }";
    let by_days = "{ portfolio { highRisk(first: 1) { pageInfo { endCursor } } } }";
    let of_customers = "{ customers(first: 1, orderBy: NAME_ASC) { pageInfo { endCursor } } }";
    // {"o":"high_risk.name","k":5,"i":5}
    let number_for_text = "eyJvIjoiaGlnaF9yaXNrLm5hbWUiLCJrIjo1LCJpIjo1fQ".to_owned();
    for (after, order) in [
        (cursor(by_name).await, "DAYS_PAST_DUE_DESC"),
        (cursor(by_days).await, "NAME_ASC"),
        (cursor(by_days).await, "MISSED_PAYMENTS_DESC"),
        (cursor(of_customers).await, "NAME_ASC"),
        (number_for_text, "NAME_ASC"),
    ] {
        let query = format!(
            "{{ portfolio {{ highRisk(orderBy: {order}, after: \"{after}\") {{ totalCount }} }} }}"
        );
        let error = app.graphql_error(&query).await;
        let found = &error["extensions"];
        assert_eq!(found["code"], "BAD_USER_INPUT", "{query}: {error}");
        assert_eq!(found["errors"][0]["field"], "after", "{query}: {error}");
    }
    for (arguments, field) in [("first: 501", "first"), ("search: \"\\u0000\"", "search")] {
        let query = format!("{{ portfolio {{ highRisk({arguments}) {{ totalCount }} }} }}");
        let error = app.graphql_error(&query).await;
        let found = &error["extensions"]["errors"][0]["field"];
        assert_eq!(found, field, "{query}: {error}");
    }
}

/// Once the rows are there, another page takes one statement.
async fn reads_the_customers_of_a_page(app: &TestApp) {
    let query =
        "{ portfolio { highRisk(first: 5, orderBy: NAME_DESC) { nodes { customer { id } } } } }";
    app.graphql(query, json!({})).await;
    let another = query.replace("NAME_DESC", "CREDIT_SCORE_ASC");
    let page = app.post(&another, json!({})).await;
    // The second is the settings, when they are no longer fresh.
    assert!((1..=2).contains(&page.statements));
}
