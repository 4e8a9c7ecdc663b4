//! How loans and borrowers are distributed, in the schema.

use super::{context, id::Kind};
use crate::{
    auth::Analyst,
    service::{distribution, portfolio::Portfolio},
};
use async_graphql::{Context, Enum, ID, Result, SimpleObject};

/// A number that is known of a loan or of its borrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "distribution::Variable")]
pub(crate) enum Variable {
    /// The borrower's credit score.
    CreditScore,
    /// The borrower's age in years.
    Age,
    /// The borrower's yearly gross income, in the book's currency.
    Income,
    /// Amount lent, in the book's currency.
    Amount,
    /// Nominal yearly rate as a fraction: 0.0385 is 3.85 %.
    InterestRate,
    /// Agreed number of monthly instalments.
    TermMonths,
    /// Agreed monthly payment, in the book's currency.
    MonthlyInstallment,
    /// Unpaid principal at the as-of date, in the book's currency; missing of a loan that is not
    /// active, so that finished loans do not count as zeros.
    OutstandingPrincipal,
    /// Days past due at the as-of date; missing of a loan that is not active.
    DaysPastDue,
}

/// How the correlation of two variables is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "risk::distribution::CorrelationMethod")]
pub(crate) enum CorrelationMethod {
    /// How close they are to a straight line.
    #[default]
    Pearson,
    /// How close one is to always rising, or always falling, with the other: Pearson's of their
    /// ranks, where equal values share the mean of their ranks.
    Spearman,
}

/// How a variable is distributed over the loans. One observation is a loan paid out by the as-of
/// date: a borrower with two loans counts twice. These are statistics and not money: amounts are
/// floating-point numbers, in units of the book's currency.
#[derive(SimpleObject)]
pub(crate) struct Distribution {
    /// What is distributed.
    variable: Variable,
    /// Loans of which it is known.
    count: i64,
    /// Loans of which it is not.
    missing: i64,
    /// Least value; null, as all below, where none is known.
    minimum: Option<f64>,
    /// A quarter of the values lies below. Quantiles are interpolated between the neighbours of
    /// rank p·(n − 1), which is Hyndman and Fan's type 7, PERCENTILE.INC of Excel.
    lower_quartile: Option<f64>,
    /// Half of the values lies below.
    median: Option<f64>,
    /// Three quarters of the values lie below.
    upper_quartile: Option<f64>,
    /// Greatest value.
    maximum: Option<f64>,
    /// Sum of the values ÷ count.
    mean: Option<f64>,
    /// Of a sample: the squared differences to the mean are divided by count − 1. Null with fewer
    /// than two values.
    standard_deviation: Option<f64>,
    /// Least value that is no further below the lower quartile than 1.5 times the distance of the
    /// quartiles (Tukey). A value is answered, while a quartile may lie between two: where few lie
    /// apart, it may be above the lower quartile.
    lower_whisker: Option<f64>,
    /// Greatest value that is no further above the upper quartile than 1.5 times the distance of
    /// the quartiles (Tukey); likewise it may be below the upper quartile.
    upper_whisker: Option<f64>,
    /// Equally wide ranges from the least value up, lowest first; their counts add up to `count`.
    /// Of a variable in whole numbers (score, age, term, days past due) they are whole numbers
    /// wide: there may be fewer of them, and the last may end beyond the maximum.
    bins: Vec<DistributionBin>,
}

/// The loans with a value in a range.
#[derive(SimpleObject)]
pub(crate) struct DistributionBin {
    /// Begin of the range, which is in it.
    from: f64,
    /// End of the range, which is not in it, unless it is the last.
    to: f64,
    /// Loans with a value in it.
    count: i64,
}

/// How two variables go together, over the loans of which both are known.
#[derive(SimpleObject)]
pub(crate) struct Correlation {
    /// The one.
    x: Variable,
    /// The other.
    y: Variable,
    /// From −1 to 1; null with fewer than two loans, or where one of them does not vary.
    coefficient: Option<f64>,
    /// Loans of which both are known.
    count: i64,
}

/// Some of the loans of which all variables are known, for a scatter plot. They are chosen by a
/// fixed hash of their identifiers: the same portfolio gives the same loans.
#[derive(SimpleObject)]
pub(crate) struct Sample {
    /// All loans of which all variables are known.
    total: i64,
    /// Those chosen.
    points: Vec<SamplePoint>,
}

/// A loan of a sample.
#[derive(SimpleObject)]
pub(crate) struct SamplePoint {
    /// The loan.
    loan_id: ID,
    /// Its value of each variable, in the order they were asked for; amounts are floating-point
    /// numbers, in units of the book's currency.
    values: Vec<Option<f64>>,
}

/// How one variable is distributed.
pub(super) async fn distribution(
    context: &Context<'_>,
    portfolio: &Portfolio,
    of: Variable,
    bins: i32,
) -> Result<Distribution> {
    let ctx = &context::ctx(context)?
        .demand::<Analyst>("distribution")
        .await?;
    let bins = u32::try_from(bins).unwrap_or(0);
    let found = distribution::distribution(ctx, portfolio, of.into(), bins).await?;
    let summary = found.summary;
    Ok(Distribution {
        variable: of,
        count: found.count,
        missing: found.missing,
        minimum: summary.map(|summary| summary.minimum),
        lower_quartile: summary.map(|summary| summary.lower_quartile),
        median: summary.map(|summary| summary.median),
        upper_quartile: summary.map(|summary| summary.upper_quartile),
        maximum: summary.map(|summary| summary.maximum),
        mean: summary.map(|summary| summary.mean),
        standard_deviation: summary.and_then(|summary| summary.standard_deviation),
        lower_whisker: summary.map(|summary| summary.lower_whisker),
        upper_whisker: summary.map(|summary| summary.upper_whisker),
        bins: found
            .bins
            .into_iter()
            .map(|bin| DistributionBin {
                from: bin.from,
                to: bin.to,
                count: bin.count,
            })
            .collect(),
    })
}

/// How each pair of variables goes together.
pub(super) async fn correlation(
    context: &Context<'_>,
    portfolio: &Portfolio,
    of: Vec<Variable>,
    method: CorrelationMethod,
) -> Result<Vec<Correlation>> {
    let ctx = &context::ctx(context)?
        .demand::<Analyst>("correlation")
        .await?;
    let variables: Vec<_> = of.into_iter().map(Into::into).collect();
    let found = distribution::correlations(ctx, portfolio, &variables, method.into()).await?;
    let shaped = found.into_iter().map(|pair| Correlation {
        x: pair.x.into(),
        y: pair.y.into(),
        coefficient: pair.coefficient,
        count: pair.count,
    });
    Ok(shaped.collect())
}

/// Some loans with their values.
pub(super) async fn sample(
    context: &Context<'_>,
    portfolio: &Portfolio,
    of: Vec<Variable>,
    size: i32,
) -> Result<Sample> {
    let ctx = &context::ctx(context)?.demand::<Analyst>("sample").await?;
    let variables: Vec<_> = of.into_iter().map(Into::into).collect();
    let size = usize::try_from(size).unwrap_or(0);
    let found = distribution::sample(ctx, portfolio, &variables, size).await?;
    let points = found.points.into_iter().map(|point| SamplePoint {
        loan_id: Kind::Loan.id(point.loan_id),
        values: point.values.into_iter().map(Some).collect(),
    });
    Ok(Sample {
        total: found.total,
        points: points.collect(),
    })
}
