//! Credit-score tiers: the industry's order, and the order that an older system printed.

use crate::column::{table, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TIERS: [(&str, i32, &str); 10] = [
    ("default", 750, "Prime"),
    ("default", 700, "Standard"),
    ("default", 650, "Near Prime"),
    ("default", 600, "Subprime"),
    ("default", 0, "High Risk"),
    ("documented", 750, "Prime"),
    ("documented", 700, "Standard"),
    ("documented", 650, "Subprime"),
    ("documented", 600, "Near Prime"),
    ("documented", 0, "High Risk"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, RiskTier::Table).await?;
        create
            .col(text(manager, RiskTier::Profile, 32).not_null())
            .col(ColumnDef::new(RiskTier::MinimumScore).integer().not_null())
            .col(text(manager, RiskTier::Name, 32).not_null())
            .primary_key(
                Index::create()
                    .col(RiskTier::Profile)
                    .col(RiskTier::MinimumScore),
            );
        manager.create_table(create).await?;
        let mut insert = Query::insert();
        insert.into_table(RiskTier::Table).columns([
            RiskTier::Profile,
            RiskTier::MinimumScore,
            RiskTier::Name,
        ]);
        for (profile, minimum_score, name) in TIERS {
            insert.values_panic([profile.into(), minimum_score.into(), name.into()]);
        }
        insert.on_conflict(
            OnConflict::columns([RiskTier::Profile, RiskTier::MinimumScore])
                .do_nothing_on([RiskTier::Profile, RiskTier::MinimumScore])
                .to_owned(),
        );
        manager.execute(insert).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(RiskTier::Table).if_exists().to_owned())
            .await
    }
}

#[derive(DeriveIden)]
enum RiskTier {
    Table,
    Profile,
    MinimumScore,
    Name,
}
