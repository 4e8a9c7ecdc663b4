//! The loans behind a cell are as many as the cell says, and those of the raw rows; a figure's
//! statement, run by itself, gives the figure.

use super::days::demo_book;
use crate::{
    app::{TestApp, date},
    database::Server,
    recompute::{active, slipping},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value as Bound};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Every object that has a count and the list behind it, anywhere in an answer.
fn cells<'a>(answer: &'a Value, found: &mut Vec<(i64, &'a Value)>) {
    match answer {
        Value::Object(fields) => {
            let counts = ["loanCount", "customerCount", "customers"];
            let count = counts.iter().find_map(|name| fields.get(*name)?.as_i64());
            let list = fields.get("loans").or_else(|| fields.get("list"));
            if let (Some(count), Some(list @ Value::Object(_))) = (count, list) {
                found.push((count, list));
            }
            fields.values().for_each(|field| cells(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| cells(item, found)),
        _ => {}
    }
}

/// Each asks for cells and, of each, the number of loans behind it.
const QUERIES: [(&str, usize); 8] = [
    (
        "par { days1 { ...behind } days30 { ...behind } days60 { ...behind } days90 { ...behind } days180 { ...behind } }",
        5,
    ),
    ("ageing { buckets { share { ...behind } } }", 6),
    ("ageing(scheme: MFI) { buckets { share { ...behind } } }", 6),
    (
        "rollRates { rows { cells { loanCount loans { totalCount } } } }",
        48,
    ),
    (
        "vintages(every: QUARTER, months: 2, measure: EVER_30) { cells { loanCount loans { totalCount } } }",
        30,
    ),
    ("riskTiers { shareOfOutstanding { ...behind } }", 5),
    (
        "riskTiers(profile: BEHAVIOUR) { shareOfOutstanding { ...behind } }",
        4,
    ),
    ("firstPaymentDefault { ...behind }", 1),
];

const BEHIND: &str =
    "fragment behind on Ratio { loanCount loans(first: 1) { totalCount nodes { id } } }";

pub async fn lists_behind_cells_have_their_counts(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for (query, least) in QUERIES {
        for portfolio in [
            "portfolio",
            "portfolio(asOf: \"2025-03-15\", filter: {loanType: {in: [AUTO, CONSUMER]}})",
        ] {
            let fragment = if query.contains("...behind") {
                BEHIND
            } else {
                ""
            };
            let document = format!("{{ {portfolio} {{ {query} }} }} {fragment}");
            // Drawn in full it would be refused, as too costly for one request of a client.
            let answer = app.unguarded(&document).await;
            let mut found = Vec::new();
            cells(&answer, &mut found);
            assert!(found.len() >= least, "{} cells of {document}", found.len());
            assert!(found.iter().any(|(count, _)| *count > 0), "{document}");
            for (count, list) in found {
                assert_eq!(list["totalCount"], count, "{document}");
            }
        }
    }
    // The net loss, of one year of loans; and in a group the list is that of the group.
    let document =
        "{ portfolio(filter: {disbursementDate: {gte: \"2022-01-01\", lte: \"2022-12-31\"}}) {
        vintages(every: QUARTER, months: 24, measure: CUMULATIVE_NET_LOSS) {
            cells { loanCount loans { totalCount } } } } }";
    let answer = app.unguarded(document).await;
    let mut found = Vec::new();
    cells(&answer, &mut found);
    assert_eq!(found.len(), 4 * 25);
    assert!(found.iter().any(|(count, _)| *count > 0));
    for (count, list) in found {
        assert_eq!(list["totalCount"], count, "{document}");
    }
    let document = "{ portfolio { groupBy(dimensions: [HOUSING_STATUS]) { loanCount portfolio {
        par { days30 { loanCount loans { totalCount } } }
        engagement { bands { customerCount list: customers { totalCount } } } } } } }";
    let answer = app.unguarded(document).await;
    let mut found = Vec::new();
    cells(&answer, &mut found);
    assert_eq!(found.len(), 3 * 6);
    for (count, list) in found {
        assert_eq!(list["totalCount"], count, "{document}");
    }
}

