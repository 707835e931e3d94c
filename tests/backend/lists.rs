//! Lists of portal users and clients: searched, filtered, sorted, counted, and paged by key.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use contract::{ClientsPage, PortalUserCounts, PortalUserRow, PortalUsersPage, ProblemCode};
use domain::{Access, PortalUserId};
use reqwest::{Method, StatusCode};

use crate::support::{TestFirm, clients_csv, spawn_firm};

#[tokio::test]
async fn a_search_finds_words_in_any_order_over_names_addresses_and_linked_clients() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let soren = firm.user("Søren", "Ærø", "s.aero@post.example").await;
    let kenji = firm.user("Kenji", "健二", "kenji@example.org").await;
    firm.staff.link(soren, "A%2F5%20%C3%B8").await;
    let found = async |search: &str| {
        let page = firm.staff.search(search).await;
        assert_eq!(page.total, page.rows.len() as i64, "{search}");
        page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found("smith JANE").await, [jane], "words in any order, letter case apart");
    assert_eq!(found("fam 1002 jane").await, [jane], "a client's name, a Client ID and a name");
    assert_eq!(found("SOREN aero").await, [soren], "accents fold");
    assert_eq!(found("cafe").await, [soren], "a linked client's name folds too");
    assert_eq!(found("二").await, [kenji], "one letter of another script");
    let neil = firm.user("Ann", "O’Neil", "oneil@example.org").await;
    assert_eq!(found("o'neil").await, [neil], "an apostrophe is one, however it was written");
    assert_eq!(found("100%").await, [jane], "a percent sign is a plain character");
    assert_eq!(found("y_g").await, [jane], "an underscore is a plain character");
    assert_eq!(found("j_ne").await, []);
    assert_eq!(found("nobody at all").await, []);
    assert_eq!(found("  ").await, [neil, jane, kenji, soren], "in the order of names");
}

/// A whole field, then a field's beginning, then the beginning of a word, then the others; each by name, page by page.
#[tokio::test]
async fn the_best_matches_come_first_if_asked_for() {
    let firm = spawn_firm().await;
    let inner = firm.user("Abe", "Berman", "abe@example.com").await;
    let word = firm.user("Zoe", "Mann", "zoe@example.com").await;
    let beginning = firm.user("Manny", "Zed", "zed@example.com").await;
    let by_client = firm.user("Bob", "Zacks", "bob@example.com").await;
    firm.staff.link(by_client, "1003").await;
    let name: ClientsPage = firm.staff.get("/clients?search=1003").await;
    let whole = firm.staff.search(&name.clients[0].name.text).await;
    assert_eq!(whole.rows[0].id, by_client);
    let page = |query: &str| {
        let path = format!("/portal-users?search=man&sort=relevance&limit=2{query}");
        let staff = &firm.staff;
        async move { staff.get::<PortalUsersPage>(&path).await }
    };
    let ids = |page: &PortalUsersPage| page.rows.iter().map(|row| row.id).collect::<Vec<_>>();
    let first = page("").await;
    assert_eq!((ids(&first), first.total), (vec![beginning, word], 3));
    let next = first.next.as_deref().expect("there is one more");
    assert_eq!(ids(&page(&format!("&after={next}")).await), [inner]);
    assert_eq!(ids(&page("&row=1").await), [word, inner]);
    assert_eq!(ids(&page("&descending=true").await), [inner, word]);
}

#[tokio::test]
async fn a_row_answers_who_may_get_in_and_marks_what_was_searched_for() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    firm.staff.link(jane, "1004").await;
    let page = firm.staff.search("trust jan").await;
    let row = &page.rows[0];
    assert_eq!((row.access, row.access_label.as_str(), row.link_count), (Access::CanSignIn, "Can sign in", 3));
    assert_eq!(row.name.marks, [(0, 3)]);
    assert_eq!(
        (row.clients[0].name.text.as_str(), &row.clients[0].name.marks[..]),
        ("Smith Family Trust", &[(13, 18)][..])
    );
    assert_eq!(row.clients.len(), 2, "a row names the first two");
}

/// `rules.md` 1, 15, 25, 44: each filter finds its own, each another number of them.
#[tokio::test]
async fn the_filters_and_their_counts_agree_with_the_rows() {
    let firm = spawn_firm().await;
    let una = firm.unverified_user("Una", "Verified", "una@example.com").await;
    let uwe = firm.unverified_user("Uwe", "Verified", "uwe@example.com").await;
    let unlinked = firm.user("No", "Link", "nolink@example.com").await;
    let half_closed = firm.user("Clo", "Sed", "bo@example.com").await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    firm.staff.link(unlinked, "1004").await;
    firm.staff.de_link(unlinked, "1004", "").await;
    firm.staff.link(half_closed, "1001").await;
    firm.sign_in(firm.firm, half_closed).await;
    firm.clock.advance(TimeDelta::days(390));
    firm.sign_in(firm.firm, jane).await;
    firm.clock.advance(TimeDelta::days(10));
    let fresh = firm.user("Fresh", "Account", "fresh@example.com").await;
    firm.staff.link(fresh, "1001").await;

    let counts: PortalUserCounts = firm.staff.get("/portal-users/counts").await;
    let expected = [
        ("all", counts.all, vec![half_closed, fresh, jane, unlinked, una, uwe]),
        ("no_linked_client", counts.no_linked_client, vec![unlinked, una, uwe]),
        ("not_verified", counts.not_verified, vec![una, uwe]),
        ("closed_portal", counts.closed_portal, vec![half_closed]),
        ("dormant", counts.dormant, vec![half_closed, unlinked, una, uwe]),
    ];
    for (filter, counted, expected) in expected {
        let page: PortalUsersPage = firm.staff.get(&format!("/portal-users?filter={filter}")).await;
        let found: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        assert_eq!(found, expected, "{filter}");
        assert_eq!((counted, page.total), (expected.len() as i64, expected.len() as i64), "{filter}");
    }
}

