//! The settings of the book: one row.

use sea_orm::entity::prelude::*;

/// Settings that every figure depends on. The table holds exactly one row, with `id` 1.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "book")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// What the lender calls this book.
    pub name: String,
    /// ISO 4217 code of the one currency of the book.
    pub currency: String,
    /// Decimal places of the currency's minor unit: 2 for most, 0 for JPY, 3 for KWD.
    pub currency_exponent: i32,
    /// Default as-of date of every figure; when empty, today.
    pub reporting_date: Option<Date>,
    /// Number of loans when this is the generated demo book, else empty.
    pub demo_loans: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
