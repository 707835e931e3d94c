//! What is decided while the backend does not answer (`rules.md` 45): kept whatever happens, sent after one confirmation,
//! carried out once, and refused with both states where the pair has moved (`trust.md` F10, F16, F17).

use std::fs::File;
use std::path::PathBuf;

use chrono::TimeDelta;
use contract::{
    ActivityPage, DeskConnection, Intent, IntentAnswer, IntentBody, IntentStanding, PortalUserId, ProblemCode,
};
use desk::{Backend, Desk, Error, Keychain};
use domain::{Intention, Path, words};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::between::{Between, Mood, page};
use crate::offline::{desk_at, until};
use crate::place::{Desktop, PATIENCE, found, is_so};
use crate::support::{Dice, TestFirm, client, size, spawn_firm};

pub(crate) const REASON: &str = "asked by phone, xylophone";
pub(crate) const KEY: &str = "intents of harlow-pike for Dana Osei on laptop";

pub(crate) fn wish(what: Intention, portal_user_id: PortalUserId, client_id: &str) -> IntentBody {
    let reason = Some(REASON.to_owned());
    IntentBody { what, portal_user_id, client_id: client(client_id), reason, confirmed: true }
}

pub(crate) async fn goes_offline(desk: &Desk, between: &Between) {
    between.is(Mood::CutsAfter(0));
    between.cuts();
    until(desk, |desk| desk.standing().connection == DeskConnection::Offline).await;
}

pub(crate) async fn comes_back(desk: &Desk, between: &Between) {
    between.is(Mood::Honest);
    until(desk, |desk| desk.standing().connection == DeskConnection::Live).await;
}

/// Ends a desk. What it did on the side ends in its own time.
pub(crate) async fn close(desk: Desk, desktop: &Desktop) {
    drop(desk);
    let lock = desktop.folder().join("lock");
    is_so("nobody uses the folder", || !File::open(&lock).is_ok_and(|lock| lock.try_lock().is_err())).await;
}

/// Decides something offline, and comes back.
pub(crate) async fn decided(desk: &Desk, between: &Between, body: IntentBody) -> Intent {
    goes_offline(desk, between).await;
    let answer = desk.intend(body).await.unwrap();
    comes_back(desk, between).await;
    answer.intent.unwrap()
}

/// Waits until the backend has answered an intent.
pub(crate) async fn answered(desk: &Desk, id: i64) -> Intent {
    found("an answer to what was decided", async || {
        let intents = desk.intents().await.unwrap_or_default();
        intents.into_iter().find(|intent| intent.id == id && !is_open(intent))
    })
    .await
}

fn is_open(intent: &Intent) -> bool {
    matches!(intent.standing, IntentStanding::Waiting | IntentStanding::Confirmed)
}

pub(crate) fn is_done(intent: &Intent) -> bool {
    matches!(intent.standing, IntentStanding::Done { .. })
}

/// How many changes the firm's log has of this user.
pub(crate) async fn changes_of(firm: &TestFirm, user: PortalUserId) -> usize {
    let log: ActivityPage = firm.staff.get(&format!("/activity?portal_user_id={user}&limit=200")).await;
    log.entries.len()
}

fn code(error: Error) -> ProblemCode {
    contract::Problem::from(error).code
}

