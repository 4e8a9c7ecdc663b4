//! What one document may ask for, checked before the schema sees it.
//!
//! The library's own limits follow each fragment spread afresh: a few dozen short
//! fragments that each spread the next one twice would keep it busy for ever.
//! Here each fragment is measured once, with arithmetic that cannot overflow.

use crate::error::{Code, Error, Result};
use async_graphql::{
    Name, Request, Value as ConstValue, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};
use std::collections::HashMap;

/// Length of a document; the parser's own cost grows with it.
const MAX_BYTES: usize = 32 * 1024;

/// Levels of fields and fragments. The standard introspection query has 16.
const MAX_DEPTH: usize = 32;

/// Fields, fragments counted wherever they are spread.
const MAX_FIELDS: u64 = 5_000;

/// Fields that may be answered: lists counted with the rows they may hold.
const MAX_COST: u64 = 1_000_000;

/// What a figure costs that looks at every instalment: fifty of them are the limit.
const FIGURE_COST: u64 = MAX_COST / 50;

/// The fields that are such figures, at the root or of a portfolio. One asked of every group of a
/// grouped portfolio is read once; one asked at every date of a history is read for each.
const FIGURES: [&str; 32] = [
    "executiveKpis",
    "previous",
    "dailyKpis",
    "paymentDistribution",
    "paymentStatistics",
    "receipts",
    "instalments",
    "lending",
    "weekOverWeek",
    "ageing",
    "par",
    "arrearsRate",
    "rollRates",
    "cureRate",
    "vintages",
    "cohorts",
    "recoveryOfMissed",
    "recoveryOfChargeOffs",
    "firstPaymentDefault",
    "collectionEfficiency",
    "concentration",
    "riskTiers",
    "highRiskCustomers",
    "highRisk",
    "loansBehind",
    "slippingCustomers",
    "processTimes",
    "engagement",
    "distribution",
    "correlation",
    "sample",
    "groupBy",
];

/// Lists that are behind a cell of a figure when they are asked for inside of a portfolio.
const LISTS_BEHIND: [&str; 2] = ["loans", "customers"];

/// What a change of the book costs: twenty of them are the limit.
const WRITE_COST: u64 = MAX_COST / 20;

/// The fields that are such changes.
const WRITES: [&str; 7] = [
    "recordPayment",
    "reversePayment",
    "recordRecovery",
    "createCustomer",
    "createLoan",
    "disburseLoan",
    "chargeOffLoan",
];

/// What counting a whole list costs: it looks at every row that passes.
const COUNT_COST: u64 = 1_500;

/// Arguments that say how many rows a list may have.
const ROW_ARGUMENTS: [&str; 7] = ["first", "last", "limit", "days", "count", "bins", "size"];

/// Rows of the lists that are not told how many; the last seven are introspection's.
const DEFAULT_ROWS: [(&str, u64); 32] = [
    ("customers", 20),
    ("loans", 20),
    ("repayments", 20),
    ("schedule", 60),
    ("dailyKpis", 30),
    ("highRiskCustomers", 10),
    ("highRisk", 20),
    ("loansBehind", 20),
    ("riskTiers", 5),
    ("receipts", 30),
    ("instalments", 30),
    ("lending", 30),
    ("history", 12),
    ("groupBy", 20),
    ("buckets", 7),
    ("rows", 6),
    ("states", 8),
    ("cells", 30),
    ("vintages", 80),
    ("cohorts", 80),
    ("months", 13),
    ("settings", 5),
    ("distribution", 20),
    ("correlation", 45),
    ("sample", 500),
    ("types", 100),
    ("fields", 20),
    ("inputFields", 10),
    ("args", 5),
    ("enumValues", 10),
    ("interfaces", 5),
    ("possibleTypes", 5),
];

