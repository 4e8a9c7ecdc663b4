//! The demo book: built once, exact, never over another book.

use crate::database::{Backend, Server};
use loanbook::{
    db::begin_read,
    error::Code,
    service::{
        book,
        demo::{self, Outcome},
        export::{self, Form, Table},
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseConnection, EntityTrait, Statement,
};
use sha2::{Digest, Sha256};

pub async fn built_once_and_never_over_another_book(server: &Server) {
    let db = server.empty().await;
    let built = demo::build(&db, 30, false, |_| {}).await.unwrap();
    assert!(matches!(built, Outcome::Built { records, .. } if records.loans == 30));
    let before = csv(&db, Table::Repayments).await;
    let again = demo::build(&db, 30, false, |_| {}).await.unwrap();
    assert!(matches!(again, Outcome::Unchanged(records) if records.customers == 30));
    assert_eq!(csv(&db, Table::Repayments).await, before);

    let other_size = demo::build(&db, 31, false, |_| {}).await.unwrap_err();
    assert_eq!(other_size.code, Code::Conflict);
    assert!(other_size.message.contains("--replace"), "{other_size}");

    // A new row gets an identifier above those of the demo.
    let own = entity::customer_profile::ActiveModel {
        external_id: Set("OWN-1".to_owned()),
        full_name: Set("Own Customer".to_owned()),
        search_name: Set("own customer".to_owned()),
        account_created_date: Set("2024-01-01".parse().unwrap()),
        ..Default::default()
    };
    assert_eq!(own.insert(&db).await.unwrap().customer_id, 31);
    let changed = demo::build(&db, 30, false, |_| {}).await.unwrap_err();
    assert_eq!(changed.code, Code::Conflict);
    let kept = entity::customer_profile::Entity::find_by_id(31_i64)
        .one(&db)
        .await
        .unwrap();
    assert!(kept.is_some());

    let replaced = demo::build(&db, 31, true, |_| {}).await.unwrap();
    assert!(matches!(replaced, Outcome::Built { records, .. } if records.loans == 31));
}

pub async fn exports_the_reference_files(server: &Server) {
    let db = server.demo().await;
    for (table, sha256) in [
        (
            Table::Customers,
            "c361d4203608734b8eaa50e952e1f597d2ccb42db06dffa7e0f1160ce2fa38bf",
        ),
        (
            Table::Loans,
            "c7e933002d99c9850f02f9cd4c23a50968df132829c36975c5a5f828e4d93c6e",
        ),
        (
            Table::Repayments,
            "e11161a4fe4c988fe8783a9dd13f007506de6598a90bd6e4e9d69bfdab7d595d",
        ),
    ] {
        let digest = Sha256::digest(csv(&db, table).await);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, sha256, "{}", table.name());
    }
}

pub async fn larger_books_begin_with_the_same_loans(server: &Server) {
    let (small, large) = (server.empty().await, server.empty().await);
    demo::build(&small, 20, false, |_| {}).await.unwrap();
    let mut last = std::sync::atomic::AtomicU64::new(0);
    demo::build(&large, 1100, false, |written| {
        last.store(written, std::sync::atomic::Ordering::Relaxed);
    })
    .await
    .unwrap();
    for table in Form::Documented.tables() {
        let small = csv(&small, *table).await;
        assert!(
            csv(&large, *table).await.starts_with(&small),
            "{}",
            table.name()
        );
    }
    let rows = loanbook::service::book::count_records(&large)
        .await
        .unwrap()
        .repayments;
    assert_eq!(*last.get_mut(), rows, "progress ends at the number of rows");
}

pub async fn indexes_and_keys_are_as_they_were(server: &Server) {
    let db = server.empty().await;
    db.execute_unprepared(
        "CREATE TABLE in_the_way (loan_id BIGINT NOT NULL,
            FOREIGN KEY (loan_id) REFERENCES loan_application (loan_id))",
    )
    .await
    .unwrap();
    let before = structure(server, &db).await;
    assert!(before.len() > 15, "{before:#?}");
    for (loans, replace) in [(2, false), (3, true)] {
        demo::build(&db, loans, replace, |_| {}).await.unwrap();
        assert_eq!(structure(server, &db).await, before);
    }
    // A build that fails on the way, here because a loan cannot be deleted, changes nothing.
    db.execute_unprepared("INSERT INTO in_the_way VALUES (1)")
        .await
        .unwrap();
    demo::build(&db, 4, true, |_| {}).await.unwrap_err();
    assert_eq!(structure(server, &db).await, before);
    assert_eq!(book::count_records(&db).await.unwrap().loans, 3);
}

/// Every index, and every constraint on PostgreSQL, in the database's own words.
async fn structure(server: &Server, db: &DatabaseConnection) -> Vec<String> {
    let catalogue = match server.backend {
        Backend::Sqlite => {
            "SELECT COALESCE(sql, name) AS words FROM sqlite_schema
             WHERE type = 'index' ORDER BY tbl_name, rowid"
        }
        Backend::PostgreSql => {
            "SELECT indexdef AS words FROM pg_indexes WHERE schemaname = current_schema()
             UNION ALL
             SELECT CONCAT_WS(' ', CAST(conrelid AS regclass), conname, convalidated,
                pg_get_constraintdef(oid))
             FROM pg_constraint WHERE connamespace = CAST(current_schema() AS regnamespace)
             ORDER BY words"
        }
        Backend::MariaDb | Backend::MySql => {
            "SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique)
                AS words
             FROM information_schema.statistics
             WHERE table_schema = DATABASE() ORDER BY words"
        }
    };
    let statement = Statement::from_string(db.get_database_backend(), catalogue);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "words").unwrap())
        .collect()
}

pub async fn csv(db: &sea_orm::DatabaseConnection, table: Table) -> Vec<u8> {
    let exponent = book::read(db).await.unwrap().currency_exponent();
    let view = begin_read(db).await.unwrap();
    let mut file = Vec::new();
    export::write_csv(&view, exponent, (table, Form::Documented), &mut file)
        .await
        .unwrap();
    file
}
