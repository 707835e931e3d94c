//! Six callers at twenty pairs, while the server is killed: all that they were told fits one order of what happened to each
//! pair (`trust.md` F15). No update is lost, and nobody reads what was so before their own change.

mod linear;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::{LinkAnswer, PairState, PortalUserDetail, Problem};
use firm::fixture::SLUG;
use reqwest::{Method, StatusCode};
use serde_json::json;

use self::linear::{Act, Call, State, Told, is_linearizable};
use crate::faults::{Caller, some_clients, verified};
use crate::firm::{Engine, Firm, PATIENCE, Serving};
use crate::soak::{Dice, size};

const CALLERS: u64 = 6;
const ACTS: u64 = 50;
const USERS: u64 = 5;
const CLIENTS: usize = 4;

type Pair = (i64, String);

fn state(pair: &PairState) -> State {
    State { version: pair.version, linked: pair.origin.is_some() }
}

/// Carries an act out, and what was told; nothing if nobody knows what became of it.
async fn ask(caller: &Caller, (user, client): &Pair, act: Act) -> Option<Told> {
    let Act::Change { link, if_version } = act else {
        let response = caller.request(Method::GET, &["portal-users", &user.to_string()]).send().await.ok()?;
        let detail: PortalUserDetail = response.error_for_status().ok()?.json().await.ok()?;
        return Some(Told::Linked(detail.links.iter().any(|link| link.client_id.as_str() == client)));
    };
    let method = if link { Method::PUT } else { Method::DELETE };
    let mut request = caller.request(method, &["portal-users", &user.to_string(), "links", client]);
    if let Some(version) = if_version {
        request = request.header("if-match", format!("\"{version}\""));
    }
    let response = request.json(&json!({ "confirmed": true })).send().await.ok()?;
    let (status, body) = (response.status(), response.text().await.ok()?);
    match status {
        StatusCode::OK => {
            let answer: LinkAnswer = serde_json::from_str(&body).unwrap();
            Some(Told::Stands { state: state(&answer.state), changed: answer.changed })
        }
        StatusCode::PRECONDITION_FAILED => {
            let problem: Problem = serde_json::from_str(&body).unwrap();
            Some(Told::Moved(state(&problem.current.expect("how it stands"))))
        }
        StatusCode::SERVICE_UNAVAILABLE => None,
        _ => panic!("{status} {body}"),
    }
}

/// Waits until a server is there again.
async fn until_alive(caller: &Caller) {
    let begun = Instant::now();
    while caller.request(Method::GET, &["session"]).send().await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "no server comes");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Fifty acts of one caller, and what became of them.
async fn act(caller: Caller, clients: Arc<Vec<String>>, mut dice: Dice, start: Instant) -> Vec<(Pair, Call)> {
    let now = || u64::try_from(start.elapsed().as_nanos()).unwrap();
    let (mut known, mut calls) = (BTreeMap::<Pair, i64>::new(), Vec::new());
    for _ in 0..ACTS {
        let user = i64::try_from(dice.below(USERS)).unwrap() + 1;
        let pair = (user, clients[usize::try_from(dice.below(CLIENTS as u64)).unwrap()].clone());
        let act = match dice.below(10) {
            0..3 => Act::Read,
            3..7 => Act::Change { link: dice.below(2) == 0, if_version: None },
            _ => Act::Change { link: dice.below(2) == 0, if_version: known.get(&pair).copied() },
        };
        let begun = now();
        let told = ask(&caller, &pair, act).await;
        let ended = now();
        match told {
            Some(Told::Stands { state, .. } | Told::Moved(state)) => drop(known.insert(pair.clone(), state.version)),
            Some(Told::Linked(_)) => {}
            None => until_alive(&caller).await,
        }
        calls.push((pair, Call { begun, ended, act, told }));
    }
    calls
}

async fn one_order_fits(engine: Engine) {
    let firm = Firm::invented(engine, 30);
    let token = firm.token_of(SLUG);
    let mut serving = Serving::of(&firm);
    let listen = serving.address().to_string();
    let caller = Caller::of(&serving, &token);
    let clients = some_clients(&caller).await;
    let mut dice = Dice::of_test("what_callers_were_told");
    let (histories, mut acts, mut unanswered) = (size(3, 300), 0, 0);
    for history in 0..histories {
        let (before, _) = caller.state().await;
        let start = Instant::now();
        let callers: Vec<_> = (0..CALLERS)
            .map(|nth| tokio::spawn(act(caller.clone(), Arc::clone(&clients), dice.split(nth), start)))
            .collect();
        tokio::time::sleep(Duration::from_millis(20 + dice.below(200))).await;
        serving.process.kill().unwrap();
        serving.process.wait().unwrap();
        serving = Serving::with(&firm, &["--listen", &listen]);
        let mut calls: BTreeMap<Pair, Vec<Call>> = BTreeMap::new();
        for caller in callers {
            for (pair, call) in caller.await.unwrap() {
                acts += 1;
                unanswered += usize::from(call.told.is_none());
                calls.entry(pair).or_default().push(call);
            }
        }
        for (pair, calls) in calls {
            let (version, linked) = before.get(&pair).copied().unwrap_or((0, false));
            let fits = is_linearizable(State { version, linked }, &calls);
            assert!(fits, "history {history}, {pair:?} from {version} {linked}: no order fits {calls:#?}");
        }
    }
    drop(serving);
    verified(&firm);
    println!(
        "F15 {engine:?}: {histories} histories with a kill each, {acts} acts, {unanswered} unanswered; one order fits"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_callers_were_told_fits_one_order_on_sqlite() {
    one_order_fits(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_callers_were_told_fits_one_order_on_postgresql() {
    one_order_fits(Engine::Postgres).await;
}
