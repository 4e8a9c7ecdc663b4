//! Tokens that another system signs: every claim and every algorithm, and keys that change.

use super::guarded;
use crate::{app::TestApp, database::Server, writes::Bank};
use axum::{Router, http::StatusCode, routing::get};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use std::{
    fs,
    sync::{Arc, Mutex},
};

const SECRET: &str = "a secret of more than thirty-two bytes";

/// 2025-12-31T00:00:00Z, the day of the tests' clock.
const NOW: i64 = 1_767_139_200;

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn token(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature = sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn hs256(secret: &str, claims: &Value) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let sign = |message: &[u8]| hmac::sign(&key, message).as_ref().to_vec();
    token(&json!({"alg": "HS256", "typ": "JWT"}), claims, sign)
}

fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "sub": "dana@lender.example", "role": "collector", "exp": NOW + 3600,
        "iss": "https://id.lender.example", "aud": "loanbook", "branches": ["North"],
    });
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    claims
}

async fn me(app: &TestApp, token: &str) -> Result<Value, String> {
    let asked = "{ me { name role branches loanTypes } }";
    let answer = app.bearing(token).post(asked, json!({})).await.json();
    match answer["data"]["me"].is_object() {
        true => Ok(answer["data"]["me"].clone()),
        false => {
            let error = if answer["errors"][0].is_object() {
                &answer["errors"][0]["message"]
            } else {
                &answer["detail"]
            };
            Err(error.as_str().unwrap().to_owned())
        }
    }
}

pub async fn tokens_are_checked_to_the_letter(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let flags = [
        "--jwt-secret",
        SECRET,
        "--jwt-issuer",
        "https://id.lender.example",
        "--jwt-audience",
        "loanbook",
    ];
    let app = TestApp::with_flags(bank.app.ctx.clone(), &flags);
    let good = hs256(SECRET, &claims(&json!({})));
    assert_eq!(
        me(&app, &good).await.unwrap(),
        json!({"name": "dana@lender.example", "role": "COLLECTOR", "branches": ["North"],
            "loanTypes": []})
    );
    let audiences = claims(&json!({"aud": ["other", "loanbook"], "loan_types": ["Auto"]}));
    let found = me(&app, &hs256(SECRET, &audiences)).await.unwrap();
    assert_eq!(found["loanTypes"], json!(["AUTO"]));
    // A minute of difference between clocks is allowed.
    for changes in [json!({"exp": NOW - 59}), json!({"nbf": NOW + 59})] {
        assert!(
            me(&app, &hs256(SECRET, &claims(&changes))).await.is_ok(),
            "{changes}"
        );
    }
    for (changes, words) in [
        (json!({"exp": NOW - 61}), "has expired"),
        (json!({"exp": null}), "lacks"),
        (json!({"exp": "soon"}), "lacks"),
        (json!({"nbf": NOW + 61}), "not valid yet"),
        (json!({"iss": "https://evil.example"}), "another issuer"),
        (json!({"iss": null}), "the token"),
        (json!({"aud": "other"}), "another audience"),
        (json!({"aud": null}), "the token"),
        (json!({"sub": null}), "lacks"),
        (json!({"sub": ""}), "no `sub`"),
        (json!({"sub": "a\nb"}), "no `sub`"),
        (json!({"role": "king"}), "no `role`"),
        (json!({"role": null}), "lacks"),
        (json!({"role": "admin"}), "scope"),
        (json!({"loan_types": ["Boat"]}), "scope"),
    ] {
        let error = me(&app, &hs256(SECRET, &claims(&changes)))
            .await
            .unwrap_err();
        assert!(error.contains(words), "{changes}: {error}");
    }
    // Another secret, no signature, another's header, and what is no token at all.
    let body = good.split('.').nth(1).unwrap();
    let none = format!("{}.{body}.", encoded(&json!({"alg": "none"})));
    let other = format!("{}.{body}.AAAA", encoded(&json!({"alg": "HS512"})));
    let tampered = good.replace(body, &encoded(&claims(&json!({"role": "viewer"}))));
    let foreign = hs256("another secret of thirty-two bytes!", &claims(&json!({})));
    for token in [
        foreign,
        none,
        other,
        tampered,
        "a.b.c".into(),
        "x".into(),
        format!("{good}x"),
    ] {
        assert!(
            me(&app, &token).await.unwrap_err().contains("malformed"),
            "{token}"
        );
    }
    // Without a setting for tokens none is taken.
    let keys_alone = guarded(bank.db.clone());
    assert!(me(&keys_alone, &good).await.is_err());
}

