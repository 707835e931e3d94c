//! The real window on the real embedded firm: what staff do, seen through the accessible names that they and their
//! screen readers find things by.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod accessibility;
mod desk;
mod firms;
mod log;
mod offline;
mod private;

use std::path::Path;
use std::time::Instant;

use contract::{ActivityPage, PortalUserDetail, PortalUsersPage};
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::json;
use xtask::window::RealWindow;

use crate::desk::{Desk, MANAGER, PATIENCE, PORTICO, SEARCH, button_of_client, linked};

/// The story that everything stands for: search, click, link, restart, see the link, de-link with a reason, and the
/// backend's own log has it all (`rules.md` 23, 29).
#[tokio::test(flavor = "multi_thread")]
async fn a_client_linked_in_the_window_is_linked_after_a_restart_and_de_linked_for_good() {
    let desk = Desk::open().await;
    desk.open_user("kenji smith", "Kenji Smith 健二").await;
    let picker = desk.find(&format!("{MANAGER}//input[@role='combobox']")).await;
    picker.send_keys("1003").await.unwrap();
    desk.click("//*[@role='option'][contains(normalize-space(), 'Jane Smith Realty Group')]").await;
    desk.click(&format!("{MANAGER}//form[starts-with(@aria-label, 'Link ')]//button[normalize-space()='Link']")).await;
    desk.find(&linked("Jane Smith Realty Group")).await;

    let desk = desk.restart().await;
    desk.open_user("kenji smith", "Kenji Smith 健二").await;
    desk.click(&linked("Jane Smith Realty Group")).await;
    let reason = desk.find("//*[@role='alertdialog']//input").await;
    reason.send_keys("the wrong Kenji").await.unwrap();
    desk.click("//*[@role='alertdialog']//button[normalize-space()='De-link']").await;
    desk.is_gone(&linked("Jane Smith Realty Group")).await;
    desk.find(&format!("{MANAGER}//*[contains(text(), '“the wrong Kenji”')]")).await;

    let desk = desk.restart().await;
    let query = json!({ "search": "kenji smith 健二", "filter": "all", "sort": "name", "descending": false });
    let found: PortalUsersPage = desk.ask("portal_users", query).await;
    let kenji: PortalUserDetail = desk.ask("portal_user", json!(found.rows[0].id)).await;
    let [last, before, ..] = &kenji.history[..] else { panic!("{kenji:?}") };
    assert!(last.says.ends_with(" de-linked 1003 Jane Smith Realty Group “the wrong Kenji”"), "{last:?}");
    assert!(before.says.ends_with(" linked 1003 Jane Smith Realty Group"), "{before:?}");
    assert!(last.at > before.at);
}

/// `rules.md` 26, and undo rather than "are you sure?".
#[tokio::test(flavor = "multi_thread")]
async fn a_de_link_is_undone_from_the_notice_and_the_link_has_its_origin_again() {
    let desk = Desk::open().await;
    desk.open_user("jane smith", "Jane Smith").await;
    let before = desk.find(&format!("{MANAGER}//li[contains(., 'Smith, Jane')]")).await.text().await.unwrap();
    assert!(before.contains("claimed with an invoice number"), "{before}");
    desk.click(&linked("Smith, Jane")).await;
    desk.click(&format!("{MANAGER}//button[normalize-space()='De-link'][ancestor::form]")).await;
    desk.is_gone(&linked("Smith, Jane")).await;
    desk.click("//button[normalize-space()='Undo']").await;
    desk.find(&linked("Smith, Jane")).await;
    let after = desk.find(&format!("{MANAGER}//li[contains(., 'Smith, Jane')]")).await.text().await.unwrap();
    assert_eq!(after, before);
}

/// `rules.md` 17, 18: it shows that name and e-mail are fixed, and offers nothing that staff cannot do.
#[tokio::test(flavor = "multi_thread")]
async fn the_link_manager_offers_to_link_and_de_link_and_nothing_else() {
    let desk = Desk::open().await;
    desk.open_user("jane smith", "Jane Smith").await;
    desk.find(&format!("{MANAGER}//*[contains(text(), 'Name and e-mail are fixed')]")).await;
    desk.find(&linked("Smith, Jane")).await;
    let buttons = desk.client().find_all(Locator::XPath(&format!("{MANAGER}//button"))).await.unwrap();
    for button in buttons {
        let name = match button.attr("aria-label").await.unwrap() {
            Some(label) => label,
            None => button.text().await.unwrap(),
        };
        let known =
            ["Link", "De-link", "Close", "Close link manager", "Show clients", "See the portal", "Close access…"];
        assert!(known.contains(&name.trim()), "{name:?}");
    }
    let inputs = desk.client().find_all(Locator::XPath(&format!("{MANAGER}//input[@value='Jane']"))).await.unwrap();
    assert!(inputs.is_empty());
}

