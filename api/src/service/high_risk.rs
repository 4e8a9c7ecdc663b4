//! The high-risk customers page by page, in any of their orders.
//!
//! The statement looks at every instalment of the book, whatever part of its
//! answer is wanted, so it is run once for a date and a selection: its rows, some
//! 100 bytes a customer of the lowest tier, stay in the cache of figures. A page is
//! one pass over them and one statement for the customers that it shows.

use super::{
    Ctx, audit,
    book::DEFAULT_PROFILE,
    page::{self, Cursor, Key, Page},
    portfolio::Portfolio,
    risk_stratification::{self, HighRiskCustomer, HighRiskRow},
};
use crate::{auth::Role, error::Result};

/// By what high-risk customers are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HighRiskSort {
    /// Name, letter case aside.
    Name,
    /// Credit score.
    CreditScore,
    /// Instalments that are Late or Overdue.
    LatePayments,
    /// Instalments that are Missed.
    MissedPayments,
    /// Days since the oldest open instalment fell due.
    DaysPastDue,
    /// Unpaid principal of the active loans.
    OutstandingBalance,
}

/// One page of them.
#[derive(Clone, Debug)]
pub struct HighRiskPage {
    /// The page.
    pub page: Page<HighRiskCustomer>,
    /// Customers on all pages together.
    pub total_count: u64,
}

/// What a row is ordered by. Texts compare by code point, as the databases do.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    Number(i64),
    Text(&'a str),
}

impl HighRiskSort {
    /// Its name, kept in cursors.
    const fn name(self) -> &'static str {
        match self {
            Self::Name => "high_risk.name",
            Self::CreditScore => "high_risk.credit_score",
            Self::LatePayments => "high_risk.late_payments",
            Self::MissedPayments => "high_risk.missed_payments",
            Self::DaysPastDue => "high_risk.days_past_due",
            Self::OutstandingBalance => "high_risk.outstanding_balance",
        }
    }

    /// A row's place; the identifier settles ties.
    fn place(self, row: &HighRiskRow) -> (Place<'_>, i64) {
        let value = match self {
            Self::Name => Place::Text(&row.search_name),
            Self::CreditScore => Place::Number(row.credit_score),
            Self::LatePayments => Place::Number(row.instalments_late),
            Self::MissedPayments => Place::Number(row.instalments_missed),
            Self::DaysPastDue => Place::Number(row.days_past_due),
            Self::OutstandingBalance => Place::Number(row.outstanding_minor),
        };
        (value, row.customer_id)
    }

    /// The place that a cursor names.
    fn place_of(self, cursor: &Cursor) -> Result<(Place<'_>, i64)> {
        let value = match (&cursor.key, self) {
            (Key::Text(text), Self::Name) => Place::Text(text),
            (Key::Integer(number), _) if self != Self::Name => Place::Number(*number),
            _ => return Err(page::foreign_cursor("after")),
        };
        if cursor.order != self.name() {
            return Err(page::foreign_cursor("after"));
        }
        Ok((value, cursor.id))
    }

    fn cursor(self, row: &HighRiskRow) -> Cursor {
        let (value, id) = self.place(row);
        Cursor {
            order: self.name().to_owned(),
            key: match value {
                Place::Number(number) => Key::Integer(number),
                Place::Text(text) => Key::Text(text.to_owned()),
            },
            id,
        }
    }
}

/// The first `size` behind `after` of those whose name has `search` in it, letter case aside.
///
/// # Errors
/// When the cursor is of another order, or the database fails.
pub async fn list_high_risk(
    ctx: &Ctx,
    portfolio: &Portfolio,
    search: Option<&str>,
    sort: HighRiskSort,
    descending: bool,
    size: u64,
    after: Option<&Cursor>,
) -> Result<HighRiskPage> {
    if sort == HighRiskSort::Name {
        ctx.permit("the order of high-risk customers by name", Role::sees_names)
            .await?;
    }
    if search.is_some_and(|part| !part.is_empty()) {
        ctx.permit("the search for a name", Role::sees_names)
            .await?;
    }
    audit::export(ctx, "highRisk", size).await?;
    let after = after.map(|cursor| sort.place_of(cursor)).transpose()?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let part = search.unwrap_or_default().to_lowercase();
    let compare = |left: &(Place<'_>, i64), right: &(Place<'_>, i64)| {
        let order = left.cmp(right);
        if descending { order.reverse() } else { order }
    };
    let figure = risk_stratification::high_risk(ctx, portfolio, DEFAULT_PROFILE, i64::MAX).await?;
    let mut rows: Vec<_> = figure
        .of(portfolio)
        .iter()
        .filter(|row| row.search_name.contains(&part))
        .collect();
    let total_count = rows.len() as u64;
    if let Some(after) = &after {
        rows.retain(|row| compare(&sort.place(row), after).is_gt());
    }
    let by_place =
        |left: &&HighRiskRow, right: &&HighRiskRow| compare(&sort.place(left), &sort.place(right));
    let has_next = rows.len() > size;
    if has_next {
        // The page alone is sorted, not all that come behind it.
        rows.select_nth_unstable_by(size, by_place);
        rows.truncate(size);
    }
    rows.sort_unstable_by(by_place);
    let customers = risk_stratification::with_profiles(ctx, &rows).await?;
    let page = Page {
        rows: customers
            .into_iter()
            .map(|(row, customer)| (sort.cursor(row), customer))
            .collect(),
        has_previous: after.is_some(),
        has_next,
    };
    Ok(HighRiskPage { page, total_count })
}
