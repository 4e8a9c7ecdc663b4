//! Instalments that have fallen due, and what was received on them.

use sea_orm::entity::prelude::*;

/// One instalment of a loan.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repayment_history")]
pub struct Model {
    /// Identifier in this database.
    #[sea_orm(primary_key)]
    pub payment_id: i64,
    /// The loan.
    pub loan_id: i64,
    /// Number of the instalment in the loan's schedule, from 1.
    pub installment_number: i32,
    /// Day it fell due.
    pub due_date: Date,
    /// Amount due in minor units: principal and interest.
    pub installment_amount_minor: i64,
    /// Principal part in minor units.
    pub principal_due_minor: i64,
    /// Interest part in minor units.
    pub interest_due_minor: i64,
    /// Day of the last receipt.
    pub actual_paid_date: Option<Date>,
    /// Everything received on it in minor units, `recovered_amount_minor` included, late fees not.
    pub amount_paid_minor: i64,
    /// Late fee received with the settlement, in minor units.
    pub late_fee_minor: i64,
    /// Status at the book's reporting date; for another date it is derived.
    pub payment_status: PaymentStatus,
    /// Days late as the collections counter has it at the reporting date.
    pub days_past_due: i32,
    /// The part received after the instalment had become Missed, in minor units.
    pub recovered_amount_minor: i64,
    /// Day of that recovery.
    pub recovered_date: Option<Date>,
    /// Day of the receipt that settled it; empty while it is open.
    pub settled_date: Option<Date>,
    /// Days from the due date to that day; negative when it was settled early.
    pub settled_after_days: Option<i32>,
    /// The loan.
    #[sea_orm(belongs_to, from = "loan_id", to = "loan_id")]
    pub loan: BelongsTo<super::loan_application::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How an instalment was paid; an overdue one counts as late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum PaymentStatus {
    /// Settled on or before its due date.
    #[sea_orm(string_value = "On Time")]
    OnTime,
    /// Settled up to 60 days late, or unsettled and at most 60 days past due.
    #[sea_orm(string_value = "Late")]
    Late,
    /// Not settled within 60 days.
    #[sea_orm(string_value = "Missed")]
    Missed,
}
