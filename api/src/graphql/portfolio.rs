//! The portfolio in the schema: the entry to every figure.

use super::{
    ageing::{self, Ageing, BucketScheme},
    cell::{self, CellInput},
    cohort_analysis::{self, Cohort},
    collection_efficiency::{self, CollectionEfficiency},
    concentration::{self, Concentration},
    context,
    dimension::{Dimension, PortfolioFilter},
    distribution::{self, Correlation, CorrelationMethod, Distribution, Sample, Variable},
    engagement::{self, Engagement},
    first_payment_default,
    high_risk::{self, HighRiskConnection, HighRiskOrder},
    kpi_models::{
        self, ExecutiveKpis, InstalmentsInPeriod, LendingInPeriod, ReceiptsInPeriod, WeekOverWeek,
    },
    loan::{self, Loan, LoanOrder, LoanTotal},
    operational_bottleneck::{self, ProcessTimes},
    page::{PageArguments, Paged},
    payment_statistics::{self, PaymentDistribution, PaymentStatistics},
    period::Period,
    portfolio_at_risk::{self, PortfolioAtRisk},
    ratio::Ratio,
    recovery_rate::{self, RecoveryOfChargeOffs, RecoveryOfMissed},
    risk_stratification::{self, HighRiskCustomer, RiskTier, TierProfile},
    roll_rate::{self, CureRate, RollRates},
    scalar::Date,
    slipping_customers::{self, SlippingCustomers},
    vintage::{self, Vintage, VintageMeasure, VintagePeriod, VintageWeight},
};
use crate::service::portfolio;
use async_graphql::{Context, Object, Result, SimpleObject};

/// The loans that pass a filter, as they stood at the end of a day.
#[derive(Clone)]
pub(crate) struct Portfolio(pub(crate) portfolio::Portfolio);

/// The loans that pass a filter, as they stood at the end of a day: paid out by then, and nothing
/// known of what happened later. Balances are stocks: ask for them at other dates with `history`,
/// and never add them up. Receipts are flows: they come in buckets of time.
#[Object]
impl Portfolio {
    /// End of this day.
    async fn as_of(&self) -> Date {
        Date(self.0.as_of.date())
    }

    /// The headline figures, with the same a period before.
    async fn executive_kpis(&self, context: &Context<'_>) -> Result<ExecutiveKpis> {
        kpi_models::executive(context, &self.0).await
    }

    /// How many of the instalments fallen due were paid on time, late or not.
    async fn payment_distribution(&self, context: &Context<'_>) -> Result<PaymentDistribution> {
        payment_statistics::distribution(context, &self.0).await
    }

    /// Counts, amounts and days late of the instalments fallen due, by state.
    async fn payment_statistics(&self, context: &Context<'_>) -> Result<PaymentStatistics> {
        payment_statistics::statistics(context, &self.0).await
    }