#[tokio::test]
async fn what_is_decided_offline_waits_for_one_confirmation_and_is_then_done() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    assert!(matches!(desk.intend(wish(Intention::Link, soren, "1001")).await, Err(Error::NotOffline)));
    goes_offline(&desk, &between).await;
    let IntentAnswer { intent, says, memory_only } = desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap();
    let intent = intent.unwrap();
    assert_eq!((says, memory_only), (words::intent_waits(Intention::Link, "Smith, Jane"), None));
    assert_eq!(desk.intents().await.unwrap(), std::slice::from_ref(&intent));
    assert_eq!((intent.says.as_str(), intent.decided_by.as_str()), ("Link Søren Ærø to Smith, Jane", "Dana Osei"));
    assert_eq!((intent.reason.as_deref(), &intent.standing), (Some(REASON), &IntentStanding::Waiting));
    assert_eq!((intent.decided_on.version, intent.decided_on_says.as_str()), (0, "never linked"));
    assert_eq!(intent.age, "decided less than an hour ago");
    assert!(desk.portal_user(soren).await.unwrap().links.is_empty(), "what is intended is not done");
    assert!(matches!(desk.confirm_intents(&[intent.id]).await, Err(Error::Unreachable)));

    comes_back(&desk, &between).await;
    assert_eq!((desk.intents().await.unwrap().len(), changes_of(&firm, soren).await), (1, 0), "not without a word");
    let done = desk.confirm_intents(&[intent.id]).await.unwrap().remove(0);
    let says = "Linked Smith, Jane".to_owned();
    assert_eq!(done.standing, IntentStanding::Done { says, after: Vec::new() });
    assert_eq!(desk.portal_user(soren).await.unwrap().links.len(), 1);
    let log: ActivityPage = firm.staff.get(&format!("/activity?portal_user_id={soren}")).await;
    assert_eq!((log.entries.len(), log.entries[0].reason.as_deref()), (1, Some(REASON)));
    let again = desk.confirm_intents(&[intent.id]).await.unwrap();
    assert_eq!((again, changes_of(&firm, soren).await), (vec![done], 1), "confirmed twice, done once");
    assert_eq!(code(desk.withdraw_intent(intent.id).await.unwrap_err()), ProblemCode::NotFound);
    desk.dismiss_intent(intent.id).await.unwrap();
    assert!(desk.intents().await.unwrap().is_empty());
}

/// F10, F17: wherever the answer is cut off, and whatever a hotel says, each is carried out once, without a second
/// confirmation.
#[tokio::test]
async fn an_answer_that_is_lost_is_asked_for_again_and_nothing_is_done_twice() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let mut moods = vec![Mood::Answers(page("200 OK", "")), Mood::Answers(page("502 Bad Gateway", ""))];
    moods.extend([0, 150, 350, 500, 700, 900, 1200].map(Mood::CutsAfter));
    let mut wanted = Vec::new();
    for number in 0..moods.len() {
        let linked = firm.user("Last", "Link", &format!("linked{number}@example.com")).await;
        firm.staff.link(linked, "1002").await;
        let unlinked = firm.user("No", "Link", &format!("unlinked{number}@example.com")).await;
        wanted.push([
            wish(Intention::DeLink, linked, "1002"),
            wish(Intention::Link, unlinked, "1001"),
            wish(Intention::CloseAccess, unlinked, "1003"),
        ]);
    }
    let (desk, between) = desk_at(&firm, &desktop).await;
    for (mood, bodies) in moods.into_iter().zip(wanted) {
        for body in bodies {
            let (user, what) = (body.portal_user_id, body.what);
            let before = changes_of(&firm, user).await;
            let intent = decided(&desk, &between, body).await;
            between.is(mood.clone());
            match desk.confirm_intents(&[intent.id]).await {
                Ok(intents) => assert!(is_done(&intents[0]) || intents[0].standing == IntentStanding::Confirmed),
                // The stream was cut before it was confirmed.
                Err(error) => assert!(matches!(error, Error::Unreachable), "{error:?}"),
            }
            between.is(Mood::Honest);
            until(&desk, |desk| desk.standing().connection == DeskConnection::Live).await;
            let is_confirmed = |intent: &Intent| intent.standing != IntentStanding::Waiting;
            if !desk.intents().await.unwrap().iter().all(is_confirmed) {
                desk.confirm_intents(&[intent.id]).await.unwrap();
            }
            let intent = answered(&desk, intent.id).await;
            assert!(is_done(&intent), "{mood:?}: {intent:?}");
            assert_eq!(changes_of(&firm, user).await, before + 1, "{mood:?}: {what:?}");
            desk.dismiss_intent(intent.id).await.unwrap();
        }
    }
    firm.verify_log().await;
}

