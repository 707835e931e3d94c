//! Nothing of a firm reaches another, whatever its staff try: every id, version, cursor and key that one firm's staff ever
//! saw is replayed by another's, in every place of every request (`trust.md` S2; `rules.md` 39).

use std::collections::BTreeSet;

use domain::PortalUserId;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{TestFirm, Visitor, spawn_firm};

/// Stands in every name and address of the first firm, and nowhere else.
const CANARY: &str = "quokka";

/// A small generator, so that a failure can be repeated: its seed is in the message.
struct Dice(u64);

impl Dice {
    fn roll<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &of[usize::try_from(self.0 >> 33).unwrap() % of.len()]
    }
}

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
    gather(&firm.staff.get::<Value>(&format!("/portal-users/{user}")).await, &mut seen);
    assert!(seen.len() > 80, "{}", seen.len());
    seen
}

/// A request of another firm's staff with something of the first firm's in one of its places.
fn request(staff: &Visitor, place: usize, id: &str, dice: &mut Dice) -> RequestBuilder {
    let get = |path: &str| staff.request(Method::GET, path);
    let in_path = urlencoding(id);
    let numbers = ["4", "5", "6", "7"];
    let number = dice.roll(&numbers);
    match place {
        0 => get(&format!("/portal-users/{in_path}")),
        1 => get(&format!("/clients/{in_path}")),
        2 => get(&format!("/clients/{in_path}/who-can-get-in")),
        3 => get(&format!("/clients/{in_path}/portal")),
        4 => staff.request(Method::PUT, &format!("/portal-users/{number}/links/{in_path}")),
        5 => staff.request(Method::DELETE, &format!("/portal-users/{in_path}/links/1002")),
        6 => get(&format!("/portal-users/{number}/links/{in_path}/open-paths")),
        7 => get("/portal-users").query(&[("after", id)]),
        8 => get("/portal-users").query(&[("search", id)]),
        9 => get("/clients").query(&[("search", id)]),
        10 => get("/activity").query(&[("before", id)]),
        11 => get("/activity").query(&[("portal_user_id", id)]),
        12 => get("/activity").query(&[("client_id", id)]),
        13 => get("/activity").query(&[("actor", id)]),
        14 => get("/snapshot").query(&[("kind", *dice.roll(&["link", "client", "portal_user", "key"])), ("after", id)]),
        15 => get("/changes").query(&[("after", id)]),
        16 => get("/access-check").query(&[("email", id), ("action", "sign_in")]),
        17 => get("/access-check").query(&[("email", "x@example.com"), ("action", "claim"), ("client_id", id)]),
        18 => {
            let body = json!({ "client_id": id, "invoice_number": *dice.roll(&["20931", "30001"]) });
            staff.request(Method::POST, "/key-rehearsal").json(&body)
        }
        19 => {
            let request = staff.request(Method::POST, &format!("/portal-users/{number}/close-access"));
            request.json(&json!({ "client_id": id }))
        }
        20 => {
            let user: i64 = id.parse().unwrap_or(4);
            let change = json!({ "portal_user_id": user, "client_id": "1002", "act": "link" });
            staff.request(Method::POST, "/links:batch").json(&json!({ "changes": [change] }))
        }
        21 => {
            let request = staff.request(Method::PUT, "/portal-users/4/links/1001");
            request.header("idempotency-key", "their-key").json(&json!({ "reason": CANARY }))
        }
        _ => {
            let request = staff.request(Method::PUT, "/portal-users/5/links/1002").header("if-match", "\"1\"");
            request.json(&json!({ "undo_of": id.parse::<i64>().unwrap_or(1) }))
        }
    }
}

const PLACES: usize = 23;

fn urlencoding(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn nothing_that_one_firms_staff_saw_is_good_for_anything_at_another() {
    let firm = spawn_firm().await;
    // The other firm has people and no clients; none of its numbers is one of the first firm's.
    for nth in 0..3 {
        firm.sign_up(firm.other_firm, "Filler", "Person", &format!("filler{nth}@example.com"), false).await;
    }
    for nth in 0..3 {
        firm.unverified_user("Early", CANARY, &format!("{CANARY}early{nth}@example.com")).await;
    }
    let seen: Vec<String> = seen(&firm).await.into_iter().collect();
    let before: Value = firm.staff.get("/changes?after=0").await;
    let other = &firm.staff_of_another_firm;
    for seed in 0..3 {
        let mut dice = Dice(seed);
        for attempt in 0..700 {
            let (place, id) = (attempt % PLACES, dice.roll(&seen).clone());
            // Its own people are its own.
            if [1, 2, 3].contains(&id.parse().unwrap_or(0)) {
                continue;
            }
            let response = request(other, place, &id, &mut dice).send().await.unwrap();
            let (status, body) = (response.status(), response.text().await.unwrap());
            let cell = format!("seed {seed}, place {place}, {id:?}: {status} {body}");
            assert!(!status.is_server_error(), "{cell}");
            // What was sent may be sent back, and nothing else.
            let said = body.to_lowercase().replace(&id.to_lowercase(), "");
            assert!(!said.contains(CANARY) && !said.contains("smith family"), "{cell}");
        }
    }
    assert_eq!(firm.staff.get::<Value>("/changes?after=0").await, before, "nothing was changed");
    assert_eq!(firm.staff.detail(PortalUserId::new(4)).await.links.len(), 1, "nor linked");
}
