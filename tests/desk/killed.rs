//! A desktop that is killed at any moment (`trust.md` F2): it opens every time, and its cache is the backend's state at one
//! number, never a mixture. Its keys are in a real keyring.

#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract::CachedRecord;
use desk::{Backend, Binding, Cache, CachePlace, Clock, Error, Keeping, Keychain, Sync};
use domain::PortalUserId;

use crate::place::{Everything, cached, live, newest, served};
use crate::session::Session;
use crate::support::{Dice, TestFirm, size, spawn_firm};

/// Where the desktop that is killed keeps its cache, and where its backend is.
const FOLDER: &str = "PORTICO_KILLED_FOLDER";
const BACKEND: &str = "PORTICO_KILLED_BACKEND";
const TOKEN: &str = "PORTICO_KILLED_TOKEN";

fn place(folder: PathBuf) -> CachePlace {
    let binding =
        Binding { firm: "harlow-pike".to_owned(), staff: "Dana Osei".to_owned(), device: "laptop".to_owned() };
    CachePlace { folder, keychain: Keychain::system(), binding, clock: Clock::system() }
}

/// The desktop that is killed: it says what it has found, then follows until it ends. Without a backend it says no more.
#[tokio::test]
async fn the_desktop() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let cache = Cache::open(place(folder.into())).await;
    println!("found {}", found(&cache).await);
    let Ok(backend) = std::env::var(BACKEND) else { return };
    let sync = Sync::start(Backend::new(&backend, &std::env::var(TOKEN).unwrap()).unwrap(), cache.clone());
    live(&sync).await;
    println!("live");
    std::future::pending().await
}

/// What is cached, as a line: everything with its number, or why there is nothing.
async fn found(cache: &Cache) -> String {
    assert_eq!(cache.standing().borrow().keeping, Keeping::Encrypted);
    match cached(cache).await {
        Ok((everything, number)) => format!("{number} {}", serde_json::to_string(&everything).unwrap()),
        Err(Error::NotCached) => "nothing".to_owned(),
        Err(error) => panic!("{error:?} where {:?}", cache.standing().borrow()),
    }
}

/// Starts the desktop in a session, and what it says.
fn desktop(session: &Session, folder: &Path, firm: Option<&TestFirm>) -> (Child, impl Iterator<Item = String>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "killed::the_desktop", "--nocapture"]).env(FOLDER, folder).stdout(Stdio::piped());
    session.enter(&mut command);
    if let Some(firm) = firm {
        command.env(BACKEND, firm.base()).env(TOKEN, firm.token());
    }
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines.map_while(Result::ok))
}

/// What a desktop without a backend finds, with its number; nothing if nothing is whole yet. It has to end well.
fn finds(session: &Session, folder: &Path) -> Option<(i64, Everything)> {
    let (mut child, lines) = desktop(session, folder, None);
    let said: Vec<_> = lines.collect();
    assert!(child.wait().unwrap().success(), "{said:?}");
    let found = said.iter().find_map(|line| line.strip_prefix("found ")).expect("it says what it finds");
    let (number, everything) = found.split_once(' ')?;
    Some((number.parse().unwrap(), serde_json::from_str(everything).unwrap()))
}

/// Killed at random moments, during first syncs and deltas, while the firm changes all the time: always one pair after the
/// other, so that the number alone says how each stands.
#[tokio::test(flavor = "multi_thread")]
async fn a_desktop_that_is_killed_opens_with_one_state_of_the_firm() {
    let firm = Arc::new(spawn_firm().await);
    let mut users = Vec::new();
    for number in 0..20 {
        users.push(firm.user("Some", "Body", &format!("body{number}@example.com")).await);
    }
    let first = newest(&firm.staff).await;
    let ending = Arc::new(AtomicBool::new(false));
    let changing = tokio::spawn({
        let (firm, ending, users) = (Arc::clone(&firm), Arc::clone(&ending), users.clone());
        async move {
            while !ending.load(Ordering::Relaxed) {
                for user in &users {
                    firm.staff.link(*user, "1001").await;
                    firm.staff.de_link(*user, "1001", "").await;
                }
            }
        }
    });
    let home = tempfile::tempdir().unwrap();
    let (session, folder) = (Session::start(home.path(), true), home.path().join("portico"));
    let mut dice = Dice::of_test("a_desktop_that_is_killed_opens_with_one_state_of_the_firm");
    let (cycles, mut whole) = (size(8, 500), 0);
    for cycle in 0..cycles {
        // Every third begins with nothing, and with keys that are left over.
        if cycle % 3 == 2 {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        let (mut child, mut lines) = desktop(&session, &folder, Some(&firm));
        assert!(lines.any(|line| line.starts_with("found ")), "it opens");
        if dice.below(3) == 0 {
            assert!(lines.any(|line| line == "live"));
        }
        tokio::time::sleep(Duration::from_millis(dice.below(250))).await;
        child.kill().unwrap();
        child.wait().unwrap();
        if let Some((number, everything)) = finds(&session, &folder) {
            assert_eq!(versions(&everything, &users), expected(number - first, users.len()), "at {number}");
            whole += 1;
        }
    }
    ending.store(true, Ordering::Relaxed);
    changing.await.unwrap();
    // What was killed goes on to what the firm has.
    let (mut child, mut lines) = desktop(&session, &folder, Some(&firm));
    assert!(lines.any(|line| line == "live"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(finds(&session, &folder).unwrap().1, served(&firm.staff).await);
    println!("F2: killed {cycles} times, {whole} times with something cached; it opened every time");
}

/// How often the pair of each user has changed, as it is cached.
fn versions(everything: &Everything, users: &[PortalUserId]) -> Vec<i64> {
    let version = |user: &PortalUserId| match everything.get(&format!("link {user} 1001")) {
        Some(CachedRecord::Link(link)) => link.state.version,
        _ => 0,
    };
    users.iter().map(version).collect()
}

/// How often it has after so many changes in all.
fn expected(changes: i64, users: usize) -> Vec<i64> {
    let users = i64::try_from(users).unwrap();
    let (rounds, rest) = (changes / (2 * users), changes % (2 * users));
    (0..users).map(|user| rounds * 2 + (rest - 2 * user).clamp(0, 2)).collect()
}
