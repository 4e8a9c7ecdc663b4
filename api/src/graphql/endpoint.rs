//! What answers a document, whichever way it came.

use super::{
    Schema,
    asked::Asked,
    documents::Documents,
    error,
    guard::{self, Introspection},
    loader::Loaders,
    measure::Measured,
    order::{self, Order},
    variables,
};
use crate::{
    config::{Origin, ServeConfig},
    error::{Error, Result},
    service::Ctx,
};
use async_graphql::{Request, Response, parser::types::OperationType, value};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use std::{sync::Arc, time::Duration};

/// The schema, the documents it knows, and what holds for every operation.
pub(crate) struct Endpoint {
    schema: Schema,
    documents: Documents,
    introspection: Introspection,
    time_limit: Duration,
    /// Other sites whose pages may open a WebSocket.
    pub(super) origins: Vec<Origin>,
}

/// An operation that has passed the guard.
pub(super) struct Operation {
    request: Request,
    /// Nothing where the schema will find that there is no such operation.
    kind: Option<OperationType>,
}

impl Operation {
    /// Whether it may change the book, or go on for ever.
    pub(super) fn is_more_than_a_query(&self) -> bool {
        matches!(
            self.kind,
            Some(OperationType::Mutation | OperationType::Subscription)
        )
    }
}

/// Says in an answer with figures which version of the book they are of, and what read it.
fn say_which_book(ctx: &Ctx, response: &mut Response) {
    let Some((version, is_in_memory)) = ctx.answered_from() else {
        return;
    };
    let engine = if is_in_memory { "memory" } else { "sql" };
    let book = value!({ "version": version.to_string(), "engine": engine });
    response.extensions.insert("book".to_owned(), book);
}

impl Endpoint {
    /// The endpoint of these settings; `dashboard` has the documents of the dashboard, if there
    /// is one.
    ///
    /// # Errors
    /// When a file of documents cannot be read.
    pub(crate) fn new(config: &ServeConfig, dashboard: Option<&[u8]>) -> anyhow::Result<Arc<Self>> {
        let protocol = &config.protocol;
        let (schema, introspection) = if protocol.production {
            let closed = super::bare().disable_introspection().disable_suggestions();
            (closed.finish(), Introspection::Closed)
        } else {
            (super::schema(), Introspection::Open)
        };
        Ok(Arc::new(Self {
            schema,
            documents: Documents::load(dashboard, protocol.trusted_documents.as_deref())?,
            introspection,
            time_limit: config.request_timeout(),
            origins: config.limits.cors_origin.clone(),
        }))
    }

    /// The document that is asked for, with its variables.
    pub(super) async fn find(&self, asked: Asked) -> Result<(Request, Option<String>)> {
        let found = self.documents.find(asked.document).await?;
        let mut request = Request::new(found.text).variables(asked.variables);
        request.operation_name = asked.operation_name;
        Ok((request, found.keep_as))
    }

    /// Lets a document pass that does not ask for too much, and keeps it if it is to be kept.
    pub(super) async fn admit(
        &self,
        mut request: Request,
        keep_as: Option<String>,
    ) -> Result<Operation> {
        guard::check(&mut request, self.introspection)?;
        if let Some(hash) = keep_as
            && request.parsed_query().is_ok()
        {
            self.documents.keep(hash, &request.query).await;
        }
        variables::settle(&mut request)?;
        let kind = order::operation_of(&mut request).map(|(_, operation)| operation.node.ty);
        Ok(Operation { request, kind })
    }

    /// Runs a query or a mutation, with loaders of its own.
    pub(super) async fn execute(&self, ctx: &Ctx, operation: Operation) -> Response {
        // All figures of a query are of one book; those of a mutation follow what it writes.
        let ctx = match operation.kind {
            Some(OperationType::Query) => ctx.pinned(),
            _ => ctx.clone(),
        };
        let mut request = operation.request;
        let measured = Measured::begin(&ctx, &mut request);
        let order = Order::of_request(&mut request);
        let request = request.data(Loaders::new(&ctx)).data(ctx.clone());
        let mut response = self.schema.execute(request).await;
        order.arrange(&mut response.data);
        say_which_book(&ctx, &mut response);
        measured.end(&response);
        error::complete(&mut response);
        response
    }

    /// The answers of an operation of a connection: one within the time that a request has, or of
    /// a subscription any number for as long as it is listened to.
    pub(super) fn stream(
        self: Arc<Self>,
        ctx: Ctx,
        operation: Operation,
    ) -> BoxStream<'static, Response> {
        if operation.kind == Some(OperationType::Subscription) {
            return self.subscribe(&ctx, operation.request);
        }
        let answer = async move {
            let answer = self.execute(&ctx, operation);
            match tokio::time::timeout(self.time_limit, answer).await {
                Ok(response) => response,
                Err(_) => error::refusal(Error::too_slow(self.time_limit)),
            }
        };
        stream::once(answer).boxed()
    }

    fn subscribe(&self, ctx: &Ctx, mut request: Request) -> BoxStream<'static, Response> {
        let measured = Measured::begin(ctx, &mut request);
        let held = measured.hold();
        let order = Order::of_request(&mut request);
        let request = request.data(Loaders::new(ctx)).data(ctx.clone());
        self.schema
            .execute_stream(request)
            .map(move |mut response| {
                // Counted until the operation ends.
                let _ = &held;
                order.arrange(&mut response.data);
                measured.end(&response);
                error::complete(&mut response);
                response
            })
            .boxed()
    }
}
