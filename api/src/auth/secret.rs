//! Secrets that are made here: shown once, kept as a hash.

use crate::{
    digest::{hexadecimal, sha256},
    error::{Error, Result},
};

/// Every key begins so: scanners for leaked secrets can tell it.
pub(crate) const KEY_PREFIX: &str = "loanbook_";

/// 256 random bits in hexadecimal, behind `prefix`.
///
/// # Errors
/// When the system has no random numbers.
pub(crate) fn generate(prefix: &str) -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(format!("{prefix}{}", hexadecimal(&bytes)))
}

/// What is stored of a secret. One of 256 random bits needs neither salt nor a slow hash,
/// and is looked up by its hash, so that no comparison can be timed.
pub(crate) fn hash(secret: &str) -> String {
    sha256(secret)
}

#[cfg(test)]
mod tests {
    use super::{KEY_PREFIX, generate, hash};

    #[test]
    fn secrets_are_long_and_differ() {
        let (one, other) = (generate(KEY_PREFIX), generate(KEY_PREFIX));
        let (one, other) = (one.expect("a secret"), other.expect("a secret"));
        assert_eq!(one.len(), KEY_PREFIX.len() + 64);
        assert_ne!(one, other);
        assert_eq!(hash(&one).len(), 64);
        // The example of FIPS 180-2.
        assert!(hash("abc").starts_with("ba7816bf8f01cfea414140de5dae2223"));
    }
}
