//! Payments: recorded, reversed, and recovered from loans that were charged off.

use super::{
    Ctx,
    account::{Account, Allocation, Incoming},
    check_day, page, rows,
    write::{self, Applied, Order, Scope, Write, Written},
};
use crate::{
    auth::{As, Collector},
    error::{Code, Error, Result},
    event::ChangeKind,
};
use ::entity::{
    change_record,
    loan_application::{self as loan_table, Model as Loan},
    recorded_payment::{ActiveModel, Column, Entity, Model},
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The largest amount that can be recorded, in minor units: sums of it stay exact.
pub const MAX_AMOUNT_MINOR: i64 = 1_000_000_000_000_000;

/// Money received on a loan.
#[derive(Clone, Copy, Debug)]
pub struct NewPayment {
    /// The loan.
    pub loan_id: i64,
    /// What was received, in minor units, a late fee included.
    pub amount_minor: i64,
    /// The part of it that is a late fee, in minor units.
    pub late_fee_minor: i64,
    /// Day it was received.
    pub received_date: NaiveDate,
}

/// Which instalments a payment pays, or paid before it was reversed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentOutcome {
    /// The payment.
    pub recorded_payment_id: i64,
    /// Its parts, oldest instalment first.
    pub allocations: Vec<Allocation>,
}

/// A recorded payment and its loan.
#[derive(Clone, Debug)]
pub struct PaymentView {
    /// The payment.
    pub payment: Model,
    /// The loan.
    pub loan: Loan,
}

/// A payment that was recorded, or reversed.
pub type WrittenPayment = Written<PaymentOutcome, PaymentView>;

/// Records a payment: oldest open instalment first, in each of them interest
/// before principal, then the next of the schedule in advance.
///
/// # Errors
/// BAD_USER_INPUT for amounts and dates that cannot be; NOT_FOUND without the loan;
/// CONFLICT when it is not paid out or was charged off.
pub async fn record_payment(
    ctx: &As<Collector>,
    new: NewPayment,
    order: &Order,
) -> Result<WrittenPayment> {
    write::transact(ctx, &Payment(new), order).await
}

/// Records what was received on a loan after it was charged off.
///
/// # Errors
/// As [`record_payment`]; CONFLICT when the loan was not charged off.
pub async fn record_recovery(
    ctx: &As<Collector>,
    new: NewPayment,
    order: &Order,
) -> Result<WrittenPayment> {
    write::transact(ctx, &Recovery(new), order).await
}

/// Takes a recorded payment or recovery back, as if it had never come.
///
/// # Errors
/// NOT_FOUND without the payment; CONFLICT when it was reversed already.
pub async fn reverse_payment(
    ctx: &As<Collector>,
    recorded_payment_id: i64,
    order: &Order,
) -> Result<WrittenPayment> {
    write::transact(ctx, &Reversal(recorded_payment_id), order).await
}

/// Recorded payments by identifier; one that does not exist is absent.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(ctx: &Ctx, ids: &[i64]) -> Result<HashMap<i64, Model>> {
    let found = Entity::find()
        .filter(Column::RecordedPaymentId.is_in(page::padded(ids)))
        .filter(rows::by_loan(ctx, Column::LoanId))
        .all(&ctx.db)
        .await?;
    let by_id = |payment: Model| (payment.recorded_payment_id, payment);
    Ok(found.into_iter().map(by_id).collect())
}

/// The payment that a change has recorded, if it is one that recorded a payment.
///
/// # Errors
/// When the database fails.
pub async fn of_change(ctx: &Ctx, change_id: i64) -> Result<Option<Model>> {
    let change = change_record::Entity::find_by_id(change_id)
        .one(&ctx.db)
        .await?;
    let Some(change) = change else {
        return Ok(None);
    };
    let Ok(outcome) = serde_json::from_str::<PaymentOutcome>(&change.outcome) else {
        return Ok(None);
    };
    Ok(Entity::find_by_id(outcome.recorded_payment_id)
        .filter(rows::by_loan(ctx, Column::LoanId))
        .one(&ctx.db)
        .await?)
}

struct Payment(NewPayment);

impl Write for Payment {
    const KIND: ChangeKind = ChangeKind::PaymentRecorded;
    type Outcome = PaymentOutcome;
    type View = PaymentView;

    fn request(&self) -> Value {
        request(&self.0)
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<PaymentOutcome>> {
        let account = Account::lock(scope, self.0.loan_id).await?;
        if account.loan.charge_off_date.is_some() {
            return Err(conflict(
                "the loan was charged off: what is received on it is a recovery",
            ));
        }
        receive(scope, account, &self.0, false).await
    }

    async fn view(
        &self,
        db: &impl ConnectionTrait,
        outcome: &PaymentOutcome,
    ) -> Result<PaymentView> {
        view(db, outcome).await
    }
}

struct Recovery(NewPayment);

impl Write for Recovery {
    const KIND: ChangeKind = ChangeKind::RecoveryRecorded;
    type Outcome = PaymentOutcome;
    type View = PaymentView;

    fn request(&self) -> Value {
        request(&self.0)
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<PaymentOutcome>> {
        let account = Account::lock(scope, self.0.loan_id).await?;
        let Some(end) = account.loan.charge_off_date else {
            return Err(conflict(
                "the loan was not charged off: what is received on it is a payment",
            ));
        };
        if self.0.received_date <= end {
            let message = format!("must be after the charge-off on {end}");
            return Err(Error::input("receivedDate", message));
        }
        receive(scope, account, &self.0, true).await
    }

    async fn view(
        &self,
        db: &impl ConnectionTrait,
        outcome: &PaymentOutcome,
    ) -> Result<PaymentView> {
        view(db, outcome).await
    }
}

struct Reversal(i64);

impl Write for Reversal {
    const KIND: ChangeKind = ChangeKind::PaymentReversed;
    type Outcome = PaymentOutcome;
    type View = PaymentView;

