//! A statement that takes too long is ended by the database, and said to be TIMEOUT.

use crate::{
    RUNTIME,
    database::{Server, connect, connect_for},
};
use loanbook::{
    db,
    error::{Code, Error},
    service::{book, demo},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement};
use std::time::{Duration, Instant};

/// Nine million million rows, added up: more than any database does in a second.
const ENDLESS: &str = "SELECT SUM(a.payment_id * b.loan_id + c.days_past_due) AS n
    FROM repayment_history AS a
    CROSS JOIN repayment_history AS b
    CROSS JOIN repayment_history AS c";

pub async fn slow_statements_are_ended(server: &Server) {
    let db = connect_for(server.demo_url().await, Duration::from_secs(1)).await;
    let run = async |sql: &str| {
        let statement = Statement::from_string(db.get_database_backend(), sql);
        db.query_one_raw(statement).await
    };
    let begun = Instant::now();
    let error = Error::from(run(ENDLESS).await.unwrap_err());
    assert_eq!(error.code, Code::Timeout, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
    // A quick one is answered, on the connection that was interrupted too.
    let row = run("SELECT COUNT(*) AS loans FROM loan_application")
        .await
        .unwrap();
    assert_eq!(row.unwrap().try_get::<i64>("", "loans").unwrap(), 1000);
}

/// On SQLite a write that is ended undoes its transaction, and the next one is sound.
/// (MySQL ends no writes.)
pub fn an_interrupted_transaction_is_undone() {
    let file = std::env::temp_dir().join(format!("loanbook_ended_{}.db", std::process::id()));
    let url = format!("sqlite://{}", file.display());
    RUNTIME.block_on(async {
        let db = connect(&url).await;
        loanbook::db::migrate(&db).await.unwrap();
        demo::build(&db, 100, false, |_| {}).await.unwrap();
        db.close().await.unwrap();
        interrupt(&connect_for(&url, Duration::from_millis(300)).await).await;
    });
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
}

async fn interrupt(db: &DatabaseConnection) {
    let name = async || book::read(db).await.unwrap().book.name;
    let before = name().await;
    let set = async |transaction: &DatabaseTransaction, name: &str| {
        let update = format!("UPDATE book SET name = '{name}'");
        transaction.execute_unprepared(&update).await
    };
    // More often than there are connections: none of them may stay in a lost transaction.
    for _ in 0..6 {
        let transaction = db::begin_write(db).await.unwrap();
        set(&transaction, "lost").await.unwrap();
        let endless = format!("UPDATE book SET name = 'later' WHERE 0 < ({ENDLESS})");
        let error = transaction.execute_unprepared(&endless).await.unwrap_err();
        assert_eq!(Error::from(error).code, Code::Timeout);
        let _ = transaction.rollback().await;
        assert_eq!(name().await, before);
    }
    let transaction = db::begin_write(db).await.unwrap();
    set(&transaction, "kept").await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(name().await, "kept");
}
