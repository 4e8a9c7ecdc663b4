//! Identifiers that are unique over the whole schema: `customer:1`, `loan:7`.

use crate::error::{Error, Result};
use async_graphql::ID;

/// What an identifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Customer,
    Loan,
    Repayment,
    Payment,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Customer, Self::Loan, Self::Repayment, Self::Payment];

    const fn prefix(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Loan => "loan",
            Self::Repayment => "repayment",
            Self::Payment => "payment",
        }
    }

    /// The identifier of a row.
    pub(crate) fn id(self, number: i64) -> ID {
        ID(format!("{}:{number}", self.prefix()))
    }

    /// The row that `id` names; the bare number is accepted too.
    pub(crate) fn number(self, field: &str, id: &ID) -> Result<i64> {
        let wrong = || {
            let prefix = self.prefix();
            Error::input(
                field,
                format!("must be a {prefix}'s id, such as {prefix}:1"),
            )
        };
        let number = match id.split_once(':') {
            Some((prefix, number)) if prefix == self.prefix() => number,
            Some(_) => return Err(wrong()),
            None => id.as_str(),
        };
        number.parse().map_err(|_| wrong())
    }

    /// Kind and row of an identifier of any kind.
    pub(crate) fn parse(field: &str, id: &ID) -> Result<(Self, i64)> {
        let kind = id
            .split_once(':')
            .and_then(|(prefix, _)| Self::ALL.into_iter().find(|kind| kind.prefix() == prefix))
            .ok_or_else(|| {
                Error::input(
                    field,
                    "must be an id of this schema, such as customer:1 or loan:1",
                )
            })?;
        Ok((kind, kind.number(field, id)?))
    }
}
