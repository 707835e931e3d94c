//! The firm that this computer keeps itself, and the key to its file. The key is random, in the keychain under the file's
//! own salt, so that each file finds its own wherever it is moved to; an imported firm, whose file is the only copy, has it
//! as a recovery key besides. Where a key cannot be had nothing is overwritten: the window says so and what can be done.
//! Where none can be kept there is no file, only a firm that ends with the program.
//!
//! How a firm is opened the shell knows, which alone knows the backend ([`OwnFirm`]).

mod opener;
mod recovery;

use std::path::PathBuf;
use std::pin::Pin;

pub(crate) use opener::Opener;

use crate::Backend;
use crate::keychain::Key;

/// What lies where the firm's file is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FirmFile {
    /// No firm yet.
    Nothing,
    /// One of an early Portico, in plain; it is encrypted as it is opened.
    Plain,
    /// An encrypted one, by the salt that it begins with, in 32 hexadecimal digits.
    Encrypted(String),
}

/// How a firm is to be kept.
#[derive(Debug, Clone)]
pub enum FirmKept {
    /// In its file, encrypted.
    Encrypted {
        /// The file's key.
        key: Key,
        /// The salt that the file begins with, or will.
        salt: String,
    },
    /// Nowhere beyond the end of the program.
    ThisTimeOnly,
}

/// Why a firm is not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnFirmNotOpened {
    /// The key does not open the file. It is as it was.
    WrongKey,
    /// Anything else, in a sentence.
    Because(String),
}

/// A firm on its way to be opened.
pub type OpeningFirm<'a> = Pin<Box<dyn Future<Output = Result<Backend, OwnFirmNotOpened>> + Send + 'a>>;

/// The firm that this computer keeps itself, as the shell can open it.
pub trait OwnFirm: Send + Sync + 'static {
    /// What lies where its file is kept.
    ///
    /// # Errors
    /// A sentence, if that cannot be told.
    fn file(&self) -> Result<FirmFile, String>;

    /// Opens it, so that it answers. A new one is made if there is none.
    fn open(&self, kept: FirmKept) -> OpeningFirm<'_>;

    /// Moves its file aside, with all that belongs to it, and says where to. It is not open then.
    ///
    /// # Errors
    /// A sentence, if it cannot be moved.
    fn set_aside(&self) -> Result<PathBuf, String>;
}
