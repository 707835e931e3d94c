//! How long a cache may be used without contact (`trust.md` F9, S17): the backend's clock counts, and this computer's can
//! be set as it likes.

use chrono::TimeDelta;
use desk::{Error, Holds, Nothing, Sync};
use reqwest::Method;
use serde_json::{Value, json};

use crate::place::{Desktop, backend, cached, is_so, live, served, stands};
use crate::support::spawn_firm;

#[tokio::test]
async fn past_its_lease_a_cache_is_locked_and_its_key_gone_until_the_next_contact() {
    let firm = spawn_firm().await;
    let desktop = Desktop::new();
    let cache = desktop.synced(&firm).await;
    *desktop.clock_is_off.lock().unwrap() = TimeDelta::hours(71);
    assert!(cache.read().await.is_ok());
    *desktop.clock_is_off.lock().unwrap() = TimeDelta::hours(73);
    assert!(matches!(cache.read().await, Err(Error::CacheLocked)));
    stands(&cache, |standing| standing.holds == Holds::Nothing(Nothing::Locked)).await;
    *desktop.clock_is_off.lock().unwrap() = TimeDelta::zero();
    assert!(matches!(cache.read().await, Err(Error::CacheLocked)), "a clock set back opens nothing");
    is_so("nothing is left", || desktop.files().is_empty()).await;
    assert!(desktop.keychain.key("cache a of harlow-pike for Dana Osei on laptop").await.unwrap().is_none());
    let sync = Sync::start(backend(&firm), cache.clone());
    live(&sync).await;
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
}

#[tokio::test]
async fn a_lease_that_ended_while_nobody_looked_locks_at_the_start() {
    let firm = spawn_firm().await;
    let put = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"");
    firm.staff.send::<Value>(put.json(&json!({ "cache_hours": 1 }))).await;
    let desktop = Desktop::new();
    drop(desktop.synced(&firm).await);
    *desktop.clock_is_off.lock().unwrap() = TimeDelta::minutes(59);
    let cache = desktop.open().await;
    assert!(cache.read().await.is_ok());
    drop(cache);
    *desktop.clock_is_off.lock().unwrap() = TimeDelta::minutes(61);
    let cache = desktop.open().await;
    assert_eq!(cache.standing().borrow().holds, Holds::Nothing(Nothing::Locked));
    assert!(matches!(cache.read().await, Err(Error::CacheLocked)) && desktop.files().is_empty());
}

/// A wrong clock is no reason to lock, as long as it is wrong by the same: contact tells by how much.
#[tokio::test]
async fn a_clock_that_is_wrong_all_the_time_locks_nothing() {
    let firm = spawn_firm().await;
    for days in [-400, 400] {
        let desktop = Desktop::new();
        *desktop.clock_is_off.lock().unwrap() = TimeDelta::days(days);
        let cache = desktop.synced(&firm).await;
        assert!(cache.read().await.is_ok(), "{days}");
        drop(cache);
        let cache = desktop.open().await;
        assert!(cache.read().await.is_ok(), "{days}");
        // The backend's own time is what is told, whatever this computer says.
        assert!((cache.last_contact().unwrap() - chrono::Utc::now()).num_minutes().abs() < 60);
    }
}

#[tokio::test]
async fn the_hours_are_between_one_and_thirty_days() {
    let firm = spawn_firm().await;
    for hours in [0, 721] {
        let put = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"");
        let (status, problem) = firm.staff.refusal(put.json(&json!({ "cache_hours": hours }))).await;
        assert_eq!(status, 400, "{}", problem.title);
    }
}
