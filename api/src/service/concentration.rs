//! Whether the book hangs on few borrowers, or on few segments.

use super::{Ctx, dimension::Dimension, figure::Origin, kpi_models, portfolio::Portfolio};
use crate::{
    error::{Error, Result},
    query::row,
};
use risk::{
    concentration::{self, Concentration},
    rate::Ratio,
};

/// Most holders of one top-N share.
pub const MAX_TOP: u32 = 1_000;

/// How unevenly the unpaid principal is spread.
#[derive(Clone, Debug)]
pub struct ConcentrationFigure {
    /// Holders with unpaid principal: borrowers, or groups.
    pub holders: i64,
    /// Active loans.
    pub loan_count: i64,
    /// The indices; nothing where nothing is owed.
    pub indices: Option<Concentration>,
    /// Unpaid principal of the largest holders ÷ all of it, in minor units.
    pub top_share: Ratio,
    /// Where it comes from.
    pub origin: Origin,
}

row! {
    struct ConcentrationRow {
        holders: i64,
        loans: i64,
        outstanding_minor: i64,
        largest_minor: i64,
        square_sum: f64,
    }
}

/// Concentration by borrower.
///
/// # Errors
/// When `top` is out of range, or the database fails.
pub async fn by_customer(
    ctx: &Ctx,
    portfolio: &Portfolio,
    top: u32,
) -> Result<ConcentrationFigure> {
    check(top)?;
    let parameters = vec![("top", i64::from(top).into())];
    let figure = portfolio
        .figure::<ConcentrationRow>(ctx, "concentration", parameters)
        .await?;
    let row = figure.of(portfolio).first();
    let outstanding_minor = row.map_or(0, |row| row.outstanding_minor);
    Ok(ConcentrationFigure {
        holders: row.map_or(0, |row| row.holders),
        loan_count: row.map_or(0, |row| row.loans),
        indices: row.and_then(|row| {
            #[allow(clippy::cast_precision_loss, reason = "an index is a statistic")]
            let total = row.outstanding_minor as f64;
            Concentration::of_sums(total, row.square_sum, row.holders)
        }),
        top_share: Ratio::new(row.map_or(0, |row| row.largest_minor), outstanding_minor),
        origin: figure.origin,
    })
}

/// Concentration by a property of the loans: each of its groups is a holder.
///
/// # Errors
/// When `top` is out of range, the portfolio is a group already, or the database fails.
pub async fn by_dimension(
    ctx: &Ctx,
    portfolio: &Portfolio,
    dimension: Dimension,
    top: u32,
) -> Result<ConcentrationFigure> {
    check(top)?;
    let groups = portfolio.group_by(ctx, &[dimension]).await?;
    let (mut balances, mut loan_count, mut origin) = (Vec::new(), 0, None);
    for group in groups {
        let kpis = kpi_models::executive(ctx, &group.portfolio).await?;
        loan_count += kpis.active_loans;
        origin.get_or_insert(kpis.origin);
        if kpis.outstanding_minor > 0 {
            balances.push(kpis.outstanding_minor);
        }
    }
    let whole = || Origin::new(portfolio, "executive_kpis", Vec::new());
    Ok(ConcentrationFigure {
        holders: i64::try_from(balances.len()).map_err(Error::internal)?,
        loan_count,
        indices: Concentration::of_balances(&balances),
        top_share: concentration::top_share(&balances, usize::try_from(top).unwrap_or(0)),
        origin: origin.unwrap_or_else(whole),
    })
}

fn check(top: u32) -> Result<()> {
    if (1..=MAX_TOP).contains(&top) {
        return Ok(());
    }
    Err(Error::input("top", format!("must be 1 to {MAX_TOP}")))
}
