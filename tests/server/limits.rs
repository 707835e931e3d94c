//! Slow, many and huge: what a caller may not take (`trust.md` L9, B10).

use contract::{Problem, ProblemCode};

use crate::firm::{Firm, Serving, Wire, until};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

/// The head of a change that is read to the end before it is answered.
fn change(firm: &Firm, more: &str) -> String {
    let token = firm.token();
    format!(
        "DELETE /api/v1/portal-users/1/links/1001 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\n{more}\r\n\r\n"
    )
}

fn problem(answer: &str) -> Problem {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn a_head_that_does_not_arrive_is_cut_off() {
    let firm = Firm::new();
    let serving = Serving::with(&firm, &["--header-timeout-seconds", "1"]);
    let mut silent = serving.connect();
    let mut slow = serving.connect();
    slow.send("GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ");
    let mut idle = serving.connect();
    idle.send(HEALTH);
    assert!(idle.head().starts_with("HTTP/1.1 200 "));
    assert_eq!(silent.rest(), "");
    assert!(!slow.rest().contains("200 OK"));
    assert_eq!(idle.rest(), "alive\n");
}

#[test]
fn a_request_that_takes_too_long_is_answered_in_words() {
    let firm = Firm::new();
    let serving = Serving::with(&firm, &["--request-timeout-seconds", "1"]);
    let mut slow = serving.connect();
    slow.send(&change(&firm, "content-length: 1000\r\nconnection: close"));
    slow.send("{");
    let answer = slow.rest();
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: "), "{answer}");
    assert_eq!(problem(&answer).code, ProblemCode::Unreachable);
}

#[test]
fn one_address_gets_so_many_connections() {
    let firm = Firm::new();
    let serving = Serving::with(&firm, &["--max-connections-per-address", "2"]);
    let answered = |wire: &mut Wire| {
        wire.send(HEALTH);
        wire.head().starts_with("HTTP/1.1 200 ")
    };
    let (mut first, mut second) = (serving.connect(), serving.connect());
    assert!(answered(&mut first) && answered(&mut second));
    assert_eq!(serving.connect().rest(), "", "a third is closed");
    drop(first);
    until("that its place comes free", || answered(&mut serving.connect()));
}

#[test]
fn beyond_the_connections_in_all_callers_wait_for_their_turn() {
    let firm = Firm::new();
    let serving = Serving::with(&firm, &["--max-connections", "1"]);
    let mut first = serving.connect();
    first.send(HEALTH);
    assert!(first.head().starts_with("HTTP/1.1 200 "));
    let mut second = serving.connect();
    second.send(HEALTH);
    drop(first);
    assert!(second.head().starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_body_that_is_too_large_is_refused_however_it_is_sent() {
    let firm = Firm::new();
    let serving = Serving::with(&firm, &["--largest-body-bytes", "1000"]);
    let mut claimed = serving.connect();
    claimed.send(&change(&firm, "content-length: 4294967296\r\nconnection: close"));
    let mut chunked = serving.connect();
    chunked.send(&change(&firm, "transfer-encoding: chunked\r\nconnection: close"));
    chunked.send(&format!("7d0\r\n{}\r\n0\r\n\r\n", "x".repeat(2000)));
    for mut wire in [claimed, chunked] {
        let answer = wire.rest();
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert_eq!(problem(&answer).title, "The request is larger than this server takes.");
    }
    let mut fits = serving.connect();
    fits.send(&change(&firm, "content-length: 1000\r\nconnection: close"));
    fits.send(&format!("{{{}}}", " ".repeat(998)));
    assert!(fits.rest().starts_with("HTTP/1.1 404 "));
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let firm = Firm::new();
    let serving = Serving::of(&firm);
    let mut wire = serving.connect();
    wire.send(&format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-large: {}", "x".repeat(80 * 1024)));
    let answer = wire.rest();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
}
