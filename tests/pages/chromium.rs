//! A real browser, driven by ChromeDriver (Debian's `chromium-driver`, which `cargo xtask setup` installs), on the screen of a
//! phone. Whatever a person would look for is found by its label or its words.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

/// Longer than any page takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with a profile of its own.
pub(crate) struct Chromium {
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Chromium {
    /// Opens one as large as a phone, with scripts allowed or not.
    pub(crate) async fn open(with_scripts: bool) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromium-driver is there: cargo xtask setup");
        let port = port_of(&mut driver);
        let arguments = [
            "--headless=new".to_owned(),
            // As root, as in a container, it starts only so.
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let scripts = if with_scripts { 1 } else { 2 };
        let preferences = json!({ "profile.managed_default_content_settings.javascript": scripts });
        // Its screen alone: with touch and without scripts the driver waits for ever.
        let metrics = json!({ "width": 390, "height": 844, "pixelRatio": 2.0, "touch": false, "mobile": false });
        let phone = json!({ "deviceMetrics": metrics });
        let options = json!({
            "goog:chromeOptions": { "args": arguments, "prefs": preferences, "mobileEmulation": phone },
            "timeouts": { "pageLoad": PATIENCE.as_millis(), "script": PATIENCE.as_millis() },
        });
        let capabilities: Capabilities = serde_json::from_value(options).unwrap();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Self { client, driver, _profile: profile }
    }

    pub(crate) async fn goes_to(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    /// Where the browser is.
    pub(crate) async fn address(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    /// Types into the field with this label.
    pub(crate) async fn types(&self, label: &str, text: &str) {
        let label = self.find(&format!("//label[normalize-space()='{label}']")).await;
        let id = label.attr("for").await.unwrap().expect("a label names its field");
        let field = self.client.find(Locator::Id(&id)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Presses the button or follows the link that says this.
    pub(crate) async fn presses(&self, words: &str) {
        let same = format!("[normalize-space()='{words}']");
        let found = self.find(&format!("//button{same} | //a{same} | //summary{same}")).await;
        found.click().await.unwrap();
    }

    /// Waits until the page has this title.
    pub(crate) async fn sees(&self, title: &str) {
        self.find(&format!("//h1[normalize-space()='{title}']")).await;
    }

    /// Waits until the page says this somewhere.
    pub(crate) async fn says(&self, words: &str) {
        self.find(&format!("//main[contains(normalize-space(), '{words}')]")).await;
    }

    /// Waits until the page says that something was wrong.
    pub(crate) async fn is_refused(&self) {
        self.find("//*[@role='alert']").await;
    }

    /// Everything that the page says.
    pub(crate) async fn text(&self) -> String {
        self.find("//main").await.text().await.unwrap()
    }

    /// Puts a picture of what is seen into the folder that `PORTICO_PICTURES` names, if it names one.
    pub(crate) async fn is_pictured(&self, name: &str) {
        let Some(folder) = std::env::var_os("PORTICO_PICTURES") else { return };
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
    }

    /// Nothing on the page stands in the way of anybody, as far as a program can tell: WCAG 2.2, A and AA, by axe.
    pub(crate) async fn is_accessible(&self) {
        let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("axe is there: cargo xtask setup");
        self.client.execute(&axe, Vec::new()).await.unwrap();
        let run = "const done = arguments[arguments.length - 1]; const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', \
                   'wcag22aa', 'best-practice']; axe.run(document, { runOnly: tags }).then((found) => \
                   done(found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))); ";
        let found = self.client.execute_async(run, Vec::new()).await.unwrap();
        assert_eq!(found, json!([]), "{}", self.address().await);
    }

    async fn find(&self, path: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE).every(Duration::from_millis(10));
        match wait.for_element(Locator::XPath(path)).await {
            Ok(found) => found,
            Err(error) => panic!("{path}: {error}\n{}\n{}", self.address().await, self.client.source().await.unwrap()),
        }
    }

    pub(crate) async fn closes(self) {
        self.client.clone().close().await.unwrap();
    }
}

impl Drop for Chromium {
    /// The driver and the browser are one process group.
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.driver.id())]).status();
        let _ = self.driver.wait();
    }
}

/// It says on which port it listens.
fn port_of(driver: &mut Child) -> u16 {
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let line = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("started successfully on port")));
    let line = line.expect("chromedriver says its port").unwrap();
    // Whoever closes the pipe ends the writer.
    std::thread::spawn(move || lines.for_each(drop));
    line.trim_end_matches('.').rsplit(' ').next().unwrap().parse().unwrap()
}
