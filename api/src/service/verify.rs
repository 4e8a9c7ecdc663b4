//! Whether the book holds together: what is stored against what follows from it.
//!
//! Everything is recomputed row by row with [`risk`], so the answer also checks
//! the SQL that the figures come from.

use super::{Ctx, book, demo, kpi_models};
use crate::error::Result;
use ::entity::{
    customer_profile, loan_application as loan_table, repayment_history as repayment_table,
};
use chrono::NaiveDate;
use loan_table::{LoanStatus, Model as Loan};
use repayment_table::{Model as Repayment, PaymentStatus};
use risk::{
    amortisation::annuity_schedule,
    delinquency::{self, Instalment, InstalmentStatus, Rules},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Loans read at once.
const LOANS_PER_BLOCK: u64 = 1000;

/// Failures that are named; more are only counted.
const MAX_EXAMPLES: usize = 5;

/// The outcome of all checks.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The reporting date that statuses were recomputed for.
    pub as_of: NaiveDate,
    /// Whether nothing failed.
    pub passed: bool,
    /// Rows of the three tables.
    pub customers: u64,
    /// Rows of `loan_application`.
    pub loans: u64,
    /// Rows of `repayment_history`.
    pub repayments: u64,
    /// Each check, in a fixed order.
    pub checks: Vec<Check>,
}

/// One rule, applied to all rows that it is about.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Name of the rule.
    pub name: &'static str,
    /// What it says.
    pub rule: &'static str,
    /// Rows looked at.
    pub checked: u64,
    /// Rows that break it.
    pub failed: u64,
    /// The first of them: which, what is stored, what follows.
    pub examples: Vec<String>,
}

/// The rules about rows, by name.
const RULES: [(&str, &str); 13] = [
    (
        "customers_searchable",
        "the search name is the name in lower case",
    ),
    ("loans_have_customers", "each loan's customer exists"),
    ("repayments_have_loans", "each repayment's loan exists"),
    ("one_currency", "each loan is in the book's currency"),
    (
        "numbers_without_gap",
        "a loan's instalments are numbered 1, 2, 3, …",
    ),
    (
        "due_dates_ascend",
        "each instalment falls due after the one before",
    ),
    (
        "instalments_add_up",
        "principal and interest make the instalment",
    ),
    (
        "schedules_add_up",
        "the principal due makes the amount lent, and never exceeds it",
    ),
    (
        "receipts_are_dated",
        "what was received has a date, and recoveries are part of it",
    ),
    (
        "payment_status",
        "the stored status follows from dates and amounts",
    ),
    (
        "days_past_due",
        "the stored counter follows from dates and amounts",
    ),
    (
        "loan_status",
        "the loan's stored status follows from its cash",
    ),
    (
        "demo_schedule",
        "in the demo book each instalment is the annuity's",
    ),
];

/// Checks the whole book. `progress` is told how many loans are done.
///
/// # Errors
/// When the database fails. A rule that is broken is no error: the report says it.
pub async fn verify(ctx: &Ctx, progress: impl Fn(u64)) -> Result<Report> {
    let as_of = ctx.as_of(None).await?;
    let settings = ctx.settings().await?;
    let records = book::count_records(&ctx.db).await?;
    let mut checks = Checks::new();
    let mut totals = Totals::default();
    check_orphans(ctx, records, &mut checks).await?;
    check_customers(ctx, &mut checks).await?;

    let mut after = 0;
    let mut done = 0;
    loop {
        let loans = loan_table::Entity::find()
            .filter(loan_table::Column::LoanId.gt(after))
            .order_by_asc(loan_table::Column::LoanId)
            .limit(LOANS_PER_BLOCK)
            .all(&ctx.db)
            .await?;
        let Some(last) = loans.last() else { break };
        let mut repayments = repayments_between(ctx, after + 1, last.loan_id).await?;
        after = last.loan_id;
        done += loans.len() as u64;
        for loan in &loans {
            let rows = repayments.remove(&loan.loan_id).unwrap_or_default();
            let context = Context {
                as_of: as_of.date(),
                currency: &settings.book.currency,
                is_demo: settings.book.demo_loans.is_some(),
            };
            check_loan(&mut checks, &mut totals, &context, loan, &rows);
        }
        progress(done);
    }

    let mut all = checks.finish();
    if let Some(loans) = settings.book.demo_loans {
        all.push(demo_counts(loans, records)?);
    }
    let figures = kpi_models::executive(ctx, as_of).await?;
    all.push(totals.compare(&figures));
    Ok(Report {
        as_of: as_of.date(),
        passed: all.iter().all(|check| check.failed == 0),
        customers: records.customers,
        loans: records.loans,
        repayments: records.repayments,
        checks: all,
    })
}

