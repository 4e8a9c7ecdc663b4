//! How many instalments are in each state.

use crate::{
    answer::Rows,
    book::Book,
    position::Rules,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
    states::States,
};

struct Distribution {
    rules: Rules,
}

#[derive(Clone, Default)]
struct Total {
    instalments: States,
    loans: States,
}

/// `payment_distribution`.
pub(crate) fn payment_distribution(book: &Book, question: &Question) -> Result<Rows, Fault> {
    let rules = Rules::of(question)?;
    Ok(scan::run(book, question, &Distribution { rules }))
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
            let Some(states) = States::of(loan, as_of, self.rules) else {
                continue;
            };
            let total = totals.of(group_key);
            total.instalments = total.instalments.plus(states);
            total.loans = total.loans.plus(States {
                on_time: i64::from(states.on_time > 0),
                late: i64::from(states.late > 0),
                overdue: i64::from(states.overdue > 0),
                missed: i64::from(states.missed > 0),
            });
        }
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.instalments = total.instalments.plus(other.instalments);
        total.loans = total.loans.plus(other.loans);
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
