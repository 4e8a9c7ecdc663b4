//! The domain object that every figure is asked of: the loans that pass a
//! filter, as they stood at the end of a day, whole or in groups.
//!
//! A figure of a grouped portfolio is read for all its groups by one statement,
//! so the number of statements does not grow with that of the groups. Nothing
//! here but [`Scope`] knows that databases answer: an engine that holds the book
//! in memory can take the same filter and dimensions.

use super::{
    AsOf, Ctx,
    dimension::{self, Dimension, MAX_CODES},
    figure::{Figure, Members},
    filter::Filter,
    has_repeats,
    period::Period,
    rows, unknown_name,
};
use crate::{
    auth::RowScope,
    error::{Error, Result},
    query::{FromRow, LOAN_STATUS, Parameters, Scope, row},
};
use ::entity::{
    customer_profile::{EmploymentType, Gender, HousingStatus, JobType},
    loan_application::{LoanStatus, LoanType},
};
use chrono::NaiveDate;
use std::sync::Arc;

/// Which loans are meant; all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortfolioFilter {
    /// What the loan is for.
    pub loan_type: Filter<LoanType>,
    /// Where the loan stood at the as-of date.
    pub loan_status: Filter<LoanStatus>,
    /// Amount lent, in minor units.
    pub loan_amount_minor: Filter<i64>,
    /// Yearly rate in parts per million.
    pub interest_rate_ppm: Filter<i32>,
    /// Agreed number of instalments.
    pub loan_term_months: Filter<i32>,
    /// Day the money was paid out.
    pub disbursement_date: Filter<NaiveDate>,
    /// The loan.
    pub loan_id: Filter<i64>,
    /// The borrower.
    pub customer_id: Filter<i64>,
    /// Names of tiers of the profile `default`; any when empty.
    pub risk_tiers: Vec<String>,
    /// The borrower's credit score.
    pub credit_score: Filter<i32>,
    /// The borrower's age.
    pub age: Filter<i32>,
    /// The borrower's gender.
    pub gender: Filter<Gender>,
    /// The borrower's employment.
    pub employment_type: Filter<EmploymentType>,
    /// The borrower's skill level.
    pub job_type: Filter<JobType>,
    /// The borrower's housing.
    pub housing_status: Filter<HousingStatus>,
}

/// The loans that pass a filter at the end of a day, or one group of them.
#[derive(Clone, Debug)]
pub struct Portfolio {
    /// End of this day; what happened later is unknown.
    pub as_of: AsOf,
    /// Of a grouped portfolio this group; 0 otherwise.
    pub(super) group_key: i64,
    pub(super) selection: Arc<Selection>,
}

/// What is selected and how it is grouped, whatever the date.
#[derive(Debug)]
pub(super) struct Selection {
    pub(super) filter: PortfolioFilter,
    pub(super) dimensions: Vec<Dimension>,
    /// What the principal sees.
    pub(super) rows: RowScope,
    pub(super) scope: Scope,
    /// Tells it from others in the cache.
    pub(super) signature: String,
}

/// One group: the names of its properties, and the portfolio of its loans.
#[derive(Clone, Debug)]
pub struct Group {
    /// A name for each dimension, in order; nothing where the property is unknown.
    pub labels: Vec<Option<String>>,
    /// Loans paid out by the as-of date.
    pub loan_count: i64,
    /// Its loans.
    pub portfolio: Portfolio,
}

/// Most dimensions of one grouping.
pub const MAX_DIMENSIONS: usize = 3;

/// Most groups of one grouping.
pub const MAX_GROUPS: usize = 500;

impl Portfolio {
    /// All loans paid out by the end of this day that the principal sees.
    #[must_use]
    pub fn whole(ctx: &Ctx, as_of: AsOf) -> Self {
        let mut scope = Scope::default();
        rows::put_into(&ctx.principal.rows, &mut scope);
        Self {
            as_of,
            group_key: 0,
            selection: Arc::new(Selection {
                filter: PortfolioFilter::default(),
                dimensions: Vec::new(),
                rows: ctx.principal.rows.clone(),
                signature: format!("{scope:?}"),
                scope,
            }),
        }
    }

    /// The loans that pass the filter.
    ///
    /// # Errors
    /// When the filter names a tier that does not exist.
    pub async fn filtered(ctx: &Ctx, as_of: AsOf, filter: PortfolioFilter) -> Result<Self> {
        let selection = Selection::new(ctx, filter, Vec::new()).await?;
        Ok(Self {
            as_of,
            group_key: 0,
            selection: Arc::new(selection),
        })
    }

