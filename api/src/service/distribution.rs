//! How what is known of loans and borrowers is distributed: histograms, box
//! plots, correlations, and samples for scatter plots.

use super::{Ctx, has_repeats, portfolio::Portfolio};
use crate::{
    auth::{Analyst, As},
    error::{Error, Result},
    query::{Groups, row},
};
use risk::distribution::{self, Bin, CorrelationMethod, Summary};
use std::sync::Arc;

/// A number that is known of a loan or of its borrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// The borrower's credit score.
    CreditScore,
    /// The borrower's age in years.
    Age,
    /// The borrower's yearly gross income.
    Income,
    /// Amount lent.
    Amount,
    /// Nominal yearly rate, a fraction.
    InterestRate,
    /// Agreed number of instalments.
    TermMonths,
    /// Agreed monthly payment.
    MonthlyInstallment,
    /// Unpaid principal; of active loans alone.
    OutstandingPrincipal,
    /// Days past due; of active loans alone.
    DaysPastDue,
}

/// Most loans that are read one by one.
pub const MAX_LOANS: i64 = 250_000;

/// Most bins of one histogram.
pub const MAX_BINS: u32 = 100;

/// Most variables of one question.
pub const MAX_VARIABLES: usize = 9;

/// Most loans of one sample.
pub const MAX_SAMPLE: usize = 2_000;

/// How one variable is distributed over the loans.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Loans of which it is known.
    pub count: i64,
    /// Loans of which it is not.
    pub missing: i64,
    /// Place and spread; nothing where none is known.
    pub summary: Option<Summary>,
    /// The histogram, lowest first.
    pub bins: Vec<Bin>,
}

/// How two variables go together.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// The one.
    pub x: Variable,
    /// The other.
    pub y: Variable,
    /// From -1 to 1.
    pub coefficient: Option<f64>,
    /// Loans of which both are known.
    pub count: i64,
}

/// Some of the loans of which all variables are known.
#[derive(Clone, Debug)]
pub struct Sample {
    /// All of them.
    pub total: i64,
    /// Those chosen.
    pub points: Vec<Point>,
}

/// A loan of a sample.
#[derive(Clone, Debug)]
pub struct Point {
    /// The loan.
    pub loan_id: i64,
    /// Its value of each variable.
    pub values: Vec<f64>,
}

row! {
    struct ObservationRow {
        loan_id: i64,
        credit_score: Option<i64>,
        age: Option<i64>,
        income_minor: Option<i64>,
        loan_amount_minor: Option<i64>,
        interest_rate_ppm: Option<i64>,
        loan_term_months: Option<i64>,
        monthly_installment_minor: Option<i64>,
        outstanding_minor: Option<i64>,
        days_past_due: Option<i64>,
    }
}

/// How one variable is distributed over the loans.
///
/// # Errors
/// When there are too many loans, `bins` is not 1 to 100, or the database fails.
pub async fn distribution(
    ctx: &As<Analyst>,
    portfolio: &Portfolio,
    variable: Variable,
    bins: u32,
) -> Result<Distribution> {
    if !(1..=MAX_BINS).contains(&bins) {
        return Err(Error::input("bins", format!("must be 1 to {MAX_BINS}")));
    }
    let observations = Observations::read(ctx, portfolio).await?;
    let loans = observations.of_group();
    let known: Vec<i64> = loans.iter().filter_map(|row| variable.of(row)).collect();
    let scale = observations.scale(variable);
    let in_units: Vec<f64> = known.iter().map(|whole| scale.of(*whole)).collect();
    let found = if variable.is_counted() {
        distribution::whole_bins(&known, bins)
    } else {
        distribution::equal_bins(&known, bins)
    };
    Ok(Distribution {
        count: count(known.len()),
        missing: count(loans.len() - known.len()),
        summary: Summary::of_values(&in_units),
        bins: found
            .into_iter()
            .map(|bin| Bin {
                from: bin.from / scale.0,
                to: bin.to / scale.0,
                ..bin
            })
            .collect(),
    })
}

/// How each pair of variables goes together, and each with itself, in order.
///
/// # Errors
/// When there are too many loans, the variables are not two to nine different
/// ones, or the database fails.
pub async fn correlations(
    ctx: &As<Analyst>,
    portfolio: &Portfolio,
    variables: &[Variable],
    method: CorrelationMethod,
) -> Result<Vec<Correlation>> {
    check_variables(variables)?;
    let observations = Observations::read(ctx, portfolio).await?;
    let columns: Vec<_> = variables
        .iter()
        .map(|variable| observations.column(*variable))
        .collect();
    // Of the largest portfolio it takes seconds: other requests go on meanwhile.
    let compare = move || distribution::correlations(&columns, method);
    let pairs = tokio::task::spawn_blocking(compare)
        .await
        .map_err(Error::internal)?;
    let named = pairs.into_iter().map(|pair| Correlation {
        x: variables[pair.x],
        y: variables[pair.y],
        coefficient: pair.coefficient,
        count: count(pair.count),
    });
    Ok(named.collect())
}

