//! What the access check says of a claim after too many wrong keys is what the portal does with it (`rules.md` 10, 22, 40):
//! before they are too many, while they are, and after.

use chrono::TimeDelta;
use contract::{AccessCheck, CloseAccessAnswer};
use domain::{Action, By, Limits, Outcome, PortalUserId, Remedy};
use reqwest::Method;
use serde_json::json;

use super::portal::{PASSWORD, person, spawn_firm_with_mail};
use crate::support::{Answer, TestFirm, spawn_firm};

/// No client's contact: what is linked was claimed.
const PAT: &str = "pat@example.com";

async fn check(firm: &TestFirm, client: Option<&str>) -> AccessCheck {
    let asked = firm.staff.request(Method::GET, "/access-check").query(&[("email", PAT)]);
    let asked = asked.query(&[("action", Action::Claim)]).query(&client.map(|client| [("client_id", client)]));
    firm.staff.send(asked).await
}

/// Signs in and claims in the portal itself.
async fn claim(firm: &TestFirm, invoice_number: &str) -> Answer {
    let mut browser = firm.browser();
    browser.signs_in(PAT, PASSWORD).await;
    browser.post("/claim", &json!({ "client_id": "1003", "invoice_number": invoice_number })).await
}

/// Whether the right key is taken: the portal and the access check, with the client and without, which have to agree.
async fn can_claim(firm: &TestFirm) -> bool {
    let (said, without_client) = (check(firm, Some("1003")).await, check(firm, None).await);
    let done = claim(firm, "30001").await.status == 200;
    assert_eq!((said.allowed, without_client.allowed), (done, done), "{said:?}");
    done
}

/// A claim with an invoice number that the client never had.
async fn wrong_key(firm: &TestFirm, user: PortalUserId) {
    assert!(!firm.claims(user, "1003", "999").await);
}

fn remedies(check: &AccessCheck) -> Vec<(Remedy, By)> {
    check.remedies.iter().map(|one| (one.remedy, one.by)).collect()
}

#[tokio::test]
async fn the_check_and_the_portal_agree_before_in_and_after_five_wrong_keys() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, PAT).await;
    let plain = check(&firm, Some("1003")).await;
    let user = plain.portal_user_id.unwrap();
    for _ in 0..4 {
        wrong_key(&firm, user).await;
        firm.clock.advance(TimeDelta::minutes(1));
        assert_eq!(check(&firm, Some("1003")).await.verdict, plain.verdict, "four lock nothing");
    }
    let abilities = firm.staff.detail(user).await.abilities;
    let refused = claim(&firm, "999").await;
    assert_eq!(claim(&firm, "30001").await, refused, "the right key, in the words of a wrong one");
    assert!(!can_claim(&firm).await);
    let said = check(&firm, Some("1003")).await;
    assert_eq!(
        said.verdict,
        "Jane Smith cannot claim 100% Realty_Group: this account's claims are locked until 23 Nov 2026, 10:00 UTC, after \
         too many wrong keys."
    );
    assert_eq!(remedies(&said), [(Remedy::Link, By::Staff), (Remedy::ClaimLater, By::Person)]);
    assert_eq!(firm.staff.detail(user).await.abilities, abilities, "nothing else is locked by them");
    // The first of the five is an hour old then, and four are left: what was refused unseen does not count.
    firm.clock.advance(Limits::SHORT - TimeDelta::minutes(4) - TimeDelta::seconds(1));
    assert!(!can_claim(&firm).await);
    firm.clock.advance(TimeDelta::seconds(1));
    assert_eq!(check(&firm, Some("1003")).await.verdict, plain.verdict);
    assert!(can_claim(&firm).await);
}

#[tokio::test]
async fn the_check_and_the_portal_agree_after_twenty_wrong_keys_in_a_day() {
    let firm = spawn_firm().await;
    let pat = firm.user("Pat", "Novak", PAT).await;
    for hour in 0..4 {
        for _ in 0..5 {
            // No client has it: the key of one would be closed for them.
            assert!(!firm.claims(pat, "no such client", "1").await, "hour {hour}");
        }
        assert!(!check(&firm, Some("1003")).await.allowed);
        firm.clock.advance(Limits::SHORT);
        assert_eq!(check(&firm, Some("1003")).await.allowed, hour < 3);
    }
    let said = check(&firm, Some("1003")).await;
    assert!(said.verdict.contains("locked until 24 Nov 2026, 09:00 UTC"), "{}", said.verdict);
    assert!(!firm.claims(pat, "1003", "30001").await);
    firm.clock.advance(Limits::LONG - TimeDelta::hours(4));
    assert!(check(&firm, Some("1003")).await.allowed);
    assert!(firm.claims(pat, "1003", "30001").await);
}

/// Rule 10 limits an account: another one claims, and is told so, as if nothing had been.
#[tokio::test]
async fn whoever_gave_no_wrong_keys_is_not_locked_by_anothers() {
    let firm = spawn_firm().await;
    firm.user("Pat", "Novak", PAT).await;
    let before = check(&firm, Some("1003")).await;
    let other = firm.user("Bo", "Other", "bo@example.com").await;
    for _ in 0..5 {
        assert!(!firm.claims(other, "no such client", "1").await);
    }
    assert!(!firm.claims(other, "1003", "30001").await);
    let after = check(&firm, Some("1003")).await;
    assert_eq!((after.verdict, &after.steps, after.remedies), (before.verdict.clone(), &before.steps, Vec::new()));
    assert!(before.allowed && before.steps.iter().all(|step| step.outcome == Outcome::Passed), "{before:?}");
    assert!(firm.claims(before.portal_user_id.unwrap(), "1003", "30001").await);
}

/// Rule 23: staff need no key, and so do not wait for what keys are limited by.
#[tokio::test]
async fn staff_link_whose_claims_are_locked() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut pat = person(&firm, &relay, PAT).await;
    let user = check(&firm, None).await.portal_user_id.unwrap();
    for _ in 0..5 {
        wrong_key(&firm, user).await;
    }
    assert!(!can_claim(&firm).await);
    firm.staff.link(user, "1003").await;
    pat.signs_in(PAT, PASSWORD).await;
    assert_eq!(pat.clients().await.unwrap(), ["1003"]);
}

/// Rules 10, 27: a bar is told to staff before a lock, since no waiting helps; what the caller is told tells them apart in
/// nothing.
#[tokio::test]
async fn a_bar_is_told_before_a_lock_and_the_reply_tells_neither() {
    let firm = spawn_firm().await;
    let pat = firm.user("Pat", "Novak", PAT).await;
    for _ in 0..5 {
        wrong_key(&firm, pat).await;
    }
    let locked = check(&firm, Some("1003")).await;
    let close = json!({ "client_id": "1003" });
    firm.staff.post::<CloseAccessAnswer>(&format!("/portal-users/{pat}/close-access"), &close).await;
    let barred = check(&firm, Some("1003")).await;
    assert!(barred.verdict.contains("access to this client was closed"), "{}", barred.verdict);
    assert_eq!(remedies(&barred), [(Remedy::Link, By::Staff)]);
    assert_eq!(locked.reply, barred.reply);
}
