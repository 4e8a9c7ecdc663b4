//! One statement in the words of each database: `:name` parameters, and the
//! functions that databases name differently.

use sea_orm::DbBackend;

/// A statement in the words of one database.
pub(super) struct Spelled {
    pub(super) sql: String,
    /// Names in the order of the placeholders; one that is used twice stands here twice.
    pub(super) parameters: Vec<String>,
}

/// Spells a statement of `sql/`, without its comments.
pub(super) fn spell(text: &str, backend: DbBackend) -> Spelled {
    let mut sql = String::with_capacity(text.len());
    let mut parameters = Vec::new();
    for line in text.lines() {
        let mut rest = line.split_once("--").map_or(line, |(code, _)| code);
        while let Some((before, after)) = rest.split_once(':') {
            let end = after
                .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
                .unwrap_or(after.len());
            let (name, remainder) = after.split_at(end);
            parameters.push(name.to_owned());
            sql.push_str(before);
            match backend {
                DbBackend::Postgres => sql.push_str(&format!("${}", parameters.len())),
                _ => sql.push('?'),
            }
            rest = remainder;
        }
        sql.push_str(rest.trim_end());
        sql.push('\n');
    }
    Spelled {
        sql: spell_functions(&sql, backend),
        parameters,
    }
}

/// Spells the functions that databases name differently. The files use MySQL's
/// words where it has one:
///
/// - `DATEDIFF(later, earlier)`: days between two dates
/// - `ADD_DAYS(date, days)`
/// - `LAST_DAY(date)`: last day of its month
/// - `DAYOFMONTH(date)`: 1 to 31
/// - `MONTH_NUMBER(date)`: months since the year 0
/// - `MINUTES_BETWEEN(later, earlier)`: whole minutes between two stamps
/// - `DIV(number, divisor)`: the whole part of the quotient
fn spell_functions(sql: &str, backend: DbBackend) -> String {
    const NAMES: [&str; 7] = [
        "DATEDIFF(",
        "ADD_DAYS(",
        "LAST_DAY(",
        "DAYOFMONTH(",
        "MONTH_NUMBER(",
        "MINUTES_BETWEEN(",
        "DIV(",
    ];
    let first = NAMES
        .iter()
        .filter_map(|name| sql.find(name).map(|at| (at, *name)))
        .min();
    let Some((at, name)) = first else {
        return sql.to_owned();
    };
    let inside = &sql[at + name.len()..];
    let (arguments, end) = split_arguments(inside);
    let spelled: Vec<_> = arguments
        .iter()
        .map(|argument| spell_functions(argument.trim(), backend))
        .collect();
    let spelled: Vec<_> = spelled.iter().map(String::as_str).collect();
    let call = match backend {
        DbBackend::Sqlite => spell_for_sqlite(name, &spelled),
        DbBackend::Postgres => spell_for_postgres(name, &spelled),
        _ => spell_for_mysql(name, &spelled),
    };
    let before = &sql[..at];
    let after = spell_functions(&inside[end..], backend);
    format!("{before}{call}{after}")
}

fn spell_for_sqlite(name: &str, arguments: &[&str]) -> String {
    match (name, arguments) {
        ("DATEDIFF(", [later, earlier]) => {
            format!("CAST(julianday({later}) - julianday({earlier}) AS INTEGER)")
        }
        ("ADD_DAYS(", [date, days]) => format!("date(julianday({date}) + {days})"),
        ("LAST_DAY(", [date]) => format!("date({date}, 'start of month', '+1 month', '-1 day')"),
        ("DAYOFMONTH(", [date]) => format!("CAST(SUBSTR({date}, 9, 2) AS INTEGER)"),
        ("MONTH_NUMBER(", [date]) => format!(
            "(CAST(SUBSTR({date}, 1, 4) AS INTEGER) * 12 \
             + CAST(SUBSTR({date}, 6, 2) AS INTEGER) - 1)"
        ),
        // Days as a number are good to the millisecond.
        ("MINUTES_BETWEEN(", [later, earlier]) => format!(
            "(CAST(ROUND((julianday({later}) - julianday({earlier})) * 86400000.0) AS INTEGER) \
             / 60000)"
        ),
        ("DIV(", [number, divisor]) => format!("(({number}) / ({divisor}))"),
        _ => format!("{name}{})", arguments.join(", ")),
    }
}

