//! Slipping customers in the schema.

use super::{
    context,
    customer::{self, Customer, CustomerOrder, CustomerTotal},
    page::{PageArguments, Paged},
    ratio::Ratio,
};
use crate::service::{definition, figure::Members, portfolio::Portfolio, slipping_customers};
use async_graphql::{ComplexObject, Context, Result, SimpleObject};

/// Customers whose latest instalment was not paid on time after three in a row that were.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct SlippingCustomers {
    /// Such customers ÷ customers with four instalments or more.
    rate: Ratio,
    #[graphql(skip)]
    members: Members,
}

#[ComplexObject]
impl SlippingCustomers {
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

/// The customers who have begun to slip.
pub(super) async fn slipping_customers(
    context: &Context<'_>,
    portfolio: &Portfolio,
) -> Result<SlippingCustomers> {
    let ctx = context::ctx(context)?;
    let figure = slipping_customers::slipping_customers(ctx, portfolio).await?;
    Ok(SlippingCustomers {
        rate: Ratio::of_counts(
            figure.ratio,
            Some(figure.loan_count),
            &definition::SLIPPING_CUSTOMERS,
            &figure.origin,
        ),
        members: figure.members,
    })
}
