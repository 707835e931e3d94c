//! The firm's file on the disk: encrypted from the first page on, whatever happens (`rules.md` 46; `trust.md` S16, F22).

use std::fs;
use std::path::{Path, PathBuf};

use contract::{LinkAnswer, PortalUsersPage};
use firm::embedded::{Keep, OnDisk, on_disk};
use reqwest::Method;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use crate::act::{Act, act};
use crate::{KEY, SALT, ask, open, open_with};

/// What is in every sample firm, and what every plain file of SQLite begins with.
const CANARIES: [&str; 6] = ["Kenji", "Harlow", "harlow-pike", "portal_user", "example", "SQLite format"];

#[tokio::test]
async fn nothing_of_it_is_written_in_plain() {
    let folder = tempfile::tempdir().unwrap();
    let firm = open(folder.path(), None).await.unwrap();
    link_somebody(&firm).await;
    assert_eq!(in_plain(folder.path()), [""; 0]);
    firm.close().await;
    assert_eq!(in_plain(folder.path()), [""; 0]);
    assert_eq!(on_disk(folder.path()).unwrap(), OnDisk::Encrypted(SALT.to_owned()));
}

/// Not even what a program that was cut off leaves of a change that it was making.
#[tokio::test]
async fn a_program_that_is_killed_leaves_nothing_in_plain() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        let mut linking = act(Act::Link, folder.path());
        linking.is_ready();
        linking.kill();
        assert_eq!(in_plain(folder.path()), [""; 0]);
    }
    let firm = open(folder.path(), None).await.unwrap();
    assert_eq!(ask::<PortalUsersPage>(&firm, Method::GET, "/portal-users").await.total, 500);
}

#[tokio::test]
async fn with_another_key_it_is_not_opened_and_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), None).await.unwrap().close().await;
    let before = fs::read(file(folder.path())).unwrap();
    for (key, salt) in [("ab".repeat(32), SALT.to_owned()), (KEY.to_owned(), "cd".repeat(16))] {
        let key = firm::FileKey::from_hex(&key, &salt).unwrap();
        let refused = open_with(folder.path(), Keep::Encrypted(key), None).await;
        assert!(matches!(refused, Err(firm::Error::WrongKey)), "{refused:?}");
        assert!(fs::read(file(folder.path())).unwrap() == before);
    }
    open(folder.path(), None).await.unwrap();
}

#[tokio::test]
async fn a_plain_file_of_an_early_start_is_encrypted_with_all_that_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    make_plain(folder.path()).await;
    let mut plain = SqliteConnectOptions::new().filename(file(folder.path())).connect().await.unwrap();
    let before = everything(&mut plain).await;
    plain.close().await.unwrap();
    assert!(!in_plain(folder.path()).is_empty());

    let firm = open(folder.path(), None).await.unwrap();
    assert_eq!(in_plain(folder.path()), [""; 0]);
    let page: PortalUsersPage = ask(&firm, Method::GET, "/portal-users?search=kenji%20smith").await;
    assert!(page.rows[0].clients.iter().any(|client| client.client_id.text == "1002"), "{page:?}");
    firm.close().await;
    let mut encrypted = encrypted(folder.path()).await;
    let after = everything(&mut encrypted).await;
    // The start itself has given out a token, and looked at what the tables hold.
    let of_the_start = |row: &&String| !row.starts_with("staff_token ") && !row.starts_with("sqlite_stat");
    assert!(before.iter().filter(of_the_start).eq(after.iter().filter(of_the_start)));
}

/// An SQLite without encryption keeps a log beside the file.
#[tokio::test]
async fn what_lies_in_a_log_beside_a_plain_file_is_taken_along() {
    let folder = tempfile::tempdir().unwrap();
    make_plain(folder.path()).await;
    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(file(folder.path()), elsewhere.path().join("firm.db")).unwrap();
    let options = SqliteConnectOptions::new().filename(elsewhere.path().join("firm.db"));
    let logging = options.journal_mode(SqliteJournalMode::Wal).pragma("wal_autocheckpoint", "0");
    let mut logging = logging.connect().await.unwrap();
    sqlx::query("UPDATE firm SET name = 'Kept in the log'").execute(&mut logging).await.unwrap();
    for name in ["firm.db", "firm.db-wal"] {
        fs::copy(elsewhere.path().join(name), folder.path().join(name)).unwrap();
    }
    logging.close().await.unwrap();

    let firm = open(folder.path(), None).await.unwrap();
    let session: contract::Session = ask(&firm, Method::GET, "/session").await;
    assert_eq!(session.firm.name, "Kept in the log");
    assert_eq!(in_plain(folder.path()), [""; 0]);
}

