//! Starting and stopping the embedded firm: the one place where the shell touches the backend. With which key it is opened,
//! and what happens without one, the desk decides.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::{Backend, FirmFile, FirmKept, OpeningFirm, OwnFirm, OwnFirmNotOpened};
use firm::embedded::{Begins, Embedded, Keep, OnDisk, Opening};
use firm::{Clock, FileKey};
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_store::{Store, StoreExt};
use tokio::sync::Mutex;

/// The embedded firm while it runs.
#[derive(Default)]
pub(crate) struct EmbeddedFirm(Mutex<Option<Embedded>>);

impl EmbeddedFirm {
    /// Stops it, everything written out.
    pub(crate) async fn close(&self) {
        if let Some(embedded) = self.0.lock().await.take() {
            embedded.close().await;
        }
    }
}

/// The firm in this folder.
pub(crate) struct InFolder {
    pub(crate) app: AppHandle,
    pub(crate) home: PathBuf,
    pub(crate) folder: PathBuf,
    /// The name of the setting that keeps its port from start to start, so that its portal's address stays the same.
    pub(crate) port: &'static str,
    pub(crate) begins: BeginsAs,
}

/// What a folder without a firm gets.
pub(crate) enum BeginsAs {
    Sample,
    /// One's own firm; it has to be there already where its name is not known.
    Own(Option<String>),
}

impl OwnFirm for InFolder {
    fn file(&self) -> Result<FirmFile, String> {
        Ok(match firm::embedded::on_disk(&self.folder).map_err(|error| error.to_string())? {
            OnDisk::Nothing => FirmFile::Nothing,
            OnDisk::Plain => FirmFile::Plain,
            OnDisk::Encrypted(salt) => FirmFile::Encrypted(salt),
        })
    }

    fn open(&self, kept: FirmKept) -> OpeningFirm<'_> {
        Box::pin(async move {
            let keep = match kept {
                FirmKept::Encrypted { key, salt } => FileKey::from_hex(&key.hex(), &salt).map(Keep::Encrypted),
                FirmKept::ThisTimeOnly => Some(Keep::ThisTimeOnly),
            };
            self.start(keep.ok_or(OwnFirmNotOpened::WrongKey)?).await
        })
    }

    fn set_aside(&self) -> Result<PathBuf, String> {
        firm::embedded::set_aside(&self.folder, Clock::system().now()).map_err(|error| error.to_string())
    }
}

impl InFolder {
    async fn start(&self, keep: Keep) -> Result<Backend, OwnFirmNotOpened> {
        // A torn settings file counts as none: the port is then chosen anew.
        let settings = settings(&self.app, &self.home);
        let port = settings.as_ref().and_then(|settings| settings.get(self.port)?.as_u64()?.try_into().ok());
        let (staff, clock) = (account_name(), Clock::system());
        let opening = Opening { folder: &self.folder, keep, begins: self.begins.begins(), staff: &staff, port, clock };
        let embedded = Embedded::open(&opening).await.map_err(not_opened)?;
        let address = embedded.address();
        if let Some(settings) = settings {
            keep_setting(&settings, self.port, address.port());
        }
        let backend = Backend::new(&format!("http://{address}"), embedded.token().reveal());
        *self.app.state::<EmbeddedFirm>().0.lock().await = Some(embedded);
        backend.map_err(|error| OwnFirmNotOpened::Because(error.to_string()))
    }
}

fn not_opened(error: firm::Error) -> OwnFirmNotOpened {
    match error {
        firm::Error::WrongKey => OwnFirmNotOpened::WrongKey,
        error => OwnFirmNotOpened::Because(error.to_string()),
    }
}

impl BeginsAs {
    fn begins(&self) -> Begins<'_> {
        match self {
            Self::Sample => Begins::AsSample,
            Self::Own(Some(name)) => Begins::As(name),
            Self::Own(None) => Begins::Not,
        }
    }
}

fn settings(app: &AppHandle, home: &Path) -> Option<Arc<Store<Wry>>> {
    app.store(home.join("settings.json")).ok()
}

fn keep_setting(settings: &Store<Wry>, name: &str, value: impl Into<serde_json::Value>) {
    settings.set(name, value);
    if let Err(error) = settings.save() {
        tracing::warn!(%error, "the settings could not be saved");
    }
}

/// The name of whoever is signed in to this computer: the full name, or else the account's.
fn account_name() -> String {
    let full = whoami::realname().ok().filter(|name| !name.trim().is_empty());
    full.or_else(|| whoami::username().ok()).unwrap_or_else(|| "Somebody at this computer".to_owned())
}
