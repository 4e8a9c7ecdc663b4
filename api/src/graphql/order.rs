//! Answers in the order of the question. The library answers fields as they
//! become ready; GraphQL (§7.2.2) has them in the order in which they were asked.

use async_graphql::{
    Name, Positioned, Request, Value,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet},
};

/// The keys of an answer in order, each with the order of what is inside it.
#[derive(Default)]
pub(super) struct Order(IndexMap<Name, Order>);

impl Order {
    /// The order of the operation that a request will run; none where it cannot be read. The guard
    /// has bounded its size.
    pub(super) fn of_request(request: &mut Request) -> Self {
        let name = request.operation_name.clone();
        let document = request.parsed_query();
        document.map_or_else(
            |_| Self::default(),
            |document| Self::of(document, name.as_deref()),
        )
    }

    fn of(document: &ExecutableDocument, name: Option<&str>) -> Self {
        let mut order = Self::default();
        if let Some((_, operation)) = chosen(document, name) {
            order.add(document, &operation.node.selection_set.node, 0);
        }
        order
    }

    fn add(&mut self, document: &ExecutableDocument, set: &SelectionSet, depth: usize) {
        // Deeper only where a fragment spreads itself, which the schema refuses.
        if depth > 64 {
            return;
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.clone();
                    self.0.entry(key).or_default().add(
                        document,
                        &field.node.selection_set.node,
                        depth + 1,
                    );
                }
                Selection::InlineFragment(fragment) => {
                    self.add(document, &fragment.node.selection_set.node, depth + 1);
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment {
                        self.add(document, &fragment.node.selection_set.node, depth + 1);
                    }
                }
            }
        }
    }

    /// Puts the keys of `answer` in this order.
    pub(super) fn arrange(&self, answer: &mut Value) {
        match answer {
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            Value::Object(fields) => {
                let is_ordered = fields
                    .keys()
                    .try_fold(0, |from, key| {
                        self.0.get_index_of(key).filter(|at| *at >= from)
                    })
                    .is_some();
                if !is_ordered {
                    fields.sort_by_key(|key, _| self.0.get_index_of(key));
                }
                for (key, field) in fields {
                    if let Some(inside) = self.0.get(key).filter(|inside| !inside.0.is_empty()) {
                        inside.arrange(field);
                    }
                }
            }
            _ => {}
        }
    }
}

/// An operation and its name, if it has one.
type Named<'a> = (Option<&'a Name>, &'a Positioned<OperationDefinition>);

/// The operation that a request will run, where it can be read and there is one.
pub(super) fn operation_of(request: &mut Request) -> Option<Named<'_>> {
    let name = request.operation_name.clone();
    chosen(request.parsed_query().ok()?, name.as_deref())
}

/// The operation of this name, or the only one.
fn chosen<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<Named<'a>> {
    let mut operations = document.operations.iter();
    match name {
        Some(name) => operations.find(|(known, _)| known.is_some_and(|known| known == name)),
        None => {
            let first = operations.next()?;
            operations.next().is_none().then_some(first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Order;
    use async_graphql::{Value, parser::parse_query};
    use serde_json::json;

    #[test]
    fn keys_are_ordered_through_lists_and_fragments() {
        let fields = "{ z: a { y ...F x } b } fragment F on T { w { v u } y } ";
        let other = "query Other { b z: a { y } }";
        for (document, name) in [
            (fields.to_owned(), None),
            (format!("query Named {fields}"), None),
            (format!("query Named {fields}{other}"), Some("Named")),
        ] {
            let parsed = parse_query(&document).expect("a document");
            let mut answer = Value::from_json(json!({
                "b": 1,
                "z": [{"x": 1, "w": {"u": 1, "v": 2}, "y": 3}, {"y": 4}]
            }))
            .expect("a value");
            Order::of(&parsed, name).arrange(&mut answer);
            assert_eq!(
                answer.to_string(),
                "{z: [{y: 3, w: {v: 2, u: 1}, x: 1}, {y: 4}], b: 1}",
                "{document}"
            );
        }
    }
}
