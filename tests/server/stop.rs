//! SIGTERM: what has begun is answered, then the server ends.

#![cfg(unix)]

use crate::firm::{Firm, Serving, Wire, until};

/// Somebody who sends half a request and goes must not keep the server from stopping.
#[test]
fn it_stops_when_asked_to_though_half_a_request_hangs() {
    let firm = Firm::new();
    let mut serving = Serving::of(&firm);
    let mut half = serving.connect();
    half.send("GET /api/v1/session HTTP/1.1\r\nhost: x\r\n");
    serving.signal("-TERM");
    assert!(serving.process.wait().unwrap().success(), "it ends by itself, in order");
}

#[test]
fn what_has_begun_is_answered_before_it_stops() {
    let firm = Firm::new();
    let token = firm.token();
    let mut serving = Serving::of(&firm);
    let mut begun = serving.connect();
    begun.send(&format!(
        "DELETE /api/v1/portal-users/1/links/1001 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n"
    ));
    assert!(begun.head().starts_with("HTTP/1.1 100 "), "a handler waits for the body");
    serving.signal("-TERM");
    until("that nobody is let in any more", || Wire::to(serving.address()).is_err());
    begun.send("{}");
    let answer = begun.rest();
    assert!(answer.starts_with("HTTP/1.1 404 ") && answer.contains("x-request-id"), "{answer}");
    assert!(serving.process.wait().unwrap().success());
}

/// Whoever follows the changes is told that the stream has ended, and not cut off once nobody waits any longer.
#[test]
fn who_follows_the_changes_is_let_go_in_order() {
    let firm = Firm::new();
    let token = firm.token();
    let mut serving = Serving::of(&firm);
    let mut follower = serving.connect();
    follower.send(&format!("GET /api/v1/changes/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"));
    assert!(follower.head().starts_with("HTTP/1.1 200 "));
    serving.signal("-TERM");
    let rest = follower.rest();
    assert!(rest.contains("event: changes") && rest.ends_with("\r\n0\r\n\r\n"), "{rest}");
    assert!(serving.process.wait().unwrap().success());
}
