//! The headline figures, as a whole and day by day.

use super::{AsOf, Ctx, missed_boundary};
use crate::{
    error::{Error, Result},
    query::{self, FromRow, Row},
};
use chrono::{Days, NaiveDate};
use risk::{delinquency::Rules, rate::Ratio};
use std::collections::HashMap;

/// The longest series of days.
pub const MAX_DAYS: u32 = 366;

/// The headline figures of the whole book.
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
}

/// What came in on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailyKpis {
    /// The day.
    pub date: NaiveDate,
    /// Receipts.
    pub payments_processed: i64,
    /// Receipts on or before their due date.
    pub on_time_payments: i64,
    /// Receipts 1 to 60 days after it.
    pub late_payments: i64,
    /// Receipts later than that.
    pub missed_payments: i64,
    /// Σ principal and interest received, in minor units.
    pub collected_minor: i64,
    /// Interest received, in minor units.
    pub interest_minor: i64,
    /// Late fees received, in minor units.
    pub late_fees_minor: i64,
    /// Σ days after the due date ÷ receipts.
    pub average_delay_days: Ratio,
    /// Loans with a receipt.
    pub loan_count: i64,
}

impl DailyKpis {
    /// Interest and late fees received, in minor units.
    #[must_use]
    pub const fn revenue_minor(&self) -> i64 {
        self.interest_minor + self.late_fees_minor
    }

    const fn none(date: NaiveDate) -> Self {
        Self {
            date,
            payments_processed: 0,
            on_time_payments: 0,
            late_payments: 0,
            missed_payments: 0,
            collected_minor: 0,
            interest_minor: 0,
            late_fees_minor: 0,
            average_delay_days: Ratio::new(0, 0),
            loan_count: 0,
        }
    }
}

/// The headline figures at the end of a day.
///
/// # Errors
/// When the database fails.
pub async fn executive(ctx: &Ctx, as_of: AsOf) -> Result<ExecutiveKpis> {
    let book = query::row::<ExecutiveRow>(&ctx.db, "executive_kpis", &as_of.parameters()).await?;
    let from = as_of.less(29);
    let mut parameters = as_of.parameters();
    parameters.push(("from_date", from.into()));
    let window = query::row::<WindowRow>(&ctx.db, "instalments_in_window", &parameters).await?;
    Ok(ExecutiveKpis {
        as_of: as_of.date(),
        total_customers: book.customers,
        total_loans: book.loans,
        active_loans: book.active_loans,
        originated_minor: book.originated_minor,
        outstanding_minor: book.outstanding_minor,
        on_time_rate: Ratio::new(book.instalments_on_time, book.instalments_due),
        loans_due: book.loans_due,
        average_credit_score: Ratio::new(book.credit_score_sum, book.scored_customers),
        interest_received_minor: book.interest_received_minor,
        late_fees_minor: book.late_fees_minor,
        last_30_days: WindowKpis {
            from,
            to: as_of.date(),
            payment_count: window.instalments_due,
            on_time_rate: Ratio::new(window.instalments_on_time, window.instalments_due),
            average_delay_days: Ratio::new(window.days_late, window.instalments_due),
            loan_count: window.loans_due,
        },
    })
}

/// What came in on each of the `days` days up to `as_of`, newest first.
///
/// # Errors
/// When `days` is not 1 to 366, or the database fails.
pub async fn daily(ctx: &Ctx, as_of: AsOf, days: u32) -> Result<Vec<DailyKpis>> {
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::input("days", format!("must be 1 to {MAX_DAYS}")));
    }
    let rules = Rules::default();
    let (from, to) = (as_of.less(u64::from(days) - 1), as_of.date());
    let mut parameters = as_of.parameters();
    parameters.extend([
        ("from_date", from.into()),
        ("to_date", to.into()),
        ("from_boundary", missed_boundary(from, &rules).into()),
        ("to_boundary", missed_boundary(to, &rules).into()),
    ]);
    let rows = query::rows::<DailyKpis>(&ctx.db, "daily_kpis", &parameters).await?;
    let mut by_date: HashMap<_, _> = rows.into_iter().map(|row| (row.date, row)).collect();
    Ok((0..days)
        .map(|back| to - Days::new(back.into()))
        .map(|date| by_date.remove(&date).unwrap_or(DailyKpis::none(date)))
        .collect())
}

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

impl FromRow for ExecutiveRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            customers: row.integer("customers")?,
            scored_customers: row.integer("scored_customers")?,
            credit_score_sum: row.integer("credit_score_sum")?,
            loans: row.integer("loans")?,
            active_loans: row.integer("active_loans")?,
            originated_minor: row.integer("originated_minor")?,
            outstanding_minor: row.integer("outstanding_minor")?,
            interest_received_minor: row.integer("interest_received_minor")?,
            late_fees_minor: row.integer("late_fees_minor")?,
            instalments_due: row.integer("instalments_due")?,
            instalments_on_time: row.integer("instalments_on_time")?,
            loans_due: row.integer("loans_due")?,
        })
    }
}

struct WindowRow {
    instalments_due: i64,
    instalments_on_time: i64,
    days_late: i64,
    loans_due: i64,
}

impl FromRow for WindowRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            instalments_due: row.integer("instalments_due")?,
            instalments_on_time: row.integer("instalments_on_time")?,
            days_late: row.integer("days_late")?,
            loans_due: row.integer("loans_due")?,
        })
    }
}

impl FromRow for DailyKpis {
    fn from_row(row: &Row) -> Result<Self> {
        let payments_processed = row.integer("receipts")?;
        Ok(Self {
            date: row.date("receipt_date")?.unwrap_or_default(),
            payments_processed,
            on_time_payments: row.integer("on_time")?,
            late_payments: row.integer("late")?,
            missed_payments: row.integer("missed")?,
            collected_minor: row.integer("collected_minor")?,
            interest_minor: row.integer("interest_minor")?,
            late_fees_minor: row.integer("late_fees_minor")?,
            average_delay_days: Ratio::new(row.integer("delay_days")?, payments_processed),
            loan_count: row.integer("loans")?,
        })
    }
}
