//! What one operation may cost, and what is said when it would cost more.

use super::error;
use crate::error::{Code, Error};
use async_graphql::{
    ServerError, ValidationResult,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation},
};
use std::sync::Arc;

/// Levels of fields. The standard introspection query has 16.
const MAX_DEPTH: usize = 20;

/// Fields that may be answered, lists counted with the rows they may hold.
const MAX_COST: usize = 1_000_000;

/// Refuses an operation that is too deep or too costly before anything is read.
pub(super) struct Limits;

impl ExtensionFactory for Limits {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Limits {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let found = next.run(context).await?;
        for (what, found, limit) in [
            ("depth", found.depth, MAX_DEPTH),
            ("cost", found.complexity, MAX_COST),
        ] {
            if found > limit {
                let refusal = Error::new(
                    Code::QueryTooComplex,
                    format!(
                        "the query has a {what} of {found}, the limit is {limit}; \
                         ask for fewer levels, or for shorter pages with `first`"
                    ),
                );
                return Err(vec![error::without_place(refusal)]);
            }
        }
        Ok(found)
    }
}
