//! The pages of high-risk customers in the schema.

use super::{
    context,
    filter::plain,
    page::{self, PageArguments, Paged},
    risk_stratification::{HighRiskCustomer, high_risk_customer},
};
use crate::service::{
    high_risk::{self, HighRiskSort},
    portfolio::Portfolio,
};
use async_graphql::{Context, Enum, Result, SimpleObject};

/// One page of the high-risk customers.
pub(crate) type HighRiskConnection = Paged<HighRiskCustomer, HighRiskTotal>;

/// How high-risk customers are ordered; ties are settled by the identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub(crate) enum HighRiskOrder {
    /// By name, A to Z.
    NameAsc,
    /// By name, Z to A.
    NameDesc,
    /// By credit score, worst first.
    CreditScoreAsc,
    /// By credit score, best first.
    CreditScoreDesc,
    /// By instalments settled late or overdue, fewest first.
    LatePaymentsAsc,
    /// By instalments settled late or overdue, most first.
    LatePaymentsDesc,
    /// By instalments not settled within 60 days, fewest first.
    MissedPaymentsAsc,
    /// By instalments not settled within 60 days, most first.
    MissedPaymentsDesc,
    /// By days past due, fewest first.
    DaysPastDueAsc,
    /// By days past due, most first.
    #[default]
    DaysPastDueDesc,
    /// By unpaid principal, smallest first.
    OutstandingBalanceAsc,
    /// By unpaid principal, largest first.
    OutstandingBalanceDesc,
}

impl HighRiskOrder {
    const fn parse(self) -> (HighRiskSort, bool) {
        match self {
            Self::NameAsc => (HighRiskSort::Name, false),
            Self::NameDesc => (HighRiskSort::Name, true),
            Self::CreditScoreAsc => (HighRiskSort::CreditScore, false),
            Self::CreditScoreDesc => (HighRiskSort::CreditScore, true),
            Self::LatePaymentsAsc => (HighRiskSort::LatePayments, false),
            Self::LatePaymentsDesc => (HighRiskSort::LatePayments, true),
            Self::MissedPaymentsAsc => (HighRiskSort::MissedPayments, false),
            Self::MissedPaymentsDesc => (HighRiskSort::MissedPayments, true),
            Self::DaysPastDueAsc => (HighRiskSort::DaysPastDue, false),
            Self::DaysPastDueDesc => (HighRiskSort::DaysPastDue, true),
            Self::OutstandingBalanceAsc => (HighRiskSort::OutstandingBalance, false),
            Self::OutstandingBalanceDesc => (HighRiskSort::OutstandingBalance, true),
        }
    }
}

/// How many customers the whole list has.
#[derive(SimpleObject)]
pub(crate) struct HighRiskTotal {
    /// Number of customers on all pages together.
    total_count: u64,
}

/// One page of the high-risk customers whose name has `search` in it.
pub(super) async fn high_risk(
    context: &Context<'_>,
    portfolio: &Portfolio,
    search: Option<String>,
    order_by: HighRiskOrder,
    arguments: PageArguments,
) -> Result<HighRiskConnection> {
    if let Some(text) = &search {
        plain("search", text)?;
    }
    let ctx = context::ctx(context)?;
    let (sort, descending) = order_by.parse();
    let window = arguments.window()?;
    let found = high_risk::list_high_risk(
        ctx,
        portfolio,
        search.as_deref(),
        sort,
        descending,
        window.size,
        window.after.as_ref(),
    )
    .await?;
    let total = HighRiskTotal {
        total_count: found.total_count,
    };
    let shape = high_risk_customer(ctx, portfolio).await?;
    Ok(page::connection(found.page, total, shape))
}
