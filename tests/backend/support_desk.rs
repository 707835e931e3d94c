//! Answering the caller: access check, who can get in, key rehearsal, closed keys (`rules.md` 10, 40 to 43). What is said
//! is held against what the portal does.

use chrono::TimeDelta;
use contract::{AccessCheck, ActivityPage, KeyOpened, KeyRehearsal, PortalUserDetail, WhoCanGetIn};
use domain::{Action, By, KeyAnswer, Outcome, Remedy, WayKind};
use firm::keys::{KeyTry, show_key};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestFirm, clients_csv, spawn_firm};

async fn check(firm: &TestFirm, email: &str, client: Option<&str>, action: Action) -> AccessCheck {
    let request =
        firm.staff.request(Method::GET, "/access-check").query(&[("email", email)]).query(&[("action", action)]);
    firm.staff.send(request.query(&client.map(|client| [("client_id", client)]))).await
}

async fn rehearse(firm: &TestFirm, client: &str, invoice: &str) -> KeyRehearsal {
    firm.staff.post("/key-rehearsal", &json!({ "client_id": client, "invoice_number": invoice })).await
}

/// Somebody without an account tries a key.
async fn tries(firm: &TestFirm, client: &str, invoice: &str) -> Option<KeyAnswer> {
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    let (client_id, invoice_number) = (client, invoice);
    let key = KeyTry { user: None, network: None, client_id, invoice_number, code: None, now: firm.clock.now() };
    let shown = show_key(&mut tx, firm.firm, &key).await.unwrap();
    tx.commit().await.unwrap();
    shown.err().map(|refused| refused.why)
}

#[tokio::test]
async fn a_check_names_the_step_that_decided_and_what_would_help() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    firm.unverified_user("Una", "Verified", "una@example.com").await;

    let yes = check(&firm, "JANE@example.com", Some("1002"), Action::SeeAndPay).await;
    assert!(yes.allowed && yes.decided_by.is_none() && yes.remedies.is_empty());
    assert_eq!(yes.verdict, "Jane Smith can see and pay for Smith Family Trust.");

    let not_linked = check(&firm, "jane@example.com", Some("1001"), Action::SeeAndPay).await;
    assert!(!not_linked.allowed);
    let step = &not_linked.steps[not_linked.decided_by.unwrap()];
    assert_eq!((step.outcome, step.says.as_str()), (Outcome::Failed, "Not linked to this client."));
    assert_eq!((not_linked.remedies[0].remedy, not_linked.remedies[0].by), (Remedy::Link, By::Staff));

    let unverified = check(&firm, "una@example.com", None, Action::SignIn).await;
    assert_eq!((unverified.remedies[0].remedy, unverified.remedies[0].by), (Remedy::VerifyEmail, By::Person));
    let nobody = check(&firm, "nobody@example.com", Some("1002"), Action::SeeAndPay).await;
    assert!(!nobody.allowed && nobody.portal_user_id.is_none());
    assert_eq!(nobody.remedies[0].remedy, Remedy::SignUp);
    let closed = check(&firm, "jane@example.com", Some("1004"), Action::Claim).await;
    assert!(closed.verdict.contains("Old Mill Farms") && !closed.allowed, "{}", closed.verdict);
    assert!(!closed.reply.contains("inactive"), "rule 10: {}", closed.reply);
}

/// Rules 9, 40, 41: a key has an invoice number in it, and 1001 never had one; unless the firm asks for none.
#[tokio::test]
async fn a_client_that_never_had_an_invoice_has_no_key() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let key_is_open = async || {
        let ways: WhoCanGetIn = firm.staff.get("/clients/1001/who-can-get-in").await;
        ways.ways.iter().any(|way| way.kind == WayKind::Key && way.open)
    };
    let claim = check(&firm, "jane@example.com", Some("1001"), Action::Claim).await;
    assert!(!claim.allowed && claim.verdict.contains("never had an invoice"), "{}", claim.verdict);
    assert_eq!(claim.remedies[0].remedy, Remedy::Link);
    assert!(!claim.reply.contains("never"), "rule 10: {}", claim.reply);
    assert!(!firm.claims(jane, "1001", "20931").await && !key_is_open().await);
    let settings = json!({ "asks_invoice": false });
    let ask_none = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"").json(&settings);
    firm.staff.send::<Value>(ask_none).await;
    let claim = check(&firm, "jane@example.com", Some("1001"), Action::Claim).await;
    assert!(claim.allowed, "{}", claim.verdict);
    assert!(key_is_open().await && firm.claims(jane, "1001", "").await);
}

