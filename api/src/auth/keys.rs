//! The public keys that tokens are signed with (JWKS, RFC 7517), from a file or an address.

use crate::{
    clock,
    error::{Code, Error, Result},
};
use anyhow::{Context, bail};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, JwkSet, KeyAlgorithm},
};
use std::{
    fs,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// Keys are read again after so long.
const FRESH_FOR: Duration = Duration::from_secs(600);

/// For a key that is not there they are read again, but no more often than this.
const LEAST_PAUSE: Duration = Duration::from_secs(30);

/// The longest set of keys.
const MAX_BYTES: usize = 256 * 1024;

/// Patience with the address.
const TIMEOUT: Duration = Duration::from_secs(5);

/// A set of keys that follows its place.
pub(super) struct Keys {
    place: Place,
    known: Mutex<Option<Known>>,
}

enum Place {
    File(PathBuf),
    Address(reqwest::Url, reqwest::Client),
}

struct Known {
    set: Arc<JwkSet>,
    read_at: Instant,
}

impl Keys {
    /// The keys at a path, or at an https address (http on the loopback address alone).
    ///
    /// # Errors
    /// When the file cannot be read, or the address is not one.
    pub(super) fn new(place: &str) -> anyhow::Result<Self> {
        let (place, known) = if place.contains("://") {
            let url = reqwest::Url::parse(place).context("it is not an address")?;
            let host = url.host_str().unwrap_or_default();
            let is_local = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
            if url.scheme() != "https" && !(is_local && url.scheme() == "http") {
                bail!("keys that come over the network must come by https");
            }
            // Another part of the process may have chosen it.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let client = reqwest::Client::builder()
                .timeout(TIMEOUT)
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .context("the client for it cannot be made")?;
            (Place::Address(url, client), None)
        } else {
            let path = PathBuf::from(place);
            let text = fs::read(&path).with_context(|| format!("{place} cannot be read"))?;
            let set = parse(&text).with_context(|| format!("{place} is not a set of keys"))?;
            (Place::File(path), Some(Known::fresh(set)))
        };
        Ok(Self {
            place,
            known: Mutex::new(known),
        })
    }

    /// The key of this identifier; without one the only key, if there is but one.
    ///
    /// # Errors
    /// UNAUTHENTICATED when there is no such key for the algorithm; UNAVAILABLE when the
    /// keys were never had and cannot be had now.
    pub(super) async fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Result<DecodingKey> {
        let set = self.get(FRESH_FOR).await?;
        if let Some(key) = pick(&set, id, algorithm) {
            return Ok(key);
        }
        // It may have been added since.
        let set = self.get(LEAST_PAUSE).await?;
        pick(&set, id, algorithm).ok_or_else(|| {
            let message = "the token is not signed by a key that this server knows";
            Error::new(Code::Unauthenticated, message)
        })
    }

    /// The keys, read again when they are older than this. Old ones serve while no newer can be had.
    async fn get(&self, max_age: Duration) -> Result<Arc<JwkSet>> {
        // Held while they are read: one reads for all who wait.
        let mut known = self.known.lock().await;
        if let Some(known) = &*known
            && known.read_at.elapsed() < max_age
        {
            return Ok(known.set.clone());
        }
        match self.read().await {
            Ok(set) => {
                let fresh = Known::fresh(set);
                let set = fresh.set.clone();
                *known = Some(fresh);
                Ok(set)
            }
            Err(error) => {
                tracing::warn!("Cannot read the keys that sign tokens: {error:#}");
                match &mut *known {
                    Some(known) => {
                        // Not asked again for every request.
                        known.read_at = clock::start();
                        Ok(known.set.clone())
                    }
                    None => Err(Error::new(
                        Code::Unavailable,
                        "the keys that sign tokens cannot be had now, try again shortly",
                    )),
                }
            }
        }
    }

    async fn read(&self) -> anyhow::Result<JwkSet> {
        match &self.place {
            Place::File(path) => parse(&tokio::fs::read(path).await?),
            Place::Address(url, client) => {
                let mut answer = client.get(url.clone()).send().await?.error_for_status()?;
                let mut text = Vec::new();
                while let Some(chunk) = answer.chunk().await? {
                    text.extend_from_slice(&chunk);
                    if text.len() > MAX_BYTES {
                        bail!("it is longer than {MAX_BYTES} bytes");
                    }
                }
                parse(&text)
            }
        }
    }
}

impl Known {
    fn fresh(set: JwkSet) -> Self {
        Self {
            set: Arc::new(set),
            read_at: clock::start(),
        }
    }
}

fn parse(text: &[u8]) -> anyhow::Result<JwkSet> {
    serde_json::from_slice(text).context("it is not a JSON Web Key Set")
}

/// A key for RS256 or ES256, as the token's header asks, if the set has it.
fn pick(set: &JwkSet, id: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
    let found = match id {
        Some(id) => set.find(id)?,
        None => match set.keys.as_slice() {
            [only] => only,
            _ => return None,
        },
    };
    let named = found.common.key_algorithm;
    let fits = match &found.algorithm {
        AlgorithmParameters::RSA(_) => {
            algorithm == Algorithm::RS256 && named.is_none_or(|name| name == KeyAlgorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(key) => {
            algorithm == Algorithm::ES256 && key.curve == EllipticCurve::P256
        }
        _ => false,
    };
    fits.then(|| DecodingKey::from_jwk(found).ok()).flatten()
}
