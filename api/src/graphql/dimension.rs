//! What a portfolio is grouped and filtered by, in the schema.

use super::{
    filter::{self, DateFilter, DecimalFilter, IdFilter, IntFilter, LabelFilter},
    id::Kind,
    label::{EmploymentType, Gender, HousingStatus, JobType, LoanStatus, LoanType},
};
use crate::service::{book::Settings, dimension, portfolio};
use async_graphql::{Enum, InputObject};

/// A property of loans or of their borrowers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "dimension::Dimension")]
pub(crate) enum Dimension {
    /// What the loan is for.
    LoanType,
    /// Where the loan stood at the as-of date.
    LoanStatus,
    /// The borrower's tier by credit score.
    RiskTier,
    /// The borrower's employment.
    EmploymentType,
    /// The borrower's skill level.
    JobType,
    /// The borrower's housing.
    HousingStatus,
    /// The borrower's recorded gender; in the demo book it comes from a source known to be unreliable.
    Gender,
    /// The borrower's age in bands of ten years.
    AgeBand,
    /// Amount lent, in bands of the book's currency.
    AmountBand,
    /// Yearly rate in bands of two percentage points.
    InterestRateBand,
    /// Agreed number of instalments in bands of a year.
    TermBand,
    /// Month of disbursement, such as 2024-07.
    DisbursementMonth,
    /// Quarter of disbursement, such as 2024-Q3.
    DisbursementQuarter,
    /// Year of disbursement.
    DisbursementYear,
}

/// Which loans a portfolio is made of; all conditions that are given must hold.
#[derive(InputObject, Default)]
pub(crate) struct PortfolioFilter {
    /// What the loan is for.
    loan_type: Option<LabelFilter<LoanType>>,
    /// Where the loan stood at the as-of date.
    status: Option<LabelFilter<LoanStatus>>,
    /// Amount lent, in the book's currency.
    amount: Option<DecimalFilter>,
    /// Nominal yearly rate as a fraction: "0.0385" is 3.85 %.
    interest_rate: Option<DecimalFilter>,
    /// Agreed number of monthly instalments.
    term_months: Option<IntFilter>,
    /// Day the money was paid out.
    disbursement_date: Option<DateFilter>,
    /// The loan.
    loan_id: Option<IdFilter>,
    /// The borrower.
    customer_id: Option<IdFilter>,
    /// Names of the borrowers' tiers by credit score, such as "High Risk".
    #[graphql(validator(max_items = 20))]
    risk_tier: Option<Vec<String>>,
    /// The borrower's credit score.
    credit_score: Option<IntFilter>,
    /// The borrower's age.
    age: Option<IntFilter>,
    /// The borrower's recorded gender.
    gender: Option<LabelFilter<Gender>>,
    /// The borrower's employment.
    employment_type: Option<LabelFilter<EmploymentType>>,
    /// The borrower's skill level.
    job_type: Option<LabelFilter<JobType>>,
    /// The borrower's housing.
    housing_status: Option<LabelFilter<HousingStatus>>,
}

impl PortfolioFilter {
    pub(super) fn parse(
        self,
        settings: &Settings,
    ) -> crate::error::Result<portfolio::PortfolioFilter> {
        Ok(portfolio::PortfolioFilter {
            loan_type: filter::label(self.loan_type),
            loan_status: filter::label(self.status),
            loan_amount_minor: filter::amount(self.amount, "amount", settings.currency_exponent())?,
            interest_rate_ppm: filter::fraction(self.interest_rate, "interestRate")?,
            loan_term_months: filter::number(self.term_months),
            disbursement_date: filter::date(self.disbursement_date),
            loan_id: filter::identifier(self.loan_id, "loanId", Kind::Loan)?,
            customer_id: filter::identifier(self.customer_id, "customerId", Kind::Customer)?,
            risk_tiers: self.risk_tier.unwrap_or_default(),
            credit_score: filter::number(self.credit_score),
            age: filter::number(self.age),
            gender: filter::label(self.gender),
            employment_type: filter::label(self.employment_type),
            job_type: filter::label(self.job_type),
            housing_status: filter::label(self.housing_status),
        })
    }
}
