//! Payment distribution and statistics in the schema.

use super::{
    context,
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{
    definition,
    payment_statistics::{self, StateStatistics},
    portfolio::Portfolio,
};
use async_graphql::{Context, Enum, Result, SimpleObject};

/// Where an instalment that has fallen due stands at the as-of date, by its dates alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "payment_statistics::InstalmentState")]
pub(crate) enum InstalmentState {
    /// Settled on or before its due date.
    OnTime,
    /// Settled 1 to 60 days after its due date.
    Late,
    /// Not settled, at most 60 days past due.
    Overdue,
    /// Not settled within 60 days of its due date, whether recovered later or not.
    Missed,
}

/// How many of the instalments that have fallen due were paid on time, late or not.
#[derive(SimpleObject)]
pub(crate) struct PaymentDistribution {
    /// The day; what happened after it is unknown.
    as_of: Date,
    /// Instalments fallen due.
    total_payments: i64,
    /// One entry a state; overdue instalments are shown apart from late ones.
    distribution: Vec<PaymentShare>,
}

/// The instalments of one state.
#[derive(SimpleObject)]
pub(crate) struct PaymentShare {
    /// The state.
    status: InstalmentState,
    /// Instalments in it.
    count: i64,
    /// Their share of all instalments fallen due.
    share: Ratio,
}

/// Counts, amounts and days late of the instalments that have fallen due.
#[derive(SimpleObject)]
pub(crate) struct PaymentStatistics {
    /// The day; what happened after it is unknown.
    as_of: Date,
    /// All instalments together.
    all: InstalmentStatistics,
    /// One entry a state.
    by_status: Vec<StatusStatistics>,
}

/// The instalments of one state.
#[derive(SimpleObject)]
pub(crate) struct StatusStatistics {
    /// The state.
    status: InstalmentState,
    /// Its figures.
    statistics: InstalmentStatistics,
}

/// Counts, amounts and days late of some instalments. Days late: to the settlement, or so far;
/// for a missed one to its hand-over to collections at the latest; 0 when on time.
#[derive(SimpleObject)]
pub(crate) struct InstalmentStatistics {
    /// Instalments.
    count: i64,
    /// Sum of the amounts due.
    amount_due: Decimal,
    /// Sum of what was received on them to date, late fees not included.
    amount_paid: Decimal,
    /// Sum of the days late ÷ instalments.
    mean_days_late: Ratio,
    /// Half of them were at most so many days late; null when there are none.
    median_days_late: Option<f64>,
    /// Nine in ten were at most so many days late; null when there are none.
    percentile90_days_late: Option<f64>,
}

/// The split of the instalments fallen due.
pub(super) async fn distribution(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<PaymentDistribution> {
    let distribution = payment_statistics::distribution(context::ctx(context)?, portfolio).await?;
    let total = distribution.total();
    let share = |state: payment_statistics::InstalmentState| PaymentShare {
        status: state.into(),
        count: distribution.count(state),
        share: Ratio::of_counts(
            risk::rate::Ratio::new(distribution.count(state), total),
            Some(distribution.loan_count(state)),
            &definition::PAYMENT_SHARE,
            &distribution.origin,
        ),
    };
    Ok(PaymentDistribution {
        as_of: Date(portfolio.as_of.date()),
        total_payments: total,
        distribution: payment_statistics::InstalmentState::ALL.map(share).into(),
    })
}

/// Counts, amounts and days late.
pub(super) async fn statistics(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<PaymentStatistics> {
    let ctx = context::ctx(context)?;
    let statistics = payment_statistics::statistics(ctx, portfolio).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let shape = |of: &StateStatistics| InstalmentStatistics {
        count: of.count,
        amount_due: Decimal::from_minor(of.amount_due_minor, exponent),
        amount_paid: Decimal::from_minor(of.amount_paid_minor, exponent),
        mean_days_late: Ratio::of_counts(
            of.mean_days_late(),
            None,
            &definition::AVERAGE_DELAY_DAYS,
            &statistics.origin,
        ),
        median_days_late: of.median_days_late(),
        percentile90_days_late: of.percentile_90_days_late(),
    };
    Ok(PaymentStatistics {
        as_of: Date(statistics.as_of),
        all: shape(&statistics.all),
        by_status: statistics
            .by_state
            .iter()
            .map(|(state, of_state)| StatusStatistics {
                status: (*state).into(),
                statistics: shape(of_state),
            })
            .collect(),
    })
}
