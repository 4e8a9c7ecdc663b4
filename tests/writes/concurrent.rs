//! Many writers at once, on the same loan, with the same key, and in each other's way.

use super::bank::{Bank, PAYMENT, minor};
use crate::{
    app::{TestApp, date},
    database::{Backend, Server, connect},
};
use entity::{book, customer_profile};
use futures::future::join_all;
use loanbook::{
    auth::Collector,
    config::DatabaseConfig,
    db::{Purpose, begin_write},
    error::{Code, Error},
    service::{Ctx, demo, payment, write::Order},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use std::time::Duration;

pub async fn writers_at_once_lose_nothing(server: &Server) {
    let bank = Bank::new(server, 12).await;
    let loan = bank.new_loan("Srinivasa Ramanujan", "2025-06-10").await;
    // Eight on the same loan, eight on different ones; 8 × 20.00 are paid on the one.
    let same = (0..8).map(|number| {
        let input = json!({"loanId": loan, "amount": "20.00", "receivedDate": "2025-11-20",
            "idempotencyKey": format!("same {number}")});
        bank.write("recordPayment", input, PAYMENT)
    });
    let different = (1..=8).map(|number| {
        let input = json!({"loanId": format!("loan:{number}"), "amount": "1.00",
            "receivedDate": "2025-11-20", "idempotencyKey": format!("different {number}")});
        bank.try_write("recordPayment", input, PAYMENT)
    });
    let (same, different) = tokio::join!(join_all(same), join_all(different));
    for payload in &same {
        assert_eq!(minor(&payload["payment"]["amount"]), 2_000);
    }
    for answer in different {
        let code = &answer["errors"][0]["extensions"]["code"];
        // One of the demo's may be charged off.
        assert!(
            answer.get("errors").is_none() || code == "CONFLICT",
            "{answer}"
        );
    }
    let (principal, interest, _) = bank.received(&loan, "2025-11-23").await;
    assert_eq!(principal + interest, 16_000);
    assert_eq!(interest, 1_200 + 1_105);
    bank.assert_sums().await;
    bank.assert_sound().await;
}

pub async fn the_same_key_at_once_is_one_payment(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let loan = bank.new_loan("Paul Erdős", "2025-06-10").await;
    let recorded = (0..6).map(|_| {
        let input = json!({"loanId": loan, "amount": "30.00", "receivedDate": "2025-11-20",
            "idempotencyKey": "one"});
        bank.write("recordPayment", input, PAYMENT)
    });
    let recorded = join_all(recorded).await;
    assert!(recorded.iter().all(|payload| *payload == recorded[0]));
    assert_eq!(bank.rows().await.payments.len(), 1);
    // What the second finds done is no refusal either.
    let id = &recorded[0]["payment"]["id"];
    let reversed = (0..6).map(|_| {
        let input = json!({"paymentId": id, "idempotencyKey": "undo"});
        bank.write("reversePayment", input, PAYMENT)
    });
    let reversed = join_all(reversed).await;
    assert!(reversed.iter().all(|payload| *payload == reversed[0]));
    let customers = (0..6).map(|_| {
        let input =
            json!({"fullName": "Nicolas Bourbaki", "externalId": "B", "idempotencyKey": "b"});
        bank.write("createCustomer", input, "{ customer { id } change { id } }")
    });
    let customers = join_all(customers).await;
    assert!(customers.iter().all(|payload| *payload == customers[0]));
    bank.assert_sound().await;
}

/// A transaction that the database gives up for another one's sake is run again.
pub async fn a_writer_that_is_given_up_tries_again(server: &Server) {
    let url = server.create().await;
    let db = connect(&url).await;
    loanbook::db::migrate(&db).await.unwrap();
    demo::build(&db, 40, false, |_| {}).await.unwrap();
    // One connection, so that it is always the one below.
    let config = DatabaseConfig {
        database_url: url,
        max_connections: 1,
    };
    let one = loanbook::db::connect(&config, Purpose::default()).await;
    let app = TestApp::new(one.unwrap());
    if server.backend == Backend::Sqlite {
        // Else it would wait ten seconds for the other one's lock before it is given up.
        let impatient = "PRAGMA busy_timeout = 0";
        app.ctx.db.execute_unprepared(impatient).await.unwrap();
    }
    // The other has changed much, holds the book, and then wants the loan that
    // the payment holds while it waits for the book: the payment is given up.
    let other = begin_write(&db).await.unwrap();
    customer_profile::Entity::update_many()
        .col_expr(customer_profile::Column::Age, Expr::value(50))
        .exec(&other)
        .await
        .unwrap();
    book::Entity::update_many()
        .col_expr(book::Column::Name, Expr::value("Renamed"))
        .filter(book::Column::Id.eq(1))
        .exec(&other)
        .await
        .unwrap();
    let recorded = tokio::spawn(pay(app.ctx.clone(), "given up"));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!recorded.is_finished(), "it waits, or tries again");
    other
        .execute_unprepared(
            "UPDATE loan_application SET observed_default = FALSE WHERE loan_id = 1",
        )
        .await
        .unwrap();
    other.commit().await.unwrap();
    let written = recorded.await.unwrap().unwrap();
    assert_eq!(written.view.payment.amount_minor, 100);
    assert_eq!(written.view.loan.observed_default, Some(false));

    if server.backend == Backend::Sqlite {
        let other = begin_write(&db).await.unwrap();
        let error = pay(app.ctx.clone(), "for nothing").await.unwrap_err();
        assert_eq!(error.code, Code::Unavailable);
        assert!(error.message.contains("try again"), "{error}");
        other.rollback().await.unwrap();
        pay(app.ctx.clone(), "for nothing").await.unwrap();
    }
}

async fn pay(ctx: Ctx, key: &str) -> Result<payment::WrittenPayment, Error> {
    let new = payment::NewPayment {
        loan_id: 1,
        amount_minor: 100,
        late_fee_minor: 0,
        received_date: date("2025-11-20"),
    };
    let order = Order {
        idempotency_key: key.to_owned(),
        dry_run: false,
    };
    let ctx = ctx.demand::<Collector>("recordPayment").await?;
    payment::record_payment(&ctx, new, &order).await
}

/// Serialisable transactions fail when they overlap; each is run again until it stands alone.
pub async fn serialisation_failures_are_tried_again(server: &Server) {
    let url = server.create().await;
    let db = connect(&url).await;
    loanbook::db::migrate(&db).await.unwrap();
    demo::build(&db, 3, false, |_| {}).await.unwrap();
    if server.backend != Backend::PostgreSql {
        return;
    }
    let name = url.rsplit('/').next().unwrap();
    db.execute_unprepared(&format!(
        "ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"
    ))
    .await
    .unwrap();
    let db = connect(&url).await;
    let bank = Bank {
        app: TestApp::new(db.clone()),
        db,
    };
    let loan = bank.new_loan("Évariste Galois", "2025-06-10").await;
    let payments = (0..3).map(|number| {
        let input = json!({"loanId": loan, "amount": "10.00", "receivedDate": "2025-11-20",
            "idempotencyKey": format!("serial {number}")});
        bank.write("recordPayment", input, PAYMENT)
    });
    join_all(payments).await;
    let (principal, interest, _) = bank.received(&loan, "2025-11-23").await;
    assert_eq!(principal + interest, 3_000);
    bank.assert_sound().await;
}
