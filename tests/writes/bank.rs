//! A book that tests write to, and what stands in it.

use crate::{app::TestApp, database::Server};
use entity::{
    book, change_record, customer_profile, loan_application, receipt, recorded_payment,
    repayment_history,
};
use loanbook::service::{demo, verify};
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};
use serde_json::{Value, json};
use std::collections::HashMap;

pub struct Bank {
    pub app: TestApp,
    pub db: DatabaseConnection,
}

/// Every row of the book, but for the record of changes and reversed payments.
#[derive(Debug, PartialEq)]
pub struct Rows {
    pub customers: Vec<customer_profile::Model>,
    pub loans: Vec<loan_application::Model>,
    pub repayments: Vec<repayment_history::Model>,
    pub receipts: Vec<receipt::Model>,
    pub payments: Vec<recorded_payment::Model>,
}

/// The selection that tests of payments read.
pub const PAYMENT: &str =
    "{ payment { id amount lateFee unappliedAmount isRecovery receivedDate reversedAt }
    loan { id status } unappliedAmount dryRun change { id kind at }
    allocations { installmentNumber dueDate principal interest lateFee } }";

impl Bank {
    /// A demo book of so many loans, in a database of its own.
    pub async fn new(server: &Server, loans: u64) -> Self {
        let db = server.empty().await;
        demo::build(&db, loans, false, |_| {}).await.unwrap();
        Self {
            app: TestApp::new(db.clone()),
            db,
        }
    }

    /// The answer to a mutation that must succeed.
    pub async fn write(&self, field: &str, input: Value, selection: &str) -> Value {
        let answer = self.try_write(field, input.clone(), selection).await;
        assert_eq!(answer.get("errors"), None, "{field} {input}");
        answer["data"][field].clone()
    }

    /// Code and field of the one error of a mutation that must be refused.
    pub async fn refusal(&self, field: &str, input: Value) -> (String, String) {
        let answer = self.try_write(field, input.clone(), "{ dryRun }").await;
        let extensions = &answer["errors"][0]["extensions"];
        let code = extensions["code"].as_str();
        let at = extensions["errors"][0]["field"]
            .as_str()
            .unwrap_or_default();
        let code = code.unwrap_or_else(|| panic!("{field} {input}: {answer}"));
        (code.to_owned(), at.to_owned())
    }

    pub async fn try_write(&self, field: &str, input: Value, selection: &str) -> Value {
        let mut name = field[..1].to_uppercase() + &field[1..];
        if name == "RecordRecovery" {
            name = "RecordPayment".to_owned();
        }
        let query =
            format!("mutation($input: {name}Input!) {{ {field}(input: $input) {selection} }}");
        self.app
            .post(&query, json!({ "input": input }))
            .await
            .json()
    }

    /// A new loan of 1,200.00 at 12 % over 12 months, paid out on a day.
    pub async fn new_loan(&self, name: &str, paid_out: &str) -> String {
        let customer = self
            .write(
                "createCustomer",
                json!({"fullName": name, "idempotencyKey": format!("customer {name}")}),
                "{ customer { id } }",
            )
            .await;
        let loan = self
            .write(
                "createLoan",
                json!({
                    "customerId": customer["customer"]["id"], "loanType": "PERSONAL",
                    "amount": "1200.00", "interestRate": "0.12", "termMonths": 12,
                    "idempotencyKey": format!("loan {name}"),
                }),
                "{ loan { id } }",
            )
            .await;
        let id = loan["loan"]["id"].as_str().unwrap().to_owned();
        let input =
            json!({"loanId": id, "date": paid_out, "idempotencyKey": format!("payout {name}")});
        self.write("disburseLoan", input, "{ loan { id } }").await;
        id
    }

