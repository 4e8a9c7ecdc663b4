//! Customers in the schema.

use super::{
    context,
    filter::{self, CodeFilter, DateFilter, DecimalFilter, IntFilter, LabelFilter, plain},
    id::Kind,
    label::{EmploymentType, Gender, HousingStatus, JobType},
    loader::{ChildrenKey, Loaders},
    loan::{Loan, LoanTotal},
    page::{self, PageArguments, Paged},
    scalar::{Date, Decimal},
};
use crate::service::{
    self, Ctx,
    book::Settings,
    customer::{self, CustomerSort},
    figure::Members,
};
use ::entity::customer_profile::Model;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use std::sync::Arc;

/// A person who has borrowed, or has applied to.
pub(crate) struct Customer {
    pub(crate) model: Model,
    pub(crate) settings: Arc<Settings>,
}

/// A person who has borrowed, or has applied to.
#[Object]
impl Customer {
    /// Identifier, unique over the whole schema.
    pub(crate) async fn id(&self) -> ID {
        Kind::Customer.id(self.model.customer_id)
    }

    /// Natural key in the source system.
    async fn external_id(&self) -> &str {
        &self.model.external_id
    }

    /// Full name.
    async fn full_name(&self) -> &str {
        &self.model.full_name
    }

    /// Age in years at the time of the application; null when not known.
    async fn age(&self) -> Option<i32> {
        self.model.age
    }

    /// Recorded gender; null when not known.
    async fn gender(&self) -> Option<Gender> {
        self.model.gender.map(Gender::from)
    }

    /// Yearly gross income in the book's currency; null when not known.
    async fn income(&self) -> Option<Decimal> {
        let exponent = self.settings.currency_exponent();
        self.model
            .income_minor
            .map(|minor| Decimal::from_minor(minor, exponent))
    }

    /// Employment, and the time in the present job; null when not known.
    async fn employment_type(&self) -> Option<EmploymentType> {
        self.model.employment_type.map(EmploymentType::from)
    }

    /// Skill level of the job; null when not known.
    async fn job_type(&self) -> Option<JobType> {
        self.model.job_type.map(JobType::from)
    }

    /// Housing; null when not known.
    async fn housing_status(&self) -> Option<HousingStatus> {
        self.model.housing_status.map(HousingStatus::from)
    }

    /// Credit score, 300 (worst) to 850 (best); null when not known.
    async fn credit_score(&self) -> Option<i32> {
        self.model.credit_score
    }

    /// Risk tier of the credit score by the profile `default`; null without a score.
    async fn risk_tier(&self) -> Option<String> {
        self.settings.tier_of(self.model.credit_score)
    }

    /// Day of sign-up.
    async fn account_created_date(&self) -> Date {
        Date(self.model.account_created_date)
    }

    /// The customer's loans, oldest identifier first.
    async fn loans(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of loans at the most, 0 to 500; 12 when not given.")]
        first: Option<i32>,
        #[graphql(desc = "Begin behind the loan of this cursor.")] after: Option<String>,
    ) -> Result<Paged<Loan, LoanTotal>> {
        let (size, after) = page::children(first, after)?;
        let after = service::loan::after_in_customer(after.as_ref())?;
        let parent = self.model.customer_id;
        let key = ChildrenKey {
            parent,
            size,
            after,
        };
        let loaders = context.data::<Loaders>()?;
        let loans = loaders.loans_of_customer(key).await?;
        Ok(page::connection(
            loans,
            LoanTotal::OfCustomer(parent),
            |model| Loan {
                model,
                settings: self.settings.clone(),
            },
        ))
    }
}

/// Which customers are asked for; all conditions that are given must hold.
#[derive(InputObject, Default)]
pub(crate) struct CustomerFilter {
    /// Natural key in the source system.
    external_id: Option<CodeFilter>,
    /// Part of the name; letter case does not matter.
    #[graphql(validator(max_length = 200))]
    name_contains: Option<String>,
    /// Credit score.
    credit_score: Option<IntFilter>,
    /// Age in years.
    age: Option<IntFilter>,
    /// Yearly gross income in the book's currency.
    income: Option<DecimalFilter>,
    /// Recorded gender.
    gender: Option<LabelFilter<Gender>>,
    /// Employment.
    employment_type: Option<LabelFilter<EmploymentType>>,
    /// Skill level of the job.
    job_type: Option<LabelFilter<JobType>>,
    /// Housing.
    housing_status: Option<LabelFilter<HousingStatus>>,
    /// Day of sign-up.
    account_created_date: Option<DateFilter>,
}

