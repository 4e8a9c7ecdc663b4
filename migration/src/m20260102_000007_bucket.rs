//! Buckets of days past due by scheme, and the tiers by payment behaviour.

use crate::column::{table, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The last bucket of a scheme has no end.
const NO_END: i32 = 1_000_000;

const BUCKETS: [(&str, &[(&str, i32)]); 3] = [
    (
        "us",
        &[
            ("current", 0),
            ("1-29", 1),
            ("30-59", 30),
            ("60-89", 60),
            ("90-119", 90),
            ("120+", 120),
        ],
    ),
    (
        "ifrs",
        &[
            ("current", 0),
            ("1-30", 1),
            ("31-60", 31),
            ("61-90", 61),
            ("91+", 91),
        ],
    ),
    (
        "mfi",
        &[
            ("current", 0),
            ("1-30", 1),
            ("31-60", 31),
            ("61-90", 61),
            ("91-180", 91),
            ("181+", 181),
        ],
    ),
];

/// Ordinal, name, and the most of each that a customer of the tier may have.
const BEHAVIOUR: [(i32, &str, i64, i64, i64); 4] = [
    (1, "Prime", 0, 0, 0),
    (2, "Standard", NO_LIMIT, 0, 7),
    (3, "Subprime", NO_LIMIT, 2, 30),
    (4, "High Risk", NO_LIMIT, NO_LIMIT, NO_LIMIT),
];

const NO_LIMIT: i64 = 1_000_000_000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut create = table(manager, Bucket::Table).await?;
        create
            .col(text(manager, Bucket::Scheme, 32).not_null())
            .col(ColumnDef::new(Bucket::Ordinal).integer().not_null())
            .col(text(manager, Bucket::Name, 32).not_null())
            .col(ColumnDef::new(Bucket::FromDays).integer().not_null())
            .col(ColumnDef::new(Bucket::ToDays).integer().not_null())
            .primary_key(Index::create().col(Bucket::Scheme).col(Bucket::Ordinal));
        manager.create_table(create).await?;
        let mut insert = Query::insert();
        insert.into_table(Bucket::Table).columns([
            Bucket::Scheme,
            Bucket::Ordinal,
            Bucket::Name,
            Bucket::FromDays,
            Bucket::ToDays,
        ]);
        for (scheme, buckets) in BUCKETS {
            let ends = buckets.iter().skip(1).map(|(_, next)| next - 1);
            let ends = ends.chain([NO_END]);
            for (ordinal, ((name, from_days), to_days)) in (0..).zip(buckets.iter().zip(ends)) {
                insert.values_panic([
                    scheme.into(),
                    ordinal.into(),
                    (*name).into(),
                    (*from_days).into(),
                    to_days.into(),
                ]);
            }
        }
        insert.on_conflict(
            OnConflict::columns([Bucket::Scheme, Bucket::Ordinal])
                .do_nothing_on([Bucket::Scheme])
                .to_owned(),
        );
        manager.execute(insert).await?;

        let mut create = table(manager, BehaviourTier::Table).await?;
        create
            .col(
                ColumnDef::new(BehaviourTier::Ordinal)
                    .integer()
                    .not_null()
                    .primary_key(),
            )
            .col(text(manager, BehaviourTier::Name, 64).not_null())
            .col(
                ColumnDef::new(BehaviourTier::MaximumLate)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(BehaviourTier::MaximumMissed)
                    .big_integer()
                    .not_null(),
            )
            .col(
                ColumnDef::new(BehaviourTier::MaximumAverageDelayDays)
                    .big_integer()
                    .not_null(),
            );
        manager.create_table(create).await?;
        let mut insert = Query::insert();
        insert.into_table(BehaviourTier::Table).columns([
            BehaviourTier::Ordinal,
            BehaviourTier::Name,
            BehaviourTier::MaximumLate,
            BehaviourTier::MaximumMissed,
            BehaviourTier::MaximumAverageDelayDays,
        ]);
        for (ordinal, name, late, missed, delay) in BEHAVIOUR {
            insert.values_panic([
                ordinal.into(),
                name.into(),
                late.into(),
                missed.into(),
                delay.into(),
            ]);
        }
        insert.on_conflict(
            OnConflict::column(BehaviourTier::Ordinal)
                .do_nothing_on([BehaviourTier::Ordinal])
                .to_owned(),
        );
        manager.execute(insert).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["bucket", "behaviour_tier"] {
            manager
                .drop_table(Table::drop().table(Alias::new(name)).if_exists().to_owned())
                .await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Bucket {
    Table,
    Scheme,
    Ordinal,
    Name,
    FromDays,
    ToDays,
}

#[derive(DeriveIden)]
enum BehaviourTier {
    Table,
    Ordinal,
    Name,
    MaximumLate,
    MaximumMissed,
    MaximumAverageDelayDays,
}
