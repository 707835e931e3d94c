//! Tells Tauri which commands there are, so that each needs a permission of its own in a capability: without this list
//! every local page may call every command.

use tauri_build::{AppManifest, Attributes};

macro_rules! commands {
    ($($name:ident($request:ty) -> $answer:ty, reads $reads:tt, stales $stales:tt;)*) => {
        const COMMANDS: &[&str] = &[$(stringify!($name)),*];
    };
}
include!("command_table.rs");

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/command_table.rs");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes = Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().commands(COMMANDS));
    tauri_build::try_build(attributes).expect("the Tauri configuration, the capabilities and the commands agree");
}