/// `rules.md` 40: from why somebody cannot, by the one next step, to that they can.
#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_get_in_is_told_why_and_helped_from_the_access_check() {
    let desk = Desk::open().await;
    desk.click("//nav//a[normalize-space()='Access check']").await;
    desk.find("//input[@aria-label='Who is asking']").await.send_keys("kenji").await.unwrap();
    desk.click("//*[@role='option'][contains(., 'Kenji Smith 健二')]").await;
    desk.find("//input[@aria-label='Which client']").await.send_keys("1002").await.unwrap();
    desk.click("//*[@role='option'][contains(., 'Smith Family Trust')]").await;
    desk.find("//h2[contains(., 'Kenji Smith 健二 cannot see and pay for Smith Family Trust')]").await;
    desk.find("//*[@aria-label='Steps']//*[@aria-current='step'][contains(., 'Not linked to this client')]").await;
    desk.find("//*[@aria-label='Attempts'][contains(., 'No attempt was recorded')]").await;
    desk.click("//*[@aria-label='Next step']//button[normalize-space()='Link 1002']").await;
    desk.find("//h2[contains(., 'Kenji Smith 健二 can see and pay for Smith Family Trust')]").await;
}

/// `rules.md` 27: what is open before and after, the bar, and that it is lifted.
#[tokio::test(flavor = "multi_thread")]
async fn access_is_closed_with_every_path_told_and_the_bar_is_lifted_again() {
    let desk = Desk::open().await;
    desk.open_user("jane smith", "Jane Smith").await;
    desk.click(&button_of_client("Smith, Jane", "Close access…")).await;
    let dialog = "//*[@role='alertdialog']";
    desk.find(&format!(
        "{dialog}//ul[@aria-label='What is open now']//li[contains(., 'Seeing the client from the account: open')]"
    ))
    .await;
    desk.find(&format!("{dialog}//ul[@aria-label='After closing access']//li[contains(., 'Claiming the client again')][contains(., 'shut')]"))
        .await;
    desk.click(&format!("{dialog}//button[normalize-space()='Close access']")).await;
    desk.find(&format!("{dialog}//li[contains(., 'Seeing the client from the account: shut')]")).await;
    desk.click(&format!("{dialog}//button[normalize-space()='Done']")).await;
    desk.is_gone(&linked("Smith, Jane")).await;
    let barred = format!("{MANAGER}//ul[@aria-label='Clients with closed access']");
    desk.click(&format!("{barred}//li[contains(., 'Smith, Jane')]//button[normalize-space()='Lift the bar']")).await;
    desk.is_gone(&barred).await;
}

/// `rules.md` 12 and 41.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_shows_its_portal_as_the_client_sees_it_and_who_can_get_in() {
    let desk = Desk::open().await;
    desk.click("//nav//a[starts-with(normalize-space(), 'Client portals')]").await;
    desk.find("//input[@placeholder='Search clients']").await.send_keys("1002").await.unwrap();
    desk.click("//*[@role='option'][contains(., 'Smith Family Trust')]").await;
    desk.find("//table[@aria-label='Unpaid invoices']//tfoot//td[contains(., 'USD')]").await;
    desk.click("//ul[@aria-label='Ways in']//li[contains(., 'Jane Smith')]//a[normalize-space()='Open user']").await;
    desk.find(&format!("{MANAGER}//h2[normalize-space()='Jane Smith']")).await;
}

