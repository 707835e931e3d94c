//! Which firm is worked with, in the real window: the first start, an import, a server, and what is left of it afterwards.

use std::fs;
use std::path::Path;

use contract::{FirmChoices, Session};
use firm::embedded::{Begins, Embedded, Keep, Opening};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desk::Desk;

const FIRST_QUESTION: &str = "//h1[normalize-space()='Which firm do you work with?']";

/// An export with so many clients, the first of which is called as given.
fn write_export(folder: &Path, first: &str, clients: usize) {
    let rows: String = (1..clients).map(|n| format!("{},Client {n},true,true,Boston\n", 1001 + n)).collect();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("clients.csv", &format!("client_id,name,active,in_portal,office\n1001,{first},true,true,Boston\n{rows}"));
    write("contacts.csv", "client_id,name,email,receives_invoices\n1001,Ada Byron,ada@example.com,true\n");
    write("invoices.csv", "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n");
}

fn an_export() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_export(folder.path(), "Byron & Daughter", 100);
    folder
}

fn field(label: &str) -> String {
    format!("//input[@id=//label[starts-with(normalize-space(), '{label}')]/@for]")
}

fn button(name: &str) -> String {
    format!("//button[normalize-space()='{name}']")
}

/// From nothing to a firm of one's own: named, checked with its faults, mended, imported, its recovery key kept; then a cut
/// export that has to be confirmed, the sample, and back after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_leads_to_a_firm_of_ones_own_and_its_imports() {
    let export = an_export();
    write_export(export.path(), "Byron,maybe", 100);
    let desk = Desk::first_start(export.path()).await;
    desk.find(FIRST_QUESTION).await;
    desk.click(&button("Import from the PMS…")).await;
    desk.find(&field("The firm’s name")).await.send_keys("Osei Lang LLP").await.unwrap();
    desk.click(&button("Go on to the export")).await;
    desk.click(&button("Choose the folder…")).await;
    let fault = "//table[@aria-label='What is wrong with the files']//tr[td[1]='clients.csv'][td[2]='2']";
    desk.find(fault).await;

    write_export(export.path(), "Byron & Daughter", 100);
    desk.click(&button("Choose a folder again…")).await;
    desk.find("//*[@aria-label='What it would change']//li[contains(., '100 clients: 100 new')]").await;
    desk.click(&button("Import")).await;
    desk.find("//*[@role='alertdialog'][contains(., 'Keep the recovery key of this firm')]").await;
    desk.click(&button("I have kept it")).await;
    desk.find("//*[@aria-label='Imported']").await;
    desk.is_gone("//nav//*[normalize-space()='Sample firm']").await;
    desk.find("//nav//a[starts-with(normalize-space(), 'Client portals')][contains(., '100')]").await;

    // An export that was cut short looks like many clients that went.
    write_export(export.path(), "Byron & Daughter", 50);
    desk.click(&button("Choose a folder again…")).await;
    desk.find("//*[@role='alert'][contains(., 'would turn inactive')]").await;
    desk.click(&button("Import, and turn 50 clients inactive")).await;
    desk.find("//*[@aria-label='Imported']//li[contains(., '50 turned inactive')]").await;

    desk.click("//nav//a[normalize-space()='Settings']").await;
    desk.click(&button("Work with another firm…")).await;
    desk.click(&button("Open the sample firm")).await;
    desk.find("//nav//*[normalize-space()='Sample firm']").await;
    desk.click("//nav//a[normalize-space()='Settings']").await;
    desk.click(&button("Work with another firm…")).await;
    desk.click(&button("Open your own firm")).await;
    desk.find("//nav//*[normalize-space()='Osei Lang LLP']").await;

    desk.window.close().await.unwrap();
    let again = xtask::window::RealWindow::open(Path::new(crate::desk::PORTICO), Some(desk.home.path())).await.unwrap();
    let desk = Desk { home: desk.home, window: again };
    desk.find("//nav//*[normalize-space()='Osei Lang LLP']").await;
    assert_eq!(desk.ask::<Value>("recovery_key", Value::Null).await, json!({ "to_keep": null }));
}

/// What answers as a server does: a firm of its own on loopback.
pub(crate) async fn a_server(folder: &Path) -> Embedded {
    let (keep, begins) = (Keep::ThisTimeOnly, Begins::AsSample);
    let clock = firm::Clock::system();
    Embedded::open(&Opening { folder, keep, begins, staff: "Marc Lindqvist", port: None, clock }).await.unwrap()
}

/// From the first question: chooses a server, fills in the form, which is empty, and sends it.
pub(crate) async fn connect(desk: &Desk, address: &str, token: &str) {
    desk.click(&button("Connect to a server…")).await;
    desk.find(&field("Address")).await.send_keys(address).await.unwrap();
    desk.find(&field("Token")).await.send_keys(token).await.unwrap();
    desk.click(&button("Connect")).await;
}

/// A wrong token, the right one, a restart without typing it again, and nothing left after signing out.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_connected_to_and_left_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = a_server(folder.path()).await;
    let address = format!("http://{}", server.address());
    let desk = Desk::first_start(folder.path()).await;
    connect(&desk, &address, "no such token").await;
    desk.find("//*[@role='alert'][contains(., 'does not know this token')]").await;
    desk.click(&button("Back")).await;
    connect(&desk, &address, server.token().reveal()).await;
    desk.find("//*[@role='grid' and @aria-label='Portal users']").await;

    let desk = desk.restart().await;
    let session: Session = desk.ask("session", Value::Null).await;
    assert_eq!(session.staff, "Marc Lindqvist");
    let settings = fs::read_to_string(desk.home.path().join("settings.json")).unwrap();
    assert!(settings.contains(&address) && !settings.contains(server.token().reveal()), "{settings}");

    let choices: FirmChoices = desk.ask("firm_choices", Value::Null).await;
    let cache = Path::new(&choices.folder.unwrap()).join("cache");
    assert!(cache.starts_with(desk.home.path().join("server")) && cache.exists(), "{}", cache.display());
    desk.click("//nav//a[normalize-space()='Settings']").await;
    desk.click(&button("Sign out…")).await;
    desk.click("//*[@role='alertdialog']//button[normalize-space()='Sign out']").await;
    desk.find(FIRST_QUESTION).await;
    assert!(!cache.exists());
}
