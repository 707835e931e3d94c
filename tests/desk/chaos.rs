//! A network that misbehaves (`trust.md` F10): whatever somebody in between does, the desk answers or says why not, what
//! staff do is done once, and in the end the cache is what the firm has.

use std::collections::BTreeSet;
use std::time::Duration;

use contract::{
    AccessCheckQuery, ClientsQuery, Intent, KeyRehearsalBody, LinkAnswer, LinkChange, PortalUsersQuery, Problem,
};
use desk::{Backend, Desk, Error, Sync, SyncState};
use domain::{Action, Intention, PortalUserId};
use futures_util::future::join_all;

use crate::between::{Between, Mood, page};
use crate::intents::{answered, changes_of, comes_back, goes_offline, is_done, wish};
use crate::offline::{desk_at, until};
use crate::place::{Desktop, cached, is_so, live, newest, served, until as syncs_until};
use crate::schedules::is_what_the_firm_has;
use crate::support::{TestFirm, client, size, soaking, spawn_firm};

/// The longest that anybody waits without being told anything (F10).
const LONGEST: Duration = Duration::from_secs(10);

/// The answer to somebody who waits: there is one, or words that say why not.
pub(crate) async fn told<T>(what: &str, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    // Not on the stack, which many stories share.
    let answer = tokio::time::timeout(LONGEST, Box::pin(asked)).await.unwrap_or_else(|_| panic!("{what} hangs"));
    if let Err(error) = &answer {
        let Problem { title, next, .. } = error.clone().into();
        assert!(!title.is_empty() && !next.is_empty(), "{what}: {error:?}");
    }
    answer
}

pub(crate) fn change(user: PortalUserId, id: &str) -> LinkChange {
    LinkChange {
        portal_user_id: user,
        client_id: client(id),
        reason: None,
        undo_of: None,
        if_version: None,
        confirmed: true,
    }
}

/// Every kind of question, as the window asks them, and what kept each from an answer.
pub(crate) async fn questions(desk: &Desk, user: PortalUserId) -> [Option<Error>; 9] {
    let search = PortalUsersQuery { search: "body".to_owned(), ..PortalUsersQuery::default() };
    let clients = ClientsQuery { search: "1".to_owned(), limit: None };
    let (email, client_id) = ("body0@example.com".to_owned(), Some(client("1001")));
    let check = AccessCheckQuery { email, client_id, action: Action::ALL[0] };
    let key = KeyRehearsalBody { client_id: "l00l".to_owned(), invoice_number: "20931".to_owned() };
    [
        told("the session", desk.session()).await.err(),
        told("a search", desk.portal_users(search)).await.err(),
        told("the counts", desk.portal_user_counts()).await.err(),
        told("the clients", desk.clients(clients)).await.err(),
        told("a user", desk.portal_user(user)).await.err(),
        told("who can get in", desk.who_can_get_in(client("1001"))).await.err(),
        told("an access check", desk.access_check(check)).await.err(),
        told("a rehearsal", desk.key_rehearsal(key)).await.err(),
        told("what waits", desk.intents()).await.err(),
    ]
}

/// All but who is at the desk is kept here, and is always answered.
async fn is_answered(desk: &Desk, user: PortalUserId) {
    let [session, kept @ ..] = questions(desk, user).await;
    assert!(kept.iter().all(Option::is_none) && session.is_none_or(|error| error.is_no_answer()), "{kept:?}");
}

/// What staff do at the desk, each to somebody else: three decisions of a moment without a network, and three at once.
struct Work {
    decided: Vec<Intent>,
    links: [PortalUserId; 2],
    de_link: PortalUserId,
    /// Whom a colleague does something to meanwhile.
    somebody_else: PortalUserId,
    /// Of all six, who it is, and how many changes the log had of each before.
    before: Vec<(PortalUserId, usize)>,
}

