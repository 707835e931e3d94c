//! Accounts in the browser (`rules.md` 14, 15, 21, 22, 24, 25).

use crate::chromium::Chromium;
use crate::mail::link;
use crate::support::{Mailbox, RealRelay, TestFirm, spawn_firm_with};

pub(crate) const PASSWORD: &str = "plums in the icebox";

pub(crate) async fn firm_with_mail() -> (TestFirm, RealRelay) {
    let relay = RealRelay::start().await;
    (spawn_firm_with(relay.relay()).await, relay)
}

/// Signs up at the door, verifies by the message, signs in.
pub(crate) async fn signs_up(browser: &Chromium, firm: &TestFirm, relay: &RealRelay, email: &str) {
    browser.goes_to(&format!("{}/p/harlow-pike", firm.base())).await;
    browser.sees("Welcome").await;
    browser.is_pictured("portal-doors").await;
    browser.presses("Create an account").await;
    browser.types("First name", "Jane").await;
    browser.types("Last name", "Smith").await;
    browser.types("E-mail address", email).await;
    browser.types("Password", PASSWORD).await;
    browser.presses("Create the account").await;
    browser.sees("Check your mail").await;
    browser.goes_to(&link(&relay.mail(email, "Verify", 1).await)).await;
    browser.types("The password that you chose", PASSWORD).await;
    browser.presses("Verify").await;
    signs_in(browser, email).await;
}

pub(crate) async fn signs_in(browser: &Chromium, email: &str) {
    browser.sees("Sign in").await;
    browser.types("E-mail address", email).await;
    browser.types("Password", PASSWORD).await;
    browser.presses("Sign in").await;
}

/// Without a script, on a phone: sign-up, verification, automatic links, a further client with the wrong letter case first,
/// de-linked from all while the page is open, and back in by a key.
#[tokio::test]
async fn from_the_sign_up_to_the_claim_after_the_last_de_link() {
    let (firm, relay) = firm_with_mail().await;
    let jane = Chromium::open(false).await;
    signs_up(&jane, &firm, &relay, "jane@example.com").await;
    jane.sees("Your clients").await;
    // Rule 21.
    jane.says("Smith Family Trust").await;
    jane.says("100% Realty_Group").await;
    jane.is_pictured("portal-clients").await;

    let mut files = crate::support::clients_csv();
    files.clients.extend_from_slice(b"AB7,Pike Marine,true,true,Boston\n");
    files.invoices.extend_from_slice(b"AB7,70001,2026-10-01,2026-10-31,9.00,9.00,0.00,USD,invoice\n");
    firm.import(firm.firm, &files).await;
    jane.presses("Add a further client").await;
    jane.types("Client ID", "ab7").await;
    jane.types("Any invoice number of this client", "70001").await;
    jane.presses("Link this client").await;
    jane.says("This opens no portal.").await;
    jane.is_pictured("portal-refused").await;
    jane.types("Client ID", "AB7").await;
    jane.presses("Link this client").await;
    jane.sees("Your clients").await;
    jane.says("Pike Marine").await;

    let user = firm.staff.search("jane").await.rows[0].id;
    jane.goes_to(&format!("{}/p/harlow-pike/clients/1002", firm.base())).await;
    jane.sees("Smith Family Trust").await;
    for client in ["1002", "1003", "AB7"] {
        firm.staff.de_link(user, client, "").await;
    }
    jane.goes_to(&jane.address().await).await;
    jane.sees("This client is not open to you").await;
    assert!(!jane.text().await.contains("20931"), "rule 24");
    jane.presses("Sign out").await;
    signs_in(&jane, "jane@example.com").await;
    jane.sees("Add a client").await;
    jane.types("Client ID", "1002").await;
    jane.types("Any invoice number of this client", "20931").await;
    jane.presses("Link this client").await;
    jane.sees("Your clients").await;
    jane.says("Smith Family Trust").await;
    jane.closes().await;
}

/// A forgotten password, and somebody who typed an address that cannot be one.
#[tokio::test]
async fn a_forgotten_password_is_chosen_anew() {
    let (firm, relay) = firm_with_mail().await;
    let jane = Chromium::open(true).await;
    signs_up(&jane, &firm, &relay, "jane@example.com").await;
    jane.presses("Sign out").await;
    jane.presses("I do not know my password").await;
    jane.types("The e-mail address of your account", "jane at example").await;
    jane.presses("Send me the message").await;
    jane.says("The address").await;
    jane.types("The e-mail address of your account", "jane@example.com").await;
    jane.presses("Send me the message").await;
    jane.sees("Check your mail").await;
    jane.goes_to(&link(&relay.mail("jane@example.com", "new password", 1).await)).await;
    jane.types("A new password", "quite another four words").await;
    jane.presses("Use this password").await;
    jane.sees("Sign in").await;
    jane.types("E-mail address", "jane@example.com").await;
    jane.types("Password", "quite another four words").await;
    jane.presses("Sign in").await;
    jane.sees("Your clients").await;
    jane.closes().await;
}

/// Every page that there is, as it is opened and as it refuses, at the size of a phone.
#[tokio::test]
async fn every_page_is_accessible() {
    let (firm, relay) = firm_with_mail().await;
    let jane = Chromium::open(true).await;
    let portal = format!("{}/p/harlow-pike", firm.base());
    let token = "0".repeat(64);
    for page in ["", "/sign-up", "/sign-in", "/check-mail", "/verification", "/reset", "/pay", "/no-such-page"] {
        jane.goes_to(&format!("{portal}{page}")).await;
        jane.is_accessible().await;
    }
    for (page, button) in [("/sign-up", "Create the account"), ("/sign-in", "Sign in"), ("/pay", "Show the bills")] {
        jane.goes_to(&format!("{portal}{page}")).await;
        jane.presses(button).await;
        jane.is_refused().await;
        jane.is_accessible().await;
    }
    for page in ["/verify", "/reset"] {
        jane.goes_to(&format!("{portal}{page}?token={token}")).await;
        jane.is_accessible().await;
    }
    signs_up(&jane, &firm, &relay, "jane@example.com").await;
    jane.sees("Your clients").await;
    for page in ["/clients", "/clients/1002", "/claim", "/clients/1001"] {
        jane.goes_to(&format!("{portal}{page}")).await;
        jane.is_accessible().await;
    }
    jane.closes().await;
}
