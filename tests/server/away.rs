//! A database that goes away and comes back under a running server (`trust.md` F18): whoever asks meanwhile is told so
//! and when to ask again, nobody has to restart anything, and what was acknowledged is there, each change once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use contract::{Problem, ProblemCode};
use firm::fixture::SLUG;
use reqwest::{Method, Response, StatusCode};
use sqlx::{Connection, PgConnection};
use tokio::task::JoinHandle;
use uuid::Uuid;
use xtask::postgres::{Postgres, Stop};

use crate::faults::{Caller, insist_until, some_clients, verified, versions};
use crate::firm::{Firm, PATIENCE, Serving, until};
use crate::forwarder::Forwarder;
use crate::soak::{Dice, size};

/// How many let in there are: more than the server takes, and few enough to be used up.
const MOST_CONNECTIONS: u32 = 40;
const USERS: usize = 30;

/// How a database can be away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Away {
    /// It lets nobody in, and who was in it is thrown out.
    Closed,
    /// Others have all the connections that there are.
    Full,
    /// It was stopped in order.
    Stopped,
    /// It crashed.
    Crashed,
}

const WAYS: [Away; 4] = [Away::Closed, Away::Full, Away::Stopped, Away::Crashed];

/// A PostgreSQL of the test's own, a firm on it, a server of that, and two callers who link and de-link all the while, each
/// a client of its own, and repeat what was not answered.
struct Scene {
    postgres: Postgres,
    /// The database's address without the forwarder before it.
    direct: String,
    forwarder: Forwarder,
    firm: Firm,
    serving: Serving,
    caller: Caller,
    changes: i64,
    stop: Arc<AtomicBool>,
    writers: Vec<JoinHandle<(i64, u64)>>,
    /// Those who have taken all the connections.
    others: Vec<PgConnection>,
    /// The longest that somebody waited to be told that it is away, and for an answer once it was back.
    slowest: Duration,
    back: Duration,
}

impl Scene {
    /// `options` are what the database's address says besides.
    async fn begin(options: &str) -> Self {
        let postgres = tokio::task::block_in_place(|| Postgres::of_its_own(MOST_CONNECTIONS)).unwrap();
        let forwarder = Forwarder::to(postgres.socket()).await;
        let direct = postgres.database(None);
        let url = format!("{}{options}", forwarder.address(&direct));
        let firm = tokio::task::block_in_place(|| Firm::invented_at(url, USERS));
        let serving = Serving::of(&firm);
        let caller = Caller::of(&serving, &firm.token_of(SLUG));
        let changes = versions(&caller.state().await.0);
        let stop = Arc::new(AtomicBool::new(false));
        let clients = some_clients(&caller).await;
        let mut dice = Dice::of_test("away");
        let writers = clients.iter().take(2).enumerate().map(|(nth, client)| {
            let dice = dice.split(nth as u64);
            tokio::spawn(insist_until(Arc::clone(&stop), caller.clone(), dice, client.clone()))
        });
        let (writers, others) = (writers.collect(), Vec::new());
        let (slowest, back) = (Duration::ZERO, Duration::ZERO);
        Self { postgres, direct, forwarder, firm, serving, caller, changes, stop, writers, others, slowest, back }
    }