/// Refuses a document that is too long, too deep or too costly.
pub(super) fn check(request: &mut Request) -> Result<()> {
    if request.query.len() > MAX_BYTES {
        return Err(refusal(
            "length",
            request.query.len() as u64,
            MAX_BYTES as u64,
        ));
    }
    let variables = request.variables.clone();
    let Ok(document) = request.parsed_query() else {
        // The schema finds the same fault, and says where it is.
        return Ok(());
    };
    for (_, operation) in document.operations.iter() {
        let mut walk = Walk {
            document,
            variables: &variables,
            operation: &operation.node,
            known: HashMap::new(),
        };
        let size = walk.measure(&operation.node.selection_set.node, 0, false)?;
        let cost = size
            .cost
            .saturating_add(size.figures.saturating_mul(FIGURE_COST));
        if size.fields > MAX_FIELDS {
            return Err(refusal("number of fields", size.fields, MAX_FIELDS));
        }
        if cost > MAX_COST {
            return Err(refusal("cost", cost, MAX_COST));
        }
    }
    Ok(())
}

fn refusal(what: &str, found: u64, limit: u64) -> Error {
    Error::new(
        Code::QueryTooComplex,
        format!(
            "the query has a {what} of {found}, the limit is {limit}; ask for fewer fields or \
             levels, or for shorter pages with `first`"
        ),
    )
}

/// What a selection amounts to.
#[derive(Clone, Copy, Default)]
struct Size {
    /// Fields and spreads, fragments followed.
    fields: u64,
    /// Fields that may be answered.
    cost: u64,
    /// Statements that look at every instalment.
    figures: u64,
    /// Levels.
    height: usize,
}

impl Size {
    /// The size of what stands above it: one field, one level more.
    fn below(self) -> Self {
        Self {
            fields: self.fields.saturating_add(1),
            cost: self.cost.saturating_add(1),
            height: self.height + 1,
            ..self
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            cost: self.cost.saturating_add(other.cost),
            figures: self.figures.saturating_add(other.figures),
            height: self.height.max(other.height),
        }
    }
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    operation: &'a OperationDefinition,
    /// Fragments measured, outside and inside of a portfolio; nothing while one is being measured.
    known: HashMap<(&'a str, bool), Option<Size>>,
}

impl<'a> Walk<'a> {
    fn measure(&mut self, set: &'a SelectionSet, depth: usize, in_portfolio: bool) -> Result<Size> {
        if depth > MAX_DEPTH {
            return Err(too_deep(depth));
        }
        let mut size = Size::default();
        for selection in &set.items {
            let part = match &selection.node {
                Selection::Field(field) => self.field(&field.node, depth, in_portfolio)?,
                Selection::InlineFragment(fragment) => {
                    let set = &fragment.node.selection_set.node;
                    self.measure(set, depth + 1, in_portfolio)?.below()
                }
                Selection::FragmentSpread(spread) => self
                    .fragment(&spread.node.fragment_name.node, depth, in_portfolio)?
                    .below(),
            };
            size = size.plus(part);
        }
        if depth + size.height > MAX_DEPTH + 1 {
            return Err(too_deep(depth + size.height - 1));
        }
        Ok(size)
    }

    fn field(&mut self, field: &'a Field, depth: usize, in_portfolio: bool) -> Result<Size> {
        let name = field.name.node.as_str();
        let set = &field.selection_set.node;
        let inside = self.measure(set, depth + 1, in_portfolio || name == "portfolio")?;
        let rows = self.rows(field);
        let is_figure = match name {
            // The payment distribution has a list of this name, which is no figure of its own.
            "distribution" => !field.arguments.is_empty(),
            // A number may have the name of a list: the customers of a risk tier.
            _ if in_portfolio && LISTS_BEHIND.contains(&name) => !set.items.is_empty(),
            _ => FIGURES.contains(&name),
        };
        let months = match name {
            // One statement a month.
            "rollRates" => self.number(field, "months").unwrap_or(1).max(1),
            _ => 1,
        };
        // All groups are read by one statement; every date of a history has its own.
        let times = if name == "groupBy" { 1 } else { rows };
        Ok(Size {
            cost: rows
                .saturating_mul(inside.cost)
                .saturating_add(own_cost(name)),
            figures: inside
                .figures
                .saturating_mul(times)
                .saturating_add(if is_figure { months } else { 0 }),
            ..inside.below()
        })
    }

