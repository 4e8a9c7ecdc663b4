//! Customers: lists, one by key, many by key.

use super::{
    Ctx, audit,
    figure::Members,
    filter::{Filter, contains},
    page::{self, Keyset, Page, Window},
    rows,
};
use crate::{auth::Role, error::Result};
use ::entity::customer_profile::{
    Column, EmploymentType, Entity, Gender, HousingStatus, JobType, Model,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};
use std::collections::HashMap;

/// Which customers are asked for; all conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct CustomerFilter {
    /// Natural key in the source system.
    pub external_id: Filter<String>,
    /// Part of the name, letter case aside.
    pub name_contains: Option<String>,
    /// Credit score.
    pub credit_score: Filter<i32>,
    /// Age in years.
    pub age: Filter<i32>,
    /// Yearly income in minor units.
    pub income_minor: Filter<i64>,
    /// Gender.
    pub gender: Filter<Gender>,
    /// Employment.
    pub employment_type: Filter<EmploymentType>,
    /// Job.
    pub job_type: Filter<JobType>,
    /// Housing.
    pub housing_status: Filter<HousingStatus>,
    /// Day of sign-up.
    pub account_created_date: Filter<NaiveDate>,
    /// Behind a cell of a figure.
    pub behind: Option<Members>,
}

/// By what customers are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerSort {
    /// Identifier.
    Id,
    /// Name.
    Name,
    /// Credit score.
    CreditScore,
    /// Income.
    Income,
    /// Day of sign-up.
    AccountCreatedDate,
}

/// One page of the customers that pass the filter.
///
/// # Errors
/// When a cursor is of another order, or the database fails.
pub async fn list_customers(
    ctx: &Ctx,
    filter: CustomerFilter,
    sort: CustomerSort,
    descending: bool,
    window: &Window,
) -> Result<Page<Model>> {
    let (name, column, nullable) = match sort {
        CustomerSort::Id => ("customers.id", Column::CustomerId, false),
        CustomerSort::Name => ("customers.name", Column::SearchName, false),
        CustomerSort::CreditScore => ("customers.credit_score", Column::CreditScore, true),
        CustomerSort::Income => ("customers.income", Column::IncomeMinor, true),
        CustomerSort::AccountCreatedDate => (
            "customers.account_created_date",
            Column::AccountCreatedDate,
            false,
        ),
    };
    let keyset = Keyset {
        name,
        column,
        id: Column::CustomerId,
        descending,
        nullable,
    };
    if sort == CustomerSort::Name {
        ctx.permit("the order of customers by name", Role::sees_names)
            .await?;
    }
    refuse_personal(ctx, &filter).await?;
    audit::export(ctx, "customers", window.size).await?;
    let mut page = page::read(&ctx.db, select(ctx, filter)?, &keyset, window).await?;
    for (_, customer) in &mut page.rows {
        mask(ctx, customer);
    }
    Ok(page)
}

/// Number of customers that pass the filter.
///
/// # Errors
/// When the database fails.
pub async fn count_customers(ctx: &Ctx, filter: CustomerFilter) -> Result<u64> {
    refuse_personal(ctx, &filter).await?;
    Ok(select(ctx, filter)?.count(&ctx.db).await?)
}

/// Customers by identifier; one that does not exist is absent.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(ctx: &Ctx, ids: &[i64]) -> Result<HashMap<i64, Model>> {
    let found = Entity::find()
        .filter(Column::CustomerId.is_in(page::padded(ids)))
        .filter(rows::of_customers(ctx))
        .all(&ctx.db)
        .await?;
    Ok(found
        .into_iter()
        .map(|mut customer| {
            mask(ctx, &mut customer);
            (customer.customer_id, customer)
        })
        .collect())
}

/// What stands in place of a name for who does not need it.
pub const MASKED: &str = "***";

/// Takes out what the role does not need to know of a person. Every surface reads
/// customers here.
fn mask(ctx: &Ctx, customer: &mut Model) {
    let role = ctx.principal.role;
    if !role.sees_names() {
        MASKED.clone_into(&mut customer.full_name);
        MASKED.clone_into(&mut customer.search_name);
    }
    if !role.sees_ages() {
        customer.age = None;
    }
}

/// Refuses to find by what is not shown: the answers would tell it.
async fn refuse_personal(ctx: &Ctx, filter: &CustomerFilter) -> Result<()> {
    if filter.name_contains.is_some() {
        ctx.permit("the search for a name", Role::sees_names)
            .await?;
    }
    if filter.age != Filter::default() {
        ctx.permit("a list of customers by age", Role::sees_ages)
            .await?;
    }
    Ok(())
}

fn select(ctx: &Ctx, filter: CustomerFilter) -> Result<Select<Entity>> {
    let mut select = Entity::find()
        .filter(rows::of_customers(ctx))
        .filter(filter.external_id.on(Column::ExternalId))
        .filter(filter.credit_score.on(Column::CreditScore))
        .filter(filter.age.on(Column::Age))
        .filter(filter.income_minor.on(Column::IncomeMinor))
        .filter(filter.gender.on(Column::Gender))
        .filter(filter.employment_type.on(Column::EmploymentType))
        .filter(filter.job_type.on(Column::JobType))
        .filter(filter.housing_status.on(Column::HousingStatus))
        .filter(filter.account_created_date.on(Column::AccountCreatedDate));
    if let Some(text) = filter.name_contains {
        select = select.filter(contains(Column::SearchName, &text));
    }
    if let Some(members) = filter.behind {
        select = select.filter(members.condition(ctx, "customer_profile.customer_id")?);
    }
    Ok(select)
}
