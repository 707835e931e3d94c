//! What stays open after a de-link, closing access, and bars (`rules.md` 23, 26, 27).

use contract::{
    BatchedAct, BatchedChange, CloseAccessAnswer, LinkAnswer, LinksBatch, LinksBatchAnswer, OpenPath, OpenPaths,
    ProblemCode,
};
use domain::{Access, Origin, Path, PortalUserId};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{TestFirm, client, spawn_firm};

fn open(paths: &[OpenPath]) -> Vec<Path> {
    paths.iter().filter(|path| path.open).map(|path| path.path).collect()
}

async fn close(firm: &TestFirm, user: PortalUserId, id: &str) -> CloseAccessAnswer {
    firm.staff
        .post(&format!("/portal-users/{user}/close-access"), &json!({ "client_id": id, "reason": "asked to" }))
        .await
}

/// Rule 27, before and after: what is foretold is what happens.
#[tokio::test]
async fn closing_access_shuts_what_it_says_and_a_de_link_alone_does_not() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let asked: OpenPaths = firm.staff.get(&format!("/portal-users/{jane}/links/1002/open-paths")).await;
    assert_eq!(open(&asked.before), [Path::Account, Path::Claim, Path::Key, Path::InvoicesToCome]);
    assert_eq!(open(&asked.after_de_link), [Path::Claim, Path::Key, Path::InvoicesToCome]);
    assert_eq!(open(&asked.after_close_access), [Path::Key, Path::InvoicesToCome]);
    assert!(asked.before.iter().all(|path| !path.says.is_empty()));

    let closed = close(&firm, jane, "1002").await;
    assert!(closed.answer.changed && closed.answer.state.barred && closed.answer.state.origin.is_none());
    assert_eq!((&closed.before, &closed.after), (&asked.before, &asked.after_close_access));
    assert!(!firm.claims(jane, "1002", "20931").await, "the right key does not claim past a bar");
    let seen = firm.staff.detail(jane).await;
    assert_eq!(seen.links.len(), 1);
    assert_eq!(seen.barred[0].client_id, client("1002"));
    assert!(
        seen.history[0].says.starts_with("Dana Osei closed access to 1002 Smith Family Trust"),
        "{:?}",
        seen.history[0]
    );

    let again = close(&firm, jane, "1002").await;
    assert!(!again.answer.changed && again.answer.activity.is_none());
}

/// Rule 27: staff link or unbar, and nobody else.
#[tokio::test]
async fn a_bar_holds_until_staff_link_or_unbar() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let closed = close(&firm, jane, "1002").await;
    let path = format!("/portal-users/{jane}/bars/1002");
    let unbarred: LinkAnswer = firm.staff.send(firm.staff.request(Method::DELETE, &path)).await;
    assert!(unbarred.changed && !unbarred.state.barred && unbarred.state.origin.is_none());
    assert_eq!(unbarred.state.version, closed.answer.state.version + 1);
    let again: LinkAnswer = firm.staff.send(firm.staff.request(Method::DELETE, &path)).await;
    assert!(!again.changed, "what is not barred cannot be unbarred");
    assert!(firm.claims(jane, "1002", "20931").await);

    close(&firm, jane, "1002").await;
    let linked = firm.staff.link(jane, "1002").await;
    assert_eq!((linked.state.barred, linked.state.origin), (false, Some(Origin::Staff)));
    assert_eq!(linked.says, "Linked Smith Family Trust. The user may claim it again too");
    assert!(linked.more && !firm.staff.link(jane, "1003").await.more);
}

/// Rules 21 and 27: verifying an address does not link past a bar.
#[tokio::test]
async fn a_bar_holds_against_the_links_that_verifying_makes() {
    let firm = spawn_firm().await;
    let (jane, token) = firm.signed_up("Jane", "Smith", "jane@example.com").await;
    close(&firm, jane, "1002").await;
    firm.verify_with(&token).await;
    let seen = firm.staff.detail(jane).await;
    let linked: Vec<_> = seen.links.iter().map(|link| link.client_id.as_str()).collect();
    assert_eq!((linked, seen.barred.len()), (vec!["1003"], 1));
}

/// Rule 26: taking back a closing restores the link with its origin, and the bar is gone.
#[tokio::test]
async fn closing_access_can_be_taken_back() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let closed = close(&firm, jane, "1002").await;
    let undo = firm
        .staff
        .link_request(Method::PUT, jane, "1002")
        .header("if-match", format!("\"{}\"", closed.answer.state.version))
        .json(&json!({ "undo_of": closed.answer.activity }));
    let undone: LinkAnswer = firm.staff.send(undo).await;
    assert_eq!((undone.state.origin, undone.state.barred), (Some(Origin::Contact), false));
    let seen = firm.staff.detail(jane).await;
    assert!(seen.history[0].says.contains("took back closing access"), "{:?}", seen.history[0]);
    assert_eq!(seen.access, Access::CanSignIn);
}

