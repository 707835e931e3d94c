//! Random schedules (`trust.md` F11): the desk, the firm, somebody in between and a colleague, in an order that a seed
//! draws: faults of the network, ends and starts of the desk, restarts of the firm, decisions offline and online. In the end
//! the cache is what the firm has, and I1 to I4 and I6 hold (there are no payments yet, I5).
//!
//! It is not turmoil that draws: it simulates sockets and time for what runs in one thread on its own runtime, while
//! `reqwest` opens its sockets itself, and SQLite and the search work in threads of their own, which a simulated clock runs
//! away from. So these are real sockets, files and threads, and a seed fixes what is done and in which order, not how
//! threads interleave.

use std::collections::{BTreeMap, BTreeSet};

use contract::{ActivityPage, IntentStanding, LinkChange, SnapshotPage};
use desk::{Backend, Desk, Error, Sync};
use domain::{Intention, PortalUserId};
use futures_util::{StreamExt as _, stream};

use crate::between::{Between, Mood, page};
use crate::chaos::{change, questions, told};
use crate::intents::{close, wish};
use crate::place::{Desktop, backend, cached, found, newest, served};
use crate::support::{Dice, TestFirm, size, spawn_firm};

const CLIENTS: [&str; 3] = ["1001", "1002", "1003"];
const STEPS: u64 = 24;
/// How many schedules go on at the same time: much of each is waiting.
const AT_ONCE: usize = 12;

/// What is known of something that was done at the desk: how often the log may have it.
type Known = std::ops::RangeInclusive<usize>;
const DONE: Known = 1..=1;
const NOT_DONE: Known = 0..=0;
const NOBODY_KNOWS: Known = 0..=1;

struct World {
    firm: TestFirm,
    desktop: Desktop,
    between: Between,
    desk: Desk,
    dice: Dice,
    people: Vec<PortalUserId>,
    /// The cookie of the first of them, who looks at the portal.
    cookie: Option<String>,
    /// What was done at the desk, by the reason that was given.
    acts: BTreeMap<String, Known>,
    /// Clients about which the first of the people was linked or de-linked, and nobody knows whether or when.
    in_doubt: BTreeSet<&'static str>,
}

impl World {
    async fn begun(mut dice: Dice) -> Self {
        let (firm, desktop) = (spawn_firm().await, Desktop::new());
        let mut people = Vec::new();
        for number in 0..4 {
            people.push(firm.user("Some", "Body", &format!("body{number}@example.com")).await);
        }
        let mut browser = firm.browser();
        browser.signs_in("body0@example.com", "correct horse battery").await;
        let between = Between::before(firm.base()).await;
        between.draws(dice.split(0));
        let (desk, cookie) = (opened(&between, &firm, &desktop), browser.cookie);
        assert!(cookie.is_some(), "signed in");
        let (acts, in_doubt) = (BTreeMap::new(), BTreeSet::new());
        Self { firm, desktop, between, desk, dice, people, cookie, acts, in_doubt }
    }

    /// Does the next thing, whatever it is.
    async fn step(mut self, number: u64) -> Self {
        match self.dice.below(16) {
            0..=2 => {
                let mood = self.mood();
                self.between.is(mood);
            }
            3 => self.between.cuts(),
            4..=6 => self.link_or_de_link(number).await,
            7..=8 => self.decide(number).await,
            9..=10 => self.confirm().await,
            11 => self.put_away().await,
            12 => self.a_colleague_acts().await,
            13 => questions_of(&self.desk, self.people[1]).await,
            14 => return self.desk_starts_again().await,
            _ => return self.firm_starts_again().await,
        }
        self
    }

    fn mood(&mut self) -> Mood {
        let bytes = usize::try_from(self.dice.below(1500)).unwrap();
        match self.dice.below(24) {
            0 => Mood::Swallows,
            1..=3 => Mood::CutsAfter(bytes),
            4..=6 => Mood::CutsOnce(bytes),
            7 => Mood::ResetsAfter(bytes),
            8 => Mood::ClosesHalfAfter(bytes),
            9 => Mood::ClosesAsking,
            10 => Mood::Late(0..200),
            11 => Mood::Trickles(16 << 10),
            12 => Mood::Repeats,
            13 => Mood::RepeatsLater,
            14 => Mood::Overtaken,
            15 => Mood::Answers(page("200 OK", "")),
            16 => Mood::Answers(page("503 Service Unavailable", "retry-after: 1\r\n")),
            _ => Mood::Honest,
        }
    }

