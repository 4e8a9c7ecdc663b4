//! Customers: who has borrowed.

use sea_orm::entity::prelude::*;

/// A customer. Attributes that a source system may not know are nullable.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_profile")]
pub struct Model {
    /// Identifier in this database.
    #[sea_orm(primary_key)]
    pub customer_id: i64,
    /// Natural key in the source system.
    #[sea_orm(unique)]
    pub external_id: String,
    /// Full name as written.
    pub full_name: String,
    /// Full name in lower case, for searches that mean the same on every database.
    pub search_name: String,
    /// Age in years at the time of the application.
    pub age: Option<i32>,
    /// Recorded gender.
    pub gender: Option<Gender>,
    /// Yearly gross income in minor units.
    pub income_minor: Option<i64>,
    /// Employment and its length.
    pub employment_type: Option<EmploymentType>,
    /// Skill level of the job.
    pub job_type: Option<JobType>,
    /// Housing.
    pub housing_status: Option<HousingStatus>,
    /// Credit score, 300 to 850.
    pub credit_score: Option<i32>,
    /// Date of sign-up.
    pub account_created_date: Date,
    /// The customer's loans.
    #[sea_orm(has_many)]
    pub loans: HasMany<super::loan_application::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Recorded gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum Gender {
    /// Female.
    #[sea_orm(string_value = "Female")]
    Female,
    /// Male.
    #[sea_orm(string_value = "Male")]
    Male,
}

/// Employment and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))")]
pub enum EmploymentType {
    /// Without work.
    #[sea_orm(string_value = "Unemployed")]
    Unemployed,
    /// In the present job for less than a year.
    #[sea_orm(string_value = "Employed under 1 year")]
    UnderOneYear,
    /// In the present job for one to four years.
    #[sea_orm(string_value = "Employed 1-4 years")]
    OneToFourYears,
    /// In the present job for four to seven years.
    #[sea_orm(string_value = "Employed 4-7 years")]
    FourToSevenYears,
    /// In the present job for seven years or more.
    #[sea_orm(string_value = "Employed 7+ years")]
    SevenYearsOrMore,
}

/// Skill level of the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(48))")]
pub enum JobType {
    /// Without work, or unskilled and not resident.
    #[sea_orm(string_value = "Unemployed or Unskilled (Non-resident)")]
    UnemployedOrUnskilledNonResident,
    /// Unskilled, resident.
    #[sea_orm(string_value = "Unskilled")]
    Unskilled,
    /// Skilled employee or official.
    #[sea_orm(string_value = "Skilled")]
    Skilled,
    /// Management, self-employed or highly qualified.
    #[sea_orm(string_value = "Management / Highly Qualified")]
    ManagementOrHighlyQualified,
}

/// Housing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum HousingStatus {
    /// Owns the home.
    #[sea_orm(string_value = "Own")]
    Own,
    /// Pays rent.
    #[sea_orm(string_value = "Rent")]
    Rent,
    /// Lives for free.
    #[sea_orm(string_value = "Free")]
    Free,
}
