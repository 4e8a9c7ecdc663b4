//! TLS: the certificate, and a new one without a stop.

use anyhow::{Context, anyhow};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, InconsistentKeys, ServerConfig,
        crypto::ring,
        pki_types::{
            CertificateDer, PrivateKeyDer,
            pem::{self, PemObject},
        },
    },
};

/// What encrypts connections. Those that are open keep the certificate they began with.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    acceptor: RwLock<TlsAcceptor>,
}

impl Tls {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// With words that name the file: it is missing or no PEM, or the key is another one's.
    pub fn read((certificate, key): (PathBuf, PathBuf)) -> anyhow::Result<Self> {
        let acceptor = RwLock::new(read(&certificate, &key)?);
        Ok(Self {
            certificate,
            key,
            acceptor,
        })
    }

    /// What the next connection is encrypted with.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let acceptor = self.acceptor.read();
        acceptor.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads both files again; what cannot be used changes nothing.
    fn reload(&self) {
        match read(&self.certificate, &self.key) {
            Ok(new) => {
                let acceptor = self.acceptor.write();
                *acceptor.unwrap_or_else(PoisonError::into_inner) = new;
                tracing::info!("Read the TLS certificate again");
            }
            Err(error) => {
                tracing::error!("The TLS certificate stays as it was: {error:#}");
            }
        }
    }

    /// Reads the files again at each SIGHUP, as those who renew certificates send it.
    #[cfg(unix)]
    pub(super) fn reload_on_signal(self: Arc<Self>) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hangup = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                self.reload();
            }
        });
        Ok(())
    }
}

fn read(certificate: &Path, key: &Path) -> anyhow::Result<TlsAcceptor> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| explain(error, "certificate", certificate))?;
    if chain.is_empty() {
        return Err(explain(
            pem::Error::NoItemsFound,
            "certificate",
            certificate,
        ));
    }
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| explain(error, "private key", key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("failed to set up TLS")?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => anyhow!(
                "the TLS key {} does not belong to the first certificate in {}",
                key.display(),
                certificate.display()
            ),
            error => anyhow!(error).context(format!(
                "cannot use the TLS certificate {} with the key {}",
                certificate.display(),
                key.display()
            )),
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn explain(error: pem::Error, what: &str, file: &Path) -> anyhow::Error {
    let file = file.display();
    match error {
        pem::Error::Io(error) => {
            anyhow!(error).context(format!("cannot read the TLS {what} {file}"))
        }
        pem::Error::NoItemsFound => anyhow!("there is no {what} in {file}: it must be PEM"),
        error => anyhow!("the TLS {what} in {file} is not valid PEM: {error}"),
    }
}
