//! `/api/v1/kpis`: the headline figures.

use super::{
    amount::Amount,
    parameters::Parameters,
    problem::{Failures, Unchanged},
};
use crate::{
    error::{Error, Result},
    service::{Ctx, kpi_models, portfolio::Portfolio},
};
use axum::Json;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// The headline figures of the whole book. Rates are percent with one decimal.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExecutiveKpis {
    /// End of this day.
    as_of: NaiveDate,
    /// Customers with a loan paid out.
    total_customers: i64,
    /// Loans paid out, not charged off, with principal outstanding.
    active_loans: i64,
    /// Amount originated: Σ original principal of the loans paid out.
    #[schema(value_type = f64)]
    portfolio_value: Amount,
    /// Instalments settled on or before their due date, in percent of those fallen due.
    on_time_payment_rate: Option<f64>,
    /// Mean credit score, rounded to a whole number.
    average_credit_score: Option<i64>,
    /// Interest and late fees received to date.
    #[schema(value_type = f64)]
    total_revenue: Amount,
    /// Σ unpaid principal of the active loans.
    #[schema(value_type = f64)]
    outstanding_principal: Amount,
    /// The same as `portfolio_value`, under the name that an older client reads.
    #[schema(value_type = f64)]
    total_portfolio_value: Amount,
    /// Instalments that fell due in the last 30 days.
    total_payments_30d: i64,
    /// Of these, settled on or before their due date, in percent.
    on_time_rate_30d: Option<f64>,
    /// Mean days late of these.
    avg_delay_30d: Option<f64>,
}

/// What was received on one day: each receipt counts on its own date.
#[derive(Serialize, ToSchema)]
pub(crate) struct DailyKpis {
    /// The day.
    date: NaiveDate,
    /// The same day, under the name that an older client reads.
    activity_date: NaiveDate,
    /// Receipts, part payments and recoveries included.
    payments_processed: i64,
    /// The same number, under the name that an older client reads.
    total_payments: i64,
    /// Receipts on or before their due date.
    on_time_payments: i64,
    /// Receipts 1 to 60 days after it.
    late_payments: i64,
    /// Receipts later than that.
    missed_payments: i64,
    /// Principal and interest received, without late fees.
    #[schema(value_type = f64)]
    total_amount_collected: Amount,
    /// Interest and late fees received.
    #[schema(value_type = f64)]
    total_revenue: Amount,
    /// Mean days after the due date; null when nothing was received.
    average_delay_days: Option<f64>,
}

/// One day, or with `days` a list of them, newest first.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum DailyAnswer {
    /// Without `days`.
    One(DailyKpis),
    /// With `days`.
    Many(Vec<DailyKpis>),
}

/// Headline figures of the whole book
#[utoipa::path(
    get,
    path = "/api/v1/kpis/executive",
    operation_id = "find_executive_kpis",
    tag = "KPIs",
    params(("as_of" = Option<NaiveDate>, Query, description = "End of this day, from 1900-01-01 to the book's reporting date, which is the default", example = "2025-11-23")),
    responses(
        (status = 200, description = "The figures", body = ExecutiveKpis, example = json!({
            "as_of": "2025-11-23", "total_customers": 1000, "active_loans": 770,
            "portfolio_value": 5_800_000.00, "on_time_payment_rate": 75.8,
            "average_credit_score": 650, "total_revenue": 449_767.34,
            "outstanding_principal": 1_151_760.12, "total_portfolio_value": 5_800_000.00,
            "total_payments_30d": 962, "on_time_rate_30d": 79.3, "avg_delay_30d": 2.3
        })),
        Unchanged,
        Failures,
    )
)]
pub(crate) async fn executive(ctx: Ctx, parameters: Parameters) -> Result<Json<ExecutiveKpis>> {
    let as_of = parameters.only_as_of(&ctx).await?;
    let kpis = kpi_models::executive(&ctx, &Portfolio::whole(&ctx, as_of)).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let originated = Amount::new(kpis.originated_minor, exponent);
    Ok(Json(ExecutiveKpis {
        as_of: kpis.as_of,
        total_customers: kpis.total_customers,
        active_loans: kpis.active_loans,
        portfolio_value: originated,
        on_time_payment_rate: kpis.on_time_rate.percent(),
        average_credit_score: kpis.average_credit_score.rounded(),
        total_revenue: Amount::new(kpis.revenue_minor(), exponent),
        outstanding_principal: Amount::new(kpis.outstanding_minor, exponent),
        total_portfolio_value: originated,
        total_payments_30d: kpis.last_30_days.payment_count,
        on_time_rate_30d: kpis.last_30_days.on_time_rate.percent(),
        avg_delay_30d: kpis.last_30_days.average_delay_days.one_decimal(),
    }))
}

/// What was received day by day
#[utoipa::path(
    get,
    path = "/api/v1/kpis/daily",
    operation_id = "list_daily_kpis",
    tag = "KPIs",
    params(
        ("date" = Option<NaiveDate>, Query, description = "The day, or the last one, not after the as-of date, which is the default", example = "2025-11-23"),
        ("days" = Option<u32>, Query, minimum = 1, maximum = 366, description = "With it the answer is a list of so many days, newest first", example = 7),
        ("as_of" = Option<NaiveDate>, Query, description = "What happened after this day is unknown; from 1900-01-01 to the book's reporting date, which is the default", example = "2025-11-23"),
    ),
    responses(
        (status = 200, description = "One day, or with `days` a list", body = DailyAnswer, example = json!({
            "date": "2025-11-23", "activity_date": "2025-11-23", "payments_processed": 20,
            "total_payments": 20, "on_time_payments": 16, "late_payments": 3,
            "missed_payments": 1, "total_amount_collected": 5816.51, "total_revenue": 115.71,
            "average_delay_days": 11.7
        })),
        Unchanged,
        Failures,
    )
)]
pub(crate) async fn daily(ctx: Ctx, mut parameters: Parameters) -> Result<Json<DailyAnswer>> {
    let (date, days) = (parameters.date("date")?, parameters.number("days")?);
    let as_of = parameters.only_as_of(&ctx).await?;
    if date.is_some_and(|date| date > as_of.date()) {
        let rule = format!("must not be after the as-of date {}", as_of.date());
        return Err(Error::input("date", rule));
    }
    let last_day = match date {
        Some(date) => ctx
            .as_of(Some(date))
            .await
            .map_err(|error| error.about("date"))?,
        None => as_of,
    };
    let daily =
        kpi_models::daily(&ctx, &Portfolio::whole(&ctx, last_day), days.unwrap_or(1)).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let mut shaped = daily
        .periods
        .iter()
        .map(|(span, received)| shape(span.to, received, exponent));
    Ok(Json(match (days, shaped.next()) {
        (None, Some(only)) => DailyAnswer::One(only),
        (_, first) => DailyAnswer::Many(first.into_iter().chain(shaped).collect()),
    }))
}

fn shape(date: NaiveDate, day: &kpi_models::Received, exponent: u32) -> DailyKpis {
    DailyKpis {
        date,
        activity_date: date,
        payments_processed: day.receipts,
        total_payments: day.receipts,
        on_time_payments: day.on_time,
        late_payments: day.late,
        missed_payments: day.missed,
        total_amount_collected: Amount::new(day.collected_minor, exponent),
        total_revenue: Amount::new(day.revenue_minor(), exponent),
        average_delay_days: day.average_delay_days().one_decimal(),
    }
}
