//! What is counted and logged of each SQL statement, never with a value in it.

use super::{Metrics, REQUEST, milliseconds, request_id};
use crate::clock;
use sea_orm::DatabaseConnection;
use std::{
    future::Future,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

/// A statement that is given up before it has run so long is no news: its client has left.
const WORTH_A_LINE: Duration = Duration::from_millis(500);

tokio::task_local! {
    /// Name of the statement of `sql/` that this task sends.
    static NAME: &'static str;
}

/// Counts each statement of the connection, towards the request that sent it too, and
/// logs those that are slow. Many rows for MySQL ([`crate::db::Insert`]) are not seen here: the
/// library reports no statement that is sent unprepared.
pub fn watch(db: &mut DatabaseConnection, metrics: Metrics, slow_after: Duration) {
    db.set_metric_callback(move |info| {
        // Outside of a request (a subscription, a job) there is nothing to count for.
        let _ = REQUEST.try_with(|request| request.statements.fetch_add(1, Ordering::Relaxed));
        let is_slow = info.elapsed >= slow_after;
        metrics.statement(info.elapsed, info.failed, is_slow);
        if is_slow {
            let name = NAME.try_with(|name| (*name).to_owned());
            let statement = name.unwrap_or_else(|_| describe(&info.statement.sql));
            let duration_ms = milliseconds(info.elapsed);
            tracing::warn!(
                request.id = request_id(),
                sql.statement = statement,
                sql.failed = info.failed,
                duration_ms,
                "Slow statement {statement}: {duration_ms} ms"
            );
        }
    });
}

/// Sends a statement of `sql/` under its name.
pub async fn named<T>(name: &'static str, sending: impl Future<Output = T>) -> T {
    let mut pending = Pending {
        name,
        begun: clock::start(),
        is_done: false,
    };
    let answer = NAME.scope(name, sending).await;
    pending.is_done = true;
    answer
}

/// Says of a statement that its request ended first: no answer tells how long it took.
struct Pending {
    name: &'static str,
    begun: Instant,
    is_done: bool,
}

impl Drop for Pending {
    fn drop(&mut self) {
        let took = self.begun.elapsed();
        if self.is_done || took < WORTH_A_LINE {
            return;
        }
        let (name, duration_ms) = (self.name, milliseconds(took));
        tracing::warn!(
            request.id = request_id(),
            sql.statement = name,
            duration_ms,
            "Gave up the statement {name} after {duration_ms} ms"
        );
    }
}

/// What a statement without a name does, and to which table: its first word, and the
/// first name that stands where a table does.
fn describe(sql: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: Vec<&str> = sql.split_whitespace().collect();
    let first = words.first().copied().unwrap_or_default();
    let verb: String = first.chars().filter(|c| is_part(*c)).take(16).collect();
    let verb = verb.to_ascii_uppercase();
    let table = words.windows(2).find_map(|pair| {
        let is_before_table = ["FROM", "INTO", "TABLE", "UPDATE"]
            .iter()
            .any(|word| pair[0].eq_ignore_ascii_case(word));
        let name = pair[1].trim_matches(['"', '`', ';']);
        let is_name = !name.is_empty() && name.len() <= 64 && name.chars().all(is_part);
        (is_before_table && is_name).then_some(name)
    });
    match table {
        Some(table) => format!("{verb} {table}"),
        None => verb,
    }
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn a_statement_is_told_by_its_verb_and_table() {
        for (sql, words) in [
            (
                "SELECT COUNT(*) FROM \"loan_application\" WHERE x = ?",
                "SELECT loan_application",
            ),
            ("INSERT INTO `receipt` (`a`) VALUES (?)", "INSERT receipt"),
            ("UPDATE \"book\" SET \"id\" = $1", "UPDATE book"),
            ("delete\nfrom lease where name = ?", "DELETE lease"),
            ("SELECT 'Anna Smith'", "SELECT"),
            (
                "SELECT COUNT(*) FROM (SELECT 2 FROM `lease` WHERE name = ?) AS sub",
                "SELECT lease",
            ),
            ("SELECT 1 FROM 'Anna Smith'", "SELECT"),
            ("ANALYZE", "ANALYZE"),
            ("", ""),
        ] {
            assert_eq!(describe(sql), words, "{sql}");
        }
    }
}
