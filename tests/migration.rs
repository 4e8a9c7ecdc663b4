//! The database's structure: up, down, by two at once, and what it refuses.

use crate::database::{Server, connect};
use entity::{customer_profile, lease, loan_application, receipt, repayment_history};
use loanbook::{db, service::demo};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

pub async fn go_up_and_down(server: &Server) {
    let db = connect(&server.create().await).await;
    let applied = async |db| {
        let status = db::migration_status(db).await.unwrap();
        assert_eq!(status.len(), 14);
        status.iter().filter(|(_, applied)| *applied).count()
    };
    assert_eq!(applied(&db).await, 0);
    db::migrate(&db).await.unwrap();
    assert_eq!(applied(&db).await, 14);
    db::migrate(&db).await.unwrap();
    demo::build(&db, 3, false, |_| {}).await.unwrap();
    db::migrate_down(&db, 8).await.unwrap();
    assert_eq!(applied(&db).await, 6);
    db::migrate_down(&db, 6).await.unwrap();
    assert_eq!(applied(&db).await, 0);
    db::migrate(&db).await.unwrap();
    demo::build(&db, 3, false, |_| {}).await.unwrap();
}

/// A book of before the ledger is given one that equals what is written today.
pub async fn an_older_book_gets_its_ledger(server: &Server) {
    let db = connect(&server.create().await).await;
    db::migrate(&db).await.unwrap();
    demo::build(&db, 200, false, |_| {}).await.unwrap();
    let ledger = async || {
        let mut receipts = receipt::Entity::find().all(&db).await.unwrap();
        receipts.sort_by_key(|row| (row.payment_id, row.receipt_date));
        for row in &mut receipts {
            row.receipt_id = 0;
        }
        let mut instalments = repayment_history::Entity::find().all(&db).await.unwrap();
        instalments.sort_by_key(|row| row.payment_id);
        (receipts, instalments)
    };
    let written = ledger().await;
    assert!(written.0.len() > 1_000);
    db::migrate_down(&db, 9).await.unwrap();
    db::migrate(&db).await.unwrap();
    assert!(ledger().await == written, "the ledger differs");
}

pub async fn two_servers_start_at_once(server: &Server) {
    let url = server.create().await;
    let starts = (0..4).map(|_| {
        let url = url.clone();
        tokio::spawn(async move {
            let db = connect(&url).await;
            db::migrate(&db).await.unwrap();
            demo::build(&db, 5, false, |_| {}).await.unwrap();
        })
    });
    for start in futures::future::join_all(starts).await {
        start.unwrap();
    }
    let db = connect(&url).await;
    let status = db::migration_status(&db).await.unwrap();
    assert!(status.iter().all(|(_, applied)| *applied));
    let leases = lease::Entity::find().all(&db).await.unwrap();
    assert_eq!(leases.len(), 1);
    assert_eq!(leases[0].expires_at_ms, 0, "the lease was given back");
    assert_eq!(
        customer_profile::Entity::find()
            .all(&db)
            .await
            .unwrap()
            .len(),
        5
    );
}

pub async fn labels_and_keys_are_enforced(server: &Server) {
    let db = server.empty().await;
    demo::build(&db, 3, false, |_| {}).await.unwrap();
    let refused = [
        // Labels outside of their list
        customer_profile::Entity::update_many()
            .col_expr(
                customer_profile::Column::HousingStatus,
                Expr::value("Castle"),
            )
            .exec(&db)
            .await
            .is_err(),
        customer_profile::Entity::update_many()
            .col_expr(customer_profile::Column::CreditScore, Expr::value(851))
            .exec(&db)
            .await
            .is_err(),
        loan_application::Entity::update_many()
            .col_expr(loan_application::Column::LoanStatus, Expr::value("active"))
            .exec(&db)
            .await
            .is_err(),
        repayment_history::Entity::update_many()
            .col_expr(
                repayment_history::Column::PaymentStatus,
                Expr::value("Paid"),
            )
            .exec(&db)
            .await
            .is_err(),
        // Keys that are taken
        customer_profile::Entity::update_many()
            .col_expr(
                customer_profile::Column::ExternalId,
                Expr::value("DEMO-C-1"),
            )
            .exec(&db)
            .await
            .is_err(),
        repayment_history::Entity::update_many()
            .col_expr(repayment_history::Column::InstallmentNumber, Expr::value(1))
            .exec(&db)
            .await
            .is_err(),
        // Parents that do not exist
        loan_application::Entity::update_many()
            .col_expr(loan_application::Column::CustomerId, Expr::value(99_i64))
            .exec(&db)
            .await
            .is_err(),
        customer_profile::Entity::delete_many()
            .filter(customer_profile::Column::CustomerId.eq(1))
            .exec(&db)
            .await
            .is_err(),
        // A second book
        db.execute_unprepared(
            "INSERT INTO book (id, name, currency, currency_exponent) VALUES (2, 'x', 'EUR', 2)",
        )
        .await
        .is_err(),
    ];
    assert_eq!(refused, [true; 9]);
}
