//! The demo book: real German Credit rows, simulated payments, written in one transaction.

use super::{
    book::{self, RecordCount},
    receipt,
    write::{self, Applied},
};
use crate::{
    clock::{self, Clock},
    db,
    error::{Code, Error, Result},
    event::ChangeKind,
};
use ::entity::{
    book as settings, customer_profile, import_batch, import_before, loan_application,
    loan_month_state, receipt as receipt_table, recorded_payment, repayment_history,
};
use risk::demo_book::{SimulatedCustomer, SimulatedRepayment, SimulatedTerms, Simulator, Sources};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ConnectionTrait, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, EntityTrait,
};
use std::{mem, time::Duration};
use tokio::{sync::mpsc, task};

/// Loans of the demo book as documented.
pub const DEFAULT_LOANS: u64 = 1000;

/// Inserts that wait for the database at most: enough that it never waits for them, and
/// few, because they are what the memory holds of the book.
const INSERTS_AHEAD: usize = 4;

/// What became of a request for the demo book.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    /// It was there already, complete.
    Unchanged(RecordCount),
    /// It was written.
    Built {
        /// Rows written.
        records: RecordCount,
        /// Time it took.
        duration: Duration,
    },
}

/// The simulator on the data that is part of this program.
///
/// # Errors
/// Never with the data as committed.
pub fn simulator() -> Result<Simulator> {
    Simulator::new(&Sources {
        german_credit_csv: include_str!("../../../data/german_credit.csv"),
        parameters_json: include_str!("../../../data/params.json"),
        scorecard_json: include_str!("../../../data/scorecard_points.json"),
    })
    .map_err(Error::internal)
}

/// Writes the demo book of `loans` loans, all or nothing. A book that is there
/// is only overwritten with `replace`; the same demo book is left as it is.
/// `progress` is told how many instalments are written.
///
/// # Errors
/// CONFLICT when another book is there; otherwise when the database fails.
pub async fn build(
    db: &DatabaseConnection,
    loans: u64,
    replace: bool,
    progress: impl Fn(u64),
) -> Result<Outcome> {
    let started = clock::start();
    let simulator = simulator()?;
    let expected = RecordCount {
        customers: loans,
        loans,
        repayments: simulator.instalment_count(loans),
    };
    let transaction = db::begin_write(db).await?;
    book::lock(&transaction).await?;
    let present = book::count_records(&transaction).await?;
    let demo_loans = book::read(&transaction).await?.book.demo_loans;
    let is_the_same = demo_loans == i64::try_from(loans).ok() && present == expected;
    if is_the_same && !replace {
        transaction.rollback().await?;
        return Ok(Outcome::Unchanged(present));
    }
    let is_empty = present.total() == 0;
    if !is_empty && !replace {
        return Err(Error::new(Code::Conflict, refusal(present, demo_loans)));
    }
    let aside = db::set_aside(&transaction, is_empty).await?;
    if !is_empty {
        clear(&transaction).await?;
    }
    write(&transaction, simulator, loans, progress).await?;
    db::put_back(&transaction, aside).await?;
    db::advance_identities(&transaction).await?;
    record(&transaction, loans).await?;
    transaction.commit().await?;
    db::refresh_statistics(db).await?;
    Ok(Outcome::Built {
        records: expected,
        duration: started.elapsed(),
    })
}

fn refusal(present: RecordCount, demo_loans: Option<i64>) -> String {
    let kind = match demo_loans {
        Some(loans) => format!("a demo book built with --loans {loans}"),
        None => "a book that is not the demo".to_owned(),
    };
    format!(
        "the database holds {kind} ({} customers, {} loans, {} repayments); \
         --replace deletes it first",
        present.customers, present.loans, present.repayments
    )
}

async fn clear(transaction: &DatabaseTransaction) -> Result<()> {
    receipt_table::Entity::delete_many()
        .exec(transaction)
        .await?;
    recorded_payment::Entity::delete_many()
        .exec(transaction)
        .await?;
    repayment_history::Entity::delete_many()
        .exec(transaction)
        .await?;
    loan_month_state::Entity::delete_many()
        .exec(transaction)
        .await?;
    // What was loaded before is gone, and cannot be taken back.
    import_before::Entity::delete_many()
        .exec(transaction)
        .await?;
    import_batch::Entity::delete_many()
        .exec(transaction)
        .await?;
    loan_application::Entity::delete_many()
        .exec(transaction)
        .await?;
    customer_profile::Entity::delete_many()
        .exec(transaction)
        .await?;
    Ok(())
}

