//! New customers and loans, and the payout of a loan.

use super::{
    account::Account,
    check_day, is_label,
    payment::{MAX_AMOUNT_MINOR, check_amount},
    write::{self, Applied, Order, Scope, Write, Written},
};
use crate::{
    auth::{Admin, As, is_branch},
    error::{Code, Error, Result},
    event::ChangeKind,
};
use ::entity::{
    customer_profile::{self as customer_table, EmploymentType, Gender, HousingStatus, JobType},
    loan_application::{self as loan_table, LoanStatus, LoanType, Model as Loan},
};
use chrono::NaiveDate;
use risk::amortisation::annuity_schedule;
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The longest term, in months.
const MAX_TERM_MONTHS: i32 = 600;

/// The highest yearly rate, in parts per million: 1,000 %.
const MAX_RATE_PPM: i32 = 10_000_000;

/// The longest natural key, and the longest name.
const MAX_EXTERNAL_ID: usize = 64;
const MAX_NAME: usize = 200;

/// A customer to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCustomer {
    /// Natural key in the source system; one is made when not given.
    pub external_id: Option<String>,
    /// Full name.
    pub full_name: String,
    /// Age in years.
    pub age: Option<i32>,
    /// Recorded gender.
    pub gender: Option<Gender>,
    /// Yearly gross income in minor units.
    pub income_minor: Option<i64>,
    /// Employment and its length.
    pub employment_type: Option<EmploymentType>,
    /// Skill level of the job.
    pub job_type: Option<JobType>,
    /// Housing.
    pub housing_status: Option<HousingStatus>,
    /// Credit score, 300 to 850.
    pub credit_score: Option<i32>,
    /// Day of sign-up; the reporting date when not given.
    pub account_created_date: Option<NaiveDate>,
}

/// A loan to be.
#[derive(Clone, Debug)]
pub struct NewLoan {
    /// The borrower.
    pub customer_id: i64,
    /// Natural key in the source system; one is made when not given.
    pub external_id: Option<String>,
    /// What the loan is for.
    pub loan_type: LoanType,
    /// The branch that makes it, as the lender labels it.
    pub branch: Option<String>,
    /// Amount to be lent, in minor units.
    pub amount_minor: i64,
    /// Yearly rate in parts per million.
    pub interest_rate_ppm: i32,
    /// Number of monthly instalments.
    pub term_months: i32,
    /// Day of the application.
    pub application_date: Option<NaiveDate>,
    /// Day of the decision.
    pub approval_date: Option<NaiveDate>,
}

/// A customer that was created.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CustomerOutcome {
    /// The customer.
    pub customer_id: i64,
}

/// A loan that was created, paid out or charged off.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LoanOutcome {
    /// The loan.
    pub loan_id: i64,
}

/// Creates a customer.
///
/// # Errors
/// BAD_USER_INPUT for what cannot be; CONFLICT when the natural key is taken.
pub async fn create_customer(
    ctx: &As<Admin>,
    new: NewCustomer,
    order: &Order,
) -> Result<Written<CustomerOutcome, customer_table::Model>> {
    write::transact(ctx, &new, order).await
}

/// Creates a loan that is not paid out yet.
///
/// # Errors
/// BAD_USER_INPUT for what cannot be; NOT_FOUND without the customer; CONFLICT when
/// the natural key is taken.
pub async fn create_loan(
    ctx: &As<Admin>,
    new: NewLoan,
    order: &Order,
) -> Result<Written<LoanOutcome, Loan>> {
    write::transact(ctx, &new, order).await
}

/// Pays a loan out on a day, and writes the instalments that have fallen due since.
///
/// # Errors
/// BAD_USER_INPUT for a day that cannot be; NOT_FOUND without the loan; CONFLICT when
/// it was paid out already.
pub async fn disburse_loan(
    ctx: &As<Admin>,
    loan_id: i64,
    date: NaiveDate,
    order: &Order,
) -> Result<Written<LoanOutcome, Loan>> {
    write::transact(ctx, &Disbursement { loan_id, date }, order).await
}

impl Write for NewCustomer {
    const KIND: ChangeKind = ChangeKind::CustomerCreated;
    type Outcome = CustomerOutcome;
    type View = customer_table::Model;

    /// No name, no income: the record of changes is kept for ever.
    fn request(&self) -> Value {
        json!({ "externalId": self.external_id })
    }

