//! Every setting, by flag, environment or `.env`; nothing else reads the environment.

mod engine;
mod identity;
mod limits;
mod operations;
mod protocol;
mod proxy;
mod tls;
mod upload;

pub use engine::{EngineChoice, EngineConfig};
pub use identity::{Authentication, IdentityConfig};
pub use limits::{LimitConfig, Origin};
pub use operations::OperationsConfig;
pub use protocol::ProtocolConfig;
pub use proxy::{BasePath, ProxyConfig, TrustedProxies};
pub use tls::TlsConfig;
pub use upload::UploadConfig;

use anyhow::{Context, bail};
use clap::{Args, FromArgMatches, ValueEnum, builder::BoolishValueParser};
use std::{collections::BTreeSet, net::SocketAddr, path::Path, time::Duration};

/// Names in the environment that start like ours but are read by docker compose.
const COMPOSE_KEYS: [&str; 1] = ["LOANBOOK_DATABASE_PASSWORD"];

/// How the book is reached: settings of every command.
#[derive(Args, Clone, Debug)]
pub struct DatabaseConfig {
    /// Where the book is: sqlite://FILE, mysql://…, or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://loanbook.db",
        hide_env_values = true,
        global = true,
        value_name = "URL"
    )]
    pub database_url: String,

    /// Connections to the database that may be open at once
    #[arg(
        long,
        env = "LOANBOOK_MAX_CONNECTIONS",
        default_value_t = 8,
        value_parser = clap::value_parser!(u32).range(1..=1000),
        global = true,
        value_name = "N"
    )]
    pub max_connections: u32,
}

/// How logs are written: settings of every command.
#[derive(Args, Clone, Debug)]
pub struct LogConfig {
    /// What is logged, as tracing directives
    #[arg(
        long,
        env = "LOANBOOK_LOG",
        default_value = "info,sqlx=warn,sea_orm_migration=warn",
        global = true,
        value_name = "DIRECTIVES"
    )]
    pub log: String,

    /// Form of the logs
    #[arg(
        long,
        env = "LOANBOOK_LOG_FORMAT",
        default_value = "human",
        global = true
    )]
    pub log_format: LogFormat,
}

/// Form of the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// Settings of `serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeConfig {
    /// Address and port to listen on
    #[arg(
        long,
        env = "LOANBOOK_LISTEN",
        default_value = "127.0.0.1:8000",
        value_name = "ADDRESS:PORT"
    )]
    pub listen: SocketAddr,

    /// Seconds that one request may take
    #[arg(
        long,
        env = "LOANBOOK_REQUEST_TIMEOUT_SECONDS",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        value_name = "SECONDS"
    )]
    pub request_timeout_seconds: u64,

    /// Do not bring the database's structure up to date at start
    #[arg(long, env = "LOANBOOK_NO_MIGRATE", value_parser = BoolishValueParser::new())]
    pub no_migrate: bool,

    /// Who may ask.
    #[command(flatten)]
    pub identity: IdentityConfig,

    /// Which documents are answered.
    #[command(flatten)]
    pub protocol: ProtocolConfig,

    /// How much may be asked at once.
    #[command(flatten)]
    pub limits: LimitConfig,

    /// What answers the figures.
    #[command(flatten)]
    pub engine: EngineConfig,

    /// Files that come to the server.
    #[command(flatten)]
    pub upload: UploadConfig,

    /// How connections are encrypted.
    #[command(flatten)]
    pub tls: TlsConfig,

    /// What stands before the server.
    #[command(flatten)]
    pub proxy: ProxyConfig,

    /// What an operator sees.
    #[command(flatten)]
    pub operations: OperationsConfig,
}

impl ServeConfig {
    /// The longest that one request may take.
    #[must_use]
    pub const fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }

    /// The settings of these flags, as `loanbook serve` would read them.
    ///
    /// # Errors
    /// When a flag is unknown, or its value is out of range.
    pub fn from_flags<'a>(flags: impl IntoIterator<Item = &'a str>) -> Result<Self, clap::Error> {
        let command = Self::augment_args(clap::Command::new("serve").no_binary_name(true));
        Self::from_arg_matches(&command.try_get_matches_from(flags)?)
    }
}

/// Reads `.env` of the working directory into the environment, where it does
/// not hold the name already, and refuses names that no setting has.
///
/// # Errors
/// When `.env` cannot be read, or a name in it, or a `LOANBOOK_…` name in the
/// environment, is unknown.
pub fn load_environment(command: &clap::Command) -> anyhow::Result<()> {
    let known = known_keys(command);
    // By path: by name alone, the folders above would be searched too.
    let file = Path::new(".env");
    match dotenvy::from_path_iter(file) {
        Err(error) if error.not_found() => {}
        Err(error) => return Err(error).context("failed to read .env"),
        Ok(entries) => {
            for entry in entries {
                let (key, _) = entry.context("failed to read .env")?;
                if !known.contains(&key) {
                    bail!(".env: {}", unknown_key(&key, &known));
                }
            }
            dotenvy::from_path(file).context("failed to read .env")?;
        }
    }
    for (key, _) in std::env::vars_os() {
        let key = key.to_string_lossy();
        if key.starts_with("LOANBOOK_") && !known.contains(key.as_ref()) {
            bail!("environment: {}", unknown_key(&key, &known));
        }
    }
    Ok(())
}

fn unknown_key(key: &str, known: &BTreeSet<String>) -> String {
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    format!(
        "unknown setting {key}; the settings are {}",
        known.join(", ")
    )
}

fn known_keys(command: &clap::Command) -> BTreeSet<String> {
    let own = command.get_arguments();
    let of_subcommands = command
        .get_subcommands()
        .flat_map(clap::Command::get_arguments);
    own.chain(of_subcommands)
        .filter_map(|argument| argument.get_env())
        .map(|name| name.to_string_lossy().into_owned())
        .chain(COMPOSE_KEYS.map(str::to_owned))
        .collect()
}
