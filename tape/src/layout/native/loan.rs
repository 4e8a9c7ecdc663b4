//! Rows of `loan_application.csv`.

use crate::{
    Loan,
    layout::{
        check,
        heading::Heading,
        label,
        row::{BRANCH_CHARACTERS, Column, Row, TERMS},
    },
};
use chrono::NaiveDateTime;

/// Columns that loans are known by.
pub(super) const REQUIRED: &[&str] = &[
    "loan_id",
    "customer_id",
    "loan_type",
    "loan_amount",
    "interest_rate",
    "loan_term_months",
    "monthly_installment",
    "application_date",
    "approval_date",
    "disbursement_date",
    "loan_status",
];

/// Columns that may be there.
pub(super) const OPTIONAL: &[&str] = &[
    "external_id",
    "loan_external_id",
    "branch",
    "currency",
    "charge_off_date",
    "observed_default",
    "submitted_at",
    "documents_at",
    "credit_checked_at",
    "decided_at",
    "contract_signed_at",
    "disbursed_at",
    "features",
];

/// The stamps of the process, in its order.
const STAGES: [&str; 6] = [
    "submitted_at",
    "documents_at",
    "credit_checked_at",
    "decided_at",
    "contract_signed_at",
    "disbursed_at",
];

/// Where the columns are.
#[derive(Clone, Debug)]
pub(super) struct LoanColumns {
    pub(super) loan_id: Column,
    external_id: Column,
    customer_id: Column,
    loan_type: Column,
    branch: Column,
    currency: Column,
    loan_amount: Column,
    interest_rate: Column,
    loan_term_months: Column,
    monthly_installment: Column,
    application_date: Column,
    approval_date: Column,
    disbursement_date: Column,
    loan_status: Column,
    charge_off_date: Column,
    observed_default: Column,
    stages: [Column; 6],
    features: Column,
}

impl LoanColumns {
    pub(super) fn of(heading: &Heading) -> Self {
        let external_id = heading.find("loan_external_id");
        Self {
            loan_id: heading.find("loan_id"),
            external_id: external_id.or(heading.find("external_id")),
            customer_id: heading.find("customer_id"),
            loan_type: heading.find("loan_type"),
            branch: heading.find("branch"),
            currency: heading.find("currency"),
            loan_amount: heading.find("loan_amount"),
            interest_rate: heading.find("interest_rate"),
            loan_term_months: heading.find("loan_term_months"),
            monthly_installment: heading.find("monthly_installment"),
            application_date: heading.find("application_date"),
            approval_date: heading.find("approval_date"),
            disbursement_date: heading.find("disbursement_date"),
            loan_status: heading.find("loan_status"),
            charge_off_date: heading.find("charge_off_date"),
            observed_default: heading.find("observed_default"),
            stages: STAGES.map(|name| heading.find(name)),
            features: heading.find("features"),
        }
    }

    pub(super) fn read(&self, row: &mut Row<'_>) -> Option<Loan> {
        let id = row.required(self.loan_id, Row::id);
        let external_id = row.key(self.external_id);
        let customer_id = row.required(self.customer_id, Row::id);
        let loan_type = row.required(self.loan_type, |row, column| {
            row.label(column, label::LOAN_TYPES)
        });
        let amount_minor = row.required(self.loan_amount, Row::money_above_zero);
        let interest_rate_ppm = row.required(self.interest_rate, Row::rate);
        let term_months = row.required(self.loan_term_months, |row, column| {
            row.number_in(column, TERMS)
        });
        let monthly_installment_minor = row.money_above_zero(self.monthly_installment);
        let loan = Loan {
            branch: super::unguarded_text(row.free_text(self.branch, BRANCH_CHARACTERS)),
            currency: row.currency(self.currency),
            application_date: row.date(self.application_date),
            approval_date: row.date(self.approval_date),
            disbursement_date: row.date(self.disbursement_date),
            status: row.label(self.loan_status, label::LOAN_STATUSES),
            charge_off_date: row.date(self.charge_off_date),
            observed_default: row.boolean(self.observed_default),
            stages: self.stages(row),
            features: row.json_object(self.features),
            ..Loan::default()
        };
        self.check(row, &loan);
        let loan = Loan {
            key: super::own_key(external_id?, id?),
            id,
            customer_key: super::parent_key(customer_id?),
            loan_type: loan_type?,
            amount_minor: amount_minor?,
            interest_rate_ppm: interest_rate_ppm?,
            term_months: term_months?,
            monthly_installment_minor: monthly_installment_minor.unwrap_or_default(),
            ..loan
        };
        Some(match monthly_installment_minor {
            Some(_) => loan,
            None => check::with_annuity(loan),
        })
    }

    fn check(&self, row: &mut Row<'_>, loan: &Loan) {
        let dates = [
            (self.application_date, loan.application_date),
            (self.approval_date, loan.approval_date),
            (self.disbursement_date, loan.disbursement_date),
            (self.charge_off_date, loan.charge_off_date),
        ];
        check::dates_in_order(row, &dates);
        check::charge_off_fits_status(row, self.loan_status, loan.status, loan.charge_off_date);
        let mut before: Option<NaiveDateTime> = None;
        for (column, stamp) in self.stages.into_iter().zip(loan.stages) {
            if let (Some(earlier), Some(later)) = (before, stamp)
                && later < earlier
            {
                let fix = "correct the times: a step cannot end before the one that it follows";
                row.error(column, "dates_out_of_order", fix);
            }
            before = stamp.or(before);
        }
    }

    fn stages(&self, row: &mut Row<'_>) -> [Option<NaiveDateTime>; 6] {
        self.stages.map(|column| row.stamp(column))
    }
}
