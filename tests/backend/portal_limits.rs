//! How often somebody may try (`rules.md` 10, 14), with a clock that is moved.

use chrono::TimeDelta;
use domain::{KeyAnswer, Limits, SignInLimits};
use firm::accounts::{self, Claim, SignIn};
use firm::keys::{CODE_IS_GOOD_FOR, KeyRefused, KeyShown, KeyTry, show_key};
use serde_json::json;

use super::portal::{PASSWORD, person, sign_up, spawn_firm_with_mail};
use crate::support::{Mailbox, TestFirm, spawn_firm};

/// Somebody who signs in with this network, by the function: nothing but the limits in between.
async fn signs_in(firm: &TestFirm, email_key: &str, network: &str, right: bool) -> bool {
    let proof = right.then(|| firm.proof());
    let asked = SignIn { email_key, proof: proof.as_ref(), network, now: firm.clock.now() };
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    let signed_in = accounts::open_session(&mut tx, firm.firm, &asked).await.unwrap();
    tx.commit().await.unwrap();
    signed_in.is_some()
}

#[tokio::test]
async fn ten_wrong_passwords_close_an_address_for_a_quarter_of_an_hour() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    firm.user("Bo", "Other", "bo@example.com").await;
    for nth in 0..10 {
        assert!(!signs_in(&firm, "jane@example.com", &format!("10.0.{nth}.0/24"), false).await);
    }
    assert!(!signs_in(&firm, "jane@example.com", "10.1.0.0/24", true).await, "the right one too");
    assert!(signs_in(&firm, "bo@example.com", "10.0.1.0/24", true).await, "another address is open");
    firm.clock.advance(SignInLimits::WITHIN);
    assert!(signs_in(&firm, "jane@example.com", "10.1.0.0/24", true).await);
}

#[tokio::test]
async fn a_hundred_wrong_passwords_in_a_row_leave_only_the_reset() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, "jane@example.com").await;
    for nth in 0..100 {
        // One an hour and more: no other limit is met.
        firm.clock.advance(TimeDelta::minutes(61));
        assert!(!signs_in(&firm, "jane@example.com", &format!("10.0.{nth}.0/24"), false).await);
    }
    firm.clock.advance(TimeDelta::days(30));
    assert_eq!(jane.signs_in("jane@example.com", PASSWORD).await.status, 401);
    jane.post("/reset-request", &json!({ "email": "jane@example.com" })).await;
    let token = crate::support::token(&relay.mail("jane@example.com", "new password", 1).await);
    let reset = json!({ "token": token, "new_password": "a wholly new secret" });
    assert_eq!(jane.post("/reset", &reset).await.status, 204);
    assert_eq!(jane.signs_in("jane@example.com", "a wholly new secret").await.status, 200);
}

#[tokio::test]
async fn a_hundred_wrong_passwords_from_a_network_close_it_for_an_hour() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    for nth in 0..100 {
        assert!(!signs_in(&firm, &format!("guess{nth}@example.com"), "10.0.0.0/24", false).await);
    }
    assert!(!signs_in(&firm, "jane@example.com", "10.0.0.0/24", true).await);
    assert!(signs_in(&firm, "jane@example.com", "10.0.1.0/24", true).await, "from elsewhere it goes on");
    firm.clock.advance(TimeDelta::hours(1));
    assert!(signs_in(&firm, "jane@example.com", "10.0.0.0/24", true).await);
}

/// Nor are they hashed any more: others' passwords must not wait for them.
#[tokio::test]
async fn passwords_from_a_network_that_guesses_are_not_hashed() {
    let firm = spawn_firm().await;
    let hashed = async |email: &str| {
        let before = firm.setup.hashing.computed();
        let body = json!({ "email": email, "password": "some-wrong-password" });
        assert_eq!(firm.browser().post("/sign-in", &body).await.status, 401);
        firm.setup.hashing.computed() - before
    };
    let here = Limits::network([127, 0, 0, 1].into());
    for nth in 0..100 {
        assert!(!signs_in(&firm, &format!("guess{nth}@example.com"), &here, false).await);
    }
    assert_eq!(hashed("jane.smith@example.com").await, 0);
    firm.clock.advance(TimeDelta::hours(1));
    assert_eq!(hashed("jane.smith@example.com").await, 1);
}

/// Nobody's mailbox is filled by a stranger's asking.
#[tokio::test]
async fn an_address_is_sent_five_messages_an_hour_for_the_asking() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let browser = person(&firm, &relay, "jane@example.com").await;
    let ask = json!({ "email": "jane@example.com" });
    for _ in 0..8 {
        assert_eq!(browser.post("/reset-request", &ask).await.status, 202);
        assert_eq!(browser.post("/sign-up", &sign_up("jane@example.com", PASSWORD)).await.status, 202);
    }
    firm.clock.advance(TimeDelta::hours(1));
    browser.post("/reset-request", &ask).await;
    // The sign-up's own was the first of the five.
    relay.mail("jane@example.com", "new password", 3).await;
    assert_eq!(relay.about("jane@example.com", "").len(), 6);
}

