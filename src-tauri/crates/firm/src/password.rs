use argon2::Argon2;
use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::guessable::is_common;

/// A password as it is stored: a PHC string of Argon2id with 19 MiB, two passes and a salt of its own.
///
/// Hashing takes tens of milliseconds of processor time, so it is done before a transaction begins and never inside.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Exists only where the password behind this hash was given. Acts that need the password take it, and check inside
/// their transaction that the hash is still the account's.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordProof(PasswordHash);

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Fewer than [`PasswordHash::SHORTEST`] characters.
    #[error("a password has at least {} characters", PasswordHash::SHORTEST)]
    TooShort,
    /// More than [`PasswordHash::LONGEST`] bytes.
    #[error("a password has {} bytes at most", PasswordHash::LONGEST)]
    TooLong,
    /// One of those that are tried first.
    #[error("this password is one of those that are tried first")]
    TooCommon,
}

impl PasswordHash {
    /// The fewest characters of a password.
    pub const SHORTEST: usize = 12;
    /// The most bytes of a password.
    pub const LONGEST: usize = 200;

    /// Hashes a new password with a random salt.
    ///
    /// # Errors
    /// [`BadPassword`] says what is wrong with it.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn of(password: &str) -> Result<Self, BadPassword> {
        if password.chars().count() < Self::SHORTEST {
            return Err(BadPassword::TooShort);
        }
        if password.len() > Self::LONGEST {
            return Err(BadPassword::TooLong);
        }
        if is_common(password) {
            return Err(BadPassword::TooCommon);
        }
        let hash: phc::PasswordHash = Argon2::default()
            .hash_password(password.as_bytes())
            .expect("Argon2's own parameters fit any password of this length");
        Ok(Self(hash.to_string()))
    }

    /// A proof if this is the password.
    #[must_use]
    pub fn prove(&self, password: &str) -> Option<PasswordProof> {
        let hash = phc::PasswordHash::new(&self.0).ok()?;
        Argon2::default().verify_password(password.as_bytes(), &hash).ok()?;
        Some(PasswordProof(self.clone()))
    }

    pub(crate) fn from_database(hash: String) -> Self {
        Self(hash)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl PasswordProof {
    /// Whether it proves the password of the account that stores this hash.
    pub(crate) fn opens(&self, stored: &str) -> bool {
        self.0.0 == stored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_gives_a_proof() {
        let hash = PasswordHash::of("correct horse battery").unwrap();
        assert!(hash.prove("correct horse battery").is_some());
        assert!(hash.prove("Correct horse battery").is_none());
    }

    #[test]
    fn the_same_password_has_another_hash_each_time() {
        let hash = || PasswordHash::of("correct horse battery").unwrap();
        assert!(hash() != hash());
    }

    #[test]
    fn a_short_password_is_refused() {
        assert_eq!(PasswordHash::of("elevenchars").err(), Some(BadPassword::TooShort));
        assert_eq!(PasswordHash::of(&"xyz1".repeat(51)).err(), Some(BadPassword::TooLong));
    }
}
