//! The portals' own API, from outside: what people do with their accounts, and what a stranger learns (`rules.md` 9, 10, 14,
//! 15, 20 to 25, 39).

use chrono::TimeDelta;
use firm::accounts::{RESET_IS_GOOD_FOR, SESSION_IS_GOOD_FOR, VERIFICATION_IS_GOOD_FOR};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, FakeRelay, Mailbox, Mood, TestFirm, clients_csv, spawn_firm_with, token};

pub(super) const PASSWORD: &str = "plums in the icebox";

/// What a person gives when signing up.
pub(super) fn sign_up(email: &str, password: &str) -> Value {
    json!({ "email": email, "first_name": "Jane", "last_name": "Smith", "password": password })
}

/// A firm whose mail arrives.
pub(super) async fn spawn_firm_with_mail() -> (TestFirm, FakeRelay) {
    let relay = FakeRelay::start(Mood::Takes).await;
    (spawn_firm_with(relay.relay()).await, relay)
}

/// A person with an account whose address is verified, and with nobody signed in.
pub(super) async fn person(firm: &TestFirm, relay: &FakeRelay, email: &str) -> Browser {
    let browser = firm.browser();
    assert_eq!(browser.post("/sign-up", &sign_up(email, PASSWORD)).await.status, 202);
    let token = token(&relay.mail(email, "Verify", 1).await);
    let verified = browser.post("/verify", &json!({ "token": token, "password": PASSWORD })).await;
    assert_eq!(verified.status, 204, "{verified:?}");
    browser
}

/// From the sign-up to the day that access is taken away, and back in by a key.
#[tokio::test]
async fn a_persons_life_at_a_portal() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, "jane@example.com").await;
    let signed_in = jane.signs_in("JANE@example.com", PASSWORD).await;
    assert_eq!((signed_in.status, &signed_in.body), (200, &json!({ "access": "can_sign_in" })));
    let (_, cookie) = signed_in.headers.iter().find(|(name, _)| name == "set-cookie").unwrap();
    for part in ["__Host-portico=", "; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(jane.clients().await.unwrap(), ["1003", "1002"], "linked as contact (21), by name");

    let user = firm.staff.search("jane").await.rows[0].id;
    firm.staff.de_link(user, "1003", "").await;
    assert_eq!(jane.clients().await.unwrap(), ["1002"], "gone from the very next request (24)");
    firm.staff.de_link(user, "1002", "").await;
    let me = jane.get("/me").await;
    assert_eq!((me.body["access"].as_str(), &me.body["clients"]), (Some("must_claim"), &json!([])), "rule 25");
    let again = jane.signs_in("jane@example.com", PASSWORD).await;
    assert_eq!(again.body, json!({ "access": "must_claim" }));

    let claimed = jane.post("/claim", &json!({ "client_id": "1003", "invoice_number": "30001" })).await;
    assert_eq!((claimed.status, &claimed.body["name"]), (200, &json!("100% Realty_Group")));
    assert_eq!(jane.clients().await.unwrap(), ["1003"]);
    relay.mail("jane@example.com", "was opened", 1).await;

    assert_eq!(jane.post("/sign-out", &json!({})).await.status, 204);
    assert_eq!(jane.clients().await, None, "the old cookie is nobody's");
}

/// Rules 1 and 6: a closed portal does not show, and shows again.
#[tokio::test]
async fn a_client_that_turns_inactive_is_gone_and_comes_back() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, "jane@example.com").await;
    jane.signs_in("jane@example.com", PASSWORD).await;
    let mut without = clients_csv();
    let text = String::from_utf8(without.clients).unwrap();
    without.clients = text.replace("1003,100% Realty_Group,true", "1003,100% Realty_Group,false").into_bytes();
    firm.import_confirmed(firm.firm, &without).await;
    assert_eq!(jane.clients().await.unwrap(), ["1002"]);
    firm.import_confirmed(firm.firm, &clients_csv()).await;
    assert_eq!(jane.clients().await.unwrap(), ["1003", "1002"]);
}