async fn write(
    transaction: &DatabaseTransaction,
    simulator: Simulator,
    loans: u64,
    progress: impl Fn(u64),
) -> Result<()> {
    let reporting_date = simulator.reporting_date();
    let backend = transaction.get_database_backend();
    let (inserts, mut waiting) = mpsc::channel(INSERTS_AHEAD);
    let simulation = task::spawn_blocking(move || simulate(&simulator, loans, backend, &inserts));
    let mut written = 0;
    while let Some(insert) = waiting.recv().await {
        insert.rows.run(transaction).await?;
        written += insert.repayments;
        progress(written);
    }
    simulation.await.map_err(Error::internal)??;
    let demo = settings::ActiveModel {
        id: Set(1),
        name: Set("Demo loan book".to_owned()),
        currency: Set(CURRENCY.to_owned()),
        currency_exponent: Set(2),
        reporting_date: Set(Some(reporting_date)),
        demo_loans: Set(i64::try_from(loans).ok()),
    };
    settings::Entity::update(demo).exec(transaction).await?;
    Ok(())
}

/// Appends to the record of changes that all figures may be others now.
async fn record(transaction: &DatabaseTransaction, loans: u64) -> Result<()> {
    let applied = Applied {
        outcome: serde_json::Value::Null,
        loan_id: None,
        customer_id: None,
        effective_date: None,
    };
    let (now, kind) = (Clock::System.stamp(), ChangeKind::BookReplaced);
    let request = serde_json::json!({ "loans": loans });
    write::record(transaction, now, kind, None, &request, &applied).await?;
    Ok(())
}

/// The demo's amounts are units of no real currency; two decimal places suit them.
const CURRENCY: &str = "EUR";

/// Rows on their way to the database.
struct Insert {
    rows: db::Insert,
    /// How many of them are instalments.
    repayments: u64,
}

