//! New customers and loans in the schema, and the payout and charge-off of a loan.

use super::{
    change::{RecordedChange, in_input, order},
    context,
    customer::Customer,
    id::Kind,
    label::{EmploymentType, Gender, HousingStatus, JobType, LoanType},
    loan::Loan,
    scalar::{Date, Decimal},
};
use crate::auth::Admin;
use crate::service::{
    Ctx,
    book::Settings,
    charge_off,
    origination::{self, LoanOutcome, NewCustomer, NewLoan},
    write::Written,
};
use ::entity::loan_application::Model;
use async_graphql::{Context, ID, InputObject, Result, SimpleObject};

/// A customer to be.
#[derive(InputObject)]
pub(crate) struct CreateCustomerInput {
    /// Natural key in the source system, at most 64 characters; one is made when not given.
    external_id: Option<String>,
    /// Full name, at most 200 characters.
    full_name: String,
    /// Age in years.
    age: Option<i32>,
    /// Recorded gender.
    gender: Option<Gender>,
    /// Yearly gross income in the book's currency.
    income: Option<Decimal>,
    /// Employment, and the time in the present job.
    employment_type: Option<EmploymentType>,
    /// Skill level of the job.
    job_type: Option<JobType>,
    /// Housing.
    housing_status: Option<HousingStatus>,
    /// Credit score, 300 (worst) to 850 (best).
    credit_score: Option<i32>,
    /// Day of sign-up; the book's reporting date when not given.
    account_created_date: Option<Date>,
    /// Your name for this change, 1 to 128 characters: sent again with the same key it is not
    /// made again, and answered as the first time.
    idempotency_key: String,
    /// Only say what would be created.
    #[graphql(default)]
    dry_run: bool,
}

impl CreateCustomerInput {
    fn parse(self, settings: &Settings) -> crate::error::Result<NewCustomer> {
        let exponent = settings.currency_exponent();
        let income = self
            .income
            .map(|income| income.to_minor("income", exponent));
        Ok(NewCustomer {
            external_id: self.external_id,
            full_name: self.full_name,
            age: self.age,
            gender: self.gender.map(Gender::into),
            income_minor: income.transpose()?,
            employment_type: self.employment_type.map(EmploymentType::into),
            job_type: self.job_type.map(JobType::into),
            housing_status: self.housing_status.map(HousingStatus::into),
            credit_score: self.credit_score,
            account_created_date: self.account_created_date.map(|date| date.0),
        })
    }
}

/// A loan to be.
#[derive(InputObject)]
pub(crate) struct CreateLoanInput {
    /// The borrower's `id`, such as customer:1.
    customer_id: ID,
    /// Natural key in the source system, at most 64 characters; one is made when not given.
    external_id: Option<String>,
    /// What the loan is for.
    loan_type: LoanType,
    /// The branch that makes it, as the lender labels it, at most 64 characters.
    branch: Option<String>,
    /// Amount to be lent, in the book's currency.
    amount: Decimal,
    /// Nominal yearly rate as a fraction: "0.0385" is 3.85 %.
    interest_rate: Decimal,
    /// Number of monthly instalments, 1 to 600.
    term_months: i32,
    /// Day of the application.
    application_date: Option<Date>,
    /// Day of the decision.
    approval_date: Option<Date>,
    /// Your name for this change, 1 to 128 characters: sent again with the same key it is not
    /// made again, and answered as the first time.
    idempotency_key: String,
    /// Only say what would be created, with its schedule.
    #[graphql(default)]
    dry_run: bool,
}

impl CreateLoanInput {
    fn parse(self, settings: &Settings) -> crate::error::Result<NewLoan> {
        Ok(NewLoan {
            customer_id: Kind::Customer.number("customerId", &self.customer_id)?,
            external_id: self.external_id,
            loan_type: self.loan_type.into(),
            branch: self.branch,
            amount_minor: self
                .amount
                .to_minor("amount", settings.currency_exponent())?,
            interest_rate_ppm: self.interest_rate.to_ppm("interestRate")?,
            term_months: self.term_months,
            application_date: self.application_date.map(|date| date.0),
            approval_date: self.approval_date.map(|date| date.0),
        })
    }
}

