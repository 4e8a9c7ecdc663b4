//! The headline figures in the schema.

use super::{
    context,
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::kpi_models;
use async_graphql::{Context, Result, SimpleObject};

/// The headline figures of the whole book at the end of a day.
#[derive(SimpleObject)]
pub(crate) struct ExecutiveKpis {
    /// The day; what happened after it is unknown to every figure here.
    as_of: Date,
    /// Customers with a loan paid out by then.
    total_customers: i64,
    /// Loans paid out by then.
    total_loans: i64,
    /// Loans paid out, not charged off, with principal outstanding.
    active_loans: i64,
    /// Sum of the original principal of the loans paid out.
    originated_amount: Decimal,
    /// Sum of the unpaid principal of the active loans: the book's value, a stock.
    outstanding_principal: Decimal,
    /// Instalments settled on or before their due date ÷ all that have fallen due.
    on_time_rate: Ratio,
    /// Sum of the credit scores ÷ customers that have one.
    average_credit_score: Ratio,
    /// Interest and late fees received to date.
    total_revenue: Decimal,
    /// Interest received to date.
    interest_received: Decimal,
    /// Late fees received to date.
    late_fees_received: Decimal,
    /// Instalments that fell due in the last 30 days.
    #[graphql(name = "last30Days")]
    last_30_days: WindowKpis,
}

/// Instalments that fell due in a window of days, as they stood at its end.
#[derive(SimpleObject)]
pub(crate) struct WindowKpis {
    /// First day of the window.
    from: Date,
    /// Last day of the window.
    to: Date,
    /// Instalments that fell due.
    payment_count: i64,
    /// Of these, settled on or before their due date.
    on_time_rate: Ratio,
    /// Sum of the days late ÷ all of them; one that is overdue counts its days so far.
    average_delay_days: Ratio,
}

/// What was received on one day: each receipt counts on its own date.
#[derive(SimpleObject)]
pub(crate) struct DailyKpis {
    /// The day.
    date: Date,
    /// Receipts, part payments and recoveries included.
    payments_processed: i64,
    /// Receipts on or before their due date.
    on_time_payments: i64,
    /// Receipts 1 to 60 days after their due date.
    late_payments: i64,
    /// Receipts more than 60 days after their due date: recoveries of missed instalments.
    missed_payments: i64,
    /// Principal and interest received, without late fees.
    total_amount_collected: Decimal,
    /// Interest and late fees received.
    total_revenue: Decimal,
    /// Sum of the days after the due date ÷ receipts; an early receipt counts 0.
    average_delay_days: Ratio,
}

/// The headline figures.
pub(super) async fn executive(context: &Context<'_>, as_of: Option<Date>) -> Result<ExecutiveKpis> {
    let ctx = context::ctx(context)?;
    let as_of = ctx.as_of(as_of.map(|date| date.0)).await?;
    let kpis = kpi_models::executive(ctx, as_of).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let window = &kpis.last_30_days;
    Ok(ExecutiveKpis {
        as_of: Date(kpis.as_of),
        total_customers: kpis.total_customers,
        total_loans: kpis.total_loans,
        active_loans: kpis.active_loans,
        originated_amount: Decimal::from_minor(kpis.originated_minor, exponent),
        outstanding_principal: Decimal::from_minor(kpis.outstanding_minor, exponent),
        on_time_rate: Ratio::of_counts(kpis.on_time_rate, Some(kpis.loans_due)),
        average_credit_score: Ratio::of_counts(kpis.average_credit_score, Some(kpis.total_loans)),
        total_revenue: Decimal::from_minor(kpis.revenue_minor(), exponent),
        interest_received: Decimal::from_minor(kpis.interest_received_minor, exponent),
        late_fees_received: Decimal::from_minor(kpis.late_fees_minor, exponent),
        last_30_days: WindowKpis {
            from: Date(window.from),
            to: Date(window.to),
            payment_count: window.payment_count,
            on_time_rate: Ratio::of_counts(window.on_time_rate, Some(window.loan_count)),
            average_delay_days: Ratio::of_counts(
                window.average_delay_days,
                Some(window.loan_count),
            ),
        },
    })
}

/// What came in day by day.
pub(super) async fn daily(
    context: &Context<'_>,
    days: i32,
    as_of: Option<Date>,
) -> Result<Vec<DailyKpis>> {
    let ctx = context::ctx(context)?;
    let as_of = ctx.as_of(as_of.map(|date| date.0)).await?;
    let daily = kpi_models::daily(ctx, as_of, u32::try_from(days).unwrap_or(0)).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    Ok(daily
        .into_iter()
        .map(|day| DailyKpis {
            date: Date(day.date),
            payments_processed: day.payments_processed,
            on_time_payments: day.on_time_payments,
            late_payments: day.late_payments,
            missed_payments: day.missed_payments,
            total_amount_collected: Decimal::from_minor(day.collected_minor, exponent),
            total_revenue: Decimal::from_minor(day.revenue_minor(), exponent),
            average_delay_days: Ratio::of_counts(day.average_delay_days, Some(day.loan_count)),
        })
        .collect())
}