/// Where there is no such client, no link would help: that is what is said.
#[tokio::test]
async fn a_check_for_a_client_that_there_is_not_says_so() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    let asked = [("email", "jane@example.com"), ("action", "see_and_pay"), ("client_id", "9999")];
    let request = firm.staff.request(Method::GET, "/access-check").query(&asked);
    let (status, problem) = firm.staff.refusal(request).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(problem.title.contains("no such client"), "{}", problem.title);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_in_words() {
    let firm = spawn_firm().await;
    let request = firm.staff.request(Method::GET, "/access-check").query(&[("email", "jane"), ("action", "sign_in")]);
    let (status, problem) = firm.staff.refusal(request).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(problem.title.contains("e-mail address"), "{}", problem.title);
}

/// Rule 40: what the link manager says that a user can do is what the check says, action by action.
#[tokio::test]
async fn the_check_and_the_link_manager_say_the_same() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    for client in ["1002", "1003", "1004"] {
        let seen: PortalUserDetail = firm.staff.detail(jane).await;
        for ability in seen.abilities {
            let checked = check(&firm, "jane@example.com", None, ability.action).await;
            assert_eq!(checked.allowed, ability.allowed, "{:?}", ability.action);
        }
        firm.staff.de_link(jane, client, "").await;
    }
}

/// Rule 43: what was tried is told, and that nothing was, too.
#[tokio::test]
async fn recorded_attempts_are_told_and_so_is_that_there_are_none() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let none = check(&firm, "jane@example.com", Some("1001"), Action::Claim).await;
    assert!(none.attempts.is_empty() && none.attempts_note.starts_with("No attempt was recorded"));
    assert!(!firm.claims(jane, "1001", "1").await);
    tries(&firm, "1001", "2").await;
    tries(&firm, "1003", "2").await;
    let some = check(&firm, "jane@example.com", Some("1001"), Action::Claim).await;
    let answers: Vec<_> = some.attempts.iter().map(|attempt| attempt.answer).collect();
    assert_eq!(answers, [KeyAnswer::WrongInvoice, KeyAnswer::WrongInvoice], "hers and her client's, each once");
}

/// What was tried long ago is forgotten when the next import runs; what matters to a caller is not.
#[tokio::test]
async fn keys_that_were_tried_long_ago_are_forgotten() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    let tried = async || check(&firm, "jane@example.com", Some("1001"), Action::Claim).await.attempts.len();
    tries(&firm, "1001", "1").await;
    firm.clock.advance(TimeDelta::days(60));
    tries(&firm, "1001", "2").await;
    firm.import(firm.firm, &clients_csv()).await;
    assert_eq!(tried().await, 2);
    firm.clock.advance(TimeDelta::days(31));
    firm.import(firm.firm, &clients_csv()).await;
    assert_eq!(tried().await, 1);
}

/// Rule 41.
#[tokio::test]
async fn everybody_who_can_get_in_is_named_with_the_way() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let una = firm.unverified_user("Una", "Verified", "una@example.com").await;
    firm.staff.link(una, "1002").await;
    let who: WhoCanGetIn = firm.staff.get("/clients/1002/who-can-get-in").await;
    let ways: Vec<_> = who.ways.iter().map(|way| (way.kind, way.open, way.portal_user_id)).collect();
    let expected =
        [(WayKind::Account, true, Some(jane)), (WayKind::Account, false, Some(una)), (WayKind::Key, true, None)];
    assert_eq!(ways, expected);
    assert!(who.ways[0].says.contains("Jane Smith") && who.ways[0].detail == "jane@example.com", "{:?}", who.ways[0]);
    let closed: WhoCanGetIn = firm.staff.get("/clients/1004/who-can-get-in").await;
    assert!(closed.ways.iter().all(|way| !way.open), "rule 1");
}

