//! A disk without room (`trust.md` F5), a real one: a file system of three megabytes, which is filled and then freed. What
//! was kept goes on answering, what cannot be kept is told, and everything goes on by itself once there is room.

#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use contract::{DeskConnection, PortalUsersQuery, Problem};
use desk::{Desk, Error};
use domain::{Intention, PortalUserId};

use crate::between::{Between, Mood};
use crate::chaos::told;
use crate::intents::{close, comes_back, goes_offline, wish};
use crate::offline::{desk_at, until};
use crate::place::{Desktop, found, newest};
use crate::schedules::is_what_the_firm_has;
use crate::support::{TestFirm, spawn_firm};
use reqwest::Method;

/// Where the small disk is, for the test program that is started inside it.
const DISK: &str = "PORTICO_SMALL_DISK";

/// A file that takes all the room there is, until it is dropped.
struct Filler(PathBuf);

impl Filler {
    fn of(disk: &Path) -> Self {
        let this = Self(disk.join("filler"));
        let mut file = std::fs::File::create(&this.0).unwrap();
        for piece in [64 << 10, 1024, 1] {
            while file.write_all(&vec![0; piece]).is_ok() {}
        }
        this
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// More than fits in what is free on the pages that there are.
async fn much_changes(firm: &TestFirm, round: &str) -> PortalUserId {
    let mut user = None;
    for number in 0..150 {
        user = Some(firm.user("Some", "Body", &format!("body{round}{number}@example.com")).await);
    }
    user.unwrap()
}

async fn finds(desk: &Desk, search: &str) -> i64 {
    let query = PortalUsersQuery { search: search.to_owned(), ..PortalUsersQuery::default() };
    told("a search", desk.portal_users(query)).await.unwrap().total
}

async fn says_that_the_disk_is_full(desk: &Desk) {
    until(desk, |desk| desk.standing().says == "The disk of this computer is full.").await;
    assert_eq!(desk.standing().connection, DeskConnection::Offline);
    assert!(desk.standing().next.is_some_and(|next| next.starts_with("Make room on it.")));
}

/// Waits until the desk has what the firm has, and says how long that took.
async fn goes_on(desk: &Desk, firm: &TestFirm) -> Duration {
    let (begun, newest) = (Instant::now(), newest(&firm.staff).await);
    until(desk, |desk| desk.standing().number >= Some(newest)).await;
    begun.elapsed()
}

/// What the test below starts inside the small disk.
#[tokio::test]
async fn on_the_small_disk() {
    let Some(disk) = std::env::var_os(DISK).map(PathBuf::from) else { return };
    let firm = spawn_firm().await;
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let desktop = Desktop { home: tempfile::tempdir_in(&disk).unwrap(), ..Desktop::new() };
    let (desk, between) = desk_at(&firm, &desktop).await;

    let full = Filler::of(&disk);
    much_changes(&firm, "a").await;
    says_that_the_disk_is_full(&desk).await;
    assert_eq!((finds(&desk, "søren").await, finds(&desk, "bodya").await), (1, 0), "as it was kept");
    assert_eq!(desk.portal_user(soren).await.unwrap().id, soren);
    nothing_can_be_decided(&desk, &between, soren).await;
    drop(full);
    println!("F5: {:?} after there was room, everything was kept", goes_on(&desk, &firm).await);
    assert_eq!(finds(&desk, "bodya").await, 150);

    // The same over a start.
    close(desk, &desktop).await;
    let full = Filler::of(&disk);
    much_changes(&firm, "b").await;
    let (desk, between) = opened_again(&firm, &desktop).await;
    says_that_the_disk_is_full(&desk).await;
    until(&desk, |desk| desk.standing().number.is_some()).await;
    assert_eq!((finds(&desk, "søren").await, finds(&desk, "bodyb").await), (1, 0), "as it was kept");
    drop(full);
    println!("F5: {:?} after there was room, what was started on a full disk went on", goes_on(&desk, &firm).await);
    goes_offline(&desk, &between).await;
    assert!(desk.intend(wish(Intention::Link, soren, "1001")).await.unwrap().memory_only.is_none());
    is_kept_from_the_beginning(&firm, &disk).await;
    between.is(Mood::Honest);
    is_what_the_firm_has(&firm, &desktop, desk).await;
}

async fn opened_again(firm: &TestFirm, desktop: &Desktop) -> (Desk, Between) {
    let between = Between::before(firm.base()).await;
    (crate::schedules::opened(&between, firm, desktop), between)
}

/// A decision that cannot be kept is told as one that is not, and can be made once there is room.
async fn nothing_can_be_decided(desk: &Desk, between: &Between, user: PortalUserId) {
    between.is(Mood::CutsAfter(0));
    between.cuts();
    for client in ["1001", "1002"] {
        let error = told("a decision", desk.intend(wish(Intention::Link, user, client))).await.unwrap_err();
        assert!(matches!(error, Error::DiskFull), "{error:?}");
        assert_eq!(Problem::from(error).title, "The disk of this computer is full.");
    }
    assert!(desk.intents().await.unwrap().is_empty());
    between.is(Mood::Honest);
}

/// Where nothing was kept yet, nothing can be, and the backend answers meanwhile.
async fn is_kept_from_the_beginning(firm: &TestFirm, disk: &Path) {
    let desktop = Desktop { home: tempfile::tempdir_in(disk).unwrap(), ..Desktop::new() };
    let full = Filler::of(disk);
    let (desk, between) = opened_again(firm, &desktop).await;
    says_that_the_disk_is_full(&desk).await;
    assert_eq!(finds(&desk, "søren").await, 1);
    drop(full);
    println!("F5: {:?} after there was room, a first sync was done", goes_on(&desk, firm).await);
    comes_back(&desk, &between).await;
    goes_offline(&desk, &between).await;
    let user = desk.portal_users(PortalUsersQuery::default()).await.unwrap().rows[0].id;
    let answer = told("a decision", desk.intend(wish(Intention::CloseAccess, user, "1003"))).await.unwrap();
    assert!(answer.memory_only.is_none() && answer.intent.is_some());
}

/// The backend's own file on such a disk, as the embedded firm's is: changes are refused, reads go on, and changes work again
/// once there is room.
#[tokio::test]
async fn a_firm_on_the_small_disk() {
    let Some(disk) = std::env::var_os(DISK).map(PathBuf::from) else { return };
    let firm = spawn_firm().await;
    let user = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let full = Filler::of(&disk);
    for _ in 0..20 {
        let refused = firm.staff.link_request(Method::PUT, user, "1001").send().await.unwrap();
        assert!(refused.status().is_server_error(), "{}", refused.status());
        assert!(firm.staff.detail(user).await.links.is_empty(), "what is read is read");
    }
    drop(full);
    let begun = Instant::now();
    found("there is room for a change", async || {
        let linked = firm.staff.link_request(Method::PUT, user, "1001").send().await.unwrap();
        linked.status().is_success().then_some(())
    })
    .await;
    println!("F5: {:?} after there was room, the firm took changes again", begun.elapsed());
    firm.verify_log().await;
}

/// Runs a test of this program in a name space of its own, where whoever runs the tests may mount: on a small disk is what
/// it puts there, or everything.
fn on_a_small_disk(test: &str, everything: bool) {
    let disk = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=3m small \"$0\" && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", mount]).arg(disk.path());
    command.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]);
    if everything {
        command.env("TMPDIR", disk.path());
    }
    let output = command.env(DISK, disk.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    said.lines().filter(|line| line.starts_with("F5")).for_each(|line| println!("{line}"));
}

#[test]
fn without_room_what_was_kept_answers_and_everything_goes_on_once_there_is_some() {
    on_a_small_disk("full::on_the_small_disk", false);
}

#[test]
fn without_room_a_firm_is_read_and_takes_changes_again_once_there_is_some() {
    on_a_small_disk("full::a_firm_on_the_small_disk", true);
}
