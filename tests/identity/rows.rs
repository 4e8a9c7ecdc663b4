//! Which names and which rows a principal is shown, by every way to read.

use super::{bearer, guarded};
use crate::{app::TestApp, database::Server, writes::Bank};
use entity::loan_application;
use loanbook::auth::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub async fn names_are_shown_to_those_who_need_them(server: &Server) {
    const PAGES: [&str; 6] = [
        "{ customers(first: 3) { nodes { fullName age } } }",
        "{ customer(id: \"1\") { fullName age } }",
        "{ node(id: \"customer:1\") { ... on Customer { fullName age } } }",
        "{ loans(first: 3) { nodes { customer { fullName age } } } }",
        "{ highRiskCustomers(limit: 3) { customer { fullName age } } }",
        "{ portfolio { highRisk(first: 3) { nodes { customer { fullName age } } } } }",
    ];
    let app = guarded(Bank::new(server, 60).await.db);
    for role in Role::ALL {
        let app = bearer(&app, role.name(), role, &[], &[]).await;
        let sees_names = [Role::Collector, Role::Admin].contains(&role);
        let mut answers = Vec::new();
        for page in PAGES {
            answers.push(app.graphql(page, json!({})).await);
        }
        answers.push(app.rest("/api/v1/risk/high-risk-customers?limit=3").await);
        for answer in answers {
            let (mut names, mut ages) = (BTreeSet::new(), BTreeSet::new());
            gather(&answer, &mut names, &mut ages);
            assert!(!names.is_empty(), "{answer}");
            assert_eq!(names.contains("***"), !sees_names, "{role:?} {answer}");
            assert!(sees_names || names.len() == 1, "{role:?} {names:?}");
            if answer.is_object() {
                assert_eq!(ages.iter().all(|age| age == "null"), role == Role::Viewer);
            }
        }
        // What is not shown cannot be found out by searching or ordering either.
        for question in [
            "{ customers(filter: {nameContains: \"a\"}) { nodes { id } } }",
            "{ customers(filter: {nameContains: \"a\"}) { totalCount } }",
            "{ customers(orderBy: NAME_ASC) { nodes { id } } }",
            "{ portfolio { highRisk(search: \"a\") { totalCount } } }",
            "{ portfolio { highRisk(orderBy: NAME_ASC) { nodes { customer { id } } } } }",
        ] {
            let answer = app.post(question, json!({})).await.json();
            let code = answer["errors"][0]["extensions"]["code"].as_str();
            let expected = (!sees_names).then_some("FORBIDDEN");
            assert_eq!(code, expected, "{role:?} {question} {answer}");
        }
        let by_age = "{ customers(filter: {age: {gte: 30}}) { totalCount } }";
        let answer = app.post(by_age, json!({})).await.json();
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        assert_eq!(code, (role == Role::Viewer).then_some("FORBIDDEN"));
    }
}

fn gather(answer: &Value, names: &mut BTreeSet<String>, ages: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => {
            for (field, value) in fields {
                match field.as_str() {
                    "fullName" | "name" => {
                        names.insert(value.as_str().unwrap().to_owned());
                    }
                    "age" => {
                        ages.insert(value.to_string());
                    }
                    _ => gather(value, names, ages),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, names, ages)),
        _ => {}
    }
}

/// Everything that is asked of a book, by a question whose answer names its loans.
async fn loans_of(app: &TestApp, query: &str) -> BTreeSet<String> {
    let answer = app.graphql(query, json!({})).await;
    let mut found = BTreeSet::new();
    ids(&answer, &mut found);
    found
}

fn ids(answer: &Value, found: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => fields.values().for_each(|value| ids(value, found)),
        Value::Array(items) => items.iter().for_each(|item| ids(item, found)),
        Value::String(text) if text.starts_with("loan:") => {
            found.insert(text.clone());
        }
        _ => {}
    }
}