/// The payout of a loan.
#[derive(InputObject)]
pub(crate) struct DisburseLoanInput {
    /// The loan's `id`, such as loan:7.
    loan_id: ID,
    /// Day the money was paid out, not after the reporting date. The first instalment falls due
    /// a month later.
    date: Date,
    /// Your name for this change, 1 to 128 characters: sent again with the same key it is not
    /// made again, and answered as the first time.
    idempotency_key: String,
    /// Only say what would change.
    #[graphql(default)]
    dry_run: bool,
}

/// The charge-off of a loan.
#[derive(InputObject)]
pub(crate) struct ChargeOffLoanInput {
    /// The loan's `id`, such as loan:7.
    loan_id: ID,
    /// Day it was written off as a loss: after the first due date, not after the reporting date.
    date: Date,
    /// Your name for this change, 1 to 128 characters: sent again with the same key it is not
    /// made again, and answered as the first time.
    idempotency_key: String,
    /// Only say what would change.
    #[graphql(default)]
    dry_run: bool,
}

/// A customer that was created.
#[derive(SimpleObject)]
pub(crate) struct CustomerPayload {
    /// The customer. After a dry run its identifier names nothing.
    customer: Customer,
    /// The record of the change; null after a dry run.
    change: Option<RecordedChange>,
    /// Whether nothing was changed, only said.
    dry_run: bool,
}

/// A loan that was created, paid out or charged off.
#[derive(SimpleObject)]
pub(crate) struct LoanPayload {
    /// The loan after the change. Lists under it are as they are stored, also in a dry run;
    /// after that of a creation its identifier names nothing.
    loan: Loan,
    /// The record of the change; null after a dry run.
    change: Option<RecordedChange>,
    /// Whether nothing was changed, only said.
    dry_run: bool,
}

/// Creates a customer.
pub(super) async fn create_customer(
    context: &Context<'_>,
    input: CreateCustomerInput,
) -> Result<CustomerPayload> {
    let ctx = &context::ctx(context)?
        .demand::<Admin>("createCustomer")
        .await?;
    let settings = ctx.settings().await?;
    let order = order(input.idempotency_key.clone(), input.dry_run);
    let new = input.parse(&settings).map_err(in_input)?;
    let written = origination::create_customer(ctx, new, &order).await;
    let written = written.map_err(in_input)?;
    Ok(CustomerPayload {
        customer: Customer {
            model: written.view,
            settings,
        },
        dry_run: written.change.is_none(),
        change: written.change.map(RecordedChange::from),
    })
}

/// Creates a loan.
pub(super) async fn create_loan(
    context: &Context<'_>,
    input: CreateLoanInput,
) -> Result<LoanPayload> {
    let ctx = &context::ctx(context)?.demand::<Admin>("createLoan").await?;
    let order = order(input.idempotency_key.clone(), input.dry_run);
    let new = input.parse(&*ctx.settings().await?).map_err(in_input)?;
    let written = origination::create_loan(ctx, new, &order).await;
    payload(ctx, written.map_err(in_input)?).await
}

/// Pays a loan out.
pub(super) async fn disburse_loan(
    context: &Context<'_>,
    input: DisburseLoanInput,
) -> Result<LoanPayload> {
    let ctx = &context::ctx(context)?
        .demand::<Admin>("disburseLoan")
        .await?;
    let id = Kind::Loan
        .number("loanId", &input.loan_id)
        .map_err(in_input)?;
    let order = order(input.idempotency_key, input.dry_run);
    let written = origination::disburse_loan(ctx, id, input.date.0, &order).await;
    payload(ctx, written.map_err(in_input)?).await
}

/// Writes a loan off.
pub(super) async fn charge_off_loan(
    context: &Context<'_>,
    input: ChargeOffLoanInput,
) -> Result<LoanPayload> {
    let ctx = &context::ctx(context)?
        .demand::<Admin>("chargeOffLoan")
        .await?;
    let id = Kind::Loan
        .number("loanId", &input.loan_id)
        .map_err(in_input)?;
    let order = order(input.idempotency_key, input.dry_run);
    let written = charge_off::charge_off_loan(ctx, id, input.date.0, &order).await;
    payload(ctx, written.map_err(in_input)?).await
}

async fn payload(ctx: &Ctx, written: Written<LoanOutcome, Model>) -> Result<LoanPayload> {
    Ok(LoanPayload {
        loan: Loan {
            model: written.view,
            settings: ctx.settings().await?,
        },
        dry_run: written.change.is_none(),
        change: written.change.map(RecordedChange::from),
    })
}
