//! What another version of Portico has kept (`trust.md` F22): a cache of an older form or a newer one is never read, and is
//! made anew; intents of a newer one are told as that, and none is lost.

use desk::{Error, Holds, Key, Nothing, Sync};
use domain::Intention;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _};

use crate::intents::{KEY as INTENTS_KEY, close, decided, file_of_intents, wish};
use crate::offline::desk_at;
use crate::place::{Desktop, backend, cached, live, served};
use crate::support::spawn_firm;

const CACHE_KEY: &str = "cache a of harlow-pike for Dana Osei on laptop";

/// What other versions might have written: the form that they say, and what else is different.
const OTHERS: [&str; 6] = [
    // Older ones,
    "UPDATE cache SET form = form - 1",
    "UPDATE cache SET form = form - 1; DROP TABLE contact; ALTER TABLE portal_user DROP COLUMN last_sign_in_at",
    // newer ones,
    "UPDATE cache SET form = form + 1",
    "UPDATE cache SET form = form + 1; ALTER TABLE cache ADD COLUMN epoch TEXT; CREATE TABLE letter (letter_id INTEGER)",
    "UPDATE cache SET form = 9000000000; DROP TABLE link; ALTER TABLE portal_user RENAME TO person",
    // and one that does not say what it is.
    "DROP TABLE cache",
];

async fn altered(file: &std::path::Path, key: &Key, statements: &str) {
    let options = SqliteConnectOptions::new().filename(file).pragma("key", format!("\"x'{}'\"", key.hex().as_str()));
    let mut open = options.connect().await.unwrap();
    open.execute(sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))).await.unwrap();
    open.close().await.unwrap();
}

#[tokio::test]
async fn a_cache_of_another_version_is_not_read_and_is_made_anew() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    for statements in OTHERS {
        let desktop = Desktop::new();
        drop(desktop.synced(&firm).await);
        let key = desktop.keychain.key(CACHE_KEY).await.unwrap().unwrap();
        altered(&desktop.folder().join("a.cache"), &key, statements).await;
        let cache = desktop.open().await;
        assert_eq!(cache.standing().borrow().holds, Holds::Nothing(Nothing::Damaged), "{statements}");
        // Offline it is said that there is nothing to be shown, and what to do.
        let error = cache.read().await.err().unwrap();
        assert!(matches!(error, Error::CacheDamaged), "{statements}");
        let told = contract::Problem::from(error);
        assert!(told.next.starts_with("Connect to the firm's network once"), "{}", told.next);
        let sync = Sync::start(backend(&firm), cache.clone());
        live(&sync).await;
        assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await, "{statements}");
    }
}

/// An unfinished first sync of another version is not gone on with either.
#[tokio::test]
async fn what_another_version_has_begun_is_begun_anew() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    let desktop = Desktop::new();
    drop(desktop.synced(&firm).await);
    let key = desktop.keychain.key(CACHE_KEY).await.unwrap().unwrap();
    altered(&desktop.folder().join("a.cache"), &key, "UPDATE cache SET form = form + 1, whole = 0").await;
    let cache = desktop.open().await;
    assert!(cache.read().await.is_err());
    let sync = Sync::start(backend(&firm), cache.clone());
    live(&sync).await;
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
}

/// An older Portico meets intents of a newer one, of tables that it does not know, and leaves them as they are; the newer one
/// finds all of them again.
#[tokio::test]
async fn intents_of_a_newer_version_are_told_and_left_as_they_are() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    decided(&desk, &between, wish(Intention::Link, soren, "1001")).await;
    close(desk, &desktop).await;
    let (file, key) = (file_of_intents(&desktop), desktop.keychain.key(INTENTS_KEY).await.unwrap().unwrap());
    let newer = "UPDATE intents_file SET form = form + 1; ALTER TABLE intents_file ADD COLUMN since TEXT;
                 ALTER TABLE intent RENAME TO decision; ALTER TABLE decision ADD COLUMN until TEXT";
    altered(&file, &key, newer).await;
    let before = std::fs::read(&file).unwrap();

    let (desk, _between) = desk_at(&firm, &desktop).await;
    let error = desk.intents().await.unwrap_err();
    assert!(matches!(error, Error::IntentsOfNewerPortico), "{error:?}");
    let told = contract::Problem::from(error);
    assert!(told.title.contains("a newer Portico") && told.next.contains("nothing is lost"), "{told:?}");
    assert!(matches!(desk.discard_unreadable_intents().await, Err(Error::IntentsOfNewerPortico)));
    assert!(desk.portal_user(soren).await.is_ok(), "everything else goes on");
    close(desk, &desktop).await;
    assert!(std::fs::read(&file).unwrap() == before, "it is left as it is");

    let options = SqliteConnectOptions::new().filename(&file).pragma("key", format!("\"x'{}'\"", key.hex().as_str()));
    let mut open = options.connect().await.unwrap();
    let row = sqlx::query("SELECT count(*) AS decisions FROM decision").fetch_one(&mut open).await.unwrap();
    assert_eq!(row.get::<i64, _>("decisions"), 1);
}
