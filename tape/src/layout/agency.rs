//! What the tapes of the two mortgage agencies have in common.

use super::{
    field,
    row::{Column, Row},
};
use crate::Exit;
use std::ops::RangeInclusive;

/// Codes for a balance of zero, as both agencies number them: prepaid or matured; third-party
/// sale, short sale, deed in lieu or repossession, note sale, credit events; repurchase, sale of
/// a reperforming loan, removal.
const EXITS: [(&str, Exit); 10] = [
    ("01", Exit::PaidOff),
    ("02", Exit::ChargedOff),
    ("03", Exit::ChargedOff),
    ("09", Exit::ChargedOff),
    ("15", Exit::ChargedOff),
    ("97", Exit::ChargedOff),
    ("98", Exit::ChargedOff),
    ("06", Exit::Removed),
    ("16", Exit::Removed),
    ("96", Exit::Removed),
];

/// How the agencies write an unknown score.
const UNKNOWN_SCORE: &str = "9999";

/// Months of delinquency that a counter can reach.
pub(crate) const MOST_MONTHS: i64 = 999;

/// A month of delinquency in days.
pub(crate) const DAYS_PER_MONTH: i32 = 30;

/// What the rows of a loan said last.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LastState {
    pub(crate) balance_minor: Option<i64>,
    pub(crate) days_past_due: Option<i32>,
}

/// The key of a borrower whom a tape knows by the loan alone.
pub(crate) fn borrower_key(loan_key: &str) -> String {
    format!("B-{loan_key}")
}

/// A credit score, unless it is unknown.
pub(crate) fn score(row: &mut Row<'_>, column: Column, scores: RangeInclusive<i64>) -> Option<i32> {
    if row.text(column) == UNKNOWN_SCORE {
        return None;
    }
    row.number_or_none(column, scores)
}

/// Days past due of a status in months: 30 for each; none where it is unknown.
pub(crate) fn days(row: &mut Row<'_>, column: Column) -> Option<i32> {
    let status = row.text(column);
    if ["", "X", "XX"].contains(&status) {
        return None;
    }
    let months = row.number_in(column, 0..=MOST_MONTHS)?;
    Some(months * DAYS_PER_MONTH)
}

/// Says that a month is left out since its status is unknown; an error is said already.
pub(crate) fn warn_unknown(row: &mut Row<'_>, column: Column) {
    if !row.has_error() {
        row.warn(
            column,
            "delinquency_unknown",
            "no state is loaded for this month: the month before stands",
        );
    }
}

/// How a loan left, by its code.
pub(crate) fn exit(row: &mut Row<'_>, column: Column) -> Option<Exit> {
    let code = row.text(column);
    // Some exports drop the zero in front.
    let found = EXITS
        .into_iter()
        .find(|(known, _)| *known == code || known.strip_prefix('0') == Some(code));
    if found.is_none() {
        let known = EXITS.map(|(known, _)| known).join(", ");
        row.error(
            column,
            "unknown_code",
            format!("the codes known are {known}"),
        );
    }
    found.map(|(_, exit)| exit)
}

/// The balance of a loan that leaves: of a loss, what was unpaid.
pub(crate) fn balance_at_exit(
    row: &mut Row<'_>,
    column: Column,
    exit: Exit,
    removed_minor: Option<i64>,
    last: &LastState,
) -> Option<i64> {
    if exit != Exit::ChargedOff {
        return Some(0);
    }
    let balance_minor = removed_minor.or(last.balance_minor);
    if balance_minor.is_none() && !row.has_error() {
        let fix = "fill in what was unpaid when the loan was taken out";
        row.error(column, "missing_value", fix);
    }
    balance_minor
}

/// Days past due of a loan that leaves: those reported, else the last known; none when paid.
pub(crate) fn days_at_exit(exit: Exit, reported: Option<i32>, last: &LastState) -> i32 {
    match exit {
        Exit::PaidOff => reported.unwrap_or(0),
        Exit::ChargedOff | Exit::Removed => reported.or(last.days_past_due).unwrap_or(0),
    }
}

/// Whether a text is a number of months or one of the words for a status.
pub(crate) fn is_status(text: &str) -> bool {
    ["", "X", "XX", "RA"].contains(&text) || field::integer(text).is_ok()
}