pub async fn rows_are_those_of_the_scope(server: &Server) {
    let bank = Bank::new(server, 120).await;
    // Every third loan is of the north, every other one of those a vehicle's.
    let north: Vec<i64> = (1..=120).filter(|id| id % 3 == 0).collect();
    loan_application::Entity::update_many()
        .col_expr(loan_application::Column::Branch, Expr::value("North"))
        .filter(loan_application::Column::LoanId.is_in(north.iter().copied()))
        .exec(&bank.db)
        .await
        .unwrap();
    let loans = loan_application::Entity::find()
        .all(&bank.db)
        .await
        .unwrap();
    let app = guarded(bank.db.clone());
    let whole = bearer(&app, "all", Role::Collector, &[], &[]).await;

    for (name, types, branches) in [
        ("north", &[][..], &["North"][..]),
        ("auto", &["Auto"], &[]),
        ("two", &["Auto", "Business"], &["North", "South"]),
        ("none", &[], &["South"]),
    ] {
        let app = bearer(&app, name, Role::Collector, types, branches).await;
        let is_seen = |loan: &loan_application::Model| {
            let kind = format!("{:?}", loan.loan_type);
            (types.is_empty() || types.contains(&kind.as_str()))
                && (branches.is_empty()
                    || loan
                        .branch
                        .as_deref()
                        .is_some_and(|branch| branches.contains(&branch)))
        };
        let seen: Vec<_> = loans.iter().filter(|loan| is_seen(loan)).collect();
        let expected: BTreeSet<_> = seen
            .iter()
            .map(|loan| format!("loan:{}", loan.loan_id))
            .collect();

        // Lists, one by one, and down from customers and up from repayments.
        for query in [
            "{ loans(first: 500) { nodes { id } } }",
            "{ customers(first: 500) { nodes { loans(first: 500) { nodes { id } } } } }",
        ] {
            assert_eq!(loans_of(&app, query).await, expected, "{name} {query}");
        }
        let by_repayment = "{ repayments(first: 500) { nodes { loan { id } } } }";
        assert!(loans_of(&app, by_repayment).await.is_subset(&expected));
        let paid_out = "{ portfolio { loans(first: 500) { nodes { id } } } }";
        assert!(loans_of(&app, paid_out).await.is_subset(&expected));
        let counts = "{ loans { totalCount } customers { totalCount } repayments { totalCount } }";
        let counts = app.graphql(counts, json!({})).await;
        assert_eq!(counts["loans"]["totalCount"], seen.len());
        let customers: BTreeSet<_> = seen.iter().map(|loan| loan.customer_id).collect();
        assert_eq!(counts["customers"]["totalCount"], customers.len());
        let total: u64 = ["loans", "customers", "repayments"]
            .iter()
            .map(|list| counts[list]["totalCount"].as_u64().unwrap())
            .sum();
        assert_eq!(app.rest("/api/v1/test").await["record_count"], total);

        // A loan, its customer and its payments that are not seen are not there.
        let hidden = loans.iter().find(|loan| !is_seen(loan)).unwrap();
        let (loan_id, customer_id) = (hidden.loan_id, hidden.customer_id);
        let one = format!(
            "{{ loan(id: \"{loan_id}\") {{ id }} node(id: \"loan:{loan_id}\") {{ id }} \
             customer(id: \"{customer_id}\") {{ id }} }}"
        );
        let answer = app.graphql(&one, json!({})).await;
        assert_eq!(
            answer,
            json!({"loan": null, "node": null, "customer": null}),
            "{name}"
        );
        let payment = format!(
            "mutation {{ recordPayment(input: {{loanId: \"{loan_id}\", amount: \"1.00\", \
             receivedDate: \"2025-11-20\", idempotencyKey: \"{name}\"}}) {{ dryRun }} }}"
        );
        let refused = app.post(&payment, json!({})).await.json();
        assert_eq!(
            refused["errors"][0]["extensions"]["code"], "NOT_FOUND",
            "{refused}"
        );

        // A key that others used tells nothing of what they did.
        let used = format!("all-{name}");
        let payment = payment.replace(&format!("\"{name}\""), &format!("\"{used}\""));
        let made = whole.post(&payment, json!({})).await.json();
        if made.get("errors").is_none() {
            let again = app.post(&payment, json!({})).await.json();
            assert_eq!(
                again["errors"][0]["extensions"]["code"], "CONFLICT",
                "{again}"
            );
            assert_eq!(again["data"], Value::Null);
        }

        // Figures are those of the same loans asked for by a filter.
        let numbers = if seen.is_empty() {
            vec![-1]
        } else {
            seen.iter().map(|loan| loan.loan_id).collect()
        };
        let figures = |head: &str| {
            format!(
                "{{ {head} {{ kpis: executiveKpis {{ activeLoans outstandingPrincipal }} \
                 par {{ activeLoans }} riskTiers {{ tier customers }} \
                 groupBy(dimensions: [LOAN_TYPE]) {{ key loanCount }} \
                 highRisk(first: 100) {{ totalCount }} }} }}"
            )
        };
        let own = app.graphql(&figures("portfolio"), json!({})).await;
        let ids = numbers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        let filtered = format!("portfolio(filter: {{loanId: {{in: [{ids}]}}}})");
        let same = whole.graphql(&figures(&filtered), json!({})).await;
        assert_eq!(own, same, "{name}");
    }
    // Answers of one principal are no answers for another.
    let tags: BTreeSet<_> = {
        let mut tags = BTreeSet::new();
        for (at, branch) in ["North", "South"].into_iter().enumerate() {
            let app = bearer(&app, &format!("tag{at}"), Role::Viewer, &[], &[branch]).await;
            tags.insert(app.get("/api/v1/kpis/executive").await.etag);
        }
        tags
    };
    assert_eq!(tags.len(), 2);
}
