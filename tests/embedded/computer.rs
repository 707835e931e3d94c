//! A computer on which Portico is started again and again: what it remembers, and the firms that it keeps.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract::{ChosenFirm, ClientsQuery, DeskConnection, FirmChoice, Problem};
use desk::{ClosingFirm, Desk, Firms, KeepingAt, Keychain, OwnFirm, Premises, Remembered};
use tempfile::TempDir;

use crate::key_lost::{InFolder, Running};

/// Far more than is needed: a busy machine is no failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A computer, with what it remembers from start to start.
pub(crate) struct Computer {
    pub(crate) home: TempDir,
    pub(crate) keychain: Keychain,
    pub(crate) remembered: Arc<Mutex<Option<Remembered>>>,
    pub(crate) begins_with_sample: bool,
}

/// The same for one start.
struct House {
    home: PathBuf,
    keychain: Keychain,
    remembered: Arc<Mutex<Option<Remembered>>>,
    begins_with_sample: bool,
    running: Running,
}

/// One start of Portico.
pub(crate) struct Start {
    pub(crate) desk: Desk,
    pub(crate) firms: Firms,
}

impl House {
    fn folder(&self, choice: &FirmChoice) -> PathBuf {
        self.home.join(match choice {
            FirmChoice::Sample => "sample",
            FirmChoice::Own => "own",
            FirmChoice::Server { .. } => "server",
        })
    }
}

impl Premises for House {
    fn remembered(&self) -> Option<Remembered> {
        self.remembered.lock().unwrap().clone()
    }

    fn remember(&self, remembered: &Remembered) -> Result<(), String> {
        *self.remembered.lock().unwrap() = Some(remembered.clone());
        Ok(())
    }

    fn begins_with_sample(&self) -> bool {
        self.begins_with_sample
    }

    fn own_firm(&self, choice: &FirmChoice, name: Option<String>) -> Box<dyn OwnFirm> {
        let begins = if *choice == FirmChoice::Own { Some(name) } else { None };
        Box::new(InFolder { folder: self.folder(choice).join("firm"), begins, running: Arc::clone(&self.running) })
    }

    fn close_own_firm(&self) -> ClosingFirm<'_> {
        Box::pin(async {
            let running = self.running.lock().await.take();
            if let Some(embedded) = running {
                embedded.close().await;
            }
        })
    }

    fn forget_picked(&self) {}

    fn keeping(&self, choice: &FirmChoice) -> KeepingAt {
        let folder = self.folder(choice).join("cache");
        let (keychain, device) = (self.keychain.clone(), "laptop".to_owned());
        KeepingAt { folder, keychain, device, clock: desk::Clock::system() }
    }
}

impl Computer {
    pub(crate) fn with(keychain: Keychain) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { home, keychain, remembered: Arc::default(), begins_with_sample: false }
    }

    pub(crate) async fn start(&self) -> Start {
        let (desk, connecting) = Desk::connecting();
        let house = House {
            home: self.home.path().to_owned(),
            keychain: self.keychain.clone(),
            remembered: Arc::clone(&self.remembered),
            begins_with_sample: self.begins_with_sample,
            running: Running::default(),
        };
        let firms = Firms::new(Ok(Box::new(house)), desk.clone(), connecting);
        firms.begin().await;
        Start { desk, firms }
    }

    pub(crate) fn forgets(&self) {
        *self.remembered.lock().unwrap() = None;
    }
}

impl Start {
    pub(crate) async fn firm(&self) -> String {
        self.desk.session().await.unwrap().firm.name
    }

    pub(crate) async fn problem(&self) -> Problem {
        self.desk.session().await.expect_err("there is no firm").into()
    }

    pub(crate) async fn clients(&self) -> i64 {
        self.desk.clients(ClientsQuery { search: String::new(), limit: None }).await.unwrap().total
    }

    /// Waits until it follows its firm, and says whether what it has is kept on the disk.
    pub(crate) async fn is_kept_on_the_disk(&self) -> bool {
        let follows = async {
            while self.desk.standing().connection != DeskConnection::Live {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, follows).await.expect("it follows its firm");
        self.desk.standing().memory_only.is_none()
    }

    /// Where what is cached of the firm is.
    pub(crate) fn cache(&self) -> PathBuf {
        Path::new(&self.firms.choices().unwrap().folder.unwrap()).join("cache")
    }

    pub(crate) async fn choose(&self, chosen: ChosenFirm) -> Result<(), Problem> {
        Ok(self.firms.choose(chosen).await?)
    }

    pub(crate) async fn begin_own(&self, name: &str) {
        self.choose(ChosenFirm::Own { name: Some(name.to_owned()) }).await.unwrap();
    }
}