async fn tries(firm: &TestFirm, key: KeyTry<'_>) -> Result<KeyShown, KeyRefused> {
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    let tried = show_key(&mut tx, firm.firm, &key).await.unwrap();
    tx.commit().await.unwrap();
    tried
}

fn key<'a>(firm: &TestFirm, client_id: &'a str, invoice_number: &'a str) -> KeyTry<'a> {
    KeyTry { user: None, network: None, client_id, invoice_number, code: None, now: firm.clock.now() }
}

async fn claims(firm: &TestFirm, user: domain::PortalUserId, invoice_number: &str) -> Option<KeyAnswer> {
    let claim = Claim { user, key: key(firm, "1003", invoice_number), request_id: "test" };
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    let claimed = accounts::claim(&mut tx, firm.firm, &claim).await.unwrap();
    tx.commit().await.unwrap();
    claimed.err().map(|refused| refused.why)
}

const WRONG: Option<KeyAnswer> = Some(KeyAnswer::WrongInvoice);

/// Five wrong keys an hour, twenty a day.
#[tokio::test]
async fn an_account_gives_five_wrong_keys_an_hour_and_twenty_a_day() {
    let firm = spawn_firm().await;
    let user = firm.user("No", "Contact", "someone@example.com").await;
    for hour in 0..4 {
        for _ in 0..5 {
            assert_eq!(claims(&firm, user, "999").await, WRONG, "hour {hour}");
            if hour % 2 == 1 {
                // A right key by somebody else keeps the client's own tally down.
                assert!(tries(&firm, key(&firm, "1003", "30001")).await.is_ok());
            }
        }
        assert_eq!(claims(&firm, user, "30001").await, Some(KeyAnswer::TooMany), "the right one is refused too");
        assert!(tries(&firm, key(&firm, "1003", "30001")).await.is_ok(), "others are not");
        firm.clock.advance(TimeDelta::hours(1));
    }
    assert_eq!(claims(&firm, user, "30001").await, Some(KeyAnswer::TooMany), "twenty in a day");
    firm.clock.advance(TimeDelta::hours(21));
    assert_eq!(claims(&firm, user, "30001").await, None, "the rightful user gets in within a day");
}

#[tokio::test]
async fn a_network_gives_fifty_wrong_keys_an_hour() {
    let firm = spawn_firm().await;
    let from = |network: &'static str, invoice: &'static str| KeyTry {
        network: Some(network),
        ..key(&firm, if invoice == "0" { "no such client" } else { "1003" }, invoice)
    };
    for _ in 0..50 {
        let refused = tries(&firm, from("10.0.0.0/24", "0")).await.unwrap_err();
        assert_eq!(refused.why, KeyAnswer::UnknownClient);
    }
    assert_eq!(tries(&firm, from("10.0.0.0/24", "30001")).await.unwrap_err().why, KeyAnswer::TooMany);
    assert!(tries(&firm, from("10.0.1.0/24", "30001")).await.is_ok());
    firm.clock.advance(TimeDelta::hours(1));
    assert!(tries(&firm, from("10.0.0.0/24", "30001")).await.is_ok(), "what was refused unseen did not count");
}

/// More than eighty wrong keys in a firm in a day: from then on the right key needs a code from a contact's mail as well.
#[tokio::test]
async fn many_wrong_keys_over_the_firm_make_a_code_needed() {
    let (firm, relay) = spawn_firm_with_mail().await;
    for nth in 0..81 {
        tries(&firm, key(&firm, &format!("guess {nth}"), "1")).await.unwrap_err();
    }
    let visitor = firm.browser();
    let right = json!({ "client_id": "1002", "invoice_number": "20931" });
    let wrong = json!({ "client_id": "1002", "invoice_number": "1" });
    let (asked, asked_in_vain) = (visitor.post("/key", &right).await, visitor.post("/key", &wrong).await);
    assert_eq!(asked.status, 202);
    assert_eq!(asked, asked_in_vain, "right or wrong, the visitor is told the same");
    let mail = relay.mail("Jane@Example.com", "Your code", 1).await;
    let code: String = mail.split("\r\n    ").nth(1).unwrap().chars().take(6).collect();
    let with = |body: &serde_json::Value, code: &str| {
        let mut body = body.clone();
        body["code"] = json!(code);
        body
    };
    let other = if code == "111111" { "222222" } else { "111111" };
    let refused = visitor.post("/key", &with(&right, other)).await;
    assert_eq!(refused.status, 403);
    assert_eq!(visitor.post("/key", &with(&wrong, &code)).await, refused);
    assert_eq!(visitor.post("/key", &with(&right, &code)).await.status, 200);
    assert_eq!(visitor.post("/key", &with(&right, &code)).await, refused, "a code is good once");
    relay.mail("Jane@Example.com", "was opened", 1).await;
}

