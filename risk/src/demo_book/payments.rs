//! How a loan's instalments are paid, and what follows from it.

use chrono::{Datelike, NaiveDate};

use super::{
    SimulatedRepayment,
    arithmetic::{interpolate, truncate},
    calendar::{Calendar, after},
    parameters::Parameters,
    prepare::PreparedRow,
    random::{Draws, stream},
};
use crate::{
    amortisation::ScheduledInstalment,
    delinquency::{Rules, hand_over_date},
};

/// Days after the due date up to which a payment is late, and after which it is missed.
const LATE_DAYS: i64 = 60;

/// Instalments in which a customer is still learning to pay on time.
const LEARNING_INSTALMENTS: u32 = 3;

/// What a loan's payments are drawn from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Payer<'a> {
    pub(super) parameters: &'a Parameters,
    pub(super) row: &'a PreparedRow,
    pub(super) draws: Draws,
    pub(super) calendar: Calendar,
    /// The first instalment of the default run, if the customer defaults.
    pub(super) default_entry: Option<u32>,
}

/// The course of one instalment up to the report date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    number: u32,
    due: NaiveDate,
    settled: Option<NaiveDate>,
    /// Part payment received on day 60 of a missed instalment.
    part_minor: i64,
}

impl Course {
    pub(super) fn is_open(&self) -> bool {
        self.settled.is_none()
    }
}

/// The first instalment from which the customer pays nothing more, if there is one.
pub(super) fn default_entry(
    parameters: &Parameters,
    row: &PreparedRow,
    draws: Draws,
) -> Option<u32> {
    (parameters.default_from..=row.duration_months)
        .find(|&number| draws.uniform(number, stream::DEFAULT_ENTRY) < row.hazard)
}

