//! What came in after all: of missed instalments, and of charged-off loans.

use super::{Ctx, figure::Origin, portfolio::Portfolio};
use crate::{error::Result, query::row};
use risk::rate::Ratio;
use std::collections::BTreeMap;

/// Instalments that were open at the end of their due date, and settled after all.
#[derive(Clone, Debug)]
pub struct RecoveryOfMissed {
    /// Settled within 7, 30 and 90 days ÷ those whose days are over.
    pub within: [(i64, Ratio); 3],
    /// Where it comes from.
    pub origin: Origin,
}

row! {
    struct MissedRow {
        missed_7: i64,
        recovered_7: i64,
        missed_30: i64,
        recovered_30: i64,
        missed_90: i64,
        recovered_90: i64,
    }
}

/// Recovery of instalments that were not paid on time, by count.
///
/// # Errors
/// When the database fails.
pub async fn of_missed(ctx: &Ctx, portfolio: &Portfolio) -> Result<RecoveryOfMissed> {
    let figure = portfolio
        .figure::<MissedRow>(ctx, "recovery_of_missed", Vec::new())
        .await?;
    let row = figure.of(portfolio).first();
    let ratio = |of: fn(&MissedRow) -> (i64, i64)| {
        let (recovered, missed) = row.map_or((0, 0), of);
        Ratio::new(recovered, missed)
    };
    Ok(RecoveryOfMissed {
        within: [
            (7, ratio(|row| (row.recovered_7, row.missed_7))),
            (30, ratio(|row| (row.recovered_30, row.missed_30))),
            (90, ratio(|row| (row.recovered_90, row.missed_90))),
        ],
        origin: figure.origin,
    })
}

/// What was received after the charge-off.
#[derive(Clone, Debug)]
pub struct RecoveryOfChargeOffs {
    /// Of all loans charged off by the as-of date.
    pub total: MonthOfRecovery,
    /// By the month of the charge-off: later receipts count back to it.
    pub by_charge_off_month: Vec<MonthOfRecovery>,
    /// By the month of the receipt, against what was charged off in that month.
    pub by_cash_month: Vec<MonthOfRecovery>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Charge-offs and recoveries of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthOfRecovery {
    /// The month, counted from the year 0.
    pub month: i64,
    /// Loans charged off.
    pub loan_count: i64,
    /// Σ principal owed at the charge-off, in minor units.
    pub charged_off_minor: i64,
    /// Σ principal and interest received after it, in minor units.
    pub recovered_minor: i64,
}

impl MonthOfRecovery {
    /// Received ÷ charged off.
    #[must_use]
    pub const fn ratio(&self) -> Ratio {
        Ratio::new(self.recovered_minor, self.charged_off_minor)
    }
}

row! {
    struct ChargeOffRow {
        charge_off_month: i64,
        receipt_month: i64,
        loans: i64,
        charged_off_minor: i64,
        recovered_minor: i64,
    }
}

/// Recovery of charged-off balances, both ways.
///
/// # Errors
/// When the database fails.
pub async fn of_charge_offs(ctx: &Ctx, portfolio: &Portfolio) -> Result<RecoveryOfChargeOffs> {
    let figure = portfolio
        .figure::<ChargeOffRow>(ctx, "recovery_of_charge_offs", Vec::new())
        .await?;
    let rows = figure.of(portfolio);
    Ok(RecoveryOfChargeOffs {
        total: sum_by(rows, |_| 0).pop().unwrap_or_default(),
        by_charge_off_month: sum_by(rows, |row| row.charge_off_month),
        by_cash_month: sum_by(rows, |row| row.receipt_month),
        origin: figure.origin,
    })
}

fn sum_by(rows: &[ChargeOffRow], month_of: fn(&ChargeOffRow) -> i64) -> Vec<MonthOfRecovery> {
    let mut months: BTreeMap<i64, MonthOfRecovery> = BTreeMap::new();
    for row in rows {
        let sum = months.entry(month_of(row)).or_default();
        sum.month = month_of(row);
        sum.loan_count += row.loans;
        sum.charged_off_minor += row.charged_off_minor;
        sum.recovered_minor += row.recovered_minor;
    }
    months.into_values().collect()
}
