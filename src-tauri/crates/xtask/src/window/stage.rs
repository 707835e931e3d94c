//! What a window stands on: a display and a session bus. Those of the desktop where there is one, else our own.

use std::{env, process::Stdio};

use anyhow::Result;
use tokio::process::Command;

use super::kept::Kept;
use crate::setup::has_display;

/// The size of a display of our own, in pixels and bits a pixel.
const SCREEN: &str = "1360x860x24";

pub(super) struct Stage {
    display: Option<(Kept, String)>,
    bus: Option<(Kept, String)>,
}

impl Stage {
    /// Starts what is missing.
    pub(super) async fn set() -> Result<Self> {
        Ok(Self {
            display: if has_display() { None } else { Some(display().await?) },
            bus: if env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() { None } else { Some(bus().await?) },
        })
    }

    /// Tells a command where it finds them.
    pub(super) fn tell(&self, command: &mut Command) {
        if let Some((_, number)) = &self.display {
            command.env("DISPLAY", format!(":{number}"));
        }
        if let Some((_, address)) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", address);
        }
    }

    /// Ends what was started.
    pub(super) async fn clear(self) -> Result<()> {
        for (kept, _) in [self.bus, self.display].into_iter().flatten() {
            kept.end().await?;
        }
        Ok(())
    }
}

/// Xvfb chooses a free number by itself and prints it.
async fn display() -> Result<(Kept, String)> {
    ready("Xvfb", &["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]).await
}

/// Without one, the toolkit would start one by itself that outlives the window.
async fn bus() -> Result<(Kept, String)> {
    ready("dbus-daemon", &["--session", "--nofork", "--nopidfile", "--print-address=1"]).await
}

/// Starts a program and waits until it prints where it can be reached.
async fn ready(program: &'static str, arguments: &[&str]) -> Result<(Kept, String)> {
    let mut kept = Kept::start(program, |command| {
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
    })?;
    let place = kept.first_line().await?;
    Ok((kept, place))
}
