//! The sums that the SQL figures are compared with.

use super::{check::Check, ledger::Line};
use crate::service::kpi_models;
use ::entity::loan_application::Model as Loan;
use chrono::NaiveDate;
use risk::delinquency::{InstalmentStatus, Rules};

/// The sums that the SQL figures are compared with.
#[derive(Default)]
pub(super) struct Totals {
    originated: i64,
    outstanding: i64,
    active_loans: i64,
    interest: i64,
    late_fees: i64,
    due: i64,
    on_time: i64,
}

impl Totals {
    /// Adds a loan; `reported_minor` is what it owes where a tape reports it by monthly states.
    pub(super) fn add(
        &mut self,
        loan: &Loan,
        lines: &[Line<'_>],
        reported_minor: Option<i64>,
        as_of: NaiveDate,
        rules: &Rules,
    ) {
        if loan.disbursement_date.is_none_or(|date| date > as_of) {
            return;
        }
        self.originated += loan.loan_amount_minor;
        let mut balance = loan.loan_amount_minor;
        for line in lines {
            for receipt in line.received_by(as_of) {
                balance -= receipt.principal_minor;
                self.interest += receipt.interest_minor;
                self.late_fees += receipt.late_fee_minor;
            }
            match line.settlement().status(as_of, rules) {
                InstalmentStatus::Scheduled => {}
                InstalmentStatus::OnTime => {
                    self.due += 1;
                    self.on_time += 1;
                }
                _ => self.due += 1,
            }
        }
        let balance = reported_minor.unwrap_or(balance);
        let is_charged_off = loan.charge_off_date.is_some_and(|date| date <= as_of);
        if !is_charged_off && balance > 0 {
            self.active_loans += 1;
            self.outstanding += balance;
        }
    }

    pub(super) fn compare(&self, figures: &kpi_models::ExecutiveKpis) -> Check {
        let mut check = Check::new(
            "figures",
            "the figures from SQL equal those recomputed row by row",
        );
        for (name, rows, sql) in [
            (
                "originated amount",
                self.originated,
                figures.originated_minor,
            ),
            (
                "outstanding principal",
                self.outstanding,
                figures.outstanding_minor,
            ),
            ("active loans", self.active_loans, figures.active_loans),
            (
                "interest received",
                self.interest,
                figures.interest_received_minor,
            ),
            (
                "late fees received",
                self.late_fees,
                figures.late_fees_minor,
            ),
            (
                "instalments due",
                self.due,
                figures.on_time_rate.denominator,
            ),
            (
                "instalments on time",
                self.on_time,
                figures.on_time_rate.numerator,
            ),
        ] {
            check.note(rows == sql, || format!("{name}: rows {rows}, SQL {sql}"));
        }
        check
    }
}