/// Confirms it while every answer is cut off. Where the stream is cut off first nothing is confirmed, and it is tried again.
async fn confirmed_without_an_answer(desk: &Desk, between: &Between, id: i64) -> Vec<Intent> {
    let confirmed = tokio::time::timeout(PATIENCE, async {
        loop {
            between.is(Mood::CutsAfter(0));
            match desk.confirm_intents(&[id]).await {
                Err(Error::Unreachable) => comes_back(desk, between).await,
                confirmed => return confirmed.unwrap(),
            }
        }
    });
    confirmed.await.unwrap_or_else(|_| panic!("it stays {:?}", desk.standing()))
}

/// Neither taken back nor replaced: it may have been carried out.
#[tokio::test]
async fn what_was_confirmed_and_not_answered_is_left_alone_until_it_is() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    let intent = decided(&desk, &between, wish(Intention::Link, soren, "1001")).await;
    let sent = confirmed_without_an_answer(&desk, &between, intent.id).await;
    assert_eq!((&sent[0].standing, changes_of(&firm, soren).await), (&IntentStanding::Confirmed, 1));
    between.cuts();
    until(&desk, |desk| desk.standing().connection == DeskConnection::Offline).await;
    assert_eq!(code(desk.withdraw_intent(intent.id).await.unwrap_err()), ProblemCode::InFlight);
    assert_eq!(code(desk.dismiss_intent(intent.id).await.unwrap_err()), ProblemCode::Invalid);
    let other = desk.intend(wish(Intention::CloseAccess, soren, "1001")).await.unwrap_err();
    assert_eq!(code(other), ProblemCode::InFlight);
    close(desk, &desktop).await;

    // And over a restart.
    between.is(Mood::Honest);
    let (desk, _between) = desk_at(&firm, &desktop).await;
    assert!(is_done(&answered(&desk, intent.id).await));
    assert_eq!(changes_of(&firm, soren).await, 1);
}

/// F16: refused, never overwritten, with both states; and it stays until it was seen.
#[tokio::test]
async fn where_the_pair_has_moved_it_is_refused_with_both_states() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    goes_offline(&desk, &between).await;
    let de_link = desk.intend(wish(Intention::DeLink, jane, "1002")).await.unwrap().intent.unwrap();
    let closing = desk.intend(wish(Intention::CloseAccess, jane, "1003")).await.unwrap().intent.unwrap();
    firm.another_staff.de_link(jane, "1003", "").await;
    firm.another_staff.de_link(jane, "1002", "").await;
    firm.another_staff.link(jane, "1002").await;
    comes_back(&desk, &between).await;
    let waiting = desk.intents().await.unwrap();
    let now = "linked by Marc Lindqvist on 23 Nov 2026";
    assert_eq!((waiting[0].decided_on.version, waiting[0].known_now.as_deref()), (1, Some(now)), "before it is sent");
    let before = changes_of(&firm, jane).await;
    let refused = desk.confirm_intents(&[de_link.id, closing.id]).await.unwrap();
    for (intent, now_says, why) in [
        (&refused[0], now, "Marc Lindqvist has linked Smith Family Trust"),
        (&refused[1], "not linked, changed last by Marc Lindqvist on 23 Nov 2026", "Marc Lindqvist has de-linked"),
    ] {
        let IntentStanding::Refused { now, now_says: said, why: because, .. } = &intent.standing else {
            panic!("{intent:?}")
        };
        assert_eq!((intent.decided_on.version, said.as_deref()), (1, Some(now_says)));
        assert_eq!(now.as_ref().unwrap().changed_by.as_deref(), Some("Marc Lindqvist"));
        assert!(because.starts_with(why) && !because.contains("as was intended"), "{because}");
        assert!(intent.decided_on_says.starts_with("linked by Jane Smith on "), "{}", intent.decided_on_says);
    }
    assert_eq!(changes_of(&firm, jane).await, before);
    close(desk, &desktop).await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    assert_eq!(desk.intents().await.unwrap(), refused, "until it is dismissed");
    for intent in refused {
        desk.dismiss_intent(intent.id).await.unwrap();
    }

    // Somebody else was faster with the same.
    let link = decided(&desk, &between, wish(Intention::Link, jane, "1001")).await;
    firm.another_staff.link(jane, "1001").await;
    let refused = desk.confirm_intents(&[link.id]).await.unwrap().remove(0);
    assert!(
        matches!(&refused.standing, IntentStanding::Refused { why, .. } if why.ends_with("stand as was intended.")),
        "{refused:?}"
    );
}