    /// What was received in each bucket of time, each receipt on its own day; oldest first.
    async fn receipts(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Length of a bucket.")] every: Period,
        #[graphql(
            default = 30,
            desc = "Number of buckets up to the as-of date, 1 to 400."
        )]
        count: i32,
    ) -> Result<Vec<ReceiptsInPeriod>> {
        kpi_models::receipts(context, &self.0, every, count).await
    }

    /// What fell due in each bucket of time, by its state at the as-of date; oldest first.
    async fn instalments(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Length of a bucket.")] every: Period,
        #[graphql(
            default = 30,
            desc = "Number of buckets up to the as-of date, 1 to 400."
        )]
        count: i32,
    ) -> Result<Vec<InstalmentsInPeriod>> {
        kpi_models::instalments(context, &self.0, every, count).await
    }

    /// What was paid out and charged off in each bucket of time; oldest first.
    async fn lending(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Length of a bucket.")] every: Period,
        #[graphql(
            default = 30,
            desc = "Number of buckets up to the as-of date, 1 to 400."
        )]
        count: i32,
    ) -> Result<Vec<LendingInPeriod>> {
        kpi_models::lending(context, &self.0, every, count).await
    }

    /// The last seven days against the seven before.
    async fn week_over_week(&self, context: &Context<'_>) -> Result<WeekOverWeek> {
        kpi_models::week_over_week(context, &self.0).await
    }

    /// The active loans by bucket of days past due.
    async fn ageing(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Which set of buckets.")] scheme: BucketScheme,
    ) -> Result<Ageing> {
        ageing::ageing(context, &self.0, scheme).await
    }

    /// Portfolio at risk beyond 1, 30, 60, 90 and 180 days.
    async fn par(&self, context: &Context<'_>) -> Result<PortfolioAtRisk> {
        portfolio_at_risk::portfolio_at_risk(context, &self.0).await
    }

    /// Overdue principal ÷ unpaid principal of the active loans.
    async fn arrears_rate(&self, context: &Context<'_>) -> Result<Ratio> {
        portfolio_at_risk::arrears_rate(context, &self.0).await
    }

    /// How loans moved between the buckets in a month, or in several together.
    async fn roll_rates(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Which set of buckets.")] scheme: BucketScheme,
        #[graphql(
            desc = "Any day of the last month; the latest month that has ended when not given."
        )]
        month: Option<Date>,
        #[graphql(
            default = 1,
            desc = "Number of months that are added up before anything is divided, 1 to 36."
        )]
        months: i32,
    ) -> Result<RollRates> {
        roll_rate::roll_rates(context, &self.0, scheme, month, months).await
    }

    /// Loans that were past due when a month began, and current at its end.
    async fn cure_rate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Any day of the month; the latest that has ended when not given.")]
        month: Option<Date>,
    ) -> Result<CureRate> {
        roll_rate::cure_rate(context, &self.0, month).await
    }

    /// How the loans of each month or quarter of disbursement turn out as they age; oldest first.
    #[allow(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn vintages(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Months or quarters of disbursement.")] every: VintagePeriod,
        #[graphql(default, desc = "What is followed.")] measure: VintageMeasure,
        #[graphql(
            default,
            desc = "What a loan counts for; a net loss is always by amount."
        )]
        weight: VintageWeight,
        #[graphql(
            desc = "Months on book up to this one, 0 to 480; as many as the oldest has when not given."
        )]
        months: Option<i32>,
    ) -> Result<Vec<Vintage>> {
        vintage::vintages(context, &self.0, every, measure, weight, months).await
    }

    /// The customers by month of sign-up: how they repay, and how many still borrow; oldest first.
    async fn cohorts(
        &self,
        context: &Context<'_>,
        #[graphql(
            default = 12,
            desc = "Months from the sign-up up to this one, 0 to 480."
        )]
        months: i32,
    ) -> Result<Vec<Cohort>> {
        cohort_analysis::cohorts(context, &self.0, months).await
    }

    /// Instalments that were not paid on time, and settled soon after.
    async fn recovery_of_missed(&self, context: &Context<'_>) -> Result<RecoveryOfMissed> {
        recovery_rate::of_missed(context, &self.0).await
    }

    /// What was received on loans after they were charged off.
    async fn recovery_of_charge_offs(&self, context: &Context<'_>) -> Result<RecoveryOfChargeOffs> {
        recovery_rate::of_charge_offs(context, &self.0).await
    }

    /// Loans whose first instalment was open so many days after its due date.
    async fn first_payment_default(
        &self,
        context: &Context<'_>,
        #[graphql(default = 30, desc = "Days after the due date, 1 to 365.")] days: i32,
    ) -> Result<Ratio> {
        first_payment_default::first_payment_default(context, &self.0, days).await
    }

    /// How much of what fell due in a window came in.
    async fn collection_efficiency(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "First day of the window, which ends at the as-of date; 29 days before it when not given."
        )]
        from: Option<Date>,
        #[graphql(default, desc = "Which set of buckets.")] scheme: BucketScheme,
    ) -> Result<CollectionEfficiency> {
        collection_efficiency::collection_efficiency(context, &self.0, from, scheme).await
    }

    /// Whether the unpaid principal hangs on few borrowers, or on few segments.
    async fn concentration(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A property whose groups are compared; the borrowers when not given.")]
        by: Option<Dimension>,
        #[graphql(default = 10, desc = "Number of the largest, 1 to 1000.")] top: i32,
    ) -> Result<Concentration> {
        concentration::concentration(context, &self.0, by, top).await
    }

    /// Borrowers by tier and how they pay, best tier first.
    async fn risk_tiers(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Which set of tiers.")] profile: TierProfile,
    ) -> Result<Vec<RiskTier>> {
        risk_stratification::tiers(context, &self.0, profile).await
    }

    /// Customers of the lowest tier with an active loan: longest past due first, then the largest
    /// balance.
    async fn high_risk_customers(
        &self,
        context: &Context<'_>,
        #[graphql(default = 10, desc = "Number of customers at the most, 1 to 1000.")] limit: i32,
    ) -> Result<Vec<HighRiskCustomer>> {
        risk_stratification::high_risk_customers(context, &self.0, limit).await
    }

    /// The customers of `highRiskCustomers`, all of them, page by page and in any order.
    async fn high_risk(
        &self,
        context: &Context<'_>,
        #[graphql(
            validator(max_length = 200),
            desc = "Part of the name; letter case does not matter."
        )]
        search: Option<String>,
        #[graphql(default, desc = "Their order.")] order_by: HighRiskOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the customer of this cursor.")] after: Option<String>,
    ) -> Result<HighRiskConnection> {
        let arguments = PageArguments::forward(first, after);
        high_risk::high_risk(context, &self.0, search, order_by, arguments).await
    }

    /// Customers whose latest instalment was not paid on time after three that were.
    async fn slipping_customers(&self, context: &Context<'_>) -> Result<SlippingCustomers> {
        slipping_customers::slipping_customers(context, &self.0).await
    }

    /// How long applications take, stage by stage, and where they wait. All applications count,
    /// paid out or not.
    async fn process_times(&self, context: &Context<'_>) -> Result<ProcessTimes> {
        operational_bottleneck::process_times(context, &self.0).await
    }

    /// How engaged the customers are in repaying.
    async fn engagement(&self, context: &Context<'_>) -> Result<Engagement> {
        engagement::engagement(context, &self.0).await
    }

    /// How a variable is distributed over the loans: a histogram, and what a box plot needs. Asked
    /// of at most 250,000 loans.
    async fn distribution(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is distributed.")] of: Variable,
        #[graphql(default = 20, desc = "Number of bins at the most, 1 to 100.")] bins: i32,
    ) -> Result<Distribution> {
        distribution::distribution(context, &self.0, of, bins).await
    }

    /// How variables go together: each pair once, and each with itself, in the order they are named.
    /// A pair is compared over the loans of which both are known. Asked of at most 250,000 loans.
    async fn correlation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Two to nine variables, none twice.")] of: Vec<Variable>,
        #[graphql(default, desc = "How it is measured.")] method: CorrelationMethod,
    ) -> Result<Vec<Correlation>> {
        distribution::correlation(context, &self.0, of, method).await
    }

    /// Some loans with their values, for a scatter plot: always the same ones. Asked of at most
    /// 250,000 loans.
    async fn sample(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Two to nine variables, none twice.")] of: Vec<Variable>,
        #[graphql(default = 500, desc = "Number of loans at the most, 1 to 2000.")] size: i32,
    ) -> Result<Sample> {
        distribution::sample(context, &self.0, of, size).await
    }

    /// The active loans.
    async fn loans(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Their order.")] order_by: LoanOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the loan of this cursor.")] after: Option<String>,
    ) -> Result<Paged<Loan, LoanTotal>> {
        let active = crate::service::portfolio_at_risk::active_loans(&self.0);
        loan::behind(
            context,
            &active,
            order_by,
            PageArguments::forward(first, after),
        )
        .await
    }

    /// The loans behind one cell of a figure, by the cell's address: a link can name it, and no
    /// other cell is read.
    async fn loans_behind(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cell.")] cell: CellInput,
        #[graphql(default, desc = "Their order.")] order_by: LoanOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the loan of this cursor.")] after: Option<String>,
    ) -> Result<Paged<Loan, LoanTotal>> {
        let arguments = PageArguments::forward(first, after);
        cell::loans_behind(context, &self.0, cell, order_by, arguments).await
    }

    /// One portfolio for each group of loans that share these properties, with the same figures
    /// underneath. All groups are read together: their number costs nothing.
    async fn group_by(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "One to three properties.")] dimensions: Vec<Dimension>,
    ) -> Result<Vec<PortfolioGroup>> {
        let dimensions: Vec<_> = dimensions.into_iter().map(Into::into).collect();
        let groups = self.0.group_by(context::ctx(context)?, &dimensions).await?;
        Ok(groups.into_iter().map(PortfolioGroup::new).collect())
    }

    /// The same portfolio at the end of each of the last buckets of time, oldest first; the newest
    /// is at the as-of date.
    async fn history(
        &self,
        #[graphql(default_with = "Period::Month", desc = "Length of a bucket.")] every: Period,
        #[graphql(default = 12, desc = "Number of dates, 1 to 60.")] count: i32,
    ) -> Result<Vec<Self>> {
        let dates = self
            .0
            .history(every.into(), u32::try_from(count).unwrap_or(0))?;
        Ok(dates.into_iter().map(Self).collect())
    }
}

