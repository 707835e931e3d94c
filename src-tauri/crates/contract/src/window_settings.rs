use domain::{UserColumn, UserFilter, UserSort};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window remembers on this computer, for whoever works at it: how it looks, and how its lists are laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WindowSettings {
    /// Light or dark.
    pub theme: Theme,
    /// The size of everything, in per cent: 50 to 300.
    pub zoom: u16,
    /// How close the rows of the list stand.
    pub density: Density,
    /// After how many minutes without a key or a move of the pointer the window covers what it shows; 0: never.
    pub cover_after: u16,
    /// The columns of the portal users that are shown, in their order; none: the usual ones.
    pub columns: Vec<ShownColumn>,
    /// The views of the portal users that were saved, in their order.
    pub views: Vec<SavedView>,
}

/// One of them, to be remembered from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "name", content = "value", rename_all = "snake_case")]
#[ts(export)]
pub enum WindowSetting {
    /// [`WindowSettings::theme`].
    Theme(Theme),
    /// [`WindowSettings::zoom`].
    Zoom(u16),
    /// [`WindowSettings::density`].
    Density(Density),
    /// [`WindowSettings::cover_after`].
    CoverAfter(u16),
    /// [`WindowSettings::columns`].
    Columns(Vec<ShownColumn>),
    /// [`WindowSettings::views`].
    Views(Vec<SavedView>),
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    /// As the operating system is.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How close the rows of the list stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Density {
    /// With some air.
    #[default]
    Comfortable,
    /// As many as can be read.
    Compact,
}

/// A column of the portal users that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ShownColumn {
    /// Which.
    pub id: UserColumn,
    /// How wide somebody made it, in pixels of the unscaled window; none: it shares what is left.
    pub width: Option<u16>,
}

/// A view of the portal users that somebody gave a name: which, in which order and in which columns. What is searched for is
/// not part of it: that is often somebody's name, and views lie in a plain file that outlives signing out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedView {
    /// Its name, which no other view has.
    pub name: String,
    /// The state that it is narrowed to.
    pub filter: UserFilter,
    /// By what it is ordered; none: by the best match, or by name.
    pub sort: Option<UserSort>,
    /// The other way round.
    pub descending: bool,
    /// The columns that it shows.
    pub columns: Vec<ShownColumn>,
}

impl Default for WindowSettings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            zoom: 100,
            density: Density::default(),
            cover_after: 10,
            columns: Vec::new(),
            views: Vec::new(),
        }
    }
}
