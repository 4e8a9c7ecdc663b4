//! Repayments in the schema.

use super::{
    context,
    filter::{self, DateFilter, DecimalFilter, IdFilter, IntFilter, LabelFilter},
    id::Kind,
    label::PaymentStatus,
    loader::Loaders,
    loan::{self, Loan},
    page::{self, PageArguments, Paged},
    scalar::{Date, Decimal},
};
use crate::service::{
    book::Settings,
    repayment::{self, RepaymentSort},
};
use ::entity::repayment_history::Model;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};

/// An instalment that has fallen due, and what was received on it.
pub(crate) struct Repayment {
    pub(crate) model: Model,
    /// Decimal places of the book's currency.
    pub(crate) exponent: u32,
}

impl Repayment {
    fn amount_of(&self, minor: i64) -> Decimal {
        Decimal::from_minor(minor, self.exponent)
    }
}

/// An instalment that has fallen due, and what was received on it.
#[Object]
impl Repayment {
    /// Identifier, unique over the whole schema.
    pub(crate) async fn id(&self) -> ID {
        Kind::Repayment.id(self.model.payment_id)
    }

    /// Number of the instalment in the loan's schedule, from 1.
    async fn installment_number(&self) -> i32 {
        self.model.installment_number
    }

    /// Day it fell due.
    async fn due_date(&self) -> Date {
        Date(self.model.due_date)
    }

    /// Amount due: principal and interest.
    async fn amount_due(&self) -> Decimal {
        self.amount_of(self.model.installment_amount_minor)
    }

    /// Principal part of the amount due.
    async fn principal_due(&self) -> Decimal {
        self.amount_of(self.model.principal_due_minor)
    }

    /// Interest part of the amount due.
    async fn interest_due(&self) -> Decimal {
        self.amount_of(self.model.interest_due_minor)
    }

    /// Day of the last receipt; null when nothing has been received.
    async fn paid_date(&self) -> Option<Date> {
        self.model.actual_paid_date.map(Date)
    }

    /// Everything received on it, recoveries included, late fees not.
    async fn amount_paid(&self) -> Decimal {
        self.amount_of(self.model.amount_paid_minor)
    }

    /// Late fee received with the settlement.
    async fn late_fee(&self) -> Decimal {
        self.amount_of(self.model.late_fee_minor)
    }

    /// How it was paid, at the book's reporting date.
    async fn status(&self) -> PaymentStatus {
        self.model.payment_status.into()
    }

    /// Days late as the collections counter has it at the reporting date: it stops when a missed
    /// instalment is handed over to collections. Not the current age of open arrears.
    async fn days_past_due(&self) -> i32 {
        self.model.days_past_due
    }

    /// The part received after the instalment had become missed.
    async fn recovered_amount(&self) -> Decimal {
        self.amount_of(self.model.recovered_amount_minor)
    }

    /// Day of that recovery; null when there was none.
    async fn recovered_date(&self) -> Option<Date> {
        self.model.recovered_date.map(Date)
    }

    /// The loan.
    async fn loan(&self, context: &Context<'_>) -> Result<Option<Loan>> {
        loan::find(context, self.model.loan_id).await
    }
}

/// Which repayments are asked for; all conditions that are given must hold.
#[derive(InputObject, Default)]
pub(crate) struct RepaymentFilter {
    /// The loan.
    loan_id: Option<IdFilter>,
    /// How it was paid, at the book's reporting date.
    status: Option<LabelFilter<PaymentStatus>>,
    /// Day it fell due.
    due_date: Option<DateFilter>,
    /// Day of the last receipt.
    paid_date: Option<DateFilter>,
    /// Days late at the reporting date.
    days_past_due: Option<IntFilter>,
    /// Amount due, in the book's currency.
    amount_due: Option<DecimalFilter>,
}

impl RepaymentFilter {
    fn parse(self, settings: &Settings) -> crate::error::Result<repayment::RepaymentFilter> {
        Ok(repayment::RepaymentFilter {
            loan_id: filter::identifier(self.loan_id, "loanId", Kind::Loan)?,
            payment_status: filter::label(self.status),
            due_date: filter::date(self.due_date),
            actual_paid_date: filter::date(self.paid_date),
            days_past_due: filter::number(self.days_past_due),
            installment_amount_minor: filter::amount(
                self.amount_due,
                "amountDue",
                settings.currency_exponent(),
            )?,
        })
    }
}

/// How repayments are ordered; ties are settled by the identifier, unknown values come last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum RepaymentOrder {
    /// By identifier, lowest first.
    #[default]
    IdAsc,
    /// By identifier, highest first.
    IdDesc,
    /// By due date, oldest first.
    DueDateAsc,
    /// By due date, newest first.
    DueDateDesc,
    /// By day of the last receipt, oldest first.
    PaidDateAsc,
    /// By day of the last receipt, newest first.
    PaidDateDesc,
}

impl RepaymentOrder {
    const fn parse(self) -> (RepaymentSort, bool) {
        match self {
            Self::IdAsc => (RepaymentSort::Id, false),
            Self::IdDesc => (RepaymentSort::Id, true),
            Self::DueDateAsc => (RepaymentSort::DueDate, false),
            Self::DueDateDesc => (RepaymentSort::DueDate, true),
            Self::PaidDateAsc => (RepaymentSort::PaidDate, false),
            Self::PaidDateDesc => (RepaymentSort::PaidDate, true),
        }
    }
}

/// How many repayments the whole list has.
pub(crate) enum RepaymentTotal {
    /// Those that pass a filter.
    Filtered(Box<repayment::RepaymentFilter>),
    /// Those of a loan.
    OfLoan(i64),
}

#[Object]
impl RepaymentTotal {
    /// Number of repayments on all pages together; counted only when asked for.
    async fn total_count(&self, context: &Context<'_>) -> Result<u64> {
        Ok(match self {
            Self::Filtered(filter) => {
                repayment::count_repayments(context::ctx(context)?, (**filter).clone()).await?
            }
            Self::OfLoan(id) => {
                let count = context.data::<Loaders>()?.repayment_count(*id).await?;
                count.unsigned_abs()
            }
        })
    }
}

/// One page of the repayments that pass the filter.
pub(super) async fn repayments(
    context: &Context<'_>,
    filter: Option<RepaymentFilter>,
    order_by: RepaymentOrder,
    arguments: PageArguments,
) -> Result<Paged<Repayment, RepaymentTotal>> {
    let ctx = context::ctx(context)?;
    let settings = ctx.settings().await?;
    let filter = filter.unwrap_or_default().parse(&settings)?;
    let (sort, descending) = order_by.parse();
    let window = arguments.window()?;
    let repayments =
        repayment::list_repayments(ctx, filter.clone(), sort, descending, &window).await?;
    let exponent = settings.currency_exponent();
    Ok(page::connection(
        repayments,
        RepaymentTotal::Filtered(Box::new(filter)),
        |model| Repayment { model, exponent },
    ))
}

/// The repayment of this identifier, if there is one.
pub(super) async fn find(context: &Context<'_>, id: i64) -> Result<Option<Repayment>> {
    let ctx = context::ctx(context)?;
    let exponent = ctx.settings().await?.currency_exponent();
    let found = context.data::<Loaders>()?.repayment(id).await?;
    Ok(found.map(|model| Repayment { model, exponent }))
}