impl Work {
    async fn begun(firm: &TestFirm, desk: &Desk, between: &Between) -> Self {
        let mut users = Vec::new();
        for number in 0..7 {
            users.push(firm.user("Some", "Body", &format!("body{number}@example.com")).await);
        }
        firm.staff.link(users[1], "1002").await;
        firm.staff.link(users[5], "1002").await;
        let newest = newest(&firm.staff).await;
        until(desk, |desk| desk.standing().number >= Some(newest)).await;
        goes_offline(desk, between).await;
        let mut decided = Vec::new();
        for (what, user, id) in [
            (Intention::Link, users[0], "1001"),
            (Intention::DeLink, users[1], "1002"),
            (Intention::CloseAccess, users[2], "1003"),
        ] {
            decided.push(desk.intend(wish(what, user, id)).await.unwrap().intent.unwrap());
        }
        comes_back(desk, between).await;
        let mut before = Vec::new();
        for user in &users[..6] {
            before.push((*user, changes_of(firm, *user).await));
        }
        Self { decided, links: [users[3], users[4]], de_link: users[5], somebody_else: users[6], before }
    }

    fn ids(&self) -> Vec<i64> {
        self.decided.iter().map(|intent| intent.id).collect()
    }

    /// Does it all, and answers how much of it is known to be done.
    async fn done(&self, desk: &Desk) -> usize {
        let [first, second] = self.links;
        let mut done = 0;
        let was_done = |answer: Result<LinkAnswer, Error>| match answer {
            Ok(_) => 1,
            Err(error) => {
                assert!(error.is_no_answer(), "{error:?}");
                0
            }
        };
        done += was_done(told("a link", desk.link(change(first, "1001"))).await);
        done += was_done(told("a de-link", desk.de_link(change(self.de_link, "1002"))).await);
        done += was_done(told("another link", desk.link(change(second, "1003"))).await);
        match told("a confirmation", desk.confirm_intents(&self.ids())).await {
            Ok(intents) => done + intents.iter().filter(|intent| is_done(intent)).count(),
            Err(error) => {
                assert!(error.is_no_answer(), "{error:?}");
                done
            }
        }
    }

    /// Does what is not known to be done, now that everybody is honest; then all of it was done once.
    async fn is_done_once(&self, firm: &TestFirm, desk: &Desk) {
        self.done(desk).await;
        for id in self.ids() {
            assert!(is_done(&answered(desk, id).await));
        }
        for (user, before) in &self.before {
            assert_eq!(changes_of(firm, *user).await, before + 1, "{user}");
        }
    }
}

/// Some work while somebody in between is in this mood, and what it comes to.
async fn story(mood: Mood) {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let (desk, between) = desk_at(&firm, &desktop).await;
    let work = Work::begun(&firm, &desk, &between).await;
    between.is(mood.clone());
    firm.another_staff.link(work.somebody_else, "1002").await;
    is_answered(&desk, work.links[0]).await;
    let done = work.done(&desk).await;
    is_answered(&desk, work.links[1]).await;
    between.is(Mood::Honest);
    if !soaking() {
        // What was swallowed is waited for in vain for half a minute.
        between.cuts();
    }
    // Whoever asks has the backend asked again, however long it was left alone.
    is_answered(&desk, work.links[1]).await;
    let newest = newest(&firm.staff).await;
    until(&desk, |desk| desk.standing().number >= Some(newest)).await;
    work.is_done_once(&firm, &desk).await;
    is_what_the_firm_has(&firm, &desktop, desk).await;
    println!("F10: {mood:?}: {done} of 6 acts told as done, all done once");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_network_does_the_desk_answers_and_does_everything_once() {
    let proxys = |status: &str, headers: &str| Mood::Answers(page(status, headers));
    let moods = [
        Mood::Late(1000..3000),
        Mood::Trickles(16 << 10),
        Mood::ResetsAfter(700),
        Mood::ClosesHalfAfter(700),
        Mood::ClosesAsking,
        Mood::Swallows,
        Mood::Repeats,
        Mood::RepeatsLater,
        Mood::Overtaken,
        Mood::CutsAfter(0),
        proxys("200 OK", ""),
        proxys("302 Found", "location: http://127.0.0.1:9/\r\n"),
        proxys("502 Bad Gateway", ""),
        proxys("503 Service Unavailable", "retry-after: 1\r\n"),
        proxys("503 Service Unavailable", ""),
        proxys("429 Too Many Requests", "retry-after: 1\r\n"),
        proxys("429 Too Many Requests", ""),
    ];
    join_all(moods.map(|mood| Box::pin(story(mood)))).await;
}

/// After which bytes of answers it is cut: some of every kind, and when soaking up to each of the first 4 KiB.
fn cuts() -> Vec<usize> {
    let some = [0, 1, 9, 17, 120, 300, 420, 600, 900, 1400, 2500, 4000];
    let step = 4096 / size(1, 4096);
    let stepped = (0..4096).step_by(usize::try_from(step).unwrap()).filter(|_| soaking());
    let all: BTreeSet<usize> = some.into_iter().chain(stepped).collect();
    all.into_iter().collect()
}

/// A first sync that is cut or reset after any byte goes on to the same end.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_cut_after_any_byte_comes_to_what_the_firm_has() {
    let firm = spawn_firm().await;
    firm.user("Jane", "Smith", "jane@example.com").await;
    let everything = served(&firm.staff).await;
    let between = Between::before(firm.base()).await;
    for bytes in cuts() {
        let desktop = Desktop::new();
        let cache = desktop.open().await;
        between.is(if bytes % 2 == 0 { Mood::CutsAfter(bytes) } else { Mood::ResetsAfter(bytes) });
        let sync = Sync::start(Backend::new(&between.base(), firm.token()).unwrap(), cache.clone());
        syncs_until(&sync, |state| matches!(state, SyncState::Waiting { .. } | SyncState::Live)).await;
        between.is(Mood::Honest);
        sync.now();
        live(&sync).await;
        assert_eq!(cached(&cache).await.unwrap().0, everything, "{bytes}");
        sync.stop().await;
    }
    println!("F10: cut after each of {} numbers of bytes, first syncs came to the same", cuts().len());
}

