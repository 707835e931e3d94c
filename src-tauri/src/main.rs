//! The shell: starts the window, the desk and the embedded firm, and passes the window's commands on. The only code
//! that knows Tauri, and it decides nothing.

#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

mod commands;
mod embedded;
mod home;
mod outbound;
mod settings;
mod window;

use desk::Desk;
use tauri::{Manager, RunEvent};
use tracing_subscriber::EnvFilter;

use embedded::EmbeddedFirm;
use outbound::Outbound;
use settings::Settings;

fn main() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,firm=info,desk=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands::handler())
        .setup(|app| {
            let (desk, connecting) = Desk::connecting();
            app.manage(Outbound::new(app.handle(), &desk));
            app.manage(desk);
            app.manage(EmbeddedFirm::default());
            let home = home::folder(app.handle());
            app.manage(Settings::open(app.handle(), home.as_deref().ok()));
            window::open(app, home.as_deref().ok())?;
            // The window is there to tell why, whatever cannot be opened.
            tauri::async_runtime::spawn(embedded::open(app.handle().clone(), home, connecting));
            Ok(())
        })
        .build(tauri::generate_context!())
        .expect("Portico cannot start without its window");
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            tauri::async_runtime::block_on(app.state::<EmbeddedFirm>().close());
        }
    });
}
