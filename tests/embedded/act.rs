//! A program of its own that opens the firm, to be killed.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use contract::ProblemCode;
use desk::Keychain;
use firm::embedded::Keep;

use crate::at_rest::link_somebody;
use crate::key_lost::start;
use crate::{key, open_with};

/// What a test program does when it was started by one of these tests, and in which folder.
const ACT: &str = "PORTICO_EMBEDDED_ACT";
const FOLDER: &str = "PORTICO_EMBEDDED_FOLDER";
/// What it says once it does it.
const READY: &str = "the act has begun";
/// Far more than is needed: a busy machine is no failure.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// Opens the firm, encrypted.
    Open,
    /// Opens it, and links again and again.
    Link,
    /// Opens one for this time only, and links somebody.
    Passing,
    /// Starts as a desktop does, with the system's keychain, and opens the firm.
    Start,
    /// Starts likewise, and is told that the keychain is locked.
    Told,
}

pub(crate) struct Acting(Child);

/// Starts this test program anew for one act.
pub(crate) fn act(act: Act, folder: &Path) -> Acting {
    Acting(command(act, folder).stdout(Stdio::piped()).spawn().unwrap())
}

pub(crate) fn command(act: Act, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "act::the_act", "--nocapture"]).env(ACT, format!("{act:?}")).env(FOLDER, folder);
    command
}

impl Acting {
    /// Waits until it has begun.
    pub(crate) fn is_ready(&mut self) {
        let said = BufReader::new(self.0.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
        assert!(said.into_iter().any(|line| line.contains(READY)), "it ended before it began");
    }

    /// Waits until something is so, for as long as it runs.
    pub(crate) fn goes_on_until(&mut self, is_so: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so() && self.0.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "it does not come to that");
            std::thread::yield_now();
        }
    }

    /// As suddenly as a power cut would.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.0.kill();
        self.0.wait().unwrap();
    }
}

impl Drop for Acting {
    fn drop(&mut self) {
        self.end();
    }
}

#[tokio::test]
async fn the_act() {
    let Ok(what) = std::env::var(ACT) else { return };
    let folder = std::env::var_os(FOLDER).unwrap();
    if ["Start", "Told"].contains(&what.as_str()) {
        return started(Path::new(&folder), what == "Told").await;
    }
    let keep = if what == "Passing" { Keep::ThisTimeOnly } else { Keep::Encrypted(key()) };
    let firm = open_with(Path::new(&folder), keep, None).await.unwrap();
    link_somebody(&firm).await;
    println!("{READY}");
    std::io::stdout().flush().unwrap();
    match what.as_str() {
        "Link" => loop {
            again_and_again(&firm).await;
        },
        // Until it is killed, or its owner is gone for long.
        "Passing" => tokio::time::sleep(PATIENCE).await,
        _ => {}
    }
}

async fn started(home: &Path, is_told: bool) {
    let start = start(home, Keychain::system()).await;
    if is_told {
        let problem = start.problem().await;
        assert!(problem.code == ProblemCode::KeyLost && problem.title.contains("locked"), "{problem:?}");
    } else {
        assert_eq!(start.firm().await, "harlow-pike");
    }
    start.end().await;
}

/// A link and a de-link.
async fn again_and_again(firm: &firm::embedded::Embedded) {
    for method in [reqwest::Method::DELETE, reqwest::Method::PUT] {
        let url = format!("http://{}/api/v1/portal-users/1/links/1003", firm.address());
        let asked = crate::http::http().request(method, url).bearer_auth(firm.token().reveal());
        asked.json(&serde_json::json!({ "confirmed": true })).send().await.unwrap();
    }
}
