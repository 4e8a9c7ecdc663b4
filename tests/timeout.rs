//! A statement that takes too long is ended by the database, and said to be TIMEOUT.

use crate::database::{Backend, Server, connect_for};
use loanbook::error::{Code, Error};
use sea_orm::{ConnectionTrait, Statement};
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
    // SQLite runs in the process, and nothing there ends a statement.
    if server.backend != Backend::Sqlite {
        let begun = Instant::now();
        let error = Error::from(run(ENDLESS).await.unwrap_err());
        assert_eq!(error.code, Code::Timeout, "{error:?}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
    // A quick one is answered, on the connection that was interrupted too.
    let row = run("SELECT COUNT(*) AS loans FROM loan_application")
        .await
        .unwrap();
    assert_eq!(row.unwrap().try_get::<i64>("", "loans").unwrap(), 1000);
}
