//! What the window shows stays between it and whoever sits there: covered on demand, and nowhere on the disk (`trust.md` S16).

use std::fs;
use std::path::Path;

use fantoccini::key::Key;

use crate::desk::{Desk, MANAGER};

/// People and clients of the sample, as they were on the screen, and what was typed.
const CANARIES: [&str; 5] = ["Kenji", "kenji@", "Smith Family", "typed-by-hand@example.com", "Only known here"];

/// A chord with Control and Shift.
fn control_shift(key: char) -> String {
    let [control, shift, end] = [Key::Control, Key::Shift, Key::Null].map(char::from);
    format!("{control}{shift}{key}{end}")
}

/// Everywhere below this folder where a canary lies in plain, in the forms that programs write text in.
fn in_plain(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(in_plain(&path));
        } else if let Ok(bytes) = fs::read(&path) {
            let here = CANARIES.iter().filter(|canary| forms(canary).iter().any(|form| holds(&bytes, form)));
            found.extend(here.map(|canary| format!("{canary} in {}", path.display())));
        }
    }
    found
}

fn forms(text: &str) -> [Vec<u8>; 3] {
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    [text.as_bytes().to_vec(), wide, hex.into_bytes()]
}

fn holds(bytes: &[u8], form: &[u8]) -> bool {
    bytes.windows(form.len()).any(|window| window == form)
}

#[test]
fn a_canary_is_found_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    for (place, form) in forms("Kenji").iter().enumerate() {
        fs::create_dir_all(folder.path().join("below")).unwrap();
        fs::write(folder.path().join(format!("below/{place}")), [b"before ", form.as_slice(), b" after"].concat())
            .unwrap();
    }
    assert_eq!(in_plain(folder.path()).len(), 3);
}

/// A search, people, clients, what was typed into fields: nothing of it, while the window is open and after it, is written
/// down in plain by the webview or by us.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_on_the_screen_is_found_on_the_disk() {
    let desk = Desk::open().await;
    desk.open_user("kenji smith", "Kenji Smith 健二").await;
    desk.click("//nav//a[starts-with(normalize-space(), 'Client portals')]").await;
    desk.find("//input[@placeholder='Search clients']").await.send_keys("Smith Family").await.unwrap();
    desk.click("//*[@role='option'][contains(., 'Smith Family Trust')]").await;
    desk.find("//table[@aria-label='Unpaid invoices']").await;
    desk.click("//nav//a[normalize-space()='Access check']").await;
    let who = desk.find("//input[@aria-label='Who is asking']").await;
    who.send_keys("typed-by-hand@example.com").await.unwrap();
    desk.click("//nav//a[starts-with(normalize-space(), 'Portal users')]").await;
    desk.search("Only known here").await;
    desk.find("//*[contains(normalize-space(), 'Nobody found for')]").await;
    assert_eq!(in_plain(desk.window.folders()), [""; 0]);
    assert_eq!(in_plain(desk.home.path()), [""; 0]);
    desk.window.close().await.unwrap();
    assert_eq!(in_plain(desk.home.path()), [""; 0]);
}

/// Behind the curtain there is nothing, and whoever opens it is where they were.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_covered_by_its_keys_and_opened_again_where_one_was() {
    let desk = Desk::open().await;
    desk.open_user("kenji smith", "Kenji Smith 健二").await;
    desk.press(&control_shift('l')).await;
    desk.find("//h1[normalize-space()='The window is covered']").await;
    let page = desk.client().source().await.unwrap();
    for canary in ["Kenji", "Smith", "Harlow"] {
        assert!(!page.contains(canary), "{canary}");
    }
    desk.press(&String::from(char::from(Key::Enter))).await;
    desk.find(&format!("{MANAGER}//*[self::h1 or self::h2][normalize-space()='Kenji Smith 健二']")).await;
}

/// The shortcuts of the menu bar do what they say, once.
#[tokio::test(flavor = "multi_thread")]
async fn the_menus_keys_lead_to_the_screens() {
    let desk = Desk::open().await;
    let [control, end] = [Key::Control, Key::Null].map(char::from);
    desk.press(&format!("{control}4{end}")).await;
    desk.find("//h1[normalize-space()='Activity']").await;
    desk.press(&format!("{control}k{end}")).await;
    desk.find("//*[@role='dialog'][@aria-label='Find a person, a client or an action']").await;
    desk.press(&String::from(char::from(Key::Escape))).await;
    desk.is_gone("//*[@role='dialog']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_stand_closer_where_somebody_wants_that_and_come_back_so() {
    let closer = "return document.querySelector('[role=row][aria-rowindex=\"2\"]')?.offsetHeight === 29";
    let desk = Desk::open().await;
    desk.click("//nav//a[normalize-space()='Settings']").await;
    desk.click("//*[@role='radio'][normalize-space()='Compact']").await;
    desk.click("//nav//a[starts-with(normalize-space(), 'Portal users')]").await;
    desk.comes_to(closer).await;
    let desk = desk.restart().await;
    desk.comes_to(closer).await;
}