/// Rule 15: whoever owns the address leaves a stranger who signed up with it with nothing, by either message.
#[tokio::test]
async fn a_stranger_who_signed_up_with_somebodys_address_is_left_with_nothing() {
    let (firm, relay) = spawn_firm_with_mail().await;
    for (email, by_reset) in [("owner@example.com", false), ("other@example.com", true)] {
        let mut stranger = firm.browser();
        let mut body = sign_up(email, "the stranger's password");
        body["key"] = json!({ "client_id": "1003", "invoice_number": "30001" });
        stranger.post("/sign-up", &body).await;
        let mut owner = firm.browser();
        let (path, mail) = if by_reset {
            owner.post("/reset-request", &json!({ "email": email })).await;
            ("/reset", relay.mail(email, "new password", 1).await)
        } else {
            ("/verify", relay.mail(email, "Verify", 1).await)
        };
        assert!(!mail.contains("Jane"), "a name that anybody can choose is not in a message that anybody can cause");
        let done = owner.post(path, &json!({ "token": token(&mail), "new_password": PASSWORD })).await;
        assert_eq!(done.status, 204, "{done:?}");
        assert_eq!(stranger.signs_in(email, "the stranger's password").await.status, 401);
        assert_eq!(owner.signs_in(email, PASSWORD).await.body, json!({ "access": "must_claim" }));
        assert_eq!(owner.clients().await.unwrap(), [""; 0], "the stranger's key links nothing");
    }
}

/// Rule 20: whoever came by a key and verifies with the password chosen then is linked to that client.
#[tokio::test]
async fn who_came_by_a_key_is_linked_once_verified() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut browser = firm.browser();
    let key = json!({ "client_id": "1001", "invoice_number": "1" });
    let mut body = sign_up("new@example.com", PASSWORD);
    body["key"] = key;
    browser.post("/sign-up", &body).await;
    let token = token(&relay.mail("new@example.com", "Verify", 1).await);
    browser.post("/verify", &json!({ "token": token, "password": PASSWORD })).await;
    let signed_in = browser.signs_in("new@example.com", PASSWORD).await;
    assert_eq!(signed_in.body, json!({ "access": "must_claim" }), "that key was wrong, which nobody was told");

    let mut body = sign_up("right@example.com", PASSWORD);
    body["key"] = json!({ "client_id": "1002", "invoice_number": "20934" });
    browser.post("/sign-up", &body).await;
    let token = self::token(&relay.mail("right@example.com", "Verify", 1).await);
    browser.post("/verify", &json!({ "token": token, "password": PASSWORD })).await;
    browser.signs_in("right@example.com", PASSWORD).await;
    assert_eq!(browser.clients().await.unwrap(), ["1002"]);
}

/// A session is one firm's, ends by itself, and is another one after each sign-in.
#[tokio::test]
async fn a_session_is_of_one_firm_and_ends() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, "jane@example.com").await;
    jane.signs_in("jane@example.com", PASSWORD).await;
    let mut elsewhere = Browser::new(firm.base(), "other-firm");
    elsewhere.cookie.clone_from(&jane.cookie);
    assert_eq!(elsewhere.clients().await, None, "rule 39");
    assert_eq!(Browser::new(firm.base(), "no-such-firm").get("/me").await.status, 404);

    let before = jane.clone();
    jane.signs_in("jane@example.com", PASSWORD).await;
    assert_ne!(before.cookie, jane.cookie);
    assert_eq!(before.clients().await, None, "what the browser had before the sign-in is over");
    let token = jane.cookie.as_deref().unwrap().split_once('=').unwrap().1.to_owned();
    let bearer = firm.browser().request(Method::GET, "/me").bearer_auth(&token);
    assert_eq!(Answer::of(bearer).await.status, 200, "a bearer token does as well");
    let as_staff = firm.anonymous.with_token(&token).request(Method::GET, "/portal-users");
    assert_eq!(as_staff.send().await.unwrap().status(), 401, "and is no token of staff");
    firm.clock.advance(SESSION_IS_GOOD_FOR - TimeDelta::seconds(1));
    assert!(jane.clients().await.is_some());
    firm.clock.advance(TimeDelta::seconds(1));
    assert_eq!(jane.clients().await, None);
}

