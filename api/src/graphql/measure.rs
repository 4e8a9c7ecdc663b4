//! What is counted of each operation: its kind, its name, how long it took, its errors.

use super::order;
use crate::{
    clock,
    error::{Code, Error},
    service::Ctx,
    telemetry::{Metrics, metrics::Held},
};
use async_graphql::{Request, Response, parser::types::OperationType};
use std::time::Instant;

/// An operation that is being answered.
pub(super) struct Measured {
    metrics: Metrics,
    kind: OperationType,
    name: Option<String>,
    begun: Instant,
}

impl Measured {
    /// An operation that the guard let through. Of a document that names none that is
    /// there, nothing is known.
    pub(super) fn begin(ctx: &Ctx, request: &mut Request) -> Self {
        let found = order::operation_of(request)
            .map(|(name, operation)| (operation.node.ty, name.map(ToString::to_string)));
        let (kind, name) = found.unwrap_or((OperationType::Query, None));
        if let Some(name) = &name {
            tracing::Span::current().record("graphql.operation", name);
        }
        Self {
            metrics: ctx.metrics.clone(),
            kind,
            name,
            begun: clock::start(),
        }
    }

    /// Counts a subscription, if it is one, for as long as the result is held.
    pub(super) fn hold(&self) -> Option<Held> {
        let is_subscription = self.kind == OperationType::Subscription;
        is_subscription.then(|| self.metrics.subscription(self.name.as_deref()))
    }

    /// Counts an answer; of a subscription, one of many.
    pub(super) fn end(&self, response: &Response) {
        for error in &response.errors {
            let ours = error.source::<Error>();
            let code = ours.map_or(Code::BadUserInput, |error| error.code);
            self.metrics.error("graphql", code);
        }
        let kind = match self.kind {
            OperationType::Query => "query",
            OperationType::Mutation => "mutation",
            OperationType::Subscription => return,
        };
        self.metrics
            .operation(kind, self.name.as_deref(), self.begun.elapsed());
    }
}
