//! Following the firm (`rules.md` 45): whatever happens on the way, the cache is the backend's state at one number.

use chrono::TimeDelta;
use contract::CachedRecord;
use desk::{Backend, Error, Holds, Keeping, News, Nothing, Sync, SyncState};
use domain::PortalUserId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::between::{Between, Mood, page};
use crate::place::{Desktop, backend, cached, is_so, live, newest, reaches, served, stands, until};
use crate::support::{TestFirm, clients_csv, spawn_firm};

/// Some of everything that can change.
async fn much_happens(firm: &TestFirm) -> PortalUserId {
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let bo = firm.unverified_user("Bo", "Old", "somebody@example.com").await;
    firm.staff.de_link(jane, "1002", "").await;
    firm.staff.link(bo, "1001").await;
    firm.staff.post::<Value>(&format!("/portal-users/{jane}/close-access"), &json!({ "client_id": "1003" })).await;
    let settings = firm.staff.get::<Value>("/settings").await;
    let put = firm.staff.request(Method::PUT, "/settings").header("if-match", format!("\"{}\"", settings["version"]));
    firm.staff.send::<Value>(put.json(&json!({ "payment_history": true }))).await;
    for email in ["kim@example.com", "lee@example.com"] {
        let guesser = firm.user("Wrong", "Guesser", email).await;
        for number in 0..5 {
            firm.claims(guesser, "1003", &format!("wrong {number}")).await;
        }
    }
    let mut later = clients_csv();
    later.contacts.extend_from_slice(b"1001,New Contact,new@example.com,true\n");
    firm.clock.advance(TimeDelta::hours(1));
    firm.import(firm.firm, &later).await;
    firm.sign_in(firm.firm, jane).await;
    jane
}

#[tokio::test]
async fn a_first_sync_has_what_the_firm_has_and_a_restart_asks_only_for_what_is_new() {
    let firm = spawn_firm().await;
    let jane = much_happens(&firm).await;
    let desktop = Desktop::new();
    let cache = desktop.synced(&firm).await;
    let (everything, number) = cached(&cache).await.unwrap();
    assert_eq!((&everything, number), (&served(&firm.staff).await, newest(&firm.staff).await));
    assert!(everything.contains_key("key 1003") && everything.contains_key("client A/5 ø"));
    drop(cache);

    firm.staff.link(jane, "1001").await;
    let between = Between::before(firm.base()).await;
    let cache = desktop.open().await;
    assert_eq!(cached(&cache).await.unwrap(), (everything, number), "as it was, before anybody is asked");
    let sync = Sync::start(Backend::new(&between.base(), firm.token()).unwrap(), cache.clone());
    live(&sync).await;
    assert_eq!(cached(&cache).await.unwrap(), (served(&firm.staff).await, number + 1));
    assert!(!between.asked().iter().any(|line| line.contains("snapshot")));
}

#[tokio::test]
async fn what_changes_is_followed_and_told() {
    let firm = spawn_firm().await;
    let desktop = Desktop::new();
    let cache = desktop.open().await;
    assert_eq!(cache.standing().borrow().holds, Holds::Nothing(Nothing::NotYet));
    assert!(matches!(cache.read().await, Err(Error::NotCached)));
    let mut news = cache.news();
    let sync = Sync::start(backend(&firm), cache.clone());
    live(&sync).await;
    assert!(matches!(news.recv().await.unwrap(), News::Replaced { .. }));
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    firm.staff.link(jane, "1001").await;
    reaches(&cache, newest(&firm.staff).await).await;
    let mut told = Vec::new();
    while let Ok(News::Moved { records, .. }) = news.try_recv() {
        told.extend(records.iter().cloned());
    }
    let is_linked = |record: &CachedRecord| matches!(record, CachedRecord::Link(link) if link.portal_user_id == jane && link.state.origin.is_some());
    assert!(told.iter().any(is_linked), "{told:?}");
    much_happens(&firm).await;
    reaches(&cache, newest(&firm.staff).await).await;
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    assert!(matches!(*sync.state().borrow(), SyncState::Live | SyncState::CatchingUp));
}

