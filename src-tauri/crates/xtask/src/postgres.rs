//! A PostgreSQL of the tests' own: started in a temporary folder when it is first asked for, and ended, folder and all,
//! with the process that asked. It is Debian's, or whichever is installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::process::{self, answer};

/// How long it may take to start.
const LONGEST_START: Duration = Duration::from_secs(60);
/// The role that databases belong to: a plain one, whom row-level security binds.
const OWNER: &str = "portico";
/// PostgreSQL refuses to run as root; this user comes with its package.
const USER: &str = "postgres";
/// The shell that runs the server: told to end, or left alone by its parent, it ends the server and removes the folder.
const KEEPER: &str = r#"trap 'kill -QUIT $server' INT TERM
"$0" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=$2 -c max_connections=300 >"$1/log" 2>&1 & server=$!
wait $server; wait $server; rm -rf "$1""#;

/// A running PostgreSQL.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    databases: AtomicU32,
}

impl Postgres {
    /// The one of this process, started when it is first asked for. Only its own crash loses nothing: it is for tests,
    /// which nobody reads again.
    ///
    /// # Panics
    /// If it cannot be started: then nothing that needs it can be tested.
    pub fn of_this_process() -> &'static Self {
        static ONE: OnceLock<Postgres> = OnceLock::new();
        ONE.get_or_init(|| Self::start(false).expect("PostgreSQL starts; `cargo xtask setup` installs it"))
    }

    /// As [`Postgres::of_this_process`], for a process that measures: every commit is on the disk before it is
    /// acknowledged, as a firm has it.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn durable() -> &'static Self {
        static ONE: OnceLock<Postgres> = OnceLock::new();
        ONE.get_or_init(|| Self::start(true).expect("PostgreSQL starts; `cargo xtask setup` installs it"))
    }

    fn start(durable: bool) -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let folder = env::temp_dir().join(format!("portico-postgres-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        if is_root() {
            process::run(process::command("chown").arg(USER).arg(&folder))?;
        }
        let this = Self { programs, folder, databases: AtomicU32::new(0) };
        this.initialize()?;
        this.run_in_background(durable)?;
        this.ask(&format!("CREATE ROLE {OWNER} LOGIN"))?;
        Ok(this)
    }

    /// Another language's order of text than the bytes', so that a comparison that relies on the server's is found out.
    fn initialize(&self) -> Result<()> {
        let mut initdb = unprivileged(&self.programs.join("initdb"));
        initdb.arg("-D").arg(self.folder.join("data")).args(["--auth=trust", "--username=boss", "--no-sync"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]);
        process::run(initdb.stdout(Stdio::null()))
    }

    /// The signal that a parent's death sends is that of the thread which started the child: so one of its own, which
    /// never ends.
    fn run_in_background(&self, durable: bool) -> Result<()> {
        let mut shell = unprivileged(Path::new("sh"));
        shell.args(["-c", KEEPER]).arg(self.programs.join("postgres")).arg(&self.folder);
        shell.arg(if durable { "on" } else { "off" });
        let started = thread::spawn(move || {
            let child: std::io::Result<Child> = shell.stdin(Stdio::null()).spawn();
            if let Ok(mut child) = child {
                let _ = child.wait();
            }
        });
        let deadline = Instant::now() + LONGEST_START;
        while self.ask("SELECT 1").is_err() {
            ensure!(!started.is_finished(), "PostgreSQL ended at once");
            ensure!(Instant::now() < deadline, "PostgreSQL does not answer");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// A new, empty database, or a copy of this one, and its address.
    ///
    /// # Panics
    /// If it cannot be made.
    pub fn database(&self, copied_from: Option<&str>) -> String {
        let name = format!("firm_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let template = copied_from.and_then(|url| url.split(['/', '?']).nth(3)).unwrap_or("template0");
        let made = format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}");
        self.ask(&made).expect("a database can be made");
        format!("postgres://{OWNER}@localhost/{name}?host={}", self.folder.display())
    }

    /// Runs a statement as the server's superuser, whom no policy binds.
    ///
    /// # Errors
    /// When the server refuses it.
    pub fn ask(&self, sql: &str) -> Result<()> {
        self.ask_in("postgres", sql)
    }

    /// As [`Postgres::ask`], in this database.
    ///
    /// # Errors
    /// When the server refuses it.
    pub fn ask_in(&self, database: &str, sql: &str) -> Result<()> {
        let mut psql = process::command(self.programs.join("psql"));
        psql.arg("-h").arg(&self.folder).args(["-U", "boss", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]);
        let output = psql.output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }
}

/// The folder of the newest installed server's programs.
fn programs() -> Result<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = debian.map(|entry| entry.path()).max_by_key(version).map(|path| path.join("bin"));
    let elsewhere = || answer("pg_config", &["--bindir"]).map(PathBuf::from);
    match newest.or_else(elsewhere) {
        Some(folder) if folder.join("postgres").exists() => Ok(folder),
        _ => bail!("no PostgreSQL server was found"),
    }
}

fn is_root() -> bool {
    answer("id", &["-u"]).as_deref() == Some("0")
}

/// A call of `program` by somebody who is not root, and that ends with the thread which makes it.
fn unprivileged(program: &Path) -> Command {
    if !cfg!(target_os = "linux") {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]).current_dir("/");
    if is_root() {
        command.args(["--reuid", USER, "--regid", USER, "--clear-groups"]);
    }
    command.arg(program);
    command
}
