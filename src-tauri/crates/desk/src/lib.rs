//! The desktop's engine: what the window's commands call. It knows no Tauri, so that tests can drive it like the shell
//! does. It speaks to the firm backend over the firm API, and only so, embedded or not. [`Cache`] keeps what the firm has,
//! encrypted with a key in the [`Keychain`], and [`Sync`] makes it follow the backend. [`Desk`] answers from both.
//! What staff decide while the backend does not answer waits among the intents. The firm that this computer keeps itself is
//! an [`OwnFirm`], which the shell opens with the key that the engine has for it.

mod backend;
mod cache;
mod clock;
mod connect;
mod desk;
mod directory;
mod error;
mod export_files;
mod firms;
mod intents;
mod keeper;
mod kept;
mod keychain;
mod own_firm;
mod private;
mod recovery_key;
mod standing;
mod sync;
mod tables;
mod whose;

pub use backend::Backend;
pub use cache::{Binding, Cache, CachePlace, Counts, Holds, Keeping, News, Nothing, Reading, Standing, Tie};
pub use clock::Clock;
pub use connect::Connecting;
pub use desk::Desk;
pub use error::Error;
pub use export_files::ExportFiles;
pub use firms::{ClosingFirm, Firms, NoServer, Premises, Remembered};
pub use keeper::KeepingAt;
pub use keychain::{Key, Keychain, NoKeychain};
pub use own_firm::{FirmFile, FirmKept, OpeningFirm, OwnFirm, OwnFirmNotOpened};
pub use private::keep_private;
pub use sync::{Progress, Sync, SyncState};
pub use tables::CopiedTable;