fn spell_for_postgres(name: &str, arguments: &[&str]) -> String {
    match (name, arguments) {
        ("DATEDIFF(", [later, earlier]) => format!("({later} - {earlier})"),
        ("ADD_DAYS(", [date, days]) => format!("({date} + CAST({days} AS INTEGER))"),
        ("LAST_DAY(", [date]) => {
            format!("CAST(DATE_TRUNC('month', {date}) + INTERVAL '1 month - 1 day' AS DATE)")
        }
        ("DAYOFMONTH(", [date]) => format!("CAST(EXTRACT(DAY FROM {date}) AS INTEGER)"),
        ("MONTH_NUMBER(", [date]) => format!(
            "CAST(EXTRACT(YEAR FROM {date}) * 12 + EXTRACT(MONTH FROM {date}) - 1 AS INTEGER)"
        ),
        ("MINUTES_BETWEEN(", [later, earlier]) => {
            format!("CAST(TRUNC(EXTRACT(EPOCH FROM ({later} - {earlier})) / 60) AS BIGINT)")
        }
        _ => format!("{name}{})", arguments.join(", ")),
    }
}

fn spell_for_mysql(name: &str, arguments: &[&str]) -> String {
    match (name, arguments) {
        ("ADD_DAYS(", [date, days]) => format!("DATE_ADD({date}, INTERVAL {days} DAY)"),
        // Years and months are unsigned there, and a difference of such must not be negative.
        ("MONTH_NUMBER(", [date]) => {
            format!("(CAST(YEAR({date}) AS SIGNED) * 12 + CAST(MONTH({date}) AS SIGNED) - 1)")
        }
        ("MINUTES_BETWEEN(", [later, earlier]) => {
            format!("TIMESTAMPDIFF(MINUTE, {earlier}, {later})")
        }
        ("DIV(", [number, divisor]) => format!("(({number}) DIV ({divisor}))"),
        _ => format!("{name}{})", arguments.join(", ")),
    }
}

/// Splits a call's arguments at its own commas; `end` is just after its bracket.
fn split_arguments(inside: &str) -> (Vec<&str>, usize) {
    let (mut depth, mut from, mut arguments) = (0, 0, Vec::new());
    for (at, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => {
                arguments.push(&inside[from..at]);
                return (arguments, at + 1);
            }
            ')' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(&inside[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    (arguments, inside.len())
}

#[cfg(test)]
mod tests {
    use super::{spell, spell_functions};
    use sea_orm::DbBackend;

    const MYSQL: DbBackend = DbBackend::MySql;
    const POSTGRES: DbBackend = DbBackend::Postgres;
    const SQLITE: DbBackend = DbBackend::Sqlite;

    #[test]
    fn a_parameter_is_bound_as_often_as_it_is_used() {
        let text = "SELECT a -- of :nobody\nWHERE b = :as_of AND c < :as_of OR d = :limit2";
        let spelled = spell(text, POSTGRES);
        assert_eq!(spelled.sql, "SELECT a\nWHERE b = $1 AND c < $2 OR d = $3\n");
        assert_eq!(spelled.parameters, ["as_of", "as_of", "limit2"]);
        assert_eq!(spell("x = :y", MYSQL).sql, "x = ?\n");
    }

    #[test]
    fn date_functions_nest() {
        let text = "DATEDIFF(ADD_DAYS(a, 61), b) + LAST_DAY(c)";
        for (backend, expected) in [
            (
                MYSQL,
                "DATEDIFF(DATE_ADD(a, INTERVAL 61 DAY), b) + LAST_DAY(c)",
            ),
            (
                POSTGRES,
                "((a + CAST(61 AS INTEGER)) - b) + CAST(DATE_TRUNC('month', c) \
                 + INTERVAL '1 month - 1 day' AS DATE)",
            ),
            (
                SQLITE,
                "CAST(julianday(date(julianday(a) + 61)) - julianday(b) AS INTEGER) \
                 + date(c, 'start of month', '+1 month', '-1 day')",
            ),
        ] {
            assert_eq!(spell_functions(text, backend), expected);
        }
    }
}
