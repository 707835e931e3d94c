//! The one window. It shows our own pages and can go nowhere else.

use std::path::Path;

use tauri::{App, Url, WebviewWindowBuilder};

/// Opens the window that `tauri.conf.json` describes. What the webview stores goes under `home`, where the system lets
/// an application choose (macOS does not).
///
/// # Errors
/// If the operating system refuses a window.
pub(crate) fn open(app: &App, home: Option<&Path>) -> tauri::Result<()> {
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