    /// The database goes away.
    async fn go(&mut self, away: Away) {
        match away {
            Away::Closed => {
                self.administer(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.database()));
                self.throw_out();
            }
            Away::Full => self.use_up_all_connections().await,
            Away::Stopped => tokio::task::block_in_place(|| self.postgres.stop(Stop::Fast)).unwrap(),
            Away::Crashed => tokio::task::block_in_place(|| self.postgres.stop(Stop::Crash)).unwrap(),
        }
    }

    /// And comes back.
    fn come_back(&mut self, away: Away) {
        match away {
            Away::Closed => self.administer(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.database())),
            Away::Full => self.others.clear(),
            Away::Stopped | Away::Crashed => tokio::task::block_in_place(|| self.postgres.start()).unwrap(),
        }
    }

    /// Runs a statement as the server's superuser, for whom some connections are kept.
    fn administer(&self, sql: &str) {
        tokio::task::block_in_place(|| self.postgres.ask(sql)).unwrap();
    }

    fn database(&self) -> String {
        self.direct.split(['/', '?']).nth(3).unwrap().to_owned()
    }

    fn throw_out(&self) {
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
        self.administer(&format!("{all} = '{}'", self.database()));
    }

    /// Those who are thrown out come back as fast as others take their places, so again until none is left in it.
    async fn use_up_all_connections(&mut self) {
        let elsewhere = self.direct.replace(&self.database(), "postgres");
        let has_none = format!(
            "DO $$ BEGIN ASSERT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = '{}'); END $$",
            self.database()
        );
        let begun = Instant::now();
        loop {
            self.throw_out();
            while let Ok(other) = PgConnection::connect(&elsewhere).await {
                self.others.push(other);
            }
            if tokio::task::block_in_place(|| self.postgres.ask(&has_none)).is_ok() {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "there is always another connection");
        }
    }

    async fn ask(&self) -> Response {
        self.caller.request(Method::GET, &["session"]).send().await.unwrap()
    }

    /// Whoever asks is told that the database is away, and when to ask again. The first ones meet connections that have
    /// just been cut.
    async fn tells_so(&mut self, times: usize) {
        for _ in 0..times {
            let asked = Instant::now();
            let refused = self.ask().await;
            self.slowest = self.slowest.max(asked.elapsed());
            assert_refused(refused).await;
        }
        let status = async |path| reqwest::get(self.serving.url(path)).await.unwrap().status();
        assert_eq!(status("/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status("/healthz").await, StatusCode::OK);
    }

    /// It answers by itself, whichever of its connections is asked, and none is inside a transaction that nobody ends.
    async fn recovers(&mut self) {
        let came_back = Instant::now();
        let handle = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| until("an answer", || handle.block_on(self.ask()).status() == StatusCode::OK));
        self.back = self.back.max(came_back.elapsed());
        let all = (0..32).map(|_| self.caller.request(Method::GET, &["portal-users", "1"]).send());
        for answer in futures_util::future::join_all(all).await {
            assert_eq!(answer.unwrap().status(), StatusCode::OK);
        }
    }

    /// The writers end; what they were told is so.
    async fn end(self, what: &str) {
        self.stop.store(true, Ordering::Relaxed);
        let (mut changed, mut answered) = (0, 0);
        for writer in self.writers {
            let (changes, answers) = writer.await.unwrap();
            (changed, answered) = (changed + changes, answered + answers);
        }
        let nobody = "DO $$ BEGIN ASSERT NOT EXISTS (SELECT 1 FROM pg_stat_activity
             WHERE backend_type = 'client backend' AND state LIKE 'idle in transaction%'); END $$";
        tokio::task::block_in_place(|| until("an end of all transactions", || self.postgres.ask(nobody).is_ok()));
        assert_eq!(versions(&self.caller.state().await.0) - self.changes, changed, "each change once");
        drop(self.serving);
        tokio::task::block_in_place(|| verified(&self.firm));
        let (slowest, back) = (self.slowest, self.back);
        println!(
            "F18 {what}: told so in {slowest:?} at most, back after {back:?} at most; of {answered} requests that were \
             repeated until answered none failed or was done twice"
        );
    }
}

/// 503, with when to ask again.
async fn assert_refused(refused: Response) {
    let status = refused.status();
    let again = refused.headers().contains_key("retry-after");
    let text = refused.text().await.unwrap();
    assert_eq!((status, again), (StatusCode::SERVICE_UNAVAILABLE, true), "{text}");
    let problem: Problem = serde_json::from_str(&text).unwrap();
    assert!([ProblemCode::Unreachable, ProblemCode::Busy].contains(&problem.code), "{problem:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_outlives_its_database() {
    let mut scene = Scene::begin("").await;
    let rounds = size(4, 40);
    for away in WAYS.into_iter().cycle().take(usize::try_from(rounds).unwrap()) {
        scene.recovers().await;
        scene.go(away).await;
        // Where it is full each waits for a connection in vain.
        scene.tells_so(if away == Away::Full { 3 } else { 20 }).await;
        scene.come_back(away);
        scene.recovers().await;
    }
    scene.end(&format!("PostgreSQL closed, full, stopped and crashed, {rounds} times in all")).await;
}

/// The server that leads crashes, and the one that follows it takes over.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_goes_on_with_the_database_that_takes_over() {
    let mut scene = Scene::begin("").await;
    let rounds = size(1, 20);
    for _ in 0..rounds {
        let follower = tokio::task::block_in_place(|| scene.postgres.followed()).unwrap();
        scene.recovers().await;
        scene.go(Away::Crashed).await;
        scene.tells_so(20).await;
        // As long as it only follows, what is written there is refused as if it were away.
        scene.forwarder.lead_to(follower.socket());
        let key = Uuid::now_v7().to_string();
        let write = scene.caller.request(Method::PUT, &["portal-users", "1", "links", "nobody"]);
        assert_refused(write.header("idempotency-key", key).send().await.unwrap()).await;
        tokio::task::block_in_place(|| follower.promote()).unwrap();
        scene.postgres = follower;
        scene.recovers().await;
    }
    scene.end(&format!("another PostgreSQL took over {rounds} times")).await;
}

/// The address may say how long a statement takes at most: then its callers are told so, and the connection is as before.
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_what_takes_too_long_is_told_so() {
    let mut scene = Scene::begin("?options=-c%20statement_timeout%3D1000").await;
    let rounds = size(1, 20);
    for _ in 0..rounds {
        let mut administrator = PgConnection::connect(&scene.direct).await.unwrap();
        sqlx::raw_sql("BEGIN; LOCK TABLE link").execute(&mut administrator).await.unwrap();
        let asked = Instant::now();
        let refused = scene.caller.request(Method::GET, &["portal-users", "1"]).send().await.unwrap();
        scene.slowest = scene.slowest.max(asked.elapsed());
        assert_refused(refused).await;
        administrator.close().await.unwrap();
        scene.recovers().await;
    }
    scene.end(&format!("a statement took longer than the second it may {rounds} times")).await;
}