    pub async fn rows(&self) -> Rows {
        let mut rows = Rows {
            customers: customer_profile::Entity::find()
                .order_by_asc(customer_profile::Column::CustomerId)
                .all(&self.db)
                .await
                .unwrap(),
            loans: loan_application::Entity::find()
                .order_by_asc(loan_application::Column::LoanId)
                .all(&self.db)
                .await
                .unwrap(),
            repayments: repayment_history::Entity::find()
                .order_by_asc(repayment_history::Column::PaymentId)
                .all(&self.db)
                .await
                .unwrap(),
            receipts: receipt::Entity::find()
                .order_by_asc(receipt::Column::ReceiptId)
                .all(&self.db)
                .await
                .unwrap(),
            payments: recorded_payment::Entity::find()
                .order_by_asc(recorded_payment::Column::RecordedPaymentId)
                .all(&self.db)
                .await
                .unwrap(),
        };
        rows.payments
            .retain(|payment| payment.reversed_at.is_none());
        rows
    }

    pub async fn changes(&self) -> Vec<change_record::Model> {
        change_record::Entity::find()
            .order_by_asc(change_record::Column::ChangeId)
            .all(&self.db)
            .await
            .unwrap()
    }

    pub async fn book(&self) -> book::Model {
        book::Entity::find().one(&self.db).await.unwrap().unwrap()
    }

    /// What the ledger says was received on a loan by a day: principal, interest, fees.
    pub async fn received(&self, loan: &str, by: &str) -> (i64, i64, i64) {
        let loan: i64 = loan.trim_start_matches("loan:").parse().unwrap();
        let by = crate::app::date(by);
        let rows = self.rows().await;
        let of_loan = rows
            .receipts
            .iter()
            .filter(|receipt| receipt.loan_id == loan);
        of_loan
            .filter(|receipt| receipt.receipt_date <= by)
            .fold((0, 0, 0), |sum, receipt| {
                (
                    sum.0 + receipt.principal_minor,
                    sum.1 + receipt.interest_minor,
                    sum.2 + receipt.late_fee_minor,
                )
            })
    }

    /// Outstanding principal of the book, and what was collected on the day.
    pub async fn figures(&self, as_of: &str) -> (i64, i64) {
        let query = "query($asOf: Date!) { executiveKpis(asOf: $asOf) { outstandingPrincipal }
            dailyKpis(asOf: $asOf, days: 1) { totalAmountCollected } }";
        let data = self.app.graphql(query, json!({ "asOf": as_of })).await;
        (
            minor(&data["executiveKpis"]["outstandingPrincipal"]),
            minor(&data["dailyKpis"][0]["totalAmountCollected"]),
        )
    }

    /// The whole book keeps its rules.
    pub async fn assert_sound(&self) {
        // A context of its own, which has read no settings before.
        let app = TestApp::new(self.db.clone());
        let report = verify::verify(&app.ctx, |_| {}).await.unwrap();
        assert!(report.passed, "{report:#?}");
    }

    /// Each instalment is the sum of its receipts.
    pub async fn assert_sums(&self) {
        let rows = self.rows().await;
        let mut sums: HashMap<i64, i64> = HashMap::new();
        for receipt in &rows.receipts {
            *sums.entry(receipt.payment_id).or_default() +=
                receipt.principal_minor + receipt.interest_minor;
        }
        for row in &rows.repayments {
            let sum = sums.remove(&row.payment_id).unwrap_or(0);
            assert_eq!(sum, row.amount_paid_minor, "{row:?}");
            assert!(sum <= row.installment_amount_minor, "{row:?}");
        }
        assert!(sums.is_empty(), "{sums:?}");
    }
}

/// An amount with two places, in minor units.
pub fn minor(value: &Value) -> i64 {
    value.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// The parts of a payment: number, principal, interest, fee.
pub fn parts(payload: &Value) -> Vec<(i64, i64, i64, i64)> {
    let parts = payload["allocations"].as_array().unwrap().iter();
    parts
        .map(|part| {
            (
                part["installmentNumber"].as_i64().unwrap(),
                minor(&part["principal"]),
                minor(&part["interest"]),
                minor(&part["lateFee"]),
            )
        })
        .collect()
}