/// Rules 42 and 9: a rehearsal says what the portal would do, key by key.
#[tokio::test]
async fn a_rehearsal_says_what_the_portal_does() {
    let firm = spawn_firm().await;
    for client in ["1002", "1003", "1004", "1oo2", "1002 ", "l002", "A/5 ø", "a/5 ø", "", "nowhere"] {
        for invoice in ["20931", "2093l", "30001", " 20931", ""] {
            let said = rehearse(&firm, client, invoice).await;
            let done = tries(&firm, client, invoice).await;
            assert_eq!(said.would_open, Some(done.is_none()), "{client:?} {invoice:?}: {:?}", said.says);
            firm.staff.send::<Value>(firm.staff.request(Method::POST, "/clients/1002/open-key")).await;
        }
    }
    let slip = rehearse(&firm, "l002", "2O931").await;
    assert_eq!(slip.meant_client.unwrap().as_str(), "1002");
    assert!(slip.says.iter().any(|says| says.contains("an l for a 1")), "{:?}", slip.says);
    let other = rehearse(&firm, "1002", "30001").await;
    assert!(other.says.iter().any(|says| says.contains("another client")), "{:?}", other.says);
    assert!(!other.say_back.contains("30001") && !other.say_back.contains("another client"), "{}", other.say_back);
}

/// Rules 42 and 10: where a code is asked for besides, the right key alone is not said to open anything.
#[tokio::test]
async fn a_rehearsal_at_a_strict_firm_says_that_a_code_is_asked_for() {
    let firm = spawn_firm().await;
    let strict = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"");
    firm.staff.send::<Value>(strict.json(&json!({ "strict_keys": true }))).await;
    let said = rehearse(&firm, "1002", "20931").await;
    assert!(tries(&firm, "1002", "20931").await.is_some());
    assert_eq!(said.would_open, Some(false));
    assert!(said.says[0].contains("a code besides"), "{:?}", said.says);
    assert!(said.say_back.contains("asks for a code"), "{}", said.say_back);
    let wrong = rehearse(&firm, "1002", "nothing").await;
    assert!(!wrong.says[0].contains("code") && !wrong.say_back.contains("code"), "{wrong:?}");
}

/// Rule 10: ten wrong ones close the key, and staff can open it.
#[tokio::test]
async fn a_closed_key_is_told_and_opened() {
    let firm = spawn_firm().await;
    for nth in 0..10 {
        tries(&firm, "1002", &format!("wrong {nth}")).await;
    }
    let said = rehearse(&firm, "1002", "20931").await;
    assert_eq!((said.would_open, said.closed_until.is_some()), (Some(false), true));
    let detail: Value = firm.staff.get("/clients/1002").await;
    assert!(detail["key_closed_until"].is_string());
    let open = || firm.staff.request(Method::POST, "/clients/1002/open-key").json(&json!({ "reason": "called" }));
    let opened: KeyOpened = firm.staff.send(open()).await;
    assert!(opened.changed && opened.activity.is_some());
    assert!(tries(&firm, "1002", "20931").await.is_none());
    let again: KeyOpened = firm.staff.send(open()).await;
    assert!(!again.changed && again.activity.is_none(), "it was open already");
    let log: ActivityPage = firm.staff.get("/activity?action=open_key&client_id=1002").await;
    assert_eq!(log.entries[0].says, "Dana Osei opened the key of 1002 Smith Family Trust “called”");
}

/// Rule 9: a firm may turn the question off; then the Client ID alone opens, and the rehearsal knows.
#[tokio::test]
async fn without_the_invoice_number_question_the_client_id_alone_opens() {
    let firm = spawn_firm().await;
    let settings = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"");
    firm.staff.send::<Value>(settings.json(&json!({ "asks_invoice": false }))).await;
    assert_eq!(rehearse(&firm, "1002", "").await.would_open, Some(true));
    assert!(tries(&firm, "1002", "").await.is_none());
    assert_eq!(tries(&firm, "1oo2", "").await, Some(KeyAnswer::UnknownClient));
}

/// Filters of the log, alone and together.
#[tokio::test]
async fn the_log_is_filtered_by_who_what_when_and_whom() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    firm.clock.advance(chrono::TimeDelta::days(2));
    firm.staff.de_link(jane, "1002", "").await;
    firm.another_staff.link(jane, "1001").await;
    let count = async |query: &str| firm.staff.get::<ActivityPage>(&format!("/activity?{query}")).await.entries.len();
    assert_eq!(count("action=link").await, 3);
    assert_eq!(count("action=de_link&actor=Dana%20Osei").await, 1);
    assert_eq!(count("actor=Marc%20Lindqvist").await, 1);
    assert_eq!(count("from=2026-11-24T00:00:00Z").await, 2);
    assert_eq!(count("to=2026-11-24T00:00:00Z&action=import").await, 1);
    assert_eq!(count(&format!("portal_user_id={jane}&client_id=1002")).await, 2);
    assert_eq!(count(&format!("portal_user_id={jane}&client_id=1002&action=close_access")).await, 0);
}
