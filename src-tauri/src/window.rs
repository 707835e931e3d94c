//! The one window. It shows our own pages and can go nowhere else.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use contract::{Theme, WindowSettings};
use tauri::{App, AppHandle, Manager as _, Url, WebviewWindowBuilder, Window, WindowEvent};
use tauri_plugin_window_state::{AppHandleExt as _, StateFlags};

/// What is remembered of the window. The rest is as it should be at each start.
const REMEMBERED: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);
/// How long a window has to stay as it is until that is remembered.
const AT_REST: Duration = Duration::from_millis(500);

/// Opens the window that `tauri.conf.json` describes, where and as large as it was. What the webview stores goes under
/// `home`, where the system lets an application choose (macOS does not).
///
/// # Errors
/// If the operating system refuses a window.
pub(crate) fn open(app: &App, home: Option<&Path>) -> tauri::Result<()> {
    let mut places = tauri_plugin_window_state::Builder::new().with_state_flags(REMEMBERED);
    if let Some(home) = home {
        places = places.with_filename(home.join("window.json").to_string_lossy());
    }
    app.handle().plugin(places.build())?;
    let dev_url = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    for window in &app.config().app.windows {
        let dev_url = dev_url.clone();
        let mut builder = WebviewWindowBuilder::from_config(app.handle(), window)?
            .on_navigation(move |url| is_ours(url, dev_url.as_ref()));
        if let Some(home) = home {
            builder = builder.data_directory(home.join("webview"));
        }
        builder.build()?;
    }
    Ok(())
}

/// Has the window look as the settings say.
pub(crate) fn look(app: &AppHandle, settings: &WindowSettings) {
    let theme = match settings.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    };
    for window in app.webview_windows().values() {
        let looks = window.set_theme(theme).and_then(|()| window.set_zoom(f64::from(settings.zoom) / 100.0));
        if let Err(error) = looks {
            tracing::warn!(%error, "the window does not look as it should");
        }
    }
}

/// Remembers where the window is once it has come to rest: a crash later on loses nothing of it.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    static MOVES: AtomicUsize = AtomicUsize::new(0);
    if !matches!(event, WindowEvent::Moved(_) | WindowEvent::Resized(_)) {
        return;
    }
    let (app, this) = (window.app_handle().clone(), MOVES.fetch_add(1, Ordering::Relaxed) + 1);
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(AT_REST).await;
        if MOVES.load(Ordering::Relaxed) == this {
            // On the thread that the window lives on: from any other, asking where it is waits for that one, which may be
            // waiting for what is remembered.
            let _ = app.clone().run_on_main_thread(move || remember(&app));
        }
    });
}

fn remember(app: &AppHandle) {
    if let Err(error) = app.save_window_state(REMEMBERED) {
        tracing::warn!(%error, "where the window is could not be remembered");
    }
}

/// Brings the window before everything else.
pub(crate) fn to_the_front(app: &AppHandle) {
    for window in app.webview_windows().values() {
        // It comes as far as the system lets it.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// A policy on content does not stop a page from being left for another one, which would then find our commands.
fn is_ours(url: &Url, dev_url: Option<&Url>) -> bool {
    let packed = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && cfg!(windows),
        _ => false,
    };
    packed || dev_url.is_some_and(|dev| dev.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_pages() {
        let ours = |url: &str| is_ours(&url.parse().unwrap(), None);
        assert!(ours("tauri://localhost/index.html"));
        for foreign in [
            "http://example.com/",
            "https://localhost/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "tauri://elsewhere/",
            "http://127.0.0.1:1420/",
        ] {
            assert!(!ours(foreign), "{foreign}");
        }
    }
}
