//! What the window remembers on this computer, in one small file beside the firm. It holds no secret. Whatever in it
//! cannot be read, torn or meddled with, counts as never set.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use contract::{WindowSetting, WindowSettings};
use desk::{Error, keep_private};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt};

use crate::window;

/// The percentages that the window can be zoomed to.
const ZOOM: std::ops::RangeInclusive<u16> = 50..=300;
/// The most views that are remembered.
const MOST_VIEWS: usize = 100;

/// The settings of this computer; without a home they last as long as the window.
pub(crate) struct Settings {
    app: AppHandle,
    store: Option<Arc<Store<Wry>>>,
    file: PathBuf,
}

impl Settings {
    /// Opens them in the folder of this application.
    pub(crate) fn open(app: &AppHandle, home: Option<&Path>) -> Self {
        let file = home.unwrap_or(Path::new("")).join("settings.json");
        Self { app: app.clone(), store: home.and_then(|_| app.store(&file).ok()), file }
    }

    /// All that the window remembers.
    pub(crate) fn all(&self) -> WindowSettings {
        self.store.as_ref().map_or_else(WindowSettings::default, |store| read(|name| store.get(name)))
    }

    /// Remembers one of them from now on, and answers all.
    ///
    /// # Errors
    /// If the value is none that can be set, or the file cannot be written.
    pub(crate) fn set(&self, setting: &WindowSetting) -> Result<WindowSettings, Error> {
        let bad = match setting {
            WindowSetting::Zoom(zoom) if !ZOOM.contains(zoom) => Some("The zoom is 50 to 300 per cent."),
            WindowSetting::CoverAfter(minutes) if !is_a_time(minutes) => {
                Some("The window is covered after a day at most.")
            }
            WindowSetting::Views(views) if views.len() > MOST_VIEWS => Some("At most 100 views can be saved."),
            _ => None,
        };
        if let Some(why) = bad {
            return Err(Error::NotHandedOver(why.to_owned()));
        }
        let failed =
            |error: &dyn std::fmt::Display| Error::NotHandedOver(format!("The settings cannot be saved: {error}."));
        let entry = serde_json::to_value(setting).map_err(|error| failed(&error))?;
        let store = self.store.as_ref().ok_or_else(|| failed(&"this computer has no folder for them"))?;
        if let (Some(name), Some(value)) = (entry["name"].as_str(), entry.get("value")) {
            store.set(name, value.clone());
        }
        store.save().map_err(|error| failed(&error))?;
        keep_private(&self.file).map_err(|error| failed(&error))?;
        let all = self.all();
        window::look(&self.app, &all);
        Ok(all)
    }
}

/// The settings out of what is stored under their names.
fn read(stored: impl Fn(&str) -> Option<Value>) -> WindowSettings {
    let usual = WindowSettings::default();
    WindowSettings {
        theme: one(&stored, "theme").unwrap_or(usual.theme),
        zoom: one(&stored, "zoom").filter(|zoom| ZOOM.contains(zoom)).unwrap_or(usual.zoom),
        density: one(&stored, "density").unwrap_or(usual.density),
        cover_after: one(&stored, "cover_after").filter(is_a_time).unwrap_or(usual.cover_after),
        columns: one(&stored, "columns").unwrap_or(usual.columns),
        views: one(&stored, "views").unwrap_or(usual.views),
    }
}

/// Whether it is a day at most, in minutes.
fn is_a_time(minutes: &u16) -> bool {
    *minutes <= 24 * 60
}

fn one<T: DeserializeOwned>(stored: impl Fn(&str) -> Option<Value>, name: &str) -> Option<T> {
    serde_json::from_value(stored(name)?).ok()
}

#[cfg(test)]
mod tests {
    use contract::{Density, Theme};
    use serde_json::json;

    use super::*;

    #[test]
    fn what_cannot_be_read_is_as_usual_and_the_rest_is_kept() {
        let stored = json!({
            "theme": "dark", "zoom": 9000, "density": "dense", "cover_after": 40000, "views": [{ "name": "half a view" }],
            "columns": [{ "id": "email", "width": 300 }, { "id": "name", "width": null }],
        });
        let settings = read(|name| stored.get(name).cloned());
        assert_eq!((settings.theme, settings.zoom), (Theme::Dark, 100));
        assert_eq!((settings.density, settings.cover_after), (Density::Comfortable, 10));
        assert_eq!((settings.columns.len(), settings.views.len()), (2, 0));
        assert_eq!(read(|_| None), WindowSettings::default());
    }
}
