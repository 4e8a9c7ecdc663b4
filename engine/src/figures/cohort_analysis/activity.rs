//! How many customers of each month of sign-up have an active loan, month by month.

use crate::{
    answer::Rows,
    book::Book,
    chunk::SPLIT,
    day::{Day, month_number, months_to_reach},
    figures::months::Months,
    loan::LoanRef,
    position::principal_received,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Activity;

#[derive(Clone, Default)]
struct Step {
    /// Customers that come or go: a sum of 0 is a row too.
    changes: i64,
    change_by: i64,
}

/// By months from the sign-up.
type Cohort = Months<Step>;

/// `cohort_activity`.
pub(crate) fn cohort_activity(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &Activity))
}

/// Adds when a customer comes to have an active loan, and has none any more, given the first
/// and the last month of each loan, if it has a last one.
fn add(lives: &mut [(i64, Option<i64>)], cohort: &mut Cohort) {
    lives.sort_unstable_by_key(|(first, end)| (*first, end.unwrap_or(i64::MAX)));
    let mut step = |month: i64, change_by: i64| {
        let step = cohort.of(month);
        step.changes += 1;
        step.change_by += change_by;
    };
    // A loan adds only what the ones before it do not reach.
    let mut reached = i64::MIN;
    for (first, end) in lives {
        if end.is_some_and(|end| end <= reached) {
            continue;
        }
        step(reached.max(*first), 1);
        let Some(end) = *end else { return };
        step(end, -1);
        reached = end;
    }
}

/// The day on which a loan was paid off or charged off, whichever was first, if it was.
fn end(loan: LoanRef<'_>, as_of: Day) -> Option<Day> {
    let charge_off = Some(loan.charge_off()).filter(|day| *day <= as_of);
    let paid = || {
        let is_paid = principal_received(loan, as_of) >= loan.amount();
        is_paid.then(|| last_principal(loan, as_of)).flatten()
    };
    match charge_off {
        Some(charge_off) => Some(paid().map_or(charge_off, |paid| paid.min(charge_off))),
        None => paid(),
    }
}

/// The day of the last receipt of principal by the as-of date.
fn last_principal(loan: LoanRef<'_>, as_of: Day) -> Option<Day> {
    let rows = &loan.chunk.instalments;
    let is_plain = |at: &usize| rows.settled[*at] <= as_of && rows.late_fee[*at] != SPLIT;
    let plain = loan
        .instalments()
        .filter(is_plain)
        .filter(|at| rows.principal.get(*at) > 0)
        .map(|at| rows.settled[at]);
    let split = loan.split_receipts().iter();
    let split = split.filter(|receipt| receipt.day <= as_of && receipt.principal > 0);
    plain.chain(split.map(|receipt| receipt.day)).max()
}

impl Figure for Activity {
    const COLUMNS: &'static [&'static str] = &["cohort_month", "month", "change_by"];
    /// By month of sign-up.
    type Total = Months<Cohort>;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Months<Cohort>>) {
        let as_of = part.as_of();
        let mut lives = Vec::new();
        part.borrowers(|group_key, customer, loans| {
            let created = customer.account_created();
            lives.clear();
            lives.extend(loans.iter().map(|loan| {
                let first = months_to_reach(created, loan.disbursement());
                let end = end(*loan, as_of).map(|day| months_to_reach(created, day));
                (first, end)
            }));
            let cohort = totals.of(group_key).of(month_number(created));
            add(&mut lives, cohort);
        });
    }

    fn merge(&self, cohorts: &mut Months<Cohort>, others: Months<Cohort>) {
        cohorts.merge(others, |cohort, other| {
            cohort.merge(other, |step, other| {
                step.changes += other.changes;
                step.change_by += other.change_by;
            });
        });
    }

    fn write(&self, group_key: i64, cohorts: Months<Cohort>, rows: &mut Rows) {
        for (cohort_month, cohort) in cohorts.in_order() {
            for (month, step) in cohort.in_order().filter(|(_, step)| step.changes > 0) {
                rows.push(
                    group_key,
                    [cohort_month.into(), month.into(), step.change_by.into()],
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cohort, add};

    /// First and last months of a customer's loans.
    type Lives = &'static [(i64, Option<i64>)];

    #[test]
    fn loans_of_one_customer_count_once() {
        let cases: [(Lives, &[(i64, i64)]); 5] = [
            (&[(1, Some(4))], &[(1, 1), (4, -1)]),
            // One after another, with months between.
            (&[(6, None), (1, Some(4))], &[(1, 1), (4, -1), (6, 1)]),
            // One that reaches beyond the other, and one that does not.
            (&[(1, Some(4)), (2, Some(7))], &[(1, 1), (4, 0), (7, -1)]),
            (&[(1, Some(7)), (2, Some(4))], &[(1, 1), (7, -1)]),
            (&[(1, None), (2, Some(4))], &[(1, 1)]),
        ];
        for (lives, expected) in cases {
            let mut cohort = Cohort::default();
            add(&mut lives.to_vec(), &mut cohort);
            let steps = cohort.in_order().filter(|(_, step)| step.changes > 0);
            let steps: Vec<_> = steps.map(|(month, step)| (month, step.change_by)).collect();
            assert_eq!(steps, expected, "{lives:?}");
        }
    }
}
