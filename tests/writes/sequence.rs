//! A long sequence of changes, whatever they are, leaves a sound book.

use super::bank::{Bank, PAYMENT};
use crate::{app::date, database::Server};
use chrono::{NaiveDate, TimeDelta};
use loanbook::service::{
    Ctx,
    memory::{Memory, compare},
    portfolio::Portfolio,
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// A small generator of numbers: the same on each run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

pub async fn any_sequence_leaves_a_sound_book(server: &Server) {
    let bank = Bank::new(server, 6).await;
    let memory = Memory::new(bank.db.clone(), u64::MAX, None).unwrap();
    memory.read(|_| ()).await.unwrap();
    let mut numbers = Numbers(0x5eed_2025_1123);
    let mut payments: Vec<Value> = Vec::new();
    let mut reporting_date = date("2025-11-23");
    let mut done = 0;
    for step in 0..80 {
        let loan = format!("loan:{}", 1 + numbers.below(10));
        let key = format!("step {step}");
        let back = i64::try_from(numbers.below(200)).unwrap();
        let day = (reporting_date - TimeDelta::days(back)).to_string();
        let amount = format!("{}.{:02}", numbers.below(900), numbers.below(100));
        let (field, input) = match numbers.below(14) {
            0 => (
                "createCustomer",
                json!({"fullName": "Nobody", "idempotencyKey": key}),
            ),
            1 | 2 => (
                "createLoan",
                json!({"customerId": "customer:1", "loanType": "AUTO", "amount": amount,
                    "interestRate": "0.07", "termMonths": 1 + numbers.below(30), "idempotencyKey": key}),
            ),
            3 | 4 => (
                "disburseLoan",
                json!({"loanId": loan, "date": day, "idempotencyKey": key}),
            ),
            5 => (
                "chargeOffLoan",
                json!({"loanId": loan, "date": day, "idempotencyKey": key}),
            ),
            6 => {
                let days = i64::try_from(numbers.below(90)).unwrap();
                let date = reporting_date + TimeDelta::days(days - 45);
                (
                    "setReportingDate",
                    json!({"date": date, "idempotencyKey": key}),
                )
            }
            7 | 8 if !payments.is_empty() => {
                let at = numbers.below(payments.len() as u64);
                let payment = &payments[usize::try_from(at).unwrap()];
                (
                    "reversePayment",
                    json!({"paymentId": payment, "idempotencyKey": key}),
                )
            }
            number => (
                if number == 9 {
                    "recordRecovery"
                } else {
                    "recordPayment"
                },
                json!({"loanId": loan, "amount": amount, "receivedDate": day,
                    "lateFee": if number == 10 { json!("0.50") } else { json!(null) },
                    "idempotencyKey": key}),
            ),
        };
        let selection = match field {
            "recordPayment" | "recordRecovery" => PAYMENT,
            _ => "{ dryRun }",
        };
        let answer = bank.try_write(field, input.clone(), selection).await;
        if answer.get("errors").is_some() {
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap();
            let is_refusal = ["BAD_USER_INPUT", "CONFLICT", "NOT_FOUND"].contains(&code);
            assert!(is_refusal, "{field} {input}: {answer}");
            continue;
        }
        done += 1;
        if field == "setReportingDate" {
            reporting_date = date(input["date"].as_str().unwrap());
        }
        if selection == PAYMENT {
            payments.push(answer["data"][field]["payment"]["id"].clone());
        }
        bank.assert_sums().await;
        if done % 6 == 0 {
            let ctx = &bank.app.ctx;
            assert_follows(ctx, &memory, reporting_date).await;
            assert_follows(ctx, &memory, reporting_date - TimeDelta::days(100)).await;
        }
    }
    assert!(done > 30, "{done}");
    let input = json!({"date": "2026-01-01", "idempotencyKey": "last"});
    bank.write("setReportingDate", input, "{ dryRun }").await;
    bank.assert_sound().await;
    assert_follows(&bank.app.ctx, &memory, date("2026-01-01")).await;
}

/// The book in memory has seen every change: its figures are those of SQL.
async fn assert_follows(ctx: &Ctx, memory: &Arc<Memory>, day: NaiveDate) {
    let as_of = ctx.as_of(Some(day)).await.unwrap();
    let portfolio = Portfolio::whole(ctx, as_of);
    // After a change of the whole book it is read anew, in the background.
    let mut compared = compare(ctx, memory, &portfolio).await;
    for _ in 0..600 {
        if compared.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        compared = compare(ctx, memory, &portfolio).await;
    }
    for found in compared.unwrap() {
        assert!(found.difference.is_none(), "{day}: {found:#?}");
    }
}
