//! The portal's pages, as people go through them (`rules.md` 1, 4, 5, 12, 14, 15, 22, 24, 25).

use contract::{PortalView, UserPortal};
use firm::portal::pages::{bills, merged};

use super::portal::{PASSWORD, person, spawn_firm_with_mail};
use crate::support::{Mailbox, Reader, TestFirm, clients_csv, spawn_firm, token};

/// The form of a sign-up.
fn sign_up(email: &str) -> [(&str, &str); 4] {
    [("first_name", "Jane"), ("last_name", "Smith"), ("email", email), ("password", PASSWORD)]
}

/// A key, as a form has it.
fn key<'a>(client: &'a str, invoice: &'a str) -> [(&'a str, &'a str); 2] {
    [("client_id", client), ("invoice_number", invoice)]
}

/// Somebody whose address is verified, signed in to the pages.
pub(super) async fn resident(firm: &TestFirm, relay: &impl Mailbox, email: &str) -> Reader {
    let mut reader = firm.reader();
    reader.goes_on("sign-up", &sign_up(email)).await.titled("Check your mail");
    let token = token(&relay.mail(email, "Verify", 1).await);
    reader.goes_on("verify", &[("token", &token), ("password", PASSWORD)]).await.titled("Sign in");
    reader.signs_in(email, PASSWORD).await.leads_to();
    reader
}

/// From the doors to the clients, to the day that access is taken away, and back in by a key.
#[tokio::test]
async fn a_persons_life_in_pages() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = firm.reader();
    assert!(jane.open("").await.titled("Welcome").has("Create an account"));
    jane.open("sign-up").await.titled("Create an account");
    jane.goes_on("sign-up", &sign_up("jane@example.com")).await.titled("Check your mail");
    let token = token(&relay.mail("jane@example.com", "Verify", 1).await);
    for _ in 0..3 {
        jane.open(&format!("verify?token={token}")).await.titled("Verify your e-mail address");
    }
    let wrong = jane.send("verify", &[("token", &token), ("password", "not this one")]).await;
    assert_eq!((wrong.status, wrong.has(&token)), (403, true), "opening it used nothing up, and one can try again");
    let verified = jane.goes_on("verify", &[("token", &token), ("password", PASSWORD)]).await.titled("Sign in");
    assert!(verified.has("Your e-mail address is verified"));

    assert_eq!(jane.signs_in("jane@example.com", PASSWORD).await.leads_to(), "/p/harlow-pike/clients");
    let clients = jane.open("clients").await.titled("Your clients");
    for text in ["Smith Family Trust", "100% Realty_Group", "Client ID <bdi>1002</bdi>", "20931", "1,225.00 USD"] {
        assert!(clients.has(text), "{text}: {}", clients.html);
    }
    for text in ["20933", "20934", "Old Mill Farms"] {
        assert!(!clients.has(text), "rules 1 and 5: {text}");
    }
    assert_eq!(jane.open("").await.leads_to(), "/p/harlow-pike/clients");

    let user = firm.staff.search("jane").await.rows[0].id;
    jane.open("clients/1002").await.titled("Smith Family Trust");
    firm.staff.de_link(user, "1002", "").await;
    let closed = jane.open("clients/1002").await.titled("This client is not open to you");
    assert!(closed.status == 403 && !closed.has("Smith Family Trust") && !closed.has("20931"), "rule 24");
    assert!(!jane.open("clients").await.titled("Your clients").has("Smith Family Trust"));
    firm.staff.de_link(user, "1003", "").await;
    assert_eq!(jane.open("clients").await.leads_to(), "/p/harlow-pike/claim", "rule 25");
    assert_eq!(jane.signs_in("jane@example.com", PASSWORD).await.leads_to(), "/p/harlow-pike/claim");
    assert!(jane.open("claim").await.has("not linked to any client"));

    let refused = jane.send("claim", &key("1002", "20931x")).await;
    assert!(refused.status == 403 && refused.has("This opens no portal.") && refused.has("value=\"20931x\""));
    assert!(jane.goes_on("claim", &key("1002", "20931")).await.titled("Your clients").has("Smith Family Trust"));
    jane.goes_on("sign-out", &[]).await.titled("Sign in");
    assert_eq!((jane.open("clients").await.leads_to(), jane.cookies.len()), ("/p/harlow-pike/sign-in".to_owned(), 0));
}

/// Rule 12: each page is made of the very view model that staff are shown.
#[tokio::test]
async fn each_page_is_what_staff_see_of_it() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = resident(&firm, &relay, "jane@example.com").await;
    let user = firm.staff.search("jane").await.rows[0].id;
    let view: UserPortal = firm.staff.get(&format!("/portal-users/{user}/portal")).await;
    assert_eq!(view.clients.len(), 2);
    assert!(jane.open("clients").await.has(&merged(&view, "harlow-pike").into_string()));
    for client in ["1002", "1003"] {
        let view: PortalView = firm.staff.get(&format!("/clients/{client}/portal")).await;
        assert!(jane.open(&format!("clients/{client}")).await.has(&bills(&view).into_string()), "{client}");
    }
}