    /// Whether a loan passes the filter at the reporting date, wherever it stands: one
    /// that has just left a status is a change of the portfolio too.
    ///
    /// # Errors
    /// As [`Portfolio::filtered`]; when the database fails.
    pub async fn concerns(ctx: &Ctx, filter: &PortfolioFilter, loan_id: i64) -> Result<bool> {
        let filter = PortfolioFilter {
            loan_id: Filter {
                equal: Some(loan_id),
                ..filter.loan_id.clone()
            },
            loan_status: Filter::default(),
            ..filter.clone()
        };
        let portfolio = Self::filtered(ctx, ctx.as_of(None).await?, filter).await?;
        let groups: Figure<GroupRow> = portfolio
            .figure(ctx, "portfolio_groups", Vec::new())
            .await?;
        Ok(!groups.rows.is_empty())
    }

    /// The same loans, or the same group, at the end of another day.
    #[must_use]
    pub fn at(&self, as_of: AsOf) -> Self {
        Self {
            as_of,
            ..self.clone()
        }
    }

    /// The groups that the loans fall into; one without a loan is not among them.
    ///
    /// # Errors
    /// When the dimensions are none, too many or named twice, the portfolio is a
    /// group already, there are too many groups, or the database fails.
    pub async fn group_by(&self, ctx: &Ctx, dimensions: &[Dimension]) -> Result<Vec<Group>> {
        let whole = self.split(ctx, dimensions).await?;
        let groups: Figure<GroupRow> = whole.figure(ctx, "portfolio_groups", Vec::new()).await?;
        if groups.rows.len() > MAX_GROUPS {
            let message = format!(
                "there are {} groups, at most {MAX_GROUPS} can be answered; name fewer \
                 dimensions, or filter",
                groups.rows.len()
            );
            return Err(Error::input("dimensions", message));
        }
        let settings = ctx.settings().await?;
        Ok(groups
            .rows
            .iter()
            .map(|(group_key, rows)| Group {
                labels: codes(*group_key, dimensions.len())
                    .into_iter()
                    .zip(dimensions)
                    .map(|(code, dimension)| dimension.label(code, &settings))
                    .collect(),
                loan_count: rows.first().map_or(0, |row| row.loans),
                portfolio: Self {
                    group_key: *group_key,
                    ..whole.clone()
                },
            })
            .collect())
    }

    /// Loans paid out by the as-of date: of a group, those of all groups.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn loan_count_of_all_groups(&self, ctx: &Ctx) -> Result<i64> {
        let groups: Figure<GroupRow> = self.figure(ctx, "portfolio_groups", Vec::new()).await?;
        Ok(groups.rows.values().flatten().map(|row| row.loans).sum())
    }

    /// The same loans, grouped; its figures are those of all groups.
    async fn split(&self, ctx: &Ctx, dimensions: &[Dimension]) -> Result<Self> {
        let refuse = |message: String| Err(Error::input("dimensions", message));
        if !self.selection.dimensions.is_empty() {
            return refuse("must be named together: a group is not grouped again".to_owned());
        }
        if !(1..=MAX_DIMENSIONS).contains(&dimensions.len()) {
            return refuse(format!("must be 1 to {MAX_DIMENSIONS}"));
        }
        if has_repeats(dimensions) {
            return refuse("must not name a dimension twice".to_owned());
        }
        let filter = self.selection.filter.clone();
        let selection = Selection::new(ctx, filter, dimensions.to_vec()).await?;
        Ok(Self {
            as_of: self.as_of,
            group_key: 0,
            selection: Arc::new(selection),
        })
    }

    /// All these loans, whatever became of them.
    #[must_use]
    pub fn loans(&self) -> Members {
        Members::new(self, "portfolio_loans", Vec::new())
    }

    /// Those charged off by the as-of date.
    #[must_use]
    pub fn charged_off_loans(&self) -> Members {
        Members::new(self, "charged_off_loans", Vec::new())
    }

    /// The rows of a statement of `sql/` about these loans.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn figure<T: FromRow + Send + Sync + 'static>(
        &self,
        ctx: &Ctx,
        statement: &'static str,
        parameters: Parameters,
    ) -> Result<Figure<T>> {
        ctx.figures.read(ctx, self, statement, parameters).await
    }
}

impl Selection {
    async fn new(ctx: &Ctx, filter: PortfolioFilter, dimensions: Vec<Dimension>) -> Result<Self> {
        let settings = ctx.settings().await?;
        let mut scope = Scope::default();
        rows::put_into(&ctx.principal.rows, &mut scope);
        filter.clone().put_into(&mut scope, &settings)?;
        if !dimensions.is_empty() {
            // The codes as digits of one number.
            let (mut expression, mut values) = (String::new(), Vec::new());
            for (at, dimension) in dimensions.iter().enumerate() {
                let code = dimension.code(&settings);
                if at == 0 {
                    expression = format!("({})", code.expression);
                } else {
                    expression = format!("({expression}) * ? + ({})", code.expression);
                    values.push(MAX_CODES.into());
                }
                values.extend(code.values);
            }
            scope.group_by(&expression, values);
        }
        let signature = format!("{scope:?}");
        Ok(Self {
            filter,
            dimensions,
            rows: ctx.principal.rows.clone(),
            scope,
            signature,
        })
    }
}

