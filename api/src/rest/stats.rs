//! `/api/v1/stats`: how instalments were paid.

use super::{
    amount::Amount,
    parameters::Parameters,
    problem::{Failures, Unchanged},
};
use crate::{
    error::Result,
    service::{
        Ctx,
        payment_statistics::{self, InstalmentState, StateStatistics},
        portfolio::Portfolio,
    },
};
use axum::Json;
use chrono::NaiveDate;
use risk::rate;
use serde::Serialize;
use utoipa::ToSchema;

/// The instalments fallen due in three ways; one that is overdue counts as late. The three
/// percentages have one decimal and add up to 100.0 (largest remainder).
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentDistribution {
    /// End of this day.
    as_of: NaiveDate,
    /// Settled on or before the due date.
    on_time: i64,
    /// Settled 1 to 60 days after it, or overdue.
    late: i64,
    /// Not settled within 60 days.
    missed: i64,
    /// Share in percent; null when nothing has fallen due.
    on_time_percentage: Option<f64>,
    /// Share in percent; null when nothing has fallen due.
    late_percentage: Option<f64>,
    /// Share in percent; null when nothing has fallen due.
    missed_percentage: Option<f64>,
    /// The same three as a list.
    distribution: Vec<PaymentShare>,
    /// Instalments fallen due.
    total_payments: i64,
}

/// One of the three.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentShare {
    /// On Time, Late or Missed.
    payment_status: &'static str,
    /// Instalments.
    count: i64,
    /// Share in percent; null when nothing has fallen due.
    percentage: Option<f64>,
}

/// Counts, amounts and days late of the instalments fallen due.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentStatistics {
    /// End of this day.
    as_of: NaiveDate,
    /// Instalments fallen due.
    total_payments: i64,
    /// Σ amount due.
    #[schema(value_type = f64)]
    total_amount_due: Amount,
    /// Σ amount received on them to date, late fees not included.
    #[schema(value_type = f64)]
    total_amount_paid: Amount,
    /// Mean days late.
    mean_days_late: Option<f64>,
    /// Half of them were at most so many days late.
    median_days_late: Option<f64>,
    /// Nine in ten were at most so many days late.
    p90_days_late: Option<f64>,
    /// By status; overdue instalments are shown apart from late ones.
    by_status: Vec<StatusStatistics>,
}

/// The instalments of one status.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatusStatistics {
    /// On Time, Late, Overdue or Missed.
    payment_status: &'static str,
    /// Instalments.
    count: i64,
    /// Σ amount due.
    #[schema(value_type = f64)]
    amount_due: Amount,
    /// Σ amount received on them to date.
    #[schema(value_type = f64)]
    amount_paid: Amount,
    /// Mean days late.
    mean_days_late: Option<f64>,
    /// Half of them were at most so many days late.
    median_days_late: Option<f64>,
    /// Nine in ten were at most so many days late.
    p90_days_late: Option<f64>,
}

/// How many instalments were paid on time, late or not
#[utoipa::path(
    get,
    path = "/api/v1/stats/payment-distribution",
    operation_id = "find_payment_distribution",
    tag = "Statistics",
    params(("as_of" = Option<NaiveDate>, Query, description = "End of this day, from 1900-01-01 to the book's reporting date, which is the default", example = "2025-11-23")),
    responses(
        (status = 200, description = "The split", body = PaymentDistribution, example = json!({
            "as_of": "2025-11-23", "on_time": 15850, "late": 4200, "missed": 853,
            "on_time_percentage": 75.8, "late_percentage": 20.1, "missed_percentage": 4.1,
            "distribution": [
                {"payment_status": "On Time", "count": 15850, "percentage": 75.8},
                {"payment_status": "Late", "count": 4200, "percentage": 20.1},
                {"payment_status": "Missed", "count": 853, "percentage": 4.1}
            ],
            "total_payments": 20903
        })),
        Unchanged,
        Failures,
    )
)]
pub(crate) async fn payment_distribution(
    ctx: Ctx,
    parameters: Parameters,
) -> Result<Json<PaymentDistribution>> {
    let as_of = parameters.only_as_of(&ctx).await?;
    let statistics = payment_statistics::statistics(&ctx, &Portfolio::whole(&ctx, as_of)).await?;
    let on_time = statistics.count(InstalmentState::OnTime);
    let late = statistics.count(InstalmentState::Late) + statistics.count(InstalmentState::Overdue);
    let missed = statistics.count(InstalmentState::Missed);
    let counts = [on_time, late, missed];
    let shares = rate::percentages(&counts);
    let share = |at: usize| shares.as_ref().and_then(|shares| shares.get(at).copied());
    Ok(Json(PaymentDistribution {
        as_of: statistics.as_of,
        on_time,
        late,
        missed,
        on_time_percentage: share(0),
        late_percentage: share(1),
        missed_percentage: share(2),
        distribution: ["On Time", "Late", "Missed"]
            .into_iter()
            .zip(counts)
            .enumerate()
            .map(|(at, (payment_status, count))| PaymentShare {
                payment_status,
                count,
                percentage: share(at),
            })
            .collect(),
        total_payments: statistics.all.count,
    }))
}

/// Counts, amounts and days late by status
#[utoipa::path(
    get,
    path = "/api/v1/stats/payments",
    operation_id = "find_payment_statistics",
    tag = "Statistics",
    params(("as_of" = Option<NaiveDate>, Query, description = "End of this day, from 1900-01-01 to the book's reporting date, which is the default", example = "2025-11-23")),
    responses(
        (status = 200, description = "The statistics", body = PaymentStatistics, example = json!({
            "as_of": "2025-11-23", "total_payments": 20903, "total_amount_due": 5_091_192.89,
            "total_amount_paid": 4_950_663.44, "mean_days_late": 6.5, "median_days_late": 0.0,
            "p90_days_late": 23.0,
            "by_status": [
                {"payment_status": "On Time", "count": 15850, "amount_due": 3_901_991.22,
                 "amount_paid": 3_901_991.22, "mean_days_late": 0.0, "median_days_late": 0.0,
                 "p90_days_late": 0.0}
            ]
        })),
        Unchanged,
        Failures,
    )
)]
pub(crate) async fn payments(ctx: Ctx, parameters: Parameters) -> Result<Json<PaymentStatistics>> {
    let as_of = parameters.only_as_of(&ctx).await?;
    let statistics = payment_statistics::statistics(&ctx, &Portfolio::whole(&ctx, as_of)).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let all = &statistics.all;
    Ok(Json(PaymentStatistics {
        as_of: statistics.as_of,
        total_payments: all.count,
        total_amount_due: Amount::new(all.amount_due_minor, exponent),
        total_amount_paid: Amount::new(all.amount_paid_minor, exponent),
        mean_days_late: all.mean_days_late().one_decimal(),
        median_days_late: all.median_days_late(),
        p90_days_late: all.percentile_90_days_late(),
        by_status: statistics
            .by_state
            .iter()
            .map(|(state, of_state)| shape(*state, of_state, exponent))
            .collect(),
    }))
}

fn shape(state: InstalmentState, of_state: &StateStatistics, exponent: u32) -> StatusStatistics {
    StatusStatistics {
        payment_status: state.name(),
        count: of_state.count,
        amount_due: Amount::new(of_state.amount_due_minor, exponent),
        amount_paid: Amount::new(of_state.amount_paid_minor, exponent),
        mean_days_late: of_state.mean_days_late().one_decimal(),
        median_days_late: of_state.median_days_late(),
        p90_days_late: of_state.percentile_90_days_late(),
    }
}
