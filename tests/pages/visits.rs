//! Without an account, in the browser (`rules.md` 8, 9, 10, 12, 20).

use contract::{OneClickLinkView, OneClickRevoked};
use reqwest::Method;
use serde_json::json;

use crate::accounts::{PASSWORD, firm_with_mail, signs_in};
use crate::chromium::Chromium;
use crate::mail::link;
use crate::support::Mailbox;

/// The bill comes by mail, its link opens it without a script after a button, and once staff have revoked it the next click
/// shows nothing more (13).
#[tokio::test]
async fn from_the_mail_with_a_bill_to_the_bill() {
    let (firm, relay) = firm_with_mail().await;
    let body = json!({ "about": "invoice", "recipient": "jane@example.com" });
    let sent: OneClickLinkView = firm.staff.post("/clients/1002/one-click-links", &body).await;
    let mail = relay.mail("Jane@Example.com", "A bill for Smith Family Trust", 1).await;
    let reader = Chromium::open(false).await;
    reader.goes_to(&link(&mail)).await;
    reader.sees("Bills from your mail").await;
    assert_eq!(reader.address().await, format!("{}/p/harlow-pike/open", firm.base()), "the token has left the address");
    reader.presses("Show the bills").await;
    reader.says("You are visiting Smith Family Trust, Client ID 1002").await;
    reader.says("Invoice 20931").await;
    let path = format!("/clients/1002/one-click-links/{}", sent.link_id);
    firm.staff.send::<OneClickRevoked>(firm.staff.request(Method::DELETE, &path)).await;
    reader.goes_to(&reader.address().await).await;
    reader.sees("This visit is over").await;
    reader.closes().await;
}

/// A key with a wrong digit, the right one, the one client that the visit sees; and the account that comes out of it.
#[tokio::test]
async fn from_a_key_to_an_account_that_is_linked() {
    let (firm, relay) = firm_with_mail().await;
    let visitor = Chromium::open(false).await;
    visitor.goes_to(&format!("{}/p/harlow-pike", firm.base())).await;
    visitor.presses("See bills without an account").await;
    visitor.types("Client ID", "1003").await;
    visitor.types("Any invoice number of this client", "30002").await;
    visitor.presses("Show the bills").await;
    visitor.says("This opens no portal.").await;
    visitor.types("Any invoice number of this client", "30001").await;
    visitor.presses("Show the bills").await;
    visitor.sees("What is to be paid").await;
    visitor.says("You are visiting 100% Realty_Group, Client ID 1003").await;
    visitor.is_pictured("portal-visit").await;
    assert!(!visitor.text().await.contains("Smith"), "rule 12");
    relay.mail("jane@example.com", "was opened", 1).await;

    visitor.presses("Create one that is linked to this client").await;
    visitor.types("First name", "Nu").await;
    visitor.types("Last name", "One").await;
    visitor.types("E-mail address", "new@example.com").await;
    visitor.types("Password", PASSWORD).await;
    visitor.presses("Create the account").await;
    visitor.sees("Check your mail").await;
    visitor.goes_to(&link(&relay.mail("new@example.com", "Verify", 1).await)).await;
    visitor.types("The password that you chose", PASSWORD).await;
    visitor.presses("Verify").await;
    signs_in(&visitor, "new@example.com").await;
    visitor.sees("Your clients").await;
    visitor.says("100% Realty_Group").await;

    visitor.goes_to(&format!("{}/p/harlow-pike/visit", firm.base())).await;
    visitor.sees("See bills without an account").await;
    visitor.closes().await;
}
