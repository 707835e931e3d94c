//! Repeats, races and stale pages: each change exactly once, and never on a state that has moved (`trust.md` F14, F16,
//! F17).

use std::sync::Arc;

use chrono::TimeDelta;
use contract::{ActivityPage, LinkAnswer, ProblemCode};
use domain::PortalUserId;
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::sync::Barrier;

use crate::support::{TestFirm, Visitor, size, spawn_firm};

async fn changes_of(firm: &TestFirm, user: PortalUserId) -> usize {
    let log: ActivityPage = firm.staff.get(&format!("/activity?portal_user_id={user}&limit=200")).await;
    log.entries.len()
}

fn keyed(visitor: &Visitor, method: Method, user: PortalUserId, client: &str, key: &str) -> reqwest::RequestBuilder {
    visitor.link_request(method, user, client).header("idempotency-key", key)
}

/// F17: a hundred times in series, one effect and the identical answer, whatever happened meanwhile; and after a week.
#[tokio::test]
async fn a_repeat_with_the_same_key_gets_the_first_answer_and_does_nothing() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let send = async || {
        let response = keyed(&firm.staff, Method::PUT, jane, "1001", "key-1").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        (response.headers()["etag"].clone(), response.bytes().await.unwrap())
    };
    let first = send().await;
    for _ in 0..100 {
        assert_eq!(send().await, first);
    }
    firm.staff.de_link(jane, "1001", "").await;
    firm.clock.advance(TimeDelta::days(7));
    assert_eq!(send().await, first, "the first answer, though they are not linked any more");
    assert_eq!(changes_of(&firm, jane).await, 2);
    assert!(firm.staff.detail(jane).await.links.is_empty());
}

/// F17: twenty at once make one effect; who is not answered alike is told that it is under way.
#[tokio::test]
async fn twenty_repeats_at_once_make_one_change() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let all: Vec<_> =
        (0..20).map(|_| tokio::spawn(keyed(&firm.staff, Method::PUT, jane, "1001", "key-2").send())).collect();
    let mut answers = Vec::new();
    for one in all {
        let response = one.await.unwrap().unwrap();
        let status = response.status();
        let body = response.text().await.unwrap();
        match status {
            StatusCode::OK => answers.push(body),
            status => {
                let problem: contract::Problem = serde_json::from_str(&body).unwrap();
                assert_eq!((status, problem.code), (StatusCode::CONFLICT, ProblemCode::InFlight));
            }
        }
    }
    assert!(!answers.is_empty() && answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(changes_of(&firm, jane).await, 1);
}

/// F17: while a request is certainly under way (the test has the firm's turn, so nothing can be answered), the other of
/// two with the same key is told so at once; and whoever repeats it afterwards gets the first answer, to the byte.
#[tokio::test]
async fn a_repeat_of_a_request_that_is_under_way_is_told_so() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let request = || keyed(&firm.staff, Method::PUT, jane, "1001", "key-5");
    let turn = firm.database.write(firm.firm).await.unwrap();
    let (mut one, mut other) = (tokio::spawn(request().send()), tokio::spawn(request().send()));
    let (told, under_way) = tokio::select! {
        told = &mut one => (told, other),
        told = &mut other => (told, one),
    };
    let told = told.unwrap().unwrap();
    assert_eq!(told.status(), StatusCode::CONFLICT);
    assert_eq!(told.json::<contract::Problem>().await.unwrap().code, ProblemCode::InFlight);
    let (status, problem) = firm.staff.refusal(request()).await;
    assert_eq!((status, problem.code), (StatusCode::CONFLICT, ProblemCode::InFlight), "and whoever asks again");
    assert!(!under_way.is_finished());
    drop(turn);
    let answer = async |response: reqwest::Response| {
        assert_eq!(response.status(), StatusCode::OK);
        (response.headers()["etag"].clone(), response.bytes().await.unwrap())
    };
    let first = answer(under_way.await.unwrap().unwrap()).await;
    for _ in 0..2 {
        assert_eq!(answer(request().send().await.unwrap()).await, first);
    }
    assert_eq!(changes_of(&firm, jane).await, 1);
}

