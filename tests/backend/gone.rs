//! Callers who go away in the middle of a request: its effect is all or nothing, and no connection is left in a
//! transaction (`trust.md` F13).

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use contract::ActivityPage;
use reqwest::Method;

use crate::support::{size, spawn_firm, until_idle};

#[tokio::test]
async fn callers_who_go_away_leave_nothing_half_done() {
    let firm = spawn_firm().await;
    let mut users = Vec::new();
    for nth in 0..10 {
        users.push(firm.user("Some", "Body", &format!("body{nth}@example.com")).await);
    }
    for nth in 0..size(400, 2000) {
        let user = users[usize::try_from(nth % 10).unwrap()];
        let method = if nth % 3 == 0 { Method::DELETE } else { Method::PUT };
        let request =
            firm.staff.link_request(method, user, ["1001", "1002", "1003"][usize::try_from(nth % 3).unwrap()]);
        // From before it is sent to after it is answered.
        let _ = tokio::time::timeout(Duration::from_micros(nth * 37 % 9000), request.send()).await;
    }
    until_idle(&firm).await;
    let begun = Instant::now();
    let linked = firm.staff.link(users[0], "A%2F5%20%C3%B8").await;
    assert!(linked.changed, "and the pool is usable, after {:?}", begun.elapsed());
    for user in users {
        let detail = firm.staff.detail(user).await;
        let log: ActivityPage = firm.staff.get(&format!("/activity?portal_user_id={user}&limit=200")).await;
        for id in ["1001", "1002", "1003"] {
            let newest =
                log.entries.iter().find(|entry| entry.client_id.as_ref().is_some_and(|one| one.as_str() == id));
            let logged = newest.is_some_and(|entry| entry.after.unwrap().is_linked());
            let linked = detail.links.iter().any(|link| link.client_id.as_str() == id);
            assert_eq!(linked, logged, "the link is what the log says");
        }
    }
    firm.verify_log().await;
    println!(
        "F13: {} requests given up, none half done, the pool usable {:?} after the last",
        size(400, 2000),
        begun.elapsed()
    );
}

/// The direct twin: transactions that are given up while they begin.
#[tokio::test]
async fn transactions_given_up_while_they_begin_leave_no_connection_in_one() {
    let firm = spawn_firm().await;
    let times = size(500, 10_000);
    let mut given_up = 0;
    for nth in 0..times {
        let patience = 1 + nth * 37 % 700;
        given_up += match nth % 2 {
            0 => u64::from(polled(patience, firm.database.write(firm.firm)).await.is_none()),
            _ => u64::from(polled(patience, firm.database.read(firm.firm)).await.is_none()),
        };
    }
    assert!(given_up > 0, "each of them had time to begin");
    until_idle(&firm).await;
    firm.staff.get::<serde_json::Value>("/portal-users").await;
    println!("F13: {times} transactions begun, {given_up} given up meanwhile, no connection left inside one");
}

/// What a future comes to if it is ready within so many looks at it, with others served in between; else it is given up.
async fn polled<F: Future>(times: u64, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    for _ in 0..times {
        let look = poll_fn(|context| Poll::Ready(future.as_mut().poll(context)));
        if let Poll::Ready(output) = look.await {
            return Some(output);
        }
        tokio::task::yield_now().await;
    }
    None
}
