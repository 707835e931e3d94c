//! The firm's settings: who changes them, on what version, and what they change (`rules.md` 9, 29, 33).

use contract::{ActivityAction, ActivityPage, FirmSettingsView, PortalView, ProblemCode, UserPortal};
use domain::Access;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestFirm, spawn_firm};

fn put(firm: &TestFirm, version: i64, body: &Value) -> reqwest::RequestBuilder {
    firm.staff.request(Method::PUT, "/settings").header("if-match", format!("\"{version}\"")).json(body)
}

#[tokio::test]
async fn what_is_not_given_stays_and_the_log_says_what_changed() {
    let firm = spawn_firm().await;
    let before: FirmSettingsView = firm.staff.get("/settings").await;
    assert_eq!((before.version, before.changed_by), (0, None));
    let body = json!({ "late_fees_shown": false, "reason": "complaints" });
    let after: FirmSettingsView = firm.staff.send(put(&firm, 0, &body)).await;
    assert_eq!(after.settings, domain::FirmSettings { late_fees_shown: false, ..before.settings });
    assert_eq!((after.version, after.changed_by.as_deref()), (1, Some("Dana Osei")));
    let log: ActivityPage = firm.staff.get("/activity?action=change_settings").await;
    assert_eq!((log.entries.len(), log.entries[0].action), (1, ActivityAction::ChangeSettings));
    assert!(log.entries[0].says.contains("complaints"), "{}", log.entries[0].says);
    let again: FirmSettingsView = firm.staff.send(put(&firm, 1, &json!({ "late_fees_shown": false }))).await;
    assert_eq!(again, after, "nothing to change, nothing written");
}

#[tokio::test]
async fn settings_that_somebody_else_changed_meanwhile_are_not_overwritten() {
    let firm = spawn_firm().await;
    firm.staff.send::<Value>(put(&firm, 0, &json!({ "strict_keys": true }))).await;
    let (status, problem) = firm.staff.refusal(put(&firm, 0, &json!({ "payment_history": true }))).await;
    assert_eq!((status, problem.code), (StatusCode::PRECONDITION_FAILED, ProblemCode::Moved));
    let blind = firm.staff.request(Method::PUT, "/settings").json(&json!({ "payment_history": true }));
    assert_eq!(firm.staff.refusal(blind).await.0, StatusCode::PRECONDITION_REQUIRED);
}

/// What was read is what a change is decided on: the version comes as the `ETag` that goes back as `If-Match`.
#[tokio::test]
async fn the_settings_have_an_etag_and_a_version_that_never_was_blames_nobody() {
    let firm = spawn_firm().await;
    let read = async || firm.staff.request(Method::GET, "/settings").send().await.unwrap().headers()["etag"].clone();
    assert_eq!(read().await, "\"0\"");
    let (status, problem) = firm.staff.refusal(put(&firm, 7, &json!({ "strict_keys": true }))).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(problem.title, "The settings never had the version 7; they have 0. Nothing was changed.");
    let with_etag = firm.staff.request(Method::PUT, "/settings").header("if-match", read().await);
    firm.staff.send::<Value>(with_etag.json(&json!({ "strict_keys": true }))).await;
    assert_eq!(read().await, "\"1\"");
    let (_, problem) = firm.staff.refusal(put(&firm, 0, &json!({ "payment_history": true }))).await;
    assert_eq!(problem.title, "Dana Osei has changed the settings. Nothing was changed.");
}

