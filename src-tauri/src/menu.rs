//! The menu bar. What is in it the window says, whose table of actions feeds everything; what is chosen is told to the window,
//! which does it. A bar is there from the start, so that nothing moves once it is filled.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use contract::{MenuEntry, MenuGroup, WindowMenu};
use desk::Error;
use tauri::menu::{Menu, MenuEvent, MenuItem, MenuItemBuilder, PredefinedMenuItem, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Manager, Wry};

/// The menu with what concerns the application itself, which is the first one.
const APPLICATION: &str = "Portico";
/// The menu with what is done to a text in a field.
const EDITING: &str = "Edit";

/// What the menu bar shows.
pub(crate) struct MenuBar {
    app: AppHandle,
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    groups: Vec<MenuGroup>,
    items: BTreeMap<String, MenuItem<Wry>>,
}

impl MenuBar {
    /// The bar with nothing in it that has to be asked of the window.
    pub(crate) fn begin(app: &AppHandle) -> tauri::Result<Self> {
        app.set_menu(Menu::with_items(app, &[&application(app, &[])?])?)?;
        app.on_menu_event(chosen);
        Ok(Self { app: app.clone(), shown: Mutex::default() })
    }

    /// Shows these menus from now on.
    ///
    /// # Errors
    /// [`Error::NotHandedOver`] if the operating system refuses them.
    pub(crate) fn show(&self, menu: WindowMenu) -> Result<(), Error> {
        // It is held while the main thread works on the menus, so that the main thread itself never asks for it.
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let done = match is_same(&shown.groups, &menu.groups) {
            true => enable(&shown, &menu.groups),
            false => build(&self.app, &menu.groups).map(|items| shown.items = items),
        };
        shown.groups = menu.groups;
        done.map_err(|error| Error::NotHandedOver(format!("The menus cannot be shown: {error}.")))
    }
}

/// Whether they differ at most in what can be done now.
fn is_same(shown: &[MenuGroup], groups: &[MenuGroup]) -> bool {
    let as_if_enabled = |groups: &[MenuGroup]| {
        let mut groups = groups.to_vec();
        groups.iter_mut().flat_map(|group| &mut group.items).for_each(|entry| entry.enabled = true);
        groups
    };
    as_if_enabled(shown) == as_if_enabled(groups)
}

fn enable(shown: &Shown, groups: &[MenuGroup]) -> tauri::Result<()> {
    let known = |group: &MenuGroup| group.items.clone();
    let before: BTreeMap<_, _> = shown.groups.iter().flat_map(known).map(|entry| (entry.id, entry.enabled)).collect();
    for entry in groups.iter().flat_map(known).filter(|entry| before.get(&entry.id) != Some(&entry.enabled)) {
        if let Some(item) = shown.items.get(&entry.id) {
            item.set_enabled(entry.enabled)?;
        }
    }
    Ok(())
}

fn build(app: &AppHandle, groups: &[MenuGroup]) -> tauri::Result<BTreeMap<String, MenuItem<Wry>>> {
    let mut items = BTreeMap::new();
    let mut of = |group: Option<&MenuGroup>| -> tauri::Result<Vec<MenuItem<Wry>>> {
        let mut made = Vec::new();
        for MenuEntry { id, title, keys, enabled } in group.into_iter().flat_map(|group| &group.items) {
            let item = MenuItemBuilder::with_id(id.clone(), title).enabled(*enabled);
            let item = if let Some(keys) = keys { item.accelerator(keys) } else { item }.build(app)?;
            items.insert(id.clone(), item.clone());
            made.push(item);
        }
        Ok(made)
    };
    let menu = Menu::new(app)?;
    menu.append(&application(app, &of(groups.iter().find(|group| group.title == APPLICATION))?)?)?;
    for group in groups.iter().filter(|group| group.title != APPLICATION) {
        menu.append(&submenu(app, &group.title, &of(Some(group))?)?)?;
    }
    app.set_menu(menu)?;
    Ok(items)
}

/// The first menu, as each system expects it: what is about Portico itself, and its end.
fn application(app: &AppHandle, items: &[MenuItem<Wry>]) -> tauri::Result<Submenu<Wry>> {
    let mut menu = SubmenuBuilder::new(app, APPLICATION);
    if cfg!(target_os = "macos") {
        menu = menu.about(None).separator();
    }
    for item in items {
        menu = menu.item(item);
    }
    if cfg!(target_os = "macos") {
        menu = menu.separator().services().separator().hide().hide_others().show_all();
    }
    menu.separator().item(&PredefinedMenuItem::quit(app, Some("Quit Portico"))?).build()
}

/// A menu with these items. Without the system's own in the one for editing no key cuts, copies or pastes in a field on macOS;
/// elsewhere fields have their keys by themselves.
fn submenu(app: &AppHandle, title: &str, items: &[MenuItem<Wry>]) -> tauri::Result<Submenu<Wry>> {
    let mut menu = SubmenuBuilder::new(app, title);
    if cfg!(target_os = "macos") && title == EDITING {
        menu = menu.undo().redo().separator().cut().copy().paste().select_all().separator();
    }
    for item in items {
        menu = menu.item(item);
    }
    menu.build()
}

/// Tells the window what was chosen; it knows what that does, and knows nothing of what the operating system does itself.
fn chosen(app: &AppHandle, event: MenuEvent) {
    let id = event.id().as_ref();
    let Ok(detail) = serde_json::to_string(id) else { return };
    let tells = format!("window.dispatchEvent(new CustomEvent('portico-action', {{ detail: {detail} }}))");
    for window in app.webview_windows().values() {
        if let Err(error) = window.eval(&tells) {
            tracing::warn!(%error, "the window does not hear of its menu");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(enabled: bool, title: &str) -> Vec<MenuGroup> {
        let entry = MenuEntry { id: "go".to_owned(), title: title.to_owned(), keys: None, enabled };
        vec![MenuGroup { title: "Go to".to_owned(), items: vec![entry] }]
    }

    #[test]
    fn menus_are_built_anew_only_where_more_differs_than_what_can_be_done() {
        assert!(is_same(&group(true, "Activity"), &group(false, "Activity")));
        assert!(!is_same(&group(true, "Activity"), &group(true, "Log")));
        assert!(!is_same(&[], &group(true, "Activity")));
    }
}
