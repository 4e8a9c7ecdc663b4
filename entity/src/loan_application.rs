//! Loans, from application to their end.

use sea_orm::entity::prelude::*;

/// A loan and the application it came from.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "loan_application")]
pub struct Model {
    /// Identifier in this database.
    #[sea_orm(primary_key)]
    pub loan_id: i64,
    /// Natural key in the source system.
    #[sea_orm(unique)]
    pub external_id: String,
    /// The borrower.
    pub customer_id: i64,
    /// What the loan is for.
    pub loan_type: LoanType,
    /// The branch that made it, as the source labels it.
    pub branch: Option<String>,
    /// ISO 4217 code; the book's currency.
    pub currency: String,
    /// Amount lent, in minor units.
    pub loan_amount_minor: i64,
    /// Nominal yearly rate in parts per million: 38500 is 3.85 %.
    pub interest_rate_ppm: i32,
    /// Agreed number of monthly instalments.
    pub loan_term_months: i32,
    /// Agreed monthly payment in minor units; the last one takes the rounding.
    pub monthly_installment_minor: i64,
    /// Day of the application.
    pub application_date: Option<Date>,
    /// Day of the decision.
    pub approval_date: Option<Date>,
    /// Day the money was paid out; empty while it has not been.
    pub disbursement_date: Option<Date>,
    /// Status at the book's reporting date; for another date it is derived.
    pub loan_status: LoanStatus,
    /// Day of the charge-off, if there was one.
    pub charge_off_date: Option<Date>,
    /// The source's good / bad label, where it has one.
    pub observed_default: Option<bool>,
    /// Application received, UTC.
    pub submitted_at: Option<DateTime>,
    /// Documents complete, UTC.
    pub documents_at: Option<DateTime>,
    /// Credit check done, UTC.
    pub credit_checked_at: Option<DateTime>,
    /// Decision taken, UTC.
    pub decided_at: Option<DateTime>,
    /// Contract signed, UTC.
    pub contract_signed_at: Option<DateTime>,
    /// Money paid out, UTC.
    pub disbursed_at: Option<DateTime>,
    /// The source's own attributes, kept whole as a JSON object.
    #[sea_orm(column_type = "Text", nullable)]
    pub features: Option<String>,
    /// The borrower.
    #[sea_orm(belongs_to, from = "customer_id", to = "customer_id")]
    pub customer: BelongsTo<super::customer_profile::Entity>,
    /// The instalments that have fallen due.
    #[sea_orm(has_many)]
    pub repayments: HasMany<super::repayment_history::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a loan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum LoanType {
    /// A vehicle.
    #[sea_orm(string_value = "Auto")]
    Auto,
    /// A business.
    #[sea_orm(string_value = "Business")]
    Business,
    /// Furniture and appliances.
    #[sea_orm(string_value = "Consumer")]
    Consumer,
    /// Education and retraining.
    #[sea_orm(string_value = "Education")]
    Education,
    /// Anything else.
    #[sea_orm(string_value = "Personal")]
    Personal,
}

/// Where a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum LoanStatus {
    /// Applied for, not paid out.
    #[sea_orm(string_value = "Pending")]
    Pending,
    /// Paid out, with principal outstanding.
    #[sea_orm(string_value = "Active")]
    Active,
    /// Paid back in full.
    #[sea_orm(string_value = "Paid Off")]
    PaidOff,
    /// Written off as a loss.
    #[sea_orm(string_value = "Charged Off")]
    ChargedOff,
}
