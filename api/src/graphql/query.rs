//! The root of all queries.

use super::{
    audit::{self, AuditFilter, AuditRecords},
    book::{self, Book},
    customer::{self, Customer, CustomerFilter, CustomerOrder, CustomerTotal},
    dimension::PortfolioFilter,
    id::Kind,
    identity::{self, ApiKey, Principal},
    import::{self, ImportBatch, ImportJob},
    kpi_models::{self, DailyKpis, ExecutiveKpis},
    loan::{self, Loan, LoanFilter, LoanOrder, LoanTotal},
    page::{PageArguments, Paged},
    payment::{self, Payment},
    payment_statistics::{self, PaymentDistribution, PaymentStatistics},
    portfolio::{self, Portfolio},
    repayment::{self, Repayment, RepaymentFilter, RepaymentOrder, RepaymentTotal},
    risk_stratification::{self, HighRiskCustomer, RiskTier, TierProfile},
    scalar::Date,
};
use async_graphql::{Context, ID, Interface, Object, Result};

/// Anything with an identifier that is unique over the whole schema.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Identifier, unique over the whole schema."
))]
pub(crate) enum Node {
    Customer(Customer),
    Loan(Loan),
    Repayment(Repayment),
    Payment(Payment),
}

/// Questions to the loan book. Figures take an as-of date: any day up to the book's reporting
/// date, which is the default; what happened after it is unknown to them.
pub struct Query;

/// Questions to the loan book. Figures take an as-of date: any day up to the book's reporting
/// date, which is the default; what happened after it is unknown to them.
#[Object]
impl Query {
    /// The loan book that this server answers for.
    async fn book(&self, context: &Context<'_>) -> Result<Book> {
        book::book(context).await
    }

    /// Who asks, and what they may do.
    async fn me(&self, context: &Context<'_>) -> Result<Principal> {
        identity::me(context)
    }

    /// Every API key, by name, revoked ones too. For admins.
    async fn api_keys(&self, context: &Context<'_>) -> Result<Vec<ApiKey>> {
        identity::api_keys(context).await
    }

