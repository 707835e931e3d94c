//! What the desk answers from what it keeps (`rules.md` 40 to 42, 45): the same as the backend while that answers, and the
//! same without it, with what could not be checked.

use contract::{
    AccessCheck, AccessCheckQuery, ActivityQuery, ClientDetail, ClientsPage, ClientsQuery, DeskConnection,
    FirmSettingsView, KeyRehearsal, KeyRehearsalBody, LinkChange, PortalUserCounts, PortalUsersPage, PortalUsersQuery,
    UserFilter, UserPortal, UserSort, WhoCanGetIn,
};
use desk::{Backend, Desk, Error};
use domain::{Action, Outcome, PortalUserId};
use reqwest::Method;

use crate::between::{Between, Mood};
use crate::place::{self, Desktop, newest};
use crate::support::{TestFirm, client, spawn_firm};

/// A desk that keeps what this firm has, with somebody in between.
pub(crate) async fn desk_at(firm: &TestFirm, desktop: &Desktop) -> (Desk, Between) {
    let between = Between::before(firm.base()).await;
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&between.base(), firm.token()), Some(desktop.keeping()));
    until(&desk, |desk| desk.standing().connection == DeskConnection::Live && desk.standing().number.is_some()).await;
    (desk, between)
}

/// Waits until this is so.
pub(crate) async fn until(desk: &Desk, is_so: impl Fn(&Desk) -> bool) {
    let stays = std::fmt::from_fn(|f| write!(f, "it stays {:?}", desk.standing()));
    place::is_so(stays, || is_so(desk)).await;
}

/// Somebody of every kind.
async fn people(firm: &TestFirm) -> [PortalUserId; 4] {
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let una = firm.unverified_user("Una", "Verified", "una@example.com").await;
    let barred = firm.user("Bar", "Red", "barred@example.com").await;
    firm.staff.link(soren, "A%2F5%20%C3%B8").await;
    firm.staff.link(barred, "1004").await;
    let body = serde_json::json!({ "client_id": "1004" });
    let close = firm.staff.request(Method::POST, &format!("/portal-users/{barred}/close-access")).json(&body);
    let closed = close.send().await.unwrap();
    assert!(closed.status().is_success(), "{}", closed.text().await.unwrap());
    firm.sign_in(firm.firm, jane).await;
    [jane, soren, una, barred]
}

#[tokio::test]
async fn lists_and_searches_are_the_backends_with_it_and_without_it() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    people(&firm).await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    let searches = ["", "smith", "jane fam", "1002", "cafe", "AERO", "1", "@", "example.com", "nobody", "søren a/5"];
    let filters = [UserFilter::All, UserFilter::NotVerified, UserFilter::NoLinkedClient, UserFilter::Barred];
    let sorts = [UserSort::Name, UserSort::Relevance, UserSort::Email, UserSort::LastSignIn, UserSort::Created];
    let mut asked = Vec::new();
    for search in searches {
        for (filter, sort) in filters.into_iter().flat_map(|filter| sorts.map(|sort| (filter, sort))) {
            let query = PortalUsersQuery {
                search: search.to_owned(),
                filter,
                sort,
                limit: Some(2),
                ..PortalUsersQuery::default()
            };
            let request = firm.staff.request(Method::GET, "/portal-users").query(&query);
            let expected: PortalUsersPage = firm.staff.send(request).await;
            asked.push((query, expected));
        }
    }
    let counts: PortalUserCounts = firm.staff.get("/portal-users/counts").await;
    let clients: ClientsPage = firm.staff.get("/clients?search=100").await;
    for mood in [Mood::Honest, Mood::CutsAfter(0)] {
        between.asked();
        between.is(mood);
        for (query, expected) in &asked {
            assert_eq!(&desk.portal_users(query.clone()).await.unwrap(), expected, "{query:?}");
        }
        let found = desk.portal_user_counts().await.unwrap();
        assert_eq!((found.all, found.not_verified, found.barred), (counts.all, counts.not_verified, counts.barred));
        let query = ClientsQuery { search: "100".to_owned(), limit: None };
        assert_eq!(desk.clients(query).await.unwrap(), clients);
        let asked = between.asked();
        assert!(!asked.iter().any(|line| line.contains("portal-users")), "typing waits for no network: {asked:?}");
    }
}