struct Context<'a> {
    as_of: NaiveDate,
    currency: &'a str,
    is_demo: bool,
}

/// What the rules about rows have found so far.
struct Checks(BTreeMap<&'static str, Check>);

impl Checks {
    fn new() -> Self {
        Self(
            RULES
                .into_iter()
                .map(|(name, rule)| (name, Check::new(name, rule)))
                .collect(),
        )
    }

    /// Notes one row looked at; `example` words the failure.
    fn note(&mut self, name: &'static str, holds: bool, example: impl FnOnce() -> String) {
        let Some(check) = self.0.get_mut(name) else {
            return;
        };
        check.note(holds, example);
    }

    /// Notes rows whose parent is missing, of all that have one.
    fn orphans(&mut self, name: &'static str, what: &str, all: u64, found: &[i64]) {
        let Some(check) = self.0.get_mut(name) else {
            return;
        };
        for id in found {
            check.note(false, || format!("{what} {id} has no parent"));
        }
        check.checked = all;
    }

    fn finish(mut self) -> Vec<Check> {
        RULES
            .iter()
            .filter_map(|(name, _)| self.0.remove(name))
            .collect()
    }
}

impl Check {
    const fn new(name: &'static str, rule: &'static str) -> Self {
        Self {
            name,
            rule,
            checked: 0,
            failed: 0,
            examples: Vec::new(),
        }
    }

    fn note(&mut self, holds: bool, example: impl FnOnce() -> String) {
        self.checked += 1;
        if holds {
            return;
        }
        self.failed += 1;
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(example());
        }
    }
}

async fn check_orphans(ctx: &Ctx, records: book::RecordCount, checks: &mut Checks) -> Result<()> {
    let loans: Vec<i64> = loan_table::Entity::find()
        .select_only()
        .column(loan_table::Column::LoanId)
        .left_join(customer_profile::Entity)
        .filter(customer_profile::Column::CustomerId.is_null())
        .into_tuple()
        .all(&ctx.db)
        .await?;
    checks.orphans("loans_have_customers", "loan", records.loans, &loans);
    let repayments: Vec<i64> = repayment_table::Entity::find()
        .select_only()
        .column(repayment_table::Column::PaymentId)
        .left_join(loan_table::Entity)
        .filter(loan_table::Column::LoanId.is_null())
        .into_tuple()
        .all(&ctx.db)
        .await?;
    checks.orphans(
        "repayments_have_loans",
        "repayment",
        records.repayments,
        &repayments,
    );
    Ok(())
}

async fn check_customers(ctx: &Ctx, checks: &mut Checks) -> Result<()> {
    use futures::TryStreamExt;
    let mut customers = customer_profile::Entity::find().stream(&ctx.db).await?;
    while let Some(customer) = customers.try_next().await? {
        let holds = customer.search_name == customer.full_name.to_lowercase();
        checks.note("customers_searchable", holds, || {
            format!("customer {}", customer.customer_id)
        });
    }
    Ok(())
}

async fn repayments_between(
    ctx: &Ctx,
    first_loan: i64,
    last_loan: i64,
) -> Result<HashMap<i64, Vec<Repayment>>> {
    let rows = repayment_table::Entity::find()
        .filter(repayment_table::Column::LoanId.between(first_loan, last_loan))
        .order_by_asc(repayment_table::Column::LoanId)
        .order_by_asc(repayment_table::Column::InstallmentNumber)
        .all(&ctx.db)
        .await?;
    let mut by_loan: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        by_loan.entry(row.loan_id).or_default().push(row);
    }
    Ok(by_loan)
}

