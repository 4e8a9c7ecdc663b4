//! Rows of the database as the columns take them: customers with all that is theirs.

use super::{Absence, Failure};
use crate::service::dimension::code;
use ::entity::{
    customer_profile::{self as customers, EmploymentType, Gender, HousingStatus, JobType},
    loan_application::{self as loans, LoanType},
    loan_month_state, receipt as receipts, repayment_history as instalments,
};
use chrono::{NaiveDate, NaiveDateTime};
use engine::{Builder, Customer, Instalment, Loan, Receipt};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::SimpleExpr,
};
use std::collections::HashMap;

/// Customers that are read together: few statements, little memory.
const CUSTOMERS_PER_BLOCK: u64 = 2000;

/// Keys in one list.
const IDS_PER_STATEMENT: usize = 1000;

/// Reads the whole book, block by block.
pub(super) async fn book(
    db: &impl ConnectionTrait,
    limit: u64,
    progress: impl Fn(u64) + Send,
) -> Result<engine::Book, Failure> {
    if has_month_states(db).await? {
        return Err(unfit("a tape reports loans by monthly states"));
    }
    let mut builder = Builder::default();
    let (mut after, mut instalments) = (i64::MIN, 0);
    loop {
        let last = last_of_block(db, after).await?;
        let Some(last) = last else { break };
        let block = of(db, |column| column.between(after + 1, last)).await?;
        for customer in &block {
            instalments += customer
                .loans
                .iter()
                .map(|loan| loan.instalments.len() as u64)
                .sum::<u64>();
            let pushed = builder.push(customer);
            pushed.map_err(|why| unfit(why.to_string()))?;
        }
        progress(instalments);
        if builder.bytes() as u64 > limit {
            return Err(Failure::Absent(Absence::TooLarge { limit }));
        }
        after = last;
    }
    Ok(builder.finish())
}

/// Whether loans are reported month by month: the columns hold instalments alone.
async fn has_month_states(db: &impl ConnectionTrait) -> Result<bool, Failure> {
    let any = loan_month_state::Entity::find().one(db).await?;
    Ok(any.is_some())
}

/// The highest identifier among the next customers.
async fn last_of_block(db: &impl ConnectionTrait, after: i64) -> Result<Option<i64>, Failure> {
    let ids: Vec<i64> = customers::Entity::find()
        .select_only()
        .column(customers::Column::CustomerId)
        .filter(customers::Column::CustomerId.gt(after))
        .order_by_asc(customers::Column::CustomerId)
        .limit(CUSTOMERS_PER_BLOCK)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.last().copied())
}

/// Reads these customers anew, in the order of their identifiers; one without a loan is
/// among them without any.
pub(super) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<Vec<Customer>, Failure> {
    let mut all = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS_PER_STATEMENT) {
        all.extend(of(db, |column| column.is_in(ids.iter().copied())).await?);
    }
    Ok(all)
}

#[derive(FromQueryResult)]
struct LoanRow {
    loan_id: i64,
    customer_id: i64,
    loan_type: LoanType,
    branch: Option<String>,
    loan_amount_minor: i64,
    monthly_installment_minor: i64,
    interest_rate_ppm: i32,
    loan_term_months: i32,
    disbursement_date: Option<NaiveDate>,
    charge_off_date: Option<NaiveDate>,
    submitted_at: Option<NaiveDateTime>,
    documents_at: Option<NaiveDateTime>,
    credit_checked_at: Option<NaiveDateTime>,
    decided_at: Option<NaiveDateTime>,
    contract_signed_at: Option<NaiveDateTime>,
    disbursed_at: Option<NaiveDateTime>,
}

/// Identifier, age, income, score, sign-up, gender, employment, job, housing.
type CustomerRow = (
    i64,
    Option<i32>,
    Option<i64>,
    Option<i32>,
    NaiveDate,
    Option<Gender>,
    Option<EmploymentType>,
    Option<JobType>,
    Option<HousingStatus>,
);

/// Loan, identifier, number, due date, principal, interest, settled on, and after how many days.
type InstalmentRow = (
    i64,
    i64,
    i32,
    NaiveDate,
    i64,
    i64,
    Option<NaiveDate>,
    Option<i32>,
);

/// Instalment, day, principal, interest, late fee.
type ReceiptRow = (i64, NaiveDate, i64, i64, i64);

