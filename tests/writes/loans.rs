//! Customers and loans: created, paid out, charged off.

use super::bank::Bank;
use crate::database::Server;
use serde_json::{Value, json};

fn customer(key: &str) -> Value {
    json!({
        "fullName": "Sofja Kowalewskaja", "externalId": "CRM-7", "age": 41, "gender": "FEMALE",
        "income": "50000.00", "employmentType": "SEVEN_YEARS_OR_MORE", "jobType": "SKILLED",
        "housingStatus": "OWN", "creditScore": 720, "idempotencyKey": key,
    })
}

pub async fn customers_are_created_once(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let selection =
        "{ customer { id fullName income riskTier accountCreatedDate } change { kind } dryRun }";
    let created = bank.write("createCustomer", customer("k"), selection).await;
    assert_eq!(created["customer"]["id"], "customer:4");
    assert_eq!(created["customer"]["riskTier"], "Standard");
    assert_eq!(created["customer"]["accountCreatedDate"], "2025-11-23");
    let again = bank.write("createCustomer", customer("k"), selection).await;
    assert_eq!(again, created);
    assert_eq!(bank.rows().await.customers.len(), 4);
    assert_eq!(bank.book().await.demo_loans, None, "a demo book no more");

    // The same key for somebody else, and the same natural key.
    let mut other = customer("k");
    other["fullName"] = json!("Karl Weierstraß");
    assert_eq!(bank.refusal("createCustomer", other).await.0, "CONFLICT");
    let refused = bank.refusal("createCustomer", customer("l")).await;
    assert_eq!(
        refused,
        ("CONFLICT".to_owned(), "input.externalId".to_owned())
    );
    for (field, value) in [
        ("fullName", json!(" ")),
        ("age", json!(-1)),
        ("income", json!("-1")),
        ("creditScore", json!(851)),
        ("externalId", json!("x".repeat(65))),
        ("accountCreatedDate", json!("2025-11-24")),
    ] {
        let mut input = customer("m");
        input[field] = value;
        let refused = bank.refusal("createCustomer", input).await;
        assert_eq!(
            refused,
            ("BAD_USER_INPUT".to_owned(), format!("input.{field}"))
        );
    }
    let record = bank.changes().await.pop().unwrap();
    for text in [&record.request, &record.outcome] {
        assert!(!text.contains("Sofja") && !text.contains("50000"), "{text}");
    }
    bank.assert_sound().await;
}

pub async fn loans_are_created_and_paid_out(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let input = json!({
        "customerId": "customer:2", "loanType": "AUTO", "amount": "2072.66",
        "interestRate": "0.0385", "termMonths": 12, "applicationDate": "2025-06-01",
        "approvalDate": "2025-06-03", "idempotencyKey": "create",
    });
    let selection = "{ loan { id status amount interestRate monthlyInstallment currency
        schedule { installmentNumber dueDate amountDue principalDue interestDue received } } dryRun }";
    let mut tried = input.clone();
    tried["dryRun"] = json!(true);
    let tried = bank.write("createLoan", tried, selection).await;
    let before = bank.rows().await;
    let loan = bank.write("createLoan", input.clone(), selection).await;
    let schedule = loan["loan"]["schedule"].as_array().unwrap();
    assert_eq!(tried["loan"]["schedule"], loan["loan"]["schedule"]);
    assert_eq!((schedule.len(), before.loans.len()), (12, 3));
    assert_eq!(
        schedule[0],
        json!({"installmentNumber": 1, "dueDate": null, "amountDue": "176.34",
               "principalDue": "169.69", "interestDue": "6.65", "received": "0.00"})
    );
    assert_eq!(loan["loan"]["status"], "PENDING");
    let id = loan["loan"]["id"].as_str().unwrap();
    bank.assert_sound().await;

    for (field, value, code) in [
        ("amount", json!("0"), "BAD_USER_INPUT"),
        ("amount", json!("0.05"), "BAD_USER_INPUT"),
        ("interestRate", json!("11"), "BAD_USER_INPUT"),
        ("termMonths", json!(0), "BAD_USER_INPUT"),
        ("termMonths", json!(601), "BAD_USER_INPUT"),
        ("customerId", json!("customer:99"), "NOT_FOUND"),
        ("applicationDate", json!("2025-12-01"), "BAD_USER_INPUT"),
        ("approvalDate", json!("2025-05-31"), "BAD_USER_INPUT"),
    ] {
        let mut bad = input.clone();
        bad[field] = value;
        bad["idempotencyKey"] = json!("bad");
        let refused = bank.refusal("createLoan", bad).await;
        assert_eq!(refused, (code.to_owned(), format!("input.{field}")));
    }

    // Not before it is paid out.
    let payment = json!({"loanId": id, "amount": "1.00", "receivedDate": "2025-11-01", "idempotencyKey": "p"});
    assert_eq!(bank.refusal("recordPayment", payment).await.0, "CONFLICT");
    let end = json!({"loanId": id, "date": "2025-11-01", "idempotencyKey": "end"});
    assert_eq!(bank.refusal("chargeOffLoan", end).await.0, "CONFLICT");

    let payout = |date: &str, key: &str| json!({"loanId": id, "date": date, "idempotencyKey": key});
    for date in ["2025-06-02", "2025-11-24"] {
        let refused = bank.refusal("disburseLoan", payout(date, "bad")).await;
        assert_eq!(
            refused,
            ("BAD_USER_INPUT".to_owned(), "input.date".to_owned())
        );
    }
    let selection = "{ loan { status disbursementDate schedule { dueDate }
        repayments { nodes { installmentNumber dueDate status daysPastDue amountDue } } } }";
    let paid_out = bank
        .write("disburseLoan", payout("2025-07-31", "go"), selection)
        .await;
    assert_eq!(paid_out["loan"]["status"], "ACTIVE");
    let rows = paid_out["loan"]["repayments"]["nodes"].as_array().unwrap();
    let days: Vec<_> = rows
        .iter()
        .map(|row| row["dueDate"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2025-08-31", "2025-09-30", "2025-10-31"]);
    assert_eq!(
        (&rows[0]["status"], &rows[0]["daysPastDue"]),
        (&json!("MISSED"), &json!(62))
    );
    assert_eq!(
        (&rows[2]["status"], &rows[2]["daysPastDue"]),
        (&json!("LATE"), &json!(23))
    );
    assert_eq!(paid_out["loan"]["schedule"][5]["dueDate"], "2026-01-31");
    assert_eq!(
        bank.refusal("disburseLoan", payout("2025-07-31", "again"))
            .await
            .0,
        "CONFLICT"
    );
    assert_eq!(
        bank.write("disburseLoan", payout("2025-07-31", "go"), selection)
            .await,
        paid_out
    );
    bank.assert_sound().await;

    // Charge-offs that cannot be.
    for date in ["2025-08-31", "2025-11-24"] {
        let refused = bank.refusal("chargeOffLoan", payout(date, "end")).await;
        assert_eq!(
            refused,
            ("BAD_USER_INPUT".to_owned(), "input.date".to_owned())
        );
    }
    bank.write("chargeOffLoan", payout("2025-11-23", "end"), "{ dryRun }")
        .await;
    assert_eq!(
        bank.refusal("chargeOffLoan", payout("2025-11-23", "end2"))
            .await
            .0,
        "CONFLICT"
    );
    bank.assert_sound().await;
}
