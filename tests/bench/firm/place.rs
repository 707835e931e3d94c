use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use domain::{Permission, Permissions};
use firm::fixture::{self, Size};
use firm::{Database, find_firm, issue_token};
use reqwest::Client;
use tempfile::TempDir;
use xtask::postgres::Postgres;

use crate::bare::Bare;

/// How long the server may take to gather its directory.
const LONGEST_GATHERING: Duration = Duration::from_secs(300);

const PORTICO_FIRM: &str = env!("CARGO_BIN_EXE_portico-firm");

/// The engine that something is measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

impl FromStr for Engine {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            _ => bail!("an engine is sqlite or postgres"),
        }
    }
}

/// A database with an invented firm in it.
pub(crate) struct Place {
    folder: TempDir,
    /// The database's address.
    url: String,
    token: String,
}

impl Place {
    pub(crate) async fn make(engine: Engine, size: Size) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("firm.db");
        let (url, database) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", file.display()), Database::open(&file).await?),
            Engine::Postgres => {
                let url = Postgres::durable().database(None);
                let database = Database::connect(&url).await?;
                (url, database)
            }
        };
        let begun = Instant::now();
        fixture::build(&database, &size, 1, &mut |_| {}).await?;
        eprintln!("made in {:.1} s", begun.elapsed().as_secs_f64());
        let firm = find_firm(&database, fixture::SLUG).await?;
        let may: Permissions = [Permission::PaymentsView].into_iter().collect();
        let token = issue_token(&database, firm, "Bench", &may, fixture::NOW).await?;
        database.close().await;
        Ok(Self { folder, url, token: token.reveal().to_owned() })
    }

    /// The database alone.
    pub(crate) async fn bare(&self) -> Result<Bare> {
        Bare::open(&self.url).await
    }

    /// The real server on it, once it has its directory.
    pub(crate) async fn serve(&self) -> Result<Server> {
        let mut command = Command::new(PORTICO_FIRM);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", &self.url]).current_dir(self.folder.path());
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = process.stdout.take().context("it has an output")?;
        let mut lines = BufReader::new(output).lines();
        let base = loop {
            let line = lines.next().context("the server ended")??;
            if let Some(base) = line.strip_prefix("The firm API answers on ") {
                break base.to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        let client = Client::builder().no_proxy().build()?;
        let server = Server { process, client, base, token: self.token.clone() };
        let begun = Instant::now();
        // What takes longer than a request may is told so, and goes on.
        while server.get("/portal-users/counts").await.is_err() {
            anyhow::ensure!(begun.elapsed() < LONGEST_GATHERING, "the server does not get its directory together");
        }
        eprintln!("first answer after {:.2} s", begun.elapsed().as_secs_f64());
        Ok(server)
    }
}

/// A running `portico-firm`, ended with this, and staff who ask it.
pub(crate) struct Server {
    process: Child,
    client: Client,
    /// Where the firm API is.
    base: String,
    token: String,
}

impl Server {
    pub(crate) async fn get(&self, path: &str) -> Result<()> {
        self.ask(self.client.get(self.address(path))).await
    }

    pub(crate) async fn put(&self, path: &str) -> Result<()> {
        self.ask(self.client.put(self.address(path))).await
    }

    /// De-links, whatever that ends.
    pub(crate) async fn delete(&self, path: &str) -> Result<()> {
        self.ask(self.client.delete(self.address(path)).json(&serde_json::json!({ "confirmed": true }))).await
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Asks, and reads all of the answer, which has to be a success.
    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<()> {
        let response = request.bearer_auth(&self.token).send().await?;
        let (status, body) = (response.status(), response.text().await?);
        anyhow::ensure!(status.is_success(), "{status}: {body}");
        Ok(())
    }

    /// The most memory that the process has had, in MiB; 0 where the system does not tell.
    pub(crate) fn most_memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
        Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? / 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
