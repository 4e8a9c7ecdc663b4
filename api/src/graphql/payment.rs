//! Payments in the schema: recorded, recovered, reversed.

use super::{
    change::{RecordedChange, in_input, order},
    context,
    id::Kind,
    loader::Loaders,
    loan::{self, Loan},
    scalar::{Date, DateTime, Decimal},
};
use crate::{
    auth::Collector,
    error::Error,
    service::{
        Ctx,
        account::Allocation as Part,
        book::Settings,
        payment::{self, NewPayment, WrittenPayment},
    },
};
use ::entity::recorded_payment::Model;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

/// Money received on a loan, as it was recorded.
pub(crate) struct Payment {
    pub(crate) model: Model,
    /// Decimal places of the book's currency.
    pub(crate) exponent: u32,
}

impl Payment {
    fn amount_of(&self, minor: i64) -> Decimal {
        Decimal::from_minor(minor, self.exponent)
    }
}

/// Money received on a loan, as it was recorded.
#[Object]
impl Payment {
    /// Identifier, unique over the whole schema. After a dry run it names nothing.
    pub(crate) async fn id(&self) -> ID {
        Kind::Payment.id(self.model.recorded_payment_id)
    }

    /// Day the money was received.
    async fn received_date(&self) -> Date {
        Date(self.model.received_date)
    }

    /// What was received, a late fee and what could not be applied included.
    async fn amount(&self) -> Decimal {
        self.amount_of(self.model.amount_minor)
    }

    /// The part of the amount that paid a late fee.
    async fn late_fee(&self) -> Decimal {
        self.amount_of(self.model.late_fee_minor)
    }

    /// The part of the amount that the loan did not owe: to be paid back, in no figure.
    async fn unapplied_amount(&self) -> Decimal {
        self.amount_of(self.model.unapplied_minor)
    }

    /// Whether it was received on a loan that had been charged off.
    async fn is_recovery(&self) -> bool {
        self.model.is_recovery
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.model.recorded_at)
    }

    /// When it was reversed; null while it stands.
    async fn reversed_at(&self) -> Option<DateTime> {
        self.model.reversed_at.map(DateTime)
    }

    /// The loan.
    async fn loan(&self, context: &Context<'_>) -> Result<Option<Loan>> {
        loan::find(context, self.model.loan_id).await
    }
}

/// What a payment paid on one instalment.
#[derive(SimpleObject)]
pub(crate) struct Allocation {
    /// Number of the instalment in the loan's schedule, from 1.
    installment_number: i32,
    /// Day it falls due.
    due_date: Date,
    /// Principal paid.
    principal: Decimal,
    /// Interest paid; it comes before principal, by the dates of the receipts.
    interest: Decimal,
    /// Late fee paid, on top of both.
    late_fee: Decimal,
}

/// A payment that was recorded or reversed, and what it did.
#[derive(SimpleObject)]
pub(crate) struct PaymentPayload {
    /// The payment.
    payment: Payment,
    /// The loan after the change. Lists under it are as they are stored, also in a dry run.
    loan: Loan,
    /// What it paid on each instalment, oldest first; of a reversed payment, what was taken back.
    allocations: Vec<Allocation>,
    /// The part of the amount that the loan does not owe: to be paid back, in no figure.
    unapplied_amount: Decimal,
    /// The record of the change; null after a dry run.
    change: Option<RecordedChange>,
    /// Whether nothing was changed, only said.
    dry_run: bool,
}

/// Money received on a loan.
#[derive(InputObject)]
pub(crate) struct RecordPaymentInput {
    /// The loan's `id`, such as loan:7.
    loan_id: ID,
    /// What was received, in the book's currency, a late fee included.
    amount: Decimal,
    /// The part of the amount that is a late fee: booked on the oldest instalment that the
    /// payment touches. None when not given.
    late_fee: Option<Decimal>,
    /// Day it was received, from the payout to the reporting date. Earlier than what is recorded
    /// already, it changes history from that day on.
    received_date: Date,
    /// Your name for this payment, 1 to 128 characters: sent again with the same key it is not
    /// recorded again, and answered as the first time.
    idempotency_key: String,
    /// Only say what would be paid.
    #[graphql(default)]
    dry_run: bool,
}

