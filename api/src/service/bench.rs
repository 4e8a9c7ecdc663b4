//! What each figure costs in each engine.

use super::{
    AsOf, Ctx, demo,
    dimension::{Dimension, code},
    memory::{Held, Memory, arguments},
    period,
    portfolio::Portfolio,
    receipt,
};
use crate::{
    clock,
    error::{Error, Result},
    query::{self, Parameters},
};
use engine::{Builder, Columns, Customer, Instalment, Loan, Receipt};
use rayon::prelude::*;
use sea_orm::DbErr;
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// A figure in one engine.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The statement of `sql/`, and what is special about the question.
    pub figure: String,
    /// `memory` or `sql`.
    pub engine: &'static str,
    /// Loans of the book.
    pub loans: usize,
    /// Instalments of the book.
    pub instalments: usize,
    /// Answers that were timed.
    pub times: usize,
    /// Half of them took no longer, in milliseconds.
    pub median_ms: f64,
    /// 99 of 100 took no longer, in milliseconds.
    pub p99_ms: f64,
    /// The same for answers after one customer has changed since the figure was asked last; of
    /// memory alone, where the others are answers of one that was never asked before.
    pub after_change_ms: Option<f64>,
    /// The median as a multiple of one pass over the columns that the figure needs, measured
    /// in the same run; of memory alone.
    pub floor_ratio: Option<f64>,
}

/// What a bench is run with.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Whether SQL is timed beside memory.
    pub with_sql: bool,
    /// The longest that one figure is asked again and again.
    pub patience: Duration,
}

/// Answers timed at the most, and at the least.
const TIMES: (usize, usize) = (100, 3);

/// A question that is timed.
struct Case {
    name: String,
    statement: &'static str,
    /// Asked one after another, and timed together.
    asked: Vec<(Portfolio, Parameters)>,
}