/// The last decision about a pair counts, on how it is known to stand.
#[tokio::test]
async fn one_decision_waits_for_a_pair() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    goes_offline(&desk, &between).await;
    let nothing = desk.intend(wish(Intention::DeLink, soren, "1001")).await.unwrap();
    assert_eq!((nothing.intent, nothing.says.as_str()), (None, "Smith, Jane was not linked: nothing changed"));
    let first = desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap().intent.unwrap();
    let back = desk.intend(wish(Intention::DeLink, soren, "1001")).await.unwrap();
    assert_eq!(back.says, words::intent_taken_back(Intention::Link, "Smith, Jane"));
    assert!(back.intent.is_none() && desk.intents().await.unwrap().is_empty());
    desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap();
    let last = desk.intend(wish(Intention::CloseAccess, soren, "1001")).await.unwrap().intent.unwrap();
    assert!(last.id > first.id && last.decided_on.version == 0);
    assert_eq!(desk.intents().await.unwrap(), std::slice::from_ref(&last));
    let other = desk.intend(wish(Intention::Link, soren, "1003")).await.unwrap().intent.unwrap();
    desk.withdraw_intent(other.id).await.unwrap();
    comes_back(&desk, &between).await;
    assert!(is_done(&desk.confirm_intents(&[last.id, other.id, 4711]).await.unwrap()[0]));
    assert_eq!(changes_of(&firm, soren).await, 1);
    assert!(firm.staff.detail(soren).await.links.is_empty());
}

/// Rule 28, with what was decided before counted in; and where the backend asks what nobody was told, staff are asked.
#[tokio::test]
async fn a_last_link_is_confirmed_where_it_is_decided() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let ann = firm.user("Ann", "Other", "ann@example.com").await;
    firm.staff.link(ann, "1001").await;
    firm.staff.link(ann, "1002").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    goes_offline(&desk, &between).await;
    let unconfirmed = |client_id| IntentBody { confirmed: false, ..wish(Intention::DeLink, jane, client_id) };
    let first = desk.intend(unconfirmed("1002")).await.unwrap().intent.unwrap();
    let Err(Error::Refused(asked)) = desk.intend(unconfirmed("1003")).await else { panic!("it is the last one") };
    assert_eq!(asked.code, ProblemCode::NeedsConfirmation);
    assert!(asked.title.starts_with("Jane will see no client any more."), "{}", asked.title);
    let second = desk.intend(wish(Intention::DeLink, jane, "1003")).await.unwrap().intent.unwrap();
    let third = desk.intend(wish(Intention::DeLink, ann, "1001")).await.unwrap().intent.unwrap();
    assert_eq!(third.not_checked, [words::PLANS_NOT_KEPT]);
    firm.another_staff.de_link(ann, "1002", "").await;
    comes_back(&desk, &between).await;
    let came_to = desk.confirm_intents(&[third.id, second.id, first.id]).await.unwrap();
    assert!(is_done(&came_to[0]) && is_done(&came_to[1]), "{came_to:?}");
    assert!(
        matches!(&came_to[2].standing, IntentStanding::Refused { why, now: None, .. }
            if why.starts_with("Ann will see no client any more.")),
        "{:?}",
        came_to[2]
    );
    assert_eq!((firm.staff.detail(jane).await.links.len(), firm.staff.detail(ann).await.links.len()), (0, 1));
}