#[tokio::test]
async fn a_list_of_the_barred_is_kept_and_counted() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    firm.user("Bo", "Old", "bo@example.com").await;
    close(&firm, jane, "1002").await;
    let page: contract::PortalUsersPage = firm.staff.get("/portal-users?filter=barred").await;
    assert_eq!((page.total, page.rows[0].id), (1, jane));
    let counts: contract::PortalUserCounts = firm.staff.get("/portal-users/counts").await;
    assert_eq!(counts.barred, 1);
}

fn change(user: PortalUserId, id: &str, act: BatchedAct, if_version: Option<i64>) -> BatchedChange {
    BatchedChange { portal_user_id: user, client_id: client(id), act, if_version, undo_of: None }
}

/// Each change of a batch is done or refused for itself, and a dry run tells the same without doing it.
#[tokio::test]
async fn a_batch_does_what_can_be_done_and_tells_of_each() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let bo = firm.user("Bo", "Old", "somebody@example.com").await;
    let mut batch = LinksBatch {
        changes: vec![
            change(jane, "1001", BatchedAct::Link, None),
            change(jane, "1002", BatchedAct::Link, None),
            change(bo, "1002", BatchedAct::DeLink, None),
            change(jane, "1003", BatchedAct::DeLink, Some(7)),
            change(PortalUserId::new(99), "1001", BatchedAct::Link, None),
            change(jane, "nowhere", BatchedAct::Link, None),
            change(jane, "1003", BatchedAct::DeLink, Some(1)),
        ],
        reason: Some("tidying up".to_owned()),
        dry_run: true,
        confirmed: false,
    };
    let foretold: LinksBatchAnswer = firm.staff.post("/links:batch", &batch).await;
    let before = firm.staff.detail(jane).await;
    assert_eq!(before.links.len(), 2, "a dry run changes nothing");
    batch.dry_run = false;
    let done: LinksBatchAnswer = firm.staff.post("/links:batch", &batch).await;
    let outcomes = |answer: &LinksBatchAnswer| {
        let one =
            |result: &contract::BatchedResult| (result.changed, result.problem.as_ref().map(|problem| problem.code));
        answer.results.iter().map(one).collect::<Vec<_>>()
    };
    let (moved, not_found) = (Some(ProblemCode::Moved), Some(ProblemCode::NotFound));
    let expected = [
        (true, None),
        (false, None),
        (false, None),
        (false, moved),
        (false, not_found),
        (false, not_found),
        (true, None),
    ];
    assert_eq!((outcomes(&done), done.changed), (expected.to_vec(), 2));
    assert_eq!(outcomes(&foretold), outcomes(&done), "the dry run said so");
    assert!(foretold.results.iter().all(|result| result.activity.is_none()));
    let after = firm.staff.detail(jane).await;
    let linked: Vec<_> = after.links.iter().map(|link| link.client_id.as_str()).collect();
    assert_eq!(linked, ["1002", "1001"]);
    assert!(after.history[0].says.ends_with("“tidying up”"), "{:?}", after.history[0]);
}

#[tokio::test]
async fn an_empty_or_endless_batch_is_refused() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    for count in [0, 501] {
        let changes = vec![change(jane, "1001", BatchedAct::Link, None); count];
        let batch = LinksBatch { changes, reason: None, dry_run: false, confirmed: false };
        let request = firm.staff.request(Method::POST, "/links:batch").json(&batch);
        assert_eq!(firm.staff.refusal(request).await.0, StatusCode::BAD_REQUEST, "{count}");
    }
}

/// Rule 28: the last link is asked about, by whoever and at whatever moment it is taken away.
#[tokio::test]
async fn the_last_link_goes_only_if_that_is_confirmed() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let plain = |id: &str| firm.staff.link_request(Method::DELETE, jane, id);
    firm.staff.send::<LinkAnswer>(plain("1002")).await;
    let (status, problem) = firm.staff.refusal(plain("1003")).await;
    assert_eq!((status, problem.code), (StatusCode::CONFLICT, ProblemCode::NeedsConfirmation));
    assert!(problem.title.contains("will see no client any more"), "{}", problem.title);
    let changes = vec![change(jane, "1003", BatchedAct::DeLink, None)];
    let batch = LinksBatch { changes, reason: None, dry_run: false, confirmed: false };
    let answer: LinksBatchAnswer = firm.staff.post("/links:batch", &batch).await;
    assert_eq!(answer.results[0].problem.as_ref().unwrap().code, ProblemCode::NeedsConfirmation);
    let confirmed = plain("1003").json(&json!({ "confirmed": true }));
    assert!(firm.staff.send::<LinkAnswer>(confirmed).await.changed);
    let nothing: LinkAnswer = firm.staff.send(plain("1003")).await;
    assert!(!nothing.changed, "rule 23: what is not linked is not asked about");
    let linked = firm.staff.link(jane, "1001").await;
    let undo = plain("1001").header("if-match", format!("\"{}\"", linked.state.version));
    let undo = undo.json(&json!({ "undo_of": linked.activity }));
    assert!(firm.staff.send::<LinkAnswer>(undo).await.changed, "to take back one's own link needs no question");
}
