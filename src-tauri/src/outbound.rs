//! What leaves Portico because staff ask for it: a table on the clipboard, or in a file that they choose. The engine makes
//! it; here are the clipboard and the dialog.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use arboard::Clipboard;
use chrono::Local;
use contract::{ExportFormat, TableTaken, UsersExport, UsersTable};
use desk::{CopiedTable, Desk, Error};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

/// The ways out.
pub(crate) struct Outbound {
    app: AppHandle,
    desk: Desk,
    /// What is copied is gone when this is, on systems whose clipboard asks its owner.
    clipboard: Mutex<Option<Clipboard>>,
}

impl Outbound {
    pub(crate) fn new(app: &AppHandle, desk: &Desk) -> Self {
        Self { app: app.clone(), desk: desk.clone(), clipboard: Mutex::default() }
    }

    /// Puts a table on the clipboard, so that a spreadsheet pastes it as cells.
    ///
    /// # Errors
    /// [`Error::NotHandedOver`] if there is no clipboard; else as [`Desk::copied_users`].
    pub(crate) async fn copy(&self, table: &UsersTable) -> Result<TableTaken, Error> {
        let copied = self.desk.copied_users(table).await?;
        let rows = i64::try_from(copied.rows).unwrap_or(i64::MAX);
        self.put(copied).map_err(|error| Error::NotHandedOver(format!("The clipboard cannot be used: {error}.")))?;
        Ok(TableTaken { rows, file: None, cancelled: false })
    }

    fn put(&self, CopiedTable { text, html, .. }: CopiedTable) -> Result<(), arboard::Error> {
        let mut clipboard = self.clipboard.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match &mut *clipboard {
            Some(clipboard) => clipboard,
            none => none.insert(Clipboard::new()?),
        };
        clipboard.set_html(html, Some(text))
    }

    /// Exports a table into a file, once staff have chosen which.
    ///
    /// # Errors
    /// As [`Desk::export_users`].
    pub(crate) async fn export(&self, asked: &UsersExport) -> Result<TableTaken, Error> {
        match self.chosen_file(asked.format).await {
            Some(path) => self.desk.export_users(asked, &path).await,
            None => Ok(TableTaken { rows: 0, file: None, cancelled: true }),
        }
    }

    async fn chosen_file(&self, format: ExportFormat) -> Option<PathBuf> {
        let (kind, ending) = match format {
            ExportFormat::Csv => ("Comma-separated values", "csv"),
            ExportFormat::Xlsx => ("Excel workbook", "xlsx"),
        };
        let name = format!("Portal users {}.{ending}", Local::now().format("%Y-%m-%d"));
        let (sender, chosen) = oneshot::channel();
        let dialog = self.app.dialog().file().set_title("Export the portal users").set_file_name(name);
        dialog.add_filter(kind, &[ending]).save_file(move |path| {
            // Nobody waits any more where the window is gone.
            let _ = sender.send(path);
        });
        chosen.await.ok()??.into_path().ok()
    }
}
