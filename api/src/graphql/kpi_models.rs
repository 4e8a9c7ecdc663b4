//! The headline figures, and what came in and fell due in buckets of time, in the schema.

use super::{
    context,
    period::Period,
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{
    definition,
    figure::Origin,
    kpi_models::{self, FallenDue, Lending, Received, Week},
    period::Span,
    portfolio::Portfolio,
};
use async_graphql::{ComplexObject, Context, Result, SimpleObject};

/// The headline figures at the end of a day.
#[derive(SimpleObject)]
#[graphql(complex)]
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
    #[graphql(skip)]
    portfolio: Portfolio,
}

#[ComplexObject]
impl ExecutiveKpis {
    /// The same figures so many days before: what a change is measured against.
    async fn previous(
        &self,
        context: &Context<'_>,
        #[graphql(
            default = 30,
            desc = "Days before, 1 to 3660.",
            validator(minimum = 1, maximum = 3660)
        )]
        days: i32,
    ) -> Result<ExecutiveKpis> {
        let as_of = self.portfolio.as_of.earlier(u64::from(days.unsigned_abs()));
        Box::pin(executive(context, &self.portfolio.at(as_of))).await
    }
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

/// The headline figures.
pub(super) async fn executive(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<ExecutiveKpis> {
    let ctx = context::ctx(context)?;
    let kpis = kpi_models::executive(ctx, portfolio).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let money = |minor| Decimal::from_minor(minor, exponent);
    let window = &kpis.last_30_days;
    Ok(ExecutiveKpis {
        as_of: Date(kpis.as_of),
        total_customers: kpis.total_customers,
        total_loans: kpis.total_loans,
        active_loans: kpis.active_loans,
        originated_amount: money(kpis.originated_minor),
        outstanding_principal: money(kpis.outstanding_minor),
        on_time_rate: Ratio::of_counts(
            kpis.on_time_rate,
            Some(kpis.loans_due),
            &definition::ON_TIME_RATE,
            &kpis.origin,
        ),
        average_credit_score: Ratio::of_counts(
            kpis.average_credit_score,
            Some(kpis.total_loans),
            &definition::AVERAGE_CREDIT_SCORE,
            &kpis.origin,
        ),
        total_revenue: money(kpis.revenue_minor()),
        interest_received: money(kpis.interest_received_minor),
        late_fees_received: money(kpis.late_fees_minor),
        last_30_days: WindowKpis {
            from: Date(window.from),
            to: Date(window.to),
            payment_count: window.payment_count,
            on_time_rate: Ratio::of_counts(
                window.on_time_rate,
                Some(window.loan_count),
                &definition::ON_TIME_RATE,
                &window.origin,
            ),
            average_delay_days: Ratio::of_counts(
                window.average_delay_days,
                Some(window.loan_count),
                &definition::AVERAGE_DELAY_DAYS,
                &window.origin,
            ),
        },
        portfolio: portfolio.clone(),
    })
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

/// What came in day by day, newest first.
pub(super) async fn daily(
    context: &Context<'_>,
    days: i32,
    portfolio: &Portfolio,
) -> Result<Vec<DailyKpis>> {
    let ctx = context::ctx(context)?;
    let days = u32::try_from(days).unwrap_or(0);
    let daily = kpi_models::daily(ctx, portfolio, days).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let shape = |(span, day): (Span, Received)| DailyKpis {
        date: Date(span.to),
        payments_processed: day.receipts,
        on_time_payments: day.on_time,
        late_payments: day.late,
        missed_payments: day.missed,
        total_amount_collected: Decimal::from_minor(day.collected_minor, exponent),
        total_revenue: Decimal::from_minor(day.revenue_minor(), exponent),
        average_delay_days: average_delay(&day, &daily.origin),
    };
    Ok(daily.periods.iter().cloned().map(shape).collect())
}

fn average_delay(received: &Received, origin: &Origin) -> Ratio {
    let definition = &definition::AVERAGE_RECEIPT_DELAY;
    Ratio::of_counts(received.average_delay_days(), None, definition, origin)
}

/// What was received in a bucket of time: each receipt counts on its own date.
#[derive(SimpleObject)]
pub(crate) struct ReceiptsInPeriod {
    /// First day of the bucket.
    from: Date,
    /// Last day of the bucket, or the as-of date.
    to: Date,
    /// Receipts, part payments and recoveries included.
    receipt_count: i64,
    /// Receipts on or before their due date.
    on_time_count: i64,
    /// Receipts 1 to 60 days after their due date.
    late_count: i64,
    /// Receipts more than 60 days after their due date: recoveries of missed instalments.
    missed_count: i64,
    /// Principal and interest received, without late fees.
    amount_collected: Decimal,
    /// Interest received.
    interest_received: Decimal,
    /// Late fees received.
    late_fees_received: Decimal,
    /// Sum of the days after the due date ÷ receipts; an early receipt counts 0.
    average_delay_days: Ratio,
}

/// What was received in buckets of time.
pub(super) async fn receipts(
    context: &Context<'_>,
    portfolio: &Portfolio,
    every: Period,
    count: i32,
) -> Result<Vec<ReceiptsInPeriod>> {
    let ctx = context::ctx(context)?;
    let count = u32::try_from(count).unwrap_or(0);
    let series = kpi_models::received(ctx, portfolio, every.into(), count).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let periods = series.periods.iter();
    Ok(periods
        .map(|(span, received)| ReceiptsInPeriod::new(*span, received, exponent, &series.origin))
        .collect())
}

impl ReceiptsInPeriod {
    fn new(span: Span, received: &Received, exponent: u32, origin: &Origin) -> Self {
        let money = |minor| Decimal::from_minor(minor, exponent);
        Self {
            from: Date(span.from),
            to: Date(span.to),
            receipt_count: received.receipts,
            on_time_count: received.on_time,
            late_count: received.late,
            missed_count: received.missed,
            amount_collected: money(received.collected_minor),
            interest_received: money(received.interest_minor),
            late_fees_received: money(received.late_fees_minor),
            average_delay_days: average_delay(received, origin),
        }
    }
}

/// What fell due in a bucket of time, by its state at the as-of date.
#[derive(SimpleObject)]
pub(crate) struct InstalmentsInPeriod {
    /// First day of the bucket.
    from: Date,
    /// Last day of the bucket, or the as-of date.
    to: Date,
    /// Instalments that fell due.
    instalment_count: i64,
    /// Settled on or before their due date.
    on_time_count: i64,
    /// Settled 1 to 60 days after it.
    late_count: i64,
    /// Not settled, at most 60 days past due.
    overdue_count: i64,
    /// Not settled within 60 days.
    missed_count: i64,
    /// Principal and interest that fell due.
    amount_due: Decimal,
    /// Received on them by the as-of date.
    amount_received: Decimal,
    /// Settled on or before the due date ÷ all.
    on_time_rate: Ratio,
}

/// What fell due in buckets of time.
pub(super) async fn instalments(
    context: &Context<'_>,
    portfolio: &Portfolio,
    every: Period,
    count: i32,
) -> Result<Vec<InstalmentsInPeriod>> {
    let ctx = context::ctx(context)?;
    let count = u32::try_from(count).unwrap_or(0);
    let series = kpi_models::fallen_due(ctx, portfolio, every.into(), count).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let shape = |(span, due): &(Span, FallenDue)| InstalmentsInPeriod {
        from: Date(span.from),
        to: Date(span.to),
        instalment_count: due.instalments,
        on_time_count: due.on_time,
        late_count: due.late,
        overdue_count: due.overdue,
        missed_count: due.missed,
        amount_due: Decimal::from_minor(due.amount_due_minor, exponent),
        amount_received: Decimal::from_minor(due.received_minor, exponent),
        on_time_rate: Ratio::of_counts(
            risk::rate::Ratio::new(due.on_time, due.instalments),
            None,
            &definition::ON_TIME_RATE,
            &series.origin,
        ),
    };
    Ok(series.periods.iter().map(shape).collect())
}

/// What was paid out and charged off in a bucket of time.
#[derive(SimpleObject)]
pub(crate) struct LendingInPeriod {
    /// First day of the bucket.
    from: Date,
    /// Last day of the bucket, or the as-of date.
    to: Date,
    /// Loans paid out.
    disbursed_count: i64,
    /// Amount lent.
    disbursed_amount: Decimal,
    /// Loans charged off.
    charged_off_count: i64,
    /// Principal owed on them at the charge-off.
    charged_off_amount: Decimal,
}

/// What was paid out and charged off in buckets of time.
pub(super) async fn lending(
    context: &Context<'_>,
    portfolio: &Portfolio,
    every: Period,
    count: i32,
) -> Result<Vec<LendingInPeriod>> {
    let ctx = context::ctx(context)?;
    let count = u32::try_from(count).unwrap_or(0);
    let series = kpi_models::lending(ctx, portfolio, every.into(), count).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let shape = |(span, lending): &(Span, Lending)| LendingInPeriod::new(*span, lending, exponent);
    Ok(series.periods.iter().map(shape).collect())
}

impl LendingInPeriod {
    fn new(span: Span, lending: &Lending, exponent: u32) -> Self {
        Self {
            from: Date(span.from),
            to: Date(span.to),
            disbursed_count: lending.loans_disbursed,
            disbursed_amount: Decimal::from_minor(lending.disbursed_minor, exponent),
            charged_off_count: lending.loans_charged_off,
            charged_off_amount: Decimal::from_minor(lending.charged_off_minor, exponent),
        }
    }
}

/// Seven days against the seven before.
#[derive(SimpleObject)]
pub(crate) struct WeekOverWeek {
    /// The last seven days up to the as-of date.
    this_week: WeekKpis,
    /// The seven days before.
    previous_week: WeekKpis,
}

/// What happened in seven days.
#[derive(SimpleObject)]
pub(crate) struct WeekKpis {
    /// What was received.
    receipts: ReceiptsInPeriod,
    /// What was paid out and charged off.
    lending: LendingInPeriod,
}

/// The last seven days against the seven before.
pub(super) async fn week_over_week(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<WeekOverWeek> {
    let ctx = context::ctx(context)?;
    let weeks = kpi_models::week_over_week(ctx, portfolio).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let shape = |week: &Week| WeekKpis {
        receipts: ReceiptsInPeriod::new(week.span, &week.received, exponent, &weeks.origin),
        lending: LendingInPeriod::new(week.span, &week.lending, exponent),
    };
    Ok(WeekOverWeek {
        this_week: shape(&weeks.this_week),
        previous_week: shape(&weeks.previous_week),
    })
}
