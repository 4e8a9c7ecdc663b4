//! A long sequence of changes, whatever they are, leaves a sound book.

use super::bank::{Bank, PAYMENT};
use crate::database::Server;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// A small generator of numbers: the same on each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

pub async fn any_sequence_leaves_a_sound_book(server: &Server) {
    let bank = Bank::new(server, 6).await;
    let mut numbers = Numbers(0x5eed_2025_1123);
    let mut payments: Vec<Value> = Vec::new();
    let mut reporting_date = crate::app::date("2025-11-23");
    let mut done = 0;
    for step in 0..80 {
        let loan = format!("loan:{}", 1 + numbers.below(10));
        let key = format!("step {step}");
        let back = i64::try_from(numbers.below(200)).unwrap();
        let date = (reporting_date - TimeDelta::days(back)).to_string();
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
                json!({"loanId": loan, "date": date, "idempotencyKey": key}),
            ),
            5 => (
                "chargeOffLoan",
                json!({"loanId": loan, "date": date, "idempotencyKey": key}),
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
                json!({"loanId": loan, "amount": amount, "receivedDate": date,
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
            reporting_date = crate::app::date(input["date"].as_str().unwrap());
        }
        if selection == PAYMENT {
            payments.push(answer["data"][field]["payment"]["id"].clone());
        }
        bank.assert_sums().await;
    }
    assert!(done > 30, "{done}");
    let input = json!({"date": "2026-01-01", "idempotencyKey": "last"});
    bank.write("setReportingDate", input, "{ dryRun }").await;
    bank.assert_sound().await;
}
