//! Vintages and cohorts as they age.

use super::Asked;
use crate::recompute::{self, Book, Cohort, EVER_DAYS, Period, Vintage};
use chrono::NaiveDate;
use loanbook::service::{
    Ctx, cohort_analysis,
    portfolio::Portfolio,
    vintage::{self, Measure, Weight},
};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq)]
pub struct Curves {
    by_month: BTreeMap<NaiveDate, Vintage>,
    by_quarter: BTreeMap<NaiveDate, Vintage>,
    cohorts: BTreeMap<NaiveDate, Cohort>,
}

/// Months on book, and since the sign-up.
const MONTHS: u32 = 24;

impl Curves {
    /// From the raw rows.
    pub fn expected(book: &Book, asked: &Asked) -> Self {
        let day = asked.day;
        let mut cohorts = recompute::cohorts(book, day, MONTHS as usize);
        for cohort in cohorts.values_mut() {
            // The service answers the months that are asked for, no earlier ones.
            let asked = 0..=MONTHS.cast_signed();
            cohort
                .repayment_minor
                .retain(|month, cell| asked.contains(month) && *cell != (0, 0));
        }
        Self {
            by_month: recompute::vintages(book, day, Period::Month, MONTHS as usize),
            by_quarter: recompute::vintages(book, day, Period::Quarter, MONTHS as usize),
            cohorts,
        }
    }

    /// From the service.
    pub async fn found(ctx: &Ctx, portfolio: &Portfolio) -> Self {
        Self {
            by_month: vintages(ctx, portfolio, Period::Month).await,
            by_quarter: vintages(ctx, portfolio, Period::Quarter).await,
            cohorts: cohorts(ctx, portfolio).await,
        }
    }
}

async fn vintages(
    ctx: &Ctx,
    portfolio: &Portfolio,
    period: Period,
) -> BTreeMap<NaiveDate, Vintage> {
    let every = match period {
        Period::Quarter => risk::calendar::Period::Quarter,
        _ => risk::calendar::Period::Month,
    };
    let mut answer: BTreeMap<NaiveDate, Vintage> = BTreeMap::new();
    let measures = [Measure::Ever30, Measure::Ever60, Measure::Ever90];
    for (measure, days) in measures.into_iter().zip(EVER_DAYS) {
        let by = async |weight| {
            let found =
                vintage::vintages(ctx, portfolio, every, measure, weight, Some(MONTHS)).await;
            found.unwrap().vintages
        };
        let (loans, amounts) = (by(Weight::Loans).await, by(Weight::Amount).await);
        assert_eq!(loans.len(), amounts.len());
        for (loans, amounts) in loans.iter().zip(&amounts) {
            assert_eq!(loans.last_day, period.last_day(loans.first_day));
            let vintage = answer.entry(loans.first_day).or_default();
            vintage.loans = loans.loan_count;
            vintage.amount_minor = loans.amount_minor;
            let cells = loans.cells.iter().zip(&amounts.cells);
            let cells = cells.map(|(count, amount)| {
                assert_eq!(count.ratio.map(|ratio| ratio.numerator), count.loan_count);
                assert_eq!(amount.loan_count, count.loan_count);
                let (count, amount) = count.ratio.zip(amount.ratio)?;
                assert_eq!(count.denominator, loans.loan_count);
                assert_eq!(amount.denominator, loans.amount_minor);
                Some((count.numerator, amount.numerator))
            });
            vintage.ever.insert(days, cells.collect());
        }
    }
    let measure = Measure::CumulativeNetLoss;
    let losses = vintage::vintages(ctx, portfolio, every, measure, Weight::Amount, Some(MONTHS));
    for loss in losses.await.unwrap().vintages {
        let vintage = answer.entry(loss.first_day).or_default();
        let cells = loss.cells.iter().map(|cell| cell.ratio);
        vintage.net_loss_minor = cells.map(|cell| Some(cell?.numerator)).collect();
    }
    answer
}

async fn cohorts(ctx: &Ctx, portfolio: &Portfolio) -> BTreeMap<NaiveDate, Cohort> {
    let found = cohort_analysis::cohorts(ctx, portfolio, MONTHS)
        .await
        .unwrap();
    let mut answer = BTreeMap::new();
    for found in found.cohorts {
        let mut cohort = Cohort {
            customers: found.customers,
            score_sum: found.average_credit_score.numerator,
            score_count: found.average_credit_score.denominator,
            ..Cohort::default()
        };
        for (month, cell) in (0..).zip(&found.months) {
            assert_eq!(cell.month.cast_signed(), month);
            let repayment = (cell.repayment.denominator, cell.repayment.numerator);
            if repayment != (0, 0) {
                cohort.repayment_minor.insert(month, repayment);
            }
            cohort.retention.push(cell.retention.map(|ratio| {
                assert_eq!(ratio.denominator, found.customers);
                ratio.numerator
            }));
        }
        answer.insert(found.first_day, cohort);
    }
    answer
}
