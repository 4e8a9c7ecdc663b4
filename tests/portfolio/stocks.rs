//! How the loans stood at the end of a day.

use super::{Asked, Near, Scheme};
use crate::recompute::{
    self, Ageing, Arrears, AtRisk, Book, Concentration, Distribution, Executive, PortfolioAtRisk,
    Position, Status, Window, active, days_late, due_by,
};
use chrono::NaiveDate;
use loanbook::service::{
    Ctx, ageing, concentration,
    dimension::Dimension,
    kpi_models,
    payment_statistics::{self, InstalmentState, StateStatistics},
    portfolio::Portfolio,
    portfolio_at_risk,
};
use risk::rate::Ratio;
use std::collections::BTreeSet;

#[derive(Debug, PartialEq)]
pub struct Stocks {
    pub executive: Executive,
    distribution: Distribution,
    /// Loans with an instalment in the state, and with one in the last 30 days.
    loans_by_state: [i64; 4],
    loans_in_window: i64,
    /// The four states, then all together.
    statistics: Vec<Statistics>,
    /// Of each scheme asked for, with the balance of all buckets.
    ageing: Vec<(i64, Vec<Ageing>)>,
    at_risk: PortfolioAtRisk,
    arrears: Arrears,
    loans_in_arrears: i64,
    overdue_minor: i64,
    by_customer: Spread,
    by_loan_type: Option<Spread>,
}

#[derive(Debug, PartialEq)]
struct Statistics {
    count: i64,
    amount_due_minor: i64,
    amount_paid_minor: i64,
    days_late_sum: i64,
    median: Option<Near>,
    percentile_90: Option<Near>,
}

/// A concentration.
#[derive(Debug, PartialEq)]
struct Spread {
    holders: i64,
    loans: i64,
    largest_minor: i64,
    total_minor: i64,
    index: Option<Near>,
    normalised: Option<Near>,
    effective_number: Option<Near>,
}

/// The largest holders, so many.
const TOP: u32 = 10;

impl Stocks {
    /// From the raw rows.
    pub fn expected(book: &Book, asked: &Asked) -> Self {
        let day = asked.day;
        let executive = recompute::executive(book, day);
        let due = due_by(book, day);
        let loans = |chosen: &dyn Fn(&recompute::Repayment) -> bool| {
            let chosen = due.iter().filter(|(_, row)| chosen(row));
            let ids: BTreeSet<_> = chosen.map(|(loan, _)| loan.loan_id).collect();
            ids.into_iter().map(|_| 1).sum()
        };
        let in_state =
            |status| loans(&|row: &recompute::Repayment| recompute::status(row, day) == status);
        let positions = active(book, day);
        let overdue = positions.iter().map(|position| overdue(position, day));
        let overdue: Vec<i64> = overdue.filter(|overdue_minor| *overdue_minor > 0).collect();
        let by_customer = recompute::concentration_by_customer(book, day, TOP as usize);
        let by_loan_type =
            recompute::concentration(book, day, TOP as usize, |_, loan| loan.loan_type.clone());
        let active_loans = executive.active_loans;
        Self {
            loans_by_state: STATES.map(|(status, _)| in_state(status)),
            loans_in_window: loans(&|row| row.due_date >= executive.last_30.from),
            distribution: recompute::distribution(book, day),
            statistics: statistics(book, day),
            ageing: asked
                .schemes
                .iter()
                .map(|(_, buckets)| {
                    let rows = recompute::ageing(book, day, buckets);
                    (executive.outstanding_minor, rows)
                })
                .collect(),
            at_risk: recompute::portfolio_at_risk(book, day),
            arrears: recompute::arrears(book, day),
            loans_in_arrears: overdue.iter().map(|_| 1).sum(),
            overdue_minor: overdue.iter().sum(),
            by_customer: Spread::expected(&by_customer, active_loans),
            by_loan_type: asked
                .is_spread
                .then(|| Spread::expected(&by_loan_type, active_loans)),
            executive,
        }
    }

