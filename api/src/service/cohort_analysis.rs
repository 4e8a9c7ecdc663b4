//! How the customers of each month of sign-up repay and stay.

use super::{Ctx, figure::Origin, month, portfolio::Portfolio};
use crate::{
    error::{Error, Result},
    query::{Parameters, row},
};
use chrono::NaiveDate;
use risk::{calendar::Period, rate::Ratio, vintage::is_observed};
use std::collections::BTreeMap;

/// Most months from the sign-up.
pub const MAX_MONTHS: u32 = 480;

/// The cohorts of customers by month of sign-up.
#[derive(Clone, Debug)]
pub struct Cohorts {
    /// Oldest first.
    pub cohorts: Vec<Cohort>,
    /// Where their sizes come from.
    pub origin: Origin,
    /// Where their repayments come from.
    pub repayments: Origin,
    /// Where their retention comes from.
    pub activity: Origin,
}

/// Customers with a loan who signed up in one month.
#[derive(Clone, Debug)]
pub struct Cohort {
    /// First day of the month.
    pub first_day: NaiveDate,
    /// Customers.
    pub customers: i64,
    /// Σ credit scores ÷ customers with one.
    pub average_credit_score: Ratio,
    /// By months from the sign-up, from 0.
    pub months: Vec<CohortMonth>,
}

/// A cohort some months after the sign-up.
#[derive(Clone, Debug)]
pub struct CohortMonth {
    /// Months from the sign-up.
    pub month: u32,
    /// Received by the as-of date ÷ fallen due, of what fell due that many whole
    /// months after the sign-up, in minor units.
    pub repayment: Ratio,
    /// Customers with an active loan that many months after the sign-up ÷ all;
    /// nothing where the cohort is not that old.
    pub retention: Option<Ratio>,
}

row! {
    struct SizeRow {
        cohort_month: i64,
        customers: i64,
        scored_customers: i64,
        credit_score_sum: i64,
    }
}

row! {
    struct RepaymentRow {
        cohort_month: i64,
        month: i64,
        due_minor: i64,
        received_minor: i64,
    }
}

row! {
    struct ActivityRow {
        cohort_month: i64,
        month: i64,
        change_by: i64,
    }
}

/// Only so many months are read; no month has more than 31 days.
fn within(months: u32) -> Parameters {
    let reach_days = (i64::from(months) + 1) * 31;
    vec![
        ("months", i64::from(months).into()),
        ("reach_days", reach_days.into()),
    ]
}

/// The cohorts, each for the months 0 to `months` from the sign-up.
///
/// # Errors
/// When `months` is out of range, or the database fails.
pub async fn cohorts(ctx: &Ctx, portfolio: &Portfolio, months: u32) -> Result<Cohorts> {
    if months > MAX_MONTHS {
        return Err(Error::input("months", format!("must be 0 to {MAX_MONTHS}")));
    }
    let (sizes, repayments, activity) = tokio::try_join!(
        portfolio.figure::<SizeRow>(ctx, "cohort_sizes", Vec::new()),
        portfolio.figure::<RepaymentRow>(ctx, "cohort_repayments", within(months)),
        portfolio.figure::<ActivityRow>(ctx, "cohort_activity", Vec::new()),
    )?;
    let mut repaid: BTreeMap<(i64, i64), Ratio> = BTreeMap::new();
    for row in repayments.of(portfolio) {
        let ratio = Ratio::new(row.received_minor, row.due_minor);
        repaid.insert((row.cohort_month, row.month), ratio);
    }
    let mut changes: BTreeMap<i64, Vec<&ActivityRow>> = BTreeMap::new();
    for row in activity.of(portfolio) {
        changes.entry(row.cohort_month).or_default().push(row);
    }
    let as_of = portfolio.as_of.date();
    let cohorts = sizes
        .of(portfolio)
        .iter()
        .map(|size| {
            let changes = changes
                .get(&size.cohort_month)
                .map_or(&[][..], Vec::as_slice);
            let active = |month: u32| -> i64 {
                let so_far = |row: &&&ActivityRow| row.month <= i64::from(month);
                changes.iter().filter(so_far).map(|row| row.change_by).sum()
            };
            let last_day = month::last_day(size.cohort_month, Period::Month);
            Cohort {
                first_day: month::first_day(size.cohort_month),
                customers: size.customers,
                average_credit_score: Ratio::new(size.credit_score_sum, size.scored_customers),
                months: (0..=months)
                    .map(|month| CohortMonth {
                        month,
                        repayment: repaid
                            .get(&(size.cohort_month, month.into()))
                            .copied()
                            .unwrap_or(Ratio::new(0, 0)),
                        retention: is_observed(last_day, month, as_of)
                            .then(|| Ratio::new(active(month), size.customers)),
                    })
                    .collect(),
            }
        })
        .collect();
    Ok(Cohorts {
        cohorts,
        origin: sizes.origin,
        repayments: repayments.origin,
        activity: activity.origin,
    })
}
