//! How much may be asked at once.

use clap::Args;
use std::time::Duration;

/// Limits on connections and requests.
#[derive(Args, Clone, Debug)]
pub struct LimitConfig {
    /// Clients that may be connected at once, WebSockets among them
    #[arg(
        long,
        env = "LOANBOOK_MAX_CLIENTS",
        default_value_t = 10_000,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        value_name = "N"
    )]
    pub max_clients: u32,

    /// Connections that one address may have at once, trusted proxies apart; 0 is no limit
    #[arg(
        long,
        env = "LOANBOOK_MAX_CLIENTS_PER_ADDRESS",
        default_value_t = 0,
        value_name = "N"
    )]
    pub max_clients_per_address: u32,

    /// Requests that may be under way at once; health checks are answered in any case
    #[arg(
        long,
        env = "LOANBOOK_MAX_REQUESTS",
        default_value_t = 512,
        value_parser = clap::value_parser!(u32).range(1..=100_000),
        value_name = "N"
    )]
    pub max_requests: u32,

    /// Bytes that path and headers of a request may have together
    #[arg(
        long,
        env = "LOANBOOK_MAX_HEAD_BYTES",
        default_value_t = 65_536,
        value_parser = clap::value_parser!(u32).range(8_192..=1_048_576),
        value_name = "BYTES"
    )]
    pub max_head_bytes: u32,

    /// Seconds that the headers of a request may take to come, a TLS handshake too
    #[arg(
        long,
        env = "LOANBOOK_HEAD_TIMEOUT_SECONDS",
        default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        value_name = "SECONDS"
    )]
    pub head_timeout_seconds: u64,

    /// Seconds that the body of a request may take to come, and a client to take some of its answer
    #[arg(
        long,
        env = "LOANBOOK_BODY_TIMEOUT_SECONDS",
        default_value_t = 20,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        value_name = "SECONDS"
    )]
    pub body_timeout_seconds: u64,

    /// Seconds that a connection may wait for its next request
    #[arg(
        long,
        env = "LOANBOOK_IDLE_TIMEOUT_SECONDS",
        default_value_t = 75,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        value_name = "SECONDS"
    )]
    pub idle_timeout_seconds: u64,

    /// Seconds between SIGTERM, when the server says that it is not ready, and closing the door
    #[arg(
        long,
        env = "LOANBOOK_STOP_DELAY_SECONDS",
        default_value_t = 0,
        value_parser = clap::value_parser!(u64).range(0..=3600),
        value_name = "SECONDS"
    )]
    pub stop_delay_seconds: u64,
}

impl LimitConfig {
    /// The longest that a head may take to come.
    #[must_use]
    pub const fn head_timeout(&self) -> Duration {
        Duration::from_secs(self.head_timeout_seconds)
    }

    /// The longest that a body may take to come.
    #[must_use]
    pub const fn body_timeout(&self) -> Duration {
        Duration::from_secs(self.body_timeout_seconds)
    }

    /// The longest that a connection may be of no use.
    #[must_use]
    pub const fn idle_timeout(&self) -> Duration {
        Duration::from_secs(self.idle_timeout_seconds)
    }

    /// How long clients still come after the server has said that it stops.
    #[must_use]
    pub const fn stop_delay(&self) -> Duration {
        Duration::from_secs(self.stop_delay_seconds)
    }
}
