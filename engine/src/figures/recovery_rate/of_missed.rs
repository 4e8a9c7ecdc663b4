//! Instalments that were open at the end of their due date, and came in soon after.

use crate::{
    answer::{Cell, Rows},
    book::Book,
    day::Day,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

/// Settled within so many days; the shortest first.
const WITHIN_DAYS: [Day; 3] = [7, 30, 90];

struct RecoveryOfMissed;

#[derive(Clone, Default)]
struct Total {
    missed: [i64; 3],
    recovered: [i64; 3],
}

/// `recovery_of_missed`.
pub(crate) fn recovery_of_missed(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &RecoveryOfMissed))
}

impl Figure for RecoveryOfMissed {
    const COLUMNS: &'static [&'static str] = &[
        "missed_7",
        "recovered_7",
        "missed_30",
        "recovered_30",
        "missed_90",
        "recovered_90",
    ];
    type Total = Total;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<Total>) {
        let as_of = part.as_of();
        let rows = &part.chunk.instalments;
        for (group_key, loan) in part.loans() {
            let span = loan.instalments();
            let (due, settled) = (&rows.due[span.clone()], &rows.settled[span]);
            let mut of_loan = Total::default();
            for (at, days) in WITHIN_DAYS.into_iter().enumerate() {
                // Those whose days are over.
                let Some(boundary) = as_of.checked_sub(days) else {
                    break;
                };
                let over = due.partition_point(|due| *due <= boundary);
                for (due, settled) in due[..over].iter().zip(settled) {
                    // One that is never settled is not so within days that are over by then.
                    let open_days = settled.saturating_sub(*due);
                    of_loan.missed[at] += i64::from(open_days > 0);
                    of_loan.recovered[at] += i64::from((open_days > 0) & (open_days <= days));
                }
            }
            if of_loan.missed[0] > 0 {
                self.merge(totals.of(group_key), of_loan);
            }
        }
    }

    fn merge(&self, total: &mut Total, other: Total) {
        for at in 0..WITHIN_DAYS.len() {
            total.missed[at] += other.missed[at];
            total.recovered[at] += other.recovered[at];
        }
    }

    fn write(&self, group_key: i64, total: Total, rows: &mut Rows) {
        let pairs = total.missed.into_iter().zip(total.recovered);
        let mut all = pairs.flat_map(|(missed, recovered)| [missed, recovered]);
        let cells: [Cell; 6] = std::array::from_fn(|_| all.next().unwrap_or(0).into());
        rows.push(group_key, cells);
    }
}
