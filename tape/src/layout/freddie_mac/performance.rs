//! Rows of the performance file: a loan in a month.

use super::super::{
    agency::{self, LastState},
    date,
    row::{Column, Row},
};
use crate::{Bundle, LoanState};

const LOAN_ID: Column = Some(0);
const REPORTING_MONTH: Column = Some(1);
const CURRENT_BALANCE: Column = Some(2);
const DELINQUENCY: Column = Some(3);
const ZERO_BALANCE_CODE: Column = Some(8);
const ZERO_BALANCE_MONTH: Column = Some(9);
const BALANCE_AT_REMOVAL: Column = Some(26);

/// The status of a house that the agency has taken over.
const REPOSSESSED: &str = "RA";

/// Fewest days past due of such a loan: foreclosure does not come sooner.
const FEWEST_DAYS_REPOSSESSED: i32 = 120;

/// Reads rows of the performance file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    /// The loan of the row before.
    loan_before: String,
    last: LastState,
}

impl Reader {
    pub(crate) fn read(&mut self, row: &mut Row<'_>) -> Bundle {
        let mut bundle = Bundle::default();
        bundle.states.extend(self.read_state(row));
        bundle
    }

    fn read_state(&mut self, row: &mut Row<'_>) -> Option<LoanState> {
        let loan_id = row.required(LOAN_ID, Row::key)?;
        if loan_id != self.loan_before {
            loan_id.clone_into(&mut self.loan_before);
            self.last = LastState::default();
        }
        let reported = row.required(REPORTING_MONTH, |row, column| {
            row.month(column, date::year_then_month)
        });
        let days = self.days(row);
        if !row.is_blank(ZERO_BALANCE_CODE) {
            let exit = agency::exit(row, ZERO_BALANCE_CODE)?;
            let effective = row.month(ZERO_BALANCE_MONTH, date::year_then_month);
            let removed = row.money_from_zero(BALANCE_AT_REMOVAL);
            let balance_minor =
                agency::balance_at_exit(row, BALANCE_AT_REMOVAL, exit, removed, &self.last)?;
            return Some(LoanState {
                loan_key: loan_id.to_owned(),
                as_of: date::last_of_month(effective.or(reported)?),
                balance_minor,
                days_past_due: agency::days_at_exit(exit, days, &self.last),
                exit: Some(exit),
            });
        }
        let balance_minor = row.required(CURRENT_BALANCE, Row::money_from_zero)?;
        let days_past_due = days.or_else(|| {
            agency::warn_unknown(row, DELINQUENCY);
            None
        })?;
        self.last = LastState {
            balance_minor: Some(balance_minor),
            days_past_due: Some(days_past_due),
        };
        Some(LoanState {
            loan_key: loan_id.to_owned(),
            as_of: date::last_of_month(reported?),
            balance_minor,
            days_past_due,
            exit: None,
        })
    }

    fn days(&self, row: &mut Row<'_>) -> Option<i32> {
        if row.text(DELINQUENCY) != REPOSSESSED {
            return agency::days(row, DELINQUENCY);
        }
        let a_month_on = self.last.days_past_due.map_or(0, |days| days + 30);
        Some(a_month_on.max(FEWEST_DAYS_REPOSSESSED))
    }
}
