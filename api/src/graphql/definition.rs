//! What a figure means, and the statement that answers it.

use crate::service::{
    definition,
    figure::{self, Origin},
};
use async_graphql::{Object, SimpleObject};

/// What a figure means.
pub(crate) struct Definition(pub(crate) &'static definition::Definition);

/// What a figure means.
#[Object]
impl Definition {
    /// Its name in the list of figures.
    async fn name(&self) -> &'static str {
        self.0.name
    }

    /// Numerator ÷ denominator. B is the unpaid principal of a loan, O its original principal, d
    /// its days past due, t the as-of date.
    async fn formula(&self) -> &'static str {
        self.0.formula
    }

    /// What it says, and what it does not.
    async fn words(&self) -> &'static str {
        self.0.words
    }

    /// The standard, paper or convention that it follows.
    async fn source(&self) -> &'static str {
        self.0.source
    }
}

/// A setting or argument that a figure was computed with.
#[derive(SimpleObject)]
pub(crate) struct Setting {
    /// Its name.
    name: String,
    /// Its value.
    value: String,
}

impl Setting {
    /// The definition's settings, then the arguments of the figure.
    pub(crate) fn of(definition: &definition::Definition, origin: &Origin) -> Vec<Self> {
        let settings = definition.settings.iter().map(|setting| Self {
            name: setting.name().to_owned(),
            value: setting.value(),
        });
        let arguments = origin
            .arguments()
            .into_iter()
            .map(|(name, value)| Self { name, value });
        settings.chain(arguments).collect()
    }
}

/// The SQL statement that answers a figure.
#[derive(SimpleObject)]
pub(crate) struct Explanation {
    /// Name of the statement.
    statement: &'static str,
    /// The file that holds it, written for all databases and run by hand as it is.
    file: String,
    /// The statement in the words of the database at hand.
    sql: String,
    /// What is bound to its placeholders, in order.
    parameters: Vec<Setting>,
}

impl Explanation {
    pub(crate) fn new(explanation: figure::Explanation) -> Self {
        Self {
            statement: explanation.statement,
            file: format!("sql/{}.sql", explanation.file),
            parameters: explanation
                .named_values()
                .map(|(name, value)| Setting { name, value })
                .collect(),
            sql: explanation.sql,
        }
    }
}
