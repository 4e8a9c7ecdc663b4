//! Rows of a tape whose columns are known by a mapping file or by their names.
//!
//! How a loan stands is derived in this order: what says that it has left, a charge-off's date
//! or a status; then days past due, then months past due at 30 days each, then the status's own
//! days. What none of these tells is left out with a warning.

use super::{
    alias::Target,
    mapping::{Defaults, Kind},
    standing::{MEANINGS, Standing},
};
use crate::{
    Bundle, Customer, Exit, Label, Loan, LoanState,
    layout::{
        agency::{self, LastState},
        check, date,
        feature::Object,
        row::{AGES, BRANCH_CHARACTERS, Column, DAYS, Row, SCORES, TERMS},
    },
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// The longest name in characters.
const NAME_CHARACTERS: usize = 200;

/// Reads rows by the places of their columns.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) kind: Kind,
    /// Place of each target, by the target's own number.
    pub(crate) places: Vec<Column>,
    pub(crate) statuses: BTreeMap<String, Standing>,
    pub(crate) labels: BTreeMap<Target, BTreeMap<String, Label>>,
    pub(crate) defaults: Defaults,
    pub(crate) features: Vec<(String, usize)>,
    /// What the rows before said of the loan of this one.
    pub(crate) before: Before,
}

/// The loan of the row before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Before {
    loan_key: String,
    amount_minor: Option<i64>,
    last: LastState,
    has_left: bool,
}

impl Reader {
    pub(crate) fn read(&mut self, row: &mut Row<'_>) -> Bundle {
        let mut bundle = Bundle::default();
        let Some(key) = row.required(self.place(Target::LoanKey), Row::key) else {
            return bundle;
        };
        let is_new = self.kind == Kind::Loan || key != self.before.loan_key;
        if is_new {
            self.before = Before::default();
            let standing = self.standing(row);
            if let Some((customer, loan)) = self.read_loan(row, key, standing) {
                self.before.amount_minor = Some(loan.amount_minor);
                bundle.customer = Some(customer);
                bundle.loan = Some(loan);
            }
        }
        bundle.states.extend(self.read_state(row, key));
        // What a rejected row said of its loan, the next one must say again.
        if is_new && !row.has_error() {
            key.clone_into(&mut self.before.loan_key);
        }
        bundle
    }

    fn place(&self, target: Target) -> Column {
        self.places.get(target as usize).copied().flatten()
    }

    /// What the status says; a word that is not known is an error.
    fn standing(&self, row: &mut Row<'_>) -> Option<Standing> {
        let column = self.place(Target::Status);
        let text = row.text(column);
        if text.is_empty() {
            return None;
        }
        let own = self.statuses.get(&super::mapping::folded(text)).copied();
        own.or_else(|| Standing::of_word(text))
    }

    fn read_loan(
        &self,
        row: &mut Row<'_>,
        key: &str,
        standing: Option<Standing>,
    ) -> Option<(Customer, Loan)> {
        let amount_minor = row.required(self.place(Target::Amount), Row::money_above_zero);
        let disbursement_date = row.required(self.place(Target::DisbursementDate), first_day);
        let interest_rate_ppm = self.or_default(
            row,
            Target::InterestRate,
            self.defaults.interest_rate_ppm,
            Row::rate,
        );
        let term_months = self.term_months(row, disbursement_date);
        let monthly_installment_minor =
            row.money_above_zero(self.place(Target::MonthlyInstallment));
        let loan_type = self.label(row, Target::LoanType);
        let branch = row.free_text(self.place(Target::Branch), BRANCH_CHARACTERS);
        let currency = row.currency(self.place(Target::Currency));
        let loan = Loan {
            branch: branch.or_else(|| self.defaults.branch.clone()),
            currency: currency.or_else(|| self.defaults.currency.clone()),
            application_date: row.date(self.place(Target::ApplicationDate)),
            approval_date: row.date(self.place(Target::ApprovalDate)),
            disbursement_date,
            // What later rows say, the first one does not know: only a snapshot has a status.
            status: standing
                .filter(|_| self.kind == Kind::Loan)
                .map(Standing::loan_status),
            charge_off_date: row.date(self.place(Target::ChargeOffDate)),
            observed_default: row.boolean(self.place(Target::ObservedDefault)),
            features: self.features(row),
            ..Loan::default()
        };
        let dates = [
            (self.place(Target::ApplicationDate), loan.application_date),
            (self.place(Target::ApprovalDate), loan.approval_date),
            (self.place(Target::DisbursementDate), loan.disbursement_date),
            (self.place(Target::ChargeOffDate), loan.charge_off_date),
        ];
        check::dates_in_order(row, &dates);
        let customer = self.read_customer(row, key)?;
        let loan = Loan {
            key: key.to_owned(),
            customer_key: customer.key.clone(),
            loan_type: loan_type.or(self.defaults.loan_type).unwrap_or("Personal"),
            amount_minor: amount_minor?,
            interest_rate_ppm: interest_rate_ppm?,
            term_months: term_months?,
            monthly_installment_minor: monthly_installment_minor.unwrap_or_default(),
            ..loan
        };
        let loan = match monthly_installment_minor {
            Some(_) => loan,
            None => check::with_annuity(loan),
        };
        let customer = Customer {
            account_created_date: customer.account_created_date.or(loan.disbursement_date),
            ..customer
        };
        Some((customer, loan))
    }