    fn pair(&mut self) -> (PortalUserId, &'static str) {
        (*self.dice.of(&self.people), *self.dice.of(&CLIENTS))
    }

    async fn link_or_de_link(&mut self, number: u64) {
        let ((user, client), links) = (self.pair(), self.dice.below(2) == 0);
        let reason = format!("act {number}");
        let change = LinkChange { reason: Some(reason.clone()), ..change(user, client) };
        let answer = match links {
            true => told("a link", self.desk.link(change)).await,
            false => told("a de-link", self.desk.de_link(change)).await,
        };
        let known = match &answer {
            Ok(answer) if answer.changed => DONE,
            Ok(_) | Err(Error::Refused(_)) => NOT_DONE,
            Err(_) => NOBODY_KNOWS,
        };
        self.acts.insert(reason, known);
        if answer.is_err() && user == self.people[0] {
            self.in_doubt.insert(client);
        } else if !links {
            self.nothing_is_seen_any_more(user, client).await;
        }
    }

    /// I6.
    async fn nothing_is_seen_any_more(&self, user: PortalUserId, client: &str) {
        if user == self.people[0] && !self.in_doubt.contains(client) {
            let mut browser = self.firm.browser();
            browser.cookie.clone_from(&self.cookie);
            let seen = browser.clients().await.expect("signed in");
            assert!(!seen.iter().any(|one| one == client), "{client} is seen after its de-link");
        }
    }

    /// Not about the first of the people, whose links are looked at.
    async fn decide(&mut self, number: u64) {
        let user = self.people[1 + usize::try_from(self.dice.below(3)).unwrap()];
        let (_, client) = self.pair();
        let what = *self.dice.of(&[Intention::Link, Intention::DeLink, Intention::CloseAccess]);
        let reason = format!("decided {number}");
        let body = contract::IntentBody { reason: Some(reason.clone()), ..wish(what, user, client) };
        if told("a decision", self.desk.intend(body)).await.is_ok() {
            self.acts.insert(reason, NOT_DONE);
        }
    }

    async fn confirm(&mut self) {
        let waiting = told("what waits", self.desk.intents()).await.unwrap_or_default();
        let ids: Vec<i64> = waiting.iter().map(|intent| intent.id).collect();
        let _ = told("a confirmation", self.desk.confirm_intents(&ids)).await;
    }

    /// Takes back what waits, and puts away what was answered.
    async fn put_away(&mut self) {
        for intent in told("what waits", self.desk.intents()).await.unwrap_or_default() {
            let done = matches!(intent.standing, IntentStanding::Done { .. });
            let away = match intent.standing {
                IntentStanding::Waiting => told("a withdrawal", self.desk.withdraw_intent(intent.id)).await,
                _ => told("a dismissal", self.desk.dismiss_intent(intent.id)).await,
            };
            if away.is_ok() && done {
                self.acts.insert(intent.reason.unwrap(), DONE);
            }
        }
    }

    async fn a_colleague_acts(&mut self) {
        let (user, client) = self.pair();
        if self.dice.below(2) == 0 {
            self.firm.another_staff.link(user, client).await;
        } else {
            self.firm.another_staff.de_link(user, client, "").await;
            self.nothing_is_seen_any_more(user, client).await;
        }
    }

    async fn desk_starts_again(self) -> Self {
        close(self.desk, &self.desktop).await;
        let desk = opened(&self.between, &self.firm, &self.desktop);
        Self { desk, ..self }
    }

    async fn firm_starts_again(self) -> Self {
        let firm = self.firm.restarted().await;
        self.between.leads_to(firm.base());
        Self { firm, ..self }
    }