/// Customers that pass a condition on their identifier, in the order of it, with their rows.
async fn of(
    db: &impl ConnectionTrait,
    condition: impl Fn(customers::Column) -> SimpleExpr,
) -> Result<Vec<Customer>, Failure> {
    let mut block = Block::default();
    let of_customers = condition(customers::Column::CustomerId);
    let customer_rows: Vec<CustomerRow> = customers::Entity::find()
        .select_only()
        .columns([
            customers::Column::CustomerId,
            customers::Column::Age,
            customers::Column::IncomeMinor,
            customers::Column::CreditScore,
            customers::Column::AccountCreatedDate,
            customers::Column::Gender,
            customers::Column::EmploymentType,
            customers::Column::JobType,
            customers::Column::HousingStatus,
        ])
        .filter(of_customers.clone())
        .order_by_asc(customers::Column::CustomerId)
        .into_tuple()
        .all(db)
        .await?;
    customer_rows
        .into_iter()
        .for_each(|row| block.add_customer(row));
    // The same customers, as a condition on the loans.
    let ids = customers::Entity::find()
        .select_only()
        .column(customers::Column::CustomerId)
        .filter(of_customers)
        .into_query();
    let of_loans = loans::Column::CustomerId.in_subquery(ids);
    let loan_rows = loans::Entity::find()
        .filter(of_loans.clone())
        .order_by_asc(loans::Column::CustomerId)
        .order_by_asc(loans::Column::LoanId)
        .into_model::<LoanRow>()
        .all(db)
        .await?;
    loan_rows.into_iter().for_each(|row| block.add_loan(row));
    let loan_ids = loans::Entity::find()
        .select_only()
        .column(loans::Column::LoanId)
        .filter(of_loans)
        .into_query();
    let instalment_rows: Vec<InstalmentRow> = instalments::Entity::find()
        .select_only()
        .columns([
            instalments::Column::LoanId,
            instalments::Column::PaymentId,
            instalments::Column::InstallmentNumber,
            instalments::Column::DueDate,
            instalments::Column::PrincipalDueMinor,
            instalments::Column::InterestDueMinor,
            instalments::Column::SettledDate,
            instalments::Column::SettledAfterDays,
        ])
        .filter(instalments::Column::LoanId.in_subquery(loan_ids.clone()))
        .into_tuple()
        .all(db)
        .await?;
    for row in instalment_rows {
        block.add_instalment(row)?;
    }
    let receipt_rows: Vec<ReceiptRow> = receipts::Entity::find()
        .select_only()
        .columns([
            receipts::Column::PaymentId,
            receipts::Column::ReceiptDate,
            receipts::Column::PrincipalMinor,
            receipts::Column::InterestMinor,
            receipts::Column::LateFeeMinor,
        ])
        .filter(receipts::Column::LoanId.in_subquery(loan_ids))
        .into_tuple()
        .all(db)
        .await?;
    receipt_rows
        .into_iter()
        .for_each(|row| block.add_receipt(row));
    Ok(block.customers)
}

/// The book is for SQL alone.
pub(super) fn unfit(why: impl Into<String>) -> Failure {
    Failure::Absent(Absence::Unfit(why.into()))
}

/// Customers on their way into the columns, and where each row of theirs stands.
#[derive(Default)]
struct Block {
    customers: Vec<Customer>,
    places: HashMap<i64, usize>,
    loans: HashMap<i64, (usize, usize)>,
    instalments: HashMap<i64, (usize, usize, usize)>,
}

impl Block {
    fn add_customer(&mut self, row: CustomerRow) {
        let (id, age, income, score, created, gender, employment, job, housing) = row;
        self.places.insert(id, self.customers.len());
        self.customers.push(Customer {
            customer_id: id,
            age,
            income_minor: income,
            credit_score: score,
            account_created_date: created,
            gender: code(gender.as_ref()),
            employment_type: code(employment.as_ref()),
            job_type: code(job.as_ref()),
            housing_status: code(housing.as_ref()),
            loans: Vec::new(),
        });
    }

    fn add_loan(&mut self, row: LoanRow) {
        let Some(customer) = self.places.get(&row.customer_id).copied() else {
            return;
        };
        let loans = &mut self.customers[customer].loans;
        self.loans.insert(row.loan_id, (customer, loans.len()));
        loans.push(Loan {
            loan_id: row.loan_id,
            loan_type: code(Some(&row.loan_type)),
            branch: row.branch,
            loan_amount_minor: row.loan_amount_minor,
            monthly_installment_minor: row.monthly_installment_minor,
            interest_rate_ppm: row.interest_rate_ppm,
            loan_term_months: row.loan_term_months,
            disbursement_date: row.disbursement_date,
            charge_off_date: row.charge_off_date,
            stages: [
                row.submitted_at,
                row.documents_at,
                row.credit_checked_at,
                row.decided_at,
                row.contract_signed_at,
                row.disbursed_at,
            ],
            instalments: Vec::new(),
        });
    }

    fn add_instalment(&mut self, row: InstalmentRow) -> Result<(), Failure> {
        let (loan_id, payment_id, number, due_date, principal, interest, settled, after) = row;
        // The columns hold the two dates alone.
        let days = settled.map(|date| date.signed_duration_since(due_date).num_days());
        if days != after.map(i64::from) {
            return Err(unfit(format!(
                "instalment {payment_id} contradicts itself: run `loanbook verify`"
            )));
        }
        let Some((customer, loan)) = self.loans.get(&loan_id).copied() else {
            return Ok(());
        };
        let rows = &mut self.customers[customer].loans[loan].instalments;
        self.instalments
            .insert(payment_id, (customer, loan, rows.len()));
        rows.push(Instalment {
            installment_number: number,
            due_date,
            principal_due_minor: principal,
            interest_due_minor: interest,
            settled_date: settled,
            receipts: Vec::new(),
        });
        Ok(())
    }

    fn add_receipt(&mut self, row: ReceiptRow) {
        let (payment_id, receipt_date, principal_minor, interest_minor, late_fee_minor) = row;
        if let Some((customer, loan, at)) = self.instalments.get(&payment_id).copied() {
            let rows = &mut self.customers[customer].loans[loan].instalments;
            rows[at].receipts.push(Receipt {
                receipt_date,
                principal_minor,
                interest_minor,
                late_fee_minor,
            });
        }
    }
}
