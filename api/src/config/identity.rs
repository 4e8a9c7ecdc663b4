//! Who may ask.

use clap::{Args, ValueEnum};

/// How those who ask are known.
#[derive(Args, Clone, Debug)]
pub struct IdentityConfig {
    /// Whether a login is asked for
    #[arg(long, env = "LOANBOOK_AUTHENTICATION", default_value = "auto")]
    pub authentication: Authentication,

    /// Secret of at least 32 bytes that signs tokens (JWT, HS256); give it by the environment
    #[arg(
        long,
        env = "LOANBOOK_JWT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub jwt_secret: Option<String>,

    /// File or https address of the keys (JWKS) that sign tokens (JWT, RS256 and ES256)
    #[arg(
        long,
        env = "LOANBOOK_JWT_JWKS",
        conflicts_with = "jwt_secret",
        value_name = "FILE|URL"
    )]
    pub jwt_jwks: Option<String>,

    /// Issuer that a token must name
    #[arg(long, env = "LOANBOOK_JWT_ISSUER", value_name = "NAME")]
    pub jwt_issuer: Option<String>,

    /// Audience that a token must be for
    #[arg(long, env = "LOANBOOK_JWT_AUDIENCE", value_name = "NAME")]
    pub jwt_audience: Option<String>,

    /// Seconds by which the clock of a token's issuer may differ
    #[arg(
        long,
        env = "LOANBOOK_JWT_LEEWAY_SECONDS",
        default_value_t = 60,
        value_parser = clap::value_parser!(i64).range(0..=600),
        value_name = "SECONDS"
    )]
    pub jwt_leeway_seconds: i64,

    /// Hours that a login of the dashboard lasts
    #[arg(
        long,
        env = "LOANBOOK_SESSION_HOURS",
        default_value_t = 12,
        value_parser = clap::value_parser!(i64).range(1..=720),
        value_name = "HOURS"
    )]
    pub session_hours: i64,
}

/// Whether a login is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Authentication {
    /// Not on the loopback address; on any other the server does not start without a decision.
    Auto,
    /// Always: by API key, by session, and by token where a secret or keys for them are given.
    Required,
}

impl IdentityConfig {
    /// Whether a login is asked for.
    #[must_use]
    pub fn is_login_required(&self) -> bool {
        self.authentication == Authentication::Required
            || self.jwt_secret.is_some()
            || self.jwt_jwks.is_some()
    }
}
