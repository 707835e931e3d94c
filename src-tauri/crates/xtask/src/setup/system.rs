//! The operating system's part of the set-up: compilers, web view, libraries.

use std::{env, path::PathBuf};

use anyhow::{Result, bail, ensure};

use super::{Purpose, debian};
use crate::process::answer;

/// Makes sure that Portico can be built here, or also opened without a display, or also tested.
pub(super) fn ready(purpose: Purpose) -> Result<()> {
    match env::consts::OS {
        "linux" => linux(purpose),
        "macos" => macos(),
        "windows" => windows(),
        other => bail!("Portico runs on Windows, macOS and Linux; {other} is none of them."),
    }
}

fn linux(purpose: Purpose) -> Result<()> {
    if debian::is_here() {
        return debian::install(purpose);
    }
    ensure!(
        answer("pkg-config", &["--exists", "webkit2gtk-4.1", "ayatana-appindicator3-0.1", "librsvg-2.0", "dbus-1"])
            .is_some(),
        "Portico needs the development files of WebKitGTK 4.1, libxdo, OpenSSL, Ayatana AppIndicator 3, librsvg and \
         D-Bus, and the programs pkg-config, file and patchelf. Install them with the package manager of this system \
         and run this again. (On Debian and its kin that happens by itself.)"
    );
    ensure!(
        purpose < Purpose::Headless || answer("sh", &["-c", "command -v WebKitWebDriver Xvfb dbus-daemon"]).is_some(),
        "To open Portico without a display, as the tests do, install WebKitWebDriver (it comes with WebKitGTK or in a \
         package of its own), Xvfb and dbus-daemon, and run this again."
    );
    ensure!(
        purpose < Purpose::Tests || answer("pg_config", &["--version"]).is_some(),
        "The tests run on PostgreSQL too. Install its server with pg_config, and run this again."
    );
    ensure!(
        purpose < Purpose::Tests || answer("python3", &["-c", "import venv, ensurepip"]).is_some(),
        "The tests of the firm API need Python 3.10 or newer with its venv module. Install it and run this again."
    );
    Ok(())
}

fn macos() -> Result<()> {
    ensure!(
        answer("xcode-select", &["-p"]).is_some(),
        "The command line tools of Xcode are missing. Install them with `xcode-select --install` and run this again."
    );
    Ok(())
}

fn windows() -> Result<()> {
    ensure!(
        has_webview2(),
        "WebView2 is missing, the part of Windows that shows Portico's window. Install the Evergreen runtime from \
         https://developer.microsoft.com/microsoft-edge/webview2 and run this again."
    );
    ensure!(
        cfg!(not(target_env = "msvc")) || has_msvc(),
        "The C++ build tools are missing. Install “Build Tools for Visual Studio” with “Desktop development with C++” \
         from https://visualstudio.microsoft.com/downloads and run this again."
    );
    Ok(())
}

/// The registry keys under which the WebView2 runtime notes its version, for the machine and for one person.
fn has_webview2() -> bool {
    const RUNTIME: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    [r"HKLM\SOFTWARE\WOW6432Node", r"HKLM\SOFTWARE", r"HKCU\Software"]
        .iter()
        .any(|hive| answer("reg", &["query", &format!(r"{hive}\{RUNTIME}"), "/v", "pv"]).is_some())
}

/// Asks the installer of Visual Studio, which has its fixed place, for an installation with a C++ compiler.
fn has_msvc() -> bool {
    let Some(programs) = env::var_os("ProgramFiles(x86)") else { return false };
    let vswhere = PathBuf::from(programs).join(r"Microsoft Visual Studio\Installer\vswhere.exe");
    let tools = "Microsoft.VisualStudio.Component.VC.Tools.*";
    answer(vswhere, &["-products", "*", "-requires", tools, "-property", "installationPath"])
        .is_some_and(|folder| !folder.is_empty())
}
