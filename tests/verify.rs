//! `verify` passes a good book, and catches each kind of row that is broken by hand.

use crate::{app::TestApp, database::Server};
use loanbook::service::{demo, verify};
use sea_orm::ConnectionTrait;

pub async fn a_good_book_passes(server: &Server) {
    let app = TestApp::new(server.demo().await);
    let report = verify::verify(&app.ctx, |_| {}).await.unwrap();
    assert!(report.passed, "{report:#?}");
    assert_eq!(
        (report.customers, report.loans, report.repayments),
        (1000, 1000, 20903)
    );
    assert!(
        report.checks.iter().all(|check| check.checked > 0),
        "{report:#?}"
    );
}

/// A change by hand, and the rules that it breaks.
const BROKEN: [(&str, &[&str]); 26] = [
    (
        "UPDATE customer_profile SET search_name = 'nobody' WHERE customer_id = 2",
        &["customers_searchable"],
    ),
    (
        "UPDATE loan_application SET currency = 'JPY' WHERE loan_id = 2",
        &["one_currency"],
    ),
    (
        "UPDATE repayment_history SET installment_number = 90 WHERE loan_id = 3 AND installment_number = 2",
        &["numbers_without_gap", "due_dates_ascend", "demo_rows"],
    ),
    (
        "UPDATE repayment_history SET principal_due_minor = principal_due_minor + 1 WHERE payment_id = 4",
        &["instalments_add_up"],
    ),
    (
        "UPDATE loan_application SET loan_amount_minor = 100 WHERE loan_id = 4",
        &["schedules_add_up", "loan_status", "demo_rows"],
    ),
    (
        "UPDATE repayment_history SET actual_paid_date = NULL WHERE payment_id = 1",
        &["receipts_are_dated", "receipts_add_up"],
    ),
    (
        "UPDATE repayment_history SET payment_status = 'Missed' WHERE payment_id = 1",
        &["payment_status"],
    ),
    (
        "UPDATE repayment_history SET days_past_due = days_past_due + 1 WHERE payment_id = 1",
        &["days_past_due"],
    ),
    (
        "UPDATE loan_application SET loan_status = 'Paid Off' WHERE loan_id = 1",
        &["loan_status"],
    ),
    (
        "UPDATE loan_application SET charge_off_date = '2025-11-01' WHERE loan_id = 1",
        &["loan_status"],
    ),
    (
        "UPDATE repayment_history SET recovered_amount_minor = amount_paid_minor + 1 WHERE payment_id = 1",
        &["receipts_are_dated"],
    ),
    (
        "UPDATE repayment_history SET amount_paid_minor = amount_paid_minor * 10 WHERE payment_id = 1",
        &["received_within_due", "demo_rows"],
    ),
    (
        "UPDATE repayment_history SET late_fee_minor = -500 WHERE payment_id = 1",
        &["fees_with_receipts", "receipts_add_up", "demo_rows"],
    ),
    (
        "UPDATE loan_application SET approval_date = '2030-01-01' WHERE loan_id = 1",
        &["dates_in_order", "demo_rows"],
    ),
    (
        "UPDATE loan_application SET disbursement_date = NULL WHERE loan_id = 1",
        &["dates_in_order", "demo_rows"],
    ),
    (
        "UPDATE loan_application SET features = '{oops' WHERE loan_id = 1",
        &["features_readable", "demo_rows"],
    ),
    (
        "UPDATE loan_application SET monthly_installment_minor = 1 WHERE loan_id = 1",
        &["demo_rows"],
    ),
    (
        "UPDATE customer_profile SET income_minor = -5 WHERE customer_id = 1",
        &["demo_rows"],
    ),
    (
        "UPDATE customer_profile SET external_id = 'X' WHERE customer_id = 1",
        &["demo_rows"],
    ),
    (
        "UPDATE receipt SET principal_minor = principal_minor + 1 WHERE payment_id = 1",
        &["receipts_add_up"],
    ),
    (
        "UPDATE receipt SET late_fee_minor = 1 WHERE payment_id = 1",
        &["receipts_add_up"],
    ),
    (
        "UPDATE receipt SET receipt_date = '2025-06-30' WHERE payment_id = 1",
        &[
            "receipts_fit",
            "receipts_add_up",
            "settled_by_receipts",
            "payment_status",
            "days_past_due",
        ],
    ),
    (
        "UPDATE receipt SET due_date = '2025-06-30' WHERE payment_id = 1",
        &["receipts_fit"],
    ),
    (
        "UPDATE repayment_history SET settled_after_days = 5 WHERE payment_id = 1",
        &["settled_by_receipts", "demo_rows"],
    ),
    (
        "UPDATE loan_application SET loan_amount_minor = 100 WHERE loan_id = 1",
        &["principal_within_loan", "demo_rows"],
    ),
    (
        "DELETE FROM receipt WHERE payment_id = 6;
         DELETE FROM repayment_history WHERE payment_id = 6",
        &["row_counts"],
    ),
];

pub async fn each_broken_row_is_caught(server: &Server) {
    let db = server.empty().await;
    let mut is_built = false;
    for (change, rules) in BROKEN {
        demo::build(&db, 8, is_built, |_| {}).await.unwrap();
        is_built = true;
        for statement in change.split(';') {
            db.execute_unprepared(statement).await.unwrap();
        }
        let app = TestApp::new(db.clone());
        let report = verify::verify(&app.ctx, |_| {}).await.unwrap();
        assert!(!report.passed, "{change}");
        for rule in rules {
            let check = report
                .checks
                .iter()
                .find(|check| check.name == *rule)
                .unwrap();
            assert!(
                check.failed > 0,
                "{change} should break {rule}: {report:#?}"
            );
            assert!(!check.examples.is_empty());
        }
    }
}