impl Payer<'_> {
    /// The course of every instalment that has fallen due.
    pub(super) fn courses(&self) -> Vec<Course> {
        let Self {
            parameters,
            row,
            draws,
            ..
        } = *self;
        let vintage = self.calendar.disbursement().year();
        let vintage_effect = parameters
            .vintage_effect(vintage)
            .expect("every year of disbursement was checked when the book was prepared");
        let base = row.inclination
            + vintage_effect
            + parameters.sigma_a * draws.normal(0, stream::LOAN_EFFECT);
        let innovation_scale = (1.0 - parameters.phi * parameters.phi).sqrt();
        let defaulted_at = self.default_entry.unwrap_or(u32::MAX);
        let mut monthly = 0.0;
        (1..=row.duration_months)
            .map(|number| {
                if number >= defaulted_at {
                    return self.unpaid(number);
                }
                let innovation = draws.normal(number, stream::INNOVATION);
                monthly = if number == 1 {
                    innovation
                } else {
                    parameters.phi * monthly + innovation_scale * innovation
                };
                let inclination = base + row.volatility * monthly;
                if number <= LEARNING_INSTALMENTS {
                    self.course(number, inclination + parameters.learning_effect)
                } else {
                    self.course(number, inclination)
                }
            })
            .collect()
    }

    /// The date from which nothing more is paid.
    fn stop(&self) -> Option<NaiveDate> {
        self.default_entry.map(|number| self.calendar.due(number))
    }

    /// An instalment of the default run.
    fn unpaid(&self, number: u32) -> Course {
        Course {
            number,
            due: self.calendar.due(number),
            settled: None,
            part_minor: 0,
        }
    }

    /// An instalment of a customer who is inclined to pay late by so much.
    fn course(&self, number: u32, inclination: f64) -> Course {
        let Self {
            parameters, draws, ..
        } = *self;
        let course = self.unpaid(number);
        let due = course.due;
        let age = self.calendar.age(due);
        // What falls due on the report date itself is paid.
        if inclination < parameters.cut_delinquent || age == 0 {
            let early_days = truncate(draws.product(number, stream::EARLY_DAYS) * 6.0);
            return Course {
                settled: Some(after(due, -early_days)),
                ..course
            };
        }
        let missed_key =
            inclination + parameters.missed_noise * draws.normal(number, stream::MISSED);
        if missed_key >= parameters.cut_missed {
            let days = LATE_DAYS + 1 + truncate(draws.uniform(number, stream::MISSED_DAYS) * 120.0);
            Course {
                settled: self.receivable(after(due, days)),
                part_minor: self.part_payment(number, due, age),
                ..course
            }
        } else {
            let days_key =
                inclination + parameters.days_noise * draws.normal(number, stream::DAYS_LATE);
            let days = truncate(interpolate(
                days_key,
                &parameters.days_x,
                &parameters.days_y,
            ));
            Course {
                settled: self.receivable(after(due, days)),
                ..course
            }
        }
    }

    /// The date of a receipt, unless the customer has stopped paying or the report date comes first.
    fn receivable(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.calendar
            .known(date)
            .filter(|&known| self.stop().is_none_or(|stop| known < stop))
    }

    /// The part of a missed instalment that is received on day 60, often nothing.
    fn part_payment(&self, number: u32, due: NaiveDate, age: i64) -> i64 {
        let pays = age > LATE_DAYS
            && self.stop().is_none_or(|stop| after(due, LATE_DAYS) < stop)
            && self.draws.uniform(number, stream::PART_PAYMENT) < self.parameters.part_prob;
        if !pays {
            return 0;
        }
        let share = 0.2 + 0.6 * self.draws.uniform(number, stream::PART_SHARE);
        truncate(self.scheduled(number).amount_minor as f64 * share)
    }

    fn scheduled(&self, number: u32) -> &ScheduledInstalment {
        &self.row.schedule[number as usize - 1]
    }

    /// The day of the charge-off, if the loan is in default for long enough.
    ///
    /// **Formula**: max(due date of the oldest open instalment + 121, due date of the first instalment of the default
    /// run + 61), in days.
    pub(super) fn charge_off(&self, courses: &[Course]) -> Option<NaiveDate> {
        let stop = self.stop()?;
        let oldest = courses.iter().find(|course| course.is_open())?.due;
        self.calendar
            .known(after(oldest, 121).max(after(stop, LATE_DAYS + 1)))
    }

    /// The row of the repayment history, still without its numbers of payment and loan.
    pub(super) fn repayment(
        &self,
        course: &Course,
        charge_off: Option<NaiveDate>,
    ) -> SimulatedRepayment {
        let scheduled = self.scheduled(course.number);
        let unpaid = SimulatedRepayment {
            payment_id: 0,
            loan_id: 0,
            installment_number: scheduled.number,
            due_date: course.due,
            installment_amount_minor: scheduled.amount_minor,
            principal_due_minor: scheduled.principal_minor,
            interest_due_minor: scheduled.interest_minor,
            actual_paid_date: None,
            amount_paid_minor: 0,
            late_fee_minor: 0,
            payment_status: "Missed",
            days_past_due: 0,
            recovered_amount_minor: 0,
            recovered_date: None,
        };
        match course.settled {
            Some(date) => self.settled(unpaid, course, date),
            None => self.open(unpaid, course, charge_off),
        }
    }

    /// The row of an instalment settled on the date.
    fn settled(
        &self,
        unpaid: SimulatedRepayment,
        course: &Course,
        date: NaiveDate,
    ) -> SimulatedRepayment {
        let days = (date - course.due).num_days().max(0);
        let has_fee = days > self.parameters.late_fee_after_days;
        let paid = SimulatedRepayment {
            actual_paid_date: Some(date),
            amount_paid_minor: unpaid.installment_amount_minor,
            late_fee_minor: if has_fee {
                self.parameters.late_fee_cents
            } else {
                0
            },
            ..unpaid
        };
        if days > LATE_DAYS {
            return SimulatedRepayment {
                days_past_due: days_until_hand_over(course.due, days),
                recovered_amount_minor: paid.installment_amount_minor - course.part_minor,
                recovered_date: Some(date),
                ..paid
            };
        }
        SimulatedRepayment {
            payment_status: if days == 0 { "On Time" } else { "Late" },
            days_past_due: narrow(days),
            ..paid
        }
    }

    /// The row of an instalment that is open at the report date.
    fn open(
        &self,
        unpaid: SimulatedRepayment,
        course: &Course,
        charge_off: Option<NaiveDate>,
    ) -> SimulatedRepayment {
        let age = self.calendar.age(course.due);
        if age <= LATE_DAYS {
            return SimulatedRepayment {
                payment_status: "Late",
                days_past_due: narrow(age),
                ..unpaid
            };
        }
        let has_part = course.part_minor > 0;
        let missed = SimulatedRepayment {
            actual_paid_date: has_part.then(|| after(course.due, LATE_DAYS)),
            amount_paid_minor: course.part_minor,
            days_past_due: days_until_hand_over(course.due, age),
            ..unpaid
        };
        let Some((date, recovered_minor)) = self.recovery(course, charge_off) else {
            return missed;
        };
        SimulatedRepayment {
            actual_paid_date: Some(date),
            amount_paid_minor: course.part_minor + recovered_minor,
            recovered_amount_minor: recovered_minor,
            recovered_date: Some(date),
            ..missed
        }
    }

    /// What is recovered on a missed instalment after the charge-off, by the report date.
    fn recovery(&self, course: &Course, charge_off: Option<NaiveDate>) -> Option<(NaiveDate, i64)> {
        let charged_off = charge_off?;
        let number = course.number;
        if self.draws.uniform(number, stream::RECOVERY) >= self.parameters.recover_prob {
            return None;
        }
        let wait_days = 10 + truncate(self.draws.product(number, stream::RECOVERY_DAYS) * 350.0);
        let earliest = charged_off.max(after(course.due, LATE_DAYS + 1));
        let date = self.calendar.known(after(earliest, wait_days))?;
        let share = 0.3 + 0.6 * self.draws.uniform(number, stream::RECOVERY_SHARE);
        let owed_minor = self.scheduled(number).amount_minor - course.part_minor;
        Some((date, truncate(owed_minor as f64 * share)))
    }
}

/// The days late of a missed instalment: they stop at the hand-over to collections.
fn days_until_hand_over(due: NaiveDate, days: i64) -> i32 {
    let hand_over = hand_over_date(due, &Rules::default());
    narrow(days.min((hand_over - due).num_days()))
}

/// Days as the table stores them.
#[allow(
    clippy::cast_possible_truncation,
    reason = "at most the 76 days of a missed instalment"
)]
fn narrow(days: i64) -> i32 {
    days as i32
}
