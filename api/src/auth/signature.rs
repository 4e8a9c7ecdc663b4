//! Signatures of tokens, checked with ring, which TLS to the databases brings along:
//! the libraries that jsonwebtoken offers itself are a second and a third implementation.

use jsonwebtoken::{
    Algorithm, DecodingKey, DecodingKeyKind,
    crypto::{CryptoProvider, JwtVerifier, KeyUtils},
    errors::{Error, ErrorKind},
    signature,
};
use ring::{
    hmac,
    signature::{
        ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
        UnparsedPublicKey,
    },
};

/// The algorithms that tokens may be signed with.
pub(super) static PROVIDER: CryptoProvider = CryptoProvider {
    // Tokens are never signed here.
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 | Algorithm::RS256 | Algorithm::ES256 => Ok(Box::new(Check {
            algorithm: *algorithm,
            key: key.clone(),
        })),
        _ => Err(Error::from(ErrorKind::UnsupportedAlgorithm)),
    },
    // Asked for by what makes keys alone.
    key_utils: KeyUtils::new_unimplemented(),
};

struct Check {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl JwtVerifier for Check {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl signature::Verifier<Vec<u8>> for Check {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let checked = match (self.algorithm, self.key.kind()) {
            (Algorithm::HS256, DecodingKeyKind::SecretOrDer(secret)) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                hmac::verify(&key, message, signature)
            }
            (Algorithm::ES256, DecodingKeyKind::SecretOrDer(point)) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, e }) => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            _ => Err(ring::error::Unspecified),
        };
        checked.map_err(|_| signature::Error::new())
    }
}

#[cfg(test)]
mod tests {
    use super::Check;
    use jsonwebtoken::{Algorithm, DecodingKey, signature::Verifier};

    /// RFC 7515, appendices A.2 and A.3: the same payload, signed by others.
    const PAYLOAD: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
                           cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    fn check(algorithm: Algorithm, key: DecodingKey, header: &str, signature: &[u8]) -> bool {
        let message = format!("{header}.{PAYLOAD}");
        Check { algorithm, key }
            .verify(message.as_bytes(), &signature.to_vec())
            .is_ok()
    }

    #[test]
    fn the_example_of_the_standard_is_accepted_and_no_other() {
        let key = DecodingKey::from_ec_components(
            "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        )
        .expect("the standard's key");
        // The signature's two numbers, as appendix A.3.1 lists them.
        let signature = [
            14, 209, 33, 83, 121, 99, 108, 72, 60, 47, 127, 21, 88, 7, 212, 2, 163, 178, 40, 3, 58,
            249, 124, 126, 23, 129, 154, 195, 22, 158, 166, 101, 197, 10, 7, 211, 140, 60, 112,
            229, 216, 241, 45, 175, 8, 74, 84, 128, 166, 101, 144, 197, 242, 147, 80, 154, 143, 63,
            127, 138, 131, 163, 84, 213,
        ];
        let header = "eyJhbGciOiJFUzI1NiJ9";
        assert!(check(Algorithm::ES256, key.clone(), header, &signature));
        assert!(!check(
            Algorithm::ES256,
            key.clone(),
            "eyJhbGciOiJFUzI1NiK9",
            &signature
        ));
        // A public key is no secret: it must not be taken for one.
        assert!(!check(Algorithm::HS256, key, header, &signature));
    }
}
