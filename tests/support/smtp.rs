//! Mail servers: a real one (Debian's aiosmtpd), and a fake one that can be in any mood.

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use domain::Email;
use firm::mail::{Relay, RelayTls};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(30);

/// How a test's firm reaches a relay on this computer.
fn relay(port: u16, patience: Duration) -> Relay {
    Relay {
        host: "127.0.0.1".to_owned(),
        port,
        credentials: None,
        tls: RelayTls::None,
        from: Email::new("portal@harlow-pike.example").unwrap(),
        patience,
    }
}

/// Waits until there is something, looking again and again.
async fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < DEADLINE, "{what} never came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Where mail arrives.
pub(crate) trait Mailbox {
    /// Everything that has arrived, in order, each as it was sent.
    fn arrived(&self) -> Vec<String>;

    /// The newest of the messages to this address with this in its subject, once there are `count` of them.
    async fn mail(&self, to: &str, subject: &str, count: usize) -> String {
        wait_for(subject, || {
            let mut found = self.about(to, subject);
            if found.len() >= count { found.pop() } else { None }
        })
        .await
    }

    /// The messages to this address with this in its subject.
    fn about(&self, to: &str, subject: &str) -> Vec<String> {
        let is_one = |mail: &String| {
            let head = mail.split("\r\n\r\n").next().unwrap();
            head.contains(&format!("To: {to}")) && head.contains(subject)
        };
        self.arrived().into_iter().filter(is_one).collect()
    }
}

/// The token in the link of a message, whose lines may be broken for transport.
pub(crate) fn token(mail: &str) -> String {
    let mail = mail.replace("=\r\n", "").replace("=3D", "=");
    mail.split("token=").nth(1).expect("a link").chars().take_while(char::is_ascii_hexdigit).collect()
}

/// A mail server as it is installed, with a mailbox for everybody.
pub(crate) struct RealRelay {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl RealRelay {
    pub(crate) async fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let mailbox = folder.path().join("mailbox");
        let child = Command::new("/usr/bin/python3")
            .args(["-m", "aiosmtpd", "-n", "-u", "-l", &format!("127.0.0.1:{port}")])
            .args(["-c", "aiosmtpd.handlers.Mailbox", mailbox.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3-aiosmtpd is there: cargo xtask setup");
        wait_for("the mail server", || std::net::TcpStream::connect(("127.0.0.1", port)).ok()).await;
        Self { child, folder, port }
    }

    pub(crate) fn relay(&self) -> Relay {
        relay(self.port, DEADLINE)
    }
}

impl Mailbox for RealRelay {
    fn arrived(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.folder.path().join("mailbox/new")) else { return Vec::new() };
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        let read = |path| String::from_utf8(std::fs::read(path).unwrap()).unwrap();
        files.into_iter().map(read).map(|mail| mail.replace("\r\n", "\n").replace('\n', "\r\n")).collect()
    }
}

impl Drop for RealRelay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a fake relay meets a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It takes it.
    Takes,
    /// It says this, to the recipient.
    Says(&'static str),
    /// It does not answer.
    Hangs,
    /// It takes the message and goes before it says so.
    TakesAndGoes,
}

/// A fake relay. It keeps what it was sent, also what it did not take.
#[derive(Clone)]
pub(crate) struct FakeRelay {
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    arrived: Arc<Mutex<Vec<String>>>,
    visits: Arc<Mutex<usize>>,
}

impl FakeRelay {
    pub(crate) async fn start(mood: Mood) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), mood)
    }

    /// As [`FakeRelay::start`], on a listener that is there.
    pub(crate) fn on(listener: TcpListener, mood: Mood) -> Self {
        let this = Self {
            address: listener.local_addr().unwrap(),
            mood: Arc::new(Mutex::new(mood)),
            arrived: Arc::default(),
            visits: Arc::default(),
        };
        let relay = this.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let relay = relay.clone();
                tokio::spawn(async move { relay.talk(stream).await });
            }
        });
        this
    }

    pub(crate) fn relay(&self) -> Relay {
        relay(self.address.port(), DEADLINE)
    }

    pub(crate) fn impatient_relay(&self) -> Relay {
        relay(self.address.port(), Duration::from_millis(300))
    }

    pub(crate) fn relay_at(port: u16) -> Relay {
        relay(port, DEADLINE)
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Waits until somebody has called that often.
    pub(crate) async fn visited(&self, times: usize) {
        wait_for("a visit", || (*self.visits.lock().unwrap() >= times).then_some(())).await;
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let mood = *self.mood.lock().unwrap();
        *self.visits.lock().unwrap() += 1;
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        if mood == Mood::Hangs {
            // Reads and never answers, until the other side has had enough.
            while lines.next_line().await.ok()?.is_some() {}
            return None;
        }
        write.write_all(b"220 fake\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let verb = line.split([' ', ':']).next().unwrap().to_ascii_uppercase();
            let answer = match (verb.as_str(), mood) {
                ("EHLO", _) => "250-fake\r\n250-8BITMIME\r\n250 SMTPUTF8",
                ("RCPT", Mood::Says(words)) => words,
                ("DATA", _) => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    let mut mail = String::new();
                    while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                        mail.push_str(&line);
                        mail.push_str("\r\n");
                    }
                    self.arrived.lock().unwrap().push(mail);
                    if mood == Mood::TakesAndGoes {
                        return None;
                    }
                    "250 taken"
                }
                ("QUIT", _) => "221 bye",
                _ => "250 ok",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        Some(())
    }
}

impl Mailbox for FakeRelay {
    fn arrived(&self) -> Vec<String> {
        self.arrived.lock().unwrap().clone()
    }
}
