//! The house stands as it was drawn: who may depend on whom, who may know Tauri, and one list of commands everywhere.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};
use contract::{
    AccessCheck, AccessCheckQuery, ActivityPage, ActivityQuery, ChosenFirm, ClientDetail, ClientId, ClientsPage,
    ClientsQuery, CloseAccessAnswer, CloseAccessChange, DeskStanding, ExportTaken, FirmChoices, FirmSettingsView,
    ImportAnswer, IntentAnswer, IntentBody, IntentForeseen, IntentId, IntentIds, IntentList, KeyOpened, KeyOpening,
    KeyRehearsal, KeyRehearsalBody, LinkAnswer, LinkChange, LinksBatch, LinksBatchAnswer, OpenPaths, PairQuery,
    PickedExport, PortalUserCounts, PortalUserDetail, PortalUserId, PortalUsersPage, PortalUsersQuery, PortalView,
    RecoveryKey, Session, SetAside, TableTaken, TypedRecoveryKey, UserPortal, UsersExport, UsersTable, WhoCanGetIn,
    WindowMenu, WindowSetting, WindowSettings,
};
use ts_rs::TS;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The packages of ours that each package of ours depends on, apart from what only its tests use.
fn ours() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let names: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.to_string()).collect();
    let depends = |package: &cargo_metadata::Package| {
        let normal = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        normal.map(|dependency| dependency.name.clone()).filter(|name| names.contains(name)).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), depends(package))).collect()
}

#[test]
fn every_crate_depends_on_whom_it_may() {
    let may = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let expected = BTreeMap::from([
        ("domain".to_owned(), may(&[])),
        ("contract".to_owned(), may(&["domain"])),
        ("firm".to_owned(), may(&["contract", "domain"])),
        ("desk".to_owned(), may(&["contract", "domain"])),
        ("portico".to_owned(), may(&["desk", "contract", "firm"])),
        ("xtask".to_owned(), may(&[])),
    ]);
    assert_eq!(ours(), expected);
}

/// Rules without I/O can be asked by anybody, anywhere. Whoever adds to the list says why the crate does none.
#[test]
fn domain_depends_on_nothing_that_could_do_io() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let domain = metadata.packages.iter().find(|package| package.name.as_str() == "domain").unwrap();
    let normal = domain.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
    let found: BTreeSet<_> = normal.map(|dependency| dependency.name.as_str()).collect();
    let expected = [
        "chrono",
        "fixedbitset",
        "icu_casemap",
        "icu_normalizer",
        "icu_properties",
        "idna",
        "iso_currency",
        "memchr",
        "serde",
        "thiserror",
        "ts-rs",
        "utoipa",
    ];
    assert_eq!(found, BTreeSet::from(expected));
}

/// What the standard library and chrono offer is not in any list of dependencies. A rule that asks for the time takes
/// it as an argument.
#[test]
fn domain_reads_no_file_no_clock_no_environment_and_no_network() {
    for word in ["std::fs", "std::net::Tcp", "std::env", "Utc::now", "Local::now", "SystemTime"] {
        let know = mention("src-tauri/crates/domain/src", &["rs"], word);
        assert!(know.is_empty(), "{word}: {know:?}");
    }
}

/// The window talks to `desk` alone; only where the desktop runs a firm of its own is the backend known.
#[test]
fn only_the_embedded_firm_of_the_shell_knows_the_backend() {
    let know = mention("src-tauri/src", &["rs"], "firm::");
    assert_eq!(know, BTreeSet::from(["src-tauri/src/embedded.rs".to_owned()]));
}

/// Every source file of ours below this folder.
fn sources(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("dist") {
                folders.push(path);
            } else if endings.iter().any(|ending| path.extension().is_some_and(|extension| extension == *ending)) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

fn mention(folder: &str, endings: &[&str], word: &str) -> BTreeSet<String> {
    let mentions = |path: &PathBuf| std::fs::read_to_string(path).unwrap().contains(word);
    let inside = |path: PathBuf| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    sources(folder, endings).into_iter().filter(mentions).map(inside).collect()
}

#[test]
fn only_the_shell_knows_tauri() {
    let know = mention("src-tauri/crates", &["rs"], "tauri::");
    assert!(know.is_empty(), "{know:?}");
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    for package in metadata.packages.iter().filter(|package| package.name.as_str() != "portico") {
        let tauri: Vec<_> = package.dependencies.iter().filter(|d| d.name.starts_with("tauri")).collect();
        assert!(tauri.is_empty(), "{}: {tauri:?}", package.name);
    }
}

#[test]
fn only_the_ipc_folder_of_the_window_knows_tauri() {
    let know = mention("ui/src", &["ts", "tsx"], "@tauri-apps/");
    assert!(!know.is_empty() && know.iter().all(|path| path.starts_with("ui/src/ipc/")), "{know:?}");
}

/// A command as the table has it.
struct Command {
    name: &'static str,
    request: String,
    answer: String,
    reads: &'static [&'static str],
    stales: &'static [&'static str],
}

