//! How the instalments that have fallen due were paid.

use super::{Ctx, figure::Origin, portfolio::Portfolio};
use crate::{
    error::{Error, Result},
    query::row,
};
use chrono::NaiveDate;
use risk::rate::{self, Ratio};

/// Where an instalment that has fallen due stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstalmentState {
    /// Settled on or before its due date.
    OnTime,
    /// Settled 1 to 60 days after it.
    Late,
    /// Not settled, at most 60 days past due.
    Overdue,
    /// Not settled within 60 days, whether recovered later or not.
    Missed,
}

impl InstalmentState {
    /// All of them, best first.
    pub const ALL: [Self; 4] = [Self::OnTime, Self::Late, Self::Overdue, Self::Missed];

    /// The word in SQL and REST.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnTime => "On Time",
            Self::Late => "Late",
            Self::Overdue => "Overdue",
            Self::Missed => "Missed",
        }
    }
}

/// The instalments that have fallen due, by state.
#[derive(Clone, Debug)]
pub struct PaymentStatistics {
    /// End of this day.
    pub as_of: NaiveDate,
    /// All of them together.
    pub all: StateStatistics,
    /// One entry a state, in the order of [`InstalmentState::ALL`], empty ones too.
    pub by_state: Vec<(InstalmentState, StateStatistics)>,
    /// Where they come from.
    pub origin: Origin,
}

/// The instalments that have fallen due, by state, counted.
#[derive(Clone, Debug)]
pub struct PaymentDistribution {
    /// Instalments and loans of each state, in the order of [`InstalmentState::ALL`].
    by_state: [(i64, i64); 4],
    /// Where it comes from.
    pub origin: Origin,
}

impl PaymentDistribution {
    /// Number of instalments in a state.
    #[must_use]
    pub const fn count(&self, state: InstalmentState) -> i64 {
        self.by_state[state as usize].0
    }

    /// Number of loans with an instalment in a state.
    #[must_use]
    pub const fn loan_count(&self, state: InstalmentState) -> i64 {
        self.by_state[state as usize].1
    }

    /// Number of instalments.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.by_state.iter().map(|(count, _)| count).sum()
    }
}

row! {
    struct DistributionRow {
        on_time: i64,
        late: i64,
        overdue: i64,
        missed: i64,
        loans_on_time: i64,
        loans_late: i64,
        loans_overdue: i64,
        loans_missed: i64,
    }
}

/// How many of the instalments fallen due are in each state.
///
/// # Errors
/// When the database fails.
pub async fn distribution(ctx: &Ctx, portfolio: &Portfolio) -> Result<PaymentDistribution> {
    let figure = portfolio
        .figure::<DistributionRow>(ctx, "payment_distribution", Vec::new())
        .await?;
    let by_state = figure.of(portfolio).first().map_or([(0, 0); 4], |row| {
        [
            (row.on_time, row.loans_on_time),
            (row.late, row.loans_late),
            (row.overdue, row.loans_overdue),
            (row.missed, row.loans_missed),
        ]
    });
    Ok(PaymentDistribution {
        by_state,
        origin: figure.origin,
    })
}

impl PaymentStatistics {
    /// Number of instalments in a state.
    #[must_use]
    pub fn count(&self, state: InstalmentState) -> i64 {
        self.by_state
            .iter()
            .find(|(of, _)| *of == state)
            .map_or(0, |(_, statistics)| statistics.count)
    }
}

/// Counts, amounts and days late of some instalments.
#[derive(Clone, Debug, Default)]
pub struct StateStatistics {
    /// Instalments.
    pub count: i64,
    /// Σ amount due, in minor units.
    pub amount_due_minor: i64,
    /// Σ amount received on them to date, in minor units.
    pub amount_paid_minor: i64,
    /// Number of instalments by days late, ascending.
    days_late: Vec<(i64, i64)>,
}

impl StateStatistics {
    /// Σ days late ÷ instalments.
    #[must_use]
    pub fn mean_days_late(&self) -> Ratio {
        let sum = self
            .days_late
            .iter()
            .map(|(days, count)| days * count)
            .sum();
        Ratio::new(sum, self.count)
    }

    /// Half of the instalments were at most this many days late.
    #[must_use]
    pub fn median_days_late(&self) -> Option<f64> {
        rate::quantile(&self.days_late, 0.5)
    }

    /// Nine of ten instalments were at most this many days late.
    #[must_use]
    pub fn percentile_90_days_late(&self) -> Option<f64> {
        rate::quantile(&self.days_late, 0.9)
    }

    fn add(&mut self, row: &StatisticsRow) {
        self.count += row.instalments;
        self.amount_due_minor += row.amount_due_minor;
        self.amount_paid_minor += row.amount_paid_minor;
        match self
            .days_late
            .binary_search_by_key(&row.days_late, |(days, _)| *days)
        {
            Ok(at) => self.days_late[at].1 += row.instalments,
            Err(at) => self.days_late.insert(at, (row.days_late, row.instalments)),
        }
    }
}

/// Counts, amounts and days late of the instalments fallen due by the end of a day.
///
/// # Errors
/// When the database fails.
pub async fn statistics(ctx: &Ctx, portfolio: &Portfolio) -> Result<PaymentStatistics> {
    let figure = portfolio
        .figure::<StatisticsRow>(ctx, "payment_statistics", Vec::new())
        .await?;
    let mut all = StateStatistics::default();
    let mut by_state: Vec<_> = InstalmentState::ALL
        .map(|state| (state, StateStatistics::default()))
        .into();
    for row in figure.of(portfolio) {
        all.add(row);
        let (_, statistics) = by_state
            .iter_mut()
            .find(|(state, _)| state.name() == row.payment_status)
            .ok_or_else(|| {
                Error::internal(sea_orm::DbErr::Type(format!(
                    "no instalment state is called {}",
                    row.payment_status
                )))
            })?;
        statistics.add(row);
    }
    Ok(PaymentStatistics {
        as_of: portfolio.as_of.date(),
        all,
        by_state,
        origin: figure.origin,
    })
}

row! {
    struct StatisticsRow {
        payment_status: String,
        days_late: i64,
        instalments: i64,
        amount_due_minor: i64,
        amount_paid_minor: i64,
    }
}
