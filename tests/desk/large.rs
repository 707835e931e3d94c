//! An invented firm of some size (`trust.md` L5, L6): a first sync that breaks goes on where it was, and what a delta costs
//! does not depend on the firm.

use std::sync::Arc;
use std::time::Instant;

use desk::{Backend, Binding, Cache, Keychain, Sync, SyncState};
use domain::{Permission, Permissions};
use firm::fixture::{SLUG, Size, build};
use firm::{Clock, Database, Server, find_firm, issue_token};
use reqwest::Client;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::between::{Between, Mood};
use crate::place::{Desktop, cached, live, newest, reaches, served, until};
use crate::support::{Visitor, size};

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
        let client = Client::builder().no_proxy().build().unwrap();
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
        between.is(Mood::CutsAfter(300_000));
        let following = sync(&between, &firm, &cache);
        until(&following, |state| matches!(state, SyncState::Waiting { .. } | SyncState::Live)).await;
        following.stop().await;
        asked.extend(between.asked().into_iter().filter(|line| line.contains("snapshot")));
        breaks += 1;
    }
    assert!(breaks > 1, "{breaks}");
    let pages: std::collections::BTreeSet<_> = asked.iter().cloned().collect();
    // One was under way at each break, and one more may have been asked for ahead.
    assert!(asked.len() <= pages.len() + 2 * breaks, "{} asked for {} pages", asked.len(), pages.len());
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
}

/// What it costs, printed for who wants to know; equality is what is asserted.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_and_a_delta_bring_what_the_firm_has() {
    let users = usize::try_from(size(2_000, 20_000)).unwrap();
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
