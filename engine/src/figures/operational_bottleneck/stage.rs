//! The stages of an application.

use crate::{loan::LoanRef, scan::Part};

/// The stages by name, which is the order of the rows, each with its place in time.
pub(super) const BY_NAME: [(&str, usize); 5] = [
    ("contract", 3),
    ("credit_check", 1),
    ("decision", 2),
    ("documents", 0),
    ("funding", 4),
];

/// When each stage of an application began and ended, in the order of time.
pub(super) type Stages = [(Option<i64>, Option<i64>); 5];

/// The end of the as-of date in microseconds since 1970, as stamps are counted.
pub(super) fn end_of(part: &Part<'_>) -> i64 {
    (i64::from(part.as_of()) + 1 - DAYS_TO_1970) * 24 * 60 * MINUTE
}

/// The applications that were submitted by the end of the as-of date, paid out or not, each in
/// its group.
pub(super) fn applications<'a>(
    part: &'a Part<'_>,
) -> impl Iterator<Item = (i64, Stages)> + use<'a> {
    let end = end_of(part);
    let submitted = part.matching_with(move |loan: LoanRef<'_>| {
        let stamps = loan.stages();
        stamps[0].filter(|stamp| *stamp < end)?;
        Some(std::array::from_fn(|at| (stamps[at], stamps[at + 1])))
    });
    submitted.map(|(group_key, _, stages)| (group_key, stages))
}

/// The whole part of the minutes from one stamp to another.
pub(super) fn minutes_between(from: i64, to: i64) -> i64 {
    (to - from) / MINUTE
}

/// In microseconds.
const MINUTE: i64 = 60_000_000;
/// From 1900.
const DAYS_TO_1970: i64 = 25_567;
