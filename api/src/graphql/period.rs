//! Buckets of time in the schema.

use crate::service::period;
use async_graphql::Enum;

/// A bucket of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "period::Period")]
pub(crate) enum Period {
    /// One day.
    #[default]
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
}
