//! A laptop that is lost (`trust.md` S17): on another computer what it kept is unreadable, and once the firm has shut
//! somebody out, the first contact takes everything away.

use std::path::Path;
use std::time::Duration;

use contract::{DeskConnection, PortalUsersQuery};
use desk::Error;
use domain::Intention;
use firm::{issued_tokens, revoke_token};

use crate::intents::{close, goes_offline, wish};
use crate::offline::{desk_at, until};
use crate::place::{Desktop, found, is_so};
use crate::schedules::is_what_the_firm_has;
use crate::support::spawn_firm;

/// How soon after the first contact nothing is left (S17).
const GONE_WITHIN: Duration = Duration::from_secs(5);

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() { copy(&path, &to) } else { std::fs::copy(&path, &to).map(drop).unwrap() }
    }
}

/// Everything below somebody's home but locks.
fn left(home: &Path) -> Vec<std::path::PathBuf> {
    let entries: Vec<_> = std::fs::read_dir(home).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| left(folder));
    below.chain(files.into_iter().filter(|file| !file.ends_with("lock"))).collect()
}

#[tokio::test]
async fn a_profile_that_was_copied_to_another_computer_is_unreadable_there_and_read_anew() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    goes_offline(&desk, &between).await;
    desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap();
    close(desk, &desktop).await;

    let thief = Desktop::new();
    copy(desktop.home.path(), thief.home.path());
    // Nobody answers there, and nothing is found.
    let cache = thief.open().await;
    assert!(matches!(cache.read().await, Err(Error::CacheDamaged)));
    assert!(thief.files().is_empty(), "what cannot be read is not left lying about");
    drop(cache);

    // The rightful user on a new computer, with the backup of the old one.
    let new = Desktop::new();
    copy(desktop.home.path(), new.home.path());
    let (desk, _between) = desk_at(&firm, &new).await;
    assert_eq!(desk.portal_users(PortalUsersQuery::default()).await.unwrap().total, 1);
    assert!(matches!(desk.intents().await, Err(Error::IntentsDamaged)), "its key stayed where it was");
    is_what_the_firm_has(&firm, &new, desk).await;

    let (desk, _between) = desk_at(&firm, &desktop).await;
    assert_eq!(desk.intents().await.unwrap().len(), 1, "where the keys are, it is as it was");
}

#[tokio::test]
async fn whoever_was_shut_out_while_offline_has_nothing_left_after_the_first_contact() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    goes_offline(&desk, &between).await;
    desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap();
    let tokens = issued_tokens(&firm.database, firm.firm).await.unwrap();
    let token = tokens.iter().find(|token| token.staff == "Dana Osei").unwrap();
    revoke_token(&firm.database, firm.firm, &token.id()).await.unwrap();
    assert!(!left(desktop.home.path()).is_empty());

    between.asked();
    between.is(crate::between::Mood::Honest);
    found("a contact", async || {
        let _ = desk.portal_user(soren).await;
        (!between.asked().is_empty()).then_some(())
    })
    .await;
    let names = ["cache a", "cache b", "intents"].map(|what| format!("{what} of harlow-pike for Dana Osei on laptop"));
    let gone = found("nothing is left", async || {
        for name in &names {
            if desktop.keychain.key(name).await.unwrap().is_some() {
                return None;
            }
        }
        left(desktop.home.path()).is_empty().then_some(())
    });
    tokio::time::timeout(GONE_WITHIN, gone).await.expect("within five seconds");
    until(&desk, |desk| desk.standing().connection == DeskConnection::Refused).await;
    assert!(matches!(desk.portal_user(soren).await, Err(Error::Refused(_))));
    assert!(matches!(desk.intents().await, Err(Error::NotCached)));
    close(desk, &desktop).await;
    is_so("nothing comes back", || left(desktop.home.path()).is_empty()).await;
}