    /// Everybody is honest, and what is under way comes to its end: what is known of everything that was done at the desk.
    async fn comes_to_rest(mut self) -> Vec<Known> {
        self.between.is(Mood::Honest);
        self.between.cuts();
        let intents = found("what was confirmed is answered", async || {
            // Whoever asks has the backend asked again.
            let _ = self.desk.portal_user(self.people[1]).await;
            let newest = newest(&self.firm.staff).await;
            let has_come = self.desk.standing().number >= Some(newest);
            let intents = self.desk.intents().await.ok().filter(|_| has_come)?;
            let is_open = |one: &contract::Intent| one.standing == IntentStanding::Confirmed;
            (!intents.iter().any(is_open)).then_some(intents)
        })
        .await;
        for intent in intents {
            let is_done = matches!(intent.standing, IntentStanding::Done { .. });
            self.acts.insert(intent.reason.unwrap(), if is_done { DONE } else { NOT_DONE });
        }
        self.every_act_was_done_once().await;
        is_what_the_firm_has(&self.firm, &self.desktop, self.desk).await;
        for user in self.people {
            let links = self.firm.staff.detail(user).await.links;
            let clients: BTreeSet<_> = links.iter().map(|link| &link.client_id).collect();
            assert_eq!(clients.len(), links.len(), "I2");
        }
        let others: SnapshotPage = self.firm.staff_of_another_firm.get("/snapshot?kind=link").await;
        assert_eq!(contract::answers::records(others.records), Some(Vec::new()), "I3");
        self.acts.into_values().collect()
    }

    async fn every_act_was_done_once(&self) {
        let log: ActivityPage = self.firm.staff.get("/activity?limit=200").await;
        for (reason, known) in &self.acts {
            let times = log.entries.iter().filter(|entry| entry.reason.as_ref() == Some(reason)).count();
            assert!(known.contains(&times), "{reason}: {times} times in the log, and {known:?} is known here");
        }
    }
}

pub(crate) fn opened(between: &Between, firm: &TestFirm, desktop: &Desktop) -> Desk {
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&between.base(), firm.token()), Some(desktop.keeping()));
    desk
}

async fn questions_of(desk: &Desk, user: PortalUserId) {
    for answer in questions(desk, user).await {
        // Before anything was read there is nothing to answer from.
        assert!(
            answer.as_ref().is_none_or(|error| error.is_no_answer() || matches!(error, Error::NotCached)),
            "{answer:?}"
        );
    }
}

/// What is kept is what the firm has, once nothing is under way any more, and the log is as it was written (I1, I4).
pub(crate) async fn is_what_the_firm_has(firm: &TestFirm, desktop: &Desktop, desk: Desk) {
    close(desk, desktop).await;
    let cache = desktop.open().await;
    let _sync = Sync::start(backend(firm), cache.clone());
    let (kept, served) = found("what is kept is as new as the firm", async || {
        let before = newest(&firm.staff).await;
        let served = served(&firm.staff).await;
        let (kept, number) = cached(&cache).await.ok()?;
        // What came late, through somebody in between, has come.
        let is_still = newest(&firm.staff).await == before;
        (is_still && number == before).then_some((kept, served))
    })
    .await;
    assert_eq!(kept, served);
    firm.verify_log().await;
}

async fn schedule(dice: Dice) -> Vec<Known> {
    let mut world = World::begun(dice).await;
    for number in 0..STEPS {
        world = world.step(number).await;
    }
    world.comes_to_rest().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_in_whatever_order_it_comes_to_what_the_firm_has() {
    let mut dice = Dice::of_test("whatever_happens_in_whatever_order_it_comes_to_what_the_firm_has");
    let seeds = size(6, 2000);
    let (mut done, mut unknown) = (0, 0);
    let mut schedules =
        stream::iter((0..seeds).map(|seed| Box::pin(schedule(dice.split(seed))))).buffer_unordered(AT_ONCE);
    while let Some(acts) = schedules.next().await {
        done += acts.iter().filter(|known| **known == DONE).count();
        unknown += acts.iter().filter(|known| **known == NOBODY_KNOWS).count();
    }
    assert!(done > 0 && unknown > 0, "{done} acts done, {unknown} not answered");
    println!(
        "F11: {seeds} random schedules of {STEPS} steps came to what the firm has: {done} acts done, {unknown} not answered"
    );
}
