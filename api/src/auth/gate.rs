//! The gate: finds out who asks, from what a request carries.

use super::{KEY_PREFIX, Principal, secret, token::Tokens};
use crate::{
    config::ServeConfig,
    error::{Code, Error, Result},
    middleware::is_same_host,
    service::{Ctx, api_key, audit, login_session},
    telemetry::{self, Metrics},
};
use axum::http::{HeaderMap, Method, header};
use chrono::TimeDelta;
use moka::future::Cache;
use std::{net::IpAddr, sync::Arc, time::Duration};

/// The cookie that holds a session.
const COOKIE: &str = "loanbook_session";

/// A credential that was taken is taken again without a look for so long: a key that is
/// revoked, or a session that another server ends, is refused after this at the latest.
const TAKEN_FOR: Duration = Duration::from_secs(5);

/// One refusal in so long is recorded for an address: who tries many fills no table.
const RECORD_PAUSE: Duration = Duration::from_secs(5);

/// Who may pass, and how they are known.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    ctx: Ctx,
    is_login_required: bool,
    tokens: Option<Tokens>,
    session_life: TimeDelta,
    /// Whether the session's cookie may go over plain HTTP: on the loopback address alone.
    is_local: bool,
    /// Below which path the session's cookie is sent.
    root: String,
    known: Cache<String, Principal>,
    refused: Cache<Option<IpAddr>, ()>,
}

/// What a request carries to say who asks.
enum Credential<'a> {
    Key(&'a str),
    Token(&'a str),
    Session(&'a str),
}

impl Gate {
    /// The gate of these settings.
    ///
    /// # Errors
    /// When a secret is too short, or keys cannot be read.
    pub fn new(ctx: Ctx, config: &ServeConfig) -> anyhow::Result<Self> {
        let identity = &config.identity;
        let cache = |life: Duration| Cache::builder().max_capacity(10_000).time_to_live(life);
        Ok(Self(Arc::new(Inner {
            ctx,
            is_login_required: identity.is_login_required(),
            tokens: Tokens::new(identity)?,
            session_life: TimeDelta::hours(identity.session_hours),
            is_local: config.listen.ip().is_loopback(),
            root: config.proxy.base_path.root(),
            known: cache(TAKEN_FOR).build(),
            refused: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(RECORD_PAUSE)
                .build(),
        })))
    }

    /// The context of who sends a request with these headers.
    ///
    /// # Errors
    /// UNAUTHENTICATED when the credential is missing or not taken; FORBIDDEN for a request
    /// that a page of another site may have made.
    pub(super) async fn admit(&self, method: &Method, headers: &HeaderMap) -> Result<Ctx> {
        if !self.0.is_login_required {
            refuse_detours(headers)?;
            return Ok(self.0.ctx.clone());
        }
        match credential(headers) {
            Some(Credential::Session(_)) if is_cross_site(method, headers) => Err(Error::new(
                Code::Forbidden,
                "a page of another site must not use this session",
            )),
            Some(credential) => self.recognise(credential).await,
            None => Err(Error::new(
                Code::Unauthenticated,
                "say who you are: Authorization: Bearer with an API key or a token, or log in \
                 at /login",
            )),
        }
    }

    /// The context of who opened a socket with these headers, asked for again while it lasts.
    ///
    /// # Errors
    /// As for a request.
    pub(crate) async fn readmit(&self, headers: &HeaderMap) -> Result<Ctx> {
        self.admit(&Method::GET, headers).await
    }

    /// Where it is counted what happens.
    pub(crate) fn metrics(&self) -> Metrics {
        self.0.ctx.metrics.clone()
    }

    async fn recognise(&self, credential: Credential<'_>) -> Result<Ctx> {
        let ctx = &self.0.ctx;
        let (Credential::Key(text) | Credential::Token(text) | Credential::Session(text)) =
            credential;
        let hash = secret::hash(text);
        let principal = match self.0.known.get(&hash).await {
            Some(principal) => principal,
            None => {
                let found = self.look_up(&credential).await;
                if let Err(error) = &found {
                    self.remember_refusal(error).await;
                }
                // Not again when it is found here: it must be looked up before long, however
                // often it is used.
                let principal = found?;
                self.0.known.insert(hash, principal.clone()).await;
                principal
            }
        };
        match principal.expires_at {
            Some(end) if end <= ctx.clock.stamp() => Err(not_taken()),
            _ => Ok(ctx.of(principal)),
        }
    }

    async fn look_up(&self, credential: &Credential<'_>) -> Result<Principal> {
        let ctx = &self.0.ctx;
        match credential {
            Credential::Key(text) => {
                let key = api_key::find(ctx, text).await?.ok_or_else(not_taken)?;
                api_key::principal(&key)
            }
            Credential::Token(text) => match &self.0.tokens {
                Some(tokens) => tokens.principal(text, ctx.clock.stamp()).await,
                None => Err(not_taken()),
            },
            Credential::Session(text) => {
                let found = login_session::find(ctx, text).await?;
                found.ok_or_else(|| {
                    let message = "the session has ended, log in again";
                    Error::new(Code::Unauthenticated, message)
                })
            }
        }
    }

    /// Begins a session with a key; answers the cookie that holds it. `is_secure` says whether the
    /// client's own connection is encrypted.
    pub(super) async fn begin_session(&self, key: &str, is_secure: bool) -> Result<String> {
        let ctx = &self.0.ctx;
        match login_session::begin(ctx, key, self.0.session_life).await? {
            Some(text) => Ok(self.cookie(&text, self.0.session_life, is_secure)),
            None => {
                let message = "is no key of this server, or is no longer taken";
                let error = Error::unauthenticated("key", message);
                self.remember_refusal(&error).await;
                Err(error)
            }
        }
    }

    /// Ends the session that the request carries; answers the cookie that takes it away.
    pub(super) async fn end_session(&self, headers: &HeaderMap) -> Result<String> {
        if let Some(text) = session(headers) {
            login_session::end(&self.0.ctx, text).await?;
            self.0.known.invalidate(&secret::hash(text)).await;
        }
        Ok(self.cookie("", TimeDelta::zero(), false))
    }

    fn cookie(&self, text: &str, life: TimeDelta, is_secure: bool) -> String {
        let (root, seconds) = (&self.0.root, life.num_seconds());
        let secure = if is_secure || !self.0.is_local {
            "; Secure"
        } else {
            ""
        };
        format!(
            "{COOKIE}={text}; HttpOnly; SameSite=Strict; Path={root}; Max-Age={seconds}{secure}"
        )
    }

    async fn remember_refusal(&self, error: &Error) {
        if error.code != Code::Unauthenticated {
            return;
        }
        let address = telemetry::client_address();
        if !self.0.refused.contains_key(&address) {
            self.0.refused.insert(address, ()).await;
            audit::unknown(&self.0.ctx, &error.message).await;
        }
    }
}

fn not_taken() -> Error {
    let message = "the API key or token is not one of this server, or is no longer taken";
    Error::new(Code::Unauthenticated, message)
}

fn credential(headers: &HeaderMap) -> Option<Credential<'_>> {
    match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let text = value.to_str().unwrap_or_default();
            // One that cannot be read is no reason to look at the cookie.
            Some(bearer(text).unwrap_or(Credential::Key("")))
        }
        None => session(headers).map(Credential::Session),
    }
}

