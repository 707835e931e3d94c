//! What was decided offline, and a program that is killed while it keeps or sends it (`trust.md` F2, F17).

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use contract::{DeskConnection, PortalUserId};
use desk::{Backend, Desk, Key, Keychain};
use domain::Intention;

use crate::between::{Between, Mood};
use crate::intents::{KEY, REASON, answered, changes_of, close, goes_offline, is_done, wish};
use crate::offline::{desk_at, until};
use crate::place::{Desktop, PATIENCE, found, newest};
use crate::support::{Dice, TestFirm, size, spawn_firm};

/// What the test program does when it was started by a test below, to be killed.
const VICTIM: &str = "PORTICO_INTENTS_VICTIM";

/// Starts this test program anew, with the keychain and the folder of this desktop.
async fn victim(firm: &TestFirm, desktop: &Desktop, base: &str, decides_for: Option<PortalUserId>) -> Child {
    let key = desktop.keychain.key(KEY).await.unwrap().unwrap();
    let given = serde_json::json!({
        "key": key.hex().as_str(), "folder": desktop.folder(), "base": base, "token": firm.token(),
        "user": decides_for.map(PortalUserId::get),
    });
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "intents_killed::the_victim", "--nocapture"]).env(VICTIM, given.to_string());
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Decides as much as it can, and says what was acknowledged; or confirms everything that waits.
#[tokio::test]
async fn the_victim() {
    let Ok(given) = std::env::var(VICTIM) else { return };
    let given: serde_json::Value = serde_json::from_str(&given).unwrap();
    let text = |name: &str| given[name].as_str().unwrap().to_owned();
    let keychain = Keychain::of_this_process();
    keychain.put(KEY, &Key::from_hex(&text("key")).unwrap()).await.unwrap();
    let desktop = Desktop::with(keychain);
    let keeping = desk::KeepingAt { folder: text("folder").into(), ..desktop.keeping() };
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&text("base"), &text("token")), Some(keeping));
    until(&desk, |desk| desk.standing().connection == DeskConnection::Live && desk.standing().number.is_some()).await;
    let Some(user) = given["user"].as_i64().map(PortalUserId::new) else {
        let ids: Vec<i64> = desk.intents().await.unwrap().iter().map(|intent| intent.id).collect();
        desk.confirm_intents(&ids).await.unwrap();
        return;
    };
    println!("live");
    until(&desk, |desk| desk.standing().connection == DeskConnection::Offline).await;
    // Nobody has killed it.
    let end = tokio::time::Instant::now() + PATIENCE;
    while tokio::time::Instant::now() < end {
        for client_id in ["1001", "1002", "1003", "1004", "A/5 ø"] {
            let intent = desk.intend(wish(Intention::CloseAccess, user, client_id)).await.unwrap().intent.unwrap();
            println!("kept {} {client_id}", intent.id);
            std::io::stdout().flush().unwrap();
        }
    }
}

/// F2: whatever was acknowledged is there afterwards, however suddenly the program ends.
#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    close(desk_at(&firm, &desktop).await.0, &desktop).await;
    let mut dice = Dice::of_test("what_was_acknowledged_survives_kill_9");
    let mut kept = 0;
    for _ in 0..size(4, 200) {
        let between = Between::before(firm.base()).await;
        let dies_after = 1 + dice.below(40);
        let mut victim = victim(&firm, &desktop, &between.base(), Some(soren)).await;
        let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        let watching = tokio::task::spawn_blocking({
            let between = between.clone();
            move || {
                let live = lines.by_ref().map_while(Result::ok).any(|line| line.ends_with("live"));
                assert!(live, "the victim ended before its time");
                between.is(Mood::CutsAfter(0));
                between.cuts();
                let (mut last, mut said) = (BTreeMap::new(), 0);
                for line in lines.map_while(Result::ok) {
                    let Some((id, client)) = line.strip_prefix("kept ").and_then(|rest| rest.split_once(' ')) else {
                        continue;
                    };
                    last.insert(client.to_owned(), id.parse::<i64>().unwrap());
                    said += 1;
                    if said == dies_after {
                        victim.kill().unwrap();
                    }
                }
                victim.wait().unwrap();
                last
            }
        });
        let acknowledged = watching.await.unwrap();
        let (desk, _between) = desk_at(&firm, &desktop).await;
        let found = desk.intents().await.unwrap();
        for (client, id) in &acknowledged {
            let of_client: Vec<i64> =
                found.iter().filter(|one| one.client_id.as_str() == client).map(|one| one.id).collect();
            // What was kept and could not be said any more may have taken its place.
            assert!(
                of_client.len() == 1 && of_client[0] >= *id,
                "{client}: {id} was acknowledged, found {of_client:?}"
            );
        }
        assert!(found.len() >= acknowledged.len() && found.iter().all(|one| one.reason.as_deref() == Some(REASON)));
        kept += acknowledged.len();
        assert_eq!(changes_of(&firm, soren).await, 0);
        close(desk, &desktop).await;
    }
    println!("F2: {kept} decisions, acknowledged before kill -9, are all there");
}

/// F2, F17: killed between what the backend did and the note of it, each is carried out once all the same, and nobody is
/// asked twice.
#[tokio::test]
async fn whatever_is_being_sent_is_carried_out_once_over_kill_9() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let mut dice = Dice::of_test("whatever_is_being_sent_is_carried_out_once_over_kill_9");
    let rounds = size(3, 100);
    for round in 0..rounds {
        let mut users = Vec::new();
        for number in 0..12 {
            users.push(firm.user("Some", "Body", &format!("body{round}-{number}@example.com")).await);
        }
        let (desk, between) = desk_at(&firm, &desktop).await;
        goes_offline(&desk, &between).await;
        for user in &users {
            desk.intend(wish(Intention::Link, *user, "1001")).await.unwrap();
        }
        close(desk, &desktop).await;
        let dies_at = newest(&firm.staff).await + 1 + i64::try_from(dice.below(12)).unwrap();
        let mut victim = victim(&firm, &desktop, firm.base(), None).await;
        found("the victim sends what waits", async || (newest(&firm.staff).await >= dies_at).then_some(())).await;
        victim.kill().unwrap();
        victim.wait().unwrap();
        let (desk, _between) = desk_at(&firm, &desktop).await;
        for intent in desk.intents().await.unwrap() {
            assert!(is_done(&answered(&desk, intent.id).await), "confirmed once is enough");
            desk.dismiss_intent(intent.id).await.unwrap();
        }
        for user in users {
            assert_eq!(changes_of(&firm, user).await, 1);
        }
        close(desk, &desktop).await;
    }
    firm.verify_log().await;
    println!("F2: {rounds} times killed while sending, each of {} carried out once", rounds * 12);
}
