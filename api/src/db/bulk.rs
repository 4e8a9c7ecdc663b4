//! Many rows at once: what is set aside before they are written, and put right after.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, FromQueryResult,
    Statement,
};

/// An index or a foreign key, as the statements that drop it and make it again.
#[derive(Debug, FromQueryResult)]
pub struct Aside {
    drop_it: String,
    make_it: String,
}

/// Drops the indexes of the tables that many rows are about to be written to, until
/// [`put_back`] in the same transaction: an index of rows that are all there is sorted once,
/// instead of changed in another place for each row. `PostgreSQL`, which looks for each row's
/// parent by a statement, drops foreign keys too; all are checked by one when they are back.
/// Keys and labels are checked row by row all the same.
///
/// `PostgreSQL` keeps readers away from such a table until the transaction ends, so there it
/// is done only where there is nothing to read yet. MySQL and MariaDB would commit.
///
/// # Errors
/// When the database refuses.
pub async fn set_aside(
    transaction: &DatabaseTransaction,
    is_empty: bool,
) -> Result<Vec<Aside>, DbErr> {
    let backend = transaction.get_database_backend();
    let catalogue = match backend {
        DbBackend::Sqlite => SQLITE_CATALOGUE,
        DbBackend::Postgres if is_empty => POSTGRES_CATALOGUE,
        _ => return Ok(Vec::new()),
    };
    let aside = Aside::find_by_statement(Statement::from_string(backend, catalogue))
        .all(transaction)
        .await?;
    for one in &aside {
        transaction.execute_unprepared(&one.drop_it).await?;
    }
    Ok(aside)
}

/// Makes again what was set aside.
///
/// # Errors
/// When the database refuses, as where a foreign key is broken.
pub async fn put_back(transaction: &DatabaseTransaction, aside: Vec<Aside>) -> Result<(), DbErr> {
    for one in aside {
        transaction.execute_unprepared(&one.make_it).await?;
    }
    Ok(())
}

/// Indexes of constraints have no text, and stay.
const SQLITE_CATALOGUE: &str = "\
SELECT 'DROP INDEX \"' || name || '\"' AS drop_it, sql AS make_it
FROM sqlite_schema
WHERE type = 'index' AND sql IS NOT NULL
    AND tbl_name IN (
        'customer_profile', 'loan_application', 'repayment_history', 'receipt',
        'loan_month_state'
    )
ORDER BY rowid";

const POSTGRES_CATALOGUE: &str = "\
WITH bulk AS (
    SELECT CAST(name AS regclass) AS id
    FROM unnest(ARRAY['customer_profile', 'loan_application', 'repayment_history', 'receipt',
        'loan_month_state']) AS name
)
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', CAST(conrelid AS regclass),
        conname) AS drop_it,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', CAST(conrelid AS regclass), conname,
        pg_get_constraintdef(oid)) AS make_it
FROM pg_constraint
WHERE contype = 'f' AND conrelid IN (SELECT id FROM bulk)
UNION ALL
SELECT format('DROP INDEX %s', CAST(indexrelid AS regclass)), pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid IN (SELECT id FROM bulk)
    AND indexrelid NOT IN (SELECT conindid FROM pg_constraint)";

/// Lets the next row without a given identifier have one above all that are
/// there. Only PostgreSQL keeps a counter that rows with given ones leave behind.
///
/// # Errors
/// When the database refuses.
pub async fn advance_identities(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (table, column) in [
        ("customer_profile", "customer_id"),
        ("loan_application", "loan_id"),
        ("repayment_history", "payment_id"),
    ] {
        db.execute_unprepared(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), \
             COALESCE((SELECT MAX({column}) FROM {table}), 1))"
        ))
        .await?;
    }
    Ok(())
}

/// Has the database look at the rows anew, after many were written at once: until
/// then it plans statements as if the tables were empty.
///
/// # Errors
/// When the database refuses.
pub async fn refresh_statistics(db: &DatabaseConnection) -> Result<(), DbErr> {
    const TABLES: &str =
        "customer_profile, loan_application, repayment_history, receipt, loan_month_state";
    let statement = match db.get_database_backend() {
        DbBackend::MySql => format!("ANALYZE TABLE {TABLES}"),
        DbBackend::Postgres => format!("ANALYZE {TABLES}"),
        _ => "ANALYZE".to_owned(),
    };
    db.execute_unprepared(&statement).await?;
    Ok(())
}
