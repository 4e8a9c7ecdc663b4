//! Column types that mean the same on every database.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend, Statement},
};

/// Text compared and ordered by code point: codes and keys that differ in case differ.
pub(crate) fn text(manager: &SchemaManager<'_>, name: impl IntoIden, length: u32) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.string_len(length);
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// A stamp in UTC without a zone, to the microsecond.
/// (MySQL's `TIMESTAMP` ends in 2038, and its `DATETIME` keeps whole seconds unless told.)
pub(crate) fn utc_stamp(manager: &SchemaManager<'_>, name: impl IntoIden) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    match manager.get_database_backend() {
        DbBackend::MySql => column.custom("DATETIME(6)"),
        _ => column.timestamp(),
    };
    column
}

/// A table whose text columns compare by code point on MySQL and MariaDB too,
/// blanks at the end included.
pub(crate) async fn table(
    manager: &SchemaManager<'_>,
    name: impl IntoTableRef,
) -> Result<TableCreateStatement, DbErr> {
    let mut table = Table::create();
    table.table(name).if_not_exists();
    if manager.get_database_backend() == DbBackend::MySql {
        table
            .engine("InnoDB")
            .character_set("utf8mb4")
            .collate(binary_collation(manager).await?);
    }
    Ok(table)
}

/// MySQL and MariaDB name it differently.
async fn binary_collation(manager: &SchemaManager<'_>) -> Result<&'static str, DbErr> {
    let statement = Statement::from_string(DbBackend::MySql, "SELECT VERSION() AS server_version");
    let row = manager.get_connection().query_one_raw(statement).await?;
    let version: String = match row {
        Some(row) => row.try_get("", "server_version")?,
        None => String::new(),
    };
    Ok(if version.contains("MariaDB") {
        "utf8mb4_nopad_bin"
    } else {
        "utf8mb4_0900_bin"
    })
}

/// The column holds one of `values`, or nothing where it may be empty.
pub(crate) fn one_of(column: impl IntoColumnRef, values: &[&'static str]) -> Expr {
    Expr::col(column).is_in(values.iter().copied())
}

/// Creates an index named `table_columns_index` after what it covers.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let name = index_name(table, columns);
    if manager.has_index(table, &name).await? {
        return Ok(());
    }
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}

/// Adds the columns that the table does not have yet, one statement each: SQLite takes no more.
pub(crate) async fn add_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    for column in columns {
        if !manager.has_column(table, column.get_column_name()).await? {
            let mut alter = Table::alter();
            alter.table(table).add_column(column);
            manager.alter_table(alter).await?;
        }
    }
    Ok(())
}

/// Drops columns that [`add_columns`] added.
pub(crate) async fn drop_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    for column in columns {
        if manager.has_column(table, column).await? {
            let mut alter = Table::alter();
            alter.table(table).drop_column(*column);
            manager.alter_table(alter).await?;
        }
    }
    Ok(())
}

/// Drops an index that [`index`] created.
pub(crate) async fn drop_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let name = index_name(table, columns);
    if manager.has_index(table, &name).await? {
        let mut index = Index::drop();
        index.name(name).table(table);
        manager.drop_index(index).await?;
    }
    Ok(())
}

/// Within the 63 bytes that PostgreSQL keeps of a name.
fn index_name(table: &str, columns: &[&str]) -> String {
    let name = format!("{table}_{}_index", columns.join("_"));
    if name.len() <= 63 {
        return name;
    }
    format!("{table}_{}_and_more_index", columns[0])
}
