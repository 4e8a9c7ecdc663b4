//! What fell due on the customers of each month of sign-up, and what was received on that.

use crate::{
    answer::Rows,
    book::Book,
    day::{Day, month_number, whole_months},
    figures::months::Months,
    loan::LoanRef,
    position::{amount_due, received_on},
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Repayments {
    months: i64,
    reach_days: i64,
}

#[derive(Clone, Default)]
struct Sum {
    instalments: i64,
    due: i64,
    received: i64,
}

/// By months from the sign-up.
type Cohort = Months<Sum>;

/// `cohort_repayments`.
pub(crate) fn cohort_repayments(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let figure = Repayments {
        months: question.integer("months")?,
        reach_days: question.integer("reach_days")?,
    };
    Ok(scan::run(book, question, &figure))
}

impl Repayments {
    /// The last day that an instalment may fall due on.
    fn last_day(&self, created: Day, as_of: Day) -> Option<Day> {
        let reached = i64::from(created).saturating_add(self.reach_days);
        Day::try_from(reached.min(as_of.into())).ok()
    }

    fn add(&self, loan: LoanRef<'_>, last: Day, as_of: Day, cohort: &mut Cohort) {
        let span = loan.instalments();
        let due = &loan.chunk.instalments.due[span.clone()];
        let created = loan.customer().account_created();
        for (at, due) in span.zip(due) {
            if *due > last {
                break;
            }
            let month = whole_months(created, *due);
            if (0..=self.months).contains(&month) {
                let sum = cohort.of(month);
                sum.instalments += 1;
                sum.due += amount_due(loan, at);
                sum.received += received_on(loan, at, as_of).unwrap_or(0);
            }
        }
    }
}

impl Figure for Repayments {
    const COLUMNS: &'static [&'static str] =
        &["cohort_month", "month", "due_minor", "received_minor"];
    /// By month of sign-up.
    type Total = Months<Cohort>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Months<Cohort>>) {
        let as_of = part.as_of();
        let due = &part.chunk.instalments.due;
        let reached = part.loans_with(|loan| {
            let last = self.last_day(loan.customer().account_created(), as_of)?;
            let first = due[loan.instalments()].first()?;
            (*first <= last).then_some(last)
        });
        for (group_key, loan, last) in reached {
            let cohort_month = month_number(loan.customer().account_created());
            let cohort = totals.of(group_key).of(cohort_month);
            self.add(loan, last, as_of, cohort);
        }
    }

    fn merge(&self, cohorts: &mut Months<Cohort>, others: Months<Cohort>) {
        cohorts.merge(others, |cohort, other| {
            cohort.merge(other, |sum, other| {
                sum.instalments += other.instalments;
                sum.due += other.due;
                sum.received += other.received;
            });
        });
    }

    fn write(&self, group_key: i64, cohorts: Months<Cohort>, rows: &mut Rows) {
        for (cohort_month, cohort) in cohorts.in_order() {
            for (month, sum) in cohort.in_order().filter(|(_, sum)| sum.instalments > 0) {
                rows.push(
                    group_key,
                    [
                        cohort_month.into(),
                        month.into(),
                        sum.due.into(),
                        sum.received.into(),
                    ],
                );
            }
        }
    }
}
