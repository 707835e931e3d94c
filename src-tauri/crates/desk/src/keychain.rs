//! Keys in the operating system's keychain: the Secret Service on Linux, Keychain Services on macOS, the Credential
//! Manager on Windows. What a key opens is encrypted at rest, and whoever copies the files alone has nothing
//! (`rules.md` 46). There is no other place for a key: where there is no keychain, that is told, and nothing is written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::{Zeroize, Zeroizing};

/// What an entry belongs to, as a person sees it in the keychain.
const APPLICATION: &str = "Portico";
/// What the operating system calls the place where keys are kept.
pub(crate) const KEY_STORE: &str = if cfg!(windows) {
    "Windows Credential Manager"
} else if cfg!(target_os = "macos") {
    "macOS Keychain"
} else {
    "keyring of this session (Secret Service)"
};
/// The entry that is written and taken away to see whether the keychain takes anything.
const TRIAL: &str = "trial";

/// A random 256-bit key. It is wiped from memory when it is dropped, and shown to nobody.
#[derive(Clone)]
pub struct Key([u8; 32]);

/// What an entry holds: letters, since not every keychain takes bytes.
type Text = Zeroizing<String>;

/// Where keys are kept. Cloning it is cheap and gives the same one.
#[derive(Debug, Clone)]
pub struct Keychain(Place);

#[derive(Debug, Clone)]
enum Place {
    System,
    /// Of this process alone: for tests, which leave a person's keychain alone.
    Process(Arc<Mutex<BTreeMap<String, Text>>>),
    /// As on a computer without one.
    Nowhere,
}

/// The keychain cannot be used now: there is none, it is locked, or the person said no. The sentence says which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoKeychain(String);

impl Keychain {
    /// The operating system's, of whoever is signed in to this computer.
    #[must_use]
    pub fn system() -> Self {
        Self(Place::System)
    }

    /// One that ends with this process, and that its clones share.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self(Place::Process(Arc::default()))
    }

    /// One that takes nothing, as on a computer without a keychain.
    #[must_use]
    pub fn none() -> Self {
        Self(Place::Nowhere)
    }

    /// The key of this name; none if there is none, which is only told where the keychain would take one: a locked one
    /// shows nothing either.
    ///
    /// # Errors
    /// [`NoKeychain`] says why it cannot be told.
    pub async fn key(&self, name: &str) -> Result<Option<Key>, NoKeychain> {
        let [key] = self.keys([name]).await?;
        Ok(key)
    }

    /// As [`Keychain::key`], for several at once: one that is found says that the keychain shows what it has.
    ///
    /// # Errors
    /// As [`Keychain::key`].
    pub(crate) async fn keys<const N: usize>(&self, names: [&str; N]) -> Result<[Option<Key>; N], NoKeychain> {
        let (place, names) = (self.0.clone(), names.map(str::to_owned));
        aside(move || {
            let mut found = [const { None }; N];
            for (key, name) in found.iter_mut().zip(&names) {
                // What somebody else put there is no key of ours.
                *key = place.get(name)?.and_then(|text| Key::from_hex(&text));
            }
            if found.iter().all(Option::is_none) {
                place.set(TRIAL, &Key::random().hex())?;
                place.delete(TRIAL)?;
            }
            Ok(found)
        })
        .await
    }

    /// What was kept under this name by [`Keychain::put_text`]; none if nothing was.
    ///
    /// # Errors
    /// [`NoKeychain`] says why it cannot be told.
    pub(crate) async fn text(&self, name: &str) -> Result<Option<Text>, NoKeychain> {
        let (place, name) = (self.0.clone(), name.to_owned());
        aside(move || place.get(&name)).await
    }

    /// A new key under this name, in the place of one that was there.
    ///
    /// # Errors
    /// [`NoKeychain`] says why none could be kept.
    pub async fn new_key(&self, name: &str) -> Result<Key, NoKeychain> {
        let key = Key::random();
        self.put(name, &key).await?;
        Ok(key)
    }

    /// Keeps this key under this name: one that a person typed from a recovery key, say.
    ///
    /// # Errors
    /// [`NoKeychain`] says why it could not be kept.
    pub async fn put(&self, name: &str, key: &Key) -> Result<(), NoKeychain> {
        self.put_text(name, &key.hex()).await
    }

    /// Keeps a short text under this name, in the place of one that was there.
    ///
    /// # Errors
    /// As [`Keychain::put`].
    pub(crate) async fn put_text(&self, name: &str, text: &str) -> Result<(), NoKeychain> {
        let (place, name, text) = (self.0.clone(), name.to_owned(), Text::new(text.to_owned()));
        aside(move || {
            place.set(&name, &text)?;
            // What says that it has kept a key and has not would lose everything that is encrypted with it.
            match place.get(&name)? {
                Some(kept) if kept == text => Ok(()),
                _ => Err(NoKeychain("The keychain of this computer does not keep what is put into it.".to_owned())),
            }
        })
        .await
    }

    /// Takes the key of this name away; nothing happens if there is none.
    ///
    /// # Errors
    /// [`NoKeychain`] says why it may still be there.
    pub async fn forget(&self, name: &str) -> Result<(), NoKeychain> {
        let (place, name) = (self.0.clone(), name.to_owned());
        aside(move || place.delete(&name)).await
    }
}