/// Some of the loans of which all variables are known: always the same ones.
///
/// # Errors
/// When there are too many loans, the variables are not two to nine different
/// ones, `size` is not 1 to 2,000, or the database fails.
pub async fn sample(
    ctx: &As<Analyst>,
    portfolio: &Portfolio,
    variables: &[Variable],
    size: usize,
) -> Result<Sample> {
    check_variables(variables)?;
    if !(1..=MAX_SAMPLE).contains(&size) {
        return Err(Error::input("size", format!("must be 1 to {MAX_SAMPLE}")));
    }
    let observations = Observations::read(ctx, portfolio).await?;
    let mut points = observations.complete(variables);
    let total = count(points.len());
    points.sort_by_cached_key(|point| distribution::sampling_key(point.loan_id));
    points.truncate(size);
    Ok(Sample { total, points })
}

/// What is known of each loan, by identifier.
struct Observations {
    rows: Arc<Groups<ObservationRow>>,
    group_key: i64,
    /// Of one unit of the currency.
    minor_units: f64,
}

impl Observations {
    /// Of all groups at once, if they are not too many loans.
    async fn read(ctx: &Ctx, portfolio: &Portfolio) -> Result<Self> {
        check_loans(portfolio.loan_count_of_all_groups(ctx).await?)?;
        let figure = portfolio
            .figure(ctx, "loan_observations", Vec::new())
            .await?;
        let exponent = ctx.settings().await?.currency_exponent();
        Ok(Self {
            rows: figure.rows,
            group_key: portfolio.group_key,
            minor_units: f64::from(10_u32.pow(exponent)),
        })
    }

    fn of_group(&self) -> &[ObservationRow] {
        self.rows.get(&self.group_key).map_or(&[], Vec::as_slice)
    }

    /// Amounts become units of the currency, rates fractions.
    fn scale(&self, variable: Variable) -> Scale {
        match variable {
            Variable::Income
            | Variable::Amount
            | Variable::MonthlyInstallment
            | Variable::OutstandingPrincipal => Scale(self.minor_units),
            Variable::InterestRate => Scale(1e6),
            Variable::CreditScore
            | Variable::Age
            | Variable::TermMonths
            | Variable::DaysPastDue => Scale(1.0),
        }
    }

    /// One variable of each loan.
    fn column(&self, variable: Variable) -> Vec<Option<f64>> {
        let scale = self.scale(variable);
        let rows = self.of_group().iter();
        rows.map(|row| Some(scale.of(variable.of(row)?))).collect()
    }

    /// The loans of which all these variables are known.
    fn complete(&self, variables: &[Variable]) -> Vec<Point> {
        let point = |row: &ObservationRow| {
            let values = variables
                .iter()
                .map(|variable| Some(self.scale(*variable).of(variable.of(row)?)));
            Some(Point {
                loan_id: row.loan_id,
                values: values.collect::<Option<_>>()?,
            })
        };
        self.of_group().iter().filter_map(point).collect()
    }
}

/// So many of what is stored are one of what is answered.
#[derive(Clone, Copy)]
struct Scale(f64);

impl Scale {
    #[allow(clippy::cast_precision_loss, reason = "these are statistics")]
    fn of(self, whole: i64) -> f64 {
        whole as f64 / self.0
    }
}

impl Variable {
    /// Whether it is counted, in years, days, months or points, rather than measured.
    const fn is_counted(self) -> bool {
        matches!(
            self,
            Self::CreditScore | Self::Age | Self::TermMonths | Self::DaysPastDue
        )
    }

    /// Its value of a loan as it is stored.
    const fn of(self, row: &ObservationRow) -> Option<i64> {
        match self {
            Self::CreditScore => row.credit_score,
            Self::Age => row.age,
            Self::Income => row.income_minor,
            Self::Amount => row.loan_amount_minor,
            Self::InterestRate => row.interest_rate_ppm,
            Self::TermMonths => row.loan_term_months,
            Self::MonthlyInstallment => row.monthly_installment_minor,
            Self::OutstandingPrincipal => row.outstanding_minor,
            Self::DaysPastDue => row.days_past_due,
        }
    }
}

fn check_loans(loans: i64) -> Result<()> {
    if loans <= MAX_LOANS {
        return Ok(());
    }
    let message = format!(
        "the portfolio has {loans} loans, at most {MAX_LOANS} can be read one by one; filter"
    );
    Err(Error::input("filter", message))
}

fn check_variables(variables: &[Variable]) -> Result<()> {
    if !(2..=MAX_VARIABLES).contains(&variables.len()) {
        return Err(Error::input("of", format!("must be 2 to {MAX_VARIABLES}")));
    }
    if has_repeats(variables) {
        return Err(Error::input("of", "must not name a variable twice"));
    }
    Ok(())
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::check_loans;

    #[test]
    fn too_many_loans_are_refused_before_they_are_read() {
        assert!(check_loans(250_000).is_ok());
        let error = check_loans(250_001).expect_err("one too many");
        assert!(error.to_string().ends_with("filter"), "{error}");
    }
}
