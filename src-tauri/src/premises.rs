//! Where the firms of this computer lie, and what is remembered of them. Each has a folder of its own: the sample in the
//! application's, as from the beginning, the others below it.

use std::path::PathBuf;
use std::sync::Arc;

use contract::FirmChoice;
use desk::{ClosingFirm, KeepingAt, Keychain, OwnFirm, Premises, Remembered, keep_private};
use serde_json::{Value, json};
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_store::{Store, StoreExt};

use crate::device;
use crate::embedded::{BeginsAs, EmbeddedFirm, InFolder};
use crate::inbound::Inbound;

/// The name of the setting that says which firm is worked with; null after signing out.
const CHOSEN: &str = "firm";
/// The name of the setting that keeps the address of the server that was connected to last.
const SERVER: &str = "server";
/// The name of the setting that keeps the name of one's own firm.
const OWN_NAME: &str = "own_firm";

/// This computer, for whoever is signed in to it.
pub(crate) struct ThisComputer {
    app: AppHandle,
    home: PathBuf,
    store: Option<Arc<Store<Wry>>>,
}

impl ThisComputer {
    pub(crate) fn new(app: &AppHandle, home: PathBuf) -> Self {
        let store = app.store(home.join("settings.json")).ok();
        Self { app: app.clone(), home, store }
    }

    fn folder(&self, choice: &FirmChoice) -> PathBuf {
        match choice {
            FirmChoice::Sample => self.home.clone(),
            FirmChoice::Own => self.home.join("own-firm"),
            FirmChoice::Server { .. } => self.home.join("server"),
        }
    }
}

impl Premises for ThisComputer {
    fn remembered(&self) -> Option<Remembered> {
        let store = self.store.as_ref()?;
        let chosen = match store.get(CHOSEN)? {
            Value::Null => None,
            chosen => Some(serde_json::from_value(chosen).ok()?),
        };
        let text = |name: &str| store.get(name)?.as_str().map(str::to_owned);
        Some(Remembered { chosen, server: text(SERVER), own_name: text(OWN_NAME) })
    }

    fn remember(&self, remembered: &Remembered) -> Result<(), String> {
        let Some(store) = &self.store else { return Err("This computer has no folder for settings.".to_owned()) };
        store.set(CHOSEN, json!(remembered.chosen));
        store.set(SERVER, json!(remembered.server));
        store.set(OWN_NAME, json!(remembered.own_name));
        let saved = store.save().map_err(|error| error.to_string());
        let kept = saved.and_then(|()| keep_private(&self.home.join("settings.json")).map_err(|e| e.to_string()));
        kept.map_err(|why| format!("The settings cannot be saved: {why}."))
    }

    /// Whoever opens Portico for a picture or a test has nobody to ask.
    fn begins_with_sample(&self) -> bool {
        std::env::var_os("PORTICO_FIRM").is_some_and(|firm| firm == "sample")
    }

    fn own_firm(&self, choice: &FirmChoice, name: Option<String>) -> Box<dyn OwnFirm> {
        let (port, begins) = match choice {
            FirmChoice::Sample => ("embedded_port", BeginsAs::Sample),
            _ => ("own_firm_port", BeginsAs::Own(name)),
        };
        let folder = self.folder(choice).join("firm");
        Box::new(InFolder { app: self.app.clone(), home: self.home.clone(), folder, port, begins })
    }

    fn close_own_firm(&self) -> ClosingFirm<'_> {
        Box::pin(async { self.app.state::<EmbeddedFirm>().close().await })
    }

    fn forget_picked(&self) {
        self.app.state::<Inbound>().forget();
    }

    fn keeping(&self, choice: &FirmChoice) -> KeepingAt {
        let folder = self.folder(choice).join("cache");
        KeepingAt { folder, keychain: Keychain::system(), device: device::id(&self.home), clock: desk::Clock::system() }
    }
}