    /// The last loads of loan tapes, newest first, with what was wrong with each. For admins.
    async fn imports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of loads, 1 to 500.", default = 20)] first: i32,
    ) -> Result<Vec<ImportBatch>> {
        import::imports(context, first).await
    }

    /// A load of a loan tape; null where there is none of this number. For admins.
    async fn import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of the load.")] number: i32,
    ) -> Result<Option<ImportBatch>> {
        import::import(context, number).await
    }

    /// A load of uploads that was begun on this server, and how far it is. For admins.
    async fn import_job(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Identifier of the job.")] id: ID,
    ) -> Result<ImportJob> {
        import::import_job(context, id).await
    }

    /// Who has written, exported, or been refused, newest first. For admins.
    async fn audit_log(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which records; all when not given.")] filter: Option<AuditFilter>,
        #[graphql(desc = "The first so many, 0 to 500; 20 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the record of this cursor.")] after: Option<String>,
    ) -> Result<AuditRecords> {
        audit::audit_log(context, filter, PageArguments::forward(first, after)).await
    }

    /// The customer, loan, repayment or payment of this identifier; null when there is none.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Identifier as a node's `id` gives it, such as loan:7.")] id: ID,
    ) -> Result<Option<Node>> {
        let (kind, number) = Kind::parse("id", &id)?;
        Ok(match kind {
            Kind::Customer => customer::find(context, number).await?.map(Node::Customer),
            Kind::Loan => loan::find(context, number).await?.map(Node::Loan),
            Kind::Repayment => repayment::find(context, number).await?.map(Node::Repayment),
            Kind::Payment => payment::find(context, number).await?.map(Node::Payment),
        })
    }

    /// The customer of this identifier; null when there is none.
    async fn customer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A customer's `id`, such as customer:1, or its bare number.")] id: ID,
    ) -> Result<Option<Customer>> {
        customer::find(context, Kind::Customer.number("id", &id)?).await
    }

    /// Customers, page by page.
    #[allow(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn customers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which customers; all when not given.")] filter: Option<CustomerFilter>,
        #[graphql(default, desc = "Their order.")] order_by: CustomerOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when neither first nor last is given.")]
        first: Option<i32>,
        #[graphql(desc = "Begin behind the customer of this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 0 to 500.")] last: Option<i32>,
        #[graphql(desc = "End before the customer of this cursor.")] before: Option<String>,
    ) -> Result<Paged<Customer, CustomerTotal>> {
        let arguments = PageArguments {
            first,
            after,
            last,
            before,
        };
        customer::customers(context, filter, order_by, arguments).await
    }

    /// The loan of this identifier; null when there is none.
    async fn loan(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A loan's `id`, such as loan:7, or its bare number.")] id: ID,
    ) -> Result<Option<Loan>> {
        loan::find(context, Kind::Loan.number("id", &id)?).await
    }

    /// Loans, page by page.
    #[allow(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn loans(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which loans; all when not given.")] filter: Option<LoanFilter>,
        #[graphql(default, desc = "Their order.")] order_by: LoanOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when neither first nor last is given.")]
        first: Option<i32>,
        #[graphql(desc = "Begin behind the loan of this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 0 to 500.")] last: Option<i32>,
        #[graphql(desc = "End before the loan of this cursor.")] before: Option<String>,
    ) -> Result<Paged<Loan, LoanTotal>> {
        let arguments = PageArguments {
            first,
            after,
            last,
            before,
        };
        loan::loans(context, filter, order_by, arguments).await
    }

    /// Instalments that have fallen due, page by page.
    #[allow(clippy::too_many_arguments, reason = "they are the field's arguments")]
    async fn repayments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which repayments; all when not given.")] filter: Option<RepaymentFilter>,
        #[graphql(default, desc = "Their order.")] order_by: RepaymentOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when neither first nor last is given.")]
        first: Option<i32>,
        #[graphql(desc = "Begin behind the repayment of this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 0 to 500.")] last: Option<i32>,
        #[graphql(desc = "End before the repayment of this cursor.")] before: Option<String>,
    ) -> Result<Paged<Repayment, RepaymentTotal>> {
        let arguments = PageArguments {
            first,
            after,
            last,
            before,
        };
        repayment::repayments(context, filter, order_by, arguments).await
    }

    /// The loans that pass a filter, as they stood at the end of a day: the entry to every figure,
    /// whole or in groups.
    async fn portfolio(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "End of this day; the book's reporting date when not given.")]
        as_of: Option<Date>,
        #[graphql(desc = "Which loans; all when not given.")] filter: Option<PortfolioFilter>,
    ) -> Result<Portfolio> {
        portfolio::portfolio(context, as_of, filter).await
    }

    /// The headline figures of the whole book.
    async fn executive_kpis(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "End of this day; the book's reporting date when not given.")]
        as_of: Option<Date>,
    ) -> Result<ExecutiveKpis> {
        kpi_models::executive(context, &portfolio::whole(context, as_of).await?).await
    }

    /// What was received on each of the last days, newest first; a day without a receipt is zeros.
    async fn daily_kpis(
        &self,
        context: &Context<'_>,
        #[graphql(default = 30, desc = "Number of days up to the as-of date, 1 to 366.")] days: i32,
        #[graphql(desc = "The last day; the book's reporting date when not given.")] as_of: Option<
            Date,
        >,
    ) -> Result<Vec<DailyKpis>> {
        kpi_models::daily(context, days, &portfolio::whole(context, as_of).await?).await
    }

    /// How many of the instalments fallen due were paid on time, late or not.
    async fn payment_distribution(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "End of this day; the book's reporting date when not given.")]
        as_of: Option<Date>,
    ) -> Result<PaymentDistribution> {
        payment_statistics::distribution(context, &portfolio::whole(context, as_of).await?).await
    }

    /// Counts, amounts and days late of the instalments fallen due, by state.
    async fn payment_statistics(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "End of this day; the book's reporting date when not given.")]
        as_of: Option<Date>,
    ) -> Result<PaymentStatistics> {
        payment_statistics::statistics(context, &portfolio::whole(context, as_of).await?).await
    }

    /// Borrowers by credit-score tier, best tier first. Customers without a score are in none.
    async fn risk_tiers(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Which set of thresholds.")] profile: TierProfile,
        #[graphql(desc = "End of this day; the book's reporting date when not given.")]
        as_of: Option<Date>,
    ) -> Result<Vec<RiskTier>> {
        risk_stratification::tiers(context, &portfolio::whole(context, as_of).await?, profile).await
    }

    /// Customers of the lowest tier with an active loan: longest past due first, then the largest
    /// balance.
    async fn high_risk_customers(
        &self,
        context: &Context<'_>,
        #[graphql(default = 10, desc = "Number of customers at the most, 1 to 1000.")] limit: i32,
        #[graphql(desc = "End of this day; the book's reporting date when not given.")]
        as_of: Option<Date>,
    ) -> Result<Vec<HighRiskCustomer>> {
        let portfolio = portfolio::whole(context, as_of).await?;
        risk_stratification::high_risk_customers(context, &portfolio, limit).await
    }
}
