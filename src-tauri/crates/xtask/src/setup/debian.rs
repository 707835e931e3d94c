//! Debian and its kin: which packages are missing, and installing them.

use std::process::Command;

use anyhow::{Result, bail};

use super::Purpose;
use crate::process::{self, answer};

/// Needed to build and run.
const BUILD: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "libssl-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libdbus-1-dev",
    "file",
    "patchelf",
];

/// Needed besides to open the window without a display, with a session bus and a keyring.
const HEADLESS: &[&str] = &["webkit2gtk-driver", "xvfb", "xauth", "dbus-x11", "gnome-keyring"];

/// Needed besides by the tests: the other database, a mail server, a browser, and what Schemathesis is installed with.
const TESTS: &[&str] = &["postgresql", "python3-aiosmtpd", "chromium", "chromium-driver", "python3", "python3-venv"];

const APT: &[&str] = &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];

pub(super) fn is_here() -> bool {
    answer("dpkg-query", &["--version"]).is_some() && answer("apt-get", &["--version"]).is_some()
}

/// Installs what is missing: as root at once, else by sudo where that asks no password.
///
/// # Errors
/// When there is no right to install; the error is the one line to run.
pub(super) fn install(purpose: Purpose) -> Result<()> {
    let missing = missing(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    let prefix: &[&str] = match () {
        () if answer("id", &["-u"]).as_deref() == Some("0") => &[],
        () if answer("sudo", &["-n", "true"]).is_some() => &["sudo", "-n"],
        () => bail!(
            "System packages are missing. Run this line, then start again:\n\n    \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            missing.join(" ")
        ),
    };
    println!("Installing {}", missing.join(" "));
    // A list that cannot be fetched need not be one that matters: the installation itself decides.
    if let Err(problem) = process::run(&mut apt(prefix, &["update", "-qq"])) {
        eprintln!("{problem}");
    }
    process::run(apt(prefix, &["install", "-y", "-qq", "--no-install-recommends"]).args(missing))
}

/// Every package that dpkg does not know as completely installed.
fn missing(purpose: Purpose) -> Vec<&'static str> {
    let headless = HEADLESS.iter().filter(|_| purpose >= Purpose::Headless);
    let wanted = BUILD.iter().chain(headless).chain(TESTS.iter().filter(|_| purpose == Purpose::Tests));
    let is_installed = |name: &str| {
        let state = answer("dpkg-query", &["--show", "--showformat=${db:Status-Status}", name]);
        state.is_some_and(|state| state.starts_with("installed"))
    };
    wanted.copied().filter(|name| !is_installed(name)).collect()
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let words = [prefix, APT, arguments].concat();
    let mut command = process::command(words[0]);
    command.args(&words[1..]);
    command
}