impl RecordPaymentInput {
    fn parse(&self, settings: &Settings) -> crate::error::Result<NewPayment> {
        let exponent = settings.currency_exponent();
        let late_fee = self.late_fee.map(|fee| fee.to_minor("lateFee", exponent));
        Ok(NewPayment {
            loan_id: Kind::Loan.number("loanId", &self.loan_id)?,
            amount_minor: self.amount.to_minor("amount", exponent)?,
            late_fee_minor: late_fee.transpose()?.unwrap_or(0),
            received_date: self.received_date.0,
        })
    }
}

/// The payment to be reversed.
#[derive(InputObject)]
pub(crate) struct ReversePaymentInput {
    /// The payment's `id`, such as payment:12.
    payment_id: ID,
    /// Your name for this reversal, 1 to 128 characters: sent again with the same key it is not
    /// made again, and answered as the first time.
    idempotency_key: String,
    /// Only say what would be taken back.
    #[graphql(default)]
    dry_run: bool,
}

/// Records a payment.
pub(super) async fn record(
    context: &Context<'_>,
    input: RecordPaymentInput,
) -> Result<PaymentPayload> {
    let ctx = &context::ctx(context)?
        .demand::<Collector>("recordPayment")
        .await?;
    let new = input.parse(&*ctx.settings().await?).map_err(in_input)?;
    let order = order(input.idempotency_key, input.dry_run);
    let written = payment::record_payment(ctx, new, &order).await;
    payload(ctx, written.map_err(in_input)?).await
}

/// Records what was received on a loan that was charged off.
pub(super) async fn record_recovery(
    context: &Context<'_>,
    input: RecordPaymentInput,
) -> Result<PaymentPayload> {
    let ctx = &context::ctx(context)?
        .demand::<Collector>("recordRecovery")
        .await?;
    let new = input.parse(&*ctx.settings().await?).map_err(in_input)?;
    let order = order(input.idempotency_key, input.dry_run);
    let written = payment::record_recovery(ctx, new, &order).await;
    payload(ctx, written.map_err(in_input)?).await
}

/// Takes a payment back.
pub(super) async fn reverse(
    context: &Context<'_>,
    input: ReversePaymentInput,
) -> Result<PaymentPayload> {
    let ctx = &context::ctx(context)?
        .demand::<Collector>("reversePayment")
        .await?;
    let id = Kind::Payment.number("paymentId", &input.payment_id);
    let order = order(input.idempotency_key, input.dry_run);
    let written = payment::reverse_payment(ctx, id.map_err(in_input)?, &order).await;
    payload(ctx, written.map_err(in_input)?).await
}

async fn payload(ctx: &Ctx, written: WrittenPayment) -> Result<PaymentPayload> {
    let settings = ctx.settings().await?;
    let exponent = settings.currency_exponent();
    let allocation = |part: &Part| Allocation {
        installment_number: part.installment_number,
        due_date: Date(part.due_date),
        principal: Decimal::from_minor(part.principal_minor, exponent),
        interest: Decimal::from_minor(part.interest_minor, exponent),
        late_fee: Decimal::from_minor(part.late_fee_minor, exponent),
    };
    let payment = written.view.payment;
    Ok(PaymentPayload {
        allocations: written.outcome.allocations.iter().map(allocation).collect(),
        unapplied_amount: Decimal::from_minor(payment.unapplied_minor, exponent),
        payment: Payment {
            model: payment,
            exponent,
        },
        loan: Loan {
            model: written.view.loan,
            settings,
        },
        dry_run: written.change.is_none(),
        change: written.change.map(RecordedChange::from),
    })
}

/// The payment of this identifier, if there is one.
pub(super) async fn find(context: &Context<'_>, id: i64) -> Result<Option<Payment>> {
    let ctx = context::ctx(context)?;
    let exponent = ctx.settings().await?.currency_exponent();
    let found: Result<_, Error> = context.data::<Loaders>()?.payment(id).await;
    Ok(found?.map(|model| Payment { model, exponent }))
}
