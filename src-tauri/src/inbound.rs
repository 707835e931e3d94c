//! What comes into Portico because staff ask for it: an export of the PMS, from a folder that they choose. The engine reads
//! and imports it; here is the dialog, and what was picked last.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use contract::{ImportAnswer, PickedExport};
use desk::{Desk, Error, ExportFiles};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

/// The way in.
pub(crate) struct Inbound {
    app: AppHandle,
    desk: Desk,
    /// As it was read when it was picked: what was checked is what is taken.
    picked: Mutex<Option<ExportFiles>>,
}

impl Inbound {
    pub(crate) fn new(app: &AppHandle, desk: &Desk) -> Self {
        Self { app: app.clone(), desk: desk.clone(), picked: Mutex::default() }
    }

    /// Has staff choose a folder, and reads the export in it.
    ///
    /// # Errors
    /// As [`ExportFiles::read`].
    pub(crate) async fn pick(&self) -> Result<PickedExport, Error> {
        self.put(None);
        let Some(folder) = self.chosen_folder().await else { return Ok(PickedExport { folder: None, as_of: None }) };
        let name = folder.display().to_string();
        let read = tauri::async_runtime::spawn_blocking(move || ExportFiles::read(&folder)).await;
        let files = read.map_err(|error| Error::NoExport(format!("The export could not be read: {error}.")))??;
        let as_of = Some(files.as_of);
        self.put(Some(files));
        Ok(PickedExport { folder: Some(name), as_of })
    }

    /// Says what the picked export would bring.
    ///
    /// # Errors
    /// [`Error::NoExport`] if none was picked; else as [`Desk::check_import`].
    pub(crate) async fn check(&self) -> Result<ImportAnswer, Error> {
        self.desk.check_import(&self.picked()?).await
    }

    /// Takes the picked export. Once it was taken, another has to be picked.
    ///
    /// # Errors
    /// [`Error::NoExport`] if none was picked; else as [`Desk::take_import`].
    pub(crate) async fn take(&self, confirm: bool) -> Result<ImportAnswer, Error> {
        let answer = self.desk.take_import(&self.picked()?, confirm).await?;
        if answer.taken {
            self.put(None);
        }
        Ok(answer)
    }

    /// Lets go of what was picked: the firm that it was picked for is left.
    pub(crate) fn forget(&self) {
        self.put(None);
    }

    fn picked(&self) -> Result<ExportFiles, Error> {
        let picked = self.picked.lock().unwrap_or_else(PoisonError::into_inner);
        picked.clone().ok_or_else(|| Error::NoExport("No export was chosen.".to_owned()))
    }

    fn put(&self, files: Option<ExportFiles>) {
        *self.picked.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }

    async fn chosen_folder(&self) -> Option<PathBuf> {
        if let Some(folder) = given() {
            return Some(folder);
        }
        let (sender, chosen) = oneshot::channel();
        self.app.dialog().file().set_title("Choose the folder with the export of your PMS").pick_folder(
            move |folder| {
                // Nobody waits any more where the window is gone.
                let _ = sender.send(folder);
            },
        );
        chosen.await.ok()??.into_path().ok()
    }
}

/// The folder that stands for whatever a person would choose, where there is none to choose: in tests, which no dialog of the
/// operating system answers.
fn given() -> Option<PathBuf> {
    std::env::var_os("PORTICO_EXPORT").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}