#[tokio::test]
async fn whatever_happens_to_the_firm_shows_in_the_lists_kept_here() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let [jane, soren, ..] = people(&firm).await;
    let (desk, _between) = desk_at(&firm, &desktop).await;
    let change = LinkChange {
        portal_user_id: soren,
        client_id: client("1003"),
        reason: None,
        undo_of: None,
        if_version: None,
        confirmed: true,
    };
    assert!(desk.link(change).await.unwrap().changed);
    let query = PortalUsersQuery { search: "søren 1003".to_owned(), ..PortalUsersQuery::default() };
    assert_eq!(desk.portal_users(query).await.unwrap().total, 1, "whoever made a change sees it at once");
    firm.staff.de_link(jane, "1002", "").await;
    let zoe = firm.user("Zoe", "New", "zoe@example.com").await;
    let newest = newest(&firm.staff).await;
    until(&desk, |desk| desk.standing().number >= Some(newest)).await;
    let query = PortalUsersQuery { search: "zoe".to_owned(), ..PortalUsersQuery::default() };
    let expected: PortalUsersPage = firm.staff.get("/portal-users?search=zoe").await;
    let found = desk.portal_users(query).await.unwrap();
    assert_eq!((found.rows[0].id, &found), (zoe, &expected));
}

#[tokio::test]
async fn a_user_is_shown_without_the_backend_with_what_was_not_looked_at() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let people = people(&firm).await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    for user in people {
        let live = desk.portal_user(user).await.unwrap();
        assert_eq!(live, firm.staff.detail(user).await);
        assert!(live.not_checked.is_empty());
    }
    between.is(Mood::CutsAfter(0));
    for user in people {
        let live = firm.staff.detail(user).await;
        let kept = desk.portal_user(user).await.unwrap();
        assert_eq!(kept.not_checked.len(), 1);
        assert_eq!((&kept.links, &kept.barred, &kept.suggestions), (&live.links, &live.barred, &live.suggestions));
        assert_eq!((&kept.name, kept.access, kept.last_sign_in_at), (&live.name, live.access, live.last_sign_in_at));
        let allowed = |abilities: &[contract::Ability]| abilities.iter().map(|one| one.allowed).collect::<Vec<_>>();
        assert_eq!(allowed(&kept.abilities), allowed(&live.abilities));
    }
    let nobody = desk.portal_user(PortalUserId::new(987_654)).await.unwrap_err();
    assert!(matches!(nobody, Error::Refused(problem) if problem.code == contract::ProblemCode::NotFound));
}

/// `rules.md` 12 and 45: which portals somebody sees is kept, what stands in them is not, and that is said.
#[tokio::test]
async fn the_portal_as_a_user_sees_it_is_told_without_the_backend_but_for_its_invoices() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    let people = people(&firm).await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    for user in people {
        let live: UserPortal = firm.staff.get(&format!("/portal-users/{user}/portal")).await;
        assert_eq!(desk.user_portal(user).await.unwrap(), live);
    }
    between.is(Mood::CutsAfter(0));
    for user in people {
        let live: UserPortal = firm.staff.get(&format!("/portal-users/{user}/portal")).await;
        let kept = desk.user_portal(user).await.unwrap();
        assert_eq!((&kept.clients, kept.access, &kept.notice), (&live.clients, live.access, &live.notice));
        assert!(kept.invoices.is_empty() && kept.totals.is_empty());
        assert_eq!(kept.not_checked.len(), usize::from(kept.notice.is_none()));
    }
}