    /// The rest of the request is compared with the customer it made.
    async fn is_same(
        &self,
        db: &impl ConnectionTrait,
        request: &Value,
        outcome: &CustomerOutcome,
    ) -> Result<bool> {
        let made = find_customer(db, outcome.customer_id).await?;
        let is_same_day = self
            .account_created_date
            .is_none_or(|date| date == made.account_created_date);
        Ok(*request == self.request()
            && is_same_day
            && Self {
                external_id: self.external_id.clone(),
                full_name: made.full_name,
                age: made.age,
                gender: made.gender,
                income_minor: made.income_minor,
                employment_type: made.employment_type,
                job_type: made.job_type,
                housing_status: made.housing_status,
                credit_score: made.credit_score,
                account_created_date: self.account_created_date,
            } == *self)
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<CustomerOutcome>> {
        let as_of = scope.reporting_date().await?;
        let created = self.account_created_date.unwrap_or(as_of);
        self.check()?;
        check_day("accountCreatedDate", created, as_of)?;
        let external_id = external_id(self.external_id.as_deref(), "C")?;
        let taken = customer_table::Entity::find()
            .filter(customer_table::Column::ExternalId.eq(external_id.as_str()))
            .count(scope.transaction)
            .await?;
        refuse_taken(taken)?;
        let row = customer_table::ActiveModel {
            customer_id: NotSet,
            external_id: Set(external_id),
            full_name: Set(self.full_name.clone()),
            search_name: Set(self.full_name.to_lowercase()),
            age: Set(self.age),
            gender: Set(self.gender),
            income_minor: Set(self.income_minor),
            employment_type: Set(self.employment_type),
            job_type: Set(self.job_type),
            housing_status: Set(self.housing_status),
            credit_score: Set(self.credit_score),
            account_created_date: Set(created),
        };
        let inserted = customer_table::Entity::insert(row)
            .exec(scope.transaction)
            .await?;
        let customer_id = inserted.last_insert_id;
        Ok(Applied {
            outcome: CustomerOutcome { customer_id },
            loan_id: None,
            customer_id: Some(customer_id),
            effective_date: Some(created),
        })
    }

    async fn view(
        &self,
        db: &impl ConnectionTrait,
        outcome: &CustomerOutcome,
    ) -> Result<customer_table::Model> {
        find_customer(db, outcome.customer_id).await
    }
}

impl NewCustomer {
    fn check(&self) -> Result<()> {
        text("fullName", &self.full_name, MAX_NAME)?;
        // The name in lower case, which is stored too, can be longer.
        text("fullName", &self.full_name.to_lowercase(), MAX_NAME)?;
        if self.age.is_some_and(|age| !(0..=150).contains(&age)) {
            return Err(Error::input("age", "must be 0 to 150"));
        }
        let is_income = |income| (0..=MAX_AMOUNT_MINOR).contains(&income);
        if self.income_minor.is_some_and(|income| !is_income(income)) {
            let message = "must not be less than 0, and at most a million million";
            return Err(Error::input("income", message));
        }
        let is_score = |score| (300..=850).contains(&score);
        if self.credit_score.is_some_and(|score| !is_score(score)) {
            return Err(Error::input("creditScore", "must be 300 to 850"));
        }
        Ok(())
    }
}

impl Write for NewLoan {
    const KIND: ChangeKind = ChangeKind::LoanCreated;
    type Outcome = LoanOutcome;
    type View = Loan;