fn check_loan(
    checks: &mut Checks,
    totals: &mut Totals,
    context: &Context<'_>,
    loan: &Loan,
    rows: &[Repayment],
) {
    let rules = Rules::default();
    let id = loan.loan_id;
    checks.note("one_currency", loan.currency == context.currency, || {
        format!("loan {id} is in {}", loan.currency)
    });
    let principal: i64 = rows.iter().map(|row| row.principal_due_minor).sum();
    let is_complete = i32::try_from(rows.len()).is_ok_and(|n| n == loan.loan_term_months);
    let adds_up = if is_complete {
        principal == loan.loan_amount_minor
    } else {
        principal <= loan.loan_amount_minor
    };
    checks.note("schedules_add_up", adds_up, || {
        format!(
            "loan {id}: principal due {principal}, amount lent {} (minor units)",
            loan.loan_amount_minor
        )
    });

    let mut previous: Option<&Repayment> = None;
    let mut number = 0;
    for row in rows {
        number += 1;
        check_repayment(checks, context, row, previous, number, &rules);
        previous = Some(row);
    }
    if context.is_demo {
        check_annuity(checks, loan, rows);
    }

    let instalments: Vec<_> = rows.iter().map(facts).collect();
    let status = delinquency::loan_status(
        loan.disbursement_date,
        loan.charge_off_date,
        loan.loan_amount_minor,
        &instalments,
        context.as_of,
        &rules,
    );
    let derived = match status {
        delinquency::LoanStatus::Pending => LoanStatus::Pending,
        delinquency::LoanStatus::PaidOff => LoanStatus::PaidOff,
        delinquency::LoanStatus::ChargedOff => LoanStatus::ChargedOff,
        _ => LoanStatus::Active,
    };
    checks.note("loan_status", loan.loan_status == derived, || {
        format!(
            "loan {id}: stored {:?}, follows {derived:?}",
            loan.loan_status
        )
    });
    totals.add(loan, &instalments, context.as_of, &rules);
}

fn check_repayment(
    checks: &mut Checks,
    context: &Context<'_>,
    row: &Repayment,
    previous: Option<&Repayment>,
    number: i32,
    rules: &Rules,
) {
    let id = row.payment_id;
    checks.note(
        "numbers_without_gap",
        row.installment_number == number,
        || {
            format!(
                "repayment {id}: number {}, expected {number}",
                row.installment_number
            )
        },
    );
    let ascends = previous.is_none_or(|before| before.due_date < row.due_date);
    checks.note("due_dates_ascend", ascends, || {
        format!("repayment {id}: due {}", row.due_date)
    });
    let parts = row.principal_due_minor + row.interest_due_minor;
    checks.note(
        "instalments_add_up",
        parts == row.installment_amount_minor,
        || {
            format!(
                "repayment {id}: principal and interest {parts}, instalment {} (minor units)",
                row.installment_amount_minor
            )
        },
    );
    let dated = (row.amount_paid_minor > 0) == row.actual_paid_date.is_some()
        && (row.recovered_amount_minor > 0) == row.recovered_date.is_some()
        && (0..=row.amount_paid_minor).contains(&row.recovered_amount_minor);
    checks.note("receipts_are_dated", dated, || {
        format!(
            "repayment {id}: paid {} on {:?}, of it recovered {} on {:?} (minor units)",
            row.amount_paid_minor,
            row.actual_paid_date,
            row.recovered_amount_minor,
            row.recovered_date
        )
    });

    let instalment = facts(row);
    let derived = match instalment.status(context.as_of, rules) {
        InstalmentStatus::OnTime => PaymentStatus::OnTime,
        InstalmentStatus::Missed => PaymentStatus::Missed,
        _ => PaymentStatus::Late,
    };
    checks.note("payment_status", row.payment_status == derived, || {
        format!(
            "repayment {id}: stored {:?}, follows {derived:?}",
            row.payment_status
        )
    });
    let days = instalment.days_late(context.as_of, rules);
    checks.note(
        "days_past_due",
        i64::from(row.days_past_due) == days,
        || {
            format!(
                "repayment {id}: stored {}, follows {days}",
                row.days_past_due
            )
        },
    );
}

