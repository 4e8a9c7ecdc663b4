//! The charge-off of a loan: it is written off as a loss on a day.

use super::{
    account::Account,
    check_day,
    origination::{self, LoanOutcome},
    write::{self, Applied, Order, Scope, Write, Written},
};
use crate::{
    auth::{Admin, As},
    error::{Code, Error, Result},
    event::ChangeKind,
};
use ::entity::loan_application::Model as Loan;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

/// Writes a loan off on a day.
///
/// # Errors
/// BAD_USER_INPUT for a day that cannot be; NOT_FOUND without the loan; CONFLICT when
/// it is not paid out, was charged off already, or owes nothing.
pub async fn charge_off_loan(
    ctx: &As<Admin>,
    loan_id: i64,
    date: NaiveDate,
    order: &Order,
) -> Result<Written<LoanOutcome, Loan>> {
    write::transact(ctx, &ChargeOff { loan_id, date }, order).await
}

struct ChargeOff {
    loan_id: i64,
    date: NaiveDate,
}

impl Write for ChargeOff {
    const KIND: ChangeKind = ChangeKind::LoanChargedOff;
    type Outcome = LoanOutcome;
    type View = Loan;

    fn request(&self) -> Value {
        json!({ "loanId": self.loan_id, "date": self.date })
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<LoanOutcome>> {
        let mut account = Account::lock(scope, self.loan_id).await?;
        let conflict = |message: String| Err(Error::new(Code::Conflict, message));
        if account.loan.disbursement_date.is_none() {
            return conflict("the loan has not been paid out".to_owned());
        }
        if let Some(date) = account.loan.charge_off_date {
            return conflict(format!("the loan was charged off already, on {date}"));
        }
        check_day("date", self.date, account.as_of)?;
        if account.first_due_date().is_none_or(|due| self.date <= due) {
            let message = "must be after the first instalment fell due";
            return Err(Error::input("date", message));
        }
        if account.balance_minor(account.as_of) <= 0 {
            return conflict("the loan's principal has been repaid".to_owned());
        }
        account.loan.charge_off_date = Some(self.date);
        account.settle()?;
        account.store(scope.transaction).await?;
        Ok(Applied {
            outcome: LoanOutcome {
                loan_id: self.loan_id,
            },
            loan_id: Some(self.loan_id),
            customer_id: Some(account.loan.customer_id),
            effective_date: Some(self.date),
        })
    }

    async fn view(&self, db: &impl ConnectionTrait, outcome: &LoanOutcome) -> Result<Loan> {
        origination::find_loan(db, outcome.loan_id).await
    }
}
