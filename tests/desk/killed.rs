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

use crate::between::{Between, Mood};
use crate::place::{Everything, PATIENCE, cached, is_so, live, newest, served};
use crate::session::Session;
use crate::support::{Dice, size, spawn_firm};

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
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let cache = Cache::open(place(folder.clone())).await;
    println!("found {}", found(&cache, &folder).await);
    let Ok(backend) = std::env::var(BACKEND) else { return };
    let sync = Sync::start(Backend::new(&backend, &std::env::var(TOKEN).unwrap()).unwrap(), cache.clone());
    live(&sync).await;
    println!("live");
    // Nobody has killed it.
    tokio::time::sleep(PATIENCE).await;
}

/// What is cached, as a line: everything with its number, `half` of a first sync, or `nothing`. A key is there for each file,
/// and for nothing else.
async fn found(cache: &Cache, folder: &Path) -> String {
    assert_eq!(cache.standing().borrow().keeping, Keeping::Encrypted);
    let mut files = 0;
    for letter in ["a", "b"] {
        let key =
            Keychain::system().key(&format!("cache {letter} of harlow-pike for Dana Osei on laptop")).await.unwrap();
        let is_there = folder.join(format!("{letter}.cache")).exists();
        assert_eq!(key.is_some(), is_there, "{letter}");
        files += usize::from(is_there);
    }
    match cached(cache).await {
        Ok((everything, number)) => format!("{number} {}", serde_json::to_string(&everything).unwrap()),
        Err(Error::NotCached) if files > 0 => "half".to_owned(),
        Err(Error::NotCached) => "nothing".to_owned(),
        Err(error) => panic!("{error:?} where {:?}", cache.standing().borrow()),
    }
}

/// Starts the desktop in a session, and what it says.
fn desktop(session: &Session, folder: &Path, backend: Option<(&str, &str)>) -> (Child, impl Iterator<Item = String>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "killed::the_desktop", "--nocapture"]).env(FOLDER, folder).stdout(Stdio::piped());
    session.enter(&mut command);
    if let Some((base, token)) = backend {
        command.env(BACKEND, base).env(TOKEN, token);
    }
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines.map_while(Result::ok))
}

/// What a desktop finds at its start.
enum Found {
    Nothing,
    /// A first sync that goes on.
    Half,
    /// Everything, at this number.
    Whole(i64, Everything),
}

/// What a desktop without a backend finds. It has to end well.
fn finds(session: &Session, folder: &Path) -> Found {
    let (mut child, lines) = desktop(session, folder, None);
    let said: Vec<_> = lines.collect();
    assert!(child.wait().unwrap().success(), "{said:?}");
    match said.iter().find_map(|line| line.strip_prefix("found ")).expect("it says what it finds") {
        "nothing" => Found::Nothing,
        "half" => Found::Half,
        found => {
            let (number, everything) = found.split_once(' ').unwrap();
            Found::Whole(number.parse().unwrap(), serde_json::from_str(everything).unwrap())
        }
    }
}

/// Kills it at a moment that differs from cycle to cycle: one that begins with nothing as soon as it writes, so that half of
/// a first sync is left, or at random, in the making of its key too; others sometimes once they have everything.
async fn kill(child: &mut Child, mut lines: impl Iterator<Item = String>, fresh: Option<&Path>, dice: &mut Dice) {
    assert!(lines.any(|line| line.starts_with("found ")), "it opens");
    match (fresh, dice.below(3)) {
        (Some(folder), 1..) => is_so("something is written", || folder.join("a.cache").exists()).await,
        (Some(_), _) => tokio::time::sleep(Duration::from_millis(dice.below(40))).await,
        (None, which) => {
            assert!(which > 0 || lines.any(|line| line == "live"));
            tokio::time::sleep(Duration::from_millis(dice.below(250))).await;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
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
    // A network that lets a first sync take long enough to be met.
    let between = Between::before(firm.base()).await;
    between.is(Mood::Late(5..15));
    let (base, mut dice) = (between.base(), Dice::of_test("a_desktop_that_is_killed_opens_with_one_state_of_the_firm"));
    let (cycles, mut whole, mut half) = (size(9, 500), 0, 0);
    for cycle in 0..cycles {
        // Every third begins with nothing, and with keys that are left over.
        let fresh = (cycle % 3 == 2).then_some(folder.as_path());
        if let Some(folder) = fresh {
            std::fs::remove_dir_all(folder).unwrap();
        }
        let (mut child, lines) = desktop(&session, &folder, Some((&base, firm.token())));
        kill(&mut child, lines, fresh, &mut dice).await;
        match finds(&session, &folder) {
            Found::Whole(number, everything) => {
                assert_eq!(versions(&everything, &users), expected(number - first, users.len()), "at {number}");
                whole += 1;
            }
            Found::Half => half += 1,
            Found::Nothing => {}
        }
    }
    ending.store(true, Ordering::Relaxed);
    changing.await.unwrap();
    // What was killed goes on to what the firm has.
    let (mut child, mut lines) = desktop(&session, &folder, Some((&base, firm.token())));
    assert!(lines.any(|line| line == "live"));
    child.kill().unwrap();
    child.wait().unwrap();
    let Found::Whole(_, everything) = finds(&session, &folder) else { panic!("it was live") };
    assert_eq!(everything, served(&firm.staff).await);
    assert!(whole > 0 && half > 0, "{whole} whole, {half} half");
    println!(
        "F2: killed {cycles} times, {whole} times with a whole cache and {half} with half of one; it opened every time"
    );
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