/// Each question has its index and its order.
#[tokio::test]
async fn what_is_cached_is_found_by_number_key_and_address() {
    let firm = spawn_firm().await;
    let jane = much_happens(&firm).await;
    let desktop = Desktop::new();
    let cache = desktop.synced(&firm).await;
    let mut reading = cache.read().await.unwrap();
    let client = |id: &str| crate::support::client(id);
    assert_eq!(reading.user_by_email("jane@example.com").await.unwrap().unwrap().id, jane);
    assert_eq!(reading.users(&[jane]).await.unwrap()[0].email, "jane@example.com");
    assert!(reading.users(&[PortalUserId::new(999)]).await.unwrap().is_empty());
    assert_eq!(reading.clients_listing("jane@example.com").await.unwrap(), [client("1002"), client("1003")]);
    let found = reading.clients(&[client("1002"), client("A/5 ø")]).await.unwrap();
    assert_eq!((found[0].contacts[0].email.as_str(), found[1].name.as_str()), ("Jane@Example.com", "Café Søren"));
    assert!(reading.link(jane, &client("1003")).await.unwrap().unwrap().state.barred);
    let of_jane = reading.links_of_users(&[jane]).await.unwrap();
    assert_eq!(of_jane.len(), 2);
    assert_eq!(reading.links_of_client(&client("1002")).await.unwrap()[0], of_jane[0]);
    assert_eq!(reading.keys(&[client("1003"), client("1002")]).await.unwrap().len(), 1);
    let counts = reading.counts().await.unwrap();
    assert_eq!((counts.users, counts.clients, counts.links), (4, 5, 3));
    assert!(reading.settings().await.unwrap().settings.payment_history);
    assert_eq!(reading.settings().await.unwrap().settings.cache_hours, 72);
    assert!(reading.as_of().await.unwrap().data_as_of.is_some() && cache.last_contact().is_some());
}

/// What is past retention is read anew, into a generation of its own: the one before answers until that is whole.
#[tokio::test]
async fn who_was_away_too_long_begins_anew_beside_what_was_cached() {
    let firm = spawn_firm().await;
    let desktop = Desktop::new();
    let cache = desktop.synced(&firm).await;
    let before = cached(&cache).await.unwrap();
    much_happens(&firm).await;
    firm.clock.advance(TimeDelta::days(91));
    firm.import(firm.firm, &clients_csv()).await;
    let between = Between::before(firm.base()).await;
    let mut breaks = 0;
    while cached(&cache).await.unwrap() == before {
        breaks += 1;
        assert!(breaks < 1000, "it comes to no end");
        between.is(Mood::CutsAfter(breaks * 300));
        let sync = Sync::start(Backend::new(&between.base(), firm.token()).unwrap(), cache.clone());
        until(&sync, |state| matches!(state, SyncState::Waiting { .. } | SyncState::Live)).await;
        sync.stop().await;
    }
    assert!(breaks > 3, "{breaks}");
    let sync = Sync::start(backend(&firm), cache.clone());
    live(&sync).await;
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    sync.stop().await;
    // What answered before goes when nobody reads it any more.
    let files = || desktop.files().iter().filter(|file| file.extension().unwrap() == "cache").count();
    is_so("what answered before goes", || files() <= 1).await;
    drop(cache);
    let again = desktop.open().await;
    assert_eq!(cached(&again).await.unwrap().0, served(&firm.staff).await);
}