#[tokio::test]
async fn clients_are_found_by_name_or_client_id_the_exact_id_first() {
    let firm = spawn_firm().await;
    let found = async |search: &str| {
        let request = firm.staff.request(Method::GET, "/clients").query(&[("search", search)]);
        let page: ClientsPage = request.send().await.unwrap().json().await.unwrap();
        page.clients.into_iter().map(|client| client.client_id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("1003").await, ["1003"]);
    assert_eq!(found("smith").await, ["1002", "1001"]);
    assert_eq!(found("cafe soren").await, ["A/5 ø"]);
    assert_eq!(
        found("100").await,
        ["1003", "1004", "1002", "1001"],
        "a name that begins with it, then Client IDs, by name"
    );
    assert_eq!(found("'; DROP TABLE client; --").await.len(), 0);
}

#[tokio::test]
async fn a_search_of_200_characters_is_taken_and_one_more_is_refused() {
    let firm = spawn_firm().await;
    let search =
        |path: &str, characters| firm.staff.request(Method::GET, path).query(&[("search", "ø".repeat(characters))]);
    for path in ["/portal-users", "/clients"] {
        assert_eq!(search(path, 200).send().await.unwrap().status(), StatusCode::OK, "{path}");
        let (status, problem) = firm.staff.refusal(search(path, 201)).await;
        assert_eq!((status, problem.code), (StatusCode::BAD_REQUEST, ProblemCode::Invalid), "{path}");
    }
}

#[tokio::test]
async fn limits_out_of_range_are_refused_and_the_range_is_in_the_document() {
    let firm = spawn_firm().await;
    let document: serde_json::Value = firm.anonymous.get("/openapi.json").await;
    let lists = [
        ("/portal-users", "", 200),
        ("/clients", "search=&", 100),
        ("/activity", "", 200),
        ("/outbox", "", 200),
        ("/changes", "after=0&", 5000),
        ("/snapshot", "kind=link&", 20_000),
    ];
    for (path, query, most) in lists {
        let asked = |limit: u32| firm.staff.request(Method::GET, &format!("{path}?{query}limit={limit}"));
        for limit in [1, most] {
            assert_eq!(asked(limit).send().await.unwrap().status(), StatusCode::OK, "{path} {limit}");
        }
        for limit in [0, most + 1, 4_000_000_000] {
            let (status, problem) = firm.staff.refusal(asked(limit)).await;
            assert_eq!((status, problem.code), (StatusCode::BAD_REQUEST, ProblemCode::Invalid), "{path} {limit}");
            assert_eq!(problem.title, format!("`limit` is 1 to {most}, not {limit}."));
        }
        let parameters = document["paths"][format!("/api/v1{path}")]["get"]["parameters"].as_array().unwrap();
        let schema = &parameters.iter().find(|one| one["name"] == "limit").unwrap()["schema"];
        assert_eq!((schema["minimum"].as_u64(), schema["maximum"].as_u64()), (Some(1), Some(most.into())), "{path}");
    }
}

/// Twenty-three people, of whom some have the same name, some never signed in, and some signed in at the same moment.
async fn crowd(firm: &TestFirm) -> Vec<PortalUserId> {
    let mut people = Vec::new();
    for nth in 0..23 {
        let last = if nth % 3 == 0 { "Same" } else { "Name.With.Dots" };
        let first = ["Ann", "Émile", "zoe", "Бо"][nth % 4];
        let user = firm.user(first, last, &format!("p{}@example.com", (nth * 7) % 23)).await;
        if nth % 5 != 0 {
            firm.sign_in(firm.firm, user).await;
        }
        if nth % 2 == 0 {
            firm.clock.advance(TimeDelta::minutes(11));
        }
        people.push(user);
    }
    people
}

/// Reads a list page by page; after each page something may happen.
async fn all_pages(firm: &TestFirm, query: &str, mut after_page: impl AsyncFnMut()) -> Vec<PortalUserRow> {
    let (mut rows, mut after) = (Vec::new(), None::<String>);
    loop {
        let request = firm.staff.request(Method::GET, &format!("/portal-users?limit=4&{query}"));
        let page: PortalUsersPage = firm.staff.send(request.query(&after.map(|after| [("after", after)]))).await;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return rows;
        }
        after_page().await;
    }
}

