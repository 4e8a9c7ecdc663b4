//! Loans in the schema.

use super::{
    context,
    customer::{self, Customer},
    filter::{self, CodeFilter, DateFilter, DecimalFilter, IdFilter, IntFilter, LabelFilter},
    id::Kind,
    label::{LoanStatus, LoanType},
    loader::{ChildrenKey, Loaders},
    page::{self, PageArguments, Paged},
    repayment::{Repayment, RepaymentTotal},
    scalar::{Date, DateTime, Decimal},
    schedule::{self, ScheduledInstalment},
};
use crate::service::{
    self, Ctx,
    book::Settings,
    figure::Members,
    loan::{self, LoanSort},
};
use ::entity::loan_application::Model;
use async_graphql::{Context, Enum, ID, InputObject, Json, Object, Result};
use std::sync::Arc;

/// A loan, and the application it came from.
pub(crate) struct Loan {
    pub(crate) model: Model,
    pub(crate) settings: Arc<Settings>,
}

impl Loan {
    fn amount_of(&self, minor: i64) -> Decimal {
        Decimal::from_minor(minor, self.settings.currency_exponent())
    }
}

/// A loan, and the application it came from.
#[Object]
impl Loan {
    /// Identifier, unique over the whole schema.
    pub(crate) async fn id(&self) -> ID {
        Kind::Loan.id(self.model.loan_id)
    }

    /// Natural key in the source system.
    async fn external_id(&self) -> &str {
        &self.model.external_id
    }

    /// What the loan is for.
    async fn loan_type(&self) -> LoanType {
        self.model.loan_type.into()
    }

    /// The branch that made it, as the source labels it.
    async fn branch(&self) -> Option<&str> {
        self.model.branch.as_deref()
    }

    /// ISO 4217 code of its amounts; the book's currency.
    async fn currency(&self) -> &str {
        &self.model.currency
    }

    /// Amount lent (original principal).
    async fn amount(&self) -> Decimal {
        self.amount_of(self.model.loan_amount_minor)
    }

    /// Nominal yearly rate as a fraction: "0.0385" is 3.85 %.
    async fn interest_rate(&self) -> Decimal {
        Decimal::from_ppm(self.model.interest_rate_ppm)
    }

    /// Agreed number of monthly instalments.
    async fn term_months(&self) -> i32 {
        self.model.loan_term_months
    }

    /// Agreed monthly payment; the last one takes the rounding.
    async fn monthly_installment(&self) -> Decimal {
        self.amount_of(self.model.monthly_installment_minor)
    }

    /// Day of the application.
    async fn application_date(&self) -> Option<Date> {
        self.model.application_date.map(Date)
    }

    /// Day of the decision.
    async fn approval_date(&self) -> Option<Date> {
        self.model.approval_date.map(Date)
    }

    /// Day the money was paid out; null while it has not been.
    async fn disbursement_date(&self) -> Option<Date> {
        self.model.disbursement_date.map(Date)
    }

    /// Status at the book's reporting date.
    async fn status(&self) -> LoanStatus {
        self.model.loan_status.into()
    }

    /// Day of the charge-off; null when there was none.
    async fn charge_off_date(&self) -> Option<Date> {
        self.model.charge_off_date.map(Date)
    }

    /// The source's own label: true is bad. Null when it has none.
    async fn observed_default(&self) -> Option<bool> {
        self.model.observed_default
    }

    /// Application received.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.model.submitted_at.map(DateTime)
    }

    /// Documents complete.
    async fn documents_at(&self) -> Option<DateTime> {
        self.model.documents_at.map(DateTime)
    }

    /// Credit check done.
    async fn credit_checked_at(&self) -> Option<DateTime> {
        self.model.credit_checked_at.map(DateTime)
    }

    /// Decision taken.
    async fn decided_at(&self) -> Option<DateTime> {
        self.model.decided_at.map(DateTime)
    }

    /// Contract signed.
    async fn contract_signed_at(&self) -> Option<DateTime> {
        self.model.contract_signed_at.map(DateTime)
    }

    /// Money paid out.
    async fn disbursed_at(&self) -> Option<DateTime> {
        self.model.disbursed_at.map(DateTime)
    }

    /// The source's own attributes, whole, as a JSON object; null when there are none.
    async fn features(&self) -> Result<Option<Json<serde_json::Value>>> {
        let parsed = self.model.features.as_deref().map(serde_json::from_str);
        Ok(parsed
            .transpose()
            .map_err(crate::error::Error::internal)?
            .map(Json))
    }

    /// The borrower.
    async fn customer(&self, context: &Context<'_>) -> Result<Option<Customer>> {
        customer::find(context, self.model.customer_id).await
    }

    /// The whole schedule, first instalment to last: what has fallen due or been paid as it is
    /// stored, the rest as it follows from the loan's terms.
    async fn schedule(&self, context: &Context<'_>) -> Result<Vec<ScheduledInstalment>> {
        schedule::of_loan(context, &self.model, self.settings.currency_exponent()).await
    }

    /// The instalments that have fallen due, or were paid in advance, first to last.
    async fn repayments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of instalments at the most, 0 to 500; 12 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the instalment of this cursor.")] after: Option<String>,
    ) -> Result<Paged<Repayment, RepaymentTotal>> {
        let (size, after) = page::children(first, after)?;
        let after = service::repayment::after_in_loan(after.as_ref())?;
        let parent = self.model.loan_id;
        let key = ChildrenKey {
            parent,
            size,
            after,
        };
        let loaders = context.data::<Loaders>()?;
        let repayments = loaders.repayments_of_loan(key).await?;
        let exponent = self.settings.currency_exponent();
        Ok(page::connection(
            repayments,
            RepaymentTotal::OfLoan(parent),
            |model| Repayment { model, exponent },
        ))
    }
}

