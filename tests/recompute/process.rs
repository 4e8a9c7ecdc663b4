//! How long the stages of an application take.

use chrono::{Days, NaiveDate};

use super::book::Book;

/// One stage of the process, over all applications.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    pub name: &'static str,
    /// Of the stages that ended by the day, ascending.
    pub minutes: Vec<i64>,
    /// Stages that began by the day and didn't end.
    pub waiting: i64,
    /// From their beginning to the end of the day.
    pub waiting_minutes_sum: i64,
}

/// The five stages, disbursed or not.
pub fn stages(book: &Book, day: NaiveDate) -> Vec<Stage> {
    let end_of_day = day + Days::new(1);
    let end_of_day = end_of_day.and_hms_opt(0, 0, 0).expect("midnight");
    let names = [
        "documents",
        "credit_check",
        "decision",
        "contract",
        "funding",
    ];
    let mut answer = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let mut stage = Stage {
            name,
            minutes: Vec::new(),
            waiting: 0,
            waiting_minutes_sum: 0,
        };
        for loan in &book.loans {
            let by_day = |stamp: Option<_>| stamp.filter(|stamp| *stamp < end_of_day);
            match (by_day(loan.stamps[at]), by_day(loan.stamps[at + 1])) {
                (Some(start), Some(end)) => stage.minutes.push((end - start).num_minutes()),
                (Some(start), None) => {
                    stage.waiting += 1;
                    stage.waiting_minutes_sum += (end_of_day - start).num_minutes();
                }
                // A stage whose beginning isn't known has no length.
                (None, _) => {}
            }
        }
        stage.minutes.sort_unstable();
        answer.push(stage);
    }
    answer
}
