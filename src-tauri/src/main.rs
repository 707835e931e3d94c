//! The shell: starts the window, the desk and the embedded firm, and passes the window's commands on. The only code
//! that knows Tauri, and it decides nothing.

#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

mod commands;
mod device;
mod embedded;
mod home;
mod inbound;
mod logs;
mod menu;
mod outbound;
mod premises;
mod settings;
mod window;

use desk::{Desk, Firms, Premises};
use tauri::{Manager, RunEvent};

use embedded::EmbeddedFirm;
use inbound::Inbound;
use menu::MenuBar;
use outbound::Outbound;
use premises::ThisComputer;
use settings::Settings;

fn main() {
    let app = only_one(tauri::Builder::default())
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands::handler())
        .setup(|app| {
            let home = home::folder(app.handle());
            logs::begin(app, home.as_deref().ok());
            let (desk, connecting) = Desk::connecting();
            app.manage(Outbound::new(app.handle(), &desk));
            app.manage(Inbound::new(app.handle(), &desk));
            app.manage(desk.clone());
            app.manage(EmbeddedFirm::default());
            let settings = Settings::open(app.handle(), home.as_deref().ok());
            let looks = settings.all();
            app.manage(settings);
            app.manage(MenuBar::begin(app.handle())?);
            window::open(app, home.as_deref().ok())?;
            window::look(app.handle(), &looks);
            let handle = app.handle().clone();
            let premises = home.map(|home| Box::new(ThisComputer::new(&handle, home)) as Box<dyn Premises>);
            app.manage(Firms::new(premises, desk, connecting));
            // The window is there to tell why, whatever cannot be opened.
            tauri::async_runtime::spawn(async move { handle.state::<Firms>().begin().await });
            Ok(())
        })
        .on_window_event(window::on_event)
        .build(tauri::generate_context!())
        .expect("Portico cannot start without its window");
    app.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            tauri::async_runtime::block_on(app.state::<Firms>().close());
        }
    });
}

/// A second start brings the window of the first to the front. Each folder of its own (`PORTICO_HOME`) is an application
/// of its own, and is kept from a second start by the lock in it.
fn only_one(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    match home::is_chosen() {
        true => builder,
        false => builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::to_the_front(app))),
    }
}
