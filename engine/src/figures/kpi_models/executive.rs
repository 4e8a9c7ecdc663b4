//! How the book is doing as a whole.

use crate::{
    answer::Rows,
    book::Book,
    day::Day,
    loan::LoanRef,
    position::{Rules, STANDARD, cash},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
    states::States,
};

struct Executive {
    rules: Rules,
}

#[derive(Clone, Default)]
struct ExecutiveTotal {
    customers: i64,
    scored_customers: i64,
    credit_score_sum: i64,
    loans: i64,
    active_loans: i64,
    originated: i64,
    outstanding: i64,
    interest_received: i64,
    late_fees: i64,
    instalments_due: i64,
    instalments_on_time: i64,
    loans_due: i64,
}

/// `executive_kpis`.
pub(crate) fn executive(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let rules = Rules::of(question)?;
    Ok(scan::run(book, question, &Executive { rules }))
}

impl Executive {
    /// Instalments that had fallen due, and those of them that were paid on time.
    fn fallen_due(&self, loan: LoanRef<'_>, as_of: Day) -> (i64, i64) {
        let span = loan.instalments();
        if let Some(end) = loan.end(as_of).filter(|_| self.rules == STANDARD) {
            let [on_time, ..] = end.settled();
            return (span.len() as i64, on_time);
        }
        let states = States::of(loan, as_of, self.rules);
        states.map_or((0, 0), |states| (states.sum(), states.on_time))
    }
}

impl Figure for Executive {
    const COLUMNS: &'static [&'static str] = &[
        "customers",
        "scored_customers",
        "credit_score_sum",
        "loans",
        "active_loans",
        "originated_minor",
        "outstanding_minor",
        "interest_received_minor",
        "late_fees_minor",
        "instalments_due",
        "instalments_on_time",
        "loans_due",
    ];
    type Total = ExecutiveTotal;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<ExecutiveTotal>) {
        let as_of = part.as_of();
        part.borrowers(|group_key, customer, loans| {
            let total = totals.of(group_key);
            total.customers += 1;
            if let Some(score) = customer.credit_score() {
                total.scored_customers += 1;
                total.credit_score_sum += score;
            }
            for loan in loans {
                let cash = cash(*loan, as_of);
                let balance = loan.amount() - cash.principal;
                total.loans += 1;
                total.originated += loan.amount();
                if balance > 0 && loan.charge_off() > as_of {
                    total.active_loans += 1;
                    total.outstanding += balance;
                }
                total.interest_received += cash.interest;
                total.late_fees += cash.late_fee;
                let (due, on_time) = self.fallen_due(*loan, as_of);
                total.instalments_on_time += on_time;
                total.instalments_due += due;
                total.loans_due += i64::from(due > 0);
            }
        });
    }

    fn merge(&self, total: &mut ExecutiveTotal, other: ExecutiveTotal) {
        total.customers += other.customers;
        total.scored_customers += other.scored_customers;
        total.credit_score_sum += other.credit_score_sum;
        total.loans += other.loans;
        total.active_loans += other.active_loans;
        total.originated += other.originated;
        total.outstanding += other.outstanding;
        total.interest_received += other.interest_received;
        total.late_fees += other.late_fees;
        total.instalments_due += other.instalments_due;
        total.instalments_on_time += other.instalments_on_time;
        total.loans_due += other.loans_due;
    }

    fn write(&self, group_key: i64, total: ExecutiveTotal, rows: &mut Rows) {
        rows.push(
            group_key,
            [
                total.customers.into(),
                total.scored_customers.into(),
                total.credit_score_sum.into(),
                total.loans.into(),
                total.active_loans.into(),
                total.originated.into(),
                total.outstanding.into(),
                total.interest_received.into(),
                total.late_fees.into(),
                total.instalments_due.into(),
                total.instalments_on_time.into(),
                total.loans_due.into(),
            ],
        );
    }
}