#[tokio::test]
async fn an_encryption_that_is_killed_goes_on_at_the_next_start_and_loses_nothing() {
    let plain = tempfile::tempdir().unwrap();
    make_plain(plain.path()).await;
    let size = file(plain.path()).metadata().unwrap().len();
    let mut met = 0;
    for round in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(file(plain.path()), file(folder.path())).unwrap();
        let mut encrypting = act(Act::Open, folder.path());
        let copy = folder.path().join("firm.new");
        let is_there = || copy.metadata().is_ok_and(|copy| copy.len() >= size * round / 8);
        encrypting.goes_on_until(|| is_there() || on_disk(folder.path()).unwrap() != OnDisk::Plain);
        encrypting.kill();
        met += u32::from(on_disk(folder.path()).unwrap() == OnDisk::Plain);

        let firm = open(folder.path(), None).await.unwrap();
        let page: PortalUsersPage = ask(&firm, Method::GET, "/portal-users?search=kenji%20smith").await;
        assert!(page.rows[0].clients.iter().any(|client| client.client_id.text == "1002"), "{page:?}");
        assert_eq!(in_plain(folder.path()), [""; 0]);
        assert!(!copy.exists());
    }
    assert!(met > 0, "no kill met it");
}

#[tokio::test]
async fn a_firm_for_this_time_only_leaves_nothing_behind_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(file(folder.path()), "somebody's letter").unwrap();
    let mut passing = act(Act::Passing, folder.path());
    passing.is_ready();
    assert_eq!(in_plain(folder.path()), [""; 0]);
    passing.kill();
    assert!(folder.path().join("passing.db").exists());

    let firm = open_with(folder.path(), Keep::ThisTimeOnly, None).await.unwrap();
    let page: PortalUsersPage = ask(&firm, Method::GET, "/portal-users?search=kenji%20smith").await;
    assert!(page.rows[0].clients.iter().all(|client| client.client_id.text != "1002"), "it is a new one");
    firm.close().await;
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.len() == 2 && left.iter().all(|name| name == "lock" || name == "firm.db"), "{left:?}");
    assert_eq!(fs::read_to_string(file(folder.path())).unwrap(), "somebody's letter");
}

pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join("firm.db")
}

pub(crate) async fn link_somebody(firm: &firm::embedded::Embedded) {
    let user = ask::<PortalUsersPage>(firm, Method::GET, "/portal-users?search=kenji%20smith").await.rows[0].id;
    let path = format!("/portal-users/{user}/links/1002");
    ask::<LinkAnswer>(firm, Method::PUT, &path).await;
}

/// A firm as the first Porticos kept it, with a link that somebody has made.
pub(crate) async fn make_plain(folder: &Path) {
    let elsewhere = tempfile::tempdir().unwrap();
    let firm = open(elsewhere.path(), None).await.unwrap();
    link_somebody(&firm).await;
    firm.close().await;
    let mut encrypted = encrypted(elsewhere.path()).await;
    fs::write(file(folder), "").unwrap();
    let attach = sqlx::query("ATTACH DATABASE $1 AS plain KEY ''").bind(file(folder).to_str().unwrap().to_owned());
    attach.execute(&mut encrypted).await.unwrap();
    sqlx::query("SELECT sqlcipher_export('plain')").fetch_all(&mut encrypted).await.unwrap();
    encrypted.close().await.unwrap();
    assert_eq!(on_disk(folder).unwrap(), OnDisk::Plain);
}

async fn encrypted(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file(folder)).pragma("key", format!("\"x'{KEY}{SALT}'\""));
    options.connect().await.unwrap()
}

/// Every row of every table, in words, beginning with the table's name.
async fn everything(file: &mut SqliteConnection) -> Vec<String> {
    let tables = "SELECT m.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ')
                  FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name ORDER BY m.name";
    let tables: Vec<(String, String)> = sqlx::query_as(tables).fetch_all(&mut *file).await.unwrap();
    assert!(tables.len() > 20, "{tables:?}");
    let mut rows = Vec::new();
    for (table, columns) in tables {
        let all = AssertSqlSafe(format!("SELECT '{table} ' || {columns} FROM \"{table}\" ORDER BY 1"));
        rows.extend(sqlx::query_scalar::<_, String>(all).fetch_all(&mut *file).await.unwrap());
    }
    rows
}

/// What of the canaries can be read in the files of this folder, and where.
fn in_plain(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for canary in CANARIES {
            let wide = |order: fn(u16) -> [u8; 2]| canary.encode_utf16().flat_map(order).collect::<Vec<u8>>();
            for form in [canary.as_bytes().to_vec(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
                if bytes.windows(form.len()).any(|window| window == form) {
                    found.push(format!("{canary} in {}", path.display()));
                }
            }
        }
    }
    found
}