    fn request(&self) -> Value {
        json!({ "paymentId": self.0 })
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<PaymentOutcome>> {
        let id = self.0;
        let mut account = Account::lock(scope, get(scope, id).await?.loan_id).await?;
        // Read again under the lock: another request may have reversed it.
        let payment = get(scope, id).await?;
        if payment.reversed_at.is_some() {
            return Err(conflict("the payment was reversed already"));
        }
        let allocations = account.allocations(id);
        account.take_back(id)?;
        account.settle()?;
        account.store(scope.transaction).await?;
        Entity::update_many()
            .set(ActiveModel {
                reversed_at: Set(Some(scope.now)),
                ..Default::default()
            })
            .filter(Column::RecordedPaymentId.eq(id))
            .exec(scope.transaction)
            .await?;
        Ok(Applied {
            outcome: PaymentOutcome {
                recorded_payment_id: id,
                allocations,
            },
            loan_id: Some(account.loan.loan_id),
            customer_id: Some(account.loan.customer_id),
            effective_date: Some(payment.received_date),
        })
    }

    async fn view(
        &self,
        db: &impl ConnectionTrait,
        outcome: &PaymentOutcome,
    ) -> Result<PaymentView> {
        view(db, outcome).await
    }
}

fn request(new: &NewPayment) -> Value {
    json!({
        "loanId": new.loan_id,
        "amountMinor": new.amount_minor,
        "lateFeeMinor": new.late_fee_minor,
        "receivedDate": new.received_date,
    })
}

async fn receive(
    scope: &Scope<'_>,
    mut account: Account,
    new: &NewPayment,
    is_recovery: bool,
) -> Result<Applied<PaymentOutcome>> {
    check(new, &account)?;
    let payment = ActiveModel {
        recorded_payment_id: NotSet,
        loan_id: Set(new.loan_id),
        received_date: Set(new.received_date),
        amount_minor: Set(new.amount_minor),
        late_fee_minor: Set(new.late_fee_minor),
        unapplied_minor: Set(0),
        is_recovery: Set(is_recovery),
        recorded_at: Set(scope.now),
        reversed_at: Set(None),
    };
    let inserted = Entity::insert(payment).exec(scope.transaction).await?;
    let recorded_payment_id = inserted.last_insert_id;
    let unapplied_minor = account.receive(&Incoming {
        recorded_payment_id,
        date: new.received_date,
        amount_minor: new.amount_minor,
        late_fee_minor: new.late_fee_minor,
    })?;
    if unapplied_minor > 0 {
        Entity::update_many()
            .set(ActiveModel {
                unapplied_minor: Set(unapplied_minor),
                ..Default::default()
            })
            .filter(Column::RecordedPaymentId.eq(recorded_payment_id))
            .exec(scope.transaction)
            .await?;
    }
    account.settle()?;
    account.store(scope.transaction).await?;
    Ok(Applied {
        outcome: PaymentOutcome {
            recorded_payment_id,
            allocations: account.allocations(recorded_payment_id),
        },
        loan_id: Some(new.loan_id),
        customer_id: Some(account.loan.customer_id),
        effective_date: Some(new.received_date),
    })
}

fn check(new: &NewPayment, account: &Account) -> Result<()> {
    check_amount(new.amount_minor)?;
    if !(0..new.amount_minor).contains(&new.late_fee_minor) {
        let message = "must not be less than 0, and less than the amount that it is part of";
        return Err(Error::input("lateFee", message));
    }
    let Some(paid_out) = account.loan.disbursement_date else {
        return Err(conflict("the loan has not been paid out"));
    };
    if new.received_date < paid_out {
        let message = format!("must not be before the loan was paid out on {paid_out}");
        return Err(Error::input("receivedDate", message));
    }
    check_day("receivedDate", new.received_date, account.as_of)
}

/// Refuses an amount that nobody lends or pays.
pub(super) fn check_amount(amount_minor: i64) -> Result<()> {
    if (1..=MAX_AMOUNT_MINOR).contains(&amount_minor) {
        return Ok(());
    }
    let message = "must be more than 0, and at most a million million";
    Err(Error::input("amount", message))
}

fn conflict(message: &str) -> Error {
    Error::new(Code::Conflict, message)
}

async fn get(scope: &Scope<'_>, id: i64) -> Result<Model> {
    Entity::find_by_id(id)
        .filter(rows::by_loan(scope.ctx, Column::LoanId))
        .one(scope.transaction)
        .await?
        .ok_or_else(|| Error::not_found("paymentId", format!("there is no payment {id}")))
}

async fn view(db: &impl ConnectionTrait, outcome: &PaymentOutcome) -> Result<PaymentView> {
    let id = outcome.recorded_payment_id;
    let found = match Entity::find_by_id(id).one(db).await? {
        Some(payment) => loan_table::Entity::find_by_id(payment.loan_id)
            .one(db)
            .await?
            .map(|loan| PaymentView { payment, loan }),
        None => None,
    };
    found.ok_or_else(|| conflict("the book has been replaced since the payment was recorded"))
}