    fn fragment(&mut self, name: &'a Name, depth: usize, in_portfolio: bool) -> Result<Size> {
        let key = (name.as_str(), in_portfolio);
        match self.known.get(&key) {
            // How deep it reaches from here, the selection that spreads it checks.
            Some(Some(size)) => return Ok(*size),
            // The library's own checks would follow it for ever.
            Some(None) => {
                let message = format!("the fragment {name} spreads itself");
                return Err(Error::input("query", message));
            }
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Size::default());
        };
        self.known.insert(key, None);
        let size = self.measure(&fragment.node.selection_set.node, depth + 1, in_portfolio)?;
        self.known.insert(key, Some(size));
        Ok(size)
    }

    /// Rows that a field may answer: 1 where it is no list.
    fn rows(&self, field: &Field) -> u64 {
        let asked = ROW_ARGUMENTS
            .iter()
            .find_map(|name| self.number(field, name));
        // A list that is asked for no rows still costs what it is asked besides.
        let asked = asked.map(|rows| rows.max(1));
        asked.unwrap_or_else(|| {
            DEFAULT_ROWS
                .iter()
                .find(|(name, _)| *name == field.name.node)
                .map_or(1, |(_, rows)| *rows)
        })
    }

    /// An argument that is a number.
    fn number(&self, field: &Field, argument: &str) -> Option<u64> {
        let value = field.get_argument(argument)?.node.clone();
        let value = value.into_const_with(|variable| Ok::<_, ()>(self.variable(&variable)));
        match value {
            Ok(ConstValue::Number(number)) => number.as_u64(),
            _ => None,
        }
    }

    fn variable(&self, name: &Name) -> ConstValue {
        let default = || {
            self.operation
                .variable_definitions
                .iter()
                .find(|definition| definition.node.name.node == *name)
                .and_then(|definition| definition.node.default_value.as_ref())
                .map(|value| value.node.clone())
        };
        self.variables
            .get(name)
            .cloned()
            .or_else(default)
            .unwrap_or_default()
    }
}

fn too_deep(depth: usize) -> Error {
    refusal("depth", depth as u64, MAX_DEPTH as u64)
}

