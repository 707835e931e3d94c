//! How a desk begins: with what it kept, before anybody answers (`rules.md` 45), and with nothing of anybody else's (46).

use contract::{DeskConnection, PortalUserId, PortalUsersPage, PortalUsersQuery, ProblemCode, Session};
use desk::{Backend, Desk, Error, Keychain};
use domain::Intention;

use crate::between::{Between, Mood};
use crate::intents::{close, wish};
use crate::offline::{desk_at, until};
use crate::place::{Desktop, PATIENCE};
use crate::support::{TestFirm, spawn_firm};

fn is_live(desk: &Desk) -> bool {
    desk.standing().connection == DeskConnection::Live && desk.standing().number.is_some()
}

/// A desk begins with this token.
fn begins(between: &Between, token: &str, desktop: &Desktop) -> Desk {
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&between.base(), token), Some(desktop.keeping()));
    desk
}

/// A start before, which kept everything, and a network that is gone since.
async fn kept(firm: &TestFirm, desktop: &Desktop) -> Between {
    let (desk, between) = desk_at(firm, desktop).await;
    // Who is at the desk is kept as soon as it is known.
    desk.session().await.unwrap();
    close(desk, desktop).await;
    between.is(Mood::CutsAfter(0));
    between
}

async fn someone(firm: &TestFirm) -> PortalUserId {
    firm.user("Søren", "Ærø", "s.aero@post.example").await
}

fn search(words: &str) -> PortalUsersQuery {
    PortalUsersQuery { search: words.to_owned(), ..PortalUsersQuery::default() }
}

#[tokio::test]
async fn what_was_kept_is_there_at_once_though_nobody_answers() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = someone(&firm).await;
    let expected: PortalUsersPage = firm.staff.get("/portal-users?search=aero").await;
    let session: Session = firm.staff.get("/session").await;
    let between = kept(&firm, &desktop).await;
    let desk = begins(&between, firm.token(), &desktop);
    // As a window asks: at once, one after the other.
    assert_eq!(desk.session().await.unwrap(), session);
    assert_eq!(desk.portal_users(search("aero")).await.unwrap(), expected);
    assert!(!desk.portal_user(soren).await.unwrap().not_checked.is_empty());
    until(&desk, |desk| desk.standing().connection == DeskConnection::Offline).await;
    assert!(desk.standing().last_heard.is_some());
    let intent = desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap().intent.unwrap();
    assert_eq!(desk.intents().await.unwrap(), [intent]);
    between.is(Mood::Honest);
    until(&desk, is_live).await;
}

#[tokio::test]
async fn a_first_start_that_nobody_answers_says_so_and_goes_on_by_itself() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let between = Between::before(firm.base()).await;
    between.is(Mood::CutsAfter(0));
    let desk = begins(&between, firm.token(), &desktop);
    assert!(matches!(desk.session().await, Err(Error::Unreachable)));
    assert!(matches!(desk.portal_users(search("")).await, Err(Error::Unreachable)));
    assert!(matches!(desk.intents().await, Err(Error::NotCached)));
    until(&desk, |desk| desk.standing().connection == DeskConnection::Offline).await;
    assert!(desk.standing().next.is_some());
    between.is(Mood::Honest);
    until(&desk, is_live).await;
}

/// What is closed for the end of the program is there again at the next start, whatever was going on.
#[tokio::test]
async fn a_desk_that_is_closed_answers_nothing_from_here_and_loses_nothing() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = someone(&firm).await;
    let between = kept(&firm, &desktop).await;
    let desk = begins(&between, firm.token(), &desktop);
    let intent = desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap().intent.unwrap();
    tokio::time::timeout(PATIENCE, desk.close()).await.unwrap();
    assert!(matches!(desk.portal_users(search("")).await, Err(Error::Unreachable)));
    close(desk, &desktop).await;
    let desk = begins(&between, firm.token(), &desktop);
    assert_eq!(desk.portal_users(search("aero")).await.unwrap().rows[0].id, soren);
    assert_eq!(desk.intents().await.unwrap(), [intent]);
}

/// Rule 46: also where nobody answers, and nobody waits for an answer.
#[tokio::test]
async fn signing_out_at_such_a_start_leaves_nothing() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    someone(&firm).await;
    let between = kept(&firm, &desktop).await;
    let key = "cache a of harlow-pike for Dana Osei on laptop";
    assert!(desktop.keychain.key(key).await.unwrap().is_some());
    let desk = begins(&between, firm.token(), &desktop);
    tokio::time::timeout(PATIENCE, desk.wipe()).await.unwrap().unwrap();
    assert!(!desktop.folder().exists() && desktop.keychain.key(key).await.unwrap().is_none());
    assert!(desk.portal_users(search("")).await.is_err());
    close(desk, &desktop).await;
    let desk = begins(&between, firm.token(), &desktop);
    assert!(matches!(desk.session().await, Err(Error::Unreachable)), "the next start knows nobody");
    tokio::time::timeout(PATIENCE, desk.wipe()).await.unwrap().unwrap();
    assert!(!desktop.folder().exists());
}

