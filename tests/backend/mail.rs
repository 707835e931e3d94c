//! Mail, up to a real server and past every mood of a bad one.

use chrono::TimeDelta;
use contract::{OutboxPage, OutboxState};
use firm::mail::{Kind, MailState, Post, outbox};
use serde_json::json;
use tokio::net::TcpListener;

use super::portal::{PASSWORD, sign_up};
use crate::support::{FakeRelay, Mailbox, Mood, RealRelay, TestFirm, spawn_firm_with, token};

/// Somebody signs up, which queues one message.
async fn signs_up(firm: &TestFirm, email: &str) {
    assert_eq!(firm.browser().post("/sign-up", &sign_up(email, PASSWORD)).await.status, 202);
}

/// What became of the firm's messages, newest first, once that is so; the clock moves on until then, and the worker is
/// woken.
async fn becomes(firm: &TestFirm, expected: &[&str]) {
    let begun = std::time::Instant::now();
    loop {
        let mut tx = firm.database.read(firm.firm).await.unwrap();
        let mails = outbox(&mut tx, firm.firm, None, 100).await.unwrap();
        drop(tx);
        assert!(mails.iter().all(|mail| mail.letter.is_none()), "a firm that is no sample shows no letters");
        let states: Vec<_> = mails.iter().map(|mail| word(mail.state)).collect();
        if states == expected {
            return;
        }
        assert!(begun.elapsed().as_secs() < 30, "{states:?}");
        time_passes(firm).await;
    }
}

fn word(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "waiting",
        MailState::Sent(_) => "sent",
        MailState::GivenUp => "given up",
    }
}

async fn time_passes(firm: &TestFirm) {
    firm.clock.advance(TimeDelta::minutes(1));
    firm.setup.bell.ring();
    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
}

fn message_id(mail: &str) -> &str {
    mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("every message has an id")
}

#[tokio::test]
async fn a_real_mail_server_takes_it() {
    let relay = RealRelay::start().await;
    let firm = spawn_firm_with(relay.relay()).await;
    signs_up(&firm, "new@example.com").await;
    signs_up(&firm, "mıke@bücher.example").await;
    let mail = relay.mail("new@example.com", "Verify", 1).await;
    for header in [
        "From: =?utf-8?b?SGFybG93ICYgUGlrZSBMTFA=?= <portal@harlow-pike.example>",
        "Subject: Verify your e-mail address for Harlow & Pike LLP",
        "Date: Mon, 23 Nov 2026 09:00:00 +0000",
        "Auto-Submitted: auto-generated",
        "X-RcptTo: new@example.com",
    ] {
        assert!(mail.contains(&format!("{header}\r\n")), "{header}: {mail}");
    }
    assert!(message_id(&mail).ends_with("@harlow-pike.example>"));
    let verified = firm.browser().post("/verify", &json!({ "token": token(&mail), "password": PASSWORD })).await;
    assert_eq!(verified.status, 204);
    becomes(&firm, &["sent", "sent"]).await;
    let page: OutboxPage = firm.staff.get("/outbox?limit=1").await;
    let [newest] = page.mails.as_slice() else { panic!("{page:?}") };
    assert_eq!((newest.kind.as_str(), newest.state, &newest.letter), ("verification", OutboxState::Sent, &None));
    let rest: OutboxPage = firm.staff.get(&format!("/outbox?before={}", page.next.unwrap())).await;
    assert_eq!((rest.mails.len(), rest.next), (1, None));
    let none: OutboxPage = firm.staff_of_another_firm.get("/outbox").await;
    assert_eq!(none.mails, [], "rule 39");
    let beyond_ascii = relay.arrived().into_iter().any(|mail| mail.contains("To: mıke@xn--bcher-kva.example\r\n"));
    assert!(beyond_ascii, "{:?}", relay.arrived());
}

