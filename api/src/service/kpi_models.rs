//! The headline figures, and what came in and fell due day by day.

use super::{
    Ctx,
    figure::Origin,
    period::{Period, Span},
    portfolio::Portfolio,
};
use crate::{
    error::{Error, Result},
    query::{FromColumn, FromRow, Row, row},
};
use chrono::{Days, NaiveDate};
use risk::rate::Ratio;

/// The longest series of days.
pub const MAX_DAYS: u32 = 366;

/// The headline figures of a portfolio.
#[derive(Clone, Debug)]
pub struct ExecutiveKpis {
    /// End of this day.
    pub as_of: NaiveDate,
    /// Customers with a loan paid out.
    pub total_customers: i64,
    /// Loans paid out.
    pub total_loans: i64,
    /// Of these, not charged off and with principal outstanding.
    pub active_loans: i64,
    /// Σ original principal of the loans paid out, in minor units.
    pub originated_minor: i64,
    /// Σ unpaid principal of the active loans, in minor units.
    pub outstanding_minor: i64,
    /// On Time ÷ all instalments fallen due.
    pub on_time_rate: Ratio,
    /// Loans that have had an instalment fall due.
    pub loans_due: i64,
    /// Σ credit scores ÷ customers with a score.
    pub average_credit_score: Ratio,
    /// Interest received to date, in minor units.
    pub interest_received_minor: i64,
    /// Late fees received to date, in minor units.
    pub late_fees_minor: i64,
    /// The last 30 days.
    pub last_30_days: WindowKpis,
    /// Where they come from.
    pub origin: Origin,
}

impl ExecutiveKpis {
    /// Interest and late fees received to date, in minor units.
    #[must_use]
    pub const fn revenue_minor(&self) -> i64 {
        self.interest_received_minor + self.late_fees_minor
    }
}

/// Instalments that fell due in a window of days.
#[derive(Clone, Debug)]
pub struct WindowKpis {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Instalments that fell due.
    pub payment_count: i64,
    /// On Time ÷ fallen due.
    pub on_time_rate: Ratio,
    /// Σ days late ÷ fallen due.
    pub average_delay_days: Ratio,
    /// Loans with an instalment in the window.
    pub loan_count: i64,
    /// Where they come from.
    pub origin: Origin,
}

row! {
    struct ExecutiveRow {
        customers: i64,
        scored_customers: i64,
        credit_score_sum: i64,
        loans: i64,
        active_loans: i64,
        originated_minor: i64,
        outstanding_minor: i64,
        interest_received_minor: i64,
        late_fees_minor: i64,
        instalments_due: i64,
        instalments_on_time: i64,
        loans_due: i64,
    }
}

row! {
    struct WindowRow {
        instalments_due: i64,
        instalments_on_time: i64,
        days_late: i64,
        loans_due: i64,
    }
}

/// The headline figures at the end of a day.
///
/// # Errors
/// When the database fails.
pub async fn executive(ctx: &Ctx, portfolio: &Portfolio) -> Result<ExecutiveKpis> {
    let (book, last_30_days) = tokio::try_join!(
        portfolio.figure::<ExecutiveRow>(ctx, "executive_kpis", Vec::new()),
        last_30_days(ctx, portfolio),
    )?;
    let total = |of: fn(&ExecutiveRow) -> i64| book.of(portfolio).iter().map(of).sum::<i64>();
    Ok(ExecutiveKpis {
        as_of: portfolio.as_of.date(),
        total_customers: total(|row| row.customers),
        total_loans: total(|row| row.loans),
        active_loans: total(|row| row.active_loans),
        originated_minor: total(|row| row.originated_minor),
        outstanding_minor: total(|row| row.outstanding_minor),
        on_time_rate: Ratio::new(
            total(|row| row.instalments_on_time),
            total(|row| row.instalments_due),
        ),
        loans_due: total(|row| row.loans_due),
        average_credit_score: Ratio::new(
            total(|row| row.credit_score_sum),
            total(|row| row.scored_customers),
        ),
        interest_received_minor: total(|row| row.interest_received_minor),
        late_fees_minor: total(|row| row.late_fees_minor),
        last_30_days,
        origin: book.origin,
    })
}

