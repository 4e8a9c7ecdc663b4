//! Many rows in one statement.

use chrono::Datelike;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, DbBackend, DbErr, EntityName, EntityTrait,
    IdenStatic, Iterable, QueryTrait, Statement, Value,
    sea_query::{MysqlQueryBuilder, QueryBuilder},
};
use std::iter::Peekable;

/// Rows written by one statement: with them, the widest table stays below every database's
/// limit of parameters.
pub const ROWS_PER_INSERT: usize = 1000;

/// Length at which a statement of literals ends: far below what a server takes at once, which is
/// 16 MiB and more.
const BYTES_PER_INSERT: usize = 1 << 20;

/// A statement that writes rows.
#[derive(Debug)]
pub struct Insert {
    statement: Statement,
    /// How many rows it writes.
    pub n_rows: usize,
}

impl Insert {
    /// Sends it.
    ///
    /// # Errors
    /// When the database refuses a row.
    pub async fn run(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        match self.statement.values {
            Some(_) => db.execute_raw(self.statement).await?,
            None => db.execute_unprepared(&self.statement.sql).await?,
        };
        Ok(())
    }
}

/// Writes rows, as many at a time as a statement takes.
///
/// # Errors
/// When the database refuses one.
pub async fn insert_all<Row: ActiveModelTrait>(
    db: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = Row>,
) -> Result<(), DbErr> {
    for insert in inserts(rows, db.get_database_backend()) {
        insert.run(db).await?;
    }
    Ok(())
}

/// The statements that write rows, which all set the same columns; made one after another as
/// they are asked for.
pub fn inserts<Row: ActiveModelTrait>(
    rows: impl IntoIterator<Item = Row>,
    backend: DbBackend,
) -> impl Iterator<Item = Insert> {
    let mut rows = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        rows.peek()?;
        Some(match backend {
            DbBackend::MySql => of_literals(&mut rows),
            _ => of_parameters(&mut rows, backend),
        })
    })
}

fn of_parameters<Row: ActiveModelTrait>(
    rows: impl Iterator<Item = Row>,
    backend: DbBackend,
) -> Insert {
    let rows: Vec<Row> = rows.take(ROWS_PER_INSERT).collect();
    Insert {
        n_rows: rows.len(),
        statement: sea_orm::Insert::many(rows).build(backend),
    }
}

/// MySQL and MariaDB parse sixteen thousand parameters, and describe each to the client, anew for
/// every statement, which takes longer than to write the rows. Here they get literals, and every
/// text as hexadecimal digits: none of a tape is ever read as SQL.
fn of_literals<Row: ActiveModelTrait>(rows: &mut Peekable<impl Iterator<Item = Row>>) -> Insert {
    let columns: Vec<_> = <Row::Entity as EntityTrait>::Column::iter()
        .filter(|column| {
            rows.peek()
                .is_some_and(|row| !row.get(*column).is_not_set())
        })
        .collect();
    let names: Vec<String> = columns
        .iter()
        .map(|column| format!("`{}`", column.as_str()))
        .collect();
    let table = <Row::Entity as Default>::default();
    let mut sql = format!(
        "INSERT INTO `{}` ({}) VALUES ",
        table.table_name(),
        names.join(", ")
    );
    let mut n_rows = 0;
    while n_rows < ROWS_PER_INSERT && sql.len() < BYTES_PER_INSERT {
        let Some(row) = rows.next() else { break };
        sql.push_str(if n_rows == 0 { "(" } else { ",(" });
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                sql.push(',');
            }
            push_literal(&mut sql, row.get(*column));
        }
        sql.push(')');
        n_rows += 1;
    }
    Insert {
        statement: Statement {
            sql,
            values: None,
            db_backend: DbBackend::MySql,
        },
        n_rows,
    }
}

fn push_literal(sql: &mut String, value: ActiveValue<Value>) {
    let (ActiveValue::Set(value) | ActiveValue::Unchanged(value)) = value else {
        return sql.push_str("DEFAULT");
    };
    match value {
        Value::String(Some(text)) => {
            sql.push_str("_utf8mb4 x'");
            sql.extend(text.bytes().flat_map(digits));
            sql.push('\'');
        }
        // A number is read faster than text; of less than eight digits it would be another day.
        Value::ChronoDate(Some(day)) if (1000..=9999).contains(&day.year()) => {
            sql.push_str(&day.format("%Y%m%d").to_string());
        }
        other => sql.push_str(&MysqlQueryBuilder.value_to_string(&other)),
    }
}

/// A byte as two hexadecimal digits.
fn digits(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0'))
}

#[cfg(test)]
mod tests {
    use super::push_literal;
    use chrono::NaiveDate;
    use sea_orm::{ActiveValue, Value};

    #[test]
    fn text_is_never_sql() {
        let literal = |value: Value| {
            let mut sql = String::new();
            push_literal(&mut sql, ActiveValue::Set(value));
            sql
        };
        assert_eq!(literal("'); --é".into()), "_utf8mb4 x'27293b202d2dc3a9'");
        assert_eq!(literal(String::new().into()), "_utf8mb4 x''");
        assert_eq!(literal((-7_i64).into()), "-7");
        assert_eq!(literal(true.into()), "TRUE");
        assert_eq!(literal(Value::String(None)), "NULL");
        assert_eq!(literal(Value::ChronoDate(None)), "NULL");
        let day = |year| NaiveDate::from_ymd_opt(year, 2, 1).map(Value::from);
        assert_eq!(day(2024).map(literal), Some("20240201".to_owned()));
        assert_eq!(day(987).map(literal), Some("'0987-02-01'".to_owned()));
    }
}
