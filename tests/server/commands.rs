//! The commands, as an administrator types them: make a firm, import, issue a token, migrate.

use std::process::{Command, Output};

use contract::{PortalUsersPage, Session};

use crate::firm::{Firm, PORTICO_FIRM, Serving, text, write_files};

#[tokio::test]
async fn a_firm_is_made_imported_and_served() {
    let firm = Firm::new();
    let files = tempfile::tempdir().unwrap();
    write_files(files.path(), 3);
    let imported = firm.import(files.path(), &[]);
    assert!(imported.status.success(), "{}", text(&imported.stderr));
    assert!(text(&imported.stdout).contains("3 clients, 3 new, 0 turned inactive"), "{}", text(&imported.stdout));

    let serving = Serving::of(&firm);
    let get = |path: &str| reqwest::Client::new().get(format!("{}{path}", serving.api)).bearer_auth(firm.token());
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

/// Who has left is let in no more, and everybody else is.
#[tokio::test]
async fn a_token_is_listed_and_revoked() {
    let firm = Firm::new();
    let (kept, lost) = (firm.token(), firm.token());
    let run = |arguments: &[&str]| {
        let done = firm.run(arguments);
        (done.status.success(), text(&done.stdout), text(&done.stderr))
    };
    let listed = run(&["token", "list", "--firm", "harlow-pike"]).1;
    let ids: Vec<_> = listed.lines().map(|line| line.split_once(' ').unwrap().0).collect();
    assert_eq!(ids.len(), 2, "{listed}");
    assert!(listed.lines().all(|line| line.contains("Dana Osei") && line.ends_with("payments.view")), "{listed}");
    assert!(!listed.contains(&kept) && !listed.contains(&lost), "a token is shown once");

    let serving = Serving::of(&firm);
    let status = async |token: &str| {
        let request = reqwest::Client::new().get(format!("{}/session", serving.api)).bearer_auth(token);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!((status(&kept).await, status(&lost).await), (200, 200));
    let (done, says, _) = run(&["token", "revoke", "--firm", "harlow-pike", "--id", ids[1]]);
    assert!(done && says.contains("of Dana Osei"), "{says}");
    let mut both = [status(&kept).await, status(&lost).await];
    both.sort_unstable();
    assert_eq!(both, [200, 401], "that one and no other");
    let (done, _, why) = run(&["token", "revoke", "--firm", "harlow-pike", "--id", ids[1]]);
    assert!(!done && why.contains("token list"), "{why}");
    assert!(!run(&["token"]).0, "a token is somebody's");
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
    let time = refusal(&firm.import(files.path(), &["--as-of", "yesterday"]));
    assert!(time.contains("such as 2026-11-23T06:00:00Z"), "{time}");
}

#[test]
fn a_dry_run_says_what_would_change_and_takes_nothing() {
    let firm = Firm::new();
    let files = tempfile::tempdir().unwrap();
    write_files(files.path(), 10);
    let counts = |output: &Output| {
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    for _ in 0..2 {
        let said = counts(&firm.import(files.path(), &["--dry-run"]));
        assert!(said.contains("Nothing was taken. It would be, as of"), "{said}");
        assert!(said.contains("10 clients, 10 new, 0 turned inactive"), "{said}");
    }
    counts(&firm.import(files.path(), &[]));
    write_files(files.path(), 5);
    for _ in 0..2 {
        let said = counts(&firm.import(files.path(), &["--dry-run"]));
        assert!(said.contains("have to be confirmed: 5 of 10 active clients would turn inactive"), "{said}");
        assert!(said.contains("5 clients, 0 new, 5 turned inactive"), "{said}");
    }
    std::fs::write(files.path().join("clients.csv"), "client_id,name,active,in_portal,office\n1,A,perhaps,true,\n")
        .unwrap();
    let bad = firm.import(files.path(), &["--dry-run"]);
    assert!(!bad.status.success() && text(&bad.stderr).contains("line 2, column active"), "{}", text(&bad.stderr));
}

#[test]
fn migrate_says_from_which_version_to_which() {
    let firm = Firm::new();
    let again = firm.run(&["migrate"]);
    assert!(text(&again.stdout).contains("is at version") && text(&again.stdout).contains("already"), "{again:?}");
    let empty = firm.folder.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    let database = format!("sqlite:{}", empty.display());
    let migrate = || Command::new(PORTICO_FIRM).args(["migrate", "--database", &database]).output().unwrap();
    assert!(text(&migrate().stdout).starts_with("The database was empty and is at version"));
    assert!(text(&migrate().stdout).contains("already"));
}

#[test]
fn openapi_prints_the_document() {
    let printed = Command::new(PORTICO_FIRM).arg("openapi").output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.contains_key("/api/v1/session") && !paths.contains_key("/healthz"), "{paths:?}");
}

#[test]
fn a_file_that_is_no_database_is_named_once_with_one_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.db");
    std::fs::write(&file, "Dear Sir or Madam, ".repeat(100)).unwrap();
    let database = format!("sqlite:{}", file.display());
    let refused = Command::new(PORTICO_FIRM).args(["migrate", "--database", &database]).output().unwrap();
    let said = text(&refused.stderr);
    assert!(said.contains("cannot be opened"), "{said}");
    assert_eq!(said.matches("file is not a database").count(), 1, "{said}");
}
