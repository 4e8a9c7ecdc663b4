//! How many instalments are in each state.

use crate::{
    answer::Rows,
    book::Book,
    day::Day,
    loan::LoanRef,
    position::Rules,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct Distribution {
    rules: Rules,
}

#[derive(Clone, Copy, Default)]
struct States {
    on_time: i64,
    late: i64,
    overdue: i64,
    missed: i64,
}

#[derive(Default)]
struct Total {
    instalments: States,
    loans: States,
}

/// `payment_distribution`.
pub(crate) fn payment_distribution(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let rules = Rules::of(question)?;
    Ok(scan::run(book, question, &Distribution { rules }))
}

impl States {
    fn add(&mut self, other: Self) {
        self.on_time += other.on_time;
        self.late += other.late;
        self.overdue += other.overdue;
        self.missed += other.missed;
    }
}

/// The instalments of a loan that had fallen due, by state; none where none had.
fn states(loan: LoanRef<'_>, as_of: Day, rules: Rules) -> Option<States> {
    let rows = &loan.chunk.instalments;
    let span = loan.instalments();
    let due = &rows.due[span.clone()];
    let fallen_due = due.partition_point(|due| *due <= as_of);
    if fallen_due == 0 {
        return None;
    }
    let (due, settled) = (&due[..fallen_due], &rows.settled[span][..fallen_due]);
    // Days as narrow as those of the columns, and no branch: eight are compared at once. A limit
    // beyond the calendar is as good as its end.
    let narrow = |days: i64| Day::try_from(days.max(0)).unwrap_or(Day::MAX);
    let (grace, missed_after) = (narrow(rules.grace_days), narrow(rules.missed_after_days));
    let overdue_from = as_of.saturating_sub(missed_after);
    let mut states = States::default();
    // A block has no more than its counts can tell.
    for (due, settled) in due
        .chunks(Day::MAX.into())
        .zip(settled.chunks(Day::MAX.into()))
    {
        let (mut on_time, mut settled_soon, mut overdue) = (0_u16, 0_u16, 0_u16);
        for (due, settled) in due.iter().zip(settled) {
            on_time += u16::from(*settled <= due.saturating_add(grace).min(as_of));
            settled_soon += u16::from(*settled <= due.saturating_add(missed_after).min(as_of));
            overdue += u16::from((*settled > as_of) & (*due >= overdue_from));
        }
        let late = settled_soon.saturating_sub(on_time);
        states.add(States {
            on_time: on_time.into(),
            late: late.into(),
            overdue: overdue.into(),
            missed: due.len() as i64 - i64::from(on_time) - i64::from(late) - i64::from(overdue),
        });
    }
    Some(states)
}

impl Figure for Distribution {
    const COLUMNS: &'static [&'static str] = &[
        "on_time",
        "late",
        "overdue",
        "missed",
        "loans_on_time",
        "loans_late",
        "loans_overdue",
        "loans_missed",
    ];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        let as_of = part.as_of();
        for (group_key, loan) in part.loans() {
            let Some(states) = states(loan, as_of, self.rules) else {
                continue;
            };
            let total = totals.of(group_key);
            total.instalments.add(states);
            total.loans.add(States {
                on_time: i64::from(states.on_time > 0),
                late: i64::from(states.late > 0),
                overdue: i64::from(states.overdue > 0),
                missed: i64::from(states.missed > 0),
            });
        }
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.instalments.add(other.instalments);
        total.loans.add(other.loans);
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        let (instalments, loans) = (total.instalments, total.loans);
        rows.push(
            group_key,
            [
                instalments.on_time.into(),
                instalments.late.into(),
                instalments.overdue.into(),
                instalments.missed.into(),
                loans.on_time.into(),
                loans.late.into(),
                loans.overdue.into(),
                loans.missed.into(),
            ],
        );
    }
}