/// What a list is sorted by, as the window could check it.
async fn sorted_by(firm: &TestFirm, sort: &str, user: PortalUserId) -> (bool, String) {
    let seen = firm.staff.detail(user).await;
    match sort {
        "email" => (false, seen.email),
        "last_sign_in" => {
            let day = seen.last_sign_in_at.map(|at| at.date_naive().to_string());
            (day.is_none(), day.unwrap_or_default())
        }
        "created" => (false, seen.created_at.to_rfc3339()),
        _ => (false, domain::fold(&seen.name)),
    }
}

#[tokio::test]
async fn pages_show_everybody_once_in_whatever_order() {
    let firm = spawn_firm().await;
    crowd(&firm).await;
    for sort in ["name", "email", "last_sign_in", "created"] {
        for descending in [false, true] {
            let query = format!("sort={sort}&descending={descending}");
            let rows = all_pages(&firm, &query, async || {}).await;
            let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
            assert_eq!((rows.len(), ids.len()), (23, 23), "{query}");
            let mut keys = Vec::new();
            for row in &rows {
                keys.push(sorted_by(&firm, sort, row.id).await);
            }
            let in_order = keys.windows(2).all(|pair| {
                let ((none, a), (next_none, b)) = (&pair[0], &pair[1]);
                // Who never signed in comes last, whichever way the list goes.
                none < next_none || (none == next_none && if descending { a >= b } else { a <= b })
            });
            assert!(in_order, "{query}: {keys:?}");
            for row in [0, 1, 11, 22, 23, 4_000_000_000_u32] {
                let page: PortalUsersPage = firm.staff.get(&format!("/portal-users?limit=4&row={row}&{query}")).await;
                let (from, to) = ((row as usize).min(23), (row as usize).saturating_add(4).min(23));
                assert_eq!((&page.rows[..], page.total), (&rows[from..to], 23), "{query} from row {row}");
                assert_eq!(page.next.is_some(), to < 23, "{query} from row {row}");
            }
        }
    }
}

/// A list is never behind what was acknowledged, whoever did it: each process keeps a directory of its own.
#[tokio::test]
async fn a_list_shows_at_once_what_another_process_has_changed() {
    let firm = spawn_firm().await;
    let bo = firm.user("Bo", "Lind", "bo.lind@example.com").await;
    let (beside, server) = firm.another_process().await;
    let found = async |search: &str| -> Vec<_> { beside.search(search).await.rows.iter().map(|row| row.id).collect() };
    let unlinked = async || beside.get::<PortalUserCounts>("/portal-users/counts").await.no_linked_client;
    assert_eq!((found("trust").await, unlinked().await), (vec![], 1));
    firm.staff.link(bo, "1002").await;
    assert_eq!((found("trust").await, unlinked().await), (vec![bo], 0));
    firm.staff.de_link(bo, "1002", "").await;
    assert_eq!((found("trust").await, unlinked().await), (vec![], 1));
    let ulla = firm.unverified_user("Ulla", "Neu", "ulla@example.com").await;
    assert_eq!(found("ulla").await, [ulla]);
    firm.staff.link(ulla, "1002").await;
    let mut renamed = clients_csv();
    renamed.clients = String::from_utf8(renamed.clients).unwrap().replace("Family Trust", "Estate").into_bytes();
    firm.import(firm.firm, &renamed).await;
    assert_eq!((found("trust").await, found("estate").await), (vec![], vec![ulla]), "a client's new name");
    server.stop().await;
}

/// `trust.md` B2: whoever was there is shown once, however many come in between.
#[tokio::test]
async fn people_who_come_while_one_pages_disturb_nobody() {
    let firm = spawn_firm().await;
    let people: BTreeSet<_> = crowd(&firm).await.into_iter().collect();
    for (round, sort) in ["name", "email", "created"].into_iter().enumerate() {
        let mut nth = 0;
        let rows = all_pages(&firm, &format!("sort={sort}"), async || {
            nth += 1;
            let email = format!("{}new{round}.{nth}@example.com", ["a", "q", "z"][nth % 3]);
            firm.unverified_user(["Aaron", "Mia", "Zz"][nth % 3], "New", &email).await;
        })
        .await;
        let shown: Vec<_> = rows.iter().map(|row| row.id).collect();
        let once: BTreeSet<_> = shown.iter().copied().collect();
        assert_eq!(shown.len(), once.len(), "{sort}: nobody twice");
        assert!(people.is_subset(&once), "{sort}: nobody left out");
    }
}

#[tokio::test]
async fn a_cursor_that_is_none_is_refused() {
    let firm = spawn_firm().await;
    for after in ["", "x", "1", "1.x.y", "x..y", "1.99999999999999999999.y"] {
        let request = firm.staff.request(Method::GET, "/portal-users").query(&[("after", after)]);
        let (status, problem) = firm.staff.refusal(request).await;
        assert_eq!((status, problem.code), (StatusCode::BAD_REQUEST, ProblemCode::Invalid), "{after:?}");
    }
}
