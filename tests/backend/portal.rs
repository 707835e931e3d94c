//! The portals' own API, from outside: what people do with their accounts, and what a stranger learns (`rules.md` 9, 10, 14,
//! 15, 20 to 25, 39).

use chrono::TimeDelta;
use firm::accounts::{RESET_IS_GOOD_FOR, SESSION_IS_GOOD_FOR, VERIFICATION_IS_GOOD_FOR};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Browser, FakeRelay, Mailbox, Mood, TestFirm, client, clients_csv, spawn_firm, spawn_firm_with, token,
};

const PASSWORD: &str = "plums in the icebox";

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

/// What is the same for an address with an account and for one without: the answer to the letter, and the work.
async fn alike(firm: &TestFirm, path: &str, existing: &Value, absent: &Value) -> (Answer, Answer) {
    let hashing = &firm.setup.hashing;
    let mut did = Vec::new();
    for body in [existing, absent] {
        let before = hashing.computed();
        let answer = firm.browser().post(path, body).await;
        did.push((answer, hashing.computed() - before));
    }
    let (absent, existing) = (did.pop().unwrap(), did.pop().unwrap());
    assert_eq!(existing, absent, "{path}");
    (existing.0, absent.0)
}

/// Nobody finds out whether an address has an account: not by the answer, and not by the work that it takes.
#[tokio::test]
async fn whether_an_address_has_an_account_does_not_show() {
    let (firm, relay) = spawn_firm_with_mail().await;
    // Once before, so that the hash of nobody's password is there.
    firm.browser().signs_in("nobody@example.com", "some long password").await;
    person(&firm, &relay, "jane@example.com").await;
    let unverified = "una@example.com";
    firm.browser().post("/sign-up", &sign_up(unverified, PASSWORD)).await;
    let sign_in = |email: &str| json!({ "email": email, "password": "some long password" });
    for existing in ["jane@example.com", unverified] {
        let absent = "nobody@example.com";
        let only = |email: &str| json!({ "email": email });
        let (answer, _) = alike(&firm, "/sign-in", &sign_in(existing), &sign_in(absent)).await;
        assert_eq!(answer.status, 401);
        let (answer, _) = alike(&firm, "/reset-request", &only(existing), &only(absent)).await;
        assert_eq!(answer.status, 202);
        let (answer, _) = alike(&firm, "/verification", &only(existing), &only(absent)).await;
        assert_eq!(answer.status, 202);
        let new = format!("new-{existing}");
        let (answer, _) =
            alike(&firm, "/sign-up", &sign_up(existing, PASSWORD), &sign_up(&new, "plums in the icebox")).await;
        assert_eq!(answer.status, 202);
    }
    // A stranger who signed up with an address must not tell from the sign-in whether that made the account.
    alike(
        &firm,
        "/sign-in",
        &json!({ "email": unverified, "password": PASSWORD }),
        &json!({ "email": "jane@example.com", "password": "not this one at all" }),
    )
    .await;
    // What there is to say was written to the addresses that are stored, and to no other.
    relay.mail("jane@example.com", "have an account", 1).await;
    relay.mail("jane@example.com", "new password", 1).await;
    relay.mail("new-jane@example.com", "Verify", 1).await;
    assert!(relay.arrived().iter().all(|mail| !mail.contains("nobody@example.com")));
    assert_eq!(relay.about("jane@example.com", "Verify").len(), 1, "a verified address is not verified again");
}

/// Mail goes to the address that is stored, byte for byte, whatever was typed for it.
#[tokio::test]
async fn mail_goes_to_the_stored_address_and_not_to_what_was_typed() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, "Straße.Jane@example.com").await;
    for typed in ["STRASSE.JANE@EXAMPLE.COM", "strasse.jane@example.com"] {
        firm.browser().post("/reset-request", &json!({ "email": typed })).await;
    }
    firm.browser().post("/reset-request", &json!({ "email": "strasse.jane@example.co" })).await;
    relay.mail("", "new password", 2).await;
    assert!(relay.arrived().iter().all(|mail| !mail.to_lowercase().contains("strasse")), "{:?}", relay.arrived());
}