/// `rules.md` 40: the same verdict wherever it does not hang on what is not kept, and that is named.
#[tokio::test]
async fn access_is_checked_without_the_backend_by_the_same_rules() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    people(&firm).await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    between.is(Mood::CutsAfter(0));
    let mut unknown = 0;
    for email in
        ["jane@example.com", "s.aero@post.example", "una@example.com", "barred@example.com", "nobody@example.com"]
    {
        for action in Action::ALL {
            for id in [None, Some("1001"), Some("1004"), Some("A/5 ø")] {
                let query = AccessCheckQuery { email: email.to_owned(), client_id: id.map(client), action };
                let request = firm.staff.request(Method::GET, "/access-check").query(&query);
                let live: AccessCheck = firm.staff.send(request).await;
                let kept = desk.access_check(query.clone()).await.unwrap();
                assert_eq!((kept.portal_user_id, &kept.client), (live.portal_user_id, &live.client));
                let not_checked = kept.steps.iter().filter(|step| step.outcome == Outcome::NotChecked).count();
                unknown += not_checked;
                if not_checked == 0 {
                    assert_eq!((kept.allowed, &kept.verdict), (live.allowed, &live.verdict), "{query:?}");
                }
                if !kept.allowed {
                    assert!(!live.allowed, "what is refused for what is known here is refused there: {query:?}");
                }
                assert!(kept.attempts.is_empty() && kept.attempts_note.starts_with("Not checked"));
            }
        }
    }
    assert!(unknown > 0, "what is not kept is named");
}

/// A client and the settings are the same from both; what is not kept is asked of the backend alone, and missed at once.
#[tokio::test]
async fn a_client_is_told_without_the_backend_and_its_invoices_are_not() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    people(&firm).await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    between.is(Mood::CutsAfter(0));
    for (id, path) in [("1001", "1001"), ("1002", "1002"), ("1004", "1004"), ("A/5 ø", "A%2F5%20%C3%B8")] {
        let live: ClientDetail = firm.staff.get(&format!("/clients/{path}")).await;
        assert_eq!(desk.client(client(id)).await.unwrap(), live);
    }
    let live: FirmSettingsView = firm.staff.get("/settings").await;
    assert_eq!(desk.firm_settings().await.unwrap(), live);
    assert!(matches!(desk.client_portal(client("1002")).await, Err(Error::Unreachable)));
    assert!(matches!(desk.activity(ActivityQuery::default()).await, Err(Error::Unreachable)));
}

/// `rules.md` 41 and 42.
#[tokio::test]
async fn who_can_get_in_and_what_is_wrong_with_a_key_are_told_without_the_backend() {
    let (firm, desktop) = (spawn_firm().await, Desktop::new());
    people(&firm).await;
    let (desk, between) = desk_at(&firm, &desktop).await;
    between.is(Mood::CutsAfter(0));
    for (id, path) in [("1001", "1001"), ("1002", "1002"), ("A/5 ø", "A%2F5%20%C3%B8")] {
        let live: WhoCanGetIn = firm.staff.get(&format!("/clients/{path}/who-can-get-in")).await;
        let kept = desk.who_can_get_in(client(id)).await.unwrap();
        let accounts = |found: &WhoCanGetIn| found.ways.iter().filter(|way| way.portal_user_id.is_some()).count();
        assert_eq!((accounts(&kept), &kept.client), (accounts(&live), &live.client));
        assert!(kept.not_checked.len() == 1 && live.not_checked.is_empty());
    }
    let rehearse = async |typed: &str| {
        let asked = KeyRehearsalBody { client_id: typed.to_owned(), invoice_number: "INV-1".to_owned() };
        let live: KeyRehearsal = firm.staff.post("/key-rehearsal", &asked).await;
        (desk.key_rehearsal(asked).await.unwrap(), live)
    };
    for typed in ["1001", "l00l", "10 02", "a/5 ø", "9999"] {
        let (kept, live) = rehearse(typed).await;
        assert_eq!((&kept.meant_client, &kept.says[1]), (&live.meant_client, &live.says[1]), "{typed}");
        let opens = kept.would_open.is_none_or(|opens| Some(opens) == live.would_open);
        assert!(opens, "what is said here for certain is so: {typed}");
    }
}