pub async fn lists_behind_cells_are_the_raw_rows(server: &Server) {
    let db = server.demo().await;
    let book = demo_book(&db).await;
    let app = TestApp::new(db);
    let day = date("2025-11-23");
    let ids = |list: &Value| -> BTreeSet<String> {
        let nodes = list["nodes"].as_array().unwrap().iter();
        nodes
            .map(|node| node["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let answer = app
        .graphql(
            "{ portfolio { par { days30 { loans(first: 500) { nodes { id } } } }
                slippingCustomers { rate { numerator } customers(first: 500) { nodes { id } } } } }",
            json!({}),
        )
        .await;
    let expected = active(book, day)
        .into_iter()
        .filter(|position| position.days_past_due > 30)
        .map(|position| format!("loan:{}", position.loan.loan_id))
        .collect();
    let found = ids(&answer["portfolio"]["par"]["days30"]["loans"]);
    assert_eq!(found, expected);
    let expected = slipping(book, day)
        .into_iter()
        .map(|id| format!("customer:{id}"))
        .collect();
    let found = ids(&answer["portfolio"]["slippingCustomers"]["customers"]);
    assert_eq!(found, expected);
}

const EXPLAINED: &str = "{ portfolio(asOf: \"2025-09-30\", filter: {creditScore: {gte: 600}}) {
    par { days30 { numerator explain { sql parameters { name value } } } }
    groupBy(dimensions: [LOAN_TYPE]) { portfolio { par { days30 { numerator explain { sql parameters { name value } } } } } }
} }";

/// A parameter as text, as the value that it is.
fn bound(text: &str) -> Bound {
    if let Ok(number) = text.parse::<i64>() {
        return number.into();
    }
    match text.parse::<chrono::NaiveDate>() {
        Ok(day) => day.into(),
        Err(_) => text.into(),
    }
}

pub async fn explains_with_the_statement_that_answers(server: &Server) {
    let db = server.demo().await;
    let app = TestApp::new(db.clone());
    let answer = app.graphql(EXPLAINED, json!({})).await;
    let minor = |ratio: &Value| -> i64 {
        ratio["numerator"]
            .as_str()
            .unwrap()
            .replace('.', "")
            .parse()
            .unwrap()
    };
    let run = async |ratio: &Value| -> Vec<i64> {
        let explanation = &ratio["explain"];
        let parameters = explanation["parameters"].as_array().unwrap().iter();
        let values = parameters.map(|parameter| bound(parameter["value"].as_str().unwrap()));
        let backend = db.get_database_backend();
        // Another text: one that a connection has prepared keeps the types it was given then.
        let sql = format!(
            "{} -- by hand",
            explanation["sql"].as_str().unwrap().trim_end()
        );
        let rows = db
            .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
            .await
            .unwrap();
        rows.iter()
            .map(|row| match backend {
                DbBackend::Sqlite => row.try_get::<i64>("", "at_risk_30_minor").unwrap(),
                _ => {
                    let sum: rust_decimal::Decimal = row.try_get("", "at_risk_30_minor").unwrap();
                    sum.to_string().parse().unwrap()
                }
            })
            .collect()
    };
    let whole = &answer["portfolio"]["par"]["days30"];
    assert_eq!(run(whole).await, [minor(whole)]);
    assert!(minor(whole) > 0);
    let groups = answer["portfolio"]["groupBy"].as_array().unwrap();
    let mut found: Vec<_> = groups
        .iter()
        .map(|group| minor(&group["portfolio"]["par"]["days30"]))
        .collect();
    let mut expected = run(&groups[0]["portfolio"]["par"]["days30"]).await;
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(found.iter().sum::<i64>(), minor(whole));
}

