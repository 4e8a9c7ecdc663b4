//! The application process, counted back from the disbursement.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{
    arithmetic::truncate,
    calendar::after,
    prepare::PreparedRow,
    random::{Draws, stream},
};

/// The payout opens at ten and lasts six hours.
const OPENING_MINUTE: i64 = 600;
const OPEN_MINUTES: f64 = 360.0;

/// Payouts from this day of the month on take longer.
const BUSY_FROM_DAY: u32 = 25;
const BUSY_FACTOR: f64 = 1.7;

/// The stage that ends with the payout.
const FUNDING: usize = 4;

/// When each stage of an application ended: submitted, documents, credit check, decision, contract, disbursement.
pub(super) fn stamps(
    row: &PreparedRow,
    draws: Draws,
    disbursement: NaiveDate,
) -> [NaiveDateTime; 6] {
    let minute =
        OPENING_MINUTE + truncate(draws.uniform(0, stream::DISBURSEMENT_MINUTE) * OPEN_MINUTES);
    let disbursed_at = disbursement.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute);
    let is_busy = disbursement.day() >= BUSY_FROM_DAY;
    let mut stamps = [disbursed_at; 6];
    for (stage, &usual_hours) in row.stage_hours.iter().enumerate().rev() {
        let hours = if is_busy && stage == FUNDING {
            usual_hours * BUSY_FACTOR
        } else {
            usual_hours
        };
        stamps[stage] = stamps[stage + 1] - TimeDelta::minutes(stage_minutes(hours, draws, stage));
    }
    stamps
}

/// The minutes of a stage: mostly near the usual hours, sometimes many times as long.
fn stage_minutes(hours: f64, draws: Draws, stage: usize) -> i64 {
    let first = stream::STAGES + 2 * stage as u64;
    let numerator = hours * (0.4 + 0.8 * draws.uniform(0, first));
    truncate(numerator / (1.0 - 0.8 * draws.uniform(0, first + 1)) * 60.0)
}

/// The day of the sign-up, some time before the application.
pub(super) fn sign_up(row: &PreparedRow, draws: Draws, application: NaiveDate) -> NaiveDate {
    let days = truncate(draws.product(0, stream::SIGN_UP) * row.sign_up_days);
    after(application, -days)
}