    /// From the service.
    pub async fn found(ctx: &Ctx, portfolio: &Portfolio, asked: &Asked) -> Self {
        let kpis = kpi_models::executive(ctx, portfolio).await.unwrap();
        let split = payment_statistics::distribution(ctx, portfolio)
            .await
            .unwrap();
        let by_state = payment_statistics::statistics(ctx, portfolio)
            .await
            .unwrap();
        let mut statistics = Vec::new();
        for ((_, state), (found, of_state)) in STATES.iter().zip(&by_state.by_state) {
            assert_eq!(state, found);
            assert_eq!(split.count(*state), of_state.count);
            statistics.push(Statistics::found(of_state));
        }
        statistics.push(Statistics::found(&by_state.all));
        let mut ageing = Vec::new();
        for scheme in &asked.schemes {
            ageing.push(ageing_found(ctx, portfolio, *scheme).await);
        }
        let arrears = portfolio_at_risk::arrears_rate(ctx, portfolio)
            .await
            .unwrap();
        let by_customer = concentration::by_customer(ctx, portfolio, TOP)
            .await
            .unwrap();
        let mut by_loan_type = None;
        if asked.is_spread {
            let dimension = Dimension::LoanType;
            let found = concentration::by_dimension(ctx, portfolio, dimension, TOP).await;
            by_loan_type = Some(Spread::found(&found.unwrap()));
        }
        let count = |state| split.count(state);
        Self {
            loans_in_window: kpis.last_30_days.loan_count,
            executive: executive_of(&kpis),
            distribution: Distribution {
                on_time: count(InstalmentState::OnTime),
                settled_late: count(InstalmentState::Late),
                overdue: count(InstalmentState::Overdue),
                missed: count(InstalmentState::Missed),
            },
            loans_by_state: STATES.map(|(_, state)| split.loan_count(state)),
            statistics,
            ageing,
            at_risk: at_risk_found(ctx, portfolio).await,
            arrears: Arrears {
                overdue_principal_minor: arrears.ratio.numerator,
                outstanding_minor: arrears.ratio.denominator,
            },
            loans_in_arrears: arrears.loan_count,
            overdue_minor: arrears.overdue_minor,
            by_customer: Spread::found(&by_customer),
            by_loan_type,
        }
    }
}

const STATES: [(Status, InstalmentState); 4] = [
    (Status::OnTime, InstalmentState::OnTime),
    (Status::SettledLate, InstalmentState::Late),
    (Status::Overdue, InstalmentState::Overdue),
    (Status::Missed, InstalmentState::Missed),
];

/// Principal and interest fallen due and not received.
fn overdue(position: &Position<'_>, day: NaiveDate) -> i64 {
    let due = position.loan.repayments.iter();
    due.filter(|row| row.due_date <= day)
        .map(|row| row.installment_amount_minor - recompute::collected_by(row, day))
        .sum()
}

/// The headline figures in the shape of the recomputation.
pub fn executive_of(found: &kpi_models::ExecutiveKpis) -> Executive {
    let window = &found.last_30_days;
    assert_eq!(window.on_time_rate.denominator, window.payment_count);
    assert_eq!(window.average_delay_days.denominator, window.payment_count);
    Executive {
        customers: found.total_customers,
        loans: found.total_loans,
        active_loans: found.active_loans,
        originated_minor: found.originated_minor,
        outstanding_minor: found.outstanding_minor,
        instalments_due: found.on_time_rate.denominator,
        instalments_on_time: found.on_time_rate.numerator,
        loans_with_instalments_due: found.loans_due,
        score_sum: found.average_credit_score.numerator,
        score_count: found.average_credit_score.denominator,
        interest_received_minor: found.interest_received_minor,
        late_fees_received_minor: found.late_fees_minor,
        last_30: Window {
            from: window.from,
            to: window.to,
            instalments_due: window.payment_count,
            on_time: window.on_time_rate.numerator,
            days_late_sum: window.average_delay_days.numerator,
        },
    }
}

fn statistics(book: &Book, day: NaiveDate) -> Vec<Statistics> {
    let mut days_late_of_all: Vec<_> = due_by(book, day)
        .iter()
        .map(|(_, row)| days_late(row, day))
        .collect();
    days_late_of_all.sort_unstable();
    let by_state = recompute::statistics(book, day);
    let sum = |of: fn(&recompute::StatusStatistics) -> i64| by_state.iter().map(of).sum();
    let all = recompute::StatusStatistics {
        status: Status::OnTime,
        count: sum(|row| row.count),
        amount_due_minor: sum(|row| row.amount_due_minor),
        amount_paid_minor: sum(|row| row.amount_paid_minor),
        days_late: days_late_of_all,
    };
    let lines = by_state.into_iter().chain([all]);
    lines.map(|line| Statistics::expected(&line)).collect()
}