/// Rule 46: also where it is not known who decided it.
#[tokio::test]
async fn a_wipe_takes_what_was_decided_offline_though_nobody_knows_by_whom() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = someone(&firm).await;
    let between = kept(&firm, &desktop).await;
    let desk = begins(&between, firm.token(), &desktop);
    desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap();
    close(desk, &desktop).await;
    desktop.keychain.forget("firm and staff on laptop").await.unwrap();
    let intents = desktop.folder().with_file_name("intents");
    assert!(intents.exists());
    let desk = begins(&between, firm.token(), &desktop);
    tokio::time::timeout(PATIENCE, desk.wipe()).await.unwrap().unwrap();
    assert!(!intents.exists() && !desktop.folder().exists());
}

/// S17: who may not look any more finds nothing, however soon they ask; and nobody is asked for ever.
#[tokio::test]
async fn whom_the_backend_does_not_let_in_is_told_so_and_has_nothing() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    someone(&firm).await;
    let between = kept(&firm, &desktop).await;
    between.is(Mood::Honest);
    between.asked();
    let is_refused = |desk: &Desk| desk.standing().connection == DeskConnection::Refused;
    for _kept_and_not_kept in 0..2 {
        let desk = begins(&between, "revoked", &desktop);
        until(&desk, is_refused).await;
        let refused = desk.portal_users(search("")).await.unwrap_err();
        assert!(matches!(refused, Error::Refused(problem) if problem.code == ProblemCode::NotSignedIn));
        assert!(!desktop.files().iter().any(|file| file.extension().is_some_and(|one| one == "cache")));
        close(desk, &desktop).await;
        // There is none where nothing was ever kept.
        let _ = std::fs::remove_dir_all(desktop.folder());
        desktop.keychain.forget("firm and staff on laptop").await.unwrap();
    }
    let asked = between.asked();
    let sessions = asked.iter().filter(|line| line.contains("/session")).count();
    assert_eq!(sessions, 2, "asked once by each: {asked:?}");
}

#[tokio::test]
async fn somebody_else_at_this_computer_has_a_cache_of_their_own() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    someone(&firm).await;
    let between = kept(&firm, &desktop).await;
    between.is(Mood::Honest);
    let marc = firm.another_staff.token.clone().unwrap();
    let desk = begins(&between, &marc, &desktop);
    until(&desk, is_live).await;
    let key = async |staff: &str| {
        let name = format!("cache a of harlow-pike for {staff} on laptop");
        desktop.keychain.key(&name).await.unwrap().is_some()
    };
    assert!(!key("Dana Osei").await && key("Marc Lindqvist").await);
    assert_eq!(desk.standing().memory_only, None);
    close(desk, &desktop).await;
    between.is(Mood::CutsAfter(0));
    let desk = begins(&between, &marc, &desktop);
    assert_eq!(desk.session().await.unwrap().staff, "Marc Lindqvist");
}

/// F21: what waits is not shown as nothing while its keychain is locked, and is there again when it is not.
#[tokio::test]
async fn intents_behind_a_locked_keychain_are_told_as_that() {
    let (firm, mut desktop) = (spawn_firm().await, Desktop::new());
    let soren = someone(&firm).await;
    let between = kept(&firm, &desktop).await;
    let desk = begins(&between, firm.token(), &desktop);
    let intent = desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap().intent.unwrap();
    close(desk, &desktop).await;
    between.is(Mood::Honest);
    let unlocked = std::mem::replace(&mut desktop.keychain, Keychain::none());
    let desk = begins(&between, firm.token(), &desktop);
    until(&desk, is_live).await;
    assert!(matches!(desk.intents().await, Err(Error::IntentsLocked(_))));
    assert!(matches!(desk.discard_unreadable_intents().await, Err(Error::IntentsLocked(_))));
    assert!(desk.intend(wish(Intention::DeLink, soren, "1001")).await.is_err());
    close(desk, &desktop).await;
    desktop.keychain = unlocked;
    let desk = begins(&between, firm.token(), &desktop);
    until(&desk, is_live).await;
    assert_eq!(desk.intents().await.unwrap()[0].id, intent.id);
}
