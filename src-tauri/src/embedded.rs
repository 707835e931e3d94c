//! Starting and stopping the embedded firm: the one place where the shell touches the backend.

use std::path::PathBuf;

use desk::{Backend, Connecting};
use firm::Clock;
use firm::embedded::{Embedded, Opening};
use tauri::{AppHandle, Manager};
use tauri_plugin_store::StoreExt;
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

/// Opens the embedded firm in the folder `firm` of `home`, and gives the desk its address, or says why not.
pub(crate) async fn open(app: AppHandle, home: Result<PathBuf, String>, connecting: Connecting) {
    let outcome = match home {
        Ok(home) => start(&app, home).await,
        Err(why) => Err(desk::Error::NotOpened(why)),
    };
    if let Err(error) = &outcome {
        tracing::error!(?error, "the embedded firm did not start");
    }
    connecting.done(outcome, None);
}

async fn start(app: &AppHandle, home: PathBuf) -> Result<Backend, desk::Error> {
    // A torn settings file counts as none: the port is then chosen anew.
    let settings = app.store(home.join("settings.json")).ok();
    let port = settings.as_ref().and_then(|settings| settings.get(PORT)?.as_u64()?.try_into().ok());
    let opening = Opening { folder: &home.join("firm"), staff: &account_name(), port, clock: Clock::system() };
    let embedded = Embedded::open(&opening).await.map_err(|error| desk::Error::NotOpened(error.to_string()))?;
    let address = embedded.address();
    if let Some(settings) = settings {
        settings.set(PORT, address.port());
        if let Err(error) = settings.save() {
            tracing::warn!(%error, "the settings could not be saved");
        }
    }
    let backend = Backend::new(&format!("http://{address}"), embedded.token().reveal())?;
    *app.state::<EmbeddedFirm>().0.lock().await = Some(embedded);
    Ok(backend)
}

/// The name of whoever is signed in to this computer: the full name, or else the account's.
fn account_name() -> String {
    let full = whoami::realname().ok().filter(|name| !name.trim().is_empty());
    full.or_else(|| whoami::username().ok()).unwrap_or_else(|| "Somebody at this computer".to_owned())
}