    fn read_customer(&self, row: &mut Row<'_>, loan_key: &str) -> Option<Customer> {
        let key = row.key(self.place(Target::CustomerKey))?;
        Some(Customer {
            key: match key {
                "" => agency::borrower_key(loan_key),
                key => key.to_owned(),
            },
            id: None,
            full_name: row.free_text(self.place(Target::FullName), NAME_CHARACTERS),
            age: row.number_or_none(self.place(Target::Age), AGES),
            gender: self.label(row, Target::Gender),
            income_minor: row.money_from_zero(self.place(Target::Income)),
            employment_type: self.label(row, Target::EmploymentType),
            job_type: self.label(row, Target::JobType),
            housing_status: self.label(row, Target::HousingStatus),
            credit_score: row.number_or_none(self.place(Target::CreditScore), SCORES),
            account_created_date: row.date(self.place(Target::AccountCreatedDate)),
        })
    }

    fn read_state(&mut self, row: &mut Row<'_>, key: &str) -> Option<LoanState> {
        let as_of = match self.place(Target::AsOf) {
            column @ Some(_) => row.required(column, last_day)?,
            None => self.defaults.as_of?,
        };
        if self.before.has_left {
            let fix = "no state is loaded: an earlier row says that the loan has left";
            row.note(self.place(Target::LoanKey), "state_after_exit", fix);
            return None;
        }
        let standing = self.known_standing(row);
        let charged_off = row
            .date(self.place(Target::ChargeOffDate))
            .filter(|date| *date <= as_of);
        let exit = match (charged_off, standing) {
            (Some(_), _) => Some(Exit::ChargedOff),
            (None, Some(Standing::Left(exit))) => Some(exit),
            _ => None,
        };
        let days = self.days(row, standing);
        let balance_minor = match exit {
            Some(exit) => self.balance_at_exit(row, exit)?,
            None => row.required(self.place(Target::Balance), Row::money_from_zero)?,
        };
        if let Some(original_minor) = self.before.amount_minor {
            let column = self.place(Target::Balance);
            check::balance_within_original(row, column, balance_minor, original_minor);
        }
        if let Some(exit) = exit {
            self.before.has_left = true;
            return Some(LoanState {
                loan_key: key.to_owned(),
                as_of: charged_off.unwrap_or(as_of),
                balance_minor,
                days_past_due: agency::days_at_exit(exit, days, &self.before.last),
                exit: Some(exit),
            });
        }
        let Some(days_past_due) = days else {
            let named = self.place(Target::DaysPastDue);
            agency::warn_unknown(row, named.or(self.place(Target::Status)));
            return None;
        };
        self.before.last = LastState {
            balance_minor: Some(balance_minor),
            days_past_due: Some(days_past_due),
        };
        Some(LoanState {
            loan_key: key.to_owned(),
            as_of,
            balance_minor,
            days_past_due,
            exit: None,
        })
    }

    fn known_standing(&self, row: &mut Row<'_>) -> Option<Standing> {
        let column = self.place(Target::Status);
        let standing = self.standing(row);
        if standing.is_none() && !row.is_blank(column) {
            let fix = format!("say in [values.status] of a mapping file which it is: {MEANINGS}");
            row.error(column, "unknown_label", fix);
        }
        standing
    }