/// A reset ends every session and every older token; each token is good once, for its time, and the newest alone.
#[tokio::test]
async fn a_reset_ends_every_session_and_every_older_token() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, "jane@example.com").await;
    let mut phone = firm.browser();
    jane.signs_in("jane@example.com", PASSWORD).await;
    phone.signs_in("jane@example.com", PASSWORD).await;
    let ask = json!({ "email": "jane@example.com" });
    let visitor = firm.browser();
    visitor.post("/reset-request", &ask).await;
    let older = token(&relay.mail("jane@example.com", "new password", 1).await);
    visitor.post("/reset-request", &ask).await;
    let newer = token(&relay.mail("jane@example.com", "new password", 2).await);
    let reset = |token: &str| json!({ "token": token, "new_password": "a wholly new secret" });
    assert_eq!(visitor.post("/reset", &reset(&older)).await.status, 403, "the older one is dead");
    let bad = json!({ "token": &newer, "new_password": "jane.smith.jane.smith" });
    assert_eq!(visitor.post("/reset", &bad).await.status, 422, "a password that is refused uses nothing up");
    assert_eq!(visitor.post("/reset", &reset(&newer)).await.status, 204);
    assert_eq!(visitor.post("/reset", &reset(&newer)).await.status, 403, "used up");
    assert_eq!((jane.clients().await, phone.clients().await), (None, None));
    assert_eq!(jane.signs_in("jane@example.com", PASSWORD).await.status, 401);
    assert_eq!(jane.signs_in("jane@example.com", "a wholly new secret").await.status, 200);

    visitor.post("/reset-request", &ask).await;
    let late = token(&relay.mail("jane@example.com", "new password", 3).await);
    firm.clock.advance(RESET_IS_GOOD_FOR);
    assert_eq!(visitor.post("/reset", &reset(&late)).await.status, 403);
}

/// As above, of the message that verifies an address.
#[tokio::test]
async fn only_the_newest_verification_is_good_once_and_for_a_day() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let browser = firm.browser();
    browser.post("/sign-up", &sign_up("new@example.com", PASSWORD)).await;
    let older = token(&relay.mail("new@example.com", "Verify", 1).await);
    browser.post("/verification", &json!({ "email": "new@example.com" })).await;
    let newer = token(&relay.mail("new@example.com", "Verify", 2).await);
    let verify = |token: &str| json!({ "token": token, "password": PASSWORD });
    assert_eq!(browser.post("/verify", &verify(&older)).await.status, 403);
    let wrong = json!({ "token": &newer, "password": "not that password" });
    assert_eq!(browser.post("/verify", &wrong).await.status, 403);
    firm.clock.advance(VERIFICATION_IS_GOOD_FOR);
    assert_eq!(browser.post("/verify", &verify(&newer)).await.status, 403);
    browser.post("/verification", &json!({ "email": "new@example.com" })).await;
    let newest = token(&relay.mail("new@example.com", "Verify", 3).await);
    assert_eq!(browser.post("/verify", &verify(&newest)).await.status, 204);
    assert_eq!(browser.post("/verify", &verify(&newest)).await.status, 403);
}

/// Twenty use one token at the same moment: one wins.
#[tokio::test]
async fn of_twenty_who_use_a_token_at_once_one_wins() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, "jane@example.com").await;
    firm.browser().post("/reset-request", &json!({ "email": "jane@example.com" })).await;
    let token = token(&relay.mail("jane@example.com", "new password", 1).await);
    let all = (0..20).map(|nth| {
        let (browser, token) = (firm.browser(), token.clone());
        let new_password = format!("a wholly new secret {nth}");
        tokio::spawn(async move {
            browser.post("/reset", &json!({ "token": token, "new_password": new_password })).await.status
        })
    });
    let mut won = 0;
    for one in all.collect::<Vec<_>>() {
        match one.await.unwrap() {
            204 => won += 1,
            status => assert!(status == 403 || status == 503, "{status}"),
        }
    }
    assert_eq!(won, 1);
}