/// Makes the rows of all loans, on a thread of its own while the database writes. Ends
/// early when nobody waits for them any more: whoever did says why.
fn simulate(
    simulator: &Simulator,
    loans: u64,
    backend: DbBackend,
    inserts: &mpsc::Sender<Insert>,
) -> Result<()> {
    let mut block = Block::default();
    for number in 1..=loans {
        block.add(rows(simulator, number)?)?;
        let is_last = number == loans;
        if block.loans.len() == db::ROWS_PER_INSERT || is_last {
            for insert in block.take_inserts(backend, is_last) {
                if inserts.blocking_send(insert).is_err() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Rows that are not in an insert yet.
#[derive(Default)]
struct Block {
    customers: Vec<customer_profile::ActiveModel>,
    loans: Vec<loan_application::ActiveModel>,
    repayments: Vec<repayment_history::ActiveModel>,
    receipts: Vec<receipt_table::ActiveModel>,
}

impl Block {
    fn add(&mut self, rows: LoanRows) -> Result<()> {
        self.customers.push(rows.customer.into());
        self.loans.push(rows.loan.into());
        for repayment in rows.repayments {
            self.receipts.extend(receipt::of(&repayment)?);
            self.repayments.push(repayment.into());
        }
        Ok(())
    }

    /// The rows, parents first.
    fn take_inserts(&mut self, backend: DbBackend, is_last: bool) -> impl Iterator<Item = Insert> {
        let customers = db::inserts(mem::take(&mut self.customers), backend);
        let loans = db::inserts(mem::take(&mut self.loans), backend);
        let repayments = db::inserts(mem::take(&mut self.repayments), backend);
        let repayments = repayments.map(|rows| Insert {
            repayments: rows.n_rows as u64,
            rows,
        });
        let other = |rows| Insert {
            rows,
            repayments: 0,
        };
        // A database prepares a text once: of receipts, whose number differs from block to
        // block, those beyond a full insert wait for the next ones.
        let spare = self.receipts.len() % db::ROWS_PER_INSERT;
        let n_receipts = self.receipts.len() - if is_last { 0 } else { spare };
        let receipts: Vec<_> = self.receipts.drain(..n_receipts).collect();
        customers
            .chain(loans)
            .map(other)
            .chain(repayments)
            .chain(db::inserts(receipts, backend).map(other))
    }
}

/// The rows of one loan of the demo book.
pub(super) struct LoanRows {
    pub(super) customer: customer_profile::Model,
    pub(super) loan: loan_application::Model,
    pub(super) repayments: Vec<repayment_history::Model>,
}

/// What the demo book holds of the loan with this number, from 1.
pub(super) fn rows(simulator: &Simulator, number: u64) -> Result<LoanRows> {
    // A row that was numbered 0 by hand is like none of the demo's.
    let simulated = simulator.simulate(number.max(1));
    Ok(LoanRows {
        customer: customer(simulated.customer)?,
        loan: loan(simulated.loan)?,
        repayments: simulated
            .repayments
            .into_iter()
            .map(repayment)
            .collect::<Result<_>>()?,
    })
}

fn customer(row: SimulatedCustomer) -> Result<customer_profile::Model> {
    Ok(customer_profile::Model {
        customer_id: row.customer_id,
        external_id: format!("DEMO-C-{}", row.customer_id),
        search_name: row.full_name.to_lowercase(),
        full_name: row.full_name,
        age: Some(row.age),
        gender: Some(label(row.gender)?),
        income_minor: Some(row.income_minor),
        employment_type: Some(label(row.employment_type)?),
        job_type: Some(label(row.job_type)?),
        housing_status: Some(label(row.housing_status)?),
        credit_score: Some(row.credit_score),
        account_created_date: row.account_created_date,
    })
}

fn loan(row: SimulatedTerms) -> Result<loan_application::Model> {
    Ok(loan_application::Model {
        loan_id: row.loan_id,
        external_id: format!("DEMO-L-{}", row.loan_id),
        customer_id: row.customer_id,
        loan_type: label(row.loan_type)?,
        branch: None,
        currency: CURRENCY.to_owned(),
        loan_amount_minor: row.loan_amount_minor,
        interest_rate_ppm: i32::try_from(row.interest_rate_ppm).map_err(Error::internal)?,
        loan_term_months: row.loan_term_months,
        monthly_installment_minor: row.monthly_installment_minor,
        application_date: Some(row.application_date),
        approval_date: Some(row.approval_date),
        disbursement_date: Some(row.disbursement_date),
        loan_status: label(row.loan_status)?,
        charge_off_date: row.charge_off_date,
        observed_default: Some(row.observed_default),
        submitted_at: Some(row.submitted_at),
        documents_at: Some(row.documents_at),
        credit_checked_at: Some(row.credit_checked_at),
        decided_at: Some(row.decided_at),
        contract_signed_at: Some(row.contract_signed_at),
        disbursed_at: Some(row.disbursed_at),
        features: Some(row.features),
    })
}

fn repayment(row: SimulatedRepayment) -> Result<repayment_history::Model> {
    let mut repayment = repayment_history::Model {
        payment_id: row.payment_id,
        loan_id: row.loan_id,
        installment_number: row.installment_number,
        due_date: row.due_date,
        installment_amount_minor: row.installment_amount_minor,
        principal_due_minor: row.principal_due_minor,
        interest_due_minor: row.interest_due_minor,
        actual_paid_date: row.actual_paid_date,
        amount_paid_minor: row.amount_paid_minor,
        late_fee_minor: row.late_fee_minor,
        payment_status: label(row.payment_status)?,
        days_past_due: row.days_past_due,
        recovered_amount_minor: row.recovered_amount_minor,
        recovered_date: row.recovered_date,
        settled_date: None,
        settled_after_days: None,
    };
    receipt::enter_settlement(&mut repayment)?;
    Ok(repayment)
}

fn label<E: ActiveEnum<Value = String>>(text: &str) -> Result<E> {
    E::try_from_value(&text.to_owned()).map_err(|error: DbErr| error.into())
}
