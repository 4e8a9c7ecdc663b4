//! The tables that are exported, and their columns.

use super::column::{Column, Kind};

/// A table that can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `customer_profile`
    Customers,
    /// `loan_application`
    Loans,
    /// `repayment_history`
    Repayments,
    /// `receipt`
    Receipts,
    /// `loan_month_state`
    States,
}

/// How much of each table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The three tables with the columns of docs/DATA.md.
    Documented,
    /// All that makes the book up: with keys of the source, branches and currencies, and
    /// with the receipts.
    Full,
}

impl Form {
    /// The tables of this form, parents first.
    #[must_use]
    pub const fn tables(self) -> &'static [Table] {
        const TABLES: [Table; 5] = [
            Table::Customers,
            Table::Loans,
            Table::Repayments,
            Table::Receipts,
            Table::States,
        ];
        match self {
            Self::Documented => TABLES.split_at(3).0,
            Self::Full => &TABLES,
        }
    }
}

impl Table {
    /// Name of the table, and of its file or sheet.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customer_profile",
            Self::Loans => "loan_application",
            Self::Repayments => "repayment_history",
            Self::Receipts => "receipt",
            Self::States => "loan_month_state",
        }
    }

    /// Whether it is left out when it has no rows.
    pub(super) const fn is_optional(self) -> bool {
        match self {
            Self::Customers | Self::Loans | Self::Repayments | Self::Receipts => false,
            Self::States => true,
        }
    }

    /// Its columns, in the order of the rows.
    #[must_use]
    pub fn columns(self, form: Form) -> Vec<Column> {
        let (documented, further) = match self {
            Self::Customers => (CUSTOMER, CUSTOMER_FURTHER),
            Self::Loans => (LOAN, LOAN_FURTHER),
            Self::Repayments => (REPAYMENT, [].as_slice()),
            Self::Receipts => (RECEIPT, [].as_slice()),
            Self::States => (STATE, [].as_slice()),
        };
        match form {
            Form::Documented => documented.to_vec(),
            Form::Full => [documented, further].concat(),
        }
    }
}

const CUSTOMER: &[Column] = &[
    Column::new("customer_id", Kind::Integer),
    Column::new("full_name", Kind::Text),
    Column::new("age", Kind::Integer),
    Column::new("gender", Kind::Label),
    Column::new("income", Kind::ShortMoney),
    Column::new("employment_type", Kind::Label),
    Column::new("job_type", Kind::Label),
    Column::new("housing_status", Kind::Label),
    Column::new("credit_score", Kind::Integer),
    Column::new("account_created_date", Kind::Date),
];

const CUSTOMER_FURTHER: &[Column] = &[Column::new("external_id", Kind::Text)];

const LOAN: &[Column] = &[
    Column::new("loan_id", Kind::Integer),
    Column::new("customer_id", Kind::Integer),
    Column::new("loan_type", Kind::Label),
    Column::new("loan_amount", Kind::Money),
    Column::new("interest_rate", Kind::Percent),
    Column::new("loan_term_months", Kind::Integer),
    Column::new("monthly_installment", Kind::Money),
    Column::new("application_date", Kind::Date),
    Column::new("approval_date", Kind::Date),
    Column::new("disbursement_date", Kind::Date),
    Column::new("loan_status", Kind::Label),
    Column::new("charge_off_date", Kind::Date),
    Column::new("observed_default", Kind::Boolean),
    Column::new("submitted_at", Kind::Stamp),
    Column::new("documents_at", Kind::Stamp),
    Column::new("credit_checked_at", Kind::Stamp),
    Column::new("decided_at", Kind::Stamp),
    Column::new("contract_signed_at", Kind::Stamp),
    Column::new("disbursed_at", Kind::Stamp),
    Column::new("features", Kind::Text),
];

const LOAN_FURTHER: &[Column] = &[
    Column::new("external_id", Kind::Text),
    Column::new("branch", Kind::Text),
    Column::new("currency", Kind::Label),
];

const REPAYMENT: &[Column] = &[
    Column::new("payment_id", Kind::Integer),
    Column::new("loan_id", Kind::Integer),
    Column::new("installment_number", Kind::Integer),
    Column::new("due_date", Kind::Date),
    Column::new("installment_amount", Kind::Money),
    Column::new("principal_due", Kind::Money),
    Column::new("interest_due", Kind::Money),
    Column::new("actual_paid_date", Kind::Date),
    Column::new("amount_paid", Kind::Money),
    Column::new("late_fee", Kind::Money),
    Column::new("payment_status", Kind::Label),
    Column::new("days_past_due", Kind::Integer),
    Column::new("recovered_amount", Kind::Money),
    Column::new("recovered_date", Kind::Date),
];

const RECEIPT: &[Column] = &[
    Column::new("loan_id", Kind::Integer),
    Column::new("installment_number", Kind::Integer),
    Column::new("receipt_date", Kind::Date),
    Column::new("principal", Kind::Money),
    Column::new("interest", Kind::Money),
    Column::new("late_fee", Kind::Money),
];

const STATE: &[Column] = &[
    Column::new("loan_id", Kind::Integer),
    Column::new("as_of", Kind::Date),
    Column::new("balance", Kind::Money),
    Column::new("days_past_due", Kind::Integer),
    Column::new("exit", Kind::Label),
];
