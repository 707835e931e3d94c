//! A firm made by the binary, a server of it, and a caller that can be as slow or wrong as it likes.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use xtask::postgres::Postgres;

pub(crate) const PORTICO_FIRM: &str = env!("CARGO_BIN_EXE_portico-firm");

/// How long anything may take before a test gives up: long, since machines are busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Firm {
    pub(crate) folder: tempfile::TempDir,
    /// The database's address, where it is not a file in the folder.
    server: Option<String>,
}

/// The engine that a test is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Firm {
    /// An invented firm with so many portal users, and links among them, in a database of its own.
    pub(crate) fn invented(engine: Engine, users: usize) -> Self {
        Self::invented_with(engine, users, 0)
    }

    /// As [`Firm::invented`], beside so many further firms.
    pub(crate) fn invented_with(engine: Engine, users: usize, further: usize) -> Self {
        let server = (engine == Engine::Postgres).then(|| Postgres::of_this_process().database(None));
        Self::invented_in(server, users, further)
    }

    /// As [`Firm::invented`], in the PostgreSQL database of this address.
    #[cfg(unix)]
    pub(crate) fn invented_at(url: String, users: usize) -> Self {
        Self::invented_in(Some(url), users, 0)
    }

    fn invented_in(server: Option<String>, users: usize, further: usize) -> Self {
        let firm = Self { folder: tempfile::tempdir().unwrap(), server };
        let made = firm.run(&["fixture", "--users", &users.to_string(), "--further-firms", &further.to_string()]);
        assert!(made.status.success(), "{}", text(&made.stderr));
        firm
    }

    pub(crate) fn new() -> Self {
        let firm = Self { folder: tempfile::tempdir().unwrap(), server: None };
        let made = firm.run(&["firm", "create", "--slug", "harlow-pike", "--name", "Harlow & Pike LLP"]);
        assert!(made.status.success(), "{}", text(&made.stderr));
        firm
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PORTICO_FIRM);
        command.args(arguments).args(["--database", &self.database()]).stdin(Stdio::null());
        command.output().unwrap()
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("firm.db")
    }

    pub(crate) fn database(&self) -> String {
        self.server.clone().unwrap_or_else(|| format!("sqlite:{}", self.file().display()))
    }

    pub(crate) fn import(&self, files: &Path, more: &[&str]) -> Output {
        let from = files.display().to_string();
        self.run(&[&["import", "--firm", "harlow-pike", "--from", &from], more].concat())
    }

    pub(crate) fn token(&self) -> String {
        self.token_of("harlow-pike")
    }

    pub(crate) fn token_of(&self, slug: &str) -> String {
        self.token_with(slug, "payments.view")
    }

    /// A token of somebody who may do this.
    pub(crate) fn token_with(&self, slug: &str, permissions: &str) -> String {
        let token = self.run(&["token", "--firm", slug, "--staff", "Dana Osei", "--permissions", permissions]);
        assert!(token.status.success(), "{}", text(&token.stderr));
        text(&token.stdout).trim().to_owned()
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Import files with so many clients.
pub(crate) fn write_files(folder: &Path, clients: usize) {
    let rows: String = (0..clients).map(|n| format!("{},Client {n},true,true,Boston\n", 1001 + n)).collect();
    std::fs::write(folder.join("clients.csv"), format!("client_id,name,active,in_portal,office\n{rows}")).unwrap();
    std::fs::write(folder.join("contacts.csv"), "client_id,name,email,receives_invoices\n").unwrap();
    let invoices = "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n";
    std::fs::write(folder.join("invoices.csv"), invoices).unwrap();
}

/// A server that ends with its test. Its log is in a file.
pub(crate) struct Serving {
    pub(crate) process: Child,
    /// Where the firm API is.
    pub(crate) api: String,
    pub(crate) log: PathBuf,
}

impl Serving {
    pub(crate) fn of(firm: &Firm) -> Self {
        Self::with(firm, &[])
    }

    pub(crate) fn with(firm: &Firm, flags: &[&str]) -> Self {
        let log = firm.folder.path().join("log");
        let listen = if flags.contains(&"--listen") { &[][..] } else { &["--listen", "127.0.0.1:0"][..] };
        let mut process = Command::new(PORTICO_FIRM)
            .args(["serve", "--database", &firm.database()])
            .args(listen)
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said = line.trim().strip_prefix("The firm API answers on ");
        let api = said.unwrap_or_else(|| panic!("{}", std::fs::read_to_string(&log).unwrap())).to_owned();
        Self { process, api, log }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        let (_, behind) = self.api.split_once("://").unwrap();
        let address: SocketAddr = behind.split('/').next().unwrap().parse().unwrap();
        (std::net::Ipv4Addr::LOCALHOST, address.port()).into()
    }

    /// An address beside the API's.
    pub(crate) fn url(&self, path: &str) -> String {
        self.api.replace("/api/v1", path)
    }

    pub(crate) fn connect(&self) -> Wire {
        Wire::to(self.address()).unwrap()
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        // S27, for whatever the test was about. A test that fails says so itself.
        if !std::thread::panicking() {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            assert_eq!(crate::log::names_somebody(&log), None, "{log}");
        }
    }
}

/// A bare connection: what a client library would never send.
pub(crate) struct Wire(TcpStream);

impl Wire {
    pub(crate) fn to(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(stream))
    }

    /// Sends; a server that has hung up meanwhile shows at the next reading.
    pub(crate) fn send(&mut self, text: &str) {
        let _ = self.0.write_all(text.as_bytes());
    }

    /// Reads to the end of the next head, or of the connection.
    pub(crate) fn head(&mut self) -> String {
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") && matches!(self.0.read(&mut byte), Ok(1)) {
            head.push(byte[0]);
        }
        text(&head)
    }

    /// Reads to the end of the connection, which the server has to bring about.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Err(error) if is_timeout(&error) => panic!("the server does not hang up; it said {}", text(&rest)),
            // Hanging up on what was not read yet is a reset.
            _ => text(&rest),
        }
    }
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}

/// Waits until something holds.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what} does not come about");
        std::thread::sleep(Duration::from_millis(20));
    }
}
