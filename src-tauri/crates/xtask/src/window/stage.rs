//! What a window stands on: a display and a session bus, and the folders where programs keep things for a person.
//!
//! A window with a home of its own gets a bus and folders of its own too, so that nothing it does reaches the
//! desktop, the keychain or the home folder of whoever runs it. The display is the desktop's where there is one.

use std::{env, fs, path::Path, process::Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::process::Command;

use super::kept::Kept;
use crate::setup::has_display;

/// The size of a display of our own, in pixels and bits a pixel.
const SCREEN: &str = "1360x860x24";

/// The variables that name a person's folders.
const FOLDERS: [&str; 4] = ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"];

/// Unlocks a keyring that only we have opened before, if anybody, and stays.
const KEYRING: &str = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null && echo ready && exec sleep infinity";

const BUS_ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";

pub(super) struct Stage {
    apart: bool,
    display: Option<(Kept, String)>,
    bus: Option<(Kept, String)>,
    keyring: Option<Kept>,
    // Dropped last: the others use it.
    folders: TempDir,
}

impl Stage {
    /// Starts what is missing, and for a window with a home of its own whatever it must not share. Its keyring is at home
    /// there too, so that the next stage for that home has the same keys.
    pub(super) async fn set(home: Option<&Path>) -> Result<Self> {
        let folders = folders()?;
        let display = if has_display() { None } else { Some(display().await?) };
        let has_bus = env::var_os(BUS_ADDRESS).is_some();
        let bus = if has_bus && home.is_none() { None } else { Some(bus(&folders).await?) };
        let keyring = match &bus {
            Some((_, address)) => Some(keyring(&folders, home, address).await?),
            None => None,
        };
        Ok(Self { apart: home.is_some(), display, bus, keyring, folders })
    }

    /// Where a person's folders are, if it has folders of its own.
    pub(super) fn folders(&self) -> &Path {
        self.folders.path()
    }

    /// Tells a command where it finds all that.
    pub(super) fn tell(&self, command: &mut Command) {
        if let Some((_, number)) = &self.display {
            command.env("DISPLAY", format!(":{number}"));
        }
        if let Some((_, address)) = &self.bus {
            command.env(BUS_ADDRESS, address);
        }
        if self.apart {
            tell_folders(&self.folders, command);
        }
    }

    /// Ends what was started.
    pub(super) async fn clear(self) -> Result<()> {
        let others = [self.bus, self.display].into_iter().flatten().map(|(kept, _)| kept);
        for kept in self.keyring.into_iter().chain(others) {
            kept.end().await?;
        }
        Ok(())
    }
}

fn folders() -> Result<TempDir> {
    let folders = TempDir::new().context("cannot make a temporary folder")?;
    for name in FOLDERS {
        fs::create_dir(folders.path().join(name)).context("cannot make a temporary folder")?;
    }
    Ok(folders)
}

fn tell_folders(folders: &TempDir, command: &mut Command) {
    command.envs(FOLDERS.map(|name| (name, folders.path().join(name))));
}

/// Xvfb chooses a free number by itself and prints it.
async fn display() -> Result<(Kept, String)> {
    let arguments = ["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"];
    ready("Xvfb", |command| _ = command.args(arguments)).await
}

/// Without a bus, the toolkit would start one by itself that outlives the window. What is started through this one,
/// a keyring for instance, keeps its things in our folders.
async fn bus(folders: &TempDir) -> Result<(Kept, String)> {
    ready("dbus-daemon", |command| {
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        tell_folders(folders, command);
    })
    .await
}

/// A bus of our own has a keychain of its own: the desktop's would ask for a password in a dialog that nobody sees.
async fn keyring(folders: &TempDir, home: Option<&Path>, bus: &str) -> Result<Kept> {
    let (kept, _) = ready("sh", |command| {
        command.args(["-c", KEYRING]).env(BUS_ADDRESS, bus);
        tell_folders(folders, command);
        // A home may be none, which the window then has to tell.
        if let Some(home) = home.filter(|home| home.is_dir()) {
            command.env("XDG_DATA_HOME", home.join("keyring"));
        }
    })
    .await?;
    Ok(kept)
}

/// Starts a program and waits until it prints where it can be reached.
async fn ready(program: &'static str, dress: impl FnOnce(&mut Command)) -> Result<(Kept, String)> {
    let mut kept = Kept::start(program, |command| {
        dress(command);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
    })?;
    let place = kept.first_line().await?;
    Ok((kept, place))
}
