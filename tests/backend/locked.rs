//! What the access check says of a sign-in and of a claim is what the portal does (`rules.md` 10, 14, 40): before a lock, in
//! it, after it, and where a code is needed besides the key.

use chrono::TimeDelta;
use contract::{AccessCheck, PortalUserDetail, WhoCanGetIn};
use domain::{Action, By, Outcome, Remedy, SignInLimits, WayKind};
use firm::accounts::{self, SignIn};
use firm::keys::{KeyTry, show_key};
use reqwest::Method;
use serde_json::{Value, json};

use super::portal::{PASSWORD, person, spawn_firm_with_mail};
use crate::support::{Browser, Mailbox, TestFirm, spawn_firm, token};

const JANE: &str = "jane@example.com";

async fn check(firm: &TestFirm, client: Option<&str>, action: Action) -> AccessCheck {
    let asked = firm.staff.request(Method::GET, "/access-check").query(&[("email", JANE)]).query(&[("action", action)]);
    firm.staff.send(asked.query(&client.map(|client| [("client_id", client)]))).await
}

/// Somebody somewhere gives a wrong password for her address.
async fn wrong_password(firm: &TestFirm, nth: usize) {
    let network = format!("10.0.{nth}.0/24");
    let asked = SignIn { email_key: JANE, proof: None, network: &network, now: firm.clock.now() };
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    assert!(accounts::open_session(&mut tx, firm.firm, &asked).await.unwrap().is_none());
    tx.commit().await.unwrap();
}

/// Whether she can sign in with her password: the portal, the access check and the link manager, which have to agree.
async fn can_sign_in(firm: &TestFirm, password: &str) -> bool {
    let said = check(firm, None, Action::SignIn).await;
    let shown: PortalUserDetail = firm.staff.detail(said.portal_user_id.unwrap()).await;
    let with_client = check(firm, Some("1002"), Action::SignIn).await;
    let done = firm.browser().signs_in(JANE, password).await.status == 200;
    let ability = shown.abilities.into_iter().find(|one| one.action == Action::SignIn).unwrap();
    assert_eq!((said.allowed, with_client.allowed, ability.allowed), (done, done, done), "{said:?}");
    done
}

fn remedies(check: &AccessCheck) -> Vec<(Remedy, By)> {
    check.remedies.iter().map(|one| (one.remedy, one.by)).collect()
}

#[tokio::test]
async fn the_check_and_the_portal_agree_before_in_and_after_a_lock() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, JANE).await;
    for nth in 0..9 {
        wrong_password(&firm, nth).await;
        firm.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(check(&firm, None, Action::SignIn).await.decided_by, None, "nine close nothing");
    wrong_password(&firm, 9).await;
    assert!(!can_sign_in(&firm, PASSWORD).await);
    let said = check(&firm, None, Action::SignIn).await;
    assert_eq!(
        said.verdict,
        "Jane Smith cannot sign in and get into a portal: sign-in is locked until 23 Nov 2026, 09:15 UTC, after too \
         many wrong passwords."
    );
    assert_eq!(remedies(&said), [(Remedy::ResetPassword, By::Person), (Remedy::SignInLater, By::Person)]);
    assert!(said.reply.contains("until 23 Nov 2026, 09:15 UTC"), "{}", said.reply);
    // The first of the ten is a quarter of an hour old then, and nine are left.
    firm.clock.advance(SignInLimits::WITHIN - TimeDelta::minutes(9) - TimeDelta::seconds(1));
    assert!(!can_sign_in(&firm, PASSWORD).await);
    firm.clock.advance(TimeDelta::seconds(1));
    assert!(can_sign_in(&firm, PASSWORD).await);
}

#[tokio::test]
async fn the_check_and_the_portal_agree_after_a_hundred_in_a_row_and_after_the_reset() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let jane = person(&firm, &relay, JANE).await;
    for nth in 0..100 {
        firm.clock.advance(TimeDelta::minutes(61));
        wrong_password(&firm, nth).await;
    }
    firm.clock.advance(TimeDelta::days(30));
    assert!(!can_sign_in(&firm, PASSWORD).await);
    let said = check(&firm, None, Action::SignIn).await;
    assert_eq!(remedies(&said), [(Remedy::ResetPassword, By::Person)], "waiting does not help");
    jane.post("/reset-request", &json!({ "email": JANE })).await;
    let token = token(&relay.mail(JANE, "new password", 1).await);
    jane.post("/reset", &json!({ "token": token, "new_password": "a wholly new secret" })).await;
    assert!(can_sign_in(&firm, "a wholly new secret").await);
}

