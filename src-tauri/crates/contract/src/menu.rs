use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The window's menus, as its table of actions has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WindowMenu {
    /// In their order in the menu bar.
    pub groups: Vec<MenuGroup>,
}

/// One menu of the menu bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MenuGroup {
    /// As it stands in the menu bar.
    pub title: String,
    /// From the top down.
    pub items: Vec<MenuEntry>,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MenuEntry {
    /// The action's name in the table.
    pub id: String,
    /// What it does, in words.
    pub title: String,
    /// The shortcut that fires it wherever the focus is, such as `CmdOrCtrl+K`; none where it has none, or one that is a
    /// letter while somebody types.
    pub keys: Option<String>,
    /// Whether it can be done now.
    pub enabled: bool,
}
