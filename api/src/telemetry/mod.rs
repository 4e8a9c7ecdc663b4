//! Logs, metrics and traces, and what is known of the request at hand.

pub mod metrics;
#[cfg(feature = "otel")]
mod otel;
pub mod statement;
pub mod trace;

pub use metrics::Metrics;

use crate::config::LogFormat;
use anyhow::Context;
use std::{
    io::IsTerminal,
    net::IpAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
#[cfg(not(feature = "otel"))]
use tracing_subscriber::layer::Identity;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Sends logs to standard error, for people or as JSON, and spans to a collector where
/// one is given. What is under way to it is sent when the result is dropped.
///
/// # Errors
/// When `filter` is not a list of directives such as `info,sqlx=warn`, or the
/// collector's address is not one.
pub fn start(filter: &str, format: LogFormat, collector: Option<&str>) -> anyhow::Result<Exporter> {
    let filter = EnvFilter::try_new(filter)
        .context("LOANBOOK_LOG is not a list of directives such as info,sqlx=warn")?;
    let (exporter, spans) = export(collector)?;
    let registry = tracing_subscriber::registry().with(spans).with(filter);
    match format {
        LogFormat::Human => registry
            .with(
                fmt::layer()
                    .with_writer(std::io::stderr)
                    .with_ansi(std::io::stderr().is_terminal())
                    .with_target(false),
            )
            .init(),
        LogFormat::Json => registry
            .with(
                fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_span_list(false)
                    .with_writer(std::io::stderr),
            )
            .init(),
    }
    Ok(exporter)
}

#[cfg(feature = "otel")]
use otel::{Exporter, export};

/// Nothing is exported by this build.
#[cfg(not(feature = "otel"))]
pub struct Exporter;

#[cfg(not(feature = "otel"))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "a build with a collector may fail here"
)]
fn export(_: Option<&str>) -> anyhow::Result<(Exporter, Option<Identity>)> {
    Ok((Exporter, None))
}

/// A duration as a number that JSON logs keep a number.
#[must_use]
pub fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// What is known of one request while it is answered.
#[derive(Debug)]
pub struct Request {
    /// Sent back in `x-request-id` and in every error.
    pub id: String,
    statements: AtomicU64,
    client: OnceLock<IpAddr>,
}

impl Request {
    /// A request of this identifier that has sent no statement yet.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self {
            id,
            statements: AtomicU64::new(0),
            client: OnceLock::new(),
        }
    }

    /// SQL statements sent for it so far.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}

tokio::task_local! {
    /// The request that this task answers.
    pub static REQUEST: Arc<Request>;
}

/// The request that this task answers, for work that goes on when it is answered.
#[must_use]
pub fn request() -> Option<Arc<Request>> {
    REQUEST.try_with(Arc::clone).ok()
}

/// Does work for a request: what it records names it.
pub async fn on_behalf_of<T>(request: Option<Arc<Request>>, work: impl Future<Output = T>) -> T {
    match request {
        Some(request) => REQUEST.scope(request, work).await,
        None => work.await,
    }
}

/// Identifier of the request that this task answers, if it answers one.
#[must_use]
pub fn request_id() -> Option<String> {
    REQUEST.try_with(|request| request.id.clone()).ok()
}

/// Says where the request that this task answers came from.
pub fn set_client_address(address: IpAddr) {
    // Outside of a request there is no client.
    let _ = REQUEST.try_with(|request| request.client.set(address));
}

/// Where the request that this task answers came from, if it answers one.
#[must_use]
pub fn client_address() -> Option<IpAddr> {
    let known = REQUEST.try_with(|request| request.client.get().copied());
    known.ok().flatten()
}
