//! Following the firm: changes in the order of commits, the snapshot by key, the stream that says when (`rules.md` 45). A
//! follower that reads as a desktop does ends up with what the firm has, whatever happens meanwhile.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use contract::answers::records;
use contract::{CachedRecord, ChangesPage, ProblemCode, SnapshotPage};
use domain::PortalUserId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::records::{KINDS, key};
use crate::support::{TestFirm, Visitor, client, clients_csv, spawn_firm};

/// What a desktop would have in its cache.
#[derive(Default, PartialEq, Debug, Clone)]
struct Follower {
    records: BTreeMap<String, CachedRecord>,
    number: i64,
}

impl Follower {
    /// Reads the snapshot in pages of this size, then what changed since its first page.
    async fn from_snapshot(staff: &Visitor, limit: u32) -> Self {
        let mut this = Self { number: i64::MAX, ..Self::default() };
        for kind in KINDS {
            let mut after: Option<String> = None;
            loop {
                let request =
                    staff.request(Method::GET, "/snapshot").query(&[("kind", kind)]).query(&[("limit", limit)]);
                let page: SnapshotPage = staff.send(request.query(&after.map(|after| [("after", after)]))).await;
                this.number = this.number.min(page.number);
                this.take(records(page.records).unwrap());
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        this.catch_up(staff, limit).await;
        this
    }

    async fn catch_up(&mut self, staff: &Visitor, limit: u32) {
        loop {
            let page: ChangesPage = staff.get(&format!("/changes?after={}&limit={limit}", self.number)).await;
            assert!(page.changes.is_sorted_by_key(|change| change.number));
            self.take(page.changes.into_iter().map(|change| change.now));
            self.number = page.next;
            if !page.more {
                return;
            }
        }
    }

    fn take(&mut self, records: impl IntoIterator<Item = CachedRecord>) {
        for record in records {
            // Without a record a key is open.
            match &record {
                CachedRecord::Key(open) if open.closed_until.is_none() => self.records.remove(&key(&record)),
                _ => self.records.insert(key(&record), record),
            };
        }
    }
}

/// Some of everything that can change.
async fn much_happens(firm: &TestFirm) -> PortalUserId {
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let bo = firm.unverified_user("Bo", "Old", "somebody@example.com").await;
    firm.staff.de_link(jane, "1002", "").await;
    firm.staff.link(bo, "1001").await;
    let close = json!({ "client_id": "1003" });
    firm.staff.post::<Value>(&format!("/portal-users/{jane}/close-access"), &close).await;
    let settings = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"");
    firm.staff.send::<Value>(settings.json(&json!({ "payment_history": true }))).await;
    let mut later = clients_csv();
    later.contacts.extend_from_slice(b"1001,New Contact,new@example.com,true\n");
    firm.clock.advance(TimeDelta::hours(1));
    firm.import(firm.firm, &later).await;
    firm.sign_in(firm.firm, jane).await;
    jane
}

#[tokio::test]
async fn who_follows_the_changes_has_what_a_new_snapshot_has() {
    let firm = spawn_firm().await;
    let mut follower = Follower::from_snapshot(&firm.staff, 2).await;
    much_happens(&firm).await;
    follower.catch_up(&firm.staff, 3).await;
    let anew = Follower::from_snapshot(&firm.staff, 1000).await;
    assert_eq!(follower, anew);
    assert!(anew.records.contains_key("link 1 1003") && anew.records.contains_key("client A/5 ø"));
}

/// Rule 33: what a client owes is counted with its late fees or without, so every client with one is looked at again.
#[tokio::test]
async fn a_change_of_late_fees_changes_the_clients_that_have_some() {
    let firm = spawn_firm().await;
    let mut follower = Follower::from_snapshot(&firm.staff, 100).await;
    let put = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"");
    firm.staff.send::<Value>(put.json(&json!({ "late_fees_shown": false }))).await;
    let page: ChangesPage = firm.staff.get(&format!("/changes?after={}", follower.number)).await;
    let changed: Vec<_> = page.changes.iter().map(|change| key(&change.now)).collect();
    assert_eq!(changed, ["client 1002", "settings", "as of"]);
    follower.catch_up(&firm.staff, 100).await;
    assert_eq!(follower, Follower::from_snapshot(&firm.staff, 100).await);
}

