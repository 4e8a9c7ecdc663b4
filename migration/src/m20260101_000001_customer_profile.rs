//! Customers.

use crate::column::{index, one_of, table, text};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let create = table(manager, CustomerProfile::Table)
            .await?
            .col(
                ColumnDef::new(CustomerProfile::CustomerId)
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                text(manager, CustomerProfile::ExternalId, 64)
                    .not_null()
                    .unique_key(),
            )
            .col(text(manager, CustomerProfile::FullName, 200).not_null())
            .col(text(manager, CustomerProfile::SearchName, 200).not_null())
            .col(ColumnDef::new(CustomerProfile::Age).integer())
            .col(text(manager, CustomerProfile::Gender, 16))
            .col(ColumnDef::new(CustomerProfile::IncomeMinor).big_integer())
            .col(text(manager, CustomerProfile::EmploymentType, 32))
            .col(text(manager, CustomerProfile::JobType, 48))
            .col(text(manager, CustomerProfile::HousingStatus, 16))
            .col(ColumnDef::new(CustomerProfile::CreditScore).integer())
            .col(
                ColumnDef::new(CustomerProfile::AccountCreatedDate)
                    .date()
                    .not_null(),
            )
            .check(one_of(CustomerProfile::Gender, &["Female", "Male"]))
            .check(one_of(
                CustomerProfile::EmploymentType,
                &[
                    "Unemployed",
                    "Employed under 1 year",
                    "Employed 1-4 years",
                    "Employed 4-7 years",
                    "Employed 7+ years",
                ],
            ))
            .check(one_of(
                CustomerProfile::JobType,
                &[
                    "Unemployed or Unskilled (Non-resident)",
                    "Unskilled",
                    "Skilled",
                    "Management / Highly Qualified",
                ],
            ))
            .check(one_of(
                CustomerProfile::HousingStatus,
                &["Own", "Rent", "Free"],
            ))
            .check(Expr::col(CustomerProfile::CreditScore).between(300, 850))
            .to_owned();
        manager.create_table(create).await?;
        for column in [
            "credit_score",
            "search_name",
            "income_minor",
            "account_created_date",
        ] {
            index(manager, "customer_profile", &[column]).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(
                Table::drop()
                    .table(CustomerProfile::Table)
                    .if_exists()
                    .to_owned(),
            )
            .await
    }
}

#[derive(DeriveIden)]
enum CustomerProfile {
    Table,
    CustomerId,
    ExternalId,
    FullName,
    SearchName,
    Age,
    Gender,
    IncomeMinor,
    EmploymentType,
    JobType,
    HousingStatus,
    CreditScore,
    AccountCreatedDate,
}
