//! What figures say after a change: at once, of every day, and to those who listen.

use super::bank::Bank;
use crate::{
    app::{TestApp, date},
    database::Server,
};
use futures::StreamExt;
use loanbook::service::{filter::Filter, listen, portfolio::PortfolioFilter};
use serde_json::{Value, json};
use std::time::Duration;

const FIGURES: &str = "query($asOf: Date) { portfolio(asOf: $asOf) {
    executiveKpis { outstandingPrincipal interestReceived lateFeesReceived }
    par { days30 { numerator loanCount } }
    arrearsRate { numerator }
    receipts(every: MONTH, count: 6) { receiptCount amountCollected lateFeesReceived }
} }";

async fn figures(app: &TestApp, day: &str) -> Value {
    app.graphql(FIGURES, json!({ "asOf": day })).await
}

/// A part payment, and one of an earlier day that completes the instalment.
pub async fn figures_follow_every_receipt(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let loan = bank.new_loan("Hypatia", "2025-06-10").await;
    let days = ["2025-07-09", "2025-08-01", "2025-08-20", "2025-11-23"];
    let mut seen = Vec::new();
    for day in days {
        seen.push(figures(&bank.app, day).await);
    }
    // 106.62 are due on 10 July, of which 12.00 are interest.
    let pay = async |amount: &str, day: &str| {
        let input = json!({
            "loanId": loan, "amount": amount, "receivedDate": day, "idempotencyKey": day,
        });
        bank.write("recordPayment", input, "{ payment { id } }")
            .await["payment"]["id"]
            .clone()
    };
    let later = pay("50.00", "2025-08-15").await;
    let outstanding = |figures: &Value| {
        let text = figures["portfolio"]["executiveKpis"]["outstandingPrincipal"].as_str();
        text.unwrap().replace('.', "").parse::<i64>().unwrap()
    };
    for (day, before) in days.iter().zip(&seen) {
        let now = figures(&bank.app, day).await;
        let paid = if *day < "2025-08-15" { 0 } else { 3_800 };
        assert_eq!(outstanding(before) - outstanding(&now), paid, "{day}");
        assert_eq!(now == *before, *day < "2025-08-15", "{day}");
        // What is kept is what is read anew.
        let anew = TestApp::new(bank.db.clone());
        assert_eq!(figures(&anew, day).await, now, "{day}");
    }
    // The interest is now paid on the earlier day, and the later receipt is principal alone.
    let earlier = pay("56.62", "2025-07-20").await;
    for (day, before) in days.iter().zip(&seen) {
        let now = figures(&bank.app, day).await;
        let paid = match *day {
            "2025-07-09" => 0,
            "2025-08-01" => 4_462,
            _ => 9_462,
        };
        assert_eq!(outstanding(before) - outstanding(&now), paid, "{day}");
        let anew = TestApp::new(bank.db.clone());
        assert_eq!(figures(&anew, day).await, now, "{day}");
    }
    for (key, payment) in [("undo 1", later), ("undo 2", earlier)] {
        let input = json!({"paymentId": payment, "idempotencyKey": key});
        bank.write("reversePayment", input, "{ payment { id } }")
            .await;
    }
    for (day, before) in days.iter().zip(&seen) {
        assert_eq!(figures(&bank.app, day).await, *before, "{day}");
    }
}

/// Another server on the same database sees a change within a second or so.
pub async fn another_server_sees_a_change(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let other = TestApp::new(bank.db.clone());
    let before = figures(&other, "2025-11-23").await;
    let etag = other.get("/api/v1/kpis/executive").await.etag;
    bank.new_loan("Hypatia", "2025-06-10").await;
    let mut now = before.clone();
    for _ in 0..100 {
        now = figures(&other, "2025-11-23").await;
        if now != before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_ne!(now, before);
    assert_eq!(now, figures(&bank.app, "2025-11-23").await);
    assert_ne!(other.get("/api/v1/kpis/executive").await.etag, etag);
}

/// Those who follow a part of the book are told of that part alone.
pub async fn portfolio_changes_are_those_of_the_filter(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let filter = PortfolioFilter {
        disbursement_date: Filter {
            at_least: Some(date("2025-06-01")),
            ..Filter::default()
        },
        ..PortfolioFilter::default()
    };
    let events = listen::portfolio_changes(&bank.app.ctx, filter)
        .await
        .unwrap();
    let mut events = std::pin::pin!(events);
    let early = bank.new_loan("Ada", "2025-05-10").await;
    let late = bank.new_loan("Hypatia", "2025-06-10").await;
    for loan in [&early, &late] {
        let input = json!({"loanId": loan, "amount": "10.00", "receivedDate": "2025-08-01",
            "idempotencyKey": format!("pay {loan}")});
        bank.write("recordPayment", input, "{ dryRun }").await;
    }
    let late: i64 = late.strip_prefix("loan:").unwrap().parse().unwrap();
    let mut told = Vec::new();
    while told.len() < 4 {
        let event = tokio::time::timeout(Duration::from_secs(20), events.next()).await;
        let loanbook::event::Event::Changed(change) = event.unwrap().unwrap() else {
            panic!("nothing is missed");
        };
        told.push((change.kind.name(), change.loan_id));
    }
    let expected = [
        ("customer_created", None),
        ("customer_created", None),
        ("loan_disbursed", Some(late)),
        ("payment_recorded", Some(late)),
    ];
    assert_eq!(told, expected);
}
