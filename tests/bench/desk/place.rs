use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use desk::{Backend, Binding, Cache, CachePlace, Clock, Holds, Keychain, Sync};
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::Client;
use serde_json::Value;
use tempfile::TempDir;

use crate::LONGEST;
use crate::size::FirmSize;

/// How many changes a delta has.
const CHANGES: usize = 1000;

/// A real backend with an invented firm, ended with this.
pub(crate) struct Place {
    folder: TempDir,
    process: Child,
    base: String,
    token: String,
    client: Client,
}

impl Place {
    /// A firm of this size: a copy of the one in the folder of firms that are kept from run to run, where there is one.
    pub(crate) async fn make(size: FirmSize, kept: Option<&Path>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("firm.db");
        let url = format!("sqlite:{}", file.display());
        let begun = Instant::now();
        match kept.map(|kept| kept.join(format!("{size}.db"))) {
            Some(kept) if kept.exists() => drop(std::fs::copy(kept, &file)?),
            kept => {
                size.invent(&url)?;
                kept.map(|kept| std::fs::copy(&file, kept)).transpose()?;
            }
        }
        let token = firm(&["token", "--database", &url, "--firm", "big", "--staff", "Bench"])?;
        eprintln!("made in {:.1} s", begun.elapsed().as_secs_f64());
        let (process, base) = serve(&url)?;
        let client = Client::builder().no_proxy().gzip(true).zstd(true).build()?;
        let this = Self { folder, process, base, token: token.trim().to_owned(), client };
        while this.get("/portal-users/counts").await.is_err() {
            ensure!(begun.elapsed() < LONGEST, "the server does not get its directory together");
        }
        Ok(this)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("firm.db")
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        let request = self.client.get(format!("{}/api/v1{path}", self.base)).bearer_auth(&self.token);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// How long a cache takes for a thousand changes that were made while it was closed, and the bare question for them.
    pub(crate) async fn delta(&self, folder: &Path) -> Result<(Duration, Duration)> {
        let cache = Cache::open(CachePlace {
            folder: folder.to_owned(),
            keychain: Keychain::system(),
            binding: Binding { firm: "big".to_owned(), staff: "Bench".to_owned(), device: "bench".to_owned() },
            clock: Clock::system(),
        })
        .await;
        let before = number(&cache).context("nothing is cached")?;
        let clients = self.get("/clients?limit=100").await?;
        let clients: Vec<&str> = clients["clients"]
            .as_array()
            .context("clients")?
            .iter()
            .filter_map(|one| one["client_id"].as_str())
            .collect();
        let pairs = (1..=CHANGES).map(|nth| (nth, clients[nth % clients.len()]));
        let linked = stream::iter(pairs).map(|(user, client)| self.toggle(user, client)).buffer_unordered(16);
        linked.try_collect::<Vec<()>>().await?;
        let begun = Instant::now();
        let page = self.get(&format!("/changes?after={before}&limit=5000")).await?;
        let floor = begun.elapsed();
        let newest = page["next"].as_i64().context("a number")?;
        ensure!(newest >= before + i64::try_from(CHANGES)?, "{before} to {newest}");
        let begun = Instant::now();
        let sync = Sync::start(Backend::new(&self.base, &self.token)?, cache.clone());
        let mut standing = cache.standing();
        standing.wait_for(|_| number(&cache).is_some_and(|number| number >= newest)).await?;
        let took = begun.elapsed();
        sync.stop().await;
        Ok((took, floor))
    }

    /// Links the two, or ends it: a change in any case.
    async fn toggle(&self, user: usize, client: &str) -> Result<()> {
        let mut url = reqwest::Url::parse(&self.base)?;
        let path = ["api", "v1", "portal-users", &user.to_string(), "links", client];
        url.path_segments_mut().map_err(|()| anyhow::anyhow!("no path"))?.extend(path);
        let request = self.client.put(url.clone()).bearer_auth(&self.token);
        let answer: Value = request.send().await?.error_for_status()?.json().await?;
        if answer["changed"] == false {
            let body = serde_json::json!({ "confirmed": true });
            self.client.delete(url).bearer_auth(&self.token).json(&body).send().await?.error_for_status()?;
        }
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn number(cache: &Cache) -> Option<i64> {
    match cache.standing().borrow().holds {
        Holds::Firm { number, .. } => Some(number),
        Holds::Nothing(_) => None,
    }
}

/// The server's program, which is built apart.
fn program() -> PathBuf {
    xtask::tree::target().join("release").join(format!("portico-firm{}", std::env::consts::EXE_SUFFIX))
}

pub(crate) fn firm(arguments: &[&str]) -> Result<String> {
    let output = Command::new(program()).args(arguments).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "portico-firm {} failed", arguments[0]);
    Ok(String::from_utf8(output.stdout)?)
}

fn serve(url: &str) -> Result<(Child, String)> {
    let mut command = Command::new(program());
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", url]);
    let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut lines = BufReader::new(process.stdout.take().context("it has an output")?).lines();
    let base = loop {
        let line = lines.next().context("the server ended")??;
        if let Some(base) = line.strip_prefix("The firm API answers on ") {
            break base.trim_end_matches('/').trim_end_matches("/api/v1").to_owned();
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    Ok((process, base))
}
