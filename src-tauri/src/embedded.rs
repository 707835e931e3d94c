//! Starting and stopping the embedded firm: the one place where the shell touches the backend.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::{Backend, Connecting, KeepingAt, Keychain};
use firm::Clock;
use firm::embedded::{Embedded, Opening};
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

/// The name of the setting that keeps the port from start to start, so that the portal's address stays the same.
const PORT: &str = "embedded_port";
/// The name of the setting that tells this computer from others.
const DEVICE: &str = "device";

/// Opens the embedded firm in the folder `firm` of `home`, and gives the desk its address, or says why not.
pub(crate) async fn open(app: AppHandle, home: Result<PathBuf, String>, connecting: Connecting) {
    let (outcome, keeping) = match home {
        Ok(home) => (start(&app, &home).await, Some(keeping(&app, &home))),
        Err(why) => (Err(desk::Error::NotOpened(why)), None),
    };
    if let Err(error) = &outcome {
        tracing::error!(?error, "the embedded firm did not start");
    }
    connecting.done(outcome, keeping);
}

async fn start(app: &AppHandle, home: &Path) -> Result<Backend, desk::Error> {
    // A torn settings file counts as none: the port is then chosen anew.
    let settings = settings(app, home);
    let port = settings.as_ref().and_then(|settings| settings.get(PORT)?.as_u64()?.try_into().ok());
    let opening = Opening { folder: &home.join("firm"), staff: &account_name(), port, clock: Clock::system() };
    let embedded = Embedded::open(&opening).await.map_err(|error| desk::Error::NotOpened(error.to_string()))?;
    let address = embedded.address();
    if let Some(settings) = settings {
        keep(&settings, PORT, address.port());
    }
    let backend = Backend::new(&format!("http://{address}"), embedded.token().reveal())?;
    *app.state::<EmbeddedFirm>().0.lock().await = Some(embedded);
    Ok(backend)
}

/// Where the desk keeps what the firm has.
fn keeping(app: &AppHandle, home: &Path) -> KeepingAt {
    let settings = settings(app, home);
    let known = settings.as_ref().and_then(|settings| settings.get(DEVICE)?.as_str().map(str::to_owned));
    let device = known.unwrap_or_else(|| {
        let new = uuid::Uuid::new_v4().to_string();
        if let Some(settings) = settings {
            keep(&settings, DEVICE, new.clone());
        }
        new
    });
    KeepingAt { folder: home.join("cache"), keychain: Keychain::system(), device, clock: desk::Clock::system() }
}

fn settings(app: &AppHandle, home: &Path) -> Option<Arc<Store<Wry>>> {
    app.store(home.join("settings.json")).ok()
}

fn keep(settings: &Store<Wry>, name: &str, value: impl Into<serde_json::Value>) {
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