fn check_annuity(checks: &mut Checks, loan: &Loan, rows: &[Repayment]) {
    let schedule = annuity_schedule(
        loan.loan_amount_minor,
        loan.interest_rate_ppm.into(),
        loan.loan_term_months,
    );
    for (row, agreed) in rows.iter().zip(&schedule) {
        let holds = row.installment_amount_minor == agreed.amount_minor
            && row.interest_due_minor == agreed.interest_minor;
        checks.note("demo_schedule", holds, || {
            format!(
                "repayment {}: instalment {}, the annuity's is {} (minor units)",
                row.payment_id, row.installment_amount_minor, agreed.amount_minor
            )
        });
    }
}

fn facts(row: &Repayment) -> Instalment {
    Instalment {
        due_date: row.due_date,
        amount_minor: row.installment_amount_minor,
        interest_due_minor: row.interest_due_minor,
        actual_paid_date: row.actual_paid_date,
        amount_paid_minor: row.amount_paid_minor,
        late_fee_minor: row.late_fee_minor,
        recovered_amount_minor: row.recovered_amount_minor,
        recovered_date: row.recovered_date,
    }
}

fn demo_counts(loans: i64, records: book::RecordCount) -> Result<Check> {
    let loans = loans.unsigned_abs();
    let expected = book::RecordCount {
        customers: loans,
        loans,
        repayments: demo::simulator()?.instalment_count(loans),
    };
    let mut check = Check::new("row_counts", "the demo book has all of its rows");
    check.note(records == expected, || {
        format!("stored {records:?}, expected {expected:?}")
    });
    Ok(check)
}

/// The sums that the SQL figures are compared with.
#[derive(Default)]
struct Totals {
    originated: i64,
    outstanding: i64,
    active_loans: i64,
    interest: i64,
    late_fees: i64,
    due: i64,
    on_time: i64,
}

impl Totals {
    fn add(&mut self, loan: &Loan, instalments: &[Instalment], as_of: NaiveDate, rules: &Rules) {
        if loan.disbursement_date.is_none_or(|date| date > as_of) {
            return;
        }
        self.originated += loan.loan_amount_minor;
        let mut balance = loan.loan_amount_minor;
        for instalment in instalments {
            let principal = instalment.principal_received_minor(as_of);
            balance -= principal;
            self.interest += instalment.received_minor(as_of) - principal;
            if instalment
                .actual_paid_date
                .is_some_and(|date| date <= as_of)
            {
                self.late_fees += instalment.late_fee_minor;
            }
            match instalment.status(as_of, rules) {
                InstalmentStatus::Scheduled => {}
                InstalmentStatus::OnTime => {
                    self.due += 1;
                    self.on_time += 1;
                }
                _ => self.due += 1,
            }
        }
        let is_charged_off = loan.charge_off_date.is_some_and(|date| date <= as_of);
        if !is_charged_off && balance > 0 {
            self.active_loans += 1;
            self.outstanding += balance;
        }
    }

    fn compare(&self, figures: &kpi_models::ExecutiveKpis) -> Check {
        let mut check = Check::new(
            "figures",
            "the figures from SQL equal those recomputed row by row",
        );
        for (name, rows, sql) in [
            (
                "originated amount",
                self.originated,
                figures.originated_minor,
            ),
            (
                "outstanding principal",
                self.outstanding,
                figures.outstanding_minor,
            ),
            ("active loans", self.active_loans, figures.active_loans),
            (
                "interest received",
                self.interest,
                figures.interest_received_minor,
            ),
            (
                "late fees received",
                self.late_fees,
                figures.late_fees_minor,
            ),
            (
                "instalments due",
                self.due,
                figures.on_time_rate.denominator,
            ),
            (
                "instalments on time",
                self.on_time,
                figures.on_time_rate.numerator,
            ),
        ] {
            check.note(rows == sql, || format!("{name}: rows {rows}, SQL {sql}"));
        }
        check
    }
}
