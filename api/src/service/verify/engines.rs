//! Memory against SQL, figure by figure.

use super::check::Check;
use crate::{
    error::Result,
    service::{
        Ctx,
        dimension::Dimension,
        memory::{Memory, compare},
        portfolio::Portfolio,
    },
};
use std::sync::Arc;

/// Days before the reporting date that the figures are compared at too.
const EARLIER: u64 = 365;

/// Compares every figure at the reporting date, a year before, and by type and tier. A book
/// that does not fit into memory is not compared.
///
/// # Errors
/// When the database fails.
pub(super) async fn compare_engines(ctx: &Ctx, memory: &Arc<Memory>) -> Result<Check> {
    let mut check = Check::new("engines_agree", "memory answers each figure as SQL does");
    if memory.held().is_err() {
        return Ok(check);
    }
    let as_of = ctx.as_of(None).await?;
    let whole = Portfolio::whole(ctx, as_of);
    let mut portfolios = vec![whole.clone(), whole.at(as_of.earlier(EARLIER))];
    let dimensions = [Dimension::LoanType, Dimension::RiskTier];
    let groups = whole.group_by(ctx, &dimensions).await?;
    // The figures of one group are read with those of all.
    portfolios.extend(groups.into_iter().next().map(|group| group.portfolio));
    for portfolio in portfolios {
        for found in compare(ctx, memory, &portfolio).await? {
            check.note(found.difference.is_none(), || {
                let date = portfolio.as_of.date();
                let (statement, arguments) = (found.statement, &found.arguments);
                format!(
                    "{statement} {arguments} as of {date}: SQL and memory {:?}",
                    found.difference
                )
            });
        }
    }
    Ok(check)
}
