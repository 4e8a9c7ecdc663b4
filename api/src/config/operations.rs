//! What an operator sees of the server.

use clap::Args;
use std::{net::SocketAddr, time::Duration};

/// Metrics, traces and the log of slow statements.
#[derive(Args, Clone, Debug)]
pub struct OperationsConfig {
    /// Address and port of a listener for /metrics and health, without login; none when not given
    #[arg(long, env = "LOANBOOK_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,

    /// Milliseconds from which an SQL statement is logged as slow; 0 logs every one
    #[arg(
        long,
        env = "LOANBOOK_SLOW_QUERY_MS",
        default_value_t = 500,
        value_parser = clap::value_parser!(u64).range(0..=3_600_000),
        value_name = "MS"
    )]
    pub slow_query_ms: u64,

    /// Where spans are sent to: an OpenTelemetry collector, such as http://127.0.0.1:4318
    #[cfg(feature = "otel")]
    #[arg(long, env = "LOANBOOK_OTEL_ENDPOINT", value_name = "URL")]
    pub otel_endpoint: Option<String>,
}

impl OperationsConfig {
    /// How long a statement takes that is logged as slow.
    #[must_use]
    pub const fn slow_after(&self) -> Duration {
        Duration::from_millis(self.slow_query_ms)
    }

    /// Where spans are sent to, in a build that can send them.
    #[must_use]
    pub fn collector(&self) -> Option<&str> {
        #[cfg(feature = "otel")]
        return self.otel_endpoint.as_deref();
        #[cfg(not(feature = "otel"))]
        None
    }
}
