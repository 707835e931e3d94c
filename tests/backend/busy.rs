//! While one firm is busy: those that wait for it are in nobody's way.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::spawn_firm;

/// Changes that wait for their turn hold no connection: everybody else reads, and so do they themselves. Afterwards each
/// of them is made.
#[tokio::test]
async fn changes_that_wait_for_their_turn_keep_nobody_from_reading() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let turn = firm.database.write(firm.firm).await.unwrap();
    let waiting: Vec<_> =
        (0..20).map(|_| tokio::spawn(firm.staff.link_request(Method::PUT, jane, "1001").send())).collect();
    for _ in 0..20 {
        firm.staff.get::<Value>("/portal-users").await;
        firm.staff_of_another_firm.get::<Value>("/portal-users").await;
    }
    assert!(waiting.iter().all(|waiting| !waiting.is_finished()), "it is not their turn");
    drop(turn);
    for waiting in waiting {
        assert_eq!(waiting.await.unwrap().unwrap().status(), StatusCode::OK);
    }
    assert_eq!(firm.staff.detail(jane).await.links.len(), 1);
}
