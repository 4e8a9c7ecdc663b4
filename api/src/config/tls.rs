//! How connections are encrypted.

use clap::Args;
use std::path::PathBuf;

/// The certificate that clients see; without one the server speaks plain HTTP.
#[derive(Args, Clone, Debug)]
pub struct TlsConfig {
    /// Certificate and its chain as PEM; read again on SIGHUP
    #[arg(
        long,
        env = "LOANBOOK_TLS_CERTIFICATE",
        requires = "tls_key",
        value_name = "FILE"
    )]
    pub tls_certificate: Option<PathBuf>,

    /// Private key of the certificate as PEM
    #[arg(
        long,
        env = "LOANBOOK_TLS_KEY",
        requires = "tls_certificate",
        value_name = "FILE"
    )]
    pub tls_key: Option<PathBuf>,
}

impl TlsConfig {
    /// The files of certificate and key, when connections are encrypted.
    #[must_use]
    pub fn files(&self) -> Option<(PathBuf, PathBuf)> {
        self.tls_certificate.clone().zip(self.tls_key.clone())
    }
}