/// Arguments that cannot be are named.
pub async fn bad_arguments_are_named(server: &Server) {
    let app = TestApp::new(server.demo().await);
    for (field, at) in [
        ("receipts(count: 0) { receiptCount }", "count"),
        ("history(count: 61) { asOf }", "count"),
        ("rollRates(months: 37) { from }", "months"),
        ("rollRates(month: \"2025-11-10\") { from }", "month"),
        ("vintages(months: -1) { loanCount }", "months"),
        ("cohorts(months: 481) { customerCount }", "months"),
        (
            "collectionEfficiency(from: \"2025-11-24\") { from }",
            "from",
        ),
        ("concentration(top: 0) { holders }", "top"),
        ("firstPaymentDefault(days: 0) { value }", "days"),
        ("distribution(of: AGE, bins: 0) { count }", "bins"),
        ("distribution(of: AGE, bins: 101) { count }", "bins"),
        ("correlation(of: [AGE]) { count }", "of"),
        ("correlation(of: [AGE, INCOME, AGE]) { count }", "of"),
        ("sample(of: []) { total }", "of"),
        ("sample(of: [AGE, AGE]) { total }", "of"),
        ("sample(of: [AGE, INCOME], size: -1) { total }", "size"),
        ("sample(of: [AGE, INCOME], size: 2001) { total }", "size"),
        ("groupBy(dimensions: []) { key }", "dimensions"),
        (
            "groupBy(dimensions: [GENDER, GENDER]) { key }",
            "dimensions",
        ),
        (
            "groupBy(dimensions: [GENDER, LOAN_TYPE, AGE_BAND, RISK_TIER]) { key }",
            "dimensions",
        ),
        (
            "groupBy(dimensions: [HOUSING_STATUS]) { portfolio { groupBy(dimensions: [GENDER]) { key } } }",
            "dimensions",
        ),
    ] {
        let query = format!("{{ portfolio {{ {field} }} }}");
        let mut answer = app.post(&query, json!({})).await.json();
        let error = answer["errors"][0].take();
        assert_eq!(
            error["extensions"]["code"], "BAD_USER_INPUT",
            "{query}: {error}"
        );
        assert_eq!(
            error["extensions"]["errors"][0]["field"], at,
            "{query}: {error}"
        );
    }
    let tier = app
        .graphql_error("{ portfolio(filter: {riskTier: [\"Gold\"]}) { asOf } }")
        .await;
    assert_eq!(tier["extensions"]["errors"][0]["field"], "riskTier");
    // Before the first loan there is nothing, and nothing wrong with that.
    let before = app
        .graphql(
            "{ portfolio(asOf: \"2001-01-01\") { par { activeLoans days30 { value } } ageing { buckets { loanCount } }
                vintages { loanCount } cohorts { customerCount } rollRates { rows { loanCount } ultimateLoss { expectedLoss } }
                concentration { herfindahlHirschmanIndex } processTimes { bottleneck } engagement { meanScore { value } }
                distribution(of: AGE) { count median bins { count } }
                correlation(of: [AGE, INCOME]) { coefficient count }
                sample(of: [AGE, INCOME]) { total points { loanId } }
                groupBy(dimensions: [GENDER]) { key } } }",
            json!({}),
        )
        .await;
    let portfolio = &before["portfolio"];
    assert_eq!(
        portfolio["par"],
        json!({"activeLoans": 0, "days30": {"value": null}})
    );
    assert_eq!(
        portfolio["concentration"]["herfindahlHirschmanIndex"],
        Value::Null
    );
    assert_eq!(
        portfolio["distribution"],
        json!({"count": 0, "median": null, "bins": []})
    );
    let no_pair = json!({"coefficient": null, "count": 0});
    assert_eq!(portfolio["correlation"], json!([no_pair, no_pair, no_pair]));
    assert_eq!(portfolio["sample"], json!({"total": 0, "points": []}));
    assert_eq!(portfolio["groupBy"], json!([]));
}