/// F17: a key belongs to one request of one person.
#[tokio::test]
async fn a_key_is_good_for_one_request_of_one_person() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    keyed(&firm.staff, Method::PUT, jane, "1001", "key-3").send().await.unwrap().error_for_status().unwrap();
    let others = [
        keyed(&firm.staff, Method::PUT, jane, "1002", "key-3"),
        keyed(&firm.staff, Method::DELETE, jane, "1001", "key-3"),
        keyed(&firm.staff, Method::PUT, jane, "1001", "key-3").json(&json!({ "reason": "another" })),
        keyed(&firm.staff, Method::PUT, jane, "1001", "key-3").header("if-match", "\"1\""),
    ];
    for other in others {
        let (status, problem) = firm.staff.refusal(other).await;
        assert_eq!((status, problem.code), (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::KeyReused));
    }
    let theirs = keyed(&firm.another_staff, Method::DELETE, jane, "1001", "key-3").json(&json!({ "confirmed": true }));
    let theirs: LinkAnswer = firm.another_staff.send(theirs).await;
    assert!(theirs.changed, "a colleague's key is unrelated");
    assert_eq!(changes_of(&firm, jane).await, 2);
    for bad in ["", "a b\u{e9}", &"x".repeat(201)] {
        let request = firm.staff.link_request(Method::PUT, jane, "1001").header("idempotency-key", bad.as_bytes());
        assert_eq!(firm.staff.refusal(request).await.0, StatusCode::BAD_REQUEST, "{bad:?}");
    }
}

/// F17: an answer outlives the server; what was refused is not kept, and may be tried again.
#[tokio::test]
async fn an_answer_outlives_a_restart() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let refused = keyed(&firm.staff, Method::PUT, jane, "1001", "key-4").header("if-match", "\"9\"");
    assert_eq!(firm.staff.refusal(refused).await.0, StatusCode::PRECONDITION_FAILED);
    let first: LinkAnswer = firm.staff.send(keyed(&firm.staff, Method::PUT, jane, "1001", "key-4")).await;
    let firm = firm.restarted().await;
    let again: LinkAnswer = firm.staff.send(keyed(&firm.staff, Method::PUT, jane, "1001", "key-4")).await;
    assert_eq!(again, first);
    assert_eq!(changes_of(&firm, jane).await, 1);
}

/// F16: a version that is old, another pair's, or missing where it must not be.
#[tokio::test]
async fn a_change_that_was_decided_on_another_state_is_refused() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let linked = firm.staff.link(jane, "1001").await;
    firm.another_staff.de_link(jane, "1001", "").await;
    firm.another_staff.link(jane, "1001").await;
    let stale = firm.staff.link_request(Method::DELETE, jane, "1001");
    let stale = stale.header("if-match", format!("\"{}\"", linked.state.version));
    let (status, problem) = firm.staff.refusal(stale).await;
    assert_eq!((status, problem.code), (StatusCode::PRECONDITION_FAILED, ProblemCode::Moved));
    assert_eq!(problem.current.unwrap().version, 3);
    let of_another_pair = firm.staff.link_request(Method::PUT, jane, "1002").header("if-match", "\"3\"");
    assert_eq!(firm.staff.refusal(of_another_pair).await.0, StatusCode::PRECONDITION_FAILED);
    let undo = firm.staff.link_request(Method::DELETE, jane, "1001").json(&json!({ "undo_of": 1 }));
    assert_eq!(firm.staff.refusal(undo).await.0, StatusCode::PRECONDITION_REQUIRED);
}

/// Everything that happened to this user, newest first.
async fn log_of(firm: &TestFirm, user: PortalUserId) -> Vec<contract::ActivityEntry> {
    let (mut all, mut before) = (Vec::new(), String::new());
    loop {
        let path = format!("/activity?portal_user_id={user}&limit=200{before}");
        let page: ActivityPage = firm.staff.get(&path).await;
        all.extend(page.entries);
        match page.next {
            Some(next) => before = format!("&before={next}"),
            None => return all,
        }
    }
}

/// F14: eight at the same pair, all at one barrier, link against de-link: one row, one activity for each real change,
/// nobody turned away.
#[tokio::test]
async fn whoever_races_for_a_pair_the_log_tells_what_happened() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let (rounds, mut changed) = (size(25, 3000), 0);
    for round in 0..rounds {
        let barrier = Arc::new(Barrier::new(8));
        let act = |staff: Visitor, link: bool| {
            let barrier = Arc::clone(&barrier);
            async move {
                barrier.wait().await;
                if link { staff.link(jane, "1001").await } else { staff.de_link(jane, "1001", "").await }
            }
        };
        let all: Vec<_> = (0..8)
            .map(|nth| {
                let link = match round % 3 {
                    0 => true,
                    1 => false,
                    _ => nth % 2 == 0,
                };
                tokio::spawn(act(firm.staff.clone(), link))
            })
            .collect();
        for one in all {
            changed += usize::from(one.await.unwrap().changed);
        }
    }
    let log = log_of(&firm, jane).await;
    assert_eq!(log.len(), changed);
    let turns: Vec<_> = log.iter().map(|entry| entry.after.unwrap().is_linked()).collect();
    assert!(turns.windows(2).all(|pair| pair[0] != pair[1]), "links and de-links by turns: {turns:?}");
    let state = firm.staff.detail(jane).await.links.len();
    assert_eq!(state == 1, turns.first().copied().unwrap_or(false), "the state is the fold of the log");
    firm.verify_log().await;
    println!("F14: {rounds} rounds of 8 at a barrier, {changed} changes, as many activities, nobody turned away");
}