/// An import notes the clients that it changed, and no others.
#[tokio::test]
async fn an_import_changes_what_differs_and_nothing_else() {
    let firm = spawn_firm().await;
    let follower = Follower::from_snapshot(&firm.staff, 100).await;
    let mut later = clients_csv();
    later.clients = String::from_utf8(later.clients).unwrap().replace("Old Mill Farms", "New Mill Farms").into();
    later.contacts.extend_from_slice(b"1001,New Contact,new@example.com,true\n");
    firm.import(firm.firm, &later).await;
    let page: ChangesPage = firm.staff.get(&format!("/changes?after={}", follower.number)).await;
    let changed: Vec<_> = page.changes.iter().map(|change| key(&change.now)).collect();
    assert_eq!(changed, ["client 1001", "client 1004", "settings", "as of"]);
    firm.import(firm.firm, &later).await;
    let again: ChangesPage = firm.staff.get(&format!("/changes?after={}", page.next)).await;
    assert_eq!(again.changes.len(), 2, "only the age of the data");
}

/// Numbers appear in commit order: a reader that reads all the while, under eight writers, misses nothing.
#[tokio::test]
async fn a_reader_misses_nothing_while_others_write() {
    let firm = spawn_firm().await;
    let mut users = Vec::new();
    for nth in 0..8 {
        users.push(firm.user("Some", "Body", &format!("body{nth}@example.com")).await);
    }
    let mut follower = Follower::from_snapshot(&firm.staff, 100).await;
    let writers: Vec<_> = users
        .iter()
        .map(|user| {
            let (staff, user) = (firm.staff.clone(), *user);
            tokio::spawn(async move {
                for id in ["1001", "1002", "1003", "1004"] {
                    staff.link(user, id).await;
                    staff.de_link(user, id, "").await;
                    staff.link(user, id).await;
                }
            })
        })
        .collect();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        follower.catch_up(&firm.staff, 5).await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    follower.catch_up(&firm.staff, 5).await;
    assert_eq!(follower, Follower::from_snapshot(&firm.staff, 100).await);
}

/// What is past retention is gone, and so is what never was: both begin anew.
#[tokio::test]
async fn who_was_away_too_long_begins_anew() {
    let firm = spawn_firm().await;
    much_happens(&firm).await;
    firm.clock.advance(TimeDelta::days(91));
    firm.import(firm.firm, &clients_csv()).await;
    let gone = async |after: i64| {
        let request = firm.staff.request(Method::GET, "/changes").query(&[("after", after)]);
        let (status, problem) = firm.staff.refusal(request).await;
        assert_eq!((status, problem.code), (StatusCode::GONE, ProblemCode::Gone), "{after}");
    };
    gone(0).await;
    gone(1_000_000).await;
    gone(-5).await;
    let anew = Follower::from_snapshot(&firm.staff, 100).await;
    let page: ChangesPage = firm.staff.get(&format!("/changes?after={}", anew.number)).await;
    assert!(page.changes.is_empty() && !page.more);
}

/// What a desktop must not hold is not sent to it (`rules.md` 42, 45).
#[tokio::test]
async fn no_invoice_number_leaves_for_a_cache() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    assert!(firm.claims(jane, "1003", "30001").await);
    let mut sent = String::new();
    for kind in KINDS {
        sent += &firm.staff.get::<Value>(&format!("/snapshot?kind={kind}")).await.to_string();
    }
    sent += &firm.staff.get::<Value>("/changes?after=0").await.to_string();
    assert!(sent.contains("1003") && !sent.contains("30001") && !sent.contains("20931"), "{sent}");
}

/// A page is compressed for whoever can read it so.
#[tokio::test]
async fn a_snapshot_is_compressed() {
    let firm = spawn_firm().await;
    for (accepted, packed, mark) in
        [("gzip", "gzip", &[0x1f, 0x8b][..]), ("gzip, zstd", "zstd", &[0x28, 0xb5, 0x2f, 0xfd])]
    {
        let request = firm.staff.request(Method::GET, "/snapshot?kind=client").header("accept-encoding", accepted);
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], packed);
        assert!(response.bytes().await.unwrap().starts_with(mark), "{packed}");
    }
}

#[tokio::test]
async fn the_stream_says_when_there_is_something_to_read() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let mut stream = firm.staff.request(Method::GET, "/changes/stream").send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut next = async || {
        let mut event = String::new();
        while !event.contains("\n\n") || !event.contains("data:") {
            let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
            event += std::str::from_utf8(&chunk).unwrap();
        }
        let number = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        number.parse::<i64>().unwrap()
    };
    let first = next().await;
    firm.staff.link(jane, client("1001").as_str()).await;
    let second = next().await;
    assert_eq!(second, first + 1);
    let page: ChangesPage = firm.staff.get(&format!("/changes?after={first}")).await;
    assert_eq!(key(&page.changes[0].now), "link 1 1001");
}