/// The loans that share some properties.
#[derive(SimpleObject)]
pub(crate) struct PortfolioGroup {
    /// The value of each property, in the order of the dimensions; null where it is unknown.
    key: Vec<Option<String>>,
    /// Loans paid out by the as-of date.
    loan_count: i64,
    /// These loans.
    portfolio: Portfolio,
}

impl PortfolioGroup {
    fn new(group: portfolio::Group) -> Self {
        Self {
            key: group.labels,
            loan_count: group.loan_count,
            portfolio: Portfolio(group.portfolio),
        }
    }
}

/// All loans paid out by the end of a day.
pub(super) async fn whole(
    context: &Context<'_>,
    as_of: Option<Date>,
) -> Result<portfolio::Portfolio> {
    let ctx = context::ctx(context)?;
    let as_of = ctx.as_of(as_of.map(|date| date.0)).await?;
    Ok(portfolio::Portfolio::whole(ctx, as_of))
}

/// The loans that pass a filter at the end of a day.
pub(super) async fn portfolio(
    context: &Context<'_>,
    as_of: Option<Date>,
    filter: Option<PortfolioFilter>,
) -> Result<Portfolio> {
    let ctx = context::ctx(context)?;
    let as_of = ctx.as_of(as_of.map(|date| date.0)).await?;
    let filter = filter.unwrap_or_default().parse(&*ctx.settings().await?)?;
    let found = portfolio::Portfolio::filtered(ctx, as_of, filter).await?;
    Ok(Portfolio(found))
}
