//! What the simulator makes: the columns of the three tables, with their units.

use chrono::{NaiveDate, NaiveDateTime};

/// One customer with the one loan and its instalments fallen due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedLoan {
    /// The customer.
    pub customer: SimulatedCustomer,
    /// The application, the terms and the state of the loan.
    pub loan: SimulatedTerms,
    /// The instalments that have fallen due by the reporting date, oldest first.
    pub repayments: Vec<SimulatedRepayment>,
}

/// A row of `customer_profile`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedCustomer {
    /// Number of the customer, equal to that of the loan.
    pub customer_id: i64,
    /// Made of two lists of names; no real person is meant.
    pub full_name: String,
    /// Age in years (real).
    pub age: i32,
    /// "Female" or "Male", from a label of the source that is known to be unreliable.
    pub gender: &'static str,
    /// Gross yearly income in minor units, derived from the instalment.
    pub income_minor: i64,
    /// Time in the present employment (real, relabelled).
    pub employment_type: &'static str,
    /// Skill level of the job (real, relabelled).
    pub job_type: &'static str,
    /// "Own", "Rent" or "Free" (real, relabelled).
    pub housing_status: &'static str,
    /// Points of the demo scorecard, 300 to 850.
    pub credit_score: i32,
    /// Day of the sign-up.
    pub account_created_date: NaiveDate,
}

/// A row of `loan_application`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedTerms {
    /// Number of the loan, from 1.
    pub loan_id: i64,
    /// Number of the customer.
    pub customer_id: i64,
    /// "Auto", "Consumer", "Education", "Business" or "Personal".
    pub loan_type: &'static str,
    /// Amount lent, in minor units.
    pub loan_amount_minor: i64,
    /// Yearly rate in parts per million; 3.85 % is 38,500.
    pub interest_rate_ppm: i64,
    /// Number of instalments agreed.
    pub loan_term_months: i32,
    /// The level instalment, in minor units.
    pub monthly_installment_minor: i64,
    /// Day of the application.
    pub application_date: NaiveDate,
    /// Day of the decision.
    pub approval_date: NaiveDate,
    /// Day of the payout, never on a weekend.
    pub disbursement_date: NaiveDate,
    /// "Active", "Paid Off" or "Charged Off" at the reporting date.
    pub loan_status: &'static str,
    /// Day of the charge-off, if any.
    pub charge_off_date: Option<NaiveDate>,
    /// The class "bad" of the source (real).
    pub observed_default: bool,
    /// When the application was submitted.
    pub submitted_at: NaiveDateTime,
    /// When the documents were complete.
    pub documents_at: NaiveDateTime,
    /// When the credit check was done.
    pub credit_checked_at: NaiveDateTime,
    /// When the application was decided.
    pub decided_at: NaiveDateTime,
    /// When the contract was signed.
    pub contract_signed_at: NaiveDateTime,
    /// When the money was paid out.
    pub disbursed_at: NaiveDateTime,
    /// The 20 attributes of the source as compact JSON (real).
    pub features: String,
}

/// A row of `repayment_history`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulatedRepayment {
    /// Number of the row, from 1 in the order of loans and instalments.
    pub payment_id: i64,
    /// Number of the loan.
    pub loan_id: i64,
    /// Number of the instalment, from 1.
    pub installment_number: i32,
    /// The day it fell due.
    pub due_date: NaiveDate,
    /// What fell due, in minor units.
    pub installment_amount_minor: i64,
    /// The principal in it, in minor units.
    pub principal_due_minor: i64,
    /// The interest in it, in minor units.
    pub interest_due_minor: i64,
    /// Day of the last receipt, if any.
    pub actual_paid_date: Option<NaiveDate>,
    /// All received, with the recovered part and without the fee, in minor units.
    pub amount_paid_minor: i64,
    /// Late fee received with the settlement, in minor units.
    pub late_fee_minor: i64,
    /// "On Time", "Late" (also when overdue) or "Missed" at the reporting date.
    pub payment_status: &'static str,
    /// Days late; stops at the hand-over to collections.
    pub days_past_due: i32,
    /// What was received after it had become missed, in minor units.
    pub recovered_amount_minor: i64,
    /// Day of that receipt, if any.
    pub recovered_date: Option<NaiveDate>,
}
