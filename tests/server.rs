//! The binary `portico-firm`, as an administrator runs it: make a firm, import, issue a token, serve.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use contract::{PortalUsersPage, Session};

const PORTICO_FIRM: &str = env!("CARGO_BIN_EXE_portico-firm");

struct Firm {
    folder: tempfile::TempDir,
}

impl Firm {
    fn new() -> Self {
        let firm = Self { folder: tempfile::tempdir().unwrap() };
        let made = firm.run(&["firm", "create", "--slug", "harlow-pike", "--name", "Harlow & Pike LLP"]);
        assert!(made.status.success(), "{}", text(&made.stderr));
        firm
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(PORTICO_FIRM);
        command.args(arguments).args(["--database", &self.database()]).stdin(Stdio::null());
        command.output().unwrap()
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("firm.db").display())
    }

    fn import(&self, files: &Path, more: &[&str]) -> Output {
        let from = files.display().to_string();
        self.run(&[&["import", "--firm", "harlow-pike", "--from", &from], more].concat())
    }

    fn token(&self) -> String {
        let token = self.run(&["token", "--firm", "harlow-pike", "--staff", "Dana Osei"]);
        text(&token.stdout).trim().to_owned()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A server that ends with its test.
struct Serving(Child, String);

impl Serving {
    fn of(firm: &Firm) -> Self {
        let mut child = Command::new(PORTICO_FIRM)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &firm.database()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("The firm API answers on ").expect("it says where").to_owned();
        Self(child, address)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn write_files(folder: &Path, clients: usize) {
    let rows: String = (0..clients).map(|n| format!("{},Client {n},true,true,Boston\n", 1001 + n)).collect();
    std::fs::write(folder.join("clients.csv"), format!("client_id,name,active,in_portal,office\n{rows}")).unwrap();
    std::fs::write(folder.join("contacts.csv"), "client_id,name,email,receives_invoices\n").unwrap();
    let invoices = "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n";
    std::fs::write(folder.join("invoices.csv"), invoices).unwrap();
}

#[tokio::test]
async fn a_firm_is_made_imported_and_served() {
    let firm = Firm::new();
    let files = tempfile::tempdir().unwrap();
    write_files(files.path(), 3);
    let imported = firm.import(files.path(), &[]);
    assert!(imported.status.success(), "{}", text(&imported.stderr));
    assert!(text(&imported.stdout).contains("3 clients, 3 new, 0 turned inactive"), "{}", text(&imported.stdout));

    let serving = Serving::of(&firm);
    let get = |path: &str| reqwest::Client::new().get(format!("{}{path}", serving.1)).bearer_auth(firm.token());
    let session: Session = get("/session").send().await.unwrap().json().await.unwrap();
    assert_eq!((session.firm.name.as_str(), session.firm.sample), ("Harlow & Pike LLP", false));
    assert_eq!(session.staff, "Dana Osei");
    let page: PortalUsersPage = get("/portal-users").send().await.unwrap().json().await.unwrap();
    assert_eq!(page.total, 0, "people make their own accounts");
}

#[test]
fn an_import_cut_short_asks_to_be_confirmed() {
    let firm = Firm::new();
    let files = tempfile::tempdir().unwrap();
    write_files(files.path(), 10);
    assert!(firm.import(files.path(), &[]).status.success());
    write_files(files.path(), 5);
    let refused = firm.import(files.path(), &[]);
    assert!(!refused.status.success());
    let why = text(&refused.stderr);
    assert!(why.contains("5 of 10 active clients would turn inactive") && why.contains("--confirm"), "{why}");
    let taken = firm.import(files.path(), &["--confirm"]);
    assert!(text(&taken.stdout).contains("5 clients, 0 new, 5 turned inactive"), "{}", text(&taken.stdout));
}

/// Somebody who sends half a request and goes must not keep the server from stopping.
#[cfg(unix)]
#[test]
fn it_stops_when_asked_to_though_half_a_request_hangs() {
    use std::io::Write;
    let firm = Firm::new();
    let mut serving = Serving::of(&firm);
    let address = serving.1.trim_start_matches("http://").split('/').next().unwrap();
    let mut half = std::net::TcpStream::connect(address).unwrap();
    half.write_all(b"GET /api/v1/session HTTP/1.1\r\nhost: x\r\n").unwrap();
    let asked = Command::new("kill").args(["-TERM", &serving.0.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert!(serving.0.wait().unwrap().success(), "it ends by itself, in order");
}

/// A mistyped name makes no new, empty database.
#[test]
fn only_making_a_firm_makes_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("typo.db");
    let database = format!("sqlite:{}", file.display());
    for act in [vec!["serve", "--listen", "127.0.0.1:0"], vec!["token", "--firm", "x", "--staff", "Dana"]] {
        let refused = Command::new(PORTICO_FIRM).args(act).args(["--database", &database]).output().unwrap();
        assert!(!refused.status.success());
        assert!(text(&refused.stderr).contains("There is no such file"), "{}", text(&refused.stderr));
    }
    assert!(!file.exists());
}

#[cfg(unix)]
#[test]
fn nobody_but_the_owner_can_read_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let firm = Firm::new();
    let mode = firm.folder.path().join("firm.db").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_cannot_be_done_is_said_in_words() {
    let firm = Firm::new();
    let files = tempfile::tempdir().unwrap();
    let refusal = |output: &Output| {
        assert!(!output.status.success());
        text(&output.stderr)
    };
    let missing = refusal(&firm.import(files.path(), &[]));
    assert!(missing.contains("clients.csv") && missing.contains("contacts.csv"), "{missing}");
    write_files(files.path(), 2);
    std::fs::write(files.path().join("clients.csv"), "client_id,name,active,in_portal,office\n1,A,perhaps,true,\n")
        .unwrap();
    let bad = refusal(&firm.import(files.path(), &[]));
    assert!(bad.contains("clients.csv, line 2, column active: is neither true nor false"), "{bad}");
    assert!(bad.contains("nothing was imported: 1 place to mend"), "{bad}");
    let again = refusal(&firm.run(&["firm", "create", "--slug", "harlow-pike", "--name", "Twice"]));
    assert!(again.contains("a firm with this slug already"), "{again}");
    let slug = refusal(&firm.run(&["firm", "create", "--slug", "Not A Slug", "--name", "X"]));
    assert!(slug.contains("small letters, digits and hyphens"), "{slug}");
    let nobody = refusal(&firm.run(&["token", "--firm", "nobody", "--staff", "Dana"]));
    assert!(nobody.contains("no firm with the slug \"nobody\"; there are: harlow-pike"), "{nobody}");
    let unknown = refusal(&firm.run(&["token", "--firm", "harlow-pike", "--staff", "D", "--permissions", "all"]));
    assert!(unknown.contains("there are payments.view"), "{unknown}");
    let open = refusal(&firm.run(&["serve", "--listen", "0.0.0.0:0"]));
    assert!(open.contains("is not a loopback address"), "{open}");
}
