//! Nothing of a firm reaches another, whatever its staff try: every id, version, cursor and key that one firm's staff ever
//! saw is replayed by another's, in every place of every request (`trust.md` S2; `rules.md` 39).

use std::collections::BTreeSet;

use contract::Problem;
use domain::PortalUserId;
use firm::import::ExportFiles;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{Dice, TestFirm, Visitor, size, spawn_firm};

/// Stands in every name and address of the first firm, and nowhere else.
const CANARY: &str = "quokka";

/// Every text and number in an answer.
fn gather(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if !text.is_empty() => drop(into.insert(text.clone())),
        Value::Number(number) => drop(into.insert(number.to_string())),
        Value::Array(values) => values.iter().for_each(|value| gather(value, into)),
        Value::Object(fields) => fields.values().for_each(|value| gather(value, into)),
        _ => {}
    }
}

/// Everything that staff of the first firm can see, after much has happened there.
async fn seen(firm: &TestFirm) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let user = firm.user("Jane", CANARY, &format!("{CANARY}@example.com")).await;
    firm.user("Other", CANARY, &format!("{CANARY}2@example.com")).await;
    for nth in 0..4 {
        firm.unverified_user("More", CANARY, &format!("{CANARY}{nth}more@example.com")).await;
    }
    let keyed = firm.staff.link_request(Method::PUT, user, "1001").header("idempotency-key", "their-key");
    gather(&firm.staff.send::<Value>(keyed.json(&json!({ "reason": CANARY }))).await, &mut seen);
    for path in [
        "/portal-users?limit=2",
        "/portal-users?limit=2&sort=email",
        "/portal-users?limit=2&sort=created",
        "/clients?search=",
        "/activity?limit=3",
        "/snapshot?kind=link&limit=1",
        "/snapshot?kind=client&limit=2",
        "/changes?after=0",
        "/settings",
        "/clients/1002",
        "/clients/1002/portal",
    ] {
        gather(&firm.staff.get::<Value>(path).await, &mut seen);
    }
    for path in [format!("/portal-users/{user}"), format!("/portal-users/{user}/portal")] {
        gather(&firm.staff.get::<Value>(&path).await, &mut seen);
    }
    assert!(seen.len() > 80, "{}", seen.len());
    seen
}

/// A request of another firm's staff with something of the first firm's in one of its places.
fn request(staff: &Visitor, place: usize, id: &str, dice: &mut Dice) -> RequestBuilder {
    let get = |path: &str| staff.request(Method::GET, path);
    let in_path = urlencoding(id);
    // Its own, so that nothing stops before the first firm's is looked at.
    let number = dice.of(&["1", "2", "3"]);
    let own = dice.of(&OWN_CLIENTS);
    match place {
        0 => get(&format!("/portal-users/{in_path}")),
        1 => get(&format!("/clients/{in_path}")),
        2 => get(&format!("/clients/{in_path}/who-can-get-in")),
        3 => get(&format!("/clients/{in_path}/portal")),
        4 => staff.request(Method::PUT, &format!("/portal-users/{number}/links/{in_path}")),
        5 => staff.request(Method::DELETE, &format!("/portal-users/{in_path}/links/{own}")),
        6 => get(&format!("/portal-users/{number}/links/{in_path}/open-paths")),
        7 => get("/portal-users").query(&[("after", id)]),
        8 => get("/portal-users").query(&[("search", id)]),
        9 => get("/clients").query(&[("search", id)]),
        10 => get("/activity").query(&[("before", id)]),
        11 => get("/activity").query(&[("portal_user_id", id)]),
        12 => get("/activity").query(&[("client_id", id)]),
        13 => get("/activity").query(&[("actor", id)]),
        14 => get("/snapshot").query(&[("kind", *dice.of(&["link", "client", "portal_user", "key"])), ("after", id)]),
        15 => get("/changes").query(&[("after", id)]),
        16 => get("/access-check").query(&[("email", id), ("action", "sign_in")]),
        17 => get("/access-check").query(&[("email", "x@example.com"), ("action", "claim"), ("client_id", id)]),
        18 => {
            let body = json!({ "client_id": id, "invoice_number": *dice.of(&["20931", "30001"]) });
            staff.request(Method::POST, "/key-rehearsal").json(&body)
        }
        19 => {
            let request = staff.request(Method::POST, &format!("/portal-users/{number}/close-access"));
            request.json(&json!({ "client_id": id }))
        }
        20 => {
            let user: i64 = id.parse().unwrap_or(4);
            let change = json!({ "portal_user_id": user, "client_id": own, "act": "link" });
            staff.request(Method::POST, "/links:batch").json(&json!({ "changes": [change] }))
        }
        // The very request that the first firm's staff sent, under the same key.
        21 => {
            let request = staff.request(Method::PUT, "/portal-users/4/links/1001");
            request.header("idempotency-key", "their-key").json(&json!({ "reason": CANARY }))
        }
        _ => {
            let (user, client) = *dice.of(&[(*number, "1002"), ("5", *own)]);
            let request = staff.request(Method::PUT, &format!("/portal-users/{user}/links/{client}"));
            let request = request.header("if-match", "\"1\"");
            request.json(&json!({ "undo_of": id.parse::<i64>().unwrap_or(1) }))
        }
    }
}

