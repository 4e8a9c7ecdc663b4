//! Recoveries in the schema.

use super::{
    context,
    ratio::Ratio,
    scalar::{Date, Decimal},
};
use crate::service::{
    definition,
    figure::Origin,
    month,
    portfolio::Portfolio,
    recovery_rate::{self, MonthOfRecovery},
};
use async_graphql::{Context, Result, SimpleObject};

/// Instalments not settled on their due date, by count: those settled within so many days ÷ those
/// whose days are over.
#[derive(SimpleObject)]
pub(crate) struct RecoveryOfMissed {
    /// Within 7 days.
    days7: Ratio,
    /// Within 30 days.
    days30: Ratio,
    /// Within 90 days.
    days90: Ratio,
}

/// Recovery of instalments that were not paid on time.
pub(super) async fn of_missed(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<RecoveryOfMissed> {
    let figure = recovery_rate::of_missed(context::ctx(context)?, portfolio).await?;
    let [days7, days30, days90] = figure.within.map(|(_, ratio)| {
        let definition = &definition::RECOVERY_OF_MISSED;
        Ratio::of_counts(ratio, None, definition, &figure.origin)
    });
    Ok(RecoveryOfMissed {
        days7,
        days30,
        days90,
    })
}

/// What was received after the charge-off, without late fees.
#[derive(SimpleObject)]
pub(crate) struct RecoveryOfChargeOffs {
    /// Of all loans charged off by the as-of date.
    total: RecoveryInMonth,
    /// By month of the charge-off: later receipts count back to it.
    by_charge_off_month: Vec<RecoveryInMonth>,
    /// By month of the receipt, against what was charged off in that month.
    by_cash_month: Vec<RecoveryInMonth>,
}

/// Charge-offs and recoveries of a month.
#[derive(SimpleObject)]
pub(crate) struct RecoveryInMonth {
    /// First day of the month; null for all months together.
    month: Option<Date>,
    /// Loans charged off.
    loan_count: i64,
    /// Principal owed at the charge-off.
    charged_off_amount: Decimal,
    /// Principal and interest received after it.
    recovered_amount: Decimal,
    /// Received ÷ charged off.
    rate: Ratio,
}

/// Recovery of charged-off balances.
pub(super) async fn of_charge_offs(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<RecoveryOfChargeOffs> {
    let ctx = context::ctx(context)?;
    let figure = recovery_rate::of_charge_offs(ctx, portfolio).await?;
    let exponent = ctx.settings().await?.currency_exponent();
    let origin = &figure.origin;
    let monthly = |months: Vec<MonthOfRecovery>| {
        let shape = |month: MonthOfRecovery| {
            let first_day = Date(month::first_day(month.month));
            RecoveryInMonth::new(Some(first_day), month, exponent, origin)
        };
        months.into_iter().map(shape).collect()
    };
    Ok(RecoveryOfChargeOffs {
        total: RecoveryInMonth::new(None, figure.total, exponent, origin),
        by_charge_off_month: monthly(figure.by_charge_off_month),
        by_cash_month: monthly(figure.by_cash_month),
    })
}

impl RecoveryInMonth {
    fn new(month: Option<Date>, sums: MonthOfRecovery, exponent: u32, origin: &Origin) -> Self {
        Self {
            month,
            loan_count: sums.loan_count,
            charged_off_amount: Decimal::from_minor(sums.charged_off_minor, exponent),
            recovered_amount: Decimal::from_minor(sums.recovered_minor, exponent),
            rate: Ratio::of_amounts(
                sums.ratio(),
                exponent,
                Some(sums.loan_count),
                &definition::RECOVERY_OF_CHARGE_OFFS,
                origin,
            ),
        }
    }
}
