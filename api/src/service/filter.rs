//! Conditions on one column: equal, one of, from, to.

use crate::query::Scope;
use sea_orm::{ColumnTrait, Condition, Value, sea_query::SimpleExpr};

/// Conditions that must all hold; none given means any value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter<T> {
    /// Equal to this.
    pub equal: Option<T>,
    /// Equal to one of these.
    pub one_of: Option<Vec<T>>,
    /// This or more.
    pub at_least: Option<T>,
    /// This or less.
    pub at_most: Option<T>,
}

impl<T> Default for Filter<T> {
    fn default() -> Self {
        Self {
            equal: None,
            one_of: None,
            at_least: None,
            at_most: None,
        }
    }
}

impl<T: Into<Value>> Filter<T> {
    /// The conditions on `column`, values bound as parameters.
    pub(super) fn on(self, column: impl ColumnTrait) -> Condition {
        let conditions: [Option<SimpleExpr>; 4] = [
            self.equal.map(|value| column.eq(value)),
            self.one_of.map(|values| column.is_in(values)),
            self.at_least.map(|value| column.gte(value)),
            self.at_most.map(|value| column.lte(value)),
        ];
        conditions
            .into_iter()
            .flatten()
            .fold(Condition::all(), Condition::add)
    }

    /// Adds the conditions on a column or expression to a statement of `sql/`.
    pub(super) fn put_into(self, scope: &mut Scope, column: &str) {
        for (operator, value) in [
            ("=", self.equal),
            (">=", self.at_least),
            ("<=", self.at_most),
        ] {
            if let Some(value) = value {
                scope.add(&format!("{column} {operator} ?"), [value.into()]);
            }
        }
        match self.one_of {
            Some(values) if values.is_empty() => scope.add("1 = 0", []),
            Some(values) => {
                let places = vec!["?"; values.len()].join(", ");
                let values = values.into_iter().map(Into::into);
                scope.add(&format!("{column} IN ({places})"), values);
            }
            None => {}
        }
    }
}

/// The text is part of the column's, letter case aside. The column holds lower case.
pub(super) fn contains(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    let escaped = text
        .to_lowercase()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    column.like(sea_orm::sea_query::LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}