fn own_cost(name: &str) -> u64 {
    match name {
        name if WRITES.contains(&name) => WRITE_COST,
        // It looks at every loan: once in a request.
        "setReportingDate" => MAX_COST / 2,
        "totalCount" => COUNT_COST,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use async_graphql::{Request, Variables};
    use std::fmt::Write;

    fn passes(query: &str) -> bool {
        check(&mut Request::new(query)).is_ok()
    }

    #[test]
    fn fragments_are_counted_where_they_are_spread() {
        for levels in [10, 25, 200] {
            let mut bomb = String::from("{ ...F0 }");
            for level in 0..levels {
                let next = level + 1;
                write!(
                    bomb,
                    " fragment F{level} on Query {{ ...F{next} ...F{next} }}"
                )
                .expect("a string");
            }
            // Without its last fragment it is no less of a bomb.
            assert_eq!(passes(&bomb), levels == 10, "2^{levels} fields");
            write!(bomb, " fragment F{levels} on Query {{ __typename }}").expect("a string");
            assert_eq!(passes(&bomb), levels == 10, "2^{levels} fields");
        }
    }

    #[test]
    fn a_long_chain_of_fragments_ends() {
        let mut chain = String::from("{ ...F0 }");
        for level in 0..1000 {
            write!(chain, "fragment F{level} on Query{{...F{}}}", level + 1).expect("a string");
        }
        assert!(!passes(&chain));
        assert!(!passes("{ ...F } fragment F on Query { ...F ...F }"));
        assert!(!passes(
            "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }"
        ));
    }

    #[test]
    fn figures_are_few_in_one_request() {
        let aliases = |count: usize| {
            let fields: Vec<_> = (0..count)
                .map(|at| format!("a{at}: riskTiers {{ tier }}"))
                .collect();
            format!("{{ {} }}", fields.join(" "))
        };
        assert!(passes(&aliases(40)));
        assert!(!passes(&aliases(60)));
        // Numbers that have the name of a figure or a list.
        assert!(passes(
            "{ portfolio { history(count: 24) { riskTiers { customers } \
             paymentDistribution { distribution { count } } } } }"
        ));
        let lists = |count: usize| {
            let fields: Vec<_> = (0..count)
                .map(|at| {
                    format!("a{at}: loansBehind(cell: {{daysPastDue: {at}}}) {{ nodes {{ id }} }}")
                })
                .collect();
            format!("{{ portfolio {{ {} }} }}", fields.join(" "))
        };
        assert!(passes(&lists(40)));
        assert!(!passes(&lists(60)));
    }

    #[test]
    fn groups_are_read_together_and_dates_one_by_one() {
        let query = |parent: &str| {
            format!("{{ portfolio {{ {parent} {{ portfolio {{ par {{ activeLoans }} }} }} }} }}")
        };
        assert!(passes(&query("groupBy(dimensions: [RISK_TIER])")));
        let history = |count: u32| {
            format!("{{ portfolio {{ history(count: {count}) {{ par {{ activeLoans }} }} }} }}")
        };
        assert!(passes(&history(24)));
        assert!(!passes(&history(60)));
        let cells = "{ portfolio { vintages { cells { loans { totalCount } } } } }";
        assert!(!passes(cells));
        let buckets = "{ portfolio { ageing { buckets { share { loans { totalCount } } } } } }";
        assert!(passes(buckets));
    }

    #[test]
    fn changes_are_few_in_one_request() {
        let aliases = |field: &str, count: usize| {
            let fields: Vec<_> = (0..count)
                .map(|at| format!("a{at}: {field}(input: {{}}) {{ dryRun }}"))
                .collect();
            format!("mutation {{ {} }}", fields.join(" "))
        };
        assert!(passes(&aliases("recordPayment", 19)));
        assert!(!passes(&aliases("recordPayment", 20)));
        assert!(passes(&aliases("setReportingDate", 1)));
        assert!(!passes(&aliases("setReportingDate", 2)));
    }

    #[test]
    fn introspection_may_not_multiply() {
        let nested = |times: usize| {
            format!(
                "{{ __type(name: \"Node\") {{ {} name {} }} }}",
                "possibleTypes { interfaces { ".repeat(times),
                "} } ".repeat(times)
            )
        };
        assert!(passes(&nested(2)));
        assert!(!passes(&nested(7)));
    }

    #[test]
    fn depth_is_that_of_the_deepest_spread() {
        let mut deep = String::from("{ ...F a { ");
        deep.push_str(&"b { ".repeat(20));
        deep.push_str("...F");
        deep.push_str(&" }".repeat(21));
        deep.push_str(" } fragment F on Query { ");
        deep.push_str(&"c { ".repeat(20));
        deep.push('d');
        deep.push_str(&" }".repeat(21));
        assert!(!passes(&deep));
    }

    #[test]
    fn lists_cost_their_rows() {
        let nested = "query($n: Int = 500) { customers(first: $n) { nodes { loans(first: 500) \
                      { nodes { repayments(first: 12) { nodes { id } } } } } } }";
        assert!(!passes(nested));
        let variables = Variables::from_json(serde_json::json!({"n": 50}));
        assert!(check(&mut Request::new(nested).variables(variables)).is_ok());
    }
}
