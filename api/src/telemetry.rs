//! Logs, and what is known of the request at hand.

use crate::config::LogFormat;
use sea_orm::DatabaseConnection;
use std::{
    io::IsTerminal,
    net::IpAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Sends logs to standard error, for people or as JSON.
///
/// # Errors
/// When `filter` is not a list of directives such as `info,sqlx=warn`.
pub fn start(filter: &str, format: LogFormat) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter)?;
    let registry = tracing_subscriber::registry().with(filter);
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
                    .with_writer(std::io::stderr),
            )
            .init(),
    }
    Ok(())
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

/// Counts each statement of the connection towards the request that sent it.
pub fn count_statements(db: &mut DatabaseConnection) {
    db.set_metric_callback(|_| {
        // Outside of a request (start-up, the command line) there is nothing to count for.
        let _ = REQUEST.try_with(|request| request.statements.fetch_add(1, Ordering::Relaxed));
    });
}