impl Place {
    fn get(&self, name: &str) -> Result<Option<Text>, NoKeychain> {
        match self {
            Self::System => match entry(name)?.get_password() {
                Ok(text) => Ok(Some(Text::new(text))),
                // Whatever is not text is not ours.
                Err(keyring::Error::NoEntry | keyring::Error::BadEncoding(_)) => Ok(None),
                Err(error) => Err(refused(&error)),
            },
            Self::Process(keys) => Ok(keys.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()),
            Self::Nowhere => Err(NoKeychain::nowhere()),
        }
    }

    fn set(&self, name: &str, text: &Text) -> Result<(), NoKeychain> {
        match self {
            Self::System => entry(name)?.set_password(text).map_err(|error| refused(&error)),
            Self::Process(keys) => {
                keys.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), text.clone());
                Ok(())
            }
            Self::Nowhere => Err(NoKeychain::nowhere()),
        }
    }

    fn delete(&self, name: &str) -> Result<(), NoKeychain> {
        match self {
            Self::System => match entry(name)?.delete_credential() {
                Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
                Err(error) => Err(refused(&error)),
            },
            Self::Process(keys) => {
                keys.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
                Ok(())
            }
            Self::Nowhere => Err(NoKeychain::nowhere()),
        }
    }
}

impl Key {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// The key of these bytes.
    pub(crate) fn of(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// As what encrypts takes it.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> Zeroizing<String> {
        let mut digits = Zeroizing::new(String::with_capacity(64));
        for byte in self.0 {
            write!(digits, "{byte:02x}").expect("a string takes everything");
        }
        digits
    }

    /// The key of these 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(digits: &str) -> Option<Self> {
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut key = Self([0; 32]);
        for (byte, place) in key.0.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&digits[place..place + 2], 16).ok()?;
        }
        Some(key)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl NoKeychain {
    fn nowhere() -> Self {
        Self("This computer has no keychain.".to_owned())
    }
}

/// A keychain may ask the person, and takes its time.
async fn aside<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, NoKeychain> + Send + 'static,
) -> Result<T, NoKeychain> {
    let done = tokio::task::spawn_blocking(act).await;
    done.unwrap_or_else(|_| Err(NoKeychain("The keychain of this computer failed.".to_owned())))
}

/// On Windows a credential goes wherever its owner signs in, unless it is told to stay (local persistence).
#[cfg(windows)]
fn entry(name: &str) -> Result<keyring_core::Entry, NoKeychain> {
    if keyring::Entry::store_status().is_err() {
        return Err(NoKeychain::nowhere());
    }
    let stays = std::collections::HashMap::from([("persistence", "local")]);
    keyring_core::Entry::new_with_modifiers(APPLICATION, name, &stays).map_err(|error| refused(&error))
}

#[cfg(not(windows))]
fn entry(name: &str) -> Result<keyring::Entry, NoKeychain> {
    keyring::Entry::new(APPLICATION, name).map_err(|error| refused(&error))
}

fn refused(error: &keyring::Error) -> NoKeychain {
    // Its text may hold what is in an entry, so only its kind is told.
    let why = match error {
        keyring::Error::NoDefaultStore => "This computer has no keychain.",
        keyring::Error::NoStorageAccess(_) => "The keychain of this computer is locked, or access to it was refused.",
        keyring::Error::TooLong(..) => "The keychain of this computer does not take a name of this length.",
        _ => "The keychain of this computer failed.",
    };
    tracing::warn!(why, "no keychain");
    NoKeychain(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_from_its_digits_and_nothing_else_is() {
        let key = Key::random();
        assert_eq!(Key::from_hex(&key.hex()).unwrap().0, key.0);
        assert_ne!(key.0, Key::random().0);
        for text in ["", "abc", &"g".repeat(64), &"é".repeat(32), &"a".repeat(63), &"+1".repeat(32)] {
            assert!(Key::from_hex(text).is_none(), "{text}");
        }
        assert_eq!(format!("{key:?}"), "Key(…)");
    }

    #[tokio::test]
    async fn a_key_is_kept_until_it_is_forgotten() {
        let keychain = Keychain::of_this_process();
        assert!(keychain.key("cache").await.unwrap().is_none());
        let key = keychain.new_key("cache").await.unwrap();
        assert_eq!(keychain.key("cache").await.unwrap().unwrap().0, key.0);
        assert_ne!(keychain.new_key("cache").await.unwrap().0, key.0);
        keychain.forget("cache").await.unwrap();
        keychain.forget("cache").await.unwrap();
        assert!(keychain.key("cache").await.unwrap().is_none());
    }

    /// That there is no key is told only where there could be one.
    #[tokio::test]
    async fn without_a_keychain_nothing_is_kept_and_that_is_told() {
        let nowhere = Keychain::none();
        assert_eq!(nowhere.key("cache").await.unwrap_err().to_string(), "This computer has no keychain.");
        assert!(nowhere.new_key("cache").await.is_err() && nowhere.forget("cache").await.is_err());
    }
}
