//! WebKit's driver: the program between a WebDriver client and the application's web view.

use std::{
    ffi::OsStr,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::Stdio,
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::NamedTempFile;
use tokio::{net::TcpStream, time::sleep};

use super::{PATIENCE, PAUSE, kept::Kept, stage::Stage};

/// A port that is free when looked for may be taken a moment later; then the next one is.
const TRIES: usize = 5;

/// What the driver hands on to the application, each with its reason.
const SURROUNDINGS: [(&str, &str); 5] = [
    // These let its web view be driven.
    ("TAURI_AUTOMATION", "true"),
    ("TAURI_WEBVIEW_AUTOMATION", "true"),
    // Without a graphics card it is faster and smaller so.
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    // At a first start nobody is asked which firm to open.
    ("PORTICO_FIRM", "sample"),
    // What it writes is read in files and reports.
    ("NO_COLOR", "1"),
];

/// The driver does not notice when the application ends by itself. Here that ends the driver too (they are one
/// process group), so that whoever waits for an answer hears of it at once.
const WATCHED: &str = r#""$0"; echo "(It ended by itself, with exit code $?.)" >&2; kill -KILL 0"#;

pub(super) struct Driver {
    kept: Kept,
    port: u16,
}

impl Driver {
    /// Starts the driver and waits until it can be spoken to. It and the application write to `log`.
    pub(super) async fn start(
        stage: &Stage,
        home: Option<&Path>,
        variables: &[(&str, &OsStr)],
        log: &NamedTempFile,
    ) -> Result<Self> {
        for _ in 0..TRIES {
            let port = free_port()?;
            let mut driver = Self { kept: start(port, stage, home, variables, log)?, port };
            if driver.is_listening().await? {
                return Ok(driver);
            }
        }
        bail!("WebKitWebDriver ended at once; is it installed? (The package is webkit2gtk-driver.){}", super::tail(log))
    }

    /// Waits for its port. False when it has ended instead.
    async fn is_listening(&mut self) -> Result<bool> {
        let deadline = Instant::now() + PATIENCE;
        while self.kept.is_running()? {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_ok() {
                return self.kept.is_running();
            }
            ensure!(Instant::now() < deadline, "WebKitWebDriver does not answer.");
            sleep(PAUSE).await;
        }
        Ok(false)
    }

    /// Has the driver start the application, and waits until its window is there.
    pub(super) async fn open(&self, app: &Path) -> Result<Client> {
        let options = json!({ "webkitgtk:browserOptions": { "binary": "sh", "args": ["-c", WATCHED, app] } });
        let capabilities: Capabilities = serde_json::from_value(options)?;
        ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .with_context(|| format!("{} showed no window", app.display()))
    }

    /// Ends the driver and the application.
    pub(super) async fn end(self) -> Result<()> {
        self.kept.end().await
    }
}

fn start(
    port: u16,
    stage: &Stage,
    home: Option<&Path>,
    variables: &[(&str, &OsStr)],
    log: &NamedTempFile,
) -> Result<Kept> {
    let out = log.reopen()?;
    let err = out.try_clone()?;
    Kept::start("WebKitWebDriver", |command| {
        command.arg(format!("--port={port}")).stdout(Stdio::from(out)).stderr(Stdio::from(err));
        command.envs(SURROUNDINGS).envs(variables.iter().copied());
        stage.tell(command);
        if let Some(home) = home {
            command.env("PORTICO_HOME", home);
        }
    })
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("there is no free port")?;
    Ok(listener.local_addr()?.port())
}
