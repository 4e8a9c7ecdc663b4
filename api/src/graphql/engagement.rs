//! Customer engagement in the schema.

use super::{
    context,
    customer::{self, Customer, CustomerOrder, CustomerTotal},
    page::{PageArguments, Paged},
    ratio::Ratio,
};
use crate::service::{definition, engagement, figure::Members, portfolio::Portfolio};
use async_graphql::{ComplexObject, Context, Result, SimpleObject};

/// How customers keep up with what fell due in the last 180 days: a score from 0 to 100 of
/// punctuality (50), completeness (30) and how recent the last receipt is (20). Customers on whom
/// nothing fell due have none.
#[derive(SimpleObject)]
pub(crate) struct Engagement {
    /// Sum of the scores ÷ customers with one.
    mean_score: Ratio,
    /// Each band of scores, least engaged first.
    bands: Vec<EngagementBand>,
}

/// The customers with a score in a range.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct EngagementBand {
    /// Lowest score.
    lowest: i64,
    /// Highest score.
    highest: i64,
    /// Customers.
    customer_count: i64,
    #[graphql(skip)]
    members: Members,
}

#[ComplexObject]
impl EngagementBand {
    /// The customers.
    async fn customers(
        &self,
        context: &Context<'_>,
        #[graphql(default, desc = "Their order.")] order_by: CustomerOrder,
        #[graphql(desc = "The first so many, 0 to 500; 20 when not given.")] first: Option<i32>,
        #[graphql(desc = "Begin behind the customer of this cursor.")] after: Option<String>,
    ) -> Result<Paged<Customer, CustomerTotal>> {
        let arguments = PageArguments::forward(first, after);
        customer::behind(context, &self.members, order_by, arguments).await
    }
}

/// The distribution of the engagement scores.
pub(super) async fn engagement(context: &Context<'_>, portfolio: &Portfolio) -> Result<Engagement> {
    let figure = engagement::engagement(context::ctx(context)?, portfolio).await?;
    Ok(Engagement {
        mean_score: Ratio::of_counts(
            figure.mean_score,
            None,
            &definition::ENGAGEMENT_SCORE,
            &figure.origin,
        ),
        bands: figure
            .bands
            .into_iter()
            .map(|band| EngagementBand {
                lowest: band.lowest,
                highest: band.highest,
                customer_count: band.customers,
                members: band.members,
            })
            .collect(),
    })
}
