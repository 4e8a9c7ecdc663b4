//! How engaged customers are in repaying.

use super::{
    Ctx,
    figure::{Members, Origin},
    portfolio::Portfolio,
};
use crate::{error::Result, query::row};
use risk::rate::Ratio;

/// Lowest and highest score of each band, least engaged first.
const BANDS: [(i64, i64); 5] = [(0, 19), (20, 39), (40, 59), (60, 79), (80, 100)];

/// The engagement scores of the customers that something fell due on in 180 days.
#[derive(Clone, Debug)]
pub struct Engagement {
    /// Σ scores ÷ customers with one.
    pub mean_score: Ratio,
    /// Each band of scores, least engaged first.
    pub bands: Vec<EngagementBand>,
    /// Where it comes from.
    pub origin: Origin,
}

/// The customers with a score in a range.
#[derive(Clone, Debug)]
pub struct EngagementBand {
    /// Lowest score.
    pub lowest: i64,
    /// Highest score.
    pub highest: i64,
    /// Customers.
    pub customers: i64,
    /// The customers.
    pub members: Members,
}

row! {
    struct ScoreRow {
        score: i64,
        customers: i64,
    }
}

/// The distribution of the engagement scores.
///
/// # Errors
/// When the database fails.
pub async fn engagement(ctx: &Ctx, portfolio: &Portfolio) -> Result<Engagement> {
    let figure = portfolio
        .figure::<ScoreRow>(ctx, "engagement_scores", Vec::new())
        .await?;
    let rows = figure.of(portfolio);
    let bands = BANDS
        .into_iter()
        .map(|(lowest, highest)| {
            let parameters = vec![("lowest", lowest.into()), ("highest", highest.into())];
            let inside = rows
                .iter()
                .filter(|row| (lowest..=highest).contains(&row.score));
            EngagementBand {
                lowest,
                highest,
                customers: inside.map(|row| row.customers).sum(),
                members: Members::new(portfolio, "engagement_customer_ids", parameters),
            }
        })
        .collect();
    Ok(Engagement {
        mean_score: Ratio::new(
            rows.iter().map(|row| row.score * row.customers).sum(),
            rows.iter().map(|row| row.customers).sum(),
        ),
        bands,
        origin: figure.origin,
    })
}