/// Rules 1 and 6.
#[tokio::test]
async fn a_closed_portal_shows_nothing_and_comes_back() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = resident(&firm, &relay, "jane@example.com").await;
    let mut without = clients_csv();
    let text = String::from_utf8(without.clients).unwrap();
    without.clients = text.replace("1002,Smith Family Trust,true", "1002,Smith Family Trust,false").into_bytes();
    firm.import_confirmed(firm.firm, &without).await;
    jane.open("clients/1002").await.titled("This client is not open to you");
    let user = firm.staff.search("jane").await.rows[0].id;
    firm.staff.de_link(user, "1003", "").await;
    jane.open("clients").await.titled("Nothing to see at the moment");
    firm.import_confirmed(firm.firm, &clients_csv()).await;
    jane.open("clients/1002").await.titled("Smith Family Trust");
}

/// What cannot be taken is said beside its field, and what was typed stays, but for passwords.
#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    let firm = spawn_firm().await;
    let mut reader = firm.reader();
    for (field, fields, wrong) in [
        ("email", [("first_name", "J"), ("last_name", "S"), ("email", "a,b@c"), ("password", PASSWORD)], "address"),
        ("first_name", [("first_name", " "), ("last_name", "S"), ("email", "a@b.co"), ("password", PASSWORD)], "name"),
        ("password", [("first_name", "J"), ("last_name", "S"), ("email", "a@b.co"), ("password", "short")], "12 char"),
        (
            "password",
            [("first_name", "J"), ("last_name", "S"), ("email", "a@b.co"), ("password", "harlow pike llp")],
            "own",
        ),
    ] {
        let page = reader.send("sign-up", &fields).await.titled("Create an account");
        assert_eq!(page.status, 422);
        let said = page.html.split(&format!("id=\"{field}-wrong\"")).nth(1).expect("a message beside the field");
        assert!(said.split("</p>").next().unwrap().contains(wrong), "{said}");
        assert!(page.has("value=\"S\"") && page.has("role=\"alert\"") && page.has("<title>Problem: "));
        assert!(!page.has(fields[3].1), "a password is not sent back");
    }
}

/// Rule 15 in pages: who owns the address chooses a password, and a reset signs out everywhere.
#[tokio::test]
async fn a_new_password_by_either_message() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut reader = firm.reader();
    reader.send("sign-up", &sign_up("owner@example.com")).await;
    let verification = token(&relay.mail("owner@example.com", "Verify", 1).await);
    let short = reader.send("verify", &[("token", &verification), ("new_password", "short")]).await;
    assert!(short.status == 422 && short.has("<details open>") && short.has("id=\"new_password-wrong\""));
    let own = "the owner's own words";
    reader.goes_on("verify", &[("token", &verification), ("new_password", own)]).await.titled("Sign in");
    assert_eq!(reader.signs_in("owner@example.com", PASSWORD).await.status, 403);
    reader.signs_in("owner@example.com", own).await.leads_to();

    let mut elsewhere = firm.reader();
    elsewhere.open("reset").await.titled("Choose a new password");
    elsewhere.goes_on("reset-request", &[("email", "owner@example.com")]).await.titled("Check your mail");
    let reset = token(&relay.mail("owner@example.com", "new password", 1).await);
    elsewhere.open(&format!("reset?token={reset}")).await.titled("Choose a new password");
    let done = elsewhere.goes_on("reset", &[("token", &reset), ("new_password", PASSWORD)]).await;
    assert!(done.titled("Sign in").has("signed out everywhere"));
    assert_eq!(reader.open("clients").await.leads_to(), "/p/harlow-pike/sign-in");
    assert_eq!(elsewhere.send("reset", &[("token", &reset), ("new_password", PASSWORD)]).await.status, 403);
}

/// S4 in pages: whoever types an address sees the same page, whether or not it has an account.
#[tokio::test]
async fn a_page_does_not_tell_whether_an_address_has_an_account() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, "jane@example.com").await;
    for page in ["sign-up", "verification", "reset-request", "sign-in"] {
        let form = |email| match page {
            "sign-up" => sign_up(email).to_vec(),
            "sign-in" => vec![("email", email), ("password", "a wrong password")],
            _ => vec![("email", email)],
        };
        let (one, other) = ("jane@example.com", "mary@example.com");
        let known = firm.reader().send(page, &form(one)).await;
        let unknown = firm.reader().send(page, &form(other)).await;
        assert_eq!(known.html.replace(one, other), unknown.html, "{page}");
        let but_ids = |seen: &crate::support::Seen| {
            let mut headers = seen.headers.clone();
            let _ = ["date", "x-request-id"].map(|name| headers.remove(name));
            // Both addresses are of one length, so the pages are too.
            (seen.status, headers)
        };
        assert_eq!(but_ids(&known), but_ids(&unknown), "{page}");
    }
}

/// The firm's own colour, on which everything can be read; what is none is refused, and so nobody writes our stylesheet.
#[tokio::test]
async fn the_pages_have_the_firms_colour() {
    let firm = spawn_firm().await;
    let put = |version: i64, colour: &str| {
        let request =
            firm.staff.request(reqwest::Method::PUT, "/settings").header("if-match", format!("\"{version}\""));
        request.json(&serde_json::json!({ "portal_colour": colour }))
    };
    assert_eq!(firm.staff.refusal(put(0, "#fff; } body { display: none")).await.0, 400);
    let style = async || firm.reader().open("style.css").await;
    assert!(style().await.has("--brand: #1d4e6b; --on-brand: #ffffff;"));
    firm.staff.send::<serde_json::Value>(put(0, "#FFD400")).await;
    let yellow = style().await;
    assert!(yellow.has("--brand: #ffd400; --on-brand: #000000;") && !yellow.has("--brand-text: #ffd400"));
    assert_eq!(yellow.header("content-type"), "text/css; charset=utf-8");
}