impl CustomerFilter {
    fn parse(self, settings: &Settings) -> crate::error::Result<customer::CustomerFilter> {
        if let Some(text) = &self.name_contains {
            plain("nameContains", text)?;
        }
        Ok(customer::CustomerFilter {
            external_id: filter::code(self.external_id, "externalId")?,
            name_contains: self.name_contains,
            credit_score: filter::number(self.credit_score),
            age: filter::number(self.age),
            income_minor: filter::amount(self.income, "income", settings.currency_exponent())?,
            gender: filter::label(self.gender),
            employment_type: filter::label(self.employment_type),
            job_type: filter::label(self.job_type),
            housing_status: filter::label(self.housing_status),
            account_created_date: filter::date(self.account_created_date),
            behind: None,
        })
    }
}

/// How customers are ordered; ties are settled by the identifier, unknown values come last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum CustomerOrder {
    /// By identifier, lowest first.
    #[default]
    IdAsc,
    /// By identifier, highest first.
    IdDesc,
    /// By name, A to Z.
    NameAsc,
    /// By name, Z to A.
    NameDesc,
    /// By credit score, worst first.
    CreditScoreAsc,
    /// By credit score, best first.
    CreditScoreDesc,
    /// By income, lowest first.
    IncomeAsc,
    /// By income, highest first.
    IncomeDesc,
    /// By day of sign-up, oldest first.
    AccountCreatedDateAsc,
    /// By day of sign-up, newest first.
    AccountCreatedDateDesc,
}

impl CustomerOrder {
    const fn parse(self) -> (CustomerSort, bool) {
        match self {
            Self::IdAsc => (CustomerSort::Id, false),
            Self::IdDesc => (CustomerSort::Id, true),
            Self::NameAsc => (CustomerSort::Name, false),
            Self::NameDesc => (CustomerSort::Name, true),
            Self::CreditScoreAsc => (CustomerSort::CreditScore, false),
            Self::CreditScoreDesc => (CustomerSort::CreditScore, true),
            Self::IncomeAsc => (CustomerSort::Income, false),
            Self::IncomeDesc => (CustomerSort::Income, true),
            Self::AccountCreatedDateAsc => (CustomerSort::AccountCreatedDate, false),
            Self::AccountCreatedDateDesc => (CustomerSort::AccountCreatedDate, true),
        }
    }
}

/// How many customers the whole list has.
pub(crate) struct CustomerTotal(customer::CustomerFilter);

#[Object]
impl CustomerTotal {
    /// Number of customers on all pages together; counted only when asked for.
    async fn total_count(&self, context: &Context<'_>) -> Result<u64> {
        Ok(customer::count_customers(context::ctx(context)?, self.0.clone()).await?)
    }
}

/// One page of the customers that pass the filter.
pub(super) async fn customers(
    context: &Context<'_>,
    filter: Option<CustomerFilter>,
    order_by: CustomerOrder,
    arguments: PageArguments,
) -> Result<Paged<Customer, CustomerTotal>> {
    let ctx = context::ctx(context)?;
    let settings = ctx.settings().await?;
    let filter = filter.unwrap_or_default().parse(&settings)?;
    list(ctx, settings, filter, order_by, arguments).await
}

/// One page of the customers behind a cell of a figure.
pub(super) async fn behind(
    context: &Context<'_>,
    members: &Members,
    order_by: CustomerOrder,
    arguments: PageArguments,
) -> Result<Paged<Customer, CustomerTotal>> {
    let ctx = context::ctx(context)?;
    let filter = customer::CustomerFilter {
        behind: Some(members.clone()),
        ..customer::CustomerFilter::default()
    };
    list(ctx, ctx.settings().await?, filter, order_by, arguments).await
}

async fn list(
    ctx: &Ctx,
    settings: Arc<Settings>,
    filter: customer::CustomerFilter,
    order_by: CustomerOrder,
    arguments: PageArguments,
) -> Result<Paged<Customer, CustomerTotal>> {
    let (sort, descending) = order_by.parse();
    let window = arguments.window()?;
    let customers =
        customer::list_customers(ctx, filter.clone(), sort, descending, &window).await?;
    Ok(page::connection(
        customers,
        CustomerTotal(filter),
        |model| Customer {
            model,
            settings: settings.clone(),
        },
    ))
}

/// The customer of this identifier, if there is one.
pub(super) async fn find(context: &Context<'_>, id: i64) -> Result<Option<Customer>> {
    let settings = context::ctx(context)?.settings().await?;
    let found = context.data::<Loaders>()?.customer(id).await?;
    Ok(found.map(|model| Customer { model, settings }))
}