async fn last_30_days(ctx: &Ctx, portfolio: &Portfolio) -> Result<WindowKpis> {
    let from = portfolio.as_of.less(29);
    let parameters = vec![("from_date", from.into())];
    let window = portfolio
        .figure::<WindowRow>(ctx, "instalments_in_window", parameters)
        .await?;
    let total = |of: fn(&WindowRow) -> i64| window.of(portfolio).iter().map(of).sum::<i64>();
    let payment_count = total(|row| row.instalments_due);
    Ok(WindowKpis {
        from,
        to: portfolio.as_of.date(),
        payment_count,
        on_time_rate: Ratio::new(total(|row| row.instalments_on_time), payment_count),
        average_delay_days: Ratio::new(total(|row| row.days_late), payment_count),
        loan_count: total(|row| row.loans_due),
        origin: window.origin,
    })
}

/// A flow of each bucket of time, oldest first.
#[derive(Clone, Debug)]
pub struct Series<F> {
    /// Each bucket with its flow.
    pub periods: Vec<(Span, F)>,
    /// Where it comes from.
    pub origin: Origin,
}

row! {
    /// What was received: each receipt on its own day.
    #[derive(Default, Eq)]
    pub struct Received {
        /// Receipts.
        receipts: i64,
        /// Receipts on or before their due date.
        on_time: i64,
        /// Receipts 1 to 60 days after it.
        late: i64,
        /// Receipts later than that.
        missed: i64,
        /// Σ principal and interest, in minor units.
        collected_minor: i64,
        /// Interest, in minor units.
        interest_minor: i64,
        /// Late fees, in minor units.
        late_fees_minor: i64,
        /// Σ days after the due date; an early receipt counts 0.
        delay_days: i64,
    }
}

impl Received {
    /// Interest and late fees received, in minor units.
    #[must_use]
    pub const fn revenue_minor(&self) -> i64 {
        self.interest_minor + self.late_fees_minor
    }

    /// Σ days after the due date ÷ receipts.
    #[must_use]
    pub const fn average_delay_days(&self) -> Ratio {
        Ratio::new(self.delay_days, self.receipts)
    }
}

row! {
    /// What fell due, by its state at the as-of date.
    #[derive(Default, Eq)]
    pub struct FallenDue {
        /// Instalments.
        instalments: i64,
        /// Settled on or before the due date.
        on_time: i64,
        /// Settled 1 to 60 days after it.
        late: i64,
        /// Not settled, at most 60 days past due.
        overdue: i64,
        /// Not settled within 60 days.
        missed: i64,
        /// Σ amounts due, in minor units.
        amount_due_minor: i64,
        /// Σ received on them by the as-of date, in minor units.
        received_minor: i64,
    }
}

row! {
    /// Loans paid out and charged off.
    #[derive(Default, Eq)]
    pub struct Lending {
        /// Loans paid out.
        loans_disbursed: i64,
        /// Σ amounts lent, in minor units.
        disbursed_minor: i64,
        /// Loans charged off.
        loans_charged_off: i64,
        /// Σ principal owed at the charge-off, in minor units.
        charged_off_minor: i64,
    }
}

/// A flow that can be added up over days.
pub(super) trait Flow: Clone + Default {
    const STATEMENT: &'static str;
    fn add(&mut self, other: &Self);
}

/// Adds each field of the same name.
macro_rules! flow {
    ($name:ident from $statement:literal: $($field:ident),*) => {
        impl Flow for $name {
            const STATEMENT: &'static str = $statement;
            fn add(&mut self, other: &Self) {
                $(self.$field += other.$field;)*
            }
        }
    };
}

flow!(Received from "receipts_by_day":
    receipts, on_time, late, missed, collected_minor, interest_minor, late_fees_minor, delay_days);
flow!(FallenDue from "instalments_by_day":
    instalments, on_time, late, overdue, missed, amount_due_minor, received_minor);
flow!(Lending from "lending_by_day":
    loans_disbursed, disbursed_minor, loans_charged_off, charged_off_minor);

/// A flow on one day.
#[derive(Clone, Debug)]
struct OnDay<F> {
    day: NaiveDate,
    flow: F,
}

