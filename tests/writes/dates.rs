//! The reporting date: forward, back, and what the book's version says of it.

use super::bank::{Bank, PAYMENT};
use crate::database::Server;
use loanbook::service::book;
use serde_json::json;

const SELECTION: &str = "{ reportingDate previous instalmentsWritten instalmentsRemoved
    instalmentsRestated loansRestated dryRun }";

pub async fn the_reporting_date_goes_forward_and_back(server: &Server) {
    let bank = Bank::new(server, 60).await;
    let loan = bank.new_loan("Leonhard Euler", "2025-06-10").await;
    // Two instalments in advance: they are rows before they fall due.
    let payment = json!({"loanId": loan, "amount": "746.34", "receivedDate": "2025-11-20", "idempotencyKey": "p"});
    bank.write("recordPayment", payment, PAYMENT).await;
    let before = bank.rows().await;
    let mut figures = Vec::new();
    for day in ["2025-10-01", "2025-11-23"] {
        figures.push(bank.figures(day).await);
    }
    let set = async |date: &str, key: &str| {
        let input = json!({"date": date, "idempotencyKey": key});
        bank.write("setReportingDate", input, SELECTION).await
    };

    let input = json!({"date": "2025-12-23", "idempotencyKey": "dry", "dryRun": true});
    let tried = bank.write("setReportingDate", input, SELECTION).await;
    assert_eq!(bank.rows().await, before);
    let forward = set("2025-12-23", "forward").await;
    assert_eq!(forward["instalmentsWritten"], tried["instalmentsWritten"]);
    assert_eq!(
        (&forward["previous"], &forward["dryRun"]),
        (&json!("2025-11-23"), &json!(false))
    );
    let written = |id| {
        before
            .repayments
            .iter()
            .filter(|row| row.loan_id == id)
            .count()
    };
    let active = before.loans.iter().filter(|loan| {
        let term = usize::try_from(loan.loan_term_months).unwrap();
        loan.charge_off_date.is_none() && written(loan.loan_id) < term
    });
    // The one loan has paid the instalment of December already.
    let expected = active.count() - 1;
    assert_eq!(forward["instalmentsWritten"], json!(expected));
    bank.assert_sound().await;
    assert_eq!(bank.figures("2025-10-01").await, figures[0]);
    assert_eq!(bank.figures("2025-11-23").await, figures[1]);
    bank.figures("2025-12-23").await;

    let back = set("2025-11-23", "back").await;
    assert_eq!(back["instalmentsRemoved"], forward["instalmentsWritten"]);
    assert_eq!(back["instalmentsRestated"], forward["instalmentsRestated"]);
    assert_eq!(bank.rows().await, before);
    bank.assert_sound().await;

    // Far back and forward again: other identifiers, the same instalments.
    set("2025-01-15", "far").await;
    set("2025-11-23", "home").await;
    let mut after = bank.rows().await;
    for row in &mut after.repayments {
        row.payment_id = 0;
    }
    let mut same = before.repayments.clone();
    for row in &mut same {
        row.payment_id = 0;
    }
    after
        .repayments
        .sort_by_key(|row| (row.loan_id, row.installment_number));
    same.sort_by_key(|row| (row.loan_id, row.installment_number));
    assert_eq!(after.repayments, same);
    assert_eq!(after.loans, before.loans);
    bank.assert_sound().await;

    for date in ["2026-01-02", "1899-12-31"] {
        let input = json!({"date": date, "idempotencyKey": "bad"});
        let refused = bank.refusal("setReportingDate", input).await;
        assert_eq!(
            refused,
            ("BAD_USER_INPUT".to_owned(), "input.date".to_owned())
        );
    }
}

pub async fn the_version_of_the_book_tells_changes_apart(server: &Server) {
    let empty = server.empty().await;
    assert_eq!(book::read(&empty).await.unwrap().version.recent_changes, 0);
    let bank = Bank::new(server, 3).await;
    let built = book::read(&bank.db).await.unwrap().version;
    assert_eq!(built.recent_changes, 1, "the demo book");
    let input = json!({"fullName": "Euclid", "idempotencyKey": "k", "dryRun": true});
    bank.write("createCustomer", input.clone(), "{ dryRun }")
        .await;
    assert_eq!(book::read(&bank.db).await.unwrap().version, built);
    let mut input = input;
    input["dryRun"] = json!(false);
    bank.write("createCustomer", input.clone(), "{ dryRun }")
        .await;
    let written = book::read(&bank.db).await.unwrap().version;
    assert_eq!(written.recent_changes, 2);
    assert!(written.last_change_id > built.last_change_id);
    bank.write("createCustomer", input, "{ dryRun }").await;
    assert_eq!(book::read(&bank.db).await.unwrap().version, written);
}
