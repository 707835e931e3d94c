//! The real window, driven from outside: Portico's own program in the system's web view, with or without a display.
//!
//! [`RealWindow`] starts WebKit's driver, which starts the application; a WebDriver client then sees what a person
//! sees. Where there is no display it brings one (Xvfb), and a session bus likewise, both for this window alone. All
//! waiting is polling with a deadline. Every process ends with the window, and also when its owner dies unasked
//! (`kept`). Only Linux has such a driver; nothing here is used elsewhere.

mod driver;
mod hands;
mod kept;
pub mod screens;
mod stage;

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::{
    Client,
    error::{CmdError, ErrorStatus},
};
use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::time::{sleep, timeout};

use self::{driver::Driver, stage::Stage};

/// The longest anything is waited for. Far more than is needed, so that a busy machine is not taken for a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// How much of what the application wrote is told when something fails.
const TAIL: usize = 20;

/// What the window shows: how many rows the grid of portal users stands for (its header among them), whether the
/// first of them is painted, and the problem the window tells of, if any.
const LOOK: &str = r#"
    const grid = document.querySelector('[role="grid"][aria-label="Portal users"]');
    const first = grid?.querySelector('[role="row"][aria-rowindex="2"]');
    const alerts = [...document.querySelectorAll('[role="alert"]')].map((alert) => alert.textContent.trim());
    return {
        rows: Number(grid?.getAttribute('aria-rowcount') ?? 0),
        painted: Boolean(first?.textContent.trim()),
        problem: alerts.find(Boolean) ?? null,
    };
"#;

/// Has the page paint again and again, without anything to be seen of it. The driver takes its picture when the page
/// next paints, and a page at rest never would.
const STIR: &str = r#"
    const page = document.documentElement;
    window.stirring = setInterval(() => { page.style.outline = page.style.outline ? '' : '1px solid transparent'; }, 20);
"#;

/// Ends what [`STIR`] began.
const CALM: &str = "clearInterval(window.stirring); document.documentElement.style.outline = '';";

/// An open window of the application. End it with [`close`](Self::close); dropped, it ends too, a moment later.
pub struct RealWindow {
    client: Client,
    started: Instant,
    log: NamedTempFile,
    // Dropped in this order: the application first, then what it stands on.
    driver: Driver,
    stage: Stage,
}

impl RealWindow {
    /// Starts the program `app` and connects to its window. `home` becomes its `PORTICO_HOME`, in which its keyring is kept
    /// too; without one it inherits ours, if set. Returns once the window is there; what it shows may still be loading.
    ///
    /// # Errors
    /// When a program that this needs is missing, or the application ends or shows no window in time.
    pub async fn open(app: &Path, home: Option<&Path>) -> Result<Self> {
        Self::open_with(app, home, &[]).await
    }

    /// As [`open`](Self::open), with these variables in the place of what the application is told otherwise: at its first
    /// start it opens the sample firm without asking, unless `PORTICO_FIRM` is another.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(app: &Path, home: Option<&Path>, variables: &[(&str, &OsStr)]) -> Result<Self> {
        let log = NamedTempFile::new().context("cannot make a file for what the application writes")?;
        let stage = Stage::set(home).await?;
        let driver = Driver::start(&stage, home, variables, &log).await?;
        let started = Instant::now();
        let client = match timeout(PATIENCE, driver.open(app)).await {
            Ok(Ok(client)) => client,
            Ok(Err(problem)) => bail!("{problem:#}{}", tail(&log)),
            Err(_) => bail!("{} showed no window in {} s.{}", app.display(), PATIENCE.as_secs(), tail(&log)),
        };
        Ok(Self { client, started, log, driver, stage })
    }

    /// The WebDriver client of this window.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The folders of its own in which it keeps what programs keep for a person, for as long as it is open.
    pub fn folders(&self) -> &Path {
        self.stage.folders()
    }

    /// When the application was started.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// The last lines that the application wrote to its standard error.
    pub fn stderr_tail(&self) -> String {
        tail(&self.log)
    }

    /// Waits until the grid of portal users is painted, and answers how many users it stands for.
    ///
    /// # Errors
    /// When the window shows a problem instead, is gone, or is not painted in time; with what the application wrote.
    pub async fn wait_for_users(&self) -> Result<usize> {
        self.painted_users().await.map_err(|problem| anyhow!("{problem:#}{}", self.stderr_tail()))
    }

    async fn painted_users(&self) -> Result<usize> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.look().await? {
                Seen::Users(count) => return Ok(count),
                Seen::Problem(text) => bail!("The window shows a problem: {text}"),
                Seen::Nothing(why) if Instant::now() > deadline => {
                    bail!("The window showed no portal users in {} s: {why}.", PATIENCE.as_secs())
                }
                Seen::Nothing(_) => sleep(PAUSE).await,
            }
        }
    }

    async fn look(&self) -> Result<Seen> {
        let view = timeout(PATIENCE, self.client.execute(LOOK, vec![])).await.context("the window does not answer")?;
        match view {
            Ok(view) => Ok(Seen::from(&view)),
            Err(problem) if is_gone(&problem) => Err(problem).context("the window is gone"),
            // Between two pages there is nothing to look at.
            Err(problem) => Ok(Seen::Nothing(problem.to_string())),
        }
    }

    /// Saves a picture (PNG) of what the window shows.
    ///
    /// # Errors
    /// When the window is gone or the file cannot be written.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        self.client.execute(STIR, vec![]).await.context("the window is gone")?;
        let picture = timeout(PATIENCE, self.client.screenshot()).await;
        self.client.execute(CALM, vec![]).await.context("the window is gone")?;
        let picture = picture.context("the window does not paint")?.context("cannot take a picture of the window")?;
        fs::write(path, picture).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Ends the application, as suddenly as a power cut would, and everything started for it. Returns when all of it
    /// is gone, so that it can be started again at once.
    ///
    /// # Errors
    /// When something is still running after a long wait.
    pub async fn close(self) -> Result<()> {
        let Self { client, driver, stage, .. } = self;
        // Whether or not it answers, the driver and the application end next.
        let _ = timeout(PATIENCE, client.close()).await;
        driver.end().await?;
        stage.clear().await
    }
}

enum Seen {
    Users(usize),
    Problem(String),
    Nothing(String),
}

impl From<&Value> for Seen {
    fn from(view: &Value) -> Self {
        let users = view["rows"].as_i64().and_then(|rows| usize::try_from(rows - 1).ok()).unwrap_or_default();
        match view["problem"].as_str() {
            _ if users > 0 && view["painted"] == true => Self::Users(users),
            Some(problem) => Self::Problem(problem.to_owned()),
            None if users > 0 => Self::Nothing("its table is there, with no row painted".into()),
            None => Self::Nothing("it has no table of portal users with a user in it".into()),
        }
    }
}

/// Whether an error says that the application or its driver has ended.
fn is_gone(problem: &CmdError) -> bool {
    match problem {
        CmdError::Standard(error) => [ErrorStatus::InvalidSessionId, ErrorStatus::NoSuchWindow].contains(&error.error),
        CmdError::Failed(_) | CmdError::FailedC(_) | CmdError::Lost(_) => true,
        _ => false,
    }
}

/// The end of what the application wrote, under a heading; nothing if it wrote nothing.
fn tail(log: &NamedTempFile) -> String {
    let written = fs::read(log.path()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<_> = written.lines().collect();
    match lines.len() {
        0 => String::new(),
        count => format!("\nThe application wrote:\n{}", lines[count.saturating_sub(TAIL)..].join("\n")),
    }
}