/// Everything works without the mouse.
#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_finds_opens_walks_and_comes_back() {
    let desk = Desk::open().await;
    desk.search("smith fam").await;
    desk.find("//*[@role='grid'][@aria-rowcount='7']").await;
    desk.press(&String::from(char::from(Key::Tab))).await;
    let grid = "return document.activeElement.closest('[role=row]')?.getAttribute('aria-rowindex') ?? document.activeElement.outerHTML";
    // From the search box on to the grid, past the filters.
    let deadline = Instant::now() + PATIENCE;
    while desk.client().execute(grid, vec![]).await.unwrap() != "2" {
        assert!(Instant::now() < deadline, "the grid is not reached by Tab");
        desk.press(&String::from(char::from(Key::Tab))).await;
    }
    desk.press(&String::from(char::from(Key::Enter))).await;
    desk.find(&format!("{MANAGER}//*[self::h1 or self::h2][normalize-space()='Ana Sofía Smith']")).await;
    desk.press(&String::from(char::from(Key::Down))).await;
    desk.find(&format!("{MANAGER}//*[self::h1 or self::h2][normalize-space()='Jane Smith']")).await;
    desk.press(&String::from(char::from(Key::Escape))).await;
    desk.is_gone(MANAGER).await;
    assert_eq!(desk.client().execute(grid, vec![]).await.unwrap(), "3");
}

/// Many at once: a range is selected, what would happen is told before it is done, and one click takes all of it back.
#[tokio::test(flavor = "multi_thread")]
async fn many_are_linked_at_once_after_a_dry_run_and_taken_back() {
    let desk = Desk::open().await;
    desk.search("smith fam").await;
    desk.find("//*[@role='grid'][@aria-rowcount='7']").await;
    let shift = |key| format!("{}{}{}", char::from(Key::Shift), char::from(key), char::from(Key::Null));
    desk.press(&String::from(char::from(Key::Down))).await;
    desk.press(" ").await;
    desk.press(&shift(Key::Down)).await;
    desk.press(&shift(Key::Down)).await;
    desk.find("//*[@role='toolbar']//*[normalize-space()='3 selected']").await;
    desk.click("//*[@role='toolbar']//button[normalize-space()='Link…']").await;
    desk.find("//*[@role='alertdialog']//input[@role='combobox']").await.send_keys("1003").await.unwrap();
    desk.click("//*[@role='option'][contains(normalize-space(), 'Jane Smith Realty Group')]").await;
    // Jane has that client already.
    desk.find("//*[@role='alertdialog']//li[contains(normalize-space(), 'nothing to do, linked already')]").await;
    desk.click("//*[@role='alertdialog']//button[normalize-space()='Link 2 portal users']").await;
    desk.click("//*[@role='alertdialog']//button[normalize-space()='Done']").await;
    desk.click("//button[normalize-space()='Undo']").await;
    desk.find("//*[contains(normalize-space(text()), 'Taken back for 2 portal users.')]").await;
    let log: ActivityPage = desk.ask("activity", json!({ "client_id": "1003" })).await;
    let took_back = log.entries.iter().take(2).filter(|entry| entry.says.contains("took back")).count();
    assert_eq!(took_back, 2, "{:?}", log.entries);
}

/// What somebody arranged is there after a restart: columns in their order, and a view under its name.
#[tokio::test(flavor = "multi_thread")]
async fn columns_and_views_are_remembered() {
    let desk = Desk::open().await;
    desk.click("//button[normalize-space()='Columns']").await;
    desk.click("//*[@role='dialog']//label[normalize-space()='E-mail']").await;
    desk.is_gone("//*[@role='columnheader'][normalize-space()='E-mail']").await;
    desk.press(&String::from(char::from(Key::Escape))).await;
    desk.click("//*[@role='radio'][starts-with(normalize-space(), 'Not verified')]").await;
    desk.click("//button[normalize-space()='Views']").await;
    let name = desk.find("//*[@role='dialog']//form//input").await;
    name.send_keys("To be verified").await.unwrap();
    desk.click("//*[@role='dialog']//button[normalize-space()='Save']").await;
    desk.is_gone("//*[@role='dialog']").await;

    let desk = desk.restart().await;
    let headers = desk.client().find_all(Locator::XPath("//*[@role='columnheader']")).await.unwrap();
    assert_eq!(headers.len(), 4);
    desk.click("//button[normalize-space()='Views']").await;
    desk.click("//*[@role='dialog']//button[normalize-space()='To be verified']").await;
    desk.find("//*[@role='radio'][@aria-checked='true'][starts-with(normalize-space(), 'Not verified')]").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_finds_nobody_says_so_and_what_to_do() {
    let desk = Desk::open().await;
    desk.search("%_ nobody '; DROP").await;
    desk.find("//*[contains(normalize-space(), 'Nobody found for')]").await;
}

/// The window may call our commands and nothing else, and cannot be led elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_can_call_our_commands_only_and_go_nowhere_else() {
    let desk = Desk::open().await;
    let session = desk.invoke("session").await;
    assert!(session.starts_with("answered {\"firm\":{\"slug\":\"harlow-pike\""), "{session}");
    for foreign in
        ["plugin:store|load", "plugin:app|version", "plugin:window|close", "plugin:event|listen", "delete_user"]
    {
        let answer = desk.invoke(foreign).await;
        assert!(answer.starts_with("refused") && answer.contains("not"), "{foreign}: {answer}");
    }
    let here = "return location.origin + window.stayed";
    desk.client().execute("window.stayed = ' and never left'", vec![]).await.unwrap();
    for elsewhere in ["http://127.0.0.1:9/", "data:text/html,hello", "about:blank", "file:///etc/hostname"] {
        desk.client().execute("location.href = arguments[0]", vec![elsewhere.into()]).await.unwrap();
        desk.find(SEARCH).await;
        let after = desk.client().execute(here, vec![]).await.unwrap();
        assert_eq!(after, "tauri://localhost and never left", "{elsewhere}");
    }
}

