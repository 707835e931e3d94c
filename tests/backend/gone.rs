//! Callers who go away in the middle of a request: its effect is all or nothing, and no connection is left in a
//! transaction (`trust.md` F13).

use std::time::{Duration, Instant};

use contract::ActivityPage;
use reqwest::Method;

use crate::support::{spawn_firm, until_idle};

#[tokio::test]
async fn callers_who_go_away_leave_nothing_half_done() {
    let firm = spawn_firm().await;
    let mut users = Vec::new();
    for nth in 0..10 {
        users.push(firm.user("Some", "Body", &format!("body{nth}@example.com")).await);
    }
    for nth in 0..400_u64 {
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
}