/// Rule 27, path by path.
#[tokio::test]
async fn closing_access_offline_tells_what_is_known_and_what_was_not_looked_at() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    let live: contract::OpenPaths = firm.staff.get(&format!("/portal-users/{jane}/links/1002/open-paths")).await;
    goes_offline(&desk, &between).await;
    let foreseen = desk.foresee_intent(wish(Intention::CloseAccess, jane, "1002")).await.unwrap();
    let is_known = |path: &&contract::OpenPath| path.path != Path::OneClickLinks;
    assert!(foreseen.paths.before.iter().eq(live.before.iter().filter(is_known)));
    assert!(foreseen.paths.after.iter().eq(live.after_close_access.iter().filter(is_known)));
    assert_eq!(foreseen.not_checked, [words::ONE_CLICK_LINKS_NOT_KEPT, words::PLANS_NOT_KEPT]);
    let intent = desk.intend(wish(Intention::CloseAccess, jane, "1002")).await.unwrap().intent.unwrap();
    assert_eq!((intent.paths, intent.not_checked), (Some(foreseen.paths), foreseen.not_checked));
    comes_back(&desk, &between).await;
    let done = desk.confirm_intents(&[intent.id]).await.unwrap().remove(0);
    assert!(matches!(done.standing, IntentStanding::Done { after, .. } if after == live.after_close_access));
    let reason = IntentBody { reason: Some("two\nlines".to_owned()), ..wish(Intention::Link, jane, "1002") };
    goes_offline(&desk, &between).await;
    assert_eq!(code(desk.intend(reason).await.unwrap_err()), ProblemCode::Invalid);
    let nobody = desk.intend(wish(Intention::Link, PortalUserId::new(987_654), "1002")).await.unwrap_err();
    assert_eq!(code(nobody), ProblemCode::NotFound);
}

/// Every file below the desktop's home.
fn files(desktop: &Desktop) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![desktop.home.path().to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

pub(crate) fn file_of_intents(desktop: &Desktop) -> PathBuf {
    files(desktop).into_iter().find(|file| file.extension().is_some_and(|one| one == "intents")).unwrap()
}

/// Rule 46, S16: encrypted while it is there, and gone with its key when somebody signs out.
#[tokio::test]
async fn signing_out_leaves_nothing_and_before_it_nothing_can_be_read() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    decided(&desk, &between, wish(Intention::Link, soren, "1001")).await;
    assert!(desktop.keychain.key(KEY).await.unwrap().is_some());
    for file in files(&desktop) {
        let bytes = std::fs::read(&file).unwrap();
        for secret in ["xylophone", "Dana Osei", "1001", "link", "SQLite format"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", file.display());
        }
    }
    desk.wipe().await.unwrap();
    assert_eq!((files(&desktop), desktop.keychain.key(KEY).await.unwrap().is_none()), (Vec::new(), true));
    assert!(matches!(desk.intents().await, Err(Error::NotCached)));
    close(desk, &desktop).await;
    let (desk, _between) = desk_at(&firm, &desktop).await;
    assert!(desk.intents().await.unwrap().is_empty());
}

/// F21.
#[tokio::test]
async fn without_a_keychain_it_waits_in_memory_and_says_so() {
    let (firm, desktop) = (spawn_firm().await, Desktop::with(Keychain::none()));
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    goes_offline(&desk, &between).await;
    let answer = desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap();
    assert_eq!(answer.memory_only.as_deref(), Some("This computer has no keychain."));
    comes_back(&desk, &between).await;
    assert!(is_done(&desk.confirm_intents(&[answer.intent.unwrap().id]).await.unwrap()[0]));
    assert!(files(&desktop).iter().all(|file| file.ends_with("lock")));
    close(desk, &desktop).await;
    let (desk, _between) = desk_at(&firm, &desktop).await;
    assert!(desk.intents().await.unwrap().is_empty());
}

/// The cache can be thrown away at any time, and an intent is not lost by it: neither by damage, nor by the lease, past
/// which nothing is shown of it.
#[tokio::test]
async fn it_outlives_the_cache_and_is_not_shown_while_that_is_locked() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    goes_offline(&desk, &between).await;
    let intent = desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap().intent.unwrap();
    *desktop.clock_is_off.lock().unwrap() = TimeDelta::days(365);
    assert!(matches!(desk.intents().await, Err(Error::CacheLocked)));
    assert!(matches!(desk.confirm_intents(&[intent.id]).await, Err(Error::CacheLocked)));
    comes_back(&desk, &between).await;
    until(&desk, |desk| desk.standing().number.is_some()).await;
    assert_eq!(desk.intents().await.unwrap()[0].id, intent.id);
    close(desk, &desktop).await;
    std::fs::remove_dir_all(desktop.folder()).unwrap();
    let (desk, _between) = desk_at(&firm, &desktop).await;
    let found = desk.intents().await.unwrap().remove(0);
    assert_eq!((found.id, &found.standing, &found.decided_on), (intent.id, &intent.standing, &intent.decided_on));
    assert!(is_done(&desk.confirm_intents(&[intent.id]).await.unwrap()[0]));
}

