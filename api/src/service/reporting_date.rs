//! The reporting date: the last day that the book answers for.

use super::{
    EARLIEST,
    account::{Account, ROWS_PER_STATEMENT, delete_rows, insert_rows},
    book, import,
    write::{self, Applied, Order, Scope, Write, Written},
};
use crate::{
    auth::{Admin, As},
    error::{Error, Result},
    event::ChangeKind,
};
use ::entity::{
    book as settings,
    loan_application::{self as loan_table, Model as Loan},
    loan_month_state, receipt as receipt_table,
    repayment_history::{self as repayment_table, Model as Repayment},
};
use chrono::{Days, NaiveDate};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Loans that are brought to the new date together.
const LOANS_PER_BLOCK: u64 = 1000;

/// What the new reporting date has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportingDateOutcome {
    /// The reporting date before; none when it was always today.
    pub previous: Option<NaiveDate>,
    /// Instalments that have fallen due and are written.
    pub instalments_written: u64,
    /// Instalments that have not fallen due any more and are taken away.
    pub instalments_removed: u64,
    /// Instalments whose stored status or days late are others.
    pub instalments_restated: u64,
    /// Loans whose stored status is another.
    pub loans_restated: u64,
}

/// Sets the reporting date. Forward, the instalments are written that fall due until
/// then; in both directions stored statuses are brought to the new date.
///
/// # Errors
/// BAD_USER_INPUT for a day that has not come yet.
pub async fn set_reporting_date(
    ctx: &As<Admin>,
    date: NaiveDate,
    order: &Order,
) -> Result<Written<ReportingDateOutcome, NaiveDate>> {
    write::transact(ctx, &NewDate(date), order).await
}

struct NewDate(NaiveDate);

impl Write for NewDate {
    const KIND: ChangeKind = ChangeKind::ReportingDateSet;
    type Outcome = ReportingDateOutcome;
    type View = NaiveDate;

    fn request(&self) -> Value {
        json!({ "date": self.0 })
    }

    async fn apply(&self, scope: &Scope<'_>) -> Result<Applied<ReportingDateOutcome>> {
        let date = self.0;
        // East of Greenwich the day begins earlier than in UTC.
        let last = scope.today() + Days::new(1);
        if !(EARLIEST..=last).contains(&date) {
            let message = format!("must be from {EARLIEST} to today");
            return Err(Error::input("date", message));
        }
        // First, so that others who set it wait here.
        book::lock(scope.transaction).await?;
        let mut outcome = ReportingDateOutcome {
            previous: scope.book().await?.reporting_date,
            ..Default::default()
        };
        bring_to(scope.transaction, date, &mut outcome).await?;
        settings::Entity::update_many()
            .col_expr(settings::Column::ReportingDate, Expr::value(date))
            .filter(settings::Column::Id.eq(1))
            .exec(scope.transaction)
            .await?;
        Ok(Applied {
            outcome,
            loan_id: None,
            customer_id: None,
            effective_date: None,
        })
    }

    async fn view(&self, _: &impl ConnectionTrait, _: &ReportingDateOutcome) -> Result<NaiveDate> {
        Ok(self.0)
    }
}

/// Brings all loans to a date: the instalments that have fallen due by then, and stored statuses.
/// Those that a tape reports by monthly states have no instalments, and their status follows
/// from their last month.
pub(super) async fn bring_to(
    db: &DatabaseTransaction,
    date: NaiveDate,
    outcome: &mut ReportingDateOutcome,
) -> Result<()> {
    let mut after = 0;
    loop {
        let loans = lock_loans(db, after).await?;
        let Some(last) = loans.last() else { break };
        after = last.loan_id;
        restate(db, loans, date, outcome).await?;
    }
    import::restate_reported(db, date).await
}

/// The next loans with instalments, which no other transaction changes until this one ends.
async fn lock_loans(db: &DatabaseTransaction, after: i64) -> Result<Vec<Loan>> {
    let reported = loan_month_state::Entity::find()
        .select_only()
        .column(loan_month_state::Column::LoanId)
        .into_query();
    Ok(loan_table::Entity::find()
        .filter(loan_table::Column::LoanId.gt(after))
        .filter(loan_table::Column::LoanId.not_in_subquery(reported))
        .order_by_asc(loan_table::Column::LoanId)
        .limit(LOANS_PER_BLOCK)
        .lock_exclusive()
        .all(db)
        .await?)
}