/// A new password opens a lock of a quarter of an hour at once, as its remedy says.
#[tokio::test]
async fn a_new_password_opens_a_short_lock_too() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let jane = person(&firm, &relay, JANE).await;
    for nth in 0..10 {
        wrong_password(&firm, nth).await;
    }
    assert!(!can_sign_in(&firm, PASSWORD).await);
    jane.post("/reset-request", &json!({ "email": JANE })).await;
    let token = token(&relay.mail(JANE, "new password", 1).await);
    jane.post("/reset", &json!({ "token": token, "new_password": "a wholly new secret" })).await;
    assert!(can_sign_in(&firm, "a wholly new secret").await);
}

/// Rules 24 and 40: who is signed in already goes on, which the check cannot know and says so.
#[tokio::test]
async fn a_lock_leaves_an_open_session_alone_and_the_check_says_so() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, JANE).await;
    jane.signs_in(JANE, PASSWORD).await;
    for nth in 0..10 {
        wrong_password(&firm, nth).await;
    }
    assert!(jane.clients().await.is_some());
    let said = check(&firm, Some("1002"), Action::SeeAndPay).await;
    assert!(said.allowed && said.verdict.contains("as far as this was checked"), "{}", said.verdict);
    assert_eq!(said.steps.last().unwrap().outcome, Outcome::NotChecked);
    assert_eq!(remedies(&said)[0], (Remedy::ResetPassword, By::Person));
    let claimed = jane.post("/claim", &json!({ "client_id": "1001", "invoice_number": "99" })).await;
    assert_eq!(claimed.status, 403, "met by its key, like any");
}

/// Rule 10: whoever is refused learns nothing of a lock, nor of an account.
#[tokio::test]
async fn a_locked_address_is_refused_like_any_other() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, JANE).await;
    let refused = async |email: &str, password: &str| {
        let answer = firm.browser().post("/sign-in", &json!({ "email": email, "password": password })).await;
        (answer.status, answer.body["title"].clone(), answer.body["next"].clone())
    };
    let before = refused(JANE, "not her password").await;
    for nth in 0..10 {
        wrong_password(&firm, nth).await;
    }
    assert_eq!(refused(JANE, PASSWORD).await, before);
    assert_eq!(refused("nobody@example.com", PASSWORD).await, before);
}

/// Tries a key and a claim with the right key and no code, and whether either opens.
async fn opens(firm: &TestFirm, jane: &Browser) -> [bool; 2] {
    let right = json!({ "client_id": "1003", "invoice_number": "30001" });
    let (key, claim) = (firm.browser().post("/key", &right).await, jane.post("/claim", &right).await);
    [key.status == 200, claim.status == 200]
}

/// Rules 10, 40: a claim at a strict firm is no plain yes, in the check as in the portal.
#[tokio::test]
async fn where_a_code_is_needed_the_check_says_so_and_the_portal_asks_for_it() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, JANE).await;
    jane.signs_in(JANE, PASSWORD).await;
    let strict = firm.staff.request(Method::PUT, "/settings").header("if-match", "\"0\"");
    firm.staff.send::<Value>(strict.json(&json!({ "strict_keys": true }))).await;
    assert_eq!(opens(&firm, &jane).await, [false, false]);
    let said = check(&firm, Some("1003"), Action::Claim).await;
    assert_eq!(said.steps.last().unwrap().outcome, Outcome::NotChecked);
    assert!(said.allowed && said.verdict.contains("asks for a code besides the key"), "{}", said.verdict);
    assert!(said.reply.contains("asks for a code"), "{}", said.reply);
    assert!(key_way(&firm).await.contains("and the code that is sent"), "rule 41");
}

/// So is it where the firm is not strict, and too many wrong keys are about.
#[tokio::test]
async fn where_many_wrong_keys_make_a_code_needed_the_check_says_so() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", JANE).await;
    let plain = check(&firm, Some("1003"), Action::Claim).await;
    assert_eq!(plain.verdict, "Jane Smith can claim 100% Realty_Group.");
    for nth in 0..81 {
        wrong_key(&firm, &format!("guess {nth}")).await;
    }
    let said = check(&firm, Some("1003"), Action::Claim).await;
    assert!(said.verdict.contains("asks for a code besides the key"), "{}", said.verdict);
    assert!(key_way(&firm).await.contains("and the code that is sent"), "rule 41");
    assert!(!firm.claims(jane, "1003", "30001").await);
    firm.clock.advance(TimeDelta::hours(24));
    assert_eq!(check(&firm, Some("1003"), Action::Claim).await.verdict, plain.verdict);
}

/// Somebody gives a key of no client.
async fn wrong_key(firm: &TestFirm, client_id: &str) {
    let now = firm.clock.now();
    let key = KeyTry { user: None, network: None, client_id, invoice_number: "1", code: None, now };
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    assert!(show_key(&mut tx, firm.firm, &key).await.unwrap().is_err());
    tx.commit().await.unwrap();
}

async fn key_way(firm: &TestFirm) -> String {
    let who: WhoCanGetIn = firm.staff.get("/clients/1003/who-can-get-in").await;
    who.ways.into_iter().find(|way| way.kind == WayKind::Key).unwrap().says
}
