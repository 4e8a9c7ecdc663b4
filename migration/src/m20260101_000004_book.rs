//! The settings of the book: one row, so that a new database can be asked at once.

use crate::column::{table, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, Book::Table).await?;
        create
            .col(ColumnDef::new(Book::Id).integer().not_null().primary_key())
            .col(text(manager, Book::Name, 200).not_null())
            .col(text(manager, Book::Currency, 3).not_null())
            .col(ColumnDef::new(Book::CurrencyExponent).integer().not_null())
            .col(ColumnDef::new(Book::ReportingDate).date())
            .col(ColumnDef::new(Book::DemoLoans).big_integer())
            .check(Expr::col(Book::Id).eq(1))
            .check(Expr::col(Book::CurrencyExponent).between(0, 4));
        manager.create_table(create).await?;
        let insert = Query::insert()
            .into_table(Book::Table)
            .columns([Book::Id, Book::Name, Book::Currency, Book::CurrencyExponent])
            .values_panic([1.into(), "Loan book".into(), "EUR".into(), 2.into()])
            .on_conflict(
                OnConflict::column(Book::Id)
                    .do_nothing_on([Book::Id])
                    .to_owned(),
            )
            .to_owned();
        manager.execute(insert).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Book::Table).if_exists().to_owned())
            .await
    }
}

#[derive(DeriveIden)]
enum Book {
    Table,
    Id,
    Name,
    Currency,
    CurrencyExponent,
    ReportingDate,
    DemoLoans,
}