macro_rules! commands {
    ($($name:ident($request:ty) -> $answer:ty, reads [$($reads:ident),*], stales [$($stales:ident),*];)*) => {
        fn commands() -> Vec<Command> {
            let config = ts_rs::Config::default();
            vec![$(Command {
                name: stringify!($name),
                request: <$request as TS>::name(&config),
                answer: <$answer as TS>::name(&config),
                reads: &[$(stringify!($reads)),*],
                stales: &[$(stringify!($stales)),*],
            }),*]
        }
    };
}
include!("../src-tauri/command_table.rs");

/// The window may call each of our commands, and nothing of Tauri's. (That the handlers are these and of these types is
/// proved by the compiler, where the shell includes the table.)
#[test]
fn the_capability_allows_exactly_our_commands() {
    let capability = std::fs::read_to_string(root().join("src-tauri/capabilities/main.json")).unwrap();
    let capability: serde_json::Value = serde_json::from_str(&capability).unwrap();
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    let allowed: BTreeSet<_> =
        capability["permissions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    let expected: BTreeSet<_> =
        commands().iter().map(|command| format!("allow-{}", command.name.replace('_', "-"))).collect();
    assert_eq!(allowed, expected);
    let files = std::fs::read_dir(root().join("src-tauri/capabilities")).unwrap().count();
    assert_eq!(files, 1, "another file could allow more");
}

#[test]
fn every_handler_is_in_the_table() {
    let handlers = std::fs::read_to_string(root().join("src-tauri/src/commands.rs")).unwrap();
    let handlers: BTreeSet<_> = handlers
        .split("#[tauri::command]\nasync fn ")
        .skip(1)
        .map(|rest| rest.split('(').next().unwrap().to_owned())
        .collect();
    assert_eq!(handlers, commands().iter().map(|command| command.name.to_owned()).collect());
}

/// The window's side of the table. Where it is stale it is written anew, and this fails once.
#[test]
fn the_window_knows_the_same_commands() {
    let path = root().join("ui/src/ipc/commands.ts");
    let expected = typescript(&commands());
    if std::fs::read_to_string(&path).unwrap_or_default() != expected {
        std::fs::write(&path, &expected).unwrap();
        panic!("{} was stale and is written anew: commit it", path.display());
    }
}

fn typescript(commands: &[Command]) -> String {
    let types = commands.iter().flat_map(|command| [&command.request, &command.answer]);
    let types: BTreeSet<_> = types.filter(|name| *name != "null").collect();
    let imports: String =
        types.iter().map(|name| format!("import type {{ {name} }} from \"./types/{name}\";\n")).collect();
    let signature = |c: &Command| format!("  {}: {{ request: {}; answer: {} }};\n", c.name, c.request, c.answer);
    let list = |names: &[&str]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let data = |c: &Command| format!("  {}: {{ reads: [{}], stales: [{}] }},\n", c.name, list(c.reads), list(c.stales));
    format!(
        "// Written by `cargo test` from src-tauri/command_table.rs. Do not edit.\n{imports}\n\
         /** What each command takes and answers. */\nexport type Commands = {{\n{}}};\n\n\
         /** The data that each command reads, and the data that it makes stale. */\nexport const DATA = {{\n{}}} as const;\n",
        commands.iter().map(signature).collect::<String>(),
        commands.iter().map(data).collect::<String>(),
    )
}

/// The top level is given: nothing else than this, dotfiles and a licence apart.
#[test]
fn the_top_level_is_as_given() {
    let tracked = std::process::Command::new("git").args(["ls-files"]).current_dir(root()).output();
    let Ok(tracked) = tracked.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()) else { return };
    let given = ["Cargo.toml", "Cargo.lock", "src-tauri", "ui", "icons", "tests", "tauri.conf.json", "README.md"];
    let top: BTreeSet<_> = tracked.lines().filter_map(|path| path.split('/').next()).collect();
    let other: Vec<_> = top.iter().filter(|name| !name.starts_with('.') && !given.contains(name)).collect();
    assert!(other.is_empty(), "{other:?}");
}

/// What keeps a frameless window, a global IPC object or a loose policy out.
#[test]
fn the_window_is_configured_tight() {
    let config = std::fs::read_to_string(root().join("tauri.conf.json")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&config).unwrap();
    let window = &config["app"]["windows"][0];
    assert_eq!((&window["decorations"], &window["generalAutofillEnabled"]), (&true.into(), &false.into()));
    assert_eq!(config["app"]["withGlobalTauri"], false);
    let security = &config["app"]["security"];
    assert_eq!(security["freezePrototype"], true);
    let csp = security["csp"].as_str().unwrap();
    assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
}
