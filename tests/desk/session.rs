//! A session with a bus and a real keyring of its own, and its own home: no test touches the keychain of whoever runs it.

#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// After so many seconds a session ends, whatever goes on in it: longer than any test.
const LONGEST: &str = "7200";

/// It ends when it is dropped.
pub(crate) struct Session {
    bus: String,
    home: std::path::PathBuf,
    process: Child,
    /// As long as this is open, the session goes on.
    stays: Option<ChildStdin>,
}

impl Session {
    /// A session at home in this folder, with a keyring that is unlocked, if so, or cannot be.
    pub(crate) fn start(home: &Path, unlocked: bool) -> Self {
        let keyring = match unlocked {
            true => "printf password | gnome-keyring-daemon --unlock --components=secrets",
            false => "gnome-keyring-daemon --start --components=secrets",
        };
        let script = format!("eval \"$({keyring} 2>/dev/null)\"; echo \"$DBUS_SESSION_BUS_ADDRESS\"; exec cat");
        let mut command = Command::new("timeout");
        command
            .args([LONGEST, "dbus-run-session", "--", "sh", "-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        at_home(&mut command, home).env_remove("DBUS_SESSION_BUS_ADDRESS");
        let mut process = command.spawn().expect("dbus-run-session is installed");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let bus = lines.next().expect("a session has a bus").unwrap();
        let stays = process.stdin.take();
        Self { bus, home: home.to_owned(), process, stays }
    }

    /// Lets this program run in the session.
    pub(crate) fn enter(&self, command: &mut Command) {
        at_home(command, &self.home).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.stays.take());
        let _ = self.process.wait();
    }
}

/// Nothing of whoever runs the tests: no home, no display to ask for a password on.
pub(crate) fn at_home<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    command.env("HOME", home).env("XDG_RUNTIME_DIR", home).env("XDG_DATA_HOME", home.join("data"));
    command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_CACHE_HOME", home.join("cache"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY")
}