impl<F: FromRow> FromRow for OnDay<F> {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            day: FromColumn::from_column(row, "day")?,
            flow: F::from_row(row)?,
        })
    }
}

/// What was received in each of the last buckets of time.
///
/// # Errors
/// When `count` is out of range, or the database fails.
pub async fn received(
    ctx: &Ctx,
    portfolio: &Portfolio,
    period: Period,
    count: u32,
) -> Result<Series<Received>> {
    let spans = period.last(portfolio.as_of, count)?;
    series(ctx, portfolio, spans).await
}

/// What fell due in each of the last buckets of time.
///
/// # Errors
/// When `count` is out of range, or the database fails.
pub async fn fallen_due(
    ctx: &Ctx,
    portfolio: &Portfolio,
    period: Period,
    count: u32,
) -> Result<Series<FallenDue>> {
    let spans = period.last(portfolio.as_of, count)?;
    series(ctx, portfolio, spans).await
}

/// What was paid out and charged off in each of the last buckets of time.
///
/// # Errors
/// When `count` is out of range, or the database fails.
pub async fn lending(
    ctx: &Ctx,
    portfolio: &Portfolio,
    period: Period,
    count: u32,
) -> Result<Series<Lending>> {
    let spans = period.last(portfolio.as_of, count)?;
    series(ctx, portfolio, spans).await
}

/// Days are read, and added up to spans that follow each other.
async fn series<F>(ctx: &Ctx, portfolio: &Portfolio, spans: Vec<Span>) -> Result<Series<F>>
where
    F: Flow + FromRow + Send + Sync + 'static,
{
    let from = spans
        .first()
        .map_or(portfolio.as_of.date(), |span| span.from);
    let parameters = vec![("from_date", from.into())];
    let days = portfolio
        .figure::<OnDay<F>>(ctx, F::STATEMENT, parameters)
        .await?;
    let mut rows = days.of(portfolio).iter().peekable();
    let periods = spans
        .into_iter()
        .map(|span| {
            let mut sum = F::default();
            while let Some(row) = rows.next_if(|row| row.day <= span.to) {
                sum.add(&row.flow);
            }
            (span, sum)
        })
        .collect();
    Ok(Series {
        periods,
        origin: days.origin,
    })
}

/// What came in on each of the `days` days up to the as-of date, newest first.
///
/// # Errors
/// When `days` is not 1 to 366, or the database fails.
pub async fn daily(ctx: &Ctx, portfolio: &Portfolio, days: u32) -> Result<Series<Received>> {
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::input("days", format!("must be 1 to {MAX_DAYS}")));
    }
    let mut daily = received(ctx, portfolio, Period::Day, days).await?;
    daily.periods.reverse();
    Ok(daily)
}

/// Seven days, and the seven before them.
#[derive(Clone, Debug)]
pub struct WeekOverWeek {
    /// The last seven days up to the as-of date.
    pub this_week: Week,
    /// The seven days before.
    pub previous_week: Week,
    /// Where the receipts come from.
    pub origin: Origin,
}

/// What happened in seven days.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// The days.
    pub span: Span,
    /// What was received.
    pub received: Received,
    /// What was paid out and charged off.
    pub lending: Lending,
}

/// The last seven days against the seven before.
///
/// # Errors
/// When the database fails.
pub async fn week_over_week(ctx: &Ctx, portfolio: &Portfolio) -> Result<WeekOverWeek> {
    let as_of = portfolio.as_of.date();
    let week = |back: u64| Span {
        from: as_of - Days::new(back + 6),
        to: as_of - Days::new(back),
    };
    let spans = vec![week(7), week(0)];
    let (received, lending) = tokio::try_join!(
        series::<Received>(ctx, portfolio, spans.clone()),
        series::<Lending>(ctx, portfolio, spans),
    )?;
    let week = |at: usize| Week {
        span: received.periods[at].0,
        received: received.periods[at].1.clone(),
        lending: lending.periods[at].1.clone(),
    };
    Ok(WeekOverWeek {
        this_week: week(1),
        previous_week: week(0),
        origin: received.origin.clone(),
    })
}
