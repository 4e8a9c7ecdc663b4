//! What a row of a tape says, in the words of the book.

use chrono::{NaiveDate, NaiveDateTime};

/// A label of one of the book's lists, spelled as the database has it.
pub type Label = &'static str;

/// What one row says. A wide row may speak of a customer, of a loan and of its months at once.
/// Records of a bundle come in the order of the fields: a loan's customer is in the same bundle,
/// in an earlier one, or in the book already.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    /// A borrower.
    pub customer: Option<Customer>,
    /// A loan.
    pub loan: Option<Loan>,
    /// An instalment that has fallen due.
    pub repayment: Option<Repayment>,
    /// A receipt on an instalment, of a tape that lists them one by one.
    pub receipt: Option<Receipt>,
    /// How a loan stood at the ends of some months.
    pub states: Vec<LoanState>,
}

/// A borrower: a row of `customer_profile`. What the tape does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customer {
    /// Natural key: `external_id`.
    pub key: String,
    /// Identifier in the book it was exported from.
    pub id: Option<i64>,
    /// Full name; the tapes of agencies have none.
    pub full_name: Option<String>,
    /// Age in years at the time of the application, 0 to 150.
    pub age: Option<i32>,
    /// `Female` or `Male`.
    pub gender: Option<Label>,
    /// Yearly gross income.
    pub income_minor: Option<i64>,
    /// One of the five labels of `employment_type`.
    pub employment_type: Option<Label>,
    /// One of the four labels of `job_type`.
    pub job_type: Option<Label>,
    /// `Own`, `Rent` or `Free`.
    pub housing_status: Option<Label>,
    /// Credit score, 300 to 850.
    pub credit_score: Option<i32>,
    /// Date of sign-up.
    pub account_created_date: Option<NaiveDate>,
}

/// A loan: a row of `loan_application`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loan {
    /// Natural key: `external_id`.
    pub key: String,
    /// Identifier in the book it was exported from.
    pub id: Option<i64>,
    /// Key of the borrower.
    pub customer_key: String,
    /// `Auto`, `Business`, `Consumer`, `Education` or `Personal`.
    pub loan_type: Label,
    /// The branch or channel that made it.
    pub branch: Option<String>,
    /// ISO 4217 code, where the tape names one.
    pub currency: Option<String>,
    /// Amount lent, above 0.
    pub amount_minor: i64,
    /// Nominal yearly rate, parts per million: 38500 is 3.85 %.
    pub interest_rate_ppm: i32,
    /// Agreed number of monthly instalments, above 0.
    pub term_months: i32,
    /// Agreed monthly payment; computed as an annuity where the tape has none.
    pub monthly_installment_minor: i64,
    /// Day of the application.
    pub application_date: Option<NaiveDate>,
    /// Day of the decision.
    pub approval_date: Option<NaiveDate>,
    /// Day of the payout; none while there was none.
    pub disbursement_date: Option<NaiveDate>,
    /// `Pending`, `Active`, `Paid Off` or `Charged Off`, where the tape says one. The book
    /// derives its own, and a tape that contradicts it is told so.
    pub status: Option<Label>,
    /// Day of the charge-off.
    pub charge_off_date: Option<NaiveDate>,
    /// The tape's good / bad label: true is bad.
    pub observed_default: Option<bool>,
    /// Submitted, documents complete, credit checked, decided, contract signed, paid out; UTC.
    pub stages: [Option<NaiveDateTime>; 6],
    /// The tape's other columns as a JSON object, by their own names.
    pub features: Option<String>,
}

/// An instalment that has fallen due: a row of `repayment_history`.
#[derive(Clone, Debug, PartialEq)]
pub struct Repayment {
    /// Key of the loan.
    pub loan_key: String,
    /// Identifier in the book it was exported from.
    pub id: Option<i64>,
    /// Number of the instalment in the schedule, from 1.
    pub number: i32,
    /// Day it fell due.
    pub due_date: NaiveDate,
    /// Principal and interest due.
    pub amount_minor: i64,
    /// Principal due.
    pub principal_due_minor: i64,
    /// Interest due.
    pub interest_due_minor: i64,
    /// Day of the last receipt.
    pub actual_paid_date: Option<NaiveDate>,
    /// All that was received on it, `recovered_amount_minor` included, fees not.
    pub amount_paid_minor: i64,
    /// Late fee received with the settlement.
    pub late_fee_minor: i64,
    /// `On Time`, `Late` or `Missed`, where the tape says one.
    pub status: Option<Label>,
    /// The collections counter, where the tape has it.
    pub days_past_due: Option<i32>,
    /// The part received after the instalment had become Missed.
    pub recovered_amount_minor: i64,
    /// Day of that recovery.
    pub recovered_date: Option<NaiveDate>,
}

/// A receipt on an instalment: a row of `receipt`. Where a tape lists receipts, those of an
/// instalment take the place of what its row would be taken to mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Key of the loan.
    pub loan_key: String,
    /// Number of the instalment.
    pub number: i32,
    /// Day of the receipt.
    pub receipt_date: NaiveDate,
    /// Principal received.
    pub principal_minor: i64,
    /// Interest received.
    pub interest_minor: i64,
    /// Late fee received on top.
    pub late_fee_minor: i64,
}

/// How a loan stood at the end of a day, mostly of a month: a row of `loan_month_state`.
#[derive(Clone, Debug, PartialEq)]
pub struct LoanState {
    /// Key of the loan.
    pub loan_key: String,
    /// End of this day.
    pub as_of: NaiveDate,
    /// Unpaid principal, 0 or more. Of a loan that is charged off on this day, what was unpaid
    /// when it was; of one that was paid off or removed, 0.
    pub balance_minor: i64,
    /// Days past due. Tapes that count months say 30 days for each: one month is 30 days, as in
    /// "30 to 59 days".
    pub days_past_due: i32,
    /// How the loan left the book on this day, if it did.
    pub exit: Option<Exit>,
}

/// How a loan leaves a tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Prepaid, or matured and paid.
    PaidOff,
    /// A loss event: short sale, third-party sale, deed in lieu, note sale, charge-off.
    ChargedOff,
    /// Taken out for a reason that is neither good nor bad: repurchased, sold reperforming.
    Removed,
}

/// Labels of the exits, as the database has them.
pub const STATE_LABELS: [(Exit, Label); 3] = [
    (Exit::PaidOff, "paid_off"),
    (Exit::ChargedOff, "charged_off"),
    (Exit::Removed, "removed"),
];
