//! Changes of pairs that wait for each other are written in one transaction (`trust.md` F14): each is answered for itself.

use std::collections::BTreeSet;

use contract::{ChangesPage, LinkAnswer, PairState, ProblemCode};
use reqwest::{Method, RequestBuilder, StatusCode};
use tokio::task::JoinHandle;

use crate::support::spawn_firm;

type Answer = (StatusCode, String);

async fn sent(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

/// Sends a request, and comes back once it is under way: of two with the same key, the other is told so.
async fn under_way(request: impl Fn() -> RequestBuilder, key: &str) -> JoinHandle<Answer> {
    let send = || tokio::spawn(sent(request().header("idempotency-key", key)));
    let (mut one, mut other) = (send(), send());
    let (told, under_way) = tokio::select! {
        told = &mut one => (told, other),
        told = &mut other => (told, one),
    };
    assert_eq!(told.unwrap().0, StatusCode::CONFLICT);
    under_way
}

/// While the test has the firm's turn all of these gather; when it gives it back they are carried out in the order in
/// which they came. Some are refused, which holds up nobody; the last ones decide on what the first have left.
#[tokio::test]
async fn changes_that_wait_together_are_each_answered_for_themselves() {
    let firm = spawn_firm().await;
    let mut users = Vec::new();
    for nth in 0..6 {
        users.push(firm.user("Ann", "One", &format!("ann{nth}@example.com")).await);
    }
    let (first, nobody) = (users[0], domain::PortalUserId::new(4711));
    let before: ChangesPage = firm.staff.get("/changes?after=0&limit=5000").await;
    let turn = firm.database.write(firm.firm).await.unwrap();
    let (put, delete) = (Method::PUT, Method::DELETE);
    let mut orders: Vec<_> = users.iter().map(|&user| (put.clone(), user, "1001", None)).collect();
    orders.extend([
        (put.clone(), first, "no-such-client", None),
        (put.clone(), nobody, "1001", None),
        (put.clone(), first, "1002", Some("\"7\"")),
        (put.clone(), first, "1001", Some("\"1\"")),
        (delete.clone(), first, "1001", None),
        (put, first, "1002", Some("\"0\"")),
        (delete, first, "1001", Some("\"1\"")),
    ]);
    let mut waiting = Vec::new();
    for (nth, (method, user, client, version)) in orders.into_iter().enumerate() {
        let request = || {
            let request = firm.staff.link_request(method.clone(), user, client);
            version.iter().fold(request, |request, version| request.header("if-match", *version))
        };
        waiting.push(under_way(request, &format!("gathered-{nth}")).await);
    }
    drop(turn);
    let mut answers = Vec::new();
    for one in waiting {
        answers.push(one.await.unwrap());
    }
    let (linked, others) = answers.split_at(users.len());
    let linked: Vec<LinkAnswer> = linked.iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect();
    let numbers: BTreeSet<i64> = linked.iter().map(|answer| answer.activity.unwrap()).collect();
    assert_eq!((linked.iter().all(|answer| answer.changed), numbers.len()), (true, users.len()));
    let code = |nth: usize| serde_json::from_str::<contract::Problem>(&others[nth].1).unwrap().code;
    assert_eq!([code(0), code(1), code(2)], [ProblemCode::NotFound, ProblemCode::NotFound, ProblemCode::Moved]);
    let nothing: LinkAnswer = serde_json::from_str(&others[3].1).unwrap();
    assert!(!nothing.changed, "linked in the same transaction: {}", nothing.says);
    assert_eq!(code(4), ProblemCode::NeedsConfirmation, "it is the only link that there is by now");
    let other_client: LinkAnswer = serde_json::from_str(&others[5].1).unwrap();
    let de_linked: LinkAnswer = serde_json::from_str(&others[6].1).unwrap();
    assert!(other_client.changed && de_linked.changed, "not the only one any more: {}", de_linked.says);
    let states: Vec<PairState> = linked.into_iter().map(|answer| answer.state).collect();
    assert!(states.iter().all(|state| state.version == 1));
    firm.verify_log().await;
    let after: ChangesPage = firm.staff.get(&format!("/changes?after={}&limit=5000", before.next)).await;
    assert_eq!(after.next - before.next, 8, "one number for each that changed something");
}
