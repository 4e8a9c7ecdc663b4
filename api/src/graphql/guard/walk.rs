//! Measures the selections of an operation, each fragment once.

use super::{
    MAX_DEPTH, MAX_DIRECTIVES_HERE,
    cost::{self, FIGURES, LISTS_BEHIND, ROW_ARGUMENTS},
    refusal,
    size::Size,
};
use crate::error::{Error, Result};
use async_graphql::{
    Name, Positioned, Value as ConstValue, Variables,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
    },
};
use std::collections::HashMap;

pub(super) struct Walk<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    operation: &'a OperationDefinition,
    /// Fragments measured, outside and inside of a portfolio; nothing while one is being measured.
    known: HashMap<(&'a str, bool), Option<Size>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        document: &'a ExecutableDocument,
        variables: &'a Variables,
        operation: &'a OperationDefinition,
    ) -> Self {
        Self {
            document,
            variables,
            operation,
            known: HashMap::new(),
        }
    }

    /// The size of the whole operation. It goes no deeper than the limit, so neither does the stack.
    pub(super) fn operation(&mut self) -> Result<Size> {
        let operation = self.operation;
        let size = self.measure(&operation.selection_set.node, 0, false)?;
        let of_variables = operation
            .variable_definitions
            .iter()
            .map(|definition| definition.node.directives.as_slice());
        let lists = of_variables.chain([operation.directives.as_slice()]);
        let own = lists.map(directives).collect::<Result<Vec<_>>>()?;
        Ok(own.into_iter().fold(size, Size::plus))
    }

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
            size = size
                .plus(part)
                .plus(directives(selection.node.directives())?);
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
        let is_alias = field.alias.as_ref().is_some_and(|alias| alias.node != name);
        Ok(Size {
            level: 1,
            aliases: inside.aliases.saturating_add(u64::from(is_alias)),
            cost: rows
                .saturating_mul(inside.cost)
                .saturating_add(cost::own(name)),
            figures: inside
                .figures
                .saturating_mul(times)
                .saturating_add(if is_figure { months } else { 0 }),
            introspects: inside.introspects || ["__schema", "__type"].contains(&name),
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
        let size = self
            .measure(&fragment.node.selection_set.node, depth + 1, in_portfolio)?
            .plus(directives(&fragment.node.directives)?);
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
        asked.unwrap_or_else(|| cost::default_rows(&field.name.node))
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

/// The directives of one place.
fn directives(list: &[Positioned<Directive>]) -> Result<Size> {
    if list.len() > MAX_DIRECTIVES_HERE {
        let (found, limit) = (list.len() as u64, MAX_DIRECTIVES_HERE as u64);
        return Err(refusal("number of directives in one place", found, limit));
    }
    Ok(Size {
        directives: list.len() as u64,
        ..Size::default()
    })
}

fn too_deep(depth: usize) -> Error {
    refusal("depth", depth as u64, MAX_DEPTH as u64)
}
