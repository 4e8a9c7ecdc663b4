//! Thresholds of the credit-score risk tiers, per profile.

use sea_orm::entity::prelude::*;

/// A tier of a profile: scores from `minimum_score` up to the next tier's.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "risk_tier")]
pub struct Model {
    /// Name of the set of thresholds, such as `default`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub profile: String,
    /// Lowest credit score of the tier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub minimum_score: i32,
    /// Name of the tier, such as `Near Prime`.
    pub name: String,
}

impl ActiveModelBehavior for ActiveModel {}
