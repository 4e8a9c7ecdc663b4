//! Idempotency keys: every mutation is made once under its key, whoever asks again, and when.

use super::bank::Bank;
use crate::{
    app::{TestApp, date},
    database::Server,
};
use futures::future::join_all;
use loanbook::{clock::Clock, service::Ctx};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Tries at once under one key.
const TRIES: usize = 100;

pub async fn every_mutation_is_made_once(server: &Server) {
    let mut bank = Bank::new(server, 3).await;
    let loan = bank.new_loan("Emmy Noether", "2025-06-10").await;
    let written_off = bank.new_loan("Felix Hausdorff", "2025-03-10").await;
    // What each is asked for, what came of it, and what makes it another request.
    let steps = [
        (
            "createCustomer",
            json!({"fullName": "Ada Lovelace"}),
            "fullName",
            json!("Ada Byron"),
        ),
        (
            "createLoan",
            json!({"customerId": "customer:4", "loanType": "AUTO", "branch": "North",
                "amount": "600.00", "interestRate": "0.12", "termMonths": 6}),
            "branch",
            json!("South"),
        ),
        (
            "disburseLoan",
            json!({"loanId": "loan:6", "date": "2025-08-10"}),
            "date",
            json!("2025-08-11"),
        ),
        (
            "recordPayment",
            json!({"loanId": loan, "amount": "30.00", "receivedDate": "2025-11-20"}),
            "amount",
            json!("30.01"),
        ),
        (
            "chargeOffLoan",
            json!({"loanId": written_off, "date": "2025-11-01"}),
            "date",
            json!("2025-11-02"),
        ),
        (
            "recordRecovery",
            json!({"loanId": written_off, "amount": "5.00", "receivedDate": "2025-11-20"}),
            "receivedDate",
            json!("2025-11-21"),
        ),
        (
            "reversePayment",
            json!({"paymentId": "payment:1"}),
            "paymentId",
            json!("payment:2"),
        ),
        (
            "setReportingDate",
            json!({"date": "2025-11-22"}),
            "date",
            json!("2025-11-21"),
        ),
    ];
    let asked: BTreeSet<_> = steps.iter().map(|(field, ..)| *field).collect();
    assert_eq!(
        asked,
        mutations(&bank).await.iter().map(String::as_str).collect()
    );

    let mut made = Vec::new();
    for (field, mut input, other, value) in steps {
        input["idempotencyKey"] = json!(format!("once {field}"));
        let before = bank.changes().await.len();
        let tries =
            (0..TRIES).map(|_| bank.write(field, input.clone(), "{ dryRun change { id at } }"));
        let answers = join_all(tries).await;
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{field}"
        );
        assert_eq!(bank.changes().await.len(), before + 1, "{field}");
        let mut another = input.clone();
        another[other] = value;
        let refused = bank.refusal(field, another).await;
        assert_eq!(
            refused,
            ("CONFLICT".to_owned(), "input.idempotencyKey".to_owned()),
            "{field}"
        );
        made.push((field, input, answers[0].clone()));
    }
    bank.assert_sound().await;

    // A server that was started again, the next day, gives the same answers.
    let ctx = Ctx::new(bank.db.clone(), Clock::Fixed(date("2026-01-01")));
    bank.app = TestApp::with_flags(ctx, &[]);
    for (field, input, answer) in made {
        let again = bank
            .write(field, input, "{ dryRun change { id at } }")
            .await;
        assert_eq!(again, answer, "{field}");
    }
}

async fn mutations(bank: &Bank) -> BTreeSet<String> {
    let query = "{ __type(name: \"Mutation\") { fields { name } } }";
    let answer = bank.app.graphql(query, json!({})).await;
    let fields = answer["__type"]["fields"].as_array().unwrap();
    let name = |field: &Value| field["name"].as_str().unwrap().to_owned();
    fields.iter().map(name).collect()
}
