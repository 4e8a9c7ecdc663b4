//! Columns that have no place in the tables, as a JSON object.

use super::row::Row;

/// A column that goes into a loan's features.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feature {
    pub(crate) column: usize,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// How a feature's text becomes JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// A string, or nothing where it is this.
    TextUnless(&'static str),
    /// A number, as it stands there; a string where it is none.
    Number,
    /// A number, or nothing where it is this: how a tape says that it does not know.
    NumberUnless(&'static str),
}

/// A JSON object that grows member by member.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    /// Adds a member whose value is JSON already.
    pub(crate) fn json(&mut self, name: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.quote(name);
        self.0.push(':');
        self.0.push_str(value);
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.json(name, "");
        self.quote(value);
    }

    /// Adds a number with the digits that it has, or the text where it is no JSON number.
    pub(crate) fn number(&mut self, name: &str, value: &str) {
        if value.parse::<serde_json::Number>().is_ok() {
            self.json(name, value);
        } else {
            self.text(name, value);
        }
    }

    /// The text of the object; none without members.
    pub(crate) fn finish(mut self) -> Option<String> {
        if self.0.len() == 1 {
            return None;
        }
        self.0.push('}');
        Some(self.0)
    }

    fn quote(&mut self, text: &str) {
        let quoted = serde_json::to_string(text).expect("a string is always JSON");
        self.0.push_str(&quoted);
    }
}

/// The features of a row: those that are not empty.
pub(crate) fn object(row: &Row<'_>, features: &[Feature]) -> Object {
    let mut object = Object::new();
    for feature in features {
        let text = row.text(Some(feature.column));
        match feature.kind {
            _ if text.is_empty() => {}
            Kind::TextUnless(unknown) | Kind::NumberUnless(unknown) if text == unknown => {}
            Kind::Text | Kind::TextUnless(_) => object.text(feature.name, text),
            Kind::Number | Kind::NumberUnless(_) => object.number(feature.name, text),
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let mut object = Object::new();
        object.number("rate", "18.10");
        object.number("zip", "012");
        object.text("job", "a \"b\"\n");
        let expected = r#"{"rate":18.10,"zip":"012","job":"a \"b\"\n"}"#;
        assert_eq!(object.finish().as_deref(), Some(expected));
        assert_eq!(Object::new().finish(), None);
    }
}