/// A captive portal, a proxy that has had enough, an answer that is cut: none is taken for data, each is tried again.
#[tokio::test]
async fn what_no_backend_said_is_not_believed() {
    let firm = spawn_firm().await;
    much_happens(&firm).await;
    let desktop = Desktop::new();
    let cache = desktop.open().await;
    let between = Between::before(firm.base()).await;
    between.is(Mood::Answers(page("200 OK", "")));
    let sync = Sync::start(Backend::new(&between.base(), firm.token()).unwrap(), cache.clone());
    let statuses = ["502 Bad Gateway", "503 Service Unavailable", "401 Unauthorized", "403 Forbidden", "410 Gone"];
    for status in statuses {
        between.asked();
        between.is(Mood::Answers(page(status, "")));
        is_so("somebody asks", || {
            sync.now();
            !between.asked().is_empty()
        })
        .await;
        until(&sync, |state| matches!(state, SyncState::Waiting { why, .. } if why.is_no_answer())).await;
        assert!(matches!(cache.read().await, Err(Error::NotCached)), "{status}");
    }
    between.is(Mood::Answers(page("429 Too Many Requests", "retry-after: 120\r\n")));
    let asked_to_wait = |state: &SyncState| matches!(state, SyncState::Waiting { until, .. } if until.duration_since(tokio::time::Instant::now()).as_secs() > 60);
    until(&sync, |state| {
        sync.now();
        asked_to_wait(state)
    })
    .await;
    between.is(Mood::Honest);
    until(&sync, |state| {
        if matches!(state, SyncState::Waiting { .. }) {
            sync.now();
        }
        matches!(state, SyncState::Live)
    })
    .await;
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
}

/// Cut anywhere, it comes to the same.
#[tokio::test]
async fn a_network_that_cuts_everything_off_loses_nothing() {
    let firm = spawn_firm().await;
    much_happens(&firm).await;
    let desktop = Desktop::new();
    let between = Between::before(firm.base()).await;
    let cache = desktop.open().await;
    let mut bytes = 200;
    let mut sync = Sync::start(Backend::new(&between.base(), firm.token()).unwrap(), cache.clone());
    while cache.read().await.is_err() {
        between.is(Mood::CutsAfter(bytes));
        bytes += 333;
        assert!(bytes < 1 << 20, "it comes to no end");
        until(&sync, |state| matches!(state, SyncState::Waiting { .. } | SyncState::Live)).await;
        sync.stop().await;
        sync = Sync::start(Backend::new(&between.base(), firm.token()).unwrap(), cache.clone());
    }
    between.is(Mood::Honest);
    sync.now();
    live(&sync).await;
    assert_eq!(cached(&cache).await.unwrap(), (served(&firm.staff).await, newest(&firm.staff).await));
}

/// Whom the backend does not know any more has nothing here either.
#[tokio::test]
async fn who_is_not_let_in_any_more_loses_what_was_cached() {
    let firm = spawn_firm().await;
    let desktop = Desktop::new();
    let cache = desktop.synced(&firm).await;
    let sync = Sync::start(Backend::new(firm.base(), "a token that was revoked").unwrap(), cache.clone());
    until(&sync, |state| matches!(state, SyncState::Ended(Error::Refused(_)))).await;
    assert_eq!(cache.standing().borrow().holds, Holds::Nothing(Nothing::NotAllowed));
    assert_eq!(desktop.files(), Vec::<std::path::PathBuf>::new());
}

/// A cache is never mixed with what another firm, or another person, may see.
#[tokio::test]
async fn another_firm_or_another_person_is_not_followed() {
    let firm = spawn_firm().await;
    let desktop = Desktop::new();
    let cache = desktop.synced(&firm).await;
    for other in [&firm.another_staff, &firm.staff_of_another_firm] {
        let token = other.token.as_deref().unwrap();
        let sync = Sync::start(Backend::new(firm.base(), token).unwrap(), cache.clone());
        until(&sync, |state| matches!(state, SyncState::Ended(Error::NotThisFirm))).await;
    }
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
}

/// Signing out leaves no trace (`rules.md` 46).
#[tokio::test]
async fn a_wiped_cache_leaves_no_file_and_takes_nothing_any_more() {
    let firm = spawn_firm().await;
    let desktop = Desktop::new();
    let cache = desktop.synced(&firm).await;
    assert_eq!(cache.standing().borrow().keeping, Keeping::Encrypted);
    cache.wipe().await.unwrap();
    assert!(!desktop.folder().exists());
    assert!(matches!(cache.read().await, Err(Error::NotCached)));
    let sync = Sync::start(backend(&firm), cache.clone());
    until(&sync, |state| matches!(state, SyncState::Waiting { why: Error::NotCached, .. })).await;
    assert!(!desktop.folder().exists());
    stands(&cache, |standing| standing.holds == Holds::Nothing(Nothing::Wiped)).await;
}
