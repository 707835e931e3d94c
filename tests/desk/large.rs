//! An invented firm of some size (`trust.md` L5, L6): a first sync that breaks goes on where it was, and what a delta costs
//! does not depend on the firm.

use std::sync::Arc;
use std::time::Instant;

use contract::DeskConnection;
use desk::{Backend, Binding, Cache, Desk, Keychain, Sync, SyncState};
use domain::{Permission, Permissions};
use firm::fixture::{SLUG, Size, build};
use firm::{Clock, Database, Server, find_firm, issue_token};

use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::between::{Between, Mood};
use crate::place::{Desktop, cached, is_so, live, newest, reaches, served, until};
use crate::support::{Visitor, http, size};

/// A firm of so many portal users, with one and a half times as many clients and two and a half times as many links.
struct Large {
    base: String,
    staff: Visitor,
    token: String,
    server: Server,
    _folder: TempDir,
}

impl Large {
    async fn of(users: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("firm.db")).await.unwrap();
        build(&database, &Size::of_users(users), 1, &mut |_| {}).await.unwrap();
        let firm = find_firm(&database, SLUG).await.unwrap();
        let all: Permissions = Permission::ALL.into_iter().collect();
        let token = issue_token(&database, firm, "Dana Osei", &all, chrono::Utc::now()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::start(listener, database, Clock::system()).unwrap();
        let base = format!("http://{}", server.address());
        let client = http();
        let token = token.reveal().to_owned();
        let staff = Visitor { client, base: base.clone(), token: Some(token.clone()) };
        Self { base, staff, token, server, _folder: folder }
    }

    fn desktop(&self) -> Desktop {
        let binding = Binding { firm: SLUG.to_owned(), staff: "Dana Osei".to_owned(), device: "laptop".to_owned() };
        Desktop { binding, ..Desktop::with(Keychain::of_this_process()) }
    }
}

fn sync(between: &Between, firm: &Large, cache: &Cache) -> Sync {
    Sync::start(Backend::new(&between.base(), &firm.token).unwrap(), cache.clone())
}

/// A first sync that is cut off again and again asks for no page twice but the one that was cut.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_goes_on_where_it_was() {
    let users = usize::try_from(size(4_000, 100_000)).unwrap();
    let firm = Large::of(users).await;
    let desktop = firm.desktop();
    let between = Between::before(&firm.base).await;
    let cache = desktop.open().await;
    let (mut asked, mut breaks) = (Vec::new(), 0);
    while cache.read().await.is_err() {
        // More than the largest page: it would be cut for ever.
        between.is(Mood::CutsAfter(usize::try_from(size(300_000, 1_500_000)).unwrap()));
        let following = sync(&between, &firm, &cache);
        until(&following, |state| matches!(state, SyncState::Waiting { .. } | SyncState::Live)).await;
        following.stop().await;
        asked.extend(between.asked().into_iter().filter(|line| line.contains("snapshot")));
        breaks += 1;
        assert!(breaks < 1000, "it comes to no end");
    }
    assert!(breaks > 1, "{breaks}");
    let pages: std::collections::BTreeSet<_> = asked.iter().cloned().collect();
    // The one that was under way at each break.
    assert!(asked.len() <= pages.len() + breaks, "{} asked for {} pages", asked.len(), pages.len());
    let (pages, asked) = (pages.len(), asked.len());
    println!("L5: {users} users, {breaks} breaks, {pages} pages, {} of them asked for twice", asked - pages);
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    #[cfg(target_os = "linux")]
    takes_little_memory(&firm);
}

/// For the test program that is started as a desktop: where its backend is, and the token.
const BACKEND: &str = "PORTICO_LARGE_BACKEND";
const TOKEN: &str = "PORTICO_LARGE_TOKEN";
/// What a first sync may take of memory (L5), in MiB.
const MOST_MEMORY: u64 = 300;

/// A desktop with nothing but what one has in memory: it says how much that has been at most, once it has everything.
#[tokio::test(flavor = "multi_thread")]
async fn the_desktop() {
    let Ok(backend) = std::env::var(BACKEND) else { return };
    let (desktop, (desk, connecting)) = (Desktop::new(), Desk::connecting());
    connecting.done(Backend::new(&backend, &std::env::var(TOKEN).unwrap()), Some(desktop.keeping()));
    is_so("everything is read", || {
        desk.standing().connection == DeskConnection::Live && desk.standing().number.is_some()
    })
    .await;
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM:")).unwrap());
}

/// In a process of its own, since the backend is in this one.
#[cfg(target_os = "linux")]
fn takes_little_memory(firm: &Large) {
    let mut desktop = std::process::Command::new(std::env::current_exe().unwrap());
    desktop.args(["--exact", "large::the_desktop", "--nocapture"]).env(BACKEND, &firm.base).env(TOKEN, &firm.token);
    let said = String::from_utf8(desktop.output().unwrap().stdout).unwrap();
    let most = said.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it says so");
    let most = most.trim().trim_end_matches(" kB").parse::<u64>().unwrap() >> 10;
    println!("L5: a desktop that reads everything and can be searched takes {most} MiB at most");
    assert!(most <= MOST_MEMORY, "{most} MiB");
}

/// What it costs, printed for who wants to know; equality is what is asserted.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_and_a_delta_bring_what_the_firm_has() {
    let users = usize::try_from(size(2_000, 100_000)).unwrap();
    let firm = Large::of(users).await;
    let between = Between::before(&firm.base).await;
    let desktop = firm.desktop();
    let cache = desktop.open().await;
    let begun = Instant::now();
    let following = sync(&between, &firm, &cache);
    live(&following).await;
    let (first, bytes) = (begun.elapsed(), between.answered());
    let counts = cache.read().await.unwrap().counts().await.unwrap();
    println!("L5: {counts:?} in {first:?}, {bytes} bytes on the wire");
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    following.stop().await;

    let client = served(&firm.staff).await.into_keys().find_map(|key| key.strip_prefix("client ").map(str::to_owned));
    let (client, staff) = (client.unwrap(), Arc::new(firm.staff.clone()));
    let changes: Vec<_> = (1..=1000_i64.min(users as i64))
        .map(|user| {
            let (staff, client) = (Arc::clone(&staff), client.clone());
            async move {
                let path = ["portal-users", &user.to_string(), "links", &client];
                let mut url = reqwest::Url::parse(&staff.base).unwrap();
                url.path_segments_mut().unwrap().extend(["api", "v1"]).extend(path);
                let request = staff.client.put(url).bearer_auth(staff.token.as_deref().unwrap());
                request.send().await.unwrap().error_for_status().unwrap();
            }
        })
        .collect();
    for change in changes {
        change.await;
    }
    let (begun, before) = (Instant::now(), between.answered());
    let following = sync(&between, &firm, &cache);
    reaches(&cache, newest(&firm.staff).await).await;
    println!("L6: 1,000 changes in {:?}, {} bytes on the wire", begun.elapsed(), between.answered() - before);
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    following.stop().await;
    firm.server.stop().await;
}