    fn request(&self) -> Value {
        let mut request = json!({
            "customerId": self.customer_id,
            "externalId": self.external_id,
            "loanType": self.loan_type.to_value(),
            "amountMinor": self.amount_minor,
            "interestRatePpm": self.interest_rate_ppm,
            "termMonths": self.term_months,
            "applicationDate": self.application_date,
            "approvalDate": self.approval_date,
        });
        // Left out where there is none: requests recorded before there were branches are the same.
        if let Some(branch) = &self.branch {
            request["branch"] = json!(branch);
        }
        request
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<LoanOutcome>> {
        let book = scope.book().await?;
        let as_of = scope.reporting_date().await?;
        let payment_minor = self.check(as_of)?;
        let external_id = external_id(self.external_id.as_deref(), "L")?;
        let is_known = customer_table::Entity::find_by_id(self.customer_id)
            .count(scope.transaction)
            .await?;
        if is_known == 0 {
            let message = format!("there is no customer {}", self.customer_id);
            return Err(Error::not_found("customerId", message));
        }
        let taken = loan_table::Entity::find()
            .filter(loan_table::Column::ExternalId.eq(external_id.as_str()))
            .count(scope.transaction)
            .await?;
        refuse_taken(taken)?;
        let row = loan_table::ActiveModel {
            external_id: Set(external_id),
            customer_id: Set(self.customer_id),
            loan_type: Set(self.loan_type),
            branch: Set(self.branch.clone()),
            currency: Set(book.currency.clone()),
            loan_amount_minor: Set(self.amount_minor),
            interest_rate_ppm: Set(self.interest_rate_ppm),
            loan_term_months: Set(self.term_months),
            monthly_installment_minor: Set(payment_minor),
            application_date: Set(self.application_date),
            approval_date: Set(self.approval_date),
            loan_status: Set(LoanStatus::Pending),
            ..Default::default()
        };
        let inserted = loan_table::Entity::insert(row)
            .exec(scope.transaction)
            .await?;
        let loan_id = inserted.last_insert_id;
        Ok(Applied {
            outcome: LoanOutcome { loan_id },
            loan_id: Some(loan_id),
            customer_id: Some(self.customer_id),
            effective_date: self.application_date,
        })
    }

    async fn view(&self, db: &impl ConnectionTrait, outcome: &LoanOutcome) -> Result<Loan> {
        find_loan(db, outcome.loan_id).await
    }
}

impl NewLoan {
    /// Checks what was given, and answers the monthly payment in minor units.
    fn check(&self, as_of: NaiveDate) -> Result<i64> {
        check_amount(self.amount_minor)?;
        if self
            .branch
            .as_deref()
            .is_some_and(|label| !is_branch(label))
        {
            let message = "must be a label of 1 to 64 characters without commas";
            return Err(Error::input("branch", message));
        }
        if !(0..=MAX_RATE_PPM).contains(&self.interest_rate_ppm) {
            return Err(Error::input(
                "interestRate",
                "must be a fraction from 0 to 10",
            ));
        }
        if !(1..=MAX_TERM_MONTHS).contains(&self.term_months) {
            let message = format!("must be 1 to {MAX_TERM_MONTHS}");
            return Err(Error::input("termMonths", message));
        }
        for (field, date) in [
            ("applicationDate", self.application_date),
            ("approvalDate", self.approval_date),
        ] {
            if let Some(date) = date {
                check_day(field, date, as_of)?;
            }
        }
        if self.approval_date.is_some() && self.approval_date < self.application_date {
            let message = "must not be before the application";
            return Err(Error::input("approvalDate", message));
        }
        let rate = self.interest_rate_ppm.into();
        let schedule = annuity_schedule(self.amount_minor, rate, self.term_months);
        if schedule.iter().any(|month| month.principal_minor == 0) {
            let message =
                "is too small for the term and the rate: an instalment would repay nothing";
            return Err(Error::input("amount", message));
        }
        Ok(schedule.first().map_or(0, |month| month.amount_minor))
    }
}

struct Disbursement {
    loan_id: i64,
    date: NaiveDate,
}

impl Write for Disbursement {
    const KIND: ChangeKind = ChangeKind::LoanDisbursed;
    type Outcome = LoanOutcome;
    type View = Loan;

    fn request(&self) -> Value {
        json!({ "loanId": self.loan_id, "date": self.date })
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<LoanOutcome>> {
        // Whoever sets the reporting date has not seen a loan that is newer than its locks.
        scope.hold_reporting_date().await?;
        let mut account = Account::lock(scope, self.loan_id).await?;
        if let Some(date) = account.loan.disbursement_date {
            let message = format!("the loan was paid out already, on {date}");
            return Err(Error::new(Code::Conflict, message));
        }
        check_day("date", self.date, account.as_of)?;
        let steps = [account.loan.application_date, account.loan.approval_date];
        if let Some(last) = steps.into_iter().flatten().max()
            && self.date < last
        {
            let message = format!("must not be before application and approval, {last}");
            return Err(Error::input("date", message));
        }
        account.loan.disbursement_date = Some(self.date);
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
        find_loan(db, outcome.loan_id).await
    }
}

/// The loan that a change has made or found.
pub(super) async fn find_loan(db: &impl ConnectionTrait, loan_id: i64) -> Result<Loan> {
    let loan = loan_table::Entity::find_by_id(loan_id).one(db).await?;
    loan.ok_or_else(replaced)
}

async fn find_customer(
    db: &impl ConnectionTrait,
    customer_id: i64,
) -> Result<customer_table::Model> {
    let customer = customer_table::Entity::find_by_id(customer_id)
        .one(db)
        .await?;
    customer.ok_or_else(replaced)
}

fn replaced() -> Error {
    let message = "the book has been replaced since this change was made";
    Error::new(Code::Conflict, message)
}

fn refuse_taken(rows: u64) -> Result<()> {
    if rows == 0 {
        return Ok(());
    }
    Err(Error::conflict("externalId", "is taken already"))
}

/// The natural key that was given, or a new one.
fn external_id(given: Option<&str>, prefix: &str) -> Result<String> {
    match given {
        Some(given) => {
            text("externalId", given, MAX_EXTERNAL_ID)?;
            Ok(given.to_owned())
        }
        None => Ok(format!("{prefix}-{}", uuid::Uuid::new_v4())),
    }
}

fn text(field: &str, text: &str, longest: usize) -> Result<()> {
    if is_label(text, longest) && text.trim() == text {
        return Ok(());
    }
    let message = format!("must be 1 to {longest} characters without blanks around them");
    Err(Error::input(field, message))
}
