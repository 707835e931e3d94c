//! One-click links, from the firm that sends one to whoever opens it (`rules.md` 7, 8, 12, 13, 15, 20, 27; `trust.md` S8).

use chrono::TimeDelta;
use contract::{OneClickLinkView, OneClickLinks, OneClickRevoked};
use domain::OneClickLink;
use firm::import::ExportFiles;
use reqwest::Method;
use serde_json::{Value, json};

use super::portal::{PASSWORD, spawn_firm_with_mail};
use crate::support::{Mailbox, Reader, TestFirm, clients_csv, token};

/// Staff send a link about a bill of 1002, and what its token is.
pub(super) async fn sent(firm: &TestFirm, relay: &impl Mailbox, count: usize) -> (OneClickLinkView, String) {
    let body = json!({ "about": "invoice", "recipient": "jane@example.com" });
    let sent: OneClickLinkView = firm.staff.post("/clients/1002/one-click-links", &body).await;
    (sent, token(&relay.mail("Jane@Example.com", "A bill for Smith Family Trust", count).await))
}

/// Opens the link, and takes the person's own next step.
pub(super) async fn visits(firm: &TestFirm, token: &str) -> Reader {
    let mut reader = firm.reader();
    let opened = reader.open(&format!("open?token={token}")).await;
    assert_eq!(
        (opened.leads_to().as_str(), opened.header("referrer-policy").as_str()),
        ("/p/harlow-pike/open", "no-referrer")
    );
    assert!(reader.open("open").await.titled("Bills from your mail").has("Smith Family Trust"));
    reader.goes_on("open", &[]).await.titled("What is to be paid");
    reader
}

#[tokio::test]
async fn a_link_opens_its_client_after_a_step_of_ones_own() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let (link, token) = sent(&firm, &relay, 1).await;
    assert_eq!((link.recipient.as_str(), link.sent_by.as_str(), link.good), ("Jane@Example.com", "Dana Osei", true));
    for _ in 0..20 {
        let scanner = firm.reader().request(Method::HEAD, &format!("open?token={token}"));
        assert_eq!(firm.reader().take(scanner).await.status, 303);
        let mut scanner = firm.reader();
        scanner.open(&format!("open?token={token}")).await.leads_to();
        scanner.open("open").await.titled("Bills from your mail");
        assert_eq!(scanner.open("visit").await.leads_to(), "/p/harlow-pike/pay", "a scanner is on no visit");
    }
    let mut reader = visits(&firm, &token).await;
    let seen = reader.open("visit").await;
    assert!(seen.has("Smith Family Trust") && !seen.has("Realty"), "rule 12");
    assert!(seen.has("if its address is the one that your link was sent to"), "rule 20");
    for page in ["clients", "clients/1002", "claim"] {
        assert_eq!(reader.open(page).await.leads_to(), "/p/harlow-pike/sign-in", "{page}: rule 13");
    }
    visits(&firm, &token).await;
    let mut elsewhere = Reader::new(firm.base(), "other-firm");
    elsewhere.open(&format!("open?token={token}")).await.leads_to();
    elsewhere.open("open").await.titled("This link opens nothing (any more)");
    assert_eq!(elsewhere.send("open", &[]).await.status, 200);
    assert_eq!(elsewhere.open("visit").await.leads_to(), "/p/other-firm/pay");
}

/// Rules 1, 13 and 27: it expires, is revoked, is closed with its recipient's access, and closes with its portal; so do the
/// visits that it began.
#[tokio::test]
async fn a_link_dies_with_its_visits() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let dead = async |token: &str, mut on_a_visit: Reader| {
        assert!(!on_a_visit.open("sign-up").await.has("Jane@Example.com"), "nothing is told of the recipient");
        on_a_visit.open("visit").await.titled("This visit is over");
        let mut reader = firm.reader();
        reader.open(&format!("open?token={token}")).await.leads_to();
        reader.open("open").await.titled("This link opens nothing (any more)");
        reader.send("open", &[]).await.titled("This link opens nothing (any more)");
    };
    let (link, revoked) = sent(&firm, &relay, 1).await;
    let on_a_visit = visits(&firm, &revoked).await;
    let path = format!("/clients/1002/one-click-links/{}", link.link_id);
    for (other, status) in
        [(&firm.staff_of_another_firm, 404), (&firm.staff_without_payments, 403), (&firm.anonymous, 401)]
    {
        assert_eq!(other.refusal(other.request(Method::DELETE, &path)).await.0, status, "rules 38 and 39");
    }
    let of_another_client = firm.staff.request(Method::DELETE, &path.replace("1002", "1003"));
    assert_eq!(firm.staff.refusal(of_another_client).await.0, 404);
    visits(&firm, &revoked).await;
    let answer: OneClickRevoked = firm.staff.send(firm.staff.request(Method::DELETE, &path)).await;
    assert!(answer.changed && !answer.link.good);
    dead(&revoked, on_a_visit).await;
    let again: OneClickRevoked = firm.staff.send(firm.staff.request(Method::DELETE, &path)).await;
    assert_eq!((again.changed, again.link.revoked_at), (false, answer.link.revoked_at));

    let (_, closed) = sent(&firm, &relay, 2).await;
    let on_a_visit = visits(&firm, &closed).await;
    let body = json!({ "client_id": "1002" });
    firm.staff.post::<Value>(&format!("/portal-users/{jane}/close-access"), &body).await;
    dead(&closed, on_a_visit).await;

    let (_, inactive) = sent(&firm, &relay, 3).await;
    let on_a_visit = visits(&firm, &inactive).await;
    let mut without = clients_csv();
    let text = String::from_utf8(without.clients).unwrap();
    without.clients = text.replace("1002,Smith Family Trust,true", "1002,Smith Family Trust,false").into_bytes();
    firm.import_confirmed(firm.firm, &without).await;
    dead(&inactive, on_a_visit).await;
    firm.import_confirmed(firm.firm, &clients_csv()).await;
    visits(&firm, &inactive).await;

    firm.clock.advance(OneClickLink::GOOD_FOR - TimeDelta::hours(1));
    let on_a_visit = visits(&firm, &inactive).await;
    firm.clock.advance(TimeDelta::hours(1));
    dead(&inactive, on_a_visit).await;
    let all: OneClickLinks = firm.staff.get("/clients/1002/one-click-links").await;
    assert_eq!(all.links.iter().map(|link| link.good).collect::<Vec<_>>(), [false; 3]);
}

