//! Variables before an operation runs (GraphQL, §6.1.2). The library finds out field by field
//! which are missing, when others were answered already, and reads `@skip` and `@include` as if
//! no variable had a default.

use super::order;
use crate::error::{Error, Result};
use async_graphql::{Request, Value};

/// Gives variables that are left out their defaults, and refuses a request that leaves out a
/// required one.
pub(super) fn settle(request: &mut Request) -> Result<()> {
    let given = request.variables.clone();
    let Some((_, operation)) = order::operation_of(request) else {
        return Ok(());
    };
    let mut defaults = Vec::new();
    for definition in &operation.node.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let default = definition.node.default_value();
        let is_given = match given.get(name) {
            Some(value) => *value != Value::Null,
            None => default.is_some(),
        };
        if !kind.nullable && !is_given {
            let rule = format!("must be given in `variables`, as {kind}");
            return Err(Error::input(&format!("${name}"), rule));
        }
        if let (None, Some(default)) = (given.get(name), default) {
            defaults.push((name.clone(), default.clone()));
        }
    }
    request.variables.extend(defaults);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::settle;
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
            assert_eq!(settle(&mut request).is_ok(), passes, "{query}");
        }
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let query = "query($a: Boolean! = true, $b: Int = 7) { a @include(if: $a) b(c: $b) }";
        let variables = Variables::from_json(json!({"b": null}));
        let mut request = Request::new(query).variables(variables);
        settle(&mut request).unwrap();
        let settled = Variables::from_json(json!({"a": true, "b": null}));
        assert_eq!(request.variables, settled);
    }
}