/// Rules 5 and 33, in the portal as its client sees it.
#[tokio::test]
async fn a_portal_shows_what_is_due_and_late_fees_only_where_the_firm_shows_them() {
    let firm = spawn_firm().await;
    let seen: PortalView = firm.staff.get("/clients/1002/portal").await;
    let lines: Vec<_> =
        seen.invoices.iter().map(|invoice| (invoice.number.as_str(), invoice.due.says.as_str())).collect();
    assert_eq!(lines, [("20931", "1,225.00 USD"), ("20932", "80.50 USD")]);
    assert_eq!(seen.invoices[0].late_fee.as_ref().unwrap().minor, 2500);
    assert_eq!(seen.totals[0].says, "1,305.50 USD");
    firm.staff.send::<Value>(put(&firm, 0, &json!({ "late_fees_shown": false }))).await;
    let seen: PortalView = firm.staff.get("/clients/1002/portal").await;
    assert_eq!((seen.totals[0].minor, &seen.invoices[0].late_fee), (128_050, &None));
    let closed: PortalView = firm.staff.get("/clients/1004/portal").await;
    assert!(closed.invoices.is_empty() && closed.notice.unwrap().contains("inactive"), "rule 1");
}

/// Rule 12: of several linked clients one list, always which is which; what is closed does not show, nor what is not linked.
#[tokio::test]
async fn a_user_sees_the_portals_of_all_linked_clients_in_one_list() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let path = format!("/portal-users/{jane}/portal");
    let seen: UserPortal = firm.staff.get(&path).await;
    let lines: Vec<_> = seen.invoices.iter().map(|one| (one.client_id.as_str(), one.invoice.number.as_str())).collect();
    assert_eq!(lines, [("1003", "30001"), ("1002", "20931"), ("1002", "20932")], "by when they are due");
    assert_eq!((seen.access, seen.notice, seen.totals[0].minor), (Access::CanSignIn, None, 131_550));
    let owes: Vec<_> = seen.clients.iter().map(|client| (client.name.as_str(), client.owes.as_str())).collect();
    let expected = [("100% Realty_Group", "1 unpaid invoice"), ("Smith Family Trust", "2 unpaid invoices, 1 late fee")];
    assert_eq!(owes, expected);
    for id in ["1002", "1003"] {
        let alone: PortalView = firm.staff.get(&format!("/clients/{id}/portal")).await;
        let merged = seen.invoices.iter().filter(|one| one.client_id.as_str() == id).map(|one| &one.invoice);
        assert!(merged.eq(&alone.invoices), "merged each looks as it does alone");
    }
    firm.staff.link(jane, "1004").await;
    firm.staff.de_link(jane, "1003", "").await;
    let seen: UserPortal = firm.staff.get(&path).await;
    let shown: Vec<_> = seen.clients.iter().map(|client| client.client_id.as_str()).collect();
    assert_eq!((shown, seen.invoices.len()), (vec!["1002"], 2), "rules 1 and 24");
}

/// Whoever gets nowhere by signing in sees nothing, and the view says why.
#[tokio::test]
async fn who_cannot_get_in_sees_no_portal() {
    let firm = spawn_firm().await;
    let una = firm.unverified_user("Una", "Verified", "una@example.com").await;
    firm.staff.link(una, "1002").await;
    let closed = firm.user("Bo", "Old", "bo@example.com").await;
    let nobody = firm.user("No", "Client", "none@example.com").await;
    let expected = [(una, Access::NotVerified), (closed, Access::NoOpenPortal), (nobody, Access::MustClaim)];
    for (user, access) in expected {
        let seen: UserPortal = firm.staff.get(&format!("/portal-users/{user}/portal")).await;
        assert_eq!(seen.access, access);
        assert!(seen.notice.is_some() && seen.clients.is_empty() && seen.invoices.is_empty() && seen.totals.is_empty());
    }
}

/// Rule 12: looking leaves no trace.
#[tokio::test]
async fn looking_into_a_portal_leaves_no_trace() {
    let firm = spawn_firm().await;
    let log = async || firm.staff.get::<Value>("/activity").await;
    let number = async || firm.staff.get::<Value>("/snapshot?kind=as_of").await["number"].clone();
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let before = (log().await, number().await);
    let merged = format!("/portal-users/{jane}/portal");
    for path in ["/clients/1002/portal", "/clients/1002", "/clients/1002/who-can-get-in", &merged] {
        firm.staff.get::<Value>(path).await;
    }
    assert_eq!((log().await, number().await), before);
}
