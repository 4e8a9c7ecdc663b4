//! Which loans a statement is about, and how it groups them.

use sea_orm::Value;
use std::fmt::Write;

/// Where a loan stood at the as-of date, in the order of the label's list.
pub const LOAN_STATUS: &str = "CASE
        WHEN loan_application.charge_off_date <= :as_of THEN 4
        WHEN loan_application.disbursement_date IS NULL
            OR loan_application.disbursement_date > :as_of THEN 1
        WHEN loan_application.loan_amount_minor <= (
            SELECT COALESCE(SUM(receipt.principal_minor), 0)
            FROM receipt
            WHERE receipt.loan_id = loan_application.loan_id
                AND receipt.receipt_date <= :as_of
        ) THEN 3
        ELSE 2
    END";

/// Conditions and a grouping that are put into a statement of `sql/`: the
/// conditions where it says `-- :filter`, the grouping for `0 AS group_key`.
///
/// Values are bound as parameters, never written into the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scope {
    conditions: Vec<String>,
    group: Option<String>,
    values: Vec<(String, Value)>,
}

impl Scope {
    /// Adds a condition on columns of `loan_application` and `customer_profile`;
    /// each `?` in it stands for one of the values.
    pub fn add(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        let condition = self.bind(condition, values);
        self.conditions.push(condition);
    }

    /// Groups by a whole number; each `?` in the expression stands for one of the values.
    pub fn group_by(&mut self, expression: &str, values: impl IntoIterator<Item = Value>) {
        self.group = Some(self.bind(expression, values));
    }

    /// Gives each value a name, and writes the names in.
    fn bind(&mut self, text: &str, values: impl IntoIterator<Item = Value>) -> String {
        let mut values = values.into_iter();
        let mut bound = String::with_capacity(text.len());
        for (at, part) in text.split('?').enumerate() {
            if at > 0
                && let Some(value) = values.next()
            {
                let name = format!("scope_{}", self.values.len());
                let _ = write!(bound, ":{name}");
                self.values.push((name, value));
            }
            bound.push_str(part);
        }
        bound
    }

    /// The statement about these loans in these groups.
    pub(super) fn put_into(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if let Some(group) = &self.group {
            text = text.replace(
                "0 AS group_key\n    FROM loan",
                &format!("{group} AS group_key\n    FROM loan"),
            );
        }
        if !self.conditions.is_empty() {
            let conditions: String = self
                .conditions
                .iter()
                .map(|condition| format!("AND ({condition})\n    "))
                .collect();
            text = text.replace("-- :filter", conditions.trim_end());
        }
        text
    }

    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.values
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    const TEXT: &str = "SELECT\n    0 AS group_key\n    FROM loan\n    WHERE 1 = 1\n    -- :filter";

    #[test]
    fn an_empty_scope_leaves_the_statement_as_it_is() {
        assert_eq!(Scope::default().put_into(TEXT), TEXT);
    }

    #[test]
    fn values_are_named_and_never_written() {
        let mut scope = Scope::default();
        scope.add("a IN (?, ?)", [1.into(), "x' OR 1 = 1".into()]);
        scope.group_by("CASE a WHEN ? THEN 1 END", [7.into()]);
        assert_eq!(
            scope.put_into(TEXT),
            "SELECT\n    CASE a WHEN :scope_2 THEN 1 END AS group_key\n    FROM loan\n    \
             WHERE 1 = 1\n    AND (a IN (:scope_0, :scope_1))"
        );
        assert_eq!(scope.value("scope_1"), Some(&"x' OR 1 = 1".into()));
    }
}
