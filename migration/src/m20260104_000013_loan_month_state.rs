//! Loans that a tape reports month by month, and the buckets of such tapes.

use crate::column::{one_of, table, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Lending Club's labels of lateness, which meet no other scheme.
const BUCKETS: [(i32, &str, i32, i32); 5] = [
    (0, "current", 0, 0),
    (1, "1-15", 1, 15),
    (2, "16-30", 16, 30),
    (3, "31-120", 31, 120),
    (4, "121+", 121, 1_000_000),
];

const SCHEME: &str = "lc";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, LoanMonthState::Table).await?;
        create
            .col(
                ColumnDef::new(LoanMonthState::LoanId)
                    .big_integer()
                    .not_null(),
            )
            .col(ColumnDef::new(LoanMonthState::AsOf).date().not_null())
            .col(
                ColumnDef::new(LoanMonthState::BalanceMinor)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(LoanMonthState::DaysPastDue)
                    .integer()
                    .not_null(),
            )
            .col(text(manager, LoanMonthState::ExitKind, 16))
            .col(
                ColumnDef::new(LoanMonthState::ImportBatchId)
                    .big_integer()
                    .not_null(),
            )
            .primary_key(
                Index::create()
                    .col(LoanMonthState::LoanId)
                    .col(LoanMonthState::AsOf),
            )
            .check(Expr::col(LoanMonthState::BalanceMinor).gte(0))
            .check(Expr::col(LoanMonthState::DaysPastDue).gte(0))
            .check(one_of(
                LoanMonthState::ExitKind,
                &["paid_off", "charged_off", "removed"],
            ))
            .foreign_key(
                ForeignKey::create()
                    .name("loan_month_state_loan_id_fkey")
                    .from(LoanMonthState::Table, LoanMonthState::LoanId)
                    .to("loan_application", "loan_id"),
            );
        manager.create_table(create).await?;
        let mut insert = Query::insert();
        insert
            .into_table("bucket")
            .columns(["scheme", "ordinal", "name", "from_days", "to_days"]);
        for (ordinal, name, from_days, to_days) in BUCKETS {
            insert.values_panic([
                SCHEME.into(),
                ordinal.into(),
                name.into(),
                from_days.into(),
                to_days.into(),
            ]);
        }
        insert.on_conflict(
            OnConflict::columns(["scheme", "ordinal"])
                .do_nothing_on(["scheme"])
                .to_owned(),
        );
        manager.execute(insert).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut delete = Query::delete();
        delete
            .from_table("bucket")
            .and_where(Expr::col("scheme").eq(SCHEME));
        manager.execute(delete).await?;
        let mut drop = Table::drop();
        drop.table(LoanMonthState::Table).if_exists();
        manager.drop_table(drop).await
    }
}

#[derive(DeriveIden)]
enum LoanMonthState {
    Table,
    LoanId,
    AsOf,
    BalanceMinor,
    DaysPastDue,
    ExitKind,
    ImportBatchId,
}