impl PortfolioFilter {
    fn put_into(self, scope: &mut Scope, settings: &super::book::Settings) -> Result<()> {
        self.loan_type.put_into(scope, "loan_application.loan_type");
        self.loan_amount_minor
            .put_into(scope, "loan_application.loan_amount_minor");
        self.interest_rate_ppm
            .put_into(scope, "loan_application.interest_rate_ppm");
        self.loan_term_months
            .put_into(scope, "loan_application.loan_term_months");
        self.disbursement_date
            .put_into(scope, "loan_application.disbursement_date");
        self.loan_id.put_into(scope, "loan_application.loan_id");
        self.customer_id
            .put_into(scope, "loan_application.customer_id");
        self.credit_score
            .put_into(scope, "customer_profile.credit_score");
        self.age.put_into(scope, "customer_profile.age");
        self.gender.put_into(scope, "customer_profile.gender");
        self.employment_type
            .put_into(scope, "customer_profile.employment_type");
        self.job_type.put_into(scope, "customer_profile.job_type");
        self.housing_status
            .put_into(scope, "customer_profile.housing_status");
        put_status(self.loan_status, scope);
        put_tiers(&self.risk_tiers, scope, settings)
    }
}

/// The stored status is that of the reporting date: for an earlier one it is derived.
fn put_status(filter: Filter<LoanStatus>, scope: &mut Scope) {
    let code = |status: LoanStatus| dimension::place(&status);
    let codes = Filter {
        equal: filter.equal.map(code),
        one_of: filter.one_of.map(|all| all.into_iter().map(code).collect()),
        at_least: None,
        at_most: None,
    };
    codes.put_into(scope, LOAN_STATUS);
}

/// A tier is a range of scores, from its threshold up to that of the next better one.
fn put_tiers(names: &[String], scope: &mut Scope, settings: &super::book::Settings) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let (mut conditions, mut values) = (Vec::new(), Vec::new());
    for (from, below) in score_ranges(names, settings)? {
        values.push(from.into());
        conditions.push(match below {
            Some(below) => {
                values.push(below.into());
                "(customer_profile.credit_score >= ? AND customer_profile.credit_score < ?)"
            }
            None => "customer_profile.credit_score >= ?",
        });
    }
    scope.add(&conditions.join(" OR "), values);
    Ok(())
}

/// The scores of each of these tiers: from one, and below another where there is a better tier.
///
/// # Errors
/// When no tier is called so.
pub(super) fn score_ranges(
    names: &[String],
    settings: &super::book::Settings,
) -> Result<Vec<(i32, Option<i32>)>> {
    let tiers: Vec<_> = dimension::tiers(settings).collect();
    let range = |name: &String| {
        let Some(at) = tiers.iter().position(|tier| tier.name == *name) else {
            let known: Vec<_> = tiers.iter().map(|tier| tier.name.as_str()).collect();
            return Err(unknown_name("riskTier", &known));
        };
        let better = at.checked_sub(1).map(|better| tiers[better].minimum_score);
        Ok((tiers[at].minimum_score, better))
    };
    names.iter().map(range).collect()
}

/// The code of each dimension, from the digits of the group's key.
fn codes(mut group_key: i64, dimensions: usize) -> Vec<i64> {
    let mut codes = Vec::with_capacity(dimensions);
    for _ in 0..dimensions {
        codes.push(group_key % MAX_CODES);
        group_key /= MAX_CODES;
    }
    codes.reverse();
    codes
}

row! {
    struct GroupRow {
        loans: i64,
    }
}

/// Most dates of one history.
const MAX_DATES: u32 = 60;

impl Portfolio {
    /// The same loans, or the same group, at the end of each of the last buckets
    /// of time, oldest first; the newest is at the as-of date.
    ///
    /// # Errors
    /// When `count` is not 1 to 60.
    pub fn history(&self, every: Period, count: u32) -> Result<Vec<Self>> {
        if !(1..=MAX_DATES).contains(&count) {
            return Err(Error::input("count", format!("must be 1 to {MAX_DATES}")));
        }
        let spans = every.last(self.as_of, count)?;
        spans
            .into_iter()
            .map(|span| Ok(self.at(self.as_of.not_after("count", span.to)?)))
            .collect()
    }
}