/// The RSA key of RFC 7515, appendix A.2: published, so no secret.
const MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

/// What appendix A.2 signs, and the signature that it prints.
const PUBLISHED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// A key pair on P-256, and its public half as a provider publishes it.
struct Provider {
    pair: EcdsaKeyPair,
    id: &'static str,
}

impl Provider {
    fn new(id: &'static str) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
        Self { pair, id }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |from: usize| URL_SAFE_NO_PAD.encode(&point[from..from + 32]);
        json!({"kty": "EC", "crv": "P-256", "kid": self.id, "x": part(1), "y": part(33)})
    }

    fn token(&self, changes: &Value) -> String {
        let header = json!({"alg": "ES256", "kid": self.id});
        token(&header, &claims(changes), |message| {
            let signature = self.pair.sign(&SystemRandom::new(), message).unwrap();
            signature.as_ref().to_vec()
        })
    }
}

pub async fn keys_of_a_provider_are_followed(server: &Server) {
    let bank = Bank::new(server, 3).await;
    let (old, new) = (Provider::new("2025"), Provider::new("2026"));
    let rsa = json!({"kty": "RSA", "kid": "rfc7515", "alg": "RS256", "n": MODULUS, "e": "AQAB"});
    let file = std::env::temp_dir().join(format!(
        "loanbook_keys_{}_{}.json",
        std::process::id(),
        server.backend.name()
    ));
    fs::write(
        &file,
        json!({"keys": [old.public(), rsa.clone()]}).to_string(),
    )
    .unwrap();
    let flags = ["--jwt-jwks", file.to_str().unwrap()];
    let app = TestApp::with_flags(bank.app.ctx.clone(), &flags);
    assert_eq!(
        me(&app, &old.token(&json!({}))).await.unwrap()["role"],
        "COLLECTOR"
    );
    assert!(
        me(&app, &new.token(&json!({})))
            .await
            .unwrap_err()
            .contains("a key that")
    );
    // A secret that everybody knows: the public key itself.
    let public = hs256(&old.public().to_string(), &claims(&json!({})));
    assert!(me(&app, &public).await.is_err());
    // The standard's own token: its signature is accepted, its claims are none of ours.
    let header = encoded(&json!({"alg": "RS256", "kid": "rfc7515"}));
    let (_, rest) = PUBLISHED.split_once('.').unwrap();
    assert!(
        me(&app, &format!("{header}.{rest}"))
            .await
            .unwrap_err()
            .contains("malformed")
    );
    fs::write(&file, json!({"keys": [rsa]}).to_string()).unwrap();
    let app = TestApp::with_flags(bank.app.ctx.clone(), &flags);
    assert!(me(&app, PUBLISHED).await.unwrap_err().contains("lacks"));
    fs::remove_file(&file).unwrap();

    // By address, with a provider that goes away and comes back with another key.
    let published = Arc::new(Mutex::new(None::<Value>));
    let answer = {
        let published = published.clone();
        move || {
            let keys = published.lock().unwrap().clone();
            async move {
                keys.map(|keys| keys.to_string())
                    .ok_or(StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/keys", listener.local_addr().unwrap());
    let router = Router::new().route("/keys", get(answer));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let app = TestApp::with_flags(bank.app.ctx.clone(), &["--jwt-jwks", &address]);
    assert!(
        me(&app, &old.token(&json!({})))
            .await
            .unwrap_err()
            .contains("try again")
    );
    *published.lock().unwrap() = Some(json!({"keys": [old.public()]}));
    assert!(me(&app, &old.token(&json!({}))).await.is_ok());
    // Away again: the keys that were had serve.
    *published.lock().unwrap() = None;
    assert!(me(&app, &old.token(&json!({"sub": "else"}))).await.is_ok());
    serving.abort();
    for place in ["http://id.lender.example/keys", "/no/such/file", "https://"] {
        let config = loanbook::config::ServeConfig::from_flags(["--jwt-jwks", place]).unwrap();
        assert!(
            loanbook::app::router(bank.app.ctx.clone(), &config).is_err(),
            "{place}"
        );
    }
}
