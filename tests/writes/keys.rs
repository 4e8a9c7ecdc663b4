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

/// Tries at once of a payment, and of each other change.
const TRIES: usize = 100;
const OTHER_TRIES: usize = 8;

const CHANGE: &str = "{ dryRun change { id at } }";

pub async fn every_mutation_is_made_once(server: &Server) {
    let mut bank = Bank::new(server, 3).await;
    let loan = bank.new_loan("Emmy Noether", "2025-06-10").await;
    let written_off = bank.new_loan("Felix Hausdorff", "2025-03-10").await;
    let customer = json!({"fullName": "Sophie Germain", "idempotencyKey": "sophie"});
    let customer = bank
        .write("createCustomer", customer, "{ customer { id } }")
        .await;
    let terms = |key: &str| {
        json!({"customerId": customer["customer"]["id"], "loanType": "AUTO", "branch": "North",
            "amount": "600.00", "interestRate": "0.12", "termMonths": 6, "idempotencyKey": key})
    };
    let pending = bank
        .write("createLoan", terms("pending"), "{ loan { id } }")
        .await;
    let paid = json!({"loanId": loan, "amount": "10.00", "receivedDate": "2025-11-19",
        "idempotencyKey": "paid"});
    let paid = bank
        .write("recordPayment", paid, "{ payment { id } }")
        .await;
    // What each is asked for, and what makes it another request.
    let steps = [
        (
            "createCustomer",
            json!({"fullName": "Ada Lovelace"}),
            "fullName",
            json!("Ada Byron"),
        ),
        ("createLoan", terms(""), "branch", json!("South")),
        (
            "disburseLoan",
            json!({"loanId": pending["loan"]["id"], "date": "2025-08-10"}),
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
            json!({"paymentId": paid["payment"]["id"]}),
            "paymentId",
            json!("payment:999999"),
        ),
        (
            "setReportingDate",
            json!({"date": "2025-11-22"}),
            "date",
            json!("2025-11-21"),
        ),
    ];
    let by_key = steps.iter().map(|(field, ..)| *field);
    let asked: BTreeSet<_> = by_key.chain(BY_CONTENT).collect();
    let known = mutations(&bank).await;
    assert_eq!(asked, known.iter().map(String::as_str).collect());

    let mut made = Vec::new();
    for (field, mut input, other, value) in steps {
        input["idempotencyKey"] = json!(format!("once {field}"));
        let before = bank.changes().await.len();
        let tries = if field == "recordPayment" {
            TRIES
        } else {
            OTHER_TRIES
        };
        let answers = join_all((0..tries).map(|_| insist(&bank, field, &input))).await;
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

    // A server that was started again, weeks later, gives the same answers.
    let ctx = Ctx::new(bank.db.clone(), Clock::Fixed(date("2026-02-01")));
    bank.app = TestApp::with_flags(ctx, &[]);
    for (field, input, answer) in made {
        assert_eq!(bank.write(field, input, CHANGE).await, answer, "{field}");
    }
}

/// Asks as the answer UNAVAILABLE advises: again, with the same key.
async fn insist(bank: &Bank, field: &str, input: &Value) -> Value {
    loop {
        let answer = bank.try_write(field, input.clone(), CHANGE).await;
        match answer["errors"][0]["extensions"]["code"].as_str() {
            Some("UNAVAILABLE") => {}
            None => return answer["data"][field].clone(),
            Some(_) => panic!("{field}: {answer}"),
        }
    }
}

/// Mutations without a key: the same files are loaded once by their content, and what was undone
/// cannot be undone again. tests/tapes looks at them.
const BY_CONTENT: [&str; 4] = ["beginUpload", "discardUpload", "loadTape", "undoImport"];

async fn mutations(bank: &Bank) -> BTreeSet<String> {
    let query = "{ __type(name: \"Mutation\") { fields { name } } }";
    let answer = bank.app.graphql(query, json!({})).await;
    let fields = answer["__type"]["fields"].as_array().unwrap();
    let name = |field: &Value| field["name"].as_str().unwrap().to_owned();
    fields.iter().map(name).collect()
}
