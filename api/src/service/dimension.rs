//! What a portfolio can be grouped by: each loan falls into one group of a
//! dimension, by a whole number that a statement of `sql/` computes, or the book in
//! memory in the same way.

use super::book::{DEFAULT_PROFILE, Settings};
use crate::query::LOAN_STATUS;
use ::entity::{customer_profile, loan_application};
use engine::{Attribute, Grouping};
use sea_orm::{ActiveEnum, Iterable, Value};

/// A property of loans or of their borrowers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// What the loan is for.
    LoanType,
    /// Where the loan stood at the as-of date.
    LoanStatus,
    /// The borrower's tier by credit score, in the profile `default`.
    RiskTier,
    /// The borrower's employment.
    EmploymentType,
    /// The borrower's skill level.
    JobType,
    /// The borrower's housing.
    HousingStatus,
    /// The borrower's recorded gender.
    Gender,
    /// The borrower's age in bands of ten years.
    AgeBand,
    /// Amount lent, in bands.
    AmountBand,
    /// Yearly rate in bands of two percentage points.
    InterestRateBand,
    /// Agreed number of instalments in bands of a year.
    TermBand,
    /// Month of disbursement.
    DisbursementMonth,
    /// Quarter of disbursement.
    DisbursementQuarter,
    /// Year of disbursement.
    DisbursementYear,
}

/// Most groups of one dimension; months since the year 0 fit.
pub(super) const MAX_CODES: i64 = 1_000_000;

/// A whole number that a statement computes of each loan, 0 where nothing is known.
pub(super) struct Code {
    pub(super) expression: String,
    pub(super) values: Vec<Value>,
}

const AGES: [i64; 5] = [25, 35, 45, 55, 65];
const AMOUNTS: [i64; 5] = [1_000, 2_500, 5_000, 10_000, 25_000];
const RATES_PERCENT: [i64; 6] = [2, 4, 6, 8, 10, 12];
const TERMS: [i64; 5] = [13, 25, 37, 49, 61];

impl Dimension {
    /// How a statement computes the group's code.
    pub(super) fn code(self, settings: &Settings) -> Code {
        use Dimension as D;
        match self {
            D::LoanType => labels::<loan_application::LoanType>("loan_application.loan_type"),
            D::EmploymentType => {
                labels::<customer_profile::EmploymentType>("customer_profile.employment_type")
            }
            D::JobType => labels::<customer_profile::JobType>("customer_profile.job_type"),
            D::HousingStatus => {
                labels::<customer_profile::HousingStatus>("customer_profile.housing_status")
            }
            D::Gender => labels::<customer_profile::Gender>("customer_profile.gender"),
            D::LoanStatus => Code::plain(LOAN_STATUS),
            D::RiskTier => {
                let thresholds = tiers(settings).map(|tier| i64::from(tier.minimum_score));
                descending("customer_profile.credit_score", thresholds)
            }
            D::AgeBand => bands("customer_profile.age", AGES),
            D::AmountBand => bands(
                "loan_application.loan_amount_minor",
                amounts_minor(settings),
            ),
            D::InterestRateBand => bands("loan_application.interest_rate_ppm", rates_ppm()),
            D::TermBand => bands("loan_application.loan_term_months", TERMS),
            D::DisbursementMonth => Code::plain("MONTH_NUMBER(loan_application.disbursement_date)"),
            D::DisbursementQuarter => {
                Code::plain("DIV(MONTH_NUMBER(loan_application.disbursement_date), 3)")
            }
            D::DisbursementYear => {
                Code::plain("DIV(MONTH_NUMBER(loan_application.disbursement_date), 12)")
            }
        }
    }

    /// How the book in memory computes the same code.
    pub(super) fn grouping(self, settings: &Settings) -> Grouping {
        use Attribute as A;
        use Dimension as D;
        match self {
            D::LoanType => Grouping::Code(A::LoanType),
            D::EmploymentType => Grouping::Code(A::EmploymentType),
            D::JobType => Grouping::Code(A::JobType),
            D::HousingStatus => Grouping::Code(A::HousingStatus),
            D::Gender => Grouping::Code(A::Gender),
            D::LoanStatus => Grouping::Code(A::LoanStatus),
            D::RiskTier => {
                let thresholds = tiers(settings).map(|tier| tier.minimum_score.into());
                Grouping::Tiers(A::CreditScore, thresholds.collect())
            }
            D::AgeBand => Grouping::Bands(A::Age, AGES.into()),
            D::AmountBand => Grouping::Bands(A::LoanAmount, amounts_minor(settings).into()),
            D::InterestRateBand => Grouping::Bands(A::InterestRate, rates_ppm().into()),
            D::TermBand => Grouping::Bands(A::LoanTerm, TERMS.into()),
            D::DisbursementMonth => Grouping::Months(1),
            D::DisbursementQuarter => Grouping::Months(3),
            D::DisbursementYear => Grouping::Months(12),
        }
    }

