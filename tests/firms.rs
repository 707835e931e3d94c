//! A firm sees only its own data, always (`rules.md` 39): two firms whose ids coincide on purpose.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod support;

use chrono::TimeDelta;
use domain::PortalUserId;
use firm::accounts::sign_in;
use firm::import::ExportFiles;
use reqwest::Method;
use serde_json::Value;
use support::{TestFirm, Visitor, clients_csv, spawn_firm};

/// The same Client IDs as the first firm's, and all else different: names, portals, contacts, invoices.
fn twin_csv() -> ExportFiles {
    ExportFiles {
        clients: b"client_id,name,active,in_portal,office\n\
            1001,Twin One,false,true,Lyon\n\
            1002,Twin Two,true,false,Lyon\n\
            1003,Twin Three,true,true,Lyon\n\
            1004,Twin Four,true,true,Lyon\n"
            .to_vec(),
        contacts: b"client_id,name,email,receives_invoices\n\
            1001,Jane Smith,jane@example.com,true\n\
            1004,Jane Smith,jane@example.com,true\n"
            .to_vec(),
        invoices: b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n\
            1002,77,2026-10-01,2026-10-31,5.00,5.00,1.00,EUR,invoice\n\
            1004,78,2026-10-01,2026-10-31,5.00,5.00,1.00,EUR,invoice\n\
            1004,79,2026-10-01,2026-10-31,5.00,5.00,0.00,EUR,invoice\n"
            .to_vec(),
    }
}

/// Jane has an account at both firms, with the same number and the same address.
async fn two_firms() -> (TestFirm, PortalUserId) {
    let firm = spawn_firm().await;
    firm.import(firm.other_firm, &twin_csv()).await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let twin = firm.sign_up(firm.other_firm, "Jane", "Twin", "jane@example.com", true).await;
    assert_eq!(jane, twin, "the ids coincide");
    (firm, jane)
}

/// Everything that a member of staff can see.
async fn everything(staff: &Visitor, user: PortalUserId) -> Vec<Value> {
    let paths = [
        "/session".to_owned(),
        "/portal-users".to_owned(),
        "/portal-users?search=twin".to_owned(),
        "/portal-users?search=1002".to_owned(),
        "/portal-users?filter=closed_portal".to_owned(),
        "/portal-users/counts".to_owned(),
        format!("/portal-users/{user}"),
        "/clients?search=".to_owned(),
        "/activity".to_owned(),
        "/activity?client_id=1001".to_owned(),
        format!("/activity?portal_user_id={user}"),
    ];
    let mut seen = Vec::new();
    for path in paths {
        seen.push(staff.get(&path).await);
    }
    seen
}

#[tokio::test]
async fn two_accounts_of_one_address_at_two_firms_know_nothing_of_each_other() {
    let (firm, jane) = two_firms().await;
    let (mine, theirs) = (firm.staff.detail(jane).await, firm.staff_of_another_firm.detail(jane).await);
    let clients = |detail: &contract::PortalUserDetail| {
        detail.links.iter().map(|link| (link.client_id.to_string(), link.name.clone())).collect::<Vec<_>>()
    };
    let pairs =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(clients(&mine), pairs(&[("1003", "100% Realty_Group"), ("1002", "Smith Family Trust")]));
    assert_eq!(clients(&theirs), pairs(&[("1004", "Twin Four"), ("1001", "Twin One")]));
    assert_eq!((mine.name.as_str(), theirs.name.as_str()), ("Jane Smith", "Jane Twin"));
    assert_eq!(mine.abilities[1].title, "See and pay 3 unpaid invoices, 1 late fee");
    assert_eq!(theirs.abilities[1].title, "See and pay 2 unpaid invoices, 1 late fee");
    assert!(mine.suggestions.is_empty() && theirs.suggestions.is_empty());
    let row = |page: contract::PortalUsersPage| {
        let [row] = page.rows.as_slice() else { panic!("one row: {page:?}") };
        (row.link_count, row.clients.iter().map(|client| client.name.text.clone()).collect::<Vec<_>>())
    };
    assert_eq!(
        row(firm.staff.search("").await),
        (2, vec!["100% Realty_Group".to_owned(), "Smith Family Trust".to_owned()])
    );
    assert_eq!(
        row(firm.staff_of_another_firm.search("").await),
        (2, vec!["Twin Four".to_owned(), "Twin One".to_owned()])
    );
    let closed = |page: contract::PortalUsersPage| page.total;
    assert_eq!(closed(firm.staff.get("/portal-users?filter=closed_portal").await), 0);
    assert_eq!(closed(firm.staff_of_another_firm.get("/portal-users?filter=closed_portal").await), 1);
}

#[tokio::test]
async fn whatever_one_firm_does_the_other_sees_nothing_of_it() {
    let (firm, jane) = two_firms().await;
    let before = everything(&firm.staff_of_another_firm, jane).await;
    firm.clock.advance(TimeDelta::minutes(1));
    firm.staff.link(jane, "1001").await;
    firm.staff.de_link(jane, "1002", "moved away").await;
    firm.staff.link_request(Method::PUT, jane, "1004").send().await.unwrap();
    let mut tx = firm.database.write().await.unwrap();
    sign_in(&mut tx, firm.firm, jane, &firm.proof(), firm.clock.now()).await.unwrap().expect("the right password");
    tx.commit().await.unwrap();
    firm.user("Another", "Person", "another@example.com").await;
    firm.import(firm.firm, &clients_csv()).await;
    assert_eq!(everything(&firm.staff_of_another_firm, jane).await, before);
}

/// An import of one firm closes what is gone from its own files, and nothing of another firm's.
#[tokio::test]
async fn an_import_closes_nothing_of_another_firm() {
    let (firm, jane) = two_firms().await;
    let before = everything(&firm.staff, jane).await;
    firm.clock.advance(TimeDelta::minutes(1));
    let mut fewer = twin_csv();
    fewer.contacts = b"client_id,name,email,receives_invoices\n".to_vec();
    fewer.invoices = b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n".to_vec();
    firm.import(firm.other_firm, &fewer).await;
    assert_eq!(everything(&firm.staff, jane).await, before);
    let theirs = firm.staff_of_another_firm.detail(jane).await;
    assert_eq!(theirs.abilities[1].title, "See and pay what is due (nothing is due now)", "its own are closed");
}