    fn days(&self, row: &mut Row<'_>, standing: Option<Standing>) -> Option<i32> {
        let days = row.number_in(self.place(Target::DaysPastDue), DAYS);
        let months = agency::days(row, self.place(Target::MonthsPastDue));
        let counted = days.or(months);
        let status = self.place(Target::Status);
        match (counted, standing) {
            (Some(days), Some(Standing::Current)) => {
                check::status_fits_days(row, status, false, days)
            }
            (Some(days), Some(Standing::Late(_))) => {
                check::status_fits_days(row, status, true, days)
            }
            _ => {}
        }
        counted.or(match standing {
            Some(Standing::Current) => Some(0),
            Some(Standing::Late(days)) => days,
            Some(Standing::Left(_)) | None => None,
        })
    }

    /// Many tapes set the balance of a loan that is charged off to 0: the last one counts then.
    fn balance_at_exit(&self, row: &mut Row<'_>, exit: Exit) -> Option<i64> {
        let column = self.place(Target::Balance);
        let reported = row.money_from_zero(column);
        if exit != Exit::ChargedOff {
            return Some(check::balance_at_exit(
                row,
                column,
                Some(exit),
                reported.unwrap_or(0),
            ));
        }
        let unpaid = reported.filter(|balance| *balance > 0);
        let balance_minor = unpaid.or(self.before.last.balance_minor);
        if balance_minor.is_none() && reported == Some(0) {
            let fix = "loaded as 0: no row says what was unpaid when it was charged off";
            row.warn(column, "charge_off_without_balance", fix);
            return Some(0);
        }
        agency::balance_at_exit(row, column, exit, balance_minor, &self.before.last)
    }

    fn term_months(&self, row: &mut Row<'_>, from: Option<NaiveDate>) -> Option<i32> {
        let column = self.place(Target::TermMonths);
        if row.is_blank(column)
            && let (Some(from), Some(maturity)) = (from, row.date(self.place(Target::MaturityDate)))
        {
            return months_between(row, self.place(Target::MaturityDate), from, maturity);
        }
        self.or_default(
            row,
            Target::TermMonths,
            self.defaults.term_months,
            |row, column| row.number_in(column, TERMS),
        )
    }

    /// A value of a column, or what stands in for it where the field is empty.
    fn or_default<'a, T>(
        &self,
        row: &mut Row<'a>,
        target: Target,
        default: Option<T>,
        read: impl FnOnce(&mut Row<'a>, Column) -> Option<T>,
    ) -> Option<T> {
        let column = self.place(target);
        if row.is_blank(column) && default.is_some() {
            return default;
        }
        row.required(column, read)
    }

    fn label(&self, row: &mut Row<'_>, target: Target) -> Option<Label> {
        let column = self.place(target);
        let own = self
            .labels
            .get(&target)
            .and_then(|values| values.get(&super::mapping::folded(row.text(column))));
        match own {
            Some(label) => Some(label),
            None => row.label(column, super::mapping::labels_of(target)?),
        }
    }

    fn features(&self, row: &Row<'_>) -> Option<String> {
        let mut object = Object::new();
        for (name, place) in &self.features {
            let text = row.text(Some(*place));
            if !text.is_empty() {
                object.number(name, text);
            }
        }
        object.finish()
    }
}

/// A day, or the first one of a month.
fn first_day(row: &mut Row<'_>, column: Column) -> Option<NaiveDate> {
    if let Ok(month) = date::month(row.text(column)) {
        return Some(month);
    }
    row.date(column)
}

/// A day, or the last one of a month.
fn last_day(row: &mut Row<'_>, column: Column) -> Option<NaiveDate> {
    if let Ok(month) = date::month(row.text(column)) {
        return Some(date::last_of_month(month));
    }
    row.date(column)
}

fn months_between(
    row: &mut Row<'_>,
    column: Column,
    from: NaiveDate,
    to: NaiveDate,
) -> Option<i32> {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let months = month(to) - month(from);
    if !TERMS.contains(&months) {
        let fix = "correct the dates: the term must be 1 to 600 months";
        row.error(column, "out_of_range", fix);
        return None;
    }
    i32::try_from(months).ok()
}
