//! What is done in the page and timed there, from the event to the end of the frame that answers it.

use std::time::Duration;

use anyhow::{Result, anyhow};
use fantoccini::Locator;
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::{Value, json};
use xtask::window::RealWindow;

const PAGE: &str = include_str!("page.js");
const SEARCH: &str = "input[aria-label='Search portal users'], [aria-label='Search portal users'] input";

/// A page that is measured.
pub(crate) struct Page<'a>(&'a RealWindow);

/// What came of scrolling.
#[derive(Deserialize)]
pub(crate) struct Scrolled {
    /// The longest that a row was missing where it should be seen, in milliseconds.
    pub(crate) blank: f64,
    /// The most elements of rows at any time.
    pub(crate) rows: f64,
    frames: Vec<f64>,
}

impl Scrolled {
    pub(crate) fn frames(&self) -> Vec<Duration> {
        self.frames.iter().copied().map(milliseconds).collect()
    }

    pub(crate) fn also(&mut self, other: Self) {
        self.blank = self.blank.max(other.blank);
        self.rows = self.rows.max(other.rows);
        self.frames.extend(other.frames);
    }
}

impl<'a> Page<'a> {
    pub(crate) async fn of(window: &'a RealWindow) -> Result<Self> {
        window.client().execute(PAGE, vec![]).await?;
        Ok(Self(window))
    }

    /// When the first rows were painted, since 1970.
    pub(crate) async fn started(&self) -> Result<Duration> {
        let at: f64 = serde_json::from_value(self.run("window.bench.started(done)", vec![]).await?)?;
        Ok(milliseconds(at))
    }

    /// Presses this key in the search box; none where nothing changed by it.
    pub(crate) async fn key(&self, key: &str) -> Result<Option<Duration>> {
        let search = self.0.client().find(Locator::Css(SEARCH)).await?;
        self.begin("keydown").await?;
        search.send_keys(key).await?;
        self.settled().await
    }

    /// Empties the search box as a person does, and waits until everybody is shown.
    pub(crate) async fn clear(&self) -> Result<()> {
        let all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        self.0.client().find(Locator::Css(SEARCH)).await?.send_keys(&all).await?;
        self.key(&char::from(Key::Delete).to_string()).await?;
        Ok(())
    }

    /// Clicks this row of those in sight; none where nothing changed by it.
    pub(crate) async fn click(&self, nth: usize) -> Result<Option<Duration>> {
        let row = format!("[role=grid] [role=row][aria-rowindex='{}'] [role=gridcell]", nth + 2);
        let row = self.0.client().find(Locator::Css(&row)).await?;
        self.begin("pointerdown").await?;
        row.click().await?;
        self.settled().await
    }

    /// Puts the bar at this part of the list, between 0 and 1.
    pub(crate) async fn jump(&self, part: f64) -> Result<Duration> {
        let took = self.run("window.bench.jump(arguments[0], done)", vec![json!(part)]).await?;
        Ok(milliseconds(serde_json::from_value(took)?))
    }

    /// Turns the wheel by so many pixels a frame for so many milliseconds.
    pub(crate) async fn scroll(&self, pixels: u32, milliseconds: u32) -> Result<Scrolled> {
        let arguments = vec![json!(pixels), json!(milliseconds)];
        let scrolled = self.run("window.bench.scroll(arguments[0], arguments[1], done)", arguments).await?;
        Ok(serde_json::from_value(scrolled)?)
    }

    async fn begin(&self, kind: &str) -> Result<()> {
        self.0.client().execute("window.bench.begin(arguments[0])", vec![json!(kind)]).await?;
        Ok(())
    }

    async fn settled(&self) -> Result<Option<Duration>> {
        let took: Option<f64> = serde_json::from_value(self.run("window.bench.settled(done)", vec![]).await?)?;
        Ok(took.map(milliseconds))
    }

    async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        let ran = self.0.client().execute_async(&script, arguments).await;
        ran.map_err(|error| anyhow!("{script}: {error}{}", self.0.stderr_tail()))
    }
}

fn milliseconds(number: f64) -> Duration {
    Duration::from_secs_f64(number.max(0.0) / 1000.0)
}