/// Rule 20: whoever opened the portal with a code signs up from there with the same one, once; a guess ends it.
#[tokio::test]
async fn the_code_of_a_visit_serves_the_sign_up_that_follows() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let strict = firm.staff.request(reqwest::Method::PUT, "/settings").header("if-match", "\"0\"");
    firm.staff.send::<serde_json::Value>(strict.json(&json!({ "strict_keys": true }))).await;
    let came_from = async |email: &str, code: &str| {
        let mut body = sign_up(email, PASSWORD);
        body["key"] = json!({ "client_id": "1003", "invoice_number": "30001", "code": code });
        assert_eq!(firm.browser().post("/sign-up", &body).await.status, 202);
        let mut person = firm.browser();
        let token = crate::support::token(&relay.mail(email, "Verify", 1).await);
        person.post("/verify", &json!({ "token": token, "password": PASSWORD })).await;
        person.signs_in(email, PASSWORD).await;
        person.clients().await.unwrap()
    };
    let visits = async |nth: usize| {
        let key = |code: Option<&str>| json!({ "client_id": "1003", "invoice_number": "30001", "code": code });
        assert_eq!(firm.browser().post("/key", &key(None)).await.status, 202);
        let mail = relay.mail("jane@example.com", "Your code", nth).await;
        let code: String = mail.split("\r\n    ").nth(1).unwrap().chars().take(6).collect();
        assert_eq!(firm.browser().post("/key", &key(Some(&code))).await.status, 200);
        assert_eq!(firm.browser().post("/key", &key(Some(&code))).await.status, 403, "for a visit it is good once");
        code
    };
    let code = visits(1).await;
    assert_eq!(came_from("first@example.com", &code).await, ["1003"]);
    assert_eq!(came_from("second@example.com", &code).await, [""; 0], "it is used up");
    let code = visits(2).await;
    assert_eq!(came_from("guess@example.com", if code == "111111" { "222222" } else { "111111" }).await, [""; 0]);
    assert_eq!(came_from("third@example.com", &code).await, [""; 0], "a guess has ended it");
    let code = visits(3).await;
    firm.clock.advance(CODE_IS_GOOD_FOR);
    assert_eq!(came_from("late@example.com", &code).await, [""; 0], "it has its ten minutes");
}

/// Each success is told to the client's contacts, up to where that would be used to fill their mailboxes.
#[tokio::test]
async fn each_success_of_a_key_is_told() {
    let (firm, relay) = spawn_firm_with_mail().await;
    for _ in 0..7 {
        assert!(tries(&firm, key(&firm, "1003", "30001")).await.is_ok());
    }
    let right = json!({ "client_id": "1003", "invoice_number": "30001" });
    assert_eq!(firm.browser().post("/key", &right).await.status, 200);
    relay.mail("jane@example.com", "was opened", 8).await;
    assert_eq!(relay.about("jane@example.com", "was opened").len(), 8);
}

/// Five tries, ten minutes, and no other code meanwhile.
#[tokio::test]
async fn a_code_has_five_tries_and_ten_minutes() {
    let (firm, relay) = spawn_firm_with_mail().await;
    for nth in 0..81 {
        tries(&firm, key(&firm, &format!("guess {nth}"), "1")).await.unwrap_err();
    }
    let right = |code: Option<&'static str>| KeyTry { code, ..key(&firm, "1003", "30001") };
    let sent = Err(KeyRefused { why: KeyAnswer::CodeSent, code_asked: true });
    assert_eq!(tries(&firm, right(None)).await, sent);
    for _ in 0..6 {
        let refused = tries(&firm, right(Some("no code"))).await.unwrap_err();
        assert_eq!(refused, KeyRefused { why: KeyAnswer::WrongCode, code_asked: false });
    }
    assert_eq!(tries(&firm, right(None)).await, sent);
    firm.setup.bell.ring();
    let mail = relay.mail("jane@example.com", "Your code", 1).await;
    let code: String = mail.split("\r\n    ").nth(1).unwrap().chars().take(6).collect();
    let given = KeyTry { code: Some(&code), ..key(&firm, "1003", "30001") };
    assert_eq!(tries(&firm, given).await.unwrap_err().why, KeyAnswer::WrongCode, "its tries are used up");
    assert_eq!(relay.about("jane@example.com", "Your code").len(), 1, "while it lasts there is no other");
    firm.clock.advance(CODE_IS_GOOD_FOR);
    assert_eq!(tries(&firm, right(None)).await, sent);
    firm.setup.bell.ring();
    let mail = relay.mail("jane@example.com", "Your code", 2).await;
    let code: String = mail.split("\r\n    ").nth(1).unwrap().chars().take(6).collect();
    let given = KeyTry { code: Some(&code), ..key(&firm, "1003", "30001") };
    assert!(tries(&firm, given).await.is_ok());
}