/// B8 and rule 13: a link goes to a contact of the client, at the address that the PMS has; staff are never told its token.
#[tokio::test]
async fn a_link_goes_to_a_contact_of_the_client_and_nowhere_else() {
    let (firm, _relay) = spawn_firm_with_mail().await;
    let send = |client: &str, recipient: &str| {
        let body = json!({ "about": "statement", "recipient": recipient });
        firm.staff.request(Method::POST, &format!("/clients/{client}/one-click-links")).json(&body)
    };
    for (client, recipient) in [
        ("1002", "bo@example.com"),
        ("1002", "j\u{131}ne@example.com"),
        ("1002", "jane@example.com, bo@example.com"),
        ("1004", "bo@example.com"),
    ] {
        assert_eq!(firm.staff.refusal(send(client, recipient)).await.0, 400, "{client} {recipient}");
    }
    assert_eq!(firm.staff.refusal(send("no-such", "jane@example.com")).await.0, 404);
    let answer: Value = firm.staff.send(send("1002", "JANE@example.com")).await;
    assert_eq!(answer["recipient"], "Jane@Example.com");
    assert!(!answer.to_string().contains("token"));
}

/// An export without contacts, so that nothing but a link can link.
fn without_contacts() -> ExportFiles {
    ExportFiles { contacts: b"client_id,name,email,receives_invoices\n".to_vec(), ..clients_csv() }
}

/// Signs up out of a visit by this link, with what verifies the address.
async fn signs_up(firm: &TestFirm, relay: &impl Mailbox, link: &str, email: &str) -> (Reader, String) {
    let mut reader = visits(firm, link).await;
    assert!(reader.open("sign-up").await.has("value=\"Jane@Example.com\""), "the form is filled in");
    let form = [("first_name", "Jane"), ("last_name", "Smith"), ("email", email), ("password", PASSWORD)];
    reader.goes_on("sign-up", &form).await.titled("Check your mail");
    (reader, token(&relay.mail(email, "Verify", 1).await))
}

/// Rules 15 and 20: who signs up out of such a visit is linked if the link was sent to that very address, and not otherwise.
#[tokio::test]
async fn who_signs_up_out_of_a_link_is_linked_if_it_was_sent_to_that_address() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let (_, link) = sent(&firm, &relay, 1).await;
    firm.import_confirmed(firm.firm, &without_contacts()).await;
    for (email, page) in
        [("forwarded@example.com", "/p/harlow-pike/claim"), ("jane@example.com", "/p/harlow-pike/clients")]
    {
        let (mut reader, token) = signs_up(&firm, &relay, &link, email).await;
        reader.goes_on("verify", &[("token", &token), ("password", PASSWORD)]).await.titled("Sign in");
        assert_eq!(reader.signs_in(email, PASSWORD).await.leads_to(), page, "{email}");
    }
}

/// Rule 13: a link that was revoked between the sign-up and the verification links nobody any more.
#[tokio::test]
async fn a_link_that_is_revoked_before_the_address_is_verified_links_nobody() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let (sent, link) = sent(&firm, &relay, 1).await;
    firm.import_confirmed(firm.firm, &without_contacts()).await;
    let (mut reader, token) = signs_up(&firm, &relay, &link, "jane@example.com").await;
    let revoke = firm.staff.request(Method::DELETE, &format!("/clients/1002/one-click-links/{}", sent.link_id));
    firm.staff.send::<OneClickRevoked>(revoke).await;
    reader.goes_on("verify", &[("token", &token), ("password", PASSWORD)]).await.titled("Sign in");
    assert_eq!(reader.signs_in("jane@example.com", PASSWORD).await.leads_to(), "/p/harlow-pike/claim");
}
