//! A de-link takes effect at once (`rules.md` 24; `trust.md` S18, I6): whoever asks after it is committed sees nothing of
//! the client, in every session that was open before, however hard they ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::portal::{PASSWORD, person, spawn_firm_with_mail};
use crate::support::{Browser, size};

const SESSIONS: usize = 3;
const CLIENT: &str = "1003";
/// How long an answer may take before the test gives up: long, since machines are busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one request of one session was shown.
struct Seen {
    session: usize,
    begun: Instant,
    ended: Instant,
    shows: bool,
}

async fn ask_on(session: usize, browser: Browser, stop: Arc<AtomicBool>, tell: UnboundedSender<Seen>) {
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let me = browser.get("/me").await;
        assert_eq!(me.status, 200, "{me:?}");
        let shows = me.body["clients"].as_array().unwrap().iter().any(|client| client["client_id"] == CLIENT);
        let _ = tell.send(Seen { session, begun, ended: Instant::now(), shows });
    }
}

/// Everything that was seen until each session was answered once more that asked after this moment.
async fn seen_until_all_asked_after(moment: Instant, told: &mut UnboundedReceiver<Seen>) -> Vec<Seen> {
    let (mut asked, mut all) = ([false; SESSIONS], Vec::new());
    while asked.contains(&false) {
        assert!(moment.elapsed() < PATIENCE, "somebody does not go on asking: {asked:?}");
        let seen = told.recv().await.expect("somebody asks");
        asked[seen.session] |= seen.begun > moment;
        all.push(seen);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_after_a_de_link_sees_nothing_of_the_client() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, "jane@example.com").await;
    let user = firm.staff.search("jane").await.rows[0].id;
    let stop = Arc::new(AtomicBool::new(false));
    let (tell, mut told) = unbounded_channel();
    let mut asking = Vec::new();
    for session in 0..SESSIONS {
        let mut jane = firm.browser();
        assert_eq!(jane.signs_in("jane@example.com", PASSWORD).await.status, 200);
        asking.push(tokio::spawn(ask_on(session, jane, Arc::clone(&stop), tell.clone())));
    }
    let (rounds, mut after) = (size(40, 1000), 0);
    for round in 0..rounds {
        firm.staff.link(user, CLIENT).await;
        let linked = Instant::now();
        let seen = seen_until_all_asked_after(linked, &mut told).await;
        assert!(seen.iter().all(|seen| seen.shows || seen.begun < linked), "round {round}: linked, and not shown");
        let begun = Instant::now();
        firm.staff.de_link(user, CLIENT, "").await;
        let answered = Instant::now();
        let seen = seen_until_all_asked_after(answered, &mut told).await;
        // It was committed before staff were told so, and before anybody was shown so.
        let shown_so = seen.iter().filter(|seen| !seen.shows && seen.begun > begun).map(|seen| seen.ended);
        let committed = shown_so.min().map_or(answered, |shown| shown.min(answered));
        let late: Vec<_> = seen.iter().filter(|seen| seen.begun > committed).collect();
        assert!(late.iter().all(|seen| !seen.shows), "round {round}: shown to a request begun after the de-link");
        after += late.len();
    }
    stop.store(true, Ordering::Relaxed);
    for one in asking {
        one.await.unwrap();
    }
    println!("S18: {rounds} de-links, {after} requests begun after them, none was shown the client");
}