fn bearer(authorization: &str) -> Option<Credential<'_>> {
    let (scheme, text) = authorization.split_once(' ')?;
    let text = text.trim();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer") && !text.is_empty();
    is_bearer.then(|| {
        if text.starts_with(KEY_PREFIX) {
            Credential::Key(text)
        } else {
            Credential::Token(text)
        }
    })
}

fn session(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, text)| *name == COOKIE && !text.is_empty())
        .map(|(_, text)| text)
}

/// Whether a page of another site may have sent it: browsers say so, and older ones at
/// least name the page's origin. Reading by a link from elsewhere does no harm.
pub(super) fn is_cross_site(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() && !headers.contains_key(header::UPGRADE) {
        return false;
    }
    let site = headers.get("sec-fetch-site");
    match site.and_then(|site| site.to_str().ok()) {
        Some(site) => !["same-origin", "none"].contains(&site),
        None => !is_same_host(headers),
    }
}

/// Without a login, only this machine may ask. A name that another site's owner points here
/// (DNS rebinding), and a proxy that lets others in, show in the headers.
fn refuse_detours(headers: &HeaderMap) -> Result<()> {
    const FORWARDED: [&str; 3] = ["forwarded", "x-forwarded-for", "x-forwarded-host"];
    let host = headers.get(header::HOST).map(|host| host.to_str());
    let is_here = match host {
        None => true,
        Some(Ok(host)) => is_loopback(host),
        Some(Err(_)) => false,
    };
    if is_here && !FORWARDED.iter().any(|name| headers.contains_key(*name)) {
        return Ok(());
    }
    let message = "this server has no login and answers on its own machine alone, under a name of \
                   the loopback address; start it with --authentication required for others";
    Err(Error::new(Code::Forbidden, message))
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_address = name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    is_address || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::{credential, is_cross_site, is_loopback};
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn names_of_this_machine_are_known() {
        for (host, expected) in [
            ("127.0.0.1:8000", true),
            ("localhost:8000", true),
            ("LocalHost", true),
            ("[::1]:8000", true),
            ("127.8.9.10", true),
            ("loans.example", false),
            ("127.0.0.1.evil.example", false),
            ("10.0.0.1:8000", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }

    #[test]
    fn a_session_serves_pages_of_this_server_alone() {
        let post = Method::POST;
        for (pairs, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], false),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("sec-fetch-site", "same-site")], true),
            (
                &[
                    ("origin", "https://loans.example"),
                    ("host", "loans.example"),
                ],
                false,
            ),
            (
                &[
                    ("origin", "https://evil.example"),
                    ("host", "loans.example"),
                ],
                true,
            ),
            (&[("origin", "null"), ("host", "loans.example")], true),
            (&[], false),
        ] {
            assert_eq!(is_cross_site(&post, &headers(pairs)), expected, "{pairs:?}");
        }
        assert!(!is_cross_site(
            &Method::GET,
            &headers(&[("sec-fetch-site", "cross-site")])
        ));
    }

    #[test]
    fn a_header_that_cannot_be_read_does_not_fall_back_on_the_cookie() {
        use super::Credential;
        let both = headers(&[
            ("authorization", "Basic eDp5"),
            ("cookie", "loanbook_session=a"),
        ]);
        assert!(matches!(credential(&both), Some(Credential::Key(""))));
        let cookie = headers(&[("cookie", "other=b; loanbook_session=a")]);
        assert!(matches!(
            credential(&cookie),
            Some(Credential::Session("a"))
        ));
        assert!(credential(&headers(&[])).is_none());
    }
}