/// Which loans are asked for; all conditions that are given must hold.
#[derive(InputObject, Default)]
pub(crate) struct LoanFilter {
    /// Natural key in the source system.
    external_id: Option<CodeFilter>,
    /// The borrower.
    customer_id: Option<IdFilter>,
    /// What the loan is for.
    loan_type: Option<LabelFilter<LoanType>>,
    /// Status at the book's reporting date.
    status: Option<LabelFilter<LoanStatus>>,
    /// Amount lent, in the book's currency.
    amount: Option<DecimalFilter>,
    /// Nominal yearly rate as a fraction: "0.0385" is 3.85 %.
    interest_rate: Option<DecimalFilter>,
    /// Agreed number of monthly instalments.
    term_months: Option<IntFilter>,
    /// Day the money was paid out.
    disbursement_date: Option<DateFilter>,
    /// Day of the charge-off.
    charge_off_date: Option<DateFilter>,
}

impl LoanFilter {
    fn parse(self, settings: &Settings) -> crate::error::Result<loan::LoanFilter> {
        Ok(loan::LoanFilter {
            external_id: filter::code(self.external_id, "externalId")?,
            customer_id: filter::identifier(self.customer_id, "customerId", Kind::Customer)?,
            loan_type: filter::label(self.loan_type),
            loan_status: filter::label(self.status),
            loan_amount_minor: filter::amount(self.amount, "amount", settings.currency_exponent())?,
            interest_rate_ppm: filter::fraction(self.interest_rate, "interestRate")?,
            loan_term_months: filter::number(self.term_months),
            disbursement_date: filter::date(self.disbursement_date),
            charge_off_date: filter::date(self.charge_off_date),
            behind: None,
        })
    }
}

/// How loans are ordered; ties are settled by the identifier, unknown values come last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum LoanOrder {
    /// By identifier, lowest first.
    #[default]
    IdAsc,
    /// By identifier, highest first.
    IdDesc,
    /// By amount lent, smallest first.
    AmountAsc,
    /// By amount lent, largest first.
    AmountDesc,
    /// By yearly rate, lowest first.
    InterestRateAsc,
    /// By yearly rate, highest first.
    InterestRateDesc,
    /// By day of the payout, oldest first.
    DisbursementDateAsc,
    /// By day of the payout, newest first.
    DisbursementDateDesc,
}

impl LoanOrder {
    const fn parse(self) -> (LoanSort, bool) {
        match self {
            Self::IdAsc => (LoanSort::Id, false),
            Self::IdDesc => (LoanSort::Id, true),
            Self::AmountAsc => (LoanSort::Amount, false),
            Self::AmountDesc => (LoanSort::Amount, true),
            Self::InterestRateAsc => (LoanSort::InterestRate, false),
            Self::InterestRateDesc => (LoanSort::InterestRate, true),
            Self::DisbursementDateAsc => (LoanSort::DisbursementDate, false),
            Self::DisbursementDateDesc => (LoanSort::DisbursementDate, true),
        }
    }
}

/// How many loans the whole list has.
pub(crate) enum LoanTotal {
    /// Those that pass a filter.
    Filtered(Box<loan::LoanFilter>),
    /// Those of a customer.
    OfCustomer(i64),
}

#[Object]
impl LoanTotal {
    /// Number of loans on all pages together; counted only when asked for.
    async fn total_count(&self, context: &Context<'_>) -> Result<u64> {
        Ok(match self {
            Self::Filtered(filter) => {
                loan::count_loans(context::ctx(context)?, (**filter).clone()).await?
            }
            Self::OfCustomer(id) => {
                let count = context.data::<Loaders>()?.loan_count(*id).await?;
                count.unsigned_abs()
            }
        })
    }
}

/// One page of the loans that pass the filter.
pub(super) async fn loans(
    context: &Context<'_>,
    filter: Option<LoanFilter>,
    order_by: LoanOrder,
    arguments: PageArguments,
) -> Result<Paged<Loan, LoanTotal>> {
    let ctx = context::ctx(context)?;
    let settings = ctx.settings().await?;
    let filter = filter.unwrap_or_default().parse(&settings)?;
    list(ctx, settings, filter, order_by, arguments).await
}

/// One page of the loans behind a cell of a figure.
pub(super) async fn behind(
    context: &Context<'_>,
    members: &Members,
    order_by: LoanOrder,
    arguments: PageArguments,
) -> Result<Paged<Loan, LoanTotal>> {
    let ctx = context::ctx(context)?;
    let filter = loan::LoanFilter {
        behind: Some(members.clone()),
        ..loan::LoanFilter::default()
    };
    list(ctx, ctx.settings().await?, filter, order_by, arguments).await
}

async fn list(
    ctx: &Ctx,
    settings: Arc<Settings>,
    filter: loan::LoanFilter,
    order_by: LoanOrder,
    arguments: PageArguments,
) -> Result<Paged<Loan, LoanTotal>> {
    let (sort, descending) = order_by.parse();
    let window = arguments.window()?;
    let loans = loan::list_loans(ctx, filter.clone(), sort, descending, &window).await?;
    Ok(page::connection(
        loans,
        LoanTotal::Filtered(Box::new(filter)),
        |model| Loan {
            model,
            settings: settings.clone(),
        },
    ))
}

/// The loan of this identifier, if there is one.
pub(super) async fn find(context: &Context<'_>, id: i64) -> Result<Option<Loan>> {
    let settings = context::ctx(context)?.settings().await?;
    let found = context.data::<Loaders>()?.loan(id).await?;
    Ok(found.map(|model| Loan { model, settings }))
}
