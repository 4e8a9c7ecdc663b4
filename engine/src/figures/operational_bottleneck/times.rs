//! How long the stages took that had ended.

use super::stage::{BY_NAME, applications, end_of, minutes_between};
use crate::{
    answer::Rows,
    book::Book,
    question::{Fault, Question},
    scan::{self, Figure, Part, Totals},
};

struct StageTimes;

/// `stage_times`.
pub(crate) fn stage_times(book: &Book, question: &Question) -> Result<Rows, Fault> {
    Ok(scan::run(book, question, &StageTimes))
}

/// The two neighbours, in order, of a percentile of at least one value: it lies at the place
/// `percent` (n - 1) of 100.
fn neighbours(minutes: &mut [i64], percent: usize) -> (i64, i64) {
    let place = percent * (minutes.len() - 1);
    let (_, lower, above) = minutes.select_nth_unstable(place / 100);
    let lower = *lower;
    let next = above.iter().min().copied();
    let upper = match place % 100 {
        0 => lower,
        _ => next.unwrap_or(lower),
    };
    (lower, upper)
}

impl Figure for StageTimes {
    const COLUMNS: &'static [&'static str] = &[
        "stage",
        "applications",
        "total_minutes",
        "lower_50_minutes",
        "upper_50_minutes",
        "lower_90_minutes",
        "upper_90_minutes",
    ];
    /// The minutes of each application, by the place of the stage in time.
    type Total = [Vec<i64>; 5];
    const ARE_KEPT: bool = false;

    fn add(&self, part: &Part<'_>, totals: &mut Totals<[Vec<i64>; 5]>) {
        let end = end_of(part);
        for (group_key, stages) in applications(part) {
            let total = totals.of(group_key);
            for (minutes, stage) in total.iter_mut().zip(stages) {
                if let (Some(begun), Some(ended)) = stage
                    && ended < end
                {
                    minutes.push(minutes_between(begun, ended));
                }
            }
        }
    }

    fn merge(&self, total: &mut [Vec<i64>; 5], other: [Vec<i64>; 5]) {
        for (minutes, mut others) in total.iter_mut().zip(other) {
            minutes.append(&mut others);
        }
    }

    fn write(&self, group_key: i64, mut total: [Vec<i64>; 5], rows: &mut Rows) {
        for (stage, at) in BY_NAME {
            let minutes = &mut total[at];
            if minutes.is_empty() {
                continue;
            }
            let (lower_50, upper_50) = neighbours(minutes, 50);
            let (lower_90, upper_90) = neighbours(minutes, 90);
            rows.push(
                group_key,
                [
                    stage.into(),
                    (minutes.len() as i64).into(),
                    minutes.iter().sum::<i64>().into(),
                    lower_50.into(),
                    upper_50.into(),
                    lower_90.into(),
                    upper_90.into(),
                ],
            );
        }
    }
}