    /// The group's name; nothing where the property is unknown.
    pub(super) fn label(self, code: i64, settings: &Settings) -> Option<String> {
        use Dimension as D;
        let at = usize::try_from(code).ok()?.checked_sub(1);
        match self {
            D::LoanType => label::<loan_application::LoanType>(at),
            D::LoanStatus => label::<loan_application::LoanStatus>(at),
            D::EmploymentType => label::<customer_profile::EmploymentType>(at),
            D::JobType => label::<customer_profile::JobType>(at),
            D::HousingStatus => label::<customer_profile::HousingStatus>(at),
            D::Gender => label::<customer_profile::Gender>(at),
            D::RiskTier => tiers(settings).nth(at?).map(|tier| tier.name.clone()),
            D::AgeBand => band(at, &AGES, "", 1),
            D::AmountBand => band(at, &AMOUNTS, "", 0),
            D::InterestRateBand => band(at, &RATES_PERCENT, " %", 0),
            D::TermBand => band(at, &TERMS, " months", 1),
            D::DisbursementMonth => Some(format!("{:04}-{:02}", code / 12, code % 12 + 1)),
            D::DisbursementQuarter => Some(format!("{:04}-Q{}", code / 4, code % 4 + 1)),
            D::DisbursementYear => Some(format!("{code:04}")),
        }
    }
}

fn amounts_minor(settings: &Settings) -> [i64; AMOUNTS.len()] {
    let minor = 10_i64.pow(settings.currency_exponent());
    AMOUNTS.map(|amount| amount * minor)
}

fn rates_ppm() -> [i64; RATES_PERCENT.len()] {
    RATES_PERCENT.map(|percent| percent * 10_000)
}

/// The place of a label in its list, from 1.
pub(super) fn place<E: ActiveEnum<Value = String> + Iterable>(label: &E) -> i64 {
    let text = label.to_value();
    let found = E::iter().position(|known| known.to_value() == text);
    found.map_or(0, |at| at as i64 + 1)
}

/// The same as the columns of the book in memory have it; 0 where there is none.
pub(super) fn code<E: ActiveEnum<Value = String> + Iterable>(label: Option<&E>) -> u8 {
    // Lists are short.
    label.map_or(0, |label| u8::try_from(place(label)).unwrap_or(0))
}

impl Code {
    fn plain(expression: &str) -> Self {
        Self {
            expression: expression.to_owned(),
            values: Vec::new(),
        }
    }
}

/// The place of a label in its list, from 1.
fn labels<E: ActiveEnum<Value = String> + Iterable>(column: &str) -> Code {
    let values: Vec<Value> = E::iter().map(|label| label.to_value().into()).collect();
    let arms: String = (1..=values.len())
        .map(|code| format!(" WHEN ? THEN {code}"))
        .collect();
    Code {
        expression: format!("CASE {column}{arms} ELSE 0 END"),
        values,
    }
}

fn label<E: ActiveEnum<Value = String> + Iterable>(at: Option<usize>) -> Option<String> {
    E::iter().nth(at?).map(|label| label.to_value())
}

/// 1 below the first threshold, one more at each.
fn bands(column: &str, thresholds: impl IntoIterator<Item = i64>) -> Code {
    let values: Vec<Value> = thresholds.into_iter().map(Into::into).collect();
    let arms: String = (1..=values.len())
        .map(|code| format!(" WHEN {column} < ? THEN {code}"))
        .collect();
    let last = values.len() + 1;
    Code {
        expression: format!("CASE WHEN {column} IS NULL THEN 0{arms} ELSE {last} END"),
        values,
    }
}

/// 1 from the first threshold up, one more from each lower one.
fn descending(column: &str, thresholds: impl IntoIterator<Item = i64>) -> Code {
    let values: Vec<Value> = thresholds.into_iter().map(Into::into).collect();
    let arms: String = (1..=values.len())
        .map(|code| format!(" WHEN {column} >= ? THEN {code}"))
        .collect();
    Code {
        expression: format!("CASE{arms} ELSE 0 END"),
        values,
    }
}

/// "under 25", "25–34", "65 and over": whole numbers end one (`step`) below the next threshold.
fn band(at: Option<usize>, thresholds: &[i64], unit: &str, step: i64) -> Option<String> {
    let at = at?;
    let lower = at.checked_sub(1).and_then(|below| thresholds.get(below));
    Some(match (lower, thresholds.get(at)) {
        (None, Some(upper)) => format!("under {upper}{unit}"),
        (Some(lower), Some(upper)) => format!("{lower}–{}{unit}", upper - step),
        (Some(lower), None) => format!("{lower}{unit} and over"),
        (None, None) => return None,
    })
}

/// The tiers by credit score, best first.
pub(super) fn tiers(settings: &Settings) -> impl Iterator<Item = &::entity::risk_tier::Model> {
    settings
        .tiers(DEFAULT_PROFILE)
        .unwrap_or_default()
        .into_iter()
}
