//! Variables that an operation cannot run without (GraphQL, §6.1.2). The library finds them out
//! field by field, when others were answered already.

use super::order;
use crate::error::{Error, Result};
use async_graphql::{Request, Value};

/// Refuses a request that leaves a required variable out.
pub(super) fn check(request: &mut Request) -> Result<()> {
    let given = request.variables.clone();
    let Some((_, operation)) = order::operation_of(request) else {
        return Ok(());
    };
    for definition in &operation.node.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let is_given = match given.get(name) {
            Some(value) => *value != Value::Null,
            None => definition.node.default_value.is_some(),
        };
        if !kind.nullable && !is_given {
            let rule = format!("must be given in `variables`, as {kind}");
            return Err(Error::input(&format!("${name}"), rule));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;
    use async_graphql::{Request, Variables};
    use serde_json::json;

    #[test]
    fn required_variables_are_given() {
        for (query, variables, passes) in [
            ("query($a: Int!) { a(b: $a) }", json!({}), false),
            ("query($a: Int!) { a(b: $a) }", json!({"a": null}), false),
            ("query($a: Int!) { a(b: $a) }", json!({"a": 1}), true),
            ("query($a: Int! = 7) { a(b: $a) }", json!({}), true),
            (
                "query($a: Int! = 7) { a(b: $a) }",
                json!({"a": null}),
                false,
            ),
            ("query($a: Int) { a(b: $a) }", json!({"a": null}), true),
            ("query($a: [Int!]) { a(b: $a) }", json!({}), true),
            ("{ a", json!({}), true),
        ] {
            let variables = Variables::from_json(variables);
            let mut request = Request::new(query).variables(variables);
            assert_eq!(check(&mut request).is_ok(), passes, "{query}");
        }
    }
}
