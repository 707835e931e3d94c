//! Visits without an account, by a key (`rules.md` 1, 8, 9, 10, 12, 20).

use chrono::TimeDelta;
use contract::PortalView;
use firm::portal::pages::bills;
use firm::visits::VISIT_IS_GOOD_FOR;
use serde_json::json;

use super::pages::resident;
use super::portal::{PASSWORD, spawn_firm_with_mail};
use crate::support::{Mailbox, Reader, TestFirm, clients_csv, spawn_firm, token};

fn key<'a>(client: &'a str, invoice: &'a str) -> [(&'a str, &'a str); 2] {
    [("client_id", client), ("invoice_number", invoice)]
}

/// Somebody on a visit to 1002.
pub(super) async fn visitor(firm: &TestFirm) -> Reader {
    let mut visitor = firm.reader();
    visitor.goes_on("pay", &key("1002", "20931")).await.titled("What is to be paid");
    visitor
}

/// Rules 8 and 12: a visit sees the one client that it is bound to, as staff see it, says which, and ends.
#[tokio::test]
async fn a_visit_sees_one_client_and_says_which() {
    let firm = spawn_firm().await;
    let mut visitor = visitor(&firm).await;
    let seen = visitor.open("visit").await;
    let view: PortalView = firm.staff.get("/clients/1002/portal").await;
    assert!(seen.has(&bills(&view).into_string()) && seen.has("You are visiting <strong><bdi>Smith Family Trust"));
    for page in ["clients", "clients/1002", "claim"] {
        assert_eq!(visitor.open(page).await.leads_to(), "/p/harlow-pike/sign-in", "{page}: rule 11");
    }
    let before = visitor.clone();
    visitor.goes_on("pay", &key("1003", "30001")).await.titled("What is to be paid");
    let seen = visitor.open("visit").await;
    assert!(seen.has("100% Realty_Group") && !seen.has("Smith Family Trust"), "another key is another visit");
    before.clone().open("visit").await.titled("This visit is over");
    let mut elsewhere = Reader::new(firm.base(), "other-firm");
    elsewhere.cookies.clone_from(&visitor.cookies);
    elsewhere.open("visit").await.titled("This visit is over");

    let stays = visitor.clone();
    visitor.goes_on("leave", &[]).await.titled("Welcome");
    assert_eq!(visitor.open("visit").await.leads_to(), "/p/harlow-pike/pay");
    stays.clone().open("visit").await.titled("This visit is over");
}

/// Rule 12: whoever signs in or out is on no visit any more, with whatever copy of its token.
#[tokio::test]
async fn a_sign_in_and_a_sign_out_end_the_visit() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = resident(&firm, &relay, "jane@example.com").await;
    for (page, fields) in
        [("sign-out", vec![]), ("sign-in", vec![("email", "jane@example.com"), ("password", PASSWORD)])]
    {
        jane.goes_on("pay", &key("1002", "20931")).await.titled("What is to be paid");
        let mut stays = jane.clone();
        jane.send(page, &fields).await.leads_to();
        assert_eq!(jane.open("visit").await.leads_to(), "/p/harlow-pike/pay", "{page}: its cookie is gone");
        let over = stays.open("visit").await.titled("This visit is over");
        assert!(over.has("lasts 2 hours at most") && over.has("href=\"/p/harlow-pike\""), "{}", over.html);
    }
    // A refused one ends nothing.
    let mut visitor = visitor(&firm).await;
    assert_eq!(visitor.signs_in("jane@example.com", "not this one").await.status, 403);
    visitor.open("visit").await.titled("What is to be paid");
}

/// Rules 1, 10 and 12: what shuts the way in ends the visits that came by it, and so does time.
#[tokio::test]
async fn a_visit_ends_with_its_time_its_key_and_its_portal() {
    let firm = spawn_firm().await;
    let mut late = visitor(&firm).await;
    firm.clock.advance(VISIT_IS_GOOD_FOR - TimeDelta::seconds(1));
    late.open("visit").await.titled("What is to be paid");
    firm.clock.advance(TimeDelta::seconds(1));
    late.open("visit").await.titled("This visit is over");
    assert_eq!(late.open("visit").await.leads_to(), "/p/harlow-pike/pay", "the cookie went with it");

    let mut closed = visitor(&firm).await;
    let mut without = clients_csv();
    let text = String::from_utf8(without.clients).unwrap();
    without.clients = text.replace("1002,Smith Family Trust,true", "1002,Smith Family Trust,false").into_bytes();
    firm.import_confirmed(firm.firm, &without).await;
    closed.open("visit").await.titled("This visit is over");
    firm.import_confirmed(firm.firm, &clients_csv()).await;

    let mut shut = visitor(&firm).await;
    for nth in 0..10 {
        let refused = firm.reader().send("pay", &key("1002", &format!("9{nth}"))).await;
        assert_eq!(refused.status, 403);
    }
    shut.open("visit").await.titled("This visit is over");
}

/// Rule 10: whatever is wrong with a key, there is one refusal, and nothing of a visit.
#[tokio::test]
async fn every_wrong_key_is_refused_alike() {
    let firm = spawn_firm().await;
    let mut pages = Vec::new();
    for (client, invoice) in
        [("1002", "0"), ("1002", "30001"), ("nobody", "20931"), ("1004", "1"), ("1002 ", "20931"), ("", "")]
    {
        let mut reader = firm.reader();
        let refused = reader.send("pay", &key(client, invoice)).await;
        assert!(refused.status == 403 && reader.cookies.is_empty(), "{client} {invoice}");
        let typed = |html: &str, value: &str| html.replace(&format!("value=\"{value}\""), "value=\"\"");
        pages.push(typed(&typed(&refused.html, client), invoice));
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]), "{pages:#?}");
    assert!(pages[0].contains("This opens no portal."));
}

/// Rule 10: in a strict firm the code that went to the contact opens the visit, and the visit lets its sign-up be linked (20).
#[tokio::test]
async fn a_strict_firm_asks_for_a_code_and_links_who_signs_up_out_of_the_visit() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let strict = firm.staff.request(reqwest::Method::PUT, "/settings").header("if-match", "\"0\"");
    let answer = strict.json(&json!({ "strict_keys": true })).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut visitor = firm.reader();
    let asked = visitor.send("pay", &key("1002", "20931")).await.titled("See bills without an account");
    assert!(asked.status == 200 && asked.has("The code from the message") && visitor.cookies.is_empty());
    let unknown = firm.reader().send("pay", &key("1002", "0")).await;
    assert_eq!(unknown.html, asked.html.replace("value=\"20931\"", "value=\"0\""), "right or wrong, it looks the same");
    let mail = relay.mail("Jane@Example.com", "Your code", 1).await;
    let code: String = mail.split("\r\n    ").nth(1).unwrap().chars().take(6).collect();
    let form = [("client_id", "1002"), ("invoice_number", "20931"), ("code", code.as_str())];
    visitor.goes_on("pay", &form).await.titled("What is to be paid");

    let sign_up = [("first_name", "Nu"), ("last_name", "One"), ("email", "new@example.com"), ("password", PASSWORD)];
    visitor.goes_on("sign-up", &sign_up).await.titled("Check your mail");
    let token = token(&relay.mail("new@example.com", "Verify", 1).await);
    visitor.goes_on("verify", &[("token", &token), ("password", PASSWORD)]).await.titled("Sign in");
    visitor.signs_in("new@example.com", PASSWORD).await.leads_to();
    assert!(visitor.open("clients").await.has("Smith Family Trust"));
}