/// Rule 10: a visitor is told one thing, whatever was wrong with a key.
#[tokio::test]
async fn every_key_that_opens_nothing_gets_one_answer() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut with = clients_csv();
    with.invoices.extend_from_slice(b"1004,40001,2026-10-01,2026-10-31,9.00,9.00,0.00,USD,invoice\n");
    firm.import(firm.firm, &with).await;
    let mut jane = person(&firm, &relay, "someone@example.com").await;
    jane.signs_in("someone@example.com", PASSWORD).await;
    let wrong = [("1003", "30002"), ("9999", "99999"), ("1004", "40001"), ("1003 ", "30001"), ("1003\0", "30001")];
    for path in ["/key", "/claim"] {
        let mut answers = Vec::new();
        for (client_id, invoice_number) in wrong {
            let key = json!({ "client_id": client_id, "invoice_number": invoice_number });
            answers.push(jane.post(path, &key).await);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{path}: {answers:?}");
        assert_eq!(answers[0].status, 403);
    }
    let key = json!({ "client_id": "1003", "invoice_number": "30001" });
    let limited = jane.post("/claim", &key).await;
    assert_eq!(limited.status, 403, "five wrong claims within the hour: the right one is refused too");
    assert_eq!(limited.body["title"], "This opens no portal.");
    assert_eq!(firm.browser().post("/key", &key).await.status, 200, "and its client's key is still open");
    assert_eq!(client("1003").as_str(), "1003");
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

/// A page of another site cannot make a browser change anything, and a form of its own does not pass for one of ours.
#[tokio::test]
async fn a_change_is_asked_for_by_pages_of_ours_only() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, "jane@example.com").await;
    jane.signs_in("jane@example.com", PASSWORD).await;
    let sign_out = || jane.request(Method::POST, "/sign-out").body("{}");
    let json = || sign_out().header("content-type", "application/json");
    for (request, expected) in [
        (sign_out().header("content-type", "text/plain"), 415),
        (sign_out().header("content-type", "application/x-www-form-urlencoded"), 415),
        (jane.request(Method::POST, "/sign-out"), 415),
        (json().header("sec-fetch-site", "cross-site"), 403),
        (json().header("sec-fetch-site", "same-site"), 403),
        (json().header("origin", "https://evil.example"), 403),
        (json().header("origin", "null"), 403),
    ] {
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, expected, "{answer:?}");
        assert!(jane.clients().await.is_some(), "still signed in");
    }
    let no_store = ("cache-control".to_owned(), "no-store".to_owned());
    assert!(jane.get("/me").await.headers.contains(&no_store));
    assert_eq!(Answer::of(json().header("origin", firm.base())).await.status, 204);
}

/// What belongs to the firm cannot be sent along.
#[tokio::test]
async fn a_field_that_is_not_asked_for_is_refused() {
    let firm = spawn_firm().await;
    for field in ["firm_id", "verified_at", "version", "came_from", "portal_user_id"] {
        let mut body = sign_up("new@example.com", PASSWORD);
        body[field] = json!(1);
        assert_eq!(firm.browser().post("/sign-up", &body).await.status, 422, "{field}");
    }
    assert_eq!(firm.staff.search("").await.total, 0);
}

/// An address is one address, and a password none that would be tried first.
#[tokio::test]
async fn addresses_that_lead_elsewhere_and_passwords_that_are_tried_first_are_refused() {
    let (firm, relay) = spawn_firm_with_mail().await;
    for email in [
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "a@example.com\nb",
        "<a@example.com>",
        "\"a\"@example.com",
        "a@example.com(b)",
        "a%b@c@example.com",
        "",
    ] {
        for path in ["/reset-request", "/verification"] {
            let answer = firm.browser().post(path, &json!({ "email": email })).await;
            assert_eq!(answer.status, 422, "{email:?}");
        }
        assert_eq!(firm.browser().post("/sign-up", &sign_up(email, PASSWORD)).await.status, 422, "{email:?}");
        assert_eq!(firm.browser().signs_in(email, PASSWORD).await.status, 401, "{email:?}");
    }
    for password in ["short", "Password1234", "JaneSmith-2026", "harlow & pike 1", "jane@example.com"] {
        let answer = firm.browser().post("/sign-up", &sign_up("jane@example.com", password)).await;
        assert_eq!(answer.status, 422, "{password}");
    }
    assert_eq!(relay.arrived(), [""; 0]);
}

/// Links in messages lead where the firm's IT said, whatever a request calls its host.
#[tokio::test]
async fn links_are_made_from_the_configured_origin() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let body = sign_up("new@example.com", PASSWORD).to_string();
    let request = firm.browser().request(Method::POST, "/sign-up").header("content-type", "application/json");
    let request = request.header("host", "evil.example").header("x-forwarded-host", "evil.example").body(body);
    assert_eq!(Answer::of(request).await.status, 202);
    let mail = relay.mail("new@example.com", "Verify", 1).await;
    let link = format!("{}/p/harlow-pike/verify?token", firm.base());
    assert!(mail.contains(&link) && !mail.contains("evil"), "{mail}");
}

/// Rule 14: people's own acts are no operation of the firm API.
#[tokio::test]
async fn the_firm_api_does_not_know_the_portals_acts() {
    let document = serde_json::to_value(firm::api::open_api()).unwrap();
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
    assert!(paths.len() > 5 && paths.iter().all(|path| path.starts_with("/api/v1/")), "{paths:?}");
    for word in ["sign", "verif", "reset", "claim", "/p/"] {
        assert!(paths.iter().all(|path| !path.contains(word)), "{word}: {paths:?}");
    }
}
