//! A PostgreSQL of the tests' own: started in a temporary folder when it is first asked for, and ended, folder and all,
//! with the process that asked. It is Debian's, or whichever is installed. What has to be stopped, or followed by another
//! that takes over, is one of the test's own.

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
/// More connections than the tests of one process need.
const MANY: u32 = 300;
/// PostgreSQL refuses to run as root; this user comes with its package.
const USER: &str = "postgres";
/// The shell that runs the server: told to end, or left alone by its parent, it ends the server and removes the folder. A
/// server that ends while there is a file [`DOWN`] is started anew once that is gone.
const KEEPER: &str = r#"trap 'over=1; kill -QUIT $server 2>/dev/null' INT TERM
folder=$1; shift
until [ "$over" ]; do
    "$0" -D "$folder/data" -k "$folder" -c listen_addresses= "$@" >>"$folder/log" 2>&1 & server=$!
    wait $server; wait $server
    [ -e "$folder/down" ] || over=1
    while [ -e "$folder/down" ] && [ -z "$over" ]; do sleep 0.02; done
done
rm -rf "$folder""#;
/// See [`KEEPER`].
const DOWN: &str = "down";

/// A PostgreSQL, running unless it was stopped. Dropped, it ends.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    databases: AtomicU32,
    /// Whether a commit waits for the disk.
    durable: bool,
    most_connections: u32,
}

/// How a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// In order: whoever is in it is told, and thrown out.
    Fast,
    /// At once, as by a crash: the next start has to recover.
    Crash,
}

impl Postgres {
    /// The one of this process, started when it is first asked for. Only its own crash loses nothing: it is for tests,
    /// which nobody reads again.
    ///
    /// # Panics
    /// If it cannot be started: then nothing that needs it can be tested.
    pub fn of_this_process() -> &'static Self {
        static ONE: OnceLock<Postgres> = OnceLock::new();
        ONE.get_or_init(|| Self::make(false, MANY).expect("PostgreSQL starts; `cargo xtask setup` installs it"))
    }

    /// As [`Postgres::of_this_process`], for a process that measures: every commit is on the disk before it is
    /// acknowledged, as a firm has it.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn durable() -> &'static Self {
        static ONE: OnceLock<Postgres> = OnceLock::new();
        ONE.get_or_init(|| Self::make(true, MANY).expect("PostgreSQL starts; `cargo xtask setup` installs it"))
    }

    /// One of a test's own, which may do to it what it likes. It lets so many in at once.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn of_its_own(most_connections: u32) -> Result<Self> {
        Self::make(false, most_connections)
    }

    fn make(durable: bool, most_connections: u32) -> Result<Self> {
        let this = Self::in_new_folder(durable, most_connections)?;
        this.initialize()?;
        this.run_in_background()?;
        this.ask(&format!("CREATE ROLE {OWNER} LOGIN"))?;
        Ok(this)
    }

    fn in_new_folder(durable: bool, most_connections: u32) -> Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let programs = programs().context("PostgreSQL is not installed")?;
        let name = format!("portico-postgres-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        if is_root() {
            process::run(process::command("chown").arg(USER).arg(&folder))?;
        }
        Ok(Self { programs, folder, databases: AtomicU32::new(0), durable, most_connections })
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
    fn run_in_background(&self) -> Result<()> {
        let mut shell = unprivileged(Path::new("sh"));
        shell.args(["-c", KEEPER]).arg(self.programs.join("postgres")).arg(&self.folder);
        shell.arg("-c").arg(format!("fsync={}", if self.durable { "on" } else { "off" }));
        shell.arg("-c").arg(format!("max_connections={}", self.most_connections));
        let started = thread::spawn(move || {
            let child: std::io::Result<Child> = shell.stdin(Stdio::null()).spawn();
            if let Ok(mut child) = child {
                let _ = child.wait();
            }
        });
        self.wait_until_it_answers(|| started.is_finished())
    }

    fn wait_until_it_answers(&self, has_ended: impl Fn() -> bool) -> Result<()> {
        let deadline = Instant::now() + LONGEST_START;
        while self.ask("SELECT 1").is_err() {
            ensure!(!has_ended(), "PostgreSQL ended at once");
            ensure!(Instant::now() < deadline, "PostgreSQL does not answer");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Stops it until [`Postgres::start`].
    ///
    /// # Errors
    /// When it cannot be told to, or does not end.
    pub fn stop(&self, how: Stop) -> Result<()> {
        fs::write(self.folder.join(DOWN), "")?;
        self.signal(if how == Stop::Fast { "-INT" } else { "-QUIT" })?;
        let deadline = Instant::now() + LONGEST_START;
        while self.process().is_some() {
            ensure!(Instant::now() < deadline, "PostgreSQL does not end");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Starts it after [`Postgres::stop`], and waits until it answers.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(&self) -> Result<()> {
        fs::remove_file(self.folder.join(DOWN))?;
        self.wait_until_it_answers(|| false)
    }

    /// Another server, with all that this one has, that follows it from now on; a commit here waits until it is there too.
    ///
    /// # Errors
    /// When it cannot be copied, or the copy does not start.
    pub fn followed(&self) -> Result<Self> {
        let follower = Self::in_new_folder(self.durable, self.most_connections)?;
        let mut copy = unprivileged(&self.programs.join("pg_basebackup"));
        copy.arg("-D").arg(follower.folder.join("data")).arg("-h").arg(&self.folder).args(["-U", "boss"]);
        process::run(copy.args(["--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync"]))?;
        follower.run_in_background()?;
        // After the copy was made: it has nobody to wait for.
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")?;
        self.ask("SELECT pg_reload_conf()")?;
        Ok(follower)
    }

    /// Makes one that follows another lead from now on.
    ///
    /// # Errors
    /// When it does not come to lead.
    pub fn promote(&self) -> Result<()> {
        self.ask("DO $$ BEGIN ASSERT pg_promote(); END $$")
    }

    /// Where it listens.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// The process that runs, if one does.
    fn process(&self) -> Option<String> {
        let file = fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        file.lines().next().map(str::to_owned)
    }

    fn signal(&self, signal: &str) -> Result<()> {
        let process = self.process().context("PostgreSQL is not running")?;
        process::run(process::command("kill").args([signal, &process]))
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

impl Drop for Postgres {
    /// The keeper removes what is left of one that ends without being `DOWN`; where there is nothing left to be started, it
    /// ends too.
    fn drop(&mut self) {
        let ended = if self.process().is_some() { self.signal("-QUIT").is_ok() } else { false };
        if !ended {
            let _ = fs::remove_dir_all(&self.folder);
        }
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
