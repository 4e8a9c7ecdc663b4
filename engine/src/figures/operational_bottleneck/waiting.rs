//! Applications that had begun a stage and not ended it.

use super::stage::{BY_NAME, applications, end_of, minutes_between};
use crate::{
    answer::Rows,
    book::Book,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct StagesWaiting;

#[derive(Clone, Copy, Default)]
struct Wait {
    applications: i64,
    minutes: i64,
    longest_minutes: i64,
}

/// `stages_waiting`.
pub(crate) fn stages_waiting(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &StagesWaiting))
}

impl Figure for StagesWaiting {
    const COLUMNS: &'static [&'static str] = &[
        "stage",
        "applications",
        "waiting_minutes",
        "longest_minutes",
    ];
    /// By the place of the stage in time.
    type Total = [Wait; 5];

    fn add(&self, part: &Part<'_>, totals: &mut Totals<[Wait; 5]>) {
        let end = end_of(part);
        for (group_key, stages) in applications(part) {
            for (at, (begun, ended)) in stages.into_iter().enumerate() {
                let Some(begun) = begun.filter(|begun| *begun < end) else {
                    continue;
                };
                if ended.is_some_and(|ended| ended < end) {
                    continue;
                }
                let minutes = minutes_between(begun, end);
                let wait = &mut totals.of(group_key)[at];
                wait.applications += 1;
                wait.minutes += minutes;
                wait.longest_minutes = wait.longest_minutes.max(minutes);
            }
        }
    }

    fn merge(&self, waits: &mut [Wait; 5], others: [Wait; 5]) {
        for (wait, other) in waits.iter_mut().zip(others) {
            wait.applications += other.applications;
            wait.minutes += other.minutes;
            wait.longest_minutes = wait.longest_minutes.max(other.longest_minutes);
        }
    }

    fn write(&self, group_key: i64, waits: [Wait; 5], rows: &mut Rows) {
        for (stage, at) in BY_NAME {
            let wait = waits[at];
            if wait.applications == 0 {
                continue;
            }
            rows.push(
                group_key,
                [
                    stage.into(),
                    wait.applications.into(),
                    wait.minutes.into(),
                    wait.longest_minutes.into(),
                ],
            );
        }
    }
}
