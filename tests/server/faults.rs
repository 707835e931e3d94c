//! A server that is killed, or restarted under its callers: what was acknowledged is there, each change once, with its
//! activity, and the log is as it was written (`trust.md` F1, F12 and the invariants I1 to I4).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use contract::answers::records;
use contract::{ActivityPage, CachedRecord, LinkAnswer, SnapshotPage};
use firm::fixture::SLUG;
use reqwest::{Client, Method, StatusCode};
use serde_json::json;
use uuid::Uuid;

use crate::firm::{Engine, Firm, PATIENCE, Serving, text};
use crate::soak::{Dice, size};

/// How many people and clients the callers link at random: few, so that they meet.
const USERS: usize = 30;
const CALLERS: u64 = 8;

/// How a pair stands: its version, and whether it is linked.
pub(crate) type Pairs = BTreeMap<(i64, String), (i64, bool)>;

/// A caller of the firm API.
#[derive(Clone)]
pub(crate) struct Caller {
    client: Client,
    api: String,
    token: String,
}

impl Caller {
    pub(crate) fn of(serving: &Serving, token: &str) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        Self { client, api: serving.api.clone(), token: token.to_owned() }
    }

    pub(crate) async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let request = self.client.get(format!("{}{path}", self.api)).bearer_auth(&self.token);
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    /// A request to the resource of these names.
    pub(crate) fn request(&self, method: Method, path: &[&str]) -> reqwest::RequestBuilder {
        let mut url = reqwest::Url::parse(&self.api).unwrap();
        url.path_segments_mut().unwrap().extend(path);
        self.client.request(method, url).bearer_auth(&self.token)
    }

    /// Links or de-links; nothing if no answer came.
    pub(crate) async fn change(&self, user: i64, client: &str, link: bool, key: &str) -> Option<(StatusCode, String)> {
        let method = if link { Method::PUT } else { Method::DELETE };
        let request = self.request(method, &["portal-users", &user.to_string(), "links", client]);
        let request = request.header("idempotency-key", key);
        let response = request.json(&json!({ "confirmed": true })).send().await.ok()?;
        let status = response.status();
        Some((status, response.text().await.ok()?))
    }

    /// Every pair as it stands, and the number of the last activity.
    pub(crate) async fn state(&self) -> (Pairs, i64) {
        let (mut pairs, mut after) = (Pairs::new(), String::new());
        loop {
            let page: SnapshotPage = self.get(&format!("/snapshot?kind=link&limit=5000{after}")).await;
            for record in records(page.records).unwrap() {
                let CachedRecord::Link(link) = record else { panic!("a pair was asked for") };
                let pair = (link.portal_user_id.get(), link.client_id.to_string());
                pairs.insert(pair, (link.state.version, link.state.origin.is_some()));
            }
            match page.next {
                Some(next) => after = format!("&after={}", next.replace(' ', "%20")),
                None => break,
            }
        }
        let log: ActivityPage = self.get("/activity?limit=1").await;
        (pairs, log.entries.first().map_or(0, |entry| entry.number))
    }
}

/// How often the pairs were changed, all together.
pub(crate) fn versions(pairs: &Pairs) -> i64 {
    pairs.values().map(|(version, _)| version).sum()
}

/// What one caller was told: the newest version of each pair that it heard of.
async fn call_until(stop: Arc<AtomicBool>, caller: Caller, mut dice: Dice, clients: Arc<Vec<String>>) -> Pairs {
    let mut told = Pairs::new();
    while !stop.load(Ordering::Relaxed) {
        let user = i64::try_from(dice.below(USERS as u64)).unwrap() + 1;
        let client = &clients[usize::try_from(dice.below(clients.len() as u64)).unwrap()];
        let key = Uuid::now_v7().to_string();
        let Some((status, body)) = caller.change(user, client, dice.below(2) == 0, &key).await else { continue };
        assert_eq!(status, StatusCode::OK, "{body}");
        let answer: LinkAnswer = serde_json::from_str(&body).unwrap();
        let state = (answer.state.version, answer.state.origin.is_some());
        let known = told.entry((user, client.clone())).or_insert(state);
        if known.0 <= state.0 {
            *known = state;
        }
    }
    told
}

/// Some Client IDs of the firm.
pub(crate) async fn some_clients(caller: &Caller) -> Arc<Vec<String>> {
    let page: contract::ClientsPage = caller.get("/clients?search=&limit=10").await;
    Arc::new(page.clients.into_iter().map(|client| client.client_id.to_string()).collect())
}

pub(crate) fn verified(firm: &Firm) {
    let verified = firm.run(&["verify-activity", "--firm", SLUG]);
    assert!(verified.status.success(), "{}", text(&verified.stderr));
}

async fn file_is_sound(firm: &Firm) {
    let pool = sqlx::SqlitePool::connect(&firm.database()).await.unwrap();
    let integrity: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&pool).await.unwrap();
    assert_eq!(integrity, ["ok"]);
    let foreign = sqlx::query("PRAGMA foreign_key_check").fetch_all(&pool).await.unwrap();
    assert!(foreign.is_empty(), "rows that refer to nothing");
}