const PLACES: usize = 23;

/// The other firm's clients. The first firm has none of this Client ID, and none whose Client ID this one has.
const OWN_CLIENTS: [&str; 2] = ["K-7", "K-8"];

/// Three people and two clients of the other firm's own, and three people of the first firm whose numbers they have: no
/// number after those is one of both firms.
async fn settle(firm: &TestFirm) {
    let clients = ExportFiles {
        clients: b"client_id,name,active,in_portal,office\nK-7,Kestrel Mills,true,true,Lund\n\
            K-8,Kestrel Looms,true,true,Lund\n"
            .to_vec(),
        contacts: b"client_id,name,email,receives_invoices\nK-7,Filler Person,filler9@example.com,true\n".to_vec(),
        invoices: b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n\
            K-7,77001,2026-10-01,2026-10-31,12.00,12.00,0.00,USD,invoice\n"
            .to_vec(),
    };
    firm.import(firm.other_firm, &clients).await;
    for nth in 0..3 {
        firm.sign_up(firm.other_firm, "Filler", "Person", &format!("filler{nth}@example.com"), true).await;
    }
    for nth in 0..3 {
        firm.unverified_user("Early", CANARY, &format!("{CANARY}early{nth}@example.com")).await;
    }
}

fn urlencoding(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn nothing_that_one_firms_staff_saw_is_good_for_anything_at_another() {
    let firm = spawn_firm().await;
    settle(&firm).await;
    let seen: Vec<String> = seen(&firm).await.into_iter().collect();
    let other = &firm.staff_of_another_firm;
    let before = changes(&firm).await;
    let mut dice = Dice::of_test("nothing_that_one_firms_staff_saw");
    let tries = usize::try_from(size(2000, 20_000)).unwrap();
    for attempt in 0..tries {
        let (place, id) = (attempt % PLACES, dice.of(&seen).clone());
        // Its own people are its own.
        if [1, 2, 3].contains(&id.parse().unwrap_or(0)) {
            continue;
        }
        let response = request(other, place, &id, &mut dice).send().await.unwrap();
        let (status, body) = (response.status(), response.text().await.unwrap());
        let cell = format!("try {attempt}, place {place}, {id:?}: {status} {body}");
        assert!(!status.is_server_error(), "{cell}");
        // What was sent may be sent back, and nothing else.
        let said = body.to_lowercase().replace(&id.to_lowercase(), "");
        assert!(!said.contains(CANARY) && !said.contains("smith family"), "{cell}");
    }
    assert_eq!(changes(&firm).await, before, "nothing was changed, there or here");
    assert_eq!(firm.staff.detail(PortalUserId::new(4)).await.links.len(), 1, "nor linked");
    println!("S2: {tries} tries, nothing of the other firm was shown or changed");
}

/// Every change of the first firm, and of the other.
async fn changes(firm: &TestFirm) -> (Value, Value) {
    let of = async |staff: &Visitor| staff.get::<Value>("/changes?after=0").await;
    (of(&firm.staff).await, of(&firm.staff_of_another_firm).await)
}

/// Everything that can be asked or done about a portal user and a client.
fn requests(staff: &Visitor, user: &str, client: &str) -> Vec<(&'static str, RequestBuilder)> {
    let in_path = urlencoding(client);
    let pair = format!("/portal-users/{user}/links/{in_path}");
    let user_number: i64 = user.parse().unwrap();
    let change = |act: &str| json!({ "portal_user_id": user_number, "client_id": client, "act": act });
    let confirmed = json!({ "confirmed": true });
    vec![
        ("link", staff.request(Method::PUT, &pair)),
        ("de-link", staff.request(Method::DELETE, &pair).json(&confirmed)),
        ("undo", staff.request(Method::PUT, &pair).header("if-match", "\"1\"").json(&json!({ "undo_of": 1 }))),
        ("unbar", staff.request(Method::DELETE, &format!("/portal-users/{user}/bars/{in_path}"))),
        ("open paths", staff.request(Method::GET, &format!("{pair}/open-paths"))),
        (
            "close access",
            staff
                .request(Method::POST, &format!("/portal-users/{user}/close-access"))
                .json(&json!({ "client_id": client })),
        ),
        (
            "batch",
            staff
                .request(Method::POST, "/links:batch")
                .json(&json!({ "changes": [change("link"), change("de_link")], "confirmed": true })),
        ),
    ]
}

/// How each of them is refused: all that is said, but for the requests' ids and what was asked about.
async fn refusals(staff: &Visitor, user: &str, client: &str) -> Vec<(&'static str, u16, String)> {
    let mut refusals = Vec::new();
    for (what, request) in requests(staff, user, client) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let mut body: Value = response.json().await.unwrap();
        let mut problems = Vec::new();
        match body.get_mut("results").and_then(Value::as_array_mut) {
            Some(results) => problems.extend(results.iter_mut().map(|result| result["problem"].take())),
            None => problems.push(body.take()),
        }
        let said: Vec<_> = problems
            .into_iter()
            .map(|problem| {
                let problem: Problem = serde_json::from_value(problem).expect("a problem");
                (problem.status, problem.code, problem.title, problem.next, problem.current)
            })
            .collect();
        assert!(said.iter().all(|(status, ..)| *status == 404), "{what} {user} {client}: {status} {said:?}");
        refusals.push((
            what,
            status,
            format!("{said:?} {body}").replace(client, "?").replace(&format!(":{user}"), ":?"),
        ));
    }
    refusals
}