/// Times every figure. `tell` is told of each line.
///
/// # Errors
/// When the book is not in memory, or the database fails.
pub async fn run(
    ctx: &Ctx,
    memory: &Arc<Memory>,
    as_of: AsOf,
    plan: Plan,
    mut tell: impl FnMut(&Line),
) -> Result<Vec<Line>> {
    let held = memory.held().map_err(super::memory::absent)?;
    let (loans, instalments) = (held.book.loan_count(), held.book.instalment_count());
    let floor = |columns: Columns| {
        let mut times = Vec::new();
        for _ in 0..20 {
            let begun = clock::start();
            std::hint::black_box(memory.floor(&held, columns));
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        times[times.len() / 2]
    };
    let floors =
        [Columns::Loans, Columns::Days, Columns::All].map(|columns| (columns, floor(columns)));
    let mut lines = Vec::new();
    for case in cases(ctx, as_of).await? {
        for engine in ["memory", "sql"] {
            if engine == "sql" && !plan.with_sql {
                continue;
            }
            let (times, after_change) = if engine == "memory" {
                let first = time(plan, async || {
                    held.book.forget();
                    from_memory(ctx, memory, &held, &case).await
                });
                let first = first.await?;
                let mut held = held.clone();
                let again = time(plan, async || {
                    held = Arc::new(Held {
                        book: held.book.written_anew(),
                        version: held.version,
                    });
                    from_memory(ctx, memory, &held, &case).await
                });
                let again = again.await?;
                (first, Some(milliseconds(again[again.len() / 2])))
            } else {
                (time(plan, || from_sql(ctx, &case)).await?, None)
            };
            let at = |percent: usize| times[(times.len() - 1) * percent / 100];
            let needed = floors
                .iter()
                .find(|(columns, _)| *columns == needs(case.statement));
            let floor = needed
                .map_or(Duration::ZERO, |(_, floor)| *floor)
                .as_secs_f64();
            let line = Line {
                figure: case.name.clone(),
                engine,
                loans,
                instalments,
                times: times.len(),
                median_ms: milliseconds(at(50)),
                p99_ms: milliseconds(at(99)),
                after_change_ms: after_change,
                floor_ratio: (engine == "memory").then(|| at(50).as_secs_f64() / floor),
            };
            tell(&line);
            lines.push(line);
        }
    }
    Ok(lines)
}

/// Takes the time of one answer after another, and sorts them.
async fn time(
    plan: Plan,
    mut answer: impl AsyncFnMut() -> Result<Duration>,
) -> Result<Vec<Duration>> {
    let started = clock::start();
    let mut times = Vec::new();
    while times.len() < TIMES.1 || (times.len() < TIMES.0 && started.elapsed() < plan.patience) {
        times.push(answer().await?);
    }
    times.sort_unstable();
    Ok(times)
}

async fn from_memory(
    ctx: &Ctx,
    memory: &Memory,
    held: &Arc<Held>,
    case: &Case,
) -> Result<Duration> {
    let asked = case.asked.iter();
    let asked: Vec<_> = asked
        .map(|(portfolio, parameters)| (portfolio, parameters))
        .collect();
    let begun = clock::start();
    memory.answer_all(ctx, held, case.statement, &asked).await?;
    Ok(begun.elapsed())
}

async fn from_sql(ctx: &Ctx, case: &Case) -> Result<Duration> {
    let begun = clock::start();
    for (portfolio, parameters) in &case.asked {
        let scope = &portfolio.selection.scope;
        query::grouped::<Nothing>(&ctx.db, case.statement, scope, parameters).await?;
    }
    Ok(begun.elapsed())
}

/// A row of which nothing is wanted.
struct Nothing;

impl query::FromRow for Nothing {
    fn from_row(_: &query::Row) -> Result<Self> {
        Ok(Self)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Every statement with the middle of its arguments, and some questions of special interest.
async fn cases(ctx: &Ctx, as_of: AsOf) -> Result<Vec<Case>> {
    let asked = |portfolio: &Portfolio, statement: &str| {
        let all = arguments(statement, portfolio.as_of);
        let mut parameters = all.get(all.len() / 2).cloned().unwrap_or_default();
        parameters.extend(portfolio.as_of.parameters());
        (portfolio.clone(), parameters)
    };
    let whole = Portfolio::whole(ctx, as_of);
    let case = |name: &str, statement, portfolios: &[Portfolio]| Case {
        name: format!("{statement}{name}"),
        statement,
        asked: portfolios
            .iter()
            .map(|portfolio| asked(portfolio, statement))
            .collect(),
    };
    let mut cases: Vec<Case> = engine::statements()
        .map(|statement| case("", statement, std::slice::from_ref(&whole)))
        .collect();
    let past = whole.at(as_of.earlier(365));
    for statement in ["executive_kpis", "portfolio_at_risk", "ageing"] {
        cases.push(case(
            ", a year before",
            statement,
            std::slice::from_ref(&past),
        ));
    }
    let dimensions = [Dimension::LoanType, Dimension::RiskTier];
    if let Some(group) = whole.group_by(ctx, &dimensions).await?.into_iter().next() {
        for statement in ["executive_kpis", "portfolio_at_risk", "vintage_events"] {
            let groups = std::slice::from_ref(&group.portfolio);
            cases.push(case(", by type and tier", statement, groups));
        }
    }
    let mut months = Vec::new();
    let mut end = period::last_month_end(as_of);
    for _ in 0..12 {
        months.push(whole.at(as_of.not_after("month", end)?));
        end = period::month_end_before(end);
    }
    cases.push(case(", 12 months", "roll_rates", &months));
    Ok(cases)
}

/// The columns that a statement cannot do without.
fn needs(statement: &str) -> Columns {
    match statement {
        "portfolio_groups" | "cohort_sizes" | "stage_times" | "stages_waiting" => Columns::Loans,
        "payment_distribution"
        | "instalments_in_window"
        | "first_payment_default"
        | "recovery_of_missed"
        | "slipping_customers" => Columns::Days,
        _ => Columns::All,
    }
}

/// Takes a demo book of so many loans into memory, past any database. `progress` is told how many loans are done.
///
/// # Errors
/// Never with the data as committed.
pub fn simulate(memory: &Memory, loans: u64, progress: impl Fn(u64)) -> Result<()> {
    const BLOCK: u64 = 8192;
    let simulator = demo::simulator()?;
    let mut builder = Builder::default();
    let mut from = 1;
    while from <= loans {
        let to = (from + BLOCK).min(loans + 1);
        let customers: Vec<Customer> = (from..to)
            .into_par_iter()
            .map(|number| Ok(customer(demo::rows(&simulator, number)?)))
            .collect::<Result<_>>()?;
        for customer in &customers {
            let unfit = |unfit: engine::Unfit| Error::internal(DbErr::Custom(unfit.to_string()));
            builder.push(customer).map_err(unfit)?;
        }
        progress(to - 1);
        from = to;
    }
    memory.hold(builder.finish());
    Ok(())
}

fn customer(rows: demo::LoanRows) -> Customer {
    let instalments = rows.repayments.into_iter().map(|row| {
        let parts = receipt::instalment(&row).receipts();
        let last = parts.len().saturating_sub(1);
        let receipts = parts.iter().enumerate().map(|(at, part)| Receipt {
            receipt_date: part.date,
            principal_minor: part.principal_minor,
            interest_minor: part.interest_minor,
            // A fee is received with the settlement.
            late_fee_minor: if at == last { row.late_fee_minor } else { 0 },
        });
        Instalment {
            installment_number: row.installment_number,
            due_date: row.due_date,
            principal_due_minor: row.principal_due_minor,
            interest_due_minor: row.interest_due_minor,
            settled_date: row.settled_date,
            receipts: receipts.collect(),
        }
    });
    let (loan, borrower) = (rows.loan, rows.customer);
    let loan = Loan {
        loan_id: loan.loan_id,
        loan_type: code(Some(&loan.loan_type)),
        branch: loan.branch,
        loan_amount_minor: loan.loan_amount_minor,
        monthly_installment_minor: loan.monthly_installment_minor,
        interest_rate_ppm: loan.interest_rate_ppm,
        loan_term_months: loan.loan_term_months,
        disbursement_date: loan.disbursement_date,
        charge_off_date: loan.charge_off_date,
        stages: [
            loan.submitted_at,
            loan.documents_at,
            loan.credit_checked_at,
            loan.decided_at,
            loan.contract_signed_at,
            loan.disbursed_at,
        ],
        instalments: instalments.collect(),
    };
    Customer {
        customer_id: borrower.customer_id,
        age: borrower.age,
        income_minor: borrower.income_minor,
        credit_score: borrower.credit_score,
        account_created_date: borrower.account_created_date,
        gender: code(borrower.gender.as_ref()),
        employment_type: code(borrower.employment_type.as_ref()),
        job_type: code(borrower.job_type.as_ref()),
        housing_status: code(borrower.housing_status.as_ref()),
        loans: vec![loan],
    }
}
