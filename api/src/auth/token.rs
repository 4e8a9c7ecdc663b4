//! Tokens (JWT, RFC 7519) that another system signs: who asks, in which role, for which rows.

use super::{Principal, Role, RowScope, keys::Keys, signature::PROVIDER};
use crate::{
    config::IdentityConfig,
    error::{Code, Error, Result},
    service::is_label,
};
use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDateTime};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

/// The shortest secret: as long as what HS256 makes of it (RFC 7518 §3.2).
const MIN_SECRET_BYTES: usize = 32;

/// The longest subject: as long as the audit log's column.
const MAX_SUBJECT: usize = 128;

/// Checks tokens as the settings say.
pub(super) struct Tokens {
    source: Source,
    validation: Validation,
    leeway_seconds: i64,
}

/// What tokens are signed with. Never both: a public key must not be taken for a secret.
enum Source {
    Secret(DecodingKey),
    Keys(Keys),
}

/// What a token says. A claim that is not here is not looked at.
#[derive(Deserialize)]
struct Claims {
    /// Who.
    sub: String,
    /// The end of its life, in seconds since 1970.
    exp: i64,
    /// The begin of its life, in seconds since 1970.
    nbf: Option<i64>,
    /// What its bearer may do.
    role: String,
    /// The loan types that its bearer sees; all when empty.
    #[serde(default)]
    loan_types: Vec<String>,
    /// The branches that its bearer sees; all when empty.
    #[serde(default)]
    branches: Vec<String>,
}

impl Tokens {
    /// The tokens of these settings; nothing where no token is taken.
    ///
    /// # Errors
    /// When the secret is short, or the keys cannot be read.
    pub(super) fn new(config: &IdentityConfig) -> anyhow::Result<Option<Self>> {
        let source = match (&config.jwt_secret, &config.jwt_jwks) {
            (Some(secret), _) if secret.len() < MIN_SECRET_BYTES => {
                bail!("LOANBOOK_JWT_SECRET must have at least {MIN_SECRET_BYTES} bytes")
            }
            (Some(secret), _) => Source::Secret(DecodingKey::from_secret(secret.as_bytes())),
            (None, Some(place)) => {
                Source::Keys(Keys::new(place).context("LOANBOOK_JWT_JWKS cannot be used")?)
            }
            (None, None) => return Ok(None),
        };
        // Another router of this process may have done it.
        let _ = PROVIDER.install_default();
        let mut validation = Validation::new(Algorithm::HS256);
        // Times are checked here, by the service's own clock.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        if let Some(issuer) = &config.jwt_issuer {
            validation.set_issuer(&[issuer]);
            validation.required_spec_claims.insert("iss".to_owned());
        }
        match &config.jwt_audience {
            Some(audience) => {
                validation.set_audience(&[audience]);
                validation.required_spec_claims.insert("aud".to_owned());
            }
            None => validation.validate_aud = false,
        }
        Ok(Some(Self {
            source,
            validation,
            leeway_seconds: config.jwt_leeway_seconds,
        }))
    }

    /// Who a token makes its bearer.
    ///
    /// # Errors
    /// UNAUTHENTICATED when it is malformed, signed by another, of another time, or says
    /// what cannot be; UNAVAILABLE when the keys cannot be had.
    pub(super) async fn principal(&self, token: &str, now: NaiveDateTime) -> Result<Principal> {
        let header = decode_header(token).map_err(|_| refused("is malformed"))?;
        let claims = match &self.source {
            Source::Secret(key) => read(token, key, &self.validation)?,
            Source::Keys(keys) => {
                let key = keys.find(header.kid.as_deref(), header.alg).await?;
                // The key was picked for it; the library wants no algorithm of another kind of key.
                let validation = Validation {
                    algorithms: vec![header.alg],
                    ..self.validation.clone()
                };
                read(token, &key, &validation)?
            }
        };
        let now = now.and_utc().timestamp();
        if claims.exp.saturating_add(self.leeway_seconds) <= now {
            return Err(refused("has expired"));
        }
        if claims
            .nbf
            .is_some_and(|begin| begin.saturating_sub(self.leeway_seconds) > now)
        {
            return Err(refused("is not valid yet"));
        }
        if !is_label(&claims.sub, MAX_SUBJECT) {
            return Err(refused("has no `sub` of 1 to 128 characters"));
        }
        let role = Role::parse(&claims.role).map_err(|_| refused("has no `role` of ours"))?;
        let rows = RowScope::parse(role, &claims.loan_types, &claims.branches)
            .map_err(|error| refused(&format!("has a scope that cannot be: {error}")))?;
        let end = DateTime::from_timestamp(claims.exp.saturating_add(self.leeway_seconds), 0);
        Ok(Principal {
            name: claims.sub,
            role,
            rows,
            expires_at: end.map(|end| end.naive_utc()),
            is_operator: false,
        })
    }
}

fn read(token: &str, key: &DecodingKey, validation: &Validation) -> Result<Claims> {
    use jsonwebtoken::errors::ErrorKind;
    let read = decode::<Claims>(token, key, validation);
    read.map(|token| token.claims)
        .map_err(|error| match error.kind() {
            ErrorKind::InvalidIssuer => refused("is of another issuer"),
            ErrorKind::InvalidAudience => refused("is for another audience"),
            ErrorKind::MissingRequiredClaim(_) => refused("lacks `iss` or `aud`"),
            ErrorKind::Json(_) => refused("lacks one of `sub`, `exp` and `role`"),
            _ => refused("is malformed, or not signed by the key of this server"),
        })
}

/// Says what is wrong with a token, without anything of it.
fn refused(why: &str) -> Error {
    Error::new(Code::Unauthenticated, format!("the token {why}"))
}