/// S2: half a pair of one's own opens nothing. A foreign Client ID with an own portal user, and a foreign portal user
/// with an own client, get the very answer that one gets which nobody has.
#[tokio::test]
async fn a_pair_that_is_half_anothers_is_refused_like_one_that_is_nobodys() {
    let firm = spawn_firm().await;
    settle(&firm).await;
    seen(&firm).await;
    let other = &firm.staff_of_another_firm;
    let before = changes(&firm).await;
    for own_user in ["1", "2", "3"] {
        let nobodys = refusals(other, own_user, "Z-9").await;
        for foreign in ["1001", "1002", "1003", "1004", "A/5 \u{f8}"] {
            assert_eq!(refusals(other, own_user, foreign).await, nobodys, "{own_user} {foreign}");
        }
    }
    for own_client in OWN_CLIENTS {
        let nobodys = refusals(other, "9999", own_client).await;
        for foreign in ["4", "5", "6", "7", "8", "9"] {
            assert_eq!(refusals(other, foreign, own_client).await, nobodys, "{foreign} {own_client}");
        }
    }
    assert_eq!(changes(&firm).await, before, "nothing was changed, there or here");
    let own = other.link(PortalUserId::new(1), OWN_CLIENTS[0]).await;
    assert!(own.changed, "a pair that is whole is linked");
}
