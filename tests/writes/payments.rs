//! Payments: partial, over, back-dated, with fees, tried, repeated, reversed, recovered.

use super::bank::{Bank, PAYMENT, minor, parts};
use crate::database::Server;
use serde_json::{Value, json};

fn payment(loan: &str, amount: &str, date: &str, key: &str) -> Value {
    json!({"loanId": loan, "amount": amount, "receivedDate": date, "idempotencyKey": key})
}

/// Instalments of 106.62 since 2025-07-10: the interest is 12.00, 11.05, 10.10, 9.13, 8.16, …
pub async fn payments_pay_the_oldest_first(server: &Server) {
    let bank = Bank::new(server, 8).await;
    let loan = bank.new_loan("Ada Lovelace", "2025-06-10").await;
    let before = bank.rows().await;
    let figures_before = bank.figures("2025-07-20").await;

    // A part: interest, then principal; nothing of it the day before.
    let mut input = payment(&loan, "50.00", "2025-07-20", "first");
    input["dryRun"] = json!(true);
    let tried = bank.write("recordPayment", input.clone(), PAYMENT).await;
    assert_eq!(bank.rows().await, before, "a dry run changes nothing");
    input["dryRun"] = json!(false);
    let first = bank.write("recordPayment", input.clone(), PAYMENT).await;
    assert_eq!(parts(&first), [(1, 3_800, 1_200, 0)]);
    assert_eq!(first["allocations"], tried["allocations"]);
    assert_eq!(
        (&first["dryRun"], &tried["dryRun"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(first["change"]["kind"], "PAYMENT_RECORDED");
    assert_eq!(tried["change"], json!(null));
    let after_first = bank.rows().await;
    assert_eq!(bank.figures("2025-07-19").await.0, figures_before.0);
    let figures = bank.figures("2025-07-20").await;
    assert_eq!(
        figures,
        (figures_before.0 - 3_800, figures_before.1 + 5_000)
    );
    bank.assert_sound().await;

    let found = bank
        .app
        .graphql(
            "query($id: ID!) { node(id: $id) { id ... on Payment { amount loan { id } } } }",
            json!({"id": first["payment"]["id"]}),
        )
        .await;
    let expected = json!({"id": first["payment"]["id"], "amount": "50.00", "loan": {"id": loan}});
    assert_eq!(found["node"], expected);

    // The same again is the same payment; the key for another is refused.
    let again = bank.write("recordPayment", input.clone(), PAYMENT).await;
    assert_eq!(again, first);
    assert_eq!(bank.rows().await, after_first);
    input["amount"] = json!("51.00");
    let refused = bank.refusal("recordPayment", input).await;
    assert_eq!(
        refused,
        ("CONFLICT".to_owned(), "input.idempotencyKey".to_owned())
    );

    // A payment of an earlier day takes the interest over.
    let input = payment(&loan, "10.00", "2025-07-15", "back");
    let back = bank.write("recordPayment", input, PAYMENT).await;
    assert_eq!(parts(&back), [(1, 0, 1_000, 0)]);
    assert_eq!(bank.received(&loan, "2025-07-14").await, (0, 0, 0));
    assert_eq!(bank.received(&loan, "2025-07-19").await, (0, 1_000, 0));
    assert_eq!(bank.received(&loan, "2025-07-20").await, (4_800, 1_200, 0));
    bank.assert_sound().await;

    // A late fee, the rest of the first, the second, and a part of the third.
    let mut input = payment(&loan, "200.00", "2025-10-20", "fee");
    input["lateFee"] = json!("5.00");
    let third = bank.write("recordPayment", input, PAYMENT).await;
    // 195.00 = 46.62 + 106.62 + 41.76
    let expected = [
        (1, 4_662, 0, 500),
        (2, 9_557, 1_105, 0),
        (3, 3_166, 1_010, 0),
    ];
    assert_eq!(parts(&third), expected);
    let rows = bank.rows().await;
    let row = |number: i32| {
        let of_loan = |row: &&entity::repayment_history::Model| {
            format!("loan:{}", row.loan_id) == loan && row.installment_number == number
        };
        rows.repayments.iter().find(of_loan).unwrap()
    };
    assert_eq!(row(1).late_fee_minor, 500);
    assert_eq!(row(1).settled_after_days, Some(102));
    assert_eq!(row(1).recovered_amount_minor, 4_662, "it had become missed");
    assert_eq!(
        row(1).days_past_due,
        68,
        "the counter stopped at the hand-over"
    );
    assert_eq!(row(3).recovered_amount_minor, 0);
    assert_eq!(row(3).settled_date, None);
    bank.assert_sound().await;

    // Taken back in any order, the book is what it was.
    for (payload, rows) in [(&third, None), (&first, None), (&back, Some(&before))] {
        let id = payload["payment"]["id"].as_str().unwrap();
        let input = json!({"paymentId": id, "idempotencyKey": format!("undo {id}")});
        let undone = bank.write("reversePayment", input.clone(), PAYMENT).await;
        assert_ne!(undone["payment"]["reversedAt"], json!(null));
        assert_eq!(bank.write("reversePayment", input, PAYMENT).await, undone);
        if let Some(rows) = rows {
            assert_eq!(bank.rows().await, *rows);
        }
        let input = json!({"paymentId": id, "idempotencyKey": format!("undo {id} again")});
        assert_eq!(bank.refusal("reversePayment", input).await.0, "CONFLICT");
        bank.assert_sound().await;
    }
    assert_eq!(bank.figures("2025-07-20").await, figures_before);
}

pub async fn payments_of_an_earlier_day_change_history_from_there(server: &Server) {
    let bank = Bank::new(server, 8).await;
    let loan = bank.new_loan("Grace Hopper", "2025-06-10").await;
    let days = [
        "2025-07-09",
        "2025-07-10",
        "2025-08-11",
        "2025-08-12",
        "2025-11-23",
    ];
    let mut before = Vec::new();
    for day in days {
        before.push(bank.figures(day).await);
    }
    // The second instalment's money first, then the first's, on its due date.
    let later = payment(&loan, "106.62", "2025-08-12", "later");
    bank.write("recordPayment", later, PAYMENT).await;
    let earlier = payment(&loan, "106.62", "2025-07-10", "earlier");
    let earlier = bank.write("recordPayment", earlier, PAYMENT).await;
    assert_eq!(parts(&earlier), [(2, 9_557, 1_105, 0)], "oldest open first");
    let change = [
        (0, 0),
        (-9_557, 10_662),
        (-9_557, 0),
        (-9_557 - 9_462, 10_662),
        (-9_557 - 9_462, 0),
    ];
    for ((day, before), change) in days.iter().zip(before).zip(change) {
        let now = bank.figures(day).await;
        assert_eq!((now.0 - before.0, now.1 - before.1), change, "{day}");
    }
    bank.assert_sound().await;
}

pub async fn payments_beyond_what_is_due_pay_in_advance(server: &Server) {
    let bank = Bank::new(server, 8).await;
    let loan = bank.new_loan("Emmy Noether", "2025-06-10").await;
    let before = bank.rows().await;
    // Five are due; the debt is 11 × 106.62 + 106.60.
    let input = payment(&loan, "600.00", "2025-11-20", "six");
    let six = bank.write("recordPayment", input, PAYMENT).await;
    assert_eq!(parts(&six).len(), 6);
    assert_eq!(six["loan"]["status"], "ACTIVE");
    assert_eq!(six["allocations"][5]["dueDate"], "2025-12-10");
    bank.assert_sound().await;
    let input = payment(&loan, "2000.00", "2025-11-21", "all");
    let all = bank.write("recordPayment", input, PAYMENT).await;
    assert_eq!(minor(&all["unappliedAmount"]), 260_000 - 127_942);
    assert_eq!(all["payment"]["unappliedAmount"], all["unappliedAmount"]);
    assert_eq!(all["loan"]["status"], "PAID_OFF");
    assert_eq!(bank.received(&loan, "2025-11-23").await.0, 120_000);
    bank.assert_sound().await;
    // Nothing is owed any more.
    let input = payment(&loan, "1.00", "2025-11-22", "more");
    let more = bank.write("recordPayment", input, PAYMENT).await;
    assert_eq!(
        (parts(&more), minor(&more["unappliedAmount"])),
        (vec![], 100)
    );
    let mut input = payment(&loan, "1.00", "2025-11-22", "fee");
    input["lateFee"] = json!("0.50");
    assert_eq!(
        bank.refusal("recordPayment", input).await.1,
        "input.lateFee"
    );

    // The schedule shows what has been received.
    let query = "query($id: ID!) { loan(id: $id) { schedule { installmentNumber dueDate amountDue received } } }";
    let data = bank.app.graphql(query, json!({ "id": loan })).await;
    let schedule = data["loan"]["schedule"].as_array().unwrap().clone();
    assert_eq!(schedule.len(), 12);
    assert!(
        schedule
            .iter()
            .all(|line| line["amountDue"] == line["received"])
    );

    // Backwards: the payment in the middle first.
    for payload in [&six, &more, &all] {
        let id = &payload["payment"]["id"];
        let input = json!({"paymentId": id, "idempotencyKey": format!("undo {id}")});
        bank.write("reversePayment", input, PAYMENT).await;
        bank.assert_sound().await;
    }
    assert_eq!(bank.rows().await, before);
}

pub async fn recoveries_are_for_loans_charged_off(server: &Server) {
    let bank = Bank::new(server, 8).await;
    let loan = bank.new_loan("Kurt Gödel", "2025-06-10").await;
    let input = payment(&loan, "10.00", "2025-11-20", "too early");
    assert_eq!(bank.refusal("recordRecovery", input).await.0, "CONFLICT");
    let before = bank.figures("2025-11-09").await.0;
    let input = json!({"loanId": loan, "date": "2025-11-10", "idempotencyKey": "end"});
    let charged_off = bank
        .write(
            "chargeOffLoan",
            input,
            "{ loan { status chargeOffDate } change { kind } }",
        )
        .await;
    assert_eq!(charged_off["loan"]["status"], "CHARGED_OFF");
    assert_eq!(bank.figures("2025-11-09").await.0, before);
    assert_eq!(bank.figures("2025-11-10").await.0, before - 120_000);
    let input = payment(&loan, "10.00", "2025-11-20", "payment");
    assert_eq!(bank.refusal("recordPayment", input).await.0, "CONFLICT");
    let input = payment(&loan, "10.00", "2025-11-10", "same day");
    let refused = bank.refusal("recordRecovery", input).await;
    assert_eq!(refused.1, "input.receivedDate");
    let rows = bank.rows().await;
    let input = payment(&loan, "150.00", "2025-11-20", "recovery");
    let recovery = bank.write("recordRecovery", input, PAYMENT).await;
    assert_eq!(recovery["payment"]["isRecovery"], true);
    assert_eq!(recovery["loan"]["status"], "CHARGED_OFF");
    assert_eq!(
        parts(&recovery),
        [(1, 9_462, 1_200, 0), (2, 3_233, 1_105, 0)]
    );
    bank.assert_sound().await;
    let input = json!({"paymentId": recovery["payment"]["id"], "idempotencyKey": "undo"});
    bank.write("reversePayment", input, PAYMENT).await;
    assert_eq!(bank.rows().await, rows);
    bank.assert_sound().await;
}

pub async fn payments_that_cannot_be_are_refused(server: &Server) {
    let bank = Bank::new(server, 8).await;
    let before = bank.rows().await;
    let (book, changes) = (bank.book().await, bank.changes().await.len());
    for (field, changed, code, at) in [
        ("amount", "0", "BAD_USER_INPUT", "input.amount"),
        ("amount", "-1.00", "BAD_USER_INPUT", "input.amount"),
        ("amount", "1.005", "BAD_USER_INPUT", "input.amount"),
        (
            "amount",
            "10000000000000.01",
            "BAD_USER_INPUT",
            "input.amount",
        ),
        ("lateFee", "10.00", "BAD_USER_INPUT", "input.lateFee"),
        ("lateFee", "-0.01", "BAD_USER_INPUT", "input.lateFee"),
        (
            "receivedDate",
            "2025-11-24",
            "BAD_USER_INPUT",
            "input.receivedDate",
        ),
        (
            "receivedDate",
            "1999-01-01",
            "BAD_USER_INPUT",
            "input.receivedDate",
        ),
        ("loanId", "loan:999", "NOT_FOUND", "input.loanId"),
        ("loanId", "customer:1", "BAD_USER_INPUT", "input.loanId"),
        (
            "idempotencyKey",
            "",
            "BAD_USER_INPUT",
            "input.idempotencyKey",
        ),
        (
            "idempotencyKey",
            "a\nb",
            "BAD_USER_INPUT",
            "input.idempotencyKey",
        ),
    ] {
        let mut input = payment("loan:1", "10.00", "2025-11-20", "key");
        input[field] = json!(changed);
        let refused = bank.refusal("recordPayment", input).await;
        assert_eq!(
            (refused.0.as_str(), refused.1.as_str()),
            (code, at),
            "{field} {changed}"
        );
    }
    let input = json!({"paymentId": "payment:1", "idempotencyKey": "none"});
    assert_eq!(bank.refusal("reversePayment", input).await.0, "NOT_FOUND");
    assert_eq!(bank.rows().await, before);
    assert_eq!(bank.book().await, book, "still the demo");
    assert_eq!(bank.changes().await.len(), changes);

    // A mutation is not for a link.
    let path = "/graphql?query=mutation%20%7B%20__typename%20%7D";
    let answer = bank.app.get(path).await;
    assert_eq!(answer.status, 405, "{}", answer.text);
}