/// What is stored plainly can be torn by a crash.
#[tokio::test(flavor = "multi_thread")]
async fn a_torn_settings_file_is_survived() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("settings.json"), "{\"embedded_port\": 4").unwrap();
    let desk = Desk::open_in(home).await;
    let settings = std::fs::read_to_string(desk.home.path().join("settings.json")).unwrap();
    assert!(settings.contains("embedded_port"), "{settings}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_dark_where_somebody_wants_that_and_comes_back_so() {
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    let desk = Desk::open().await;
    desk.click("//nav//a[normalize-space()='Settings']").await;
    desk.click("//*[@role='radio'][normalize-space()='Dark']").await;
    desk.comes_to(dark).await;
    let desk = desk.restart().await;
    desk.comes_to(dark).await;
    desk.click("//nav//a[normalize-space()='Settings']").await;
    desk.click("//*[@role='radio'][normalize-space()='Light']").await;
    desk.comes_to("return !matchMedia('(prefers-color-scheme: dark)').matches").await;
}

/// Whatever is wrong, there is a window to tell it.
#[tokio::test(flavor = "multi_thread")]
async fn a_home_that_is_no_folder_is_told_in_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    std::fs::write(&home, "not a folder").unwrap();
    let window = RealWindow::open(Path::new(PORTICO), Some(&home)).await.unwrap();
    let problem = window.wait_for_users().await.unwrap_err().to_string();
    assert!(problem.contains("cannot be used") && problem.contains("start Portico again"), "{problem}");
    window.close().await.unwrap();
}

/// A firm whose key is lost is told in the window, with the ways out; nothing of it is deleted.
#[tokio::test(flavor = "multi_thread")]
async fn a_firm_whose_key_is_lost_is_told_in_the_window_and_begun_anew_beside_it() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("firm")).unwrap();
    let letter = "somebody's letter, long enough to be none of ours";
    std::fs::write(home.path().join("firm/firm.db"), letter).unwrap();
    let window = RealWindow::open(Path::new(PORTICO), Some(home.path())).await.unwrap();
    let problem = window.wait_for_users().await.unwrap_err().to_string();
    assert!(problem.contains("Its key is not in the keychain") && problem.contains("recovery key"), "{problem}");

    let desk = Desk { home, window };
    desk.find("//input[@aria-label='Recovery key' or @id=//label[normalize-space()='Recovery key']/@for]").await;
    desk.click("//button[normalize-space()='Begin anew…']").await;
    desk.click("//*[@role='alertdialog']//button[normalize-space()='Begin anew']").await;
    // Until then it tells of the problem.
    desk.find("//*[@role='grid' and @aria-label='Portal users']").await;
    let aside = std::fs::read_dir(desk.home.path()).unwrap().map(|entry| entry.unwrap().path());
    let aside: Vec<_> = aside.filter(|path| path.to_string_lossy().contains("firm set aside")).collect();
    assert_eq!(std::fs::read_to_string(aside[0].join("firm.db")).unwrap(), letter);

    // The next start has the new key.
    desk.restart().await;
}
