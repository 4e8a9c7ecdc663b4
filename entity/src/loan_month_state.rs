//! Loans that a tape reports month by month, instead of instalments.

use sea_orm::entity::prelude::*;

/// How a loan stood at the end of a day, mostly of a month, as a tape says.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "loan_month_state")]
pub struct Model {
    /// The loan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub loan_id: i64,
    /// End of this day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub as_of: Date,
    /// Unpaid principal in minor units; of a loan charged off on this day, what was charged off.
    pub balance_minor: i64,
    /// Days past due; a tape that counts months has 30 for each.
    pub days_past_due: i32,
    /// How the loan left the book on this day, if it did.
    pub exit_kind: Option<ExitKind>,
    /// The load that brought it.
    pub import_batch_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// How a loan leaves a tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum ExitKind {
    /// Prepaid, or matured and paid.
    #[sea_orm(string_value = "paid_off")]
    PaidOff,
    /// Charged off, or sold at a loss.
    #[sea_orm(string_value = "charged_off")]
    ChargedOff,
    /// Taken out for a reason that is neither good nor bad.
    #[sea_orm(string_value = "removed")]
    Removed,
}
