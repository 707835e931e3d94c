//! The application in its real window, and how a person finds and does things in it.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;
use xtask::window::RealWindow;

pub(crate) const PORTICO: &str = env!("CARGO_BIN_EXE_portico");

/// Far more than is needed: a busy machine is no failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The application with a home of its own, and its window.
pub(crate) struct Desk {
    pub(crate) home: TempDir,
    pub(crate) window: RealWindow,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        Self::open_in(tempfile::tempdir().unwrap()).await
    }

    pub(crate) async fn open_in(home: TempDir) -> Self {
        let window = RealWindow::open(Path::new(PORTICO), Some(home.path())).await.unwrap();
        window.wait_for_users().await.unwrap();
        Self { home, window }
    }

    /// Its very first start, which asks for the firm; whoever chooses a folder chooses this one.
    pub(crate) async fn first_start(export: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        let variables = [("PORTICO_FIRM", OsStr::new("")), ("PORTICO_EXPORT", export.as_os_str())];
        let window = RealWindow::open_with(Path::new(PORTICO), Some(home.path()), &variables).await.unwrap();
        Self { home, window }
    }

    pub(crate) async fn restart(self) -> Self {
        self.window.close().await.unwrap();
        Self::open_in(self.home).await
    }

    pub(crate) fn client(&self) -> &Client {
        self.window.client()
    }

    /// The element at this XPath, as soon as it is there.
    pub(crate) async fn find(&self, xpath: &str) -> Element {
        self.window.find(xpath).await.unwrap_or_else(|problem| panic!("{problem:#}"))
    }

    /// Clicks what is at this XPath.
    pub(crate) async fn click(&self, xpath: &str) {
        self.window.click(xpath).await.unwrap_or_else(|problem| panic!("{problem:#}"));
    }

    /// Waits until nothing is at this XPath any more.
    pub(crate) async fn is_gone(&self, xpath: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.client().find_all(Locator::XPath(xpath)).await.unwrap().is_empty() {
            assert!(Instant::now() < deadline, "{xpath} is still there");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until this answers yes in the page.
    pub(crate) async fn comes_to(&self, script: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.client().execute(script, vec![]).await.unwrap() != true {
            assert!(Instant::now() < deadline, "never: {script}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn search(&self, text: &str) {
        self.window.type_into(SEARCH, text).await.unwrap();
    }

    /// Searches for one portal user and opens the link manager by a click on the row.
    pub(crate) async fn open_user(&self, search: &str, name: &str) {
        self.search(search).await;
        self.click(&row(name)).await;
        self.find(&format!("{MANAGER}//*[self::h1 or self::h2][normalize-space()='{name}']")).await;
    }

    /// Presses keys, wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) {
        self.window.press(keys).await.unwrap();
    }

    /// Has the window call a command of Tauri's, listed or not, and answers how it went.
    pub(crate) async fn invoke(&self, command: &str) -> String {
        self.invoke_with(command, Value::Null).await
    }

    pub(crate) async fn invoke_with(&self, command: &str, request: Value) -> String {
        let call = "const [command, request, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, { request }).then((a) => done('answered ' + JSON.stringify(a)),
                (e) => done('refused ' + JSON.stringify(e)));";
        let answer = self.client().execute_async(call, vec![command.into(), request]).await.unwrap();
        answer.as_str().unwrap().to_owned()
    }

    /// What a command answers.
    pub(crate) async fn ask<A: DeserializeOwned>(&self, command: &str, request: Value) -> A {
        let answer = self.invoke_with(command, request).await;
        let told = answer.strip_prefix("answered ").unwrap_or_else(|| panic!("{command}: {answer}"));
        serde_json::from_str(told).unwrap()
    }
}

pub(crate) const SEARCH: &str = "//*[@role='searchbox' or @type='search'][@aria-label='Search portal users']";
pub(crate) const MANAGER: &str = "//*[@aria-label='Link manager']";

pub(crate) fn row(name: &str) -> String {
    format!("//*[@role='grid' and @aria-label='Portal users']//*[@role='row'][*[normalize-space()='{name}']]")
}

/// A button of the link manager beside this client's name.
pub(crate) fn button_of_client(client: &str, button: &str) -> String {
    format!("{MANAGER}//li[contains(normalize-space(), '{client}')]//button[normalize-space()='{button}']")
}

pub(crate) fn linked(client: &str) -> String {
    button_of_client(client, "De-link")
}