/// Brings a block of loans to the new date, in a bounded number of statements.
async fn restate(
    db: &DatabaseTransaction,
    loans: Vec<Loan>,
    date: NaiveDate,
    outcome: &mut ReportingDateOutcome,
) -> Result<()> {
    let mut changes = Changes::default();
    for mut account in read_accounts(db, loans, date).await? {
        account.settle()?;
        changes.add(&account);
    }
    outcome.instalments_written += changes.added.len() as u64;
    outcome.instalments_removed += changes.removed.len() as u64;
    outcome.instalments_restated += changes
        .rows
        .values()
        .map(|ids| ids.len() as u64)
        .sum::<u64>();
    outcome.loans_restated += changes
        .loans
        .values()
        .map(|ids| ids.len() as u64)
        .sum::<u64>();
    changes.store(db).await
}

async fn read_accounts(
    db: &DatabaseTransaction,
    loans: Vec<Loan>,
    date: NaiveDate,
) -> Result<Vec<Account>> {
    let ends = loans.first().zip(loans.last());
    let Some((first, last)) = ends.map(|(first, last)| (first.loan_id, last.loan_id)) else {
        return Ok(Vec::new());
    };
    let rows = repayment_table::Entity::find()
        .filter(repayment_table::Column::LoanId.between(first, last))
        .order_by_asc(repayment_table::Column::LoanId)
        .order_by_asc(repayment_table::Column::InstallmentNumber)
        .all(db)
        .await?;
    let receipts = receipt_table::Entity::find()
        .filter(receipt_table::Column::LoanId.between(first, last))
        .all(db)
        .await?;
    let mut rows = by_loan(rows, |row: &Repayment| row.loan_id);
    let mut receipts = by_loan(receipts, |receipt: &receipt_table::Model| receipt.loan_id);
    let account = |loan: Loan| {
        let id = loan.loan_id;
        let rows = rows.remove(&id).unwrap_or_default();
        let receipts = receipts.remove(&id).unwrap_or_default();
        Account::new(loan, rows, receipts, date)
    };
    Ok(loans.into_iter().map(account).collect())
}

fn by_loan<Model>(all: Vec<Model>, loan_id: impl Fn(&Model) -> i64) -> HashMap<i64, Vec<Model>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for model in all {
        found.entry(loan_id(&model)).or_default().push(model);
    }
    found
}

/// What is different about a block of loans: the rows that are to say the same together.
#[derive(Default)]
struct Changes {
    added: Vec<Repayment>,
    removed: Vec<i64>,
    rows: BTreeMap<(String, i32), Vec<i64>>,
    loans: BTreeMap<String, Vec<i64>>,
}

impl Changes {
    fn add(&mut self, account: &Account) {
        self.added.extend(account.rows_added());
        self.removed.extend(account.rows_removed());
        for row in account.rows_restated() {
            let standing = (row.payment_status.to_value(), row.days_past_due);
            self.rows.entry(standing).or_default().push(row.payment_id);
        }
        if account.is_restated() {
            let status = account.loan.loan_status.to_value();
            self.loans
                .entry(status)
                .or_default()
                .push(account.loan.loan_id);
        }
    }

    async fn store(self, db: &DatabaseTransaction) -> Result<()> {
        delete_rows(db, self.removed).await?;
        insert_rows(db, self.added).await?;
        for ((status, days), ids) in self.rows {
            for chunk in ids.chunks(ROWS_PER_STATEMENT) {
                repayment_table::Entity::update_many()
                    .col_expr(
                        repayment_table::Column::PaymentStatus,
                        Expr::value(status.clone()),
                    )
                    .col_expr(repayment_table::Column::DaysPastDue, Expr::value(days))
                    .filter(repayment_table::Column::PaymentId.is_in(chunk.iter().copied()))
                    .exec(db)
                    .await?;
            }
        }
        for (status, ids) in self.loans {
            loan_table::Entity::update_many()
                .col_expr(loan_table::Column::LoanStatus, Expr::value(status))
                .filter(loan_table::Column::LoanId.is_in(ids))
                .exec(db)
                .await?;
        }
        Ok(())
    }
}
