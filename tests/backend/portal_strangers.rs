//! What a stranger learns at a portal, and cannot do there (`rules.md` 10, 14, 15): nothing of whether an address has an
//! account or what was wrong with a key, and nothing in anybody else's name.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::portal::{PASSWORD, person, sign_up, spawn_firm_with_mail};
use crate::support::{Answer, Dice, Mailbox, TestFirm, clients_csv, size, spawn_firm};

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
    let wrong = [("1003", "30002"), ("9999", "99999"), ("1004", "40001"), ("1003 ", "30001"), ("10 03", "30001")];
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

/// How well the time that an answer takes tells the one from the other: 0.5 is not at all.
fn told_apart_by_time(one: &[Duration], other: &[Duration]) -> f64 {
    let wins =
        |a: &Duration| other.iter().map(|b| if a > b { 1.0 } else { f64::from(u8::from(a == b)) / 2.0 }).sum::<f64>();
    let pairs = f64::from(u32::try_from(one.len() * other.len()).unwrap());
    one.iter().map(wins).sum::<f64>() / pairs
}

/// S4: pairs of an address that has an account and one that has none, by turns and in either order, at each form. The times
/// are shown and judge nothing: a busy machine is no leak.
#[tokio::test]
async fn pairs_of_addresses_are_answered_alike_at_every_form() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, "jane@example.com").await;
    let mut dice = Dice::of_test("pairs_of_addresses_are_answered_alike");
    let pairs = size(5, 400);
    for form in ["/sign-in", "/reset-request", "/verification", "/sign-up"] {
        let body = |email: &str| match form {
            "/sign-in" => json!({ "email": email, "password": "some long password" }),
            "/sign-up" => sign_up(email, PASSWORD),
            _ => json!({ "email": email }),
        };
        let mut took = [Vec::new(), Vec::new()];
        for nth in 0..pairs {
            let absent = format!("nobody{nth}@example.com");
            let mut answers = [None, None];
            for which in if dice.below(2) == 0 { [0, 1] } else { [1, 0] } {
                let begun = Instant::now();
                answers[which] = Some(firm.browser().post(form, &body(["jane@example.com", &absent][which])).await);
                took[which].push(begun.elapsed());
            }
            assert_eq!(answers[0], answers[1], "{form}, pair {nth}");
            // So that no limit on the network or the address is what is looked at.
            firm.clock.advance(TimeDelta::minutes(61));
        }
        let told = told_apart_by_time(&took[0], &took[1]);
        println!("S4 {form}: {pairs} pairs answered alike; by time alone they are told apart with an AUC of {told:.3}");
    }
}

/// S5: likewise of what can be wrong with a key.
#[tokio::test]
async fn pairs_of_keys_that_open_nothing_are_answered_alike() {
    let firm = spawn_firm().await;
    let mut with = clients_csv();
    with.invoices.extend_from_slice(b"1004,40001,2026-10-01,2026-10-31,9.00,9.00,0.00,USD,invoice\n");
    firm.import(firm.firm, &with).await;
    let mut dice = Dice::of_test("pairs_of_keys_that_open_nothing");
    let wrong = [("1003", "1"), ("9999", "30001"), ("1004", "40001"), ("1002", "30001"), ("1003 ", "30001")];
    let (pairs, mut took) = (size(10, 400), [const { Vec::new() }; 5]);
    let mut first = None;
    for nth in 0..pairs {
        let (one, other) = (dice.below(5), dice.below(5));
        for which in [one, other].map(|which| usize::try_from(which).unwrap()) {
            let (client_id, invoice_number) = wrong[which];
            let begun = Instant::now();
            let body = json!({ "client_id": client_id, "invoice_number": invoice_number });
            let answer = firm.browser().post("/key", &body).await;
            took[which].push(begun.elapsed());
            assert_eq!(&answer, first.get_or_insert(answer.clone()), "pair {nth}, {client_id} {invoice_number}");
        }
        firm.clock.advance(TimeDelta::minutes(61));
    }
    let told: Vec<_> = took[1..].iter().map(|other| format!("{:.3}", told_apart_by_time(&took[0], other))).collect();
    println!("S5: {pairs} pairs of wrong keys answered alike; told apart by time with an AUC of {}", told.join(", "));
}
