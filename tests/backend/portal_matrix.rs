//! Who may call what at a portal: every route of its API, every kind of visitor. A route that has no row here fails
//! (`trust.md` S1, S3; `rules.md` 14, 24, 39).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use firm::accounts::SESSION_IS_GOOD_FOR;
use reqwest::Method;
use serde_json::{Value, json};

use super::portal::{PASSWORD, person, sign_up, spawn_firm_with_mail};
use crate::support::{Answer, Browser};

/// A route, a body that it takes, and whether only who is signed in may call it.
struct Row {
    path: &'static str,
    body: Option<Value>,
    needs_session: bool,
}

fn rows() -> Vec<Row> {
    let row = |path, body, needs_session| Row { path, body, needs_session };
    let key = || json!({ "client_id": "1003", "invoice_number": "0" });
    let token = "0".repeat(64);
    let email = "somebody@example.com";
    vec![
        row("/sign-up", Some(sign_up(email, PASSWORD)), false),
        row("/verification", Some(json!({ "email": email })), false),
        row("/verify", Some(json!({ "token": token, "password": PASSWORD })), false),
        row("/sign-in", Some(json!({ "email": email, "password": PASSWORD })), false),
        row("/reset-request", Some(json!({ "email": email })), false),
        row("/reset", Some(json!({ "token": token, "new_password": PASSWORD })), false),
        row("/key", Some(key()), false),
        row("/claim", Some(key()), true),
        row("/me", None, true),
        row("/sign-out", Some(json!({})), true),
    ]
}

/// The routes as the code has them.
fn routes() -> BTreeSet<String> {
    let source = include_str!("../../src-tauri/crates/firm/src/portal/mod.rs");
    let routes = source.split(".route(\"/p/{slug}/api").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    routes.collect()
}

impl Row {
    async fn send(&self, visitor: &Browser) -> Answer {
        match &self.body {
            Some(body) => visitor.post(self.path, body).await,
            None => visitor.get(self.path).await,
        }
    }
}

#[test]
fn every_route_has_its_row() {
    assert_eq!(rows().iter().map(|row| row.path.to_owned()).collect::<BTreeSet<_>>(), routes());
}

#[tokio::test]
async fn only_who_is_signed_in_here_and_now_is_heard_where_that_is_needed() {
    let (firm, relay) = spawn_firm_with_mail().await;
    person(&firm, &relay, "old@example.com").await;
    let mut expired = firm.browser();
    expired.signs_in("old@example.com", PASSWORD).await;
    firm.clock.advance(SESSION_IS_GOOD_FOR + TimeDelta::seconds(1));

    person(&firm, &relay, "jane@example.com").await;
    person(&firm, &relay, "unlinked@example.com").await;
    let signed_in = async |email: &str| {
        let mut browser = firm.browser();
        assert_eq!(browser.signs_in(email, PASSWORD).await.status, 200, "{email}");
        browser
    };
    let ended = signed_in("jane@example.com").await;
    assert_eq!(ended.post("/sign-out", &json!({})).await.status, 204);
    let with_cookie = |cookie: &str| {
        let mut browser = firm.browser();
        browser.cookie = Some(cookie.to_owned());
        browser
    };
    let elsewhere = firm.browser_at("other-firm");
    let other_cookie = {
        // The same person has an account at another firm: it is another account.
        let body = sign_up("jane@example.com", PASSWORD);
        assert_eq!(elsewhere.post("/sign-up", &body).await.status, 202);
        let at_other = firm.verified_at_other("jane2@example.com", PASSWORD).await;
        let mut browser = firm.browser_at("other-firm");
        assert_eq!(browser.signs_in(at_other, PASSWORD).await.status, 200);
        browser.cookie.unwrap()
    };
    let visitors = [
        ("a stranger", firm.browser(), false),
        ("a forged cookie", with_cookie(&format!("__Host-portico={}", "0".repeat(64))), false),
        ("staff's token for a cookie", with_cookie(&format!("__Host-portico={}", firm.token())), false),
        ("an ended session", ended, false),
        ("an expired session", expired, false),
        ("another firm's session", with_cookie(&other_cookie), false),
        ("somebody without a link", signed_in("unlinked@example.com").await, true),
        ("somebody linked", signed_in("jane@example.com").await, true),
    ];
    for (name, visitor, is_signed_in) in &visitors {
        for row in rows() {
            let status = row.send(visitor).await.status;
            let cell = format!("{name}: {} {status}", row.path);
            if row.needs_session {
                assert_eq!(status == 401, !is_signed_in, "{cell}");
            }
            assert!(status < 500, "{cell}");
        }
    }
    let staff = firm.browser().request(Method::GET, "/me").bearer_auth(firm.token());
    assert_eq!(Answer::of(staff).await.status, 401, "a portal knows no staff");
}

/// What the server decides cannot be sent.
#[tokio::test]
async fn fields_of_the_server_are_refused_at_a_portal_too() {
    let (firm, relay) = spawn_firm_with_mail().await;
    let mut jane = person(&firm, &relay, "jane@example.com").await;
    for row in rows().into_iter().filter(|row| row.body.is_some()) {
        jane.signs_in("jane@example.com", PASSWORD).await;
        for field in ["firm_id", "verified_at", "portal_user_id", "role", "version", "came_from", "origin"] {
            let mut body = row.body.clone().unwrap();
            body[field] = json!(1);
            let answer = jane.post(row.path, &body).await;
            // A sign-out takes nothing at all, and looks at nothing.
            let expected = if row.path == "/sign-out" { [204, 401] } else { [422, 422] };
            assert!(expected.contains(&answer.status), "{} {field}: {answer:?}", row.path);
        }
    }
}