/// A change whose answer is cut after any byte is answered all the same, and done once.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answer_is_cut_after_any_byte_is_answered_and_done_once() {
    let firm = spawn_firm().await;
    let user = firm.user("Jane", "Smith", "someone@example.com").await;
    let between = Between::before(firm.base()).await;
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&between.base(), firm.token()), None);
    let before = newest(&firm.staff).await;
    for (bytes, done) in cuts().into_iter().zip(1..) {
        between.is(Mood::CutsOnce(bytes));
        let answer = match done % 2 {
            1 => told("a link", desk.link(change(user, "1001"))).await,
            _ => told("a de-link", desk.de_link(change(user, "1001"))).await,
        };
        assert!(answer.unwrap().changed, "{bytes}: it is told what was done at first");
        assert_eq!(newest(&firm.staff).await, before + done, "{bytes}");
    }
    firm.verify_log().await;
    println!("F10: cut after each of {} numbers of bytes, changes were answered and done once", cuts().len());
}

/// What is sent again by somebody in between, when it has long been overtaken by its opposite, is not done again.
#[tokio::test]
async fn a_change_that_comes_again_after_its_opposite_is_not_done_again() {
    let firm = spawn_firm().await;
    let user = firm.user("Jane", "Smith", "someone@example.com").await;
    let between = Between::before(firm.base()).await;
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&between.base(), firm.token()), None);
    let before = newest(&firm.staff).await;
    between.is(Mood::RepeatsLater);
    for _ in 0..10 {
        assert!(told("a link", desk.link(change(user, "1001"))).await.unwrap().changed);
        assert!(told("a de-link", desk.de_link(change(user, "1001"))).await.unwrap().changed);
    }
    let asked = between.asked().len();
    is_so("every change comes again", || between.repeated() == asked).await;
    assert_eq!(newest(&firm.staff).await, before + 20);
    assert!(firm.staff.detail(user).await.links.is_empty());
}

/// What answers in a backend's place is told as that, and not believed.
#[tokio::test]
async fn a_sign_in_page_of_the_network_is_told_as_such() {
    let firm = spawn_firm().await;
    let between = Between::before(firm.base()).await;
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&between.base(), firm.token()), None);
    for status in ["200 OK", "302 Found", "401 Unauthorized", "404 Not Found", "511 Network Authentication Required"] {
        between.is(Mood::Answers(page(status, "location: /welcome\r\n")));
        between.asked();
        let error = told("the session", desk.session()).await.unwrap_err();
        let is_expected = match status.starts_with('5') {
            true => matches!(error, Error::Unreachable),
            false => matches!(error, Error::NotTheBackend),
        };
        assert!(is_expected, "{status}: {error:?}");
        assert_eq!(between.asked().len(), 1, "{status}: nobody follows where it points");
    }
}