impl Statistics {
    fn expected(line: &recompute::StatusStatistics) -> Self {
        let quantile = |percent| recompute::quantile(&line.days_late, percent).map(Near);
        Self {
            count: line.count,
            amount_due_minor: line.amount_due_minor,
            amount_paid_minor: line.amount_paid_minor,
            days_late_sum: line.days_late.iter().sum(),
            median: quantile(50),
            percentile_90: quantile(90),
        }
    }

    fn found(line: &StateStatistics) -> Self {
        let mean = line.mean_days_late();
        assert_eq!(mean.denominator, line.count);
        Self {
            count: line.count,
            amount_due_minor: line.amount_due_minor,
            amount_paid_minor: line.amount_paid_minor,
            days_late_sum: mean.numerator,
            median: line.median_days_late().map(Near),
            percentile_90: line.percentile_90_days_late().map(Near),
        }
    }
}

async fn ageing_found(
    ctx: &Ctx,
    portfolio: &Portfolio,
    (scheme, buckets): Scheme,
) -> (i64, Vec<Ageing>) {
    let found = ageing::ageing(ctx, portfolio, scheme).await.unwrap();
    let mut rows = Vec::new();
    for (row, (_, from_days, to_days)) in found.buckets.iter().zip(buckets) {
        assert_eq!(row.bucket.from_days, *from_days);
        assert_eq!(row.bucket.last_day(), *to_days);
        assert_eq!(
            row.balance.denominator,
            found.buckets[0].balance.denominator
        );
        rows.push(Ageing {
            bucket: row.bucket.name.clone(),
            loans: row.loan_count,
            balance_minor: row.balance.numerator,
            overdue_minor: row.overdue_minor,
        });
    }
    assert_eq!(rows.len(), found.buckets.len());
    (found.buckets[0].balance.denominator, rows)
}

async fn at_risk_found(ctx: &Ctx, portfolio: &Portfolio) -> PortfolioAtRisk {
    let found = portfolio_at_risk::portfolio_at_risk(ctx, portfolio)
        .await
        .unwrap();
    let at_risk = found.at_risk.iter().map(|beyond| {
        assert_eq!(beyond.ratio.denominator, found.outstanding_minor);
        AtRisk {
            beyond_days: beyond.threshold_days,
            loans: beyond.loan_count,
            balance_minor: beyond.ratio.numerator,
        }
    });
    PortfolioAtRisk {
        active_loans: found.active_loans,
        outstanding_minor: found.outstanding_minor,
        at_risk: at_risk.collect(),
    }
}

impl Spread {
    fn expected<K>(spread: &Concentration<K>, active_loans: i64) -> Self {
        let (holders, total) = (spread.holder_count as f64, spread.total_minor as f64);
        let index = (spread.holder_count > 0).then(|| spread.squares as f64 / (total * total));
        let several = index.filter(|_| spread.holder_count > 1);
        Self {
            holders: spread.holder_count,
            loans: active_loans,
            largest_minor: spread.top_minor,
            total_minor: spread.total_minor,
            index: index.map(Near),
            normalised: several.map(|index| Near((index - 1.0 / holders) / (1.0 - 1.0 / holders))),
            effective_number: index.map(|index| Near(1.0 / index)),
        }
    }

    fn found(found: &concentration::ConcentrationFigure) -> Self {
        let Ratio {
            numerator,
            denominator,
        } = found.top_share;
        let indices = found.indices.as_ref();
        if let Some(indices) = indices {
            assert_eq!(indices.holders, found.holders);
        }
        Self {
            holders: found.holders,
            loans: found.loan_count,
            largest_minor: numerator,
            total_minor: denominator,
            index: indices.map(|indices| Near(indices.herfindahl_hirschman_index)),
            normalised: indices.and_then(|indices| indices.normalised_index.map(Near)),
            effective_number: indices.map(|indices| Near(indices.effective_number)),
        }
    }
}