/// The visitor's answer is the same whatever the relay does; the message is tried again.
#[tokio::test]
async fn a_relay_that_says_later_is_asked_again_later() {
    let relay = FakeRelay::start(Mood::Says("451 4.7.1 <new@example.com> try again later")).await;
    let firm = spawn_firm_with(relay.relay()).await;
    signs_up(&firm, "new@example.com").await;
    relay.visited(1).await;
    becomes(&firm, &["waiting"]).await;
    relay.set_mood(Mood::Takes);
    becomes(&firm, &["sent"]).await;
    assert_eq!(relay.arrived().len(), 1);
}

#[tokio::test]
async fn a_relay_that_says_never_is_believed() {
    let relay = FakeRelay::start(Mood::Says("550 5.1.1 <new@example.com> no such mailbox")).await;
    let firm = spawn_firm_with(relay.relay()).await;
    signs_up(&firm, "new@example.com").await;
    becomes(&firm, &["given up"]).await;
}

/// A relay that does not answer holds up nobody who signs up, and the next one it answers is sent.
#[tokio::test]
async fn a_relay_that_hangs_holds_nobody_up() {
    let relay = FakeRelay::start(Mood::Hangs).await;
    let firm = spawn_firm_with(relay.impatient_relay()).await;
    signs_up(&firm, "new@example.com").await;
    relay.visited(1).await;
    signs_up(&firm, "other@example.com").await;
    relay.visited(2).await;
    relay.set_mood(Mood::Takes);
    becomes(&firm, &["sent", "sent"]).await;
}

#[tokio::test]
async fn a_relay_that_is_down_gets_the_mail_once_it_is_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let firm = spawn_firm_with(FakeRelay::relay_at(address.port())).await;
    signs_up(&firm, "new@example.com").await;
    becomes(&firm, &["waiting"]).await;
    let _relay = FakeRelay::on(TcpListener::bind(address).await.unwrap(), Mood::Takes);
    becomes(&firm, &["sent"]).await;
}

#[tokio::test]
async fn a_message_is_given_up_after_three_days() {
    let relay = FakeRelay::start(Mood::Says("451 not now")).await;
    let firm = spawn_firm_with(relay.relay()).await;
    signs_up(&firm, "new@example.com").await;
    relay.visited(1).await;
    becomes(&firm, &["waiting"]).await;
    firm.clock.advance(TimeDelta::days(3));
    becomes(&firm, &["given up"]).await;
}

/// Whoever dies between sending and noting it sends once more, under the same name.
#[tokio::test]
async fn what_may_have_been_sent_is_sent_again_under_the_same_name() {
    let relay = FakeRelay::start(Mood::TakesAndGoes).await;
    let firm = spawn_firm_with(relay.relay()).await;
    signs_up(&firm, "new@example.com").await;
    relay.mail("new@example.com", "Verify", 1).await;
    relay.set_mood(Mood::Takes);
    becomes(&firm, &["sent"]).await;
    let arrived = relay.arrived();
    assert_eq!(arrived.len(), 2);
    assert_eq!(message_id(&arrived[0]), message_id(&arrived[1]));
}

/// Two servers of one firm, each with a worker: every message is one worker's alone.
#[tokio::test]
async fn two_workers_send_nothing_twice() {
    let relay = FakeRelay::start(Mood::Takes).await;
    let firm = spawn_firm_with(relay.relay()).await;
    let second = Post::start(firm.database.clone(), firm.clock.clock(), &relay.relay(), firm.setup.bell.clone());
    let second = second.unwrap();
    for nth in 0..10 {
        signs_up(&firm, &format!("new{nth}@example.com")).await;
    }
    becomes(&firm, &["sent"; 10]).await;
    second.stop().await;
    assert_eq!(relay.arrived().len(), 10);
}

#[test]
fn kinds_have_names_of_their_own() {
    let kinds = [Kind::Verification, Kind::AccountExists, Kind::PasswordReset, Kind::KeyUsed, Kind::KeyCode];
    let names: std::collections::BTreeSet<_> = kinds.map(Kind::code).into();
    assert_eq!(names.len(), kinds.len());
}