/// F7, F22: told in words, never a crash, never a row from bad data; staff throw it away, and go on.
#[tokio::test]
async fn what_is_damaged_or_newer_is_told() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    let intent = decided(&desk, &between, wish(Intention::Link, soren, "1001")).await;
    close(desk, &desktop).await;
    let file = file_of_intents(&desktop);
    let sound = std::fs::read(&file).unwrap();
    let key = desktop.keychain.key(KEY).await.unwrap().unwrap();
    let mut dice = Dice::of_test("what_is_damaged_or_newer_is_told");
    let mut broken: Vec<Vec<u8>> = vec![Vec::new(), b"this is no file of intents".to_vec()];
    for _ in 0..size(6, 200) {
        let place = usize::try_from(dice.below(sound.len() as u64)).unwrap();
        let mut flipped = sound.clone();
        flipped[place] ^= 1 << dice.below(8);
        broken.extend([flipped, sound[..place].to_vec()]);
    }
    for bytes in broken {
        std::fs::write(&file, &bytes).unwrap();
        let (desk, between) = desk_at(&firm, &desktop).await;
        assert!(matches!(desk.intents().await, Err(Error::IntentsDamaged)));
        goes_offline(&desk, &between).await;
        let body = wish(Intention::Link, soren, "1003");
        assert!(matches!(desk.intend(body).await, Err(Error::IntentsDamaged)));
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "it is left as it is");
        close(desk, &desktop).await;
    }
    let (desk, between) = desk_at(&firm, &desktop).await;
    desk.discard_unreadable_intents().await.unwrap();
    goes_offline(&desk, &between).await;
    assert!(desk.intend(wish(Intention::Link, soren, "1003")).await.unwrap().intent.is_some());
    close(desk, &desktop).await;

    std::fs::write(&file, &sound).unwrap();
    desktop.keychain.put(KEY, &key).await.unwrap();
    let options = SqliteConnectOptions::new().filename(&file).pragma("key", format!("\"x'{}'\"", key.hex().as_str()));
    let mut open = options.connect().await.unwrap();
    for (form, is_newer) in [(2, true), (1, false)] {
        sqlx::query("UPDATE intents_file SET form = $1").bind(form).execute(&mut open).await.unwrap();
        let (desk, _between) = desk_at(&firm, &desktop).await;
        match desk.intents().await {
            Err(Error::IntentsOfNewerPortico) if is_newer => {
                assert!(matches!(desk.discard_unreadable_intents().await, Err(Error::IntentsOfNewerPortico)));
            }
            Ok(found) if !is_newer => assert_eq!(found[0].id, intent.id, "nothing is lost"),
            other => panic!("{other:?}"),
        }
        close(desk, &desktop).await;
    }
    drop(open);
    desktop.keychain.forget(KEY).await.unwrap();
    let (desk, _between) = desk_at(&firm, &desktop).await;
    assert!(matches!(desk.intents().await, Err(Error::IntentsDamaged)), "without its key");
}

/// Whoever else signs in on this computer neither sees it nor takes it away.
#[tokio::test]
async fn everybody_has_intents_of_their_own() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    let intent = decided(&desk, &between, wish(Intention::Link, soren, "1001")).await;
    close(desk, &desktop).await;
    let (other, connecting) = Desk::connecting();
    let token = firm.another_staff.token.as_deref().unwrap();
    connecting.done(Backend::new(&between.base(), token), Some(desktop.keeping()));
    until(&other, |desk| desk.standing().number.is_some()).await;
    assert!(other.intents().await.unwrap().is_empty());
    other.wipe().await.unwrap();
    close(other, &desktop).await;
    let (desk, _between) = desk_at(&firm, &desktop).await;
    assert_eq!(desk.intents().await.unwrap()[0].id, intent.id);
}
