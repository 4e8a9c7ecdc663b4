//! What a portfolio is grouped and filtered by, in the schema.

use super::{
    filter::{DateFilter, DecimalFilter, IdFilter, IntFilter, LabelFilter},
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
            loan_type: label(self.loan_type),
            loan_status: label(self.status),
            loan_amount_minor: self
                .amount
                .map(|amount| amount.into_minor("amount", settings.currency_exponent()))
                .transpose()?
                .unwrap_or_default(),
            interest_rate_ppm: self
                .interest_rate
                .map(|rate| rate.into_ppm("interestRate"))
                .transpose()?
                .unwrap_or_default(),
            loan_term_months: number(self.term_months),
            disbursement_date: self
                .disbursement_date
                .map(DateFilter::into_filter)
                .unwrap_or_default(),
            loan_id: self
                .loan_id
                .map(|ids| ids.into_filter("loanId", Kind::Loan))
                .transpose()?
                .unwrap_or_default(),
            customer_id: self
                .customer_id
                .map(|ids| ids.into_filter("customerId", Kind::Customer))
                .transpose()?
                .unwrap_or_default(),
            risk_tiers: self.risk_tier.unwrap_or_default(),
            credit_score: number(self.credit_score),
            age: number(self.age),
            gender: label(self.gender),
            employment_type: label(self.employment_type),
            job_type: label(self.job_type),
            housing_status: label(self.housing_status),
        })
    }
}

fn number(filter: Option<IntFilter>) -> crate::service::filter::Filter<i32> {
    filter.map(IntFilter::into_filter).unwrap_or_default()
}

fn label<L, E>(filter: Option<LabelFilter<L>>) -> crate::service::filter::Filter<E>
where
    L: async_graphql::InputType,
    E: From<L>,
{
    filter.map(LabelFilter::into_filter).unwrap_or_default()
}
