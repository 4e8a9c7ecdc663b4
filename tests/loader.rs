//! The dataloaders: a constant number of statements a level, however many parents.

use crate::{app::TestApp, database::Server};
use futures::future::join_all;
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

const NESTED: &str = "query Nested($first: Int!) {
    customers(first: $first) {
        nodes {
            id
            loans { nodes { id repayments(first: 12) { nodes { dueDate amountDue status } } } }
        }
    }
}";

/// Three levels of rows, the book's settings, and what a busy machine may need more.
const MOST: u64 = 6;

pub async fn statements_do_not_grow_with_parents(server: &Server) {
    let app = TestApp::new(server.demo().await);

    let stop = Arc::new(AtomicBool::new(false));
    let load: Vec<_> = (0..4)
        .map(|_| {
            let stop = stop.clone();
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    std::hint::black_box((0..10_000_u64).fold(1, u64::wrapping_add));
                }
            })
        })
        .collect();
    let mut found = Vec::new();
    for first in [1, 50, 200, 500] {
        let at_once = (0..3).map(|_| app.post(NESTED, json!({"first": first})));
        for answer in join_all(at_once).await {
            let data = answer.json();
            let customers = data["data"]["customers"]["nodes"].as_array().unwrap();
            assert_eq!(customers.len(), first);
            for customer in customers {
                let loans = customer["loans"]["nodes"].as_array().unwrap();
                assert!(!loans.is_empty());
                let repayments = loans[0]["repayments"]["nodes"].as_array().unwrap();
                assert!((1..=12).contains(&repayments.len()));
            }
            assert!(
                (3..=MOST).contains(&answer.statements),
                "{} statements for {first} customers",
                answer.statements
            );
            found.push(answer.statements);
        }
    }
    println!("{}: {found:?}", server.backend.name());
    stop.store(true, Ordering::Relaxed);
    for thread in load {
        thread.join().unwrap();
    }

    // Counts and parents are batched too.
    let counts = "{ customers(first: 100) { nodes { loans { totalCount nodes {
        customer { id } repayments(first: 1) { totalCount } } } } } }";
    let answer = app.post(counts, json!({})).await;
    assert!(answer.statements <= 9, "{} statements", answer.statements);
}
