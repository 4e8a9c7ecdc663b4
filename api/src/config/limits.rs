//! How much may be asked at once.

use clap::Args;
use std::{str::FromStr, time::Duration};

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

    /// Requests a second that one address, and one who is known by name, may go on sending; 0 for
    /// any number, which is the default where no login is asked for; else it is 50
    #[arg(
        long,
        env = "LOANBOOK_RATE_LIMIT",
        value_parser = clap::value_parser!(u32).range(..=1_000_000),
        value_name = "N"
    )]
    pub rate_limit: Option<u32>,

    /// Requests that may come at once before that
    #[arg(
        long,
        env = "LOANBOOK_RATE_LIMIT_BURST",
        default_value_t = 200,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        value_name = "N"
    )]
    pub rate_limit_burst: u32,

    /// Other sites whose pages may use /graphql and /api, such as https://desk.example; several
    /// are separated by commas
    #[arg(
        long,
        env = "LOANBOOK_CORS_ORIGIN",
        value_delimiter = ',',
        value_name = "ORIGIN"
    )]
    pub cors_origin: Vec<Origin>,
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

/// A site as browsers name it: scheme, host, and a port that is not the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// As a browser sends it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_ascii_lowercase();
        let host = ["http://", "https://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme));
        let is_host = |host: &str| {
            !host.is_empty()
                && host
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
        };
        if !host.is_some_and(is_host) {
            return Err("write it as https://host or https://host:port, without a path");
        }
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn an_origin_is_scheme_and_host() {
        for (text, expected) in [
            ("https://desk.example", Some("https://desk.example")),
            (
                " HTTP://Desk.Example:8080",
                Some("http://desk.example:8080"),
            ),
            ("http://[::1]:3000", Some("http://[::1]:3000")),
            ("https://desk.example/", None),
            ("https://desk.example/path", None),
            ("https://me@desk.example", None),
            ("https://*.example", None),
            ("https://", None),
            ("desk.example", None),
            ("ftp://desk.example", None),
            ("null", None),
            ("*", None),
            ("", None),
        ] {
            let origin = text.parse::<Origin>().ok();
            assert_eq!(origin.as_ref().map(Origin::as_str), expected, "{text}");
        }
    }
}