async fn killed_in_the_middle(engine: Engine) {
    let firm = Firm::invented(engine, USERS);
    let token = firm.token_of(SLUG);
    let mut dice = Dice::of_test("what_was_acknowledged_before_a_kill");
    let rounds = size(6, 1000);
    let (mut slowest, mut acknowledged) = (Duration::ZERO, 0);
    for round in 0..rounds {
        let begun = Instant::now();
        let mut serving = Serving::of(&firm);
        let caller = Caller::of(&serving, &token);
        let (before, last_activity) = caller.state().await;
        slowest = slowest.max(begun.elapsed());
        let clients = some_clients(&caller).await;
        let stop = Arc::new(AtomicBool::new(false));
        let calls: Vec<_> = (0..CALLERS)
            .map(|nth| {
                let dice = dice.split(nth);
                tokio::spawn(call_until(Arc::clone(&stop), caller.clone(), dice, Arc::clone(&clients)))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(5 + dice.below(245))).await;
        serving.process.kill().unwrap();
        stop.store(true, Ordering::Relaxed);
        serving.process.wait().unwrap();

        let again = Serving::of(&firm);
        let (after, newest) = Caller::of(&again, &token).state().await;
        for call in calls {
            for (pair, told) in call.await.unwrap() {
                acknowledged += 1;
                let found = after.get(&pair).copied().unwrap_or((0, false));
                let kept = found.0 > told.0 || found == told;
                assert!(kept, "round {round}, {pair:?}: was told {told:?}, found {found:?}");
            }
        }
        let version = |pairs: &Pairs, pair| pairs.get(pair).map_or(0, |(version, _)| *version);
        let changes: i64 = after.keys().map(|pair| version(&after, pair) - version(&before, pair)).sum();
        assert_eq!(newest - last_activity, changes, "round {round}: as many activities as changes");
    }
    verified(&firm);
    if engine == Engine::Sqlite {
        file_is_sound(&firm).await;
    }
    println!(
        "F1 {engine:?}: {rounds} kills, {acknowledged} acknowledged pairs kept, ready again in {slowest:?} at most"
    );
}

/// F1.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_a_kill_is_there_after_it_on_sqlite() {
    killed_in_the_middle(Engine::Sqlite).await;
}

/// F1.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_a_kill_is_there_after_it_on_postgresql() {
    killed_in_the_middle(Engine::Postgres).await;
}

/// A caller that repeats what was not answered, with the same key, until it is.
async fn insist(caller: &Caller, user: i64, client: &str, link: bool, key: &str) -> LinkAnswer {
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < PATIENCE, "no answer comes");
        match caller.change(user, client, link, key).await {
            Some((StatusCode::OK, body)) => return serde_json::from_str(&body).unwrap(),
            // Going down, or still carrying it out: what a repeat is for.
            None | Some((StatusCode::SERVICE_UNAVAILABLE | StatusCode::CONFLICT, _)) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Some((status, body)) => panic!("{status} {body}"),
        }
    }
}

/// F12: who repeats with the same key never notices a restart.
#[cfg(unix)]
async fn restarted_under_load(engine: Engine) {
    let firm = Firm::invented(engine, USERS);
    let token = firm.token_of(SLUG);
    let mut serving = Serving::of(&firm);
    let listen = serving.address().to_string();
    let caller = Caller::of(&serving, &token);
    let clients = some_clients(&caller).await;
    let (before, _) = caller.state().await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut dice = Dice::of_test("who_repeats_with_the_same_key");
    // Each has a client of its own, so that what it is told is all that happens to it.
    let calls: Vec<_> = (0..4_usize)
        .map(|nth| {
            let dice = dice.split(nth as u64);
            tokio::spawn(insist_until(Arc::clone(&stop), caller.clone(), dice, clients[nth].clone()))
        })
        .collect();
    let (rounds, mut slowest) = (size(4, 200), Duration::ZERO);
    for _ in 0..rounds {
        tokio::time::sleep(Duration::from_millis(50 + dice.below(200))).await;
        let begun = Instant::now();
        serving.signal("-TERM");
        assert!(serving.process.wait().unwrap().success(), "it ends by itself, in order");
        slowest = slowest.max(begun.elapsed());
        serving = Serving::with(&firm, &["--listen", &listen]);
    }
    stop.store(true, Ordering::Relaxed);
    let (mut changed, mut answered) = (0, 0);
    for call in calls {
        let (changes, answers) = call.await.unwrap();
        (changed, answered) = (changed + changes, answered + answers);
    }
    let (after, _) = caller.state().await;
    assert_eq!(versions(&after) - versions(&before), changed, "each change once");
    drop(serving);
    verified(&firm);
    println!(
        "F12 {engine:?}: {rounds} restarts under {answered} requests, none failed; drained in {slowest:?} at most"
    );
}

/// Links and de-links until told to stop, and how many of the answers told of a change, and how many there were.
#[cfg(unix)]
pub(crate) async fn insist_until(stop: Arc<AtomicBool>, caller: Caller, mut dice: Dice, client: String) -> (i64, u64) {
    let (mut changed, mut answered) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        let user = i64::try_from(dice.below(USERS as u64)).unwrap() + 1;
        let answer = insist(&caller, user, &client, dice.below(2) == 0, &Uuid::now_v7().to_string()).await;
        changed += i64::from(answer.changed);
        answered += 1;
    }
    (changed, answered)
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn who_repeats_with_the_same_key_never_notices_a_restart_on_sqlite() {
    restarted_under_load(Engine::Sqlite).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn who_repeats_with_the_same_key_never_notices_a_restart_on_postgresql() {
    restarted_under_load(Engine::Postgres).await;
}
