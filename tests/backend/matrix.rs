//! Who may call what: every operation of the firm API, every kind of caller, the own firm's things and another's. An
//! operation that has no row here fails (`trust.md` S1, S2, S3; `rules.md` 14, 17, 18, 38, 39).

use std::collections::BTreeSet;

use contract::SnapshotPage;
use contract::answers::records;
use domain::{Permission, PortalUserId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestFirm, Visitor, spawn_firm};

/// An operation, a body that it takes, and the permission that it needs besides seeing payments.
struct Row {
    method: Method,
    path: &'static str,
    body: Option<Value>,
    needs: Option<Permission>,
}

fn rows() -> Vec<Row> {
    let row = |method, path, body, needs| Row { method, path, body, needs };
    let get = |path| row(Method::GET, path, None, None);
    let import = json!({ "clients_csv": "", "contacts_csv": "", "invoices_csv": "" });
    let batch = json!({ "changes": [{ "portal_user_id": 0, "client_id": "1001", "act": "link" }], "dry_run": true });
    let key = json!({ "client_id": "1002", "invoice_number": "20931" });
    let one_click = json!({ "about": "invoice", "recipient": "jane@example.com" });
    vec![
        get("/session"),
        get("/portal-users"),
        get("/portal-users/counts"),
        get("/portal-users/{id}"),
        get("/portal-users/{id}/portal"),
        row(Method::PUT, "/portal-users/{id}/links/{client}", Some(json!({})), None),
        row(Method::DELETE, "/portal-users/{id}/links/{client}", Some(json!({})), None),
        get("/portal-users/{id}/links/{client}/open-paths"),
        row(Method::DELETE, "/portal-users/{id}/bars/{client}", Some(json!({})), None),
        row(Method::POST, "/portal-users/{id}/close-access", Some(json!({ "client_id": "{client}" })), None),
        row(Method::POST, "/links:batch", Some(batch), None),
        get("/clients"),
        get("/clients/{client}"),
        get("/clients/{client}/portal"),
        get("/clients/{client}/who-can-get-in"),
        row(Method::POST, "/clients/{client}/open-key", Some(json!({})), None),
        get("/clients/{client}/one-click-links"),
        row(Method::POST, "/clients/{client}/one-click-links", Some(one_click), None),
        row(Method::DELETE, "/clients/{client}/one-click-links/{link}", None, None),
        get("/access-check?email=someone@example.com&action=sign_in"),
        row(Method::POST, "/key-rehearsal", Some(key), None),
        get("/settings"),
        row(Method::PUT, "/settings", Some(json!({ "payment_history": true })), Some(Permission::FirmSettings)),
        get("/changes?after=0"),
        get("/snapshot?kind=settings"),
        get("/changes/stream"),
        row(Method::POST, "/imports", Some(import), Some(Permission::ImportRun)),
        get("/activity"),
        get("/outbox"),
    ]
}

impl Row {
    /// The operation as the document names it.
    fn operation(&self) -> (String, String) {
        (self.method.to_string(), self.path.split('?').next().unwrap().to_owned())
    }

    /// A request about this portal user and this client.
    fn request(&self, visitor: &Visitor, user: PortalUserId, client: &str) -> reqwest::RequestBuilder {
        let filled = |text: &str| text.replace("{id}", &user.to_string()).replace("{client}", client);
        let request = visitor.request(self.method.clone(), &filled(self.path));
        match &self.body {
            None => request,
            Some(body) => {
                let body: Value = serde_json::from_str(&filled(&body.to_string())).unwrap();
                request.json(&body)
            }
        }
    }

    /// Whether it is about one portal user or client, which another firm does not have.
    fn names_something(&self) -> bool {
        self.path.contains('{')
    }
}

fn operations() -> BTreeSet<(String, String)> {
    let document = serde_json::to_value(firm::api::open_api()).unwrap();
    let mut operations = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            operations.insert((method.to_uppercase(), path.strip_prefix("/api/v1").unwrap().to_owned()));
        }
    }
    operations
}

#[test]
fn every_operation_has_its_row() {
    let rows: BTreeSet<_> = rows().iter().map(Row::operation).collect();
    assert_eq!(rows, operations());
}

/// `rules.md` 14, 17, 18: what the firm's interface can do to a portal user is link, de-link, bar and unbar, and nothing
/// else.
#[test]
fn no_operation_creates_renames_verifies_resets_or_deletes_a_portal_user() {
    let changing: BTreeSet<_> = operations()
        .into_iter()
        .filter(|(method, path)| method != "GET" && path.starts_with("/portal-users"))
        .collect();
    let operation = |method: &str, path: &str| (method.to_owned(), path.to_owned());
    let expected = [
        operation("PUT", "/portal-users/{id}/links/{client}"),
        operation("DELETE", "/portal-users/{id}/links/{client}"),
        operation("DELETE", "/portal-users/{id}/bars/{client}"),
        operation("POST", "/portal-users/{id}/close-access"),
    ];
    assert_eq!(changing, BTreeSet::from(expected));
    let document = serde_json::to_value(firm::api::open_api()).unwrap();
    let fields = |schema: &str| {
        let properties = &document["components"]["schemas"][schema]["properties"];
        properties.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(fields("LinkBody"), ["confirmed", "reason", "undo_of"], "nothing else of a portal user can be sent");
    assert_eq!(fields("CloseAccessBody"), ["client_id", "reason"]);
}

/// A kind of caller.
struct Principal {
    name: &'static str,
    visitor: Visitor,
    /// Nothing for who is not signed in; nothing but another firm's for its staff.
    permissions: Option<Vec<Permission>>,
    of_another_firm: bool,
}

async fn principals(firm: &TestFirm) -> Vec<Principal> {
    let mut all = vec![
        Principal { name: "nobody", visitor: firm.anonymous.clone(), permissions: None, of_another_firm: false },
        Principal {
            name: "a wrong token",
            visitor: firm.anonymous.with_token(&"0".repeat(64)),
            permissions: None,
            of_another_firm: false,
        },
        Principal {
            name: "an endless token",
            visitor: firm.anonymous.with_token(&"x".repeat(5000)),
            permissions: None,
            of_another_firm: false,
        },
        Principal {
            name: "staff of another firm",
            visitor: firm.staff_of_another_firm.clone(),
            permissions: Some(Permission::ALL.to_vec()),
            of_another_firm: true,
        },
    ];
    let but = |without: Permission| Permission::ALL.into_iter().filter(move |one| *one != without).collect::<Vec<_>>();
    for (name, permissions) in [
        ("staff with every permission", Permission::ALL.to_vec()),
        ("staff without any", vec![]),
        ("staff who see payments", vec![Permission::PaymentsView]),
        ("all but seeing payments", but(Permission::PaymentsView)),
        ("all but importing", but(Permission::ImportRun)),
        ("all but settings", but(Permission::FirmSettings)),
        ("all but reviews", but(Permission::AccessReview)),
        ("importing alone", vec![Permission::ImportRun]),
        ("settings alone", vec![Permission::FirmSettings]),
    ] {
        let visitor = firm.staff_with(name, &permissions).await;
        all.push(Principal { name, visitor, permissions: Some(permissions), of_another_firm: false });
    }
    all
}

/// What a caller is answered: a status, or whatever is no refusal of the caller.
#[derive(Debug, PartialEq)]
enum Expected {
    Status(StatusCode),
    /// Answered, or refused for what was asked: with anything but 401, 403 and 404.
    Heard,
}

fn expected(row: &Row, principal: &Principal, own: bool) -> Expected {
    let Some(permissions) = &principal.permissions else { return Expected::Status(StatusCode::UNAUTHORIZED) };
    let holds = |permission: Permission| permissions.contains(&permission);
    let may = holds(Permission::PaymentsView) && row.needs.is_none_or(holds);
    match (may, own && !principal.of_another_firm) {
        (false, _) => Expected::Status(StatusCode::FORBIDDEN),
        // Of the client's links there is none: whose link may be revoked by whom is tried in `one_click`.
        (true, true) if row.path.contains("{link}") => Expected::Status(StatusCode::NOT_FOUND),
        (true, false) if row.names_something() => Expected::Status(StatusCode::NOT_FOUND),
        (true, _) => Expected::Heard,
    }
}

#[tokio::test]
async fn every_caller_is_answered_as_the_rows_say() {
    let firm = spawn_firm().await;
    // So that no number of one firm happens to be one of the other.
    for nth in 0..3 {
        firm.sign_up(firm.other_firm, "Filler", "Person", &format!("filler{nth}@example.com"), false).await;
    }
    for nth in 0..6 {
        firm.unverified_user("Early", "Bird", &format!("early{nth}@example.com")).await;
    }
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let (nobody, nowhere) = (PortalUserId::new(987_654), "no-such-client");
    let mut cells = 0;
    for principal in principals(&firm).await {
        for row in rows() {
            for (own, user, client) in [(true, jane, "1002"), (false, nobody, nowhere)] {
                let response = row.request(&principal.visitor, user, client).send().await.unwrap();
                let status = response.status();
                let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
                let cell = format!("{}: {} {} of {client}: {status}", principal.name, row.method, row.path);
                match expected(&row, &principal, own) {
                    Expected::Status(expected) => assert_eq!(status, expected, "{cell}"),
                    Expected::Heard => {
                        assert!(!refused.contains(&status) && !status.is_server_error(), "{cell}");
                    }
                }
                cells += 1;
            }
        }
    }
    assert!(cells > 600, "{cells}");
    println!("S1: {cells} cells, each answered as its row says");
}

/// `rules.md` 39: what is another firm's looks like what is nowhere, to the byte.
#[tokio::test]
async fn what_another_firm_has_looks_like_nothing() {
    let firm = spawn_firm().await;
    for nth in 0..6 {
        firm.unverified_user("Early", "Bird", &format!("early{nth}@example.com")).await;
    }
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let other = &firm.staff_of_another_firm;
    for row in rows().into_iter().filter(Row::names_something) {
        let (status, mut theirs) = other.refusal(row.request(other, jane, "1002")).await;
        let (_, mut nowhere) = other.refusal(row.request(other, PortalUserId::new(987_654), "no-such-client")).await;
        (theirs.request_id, nowhere.request_id) = (None, None);
        assert_eq!((status, theirs), (StatusCode::NOT_FOUND, nowhere), "{} {}", row.method, row.path);
    }
    assert_eq!(other.search("smith").await.total, 0);
    let clients: Value = other.get("/clients?search=1002").await;
    assert_eq!(clients["total"], 0);
    for kind in ["portal_user", "client", "link", "key"] {
        let page: SnapshotPage = other.get(&format!("/snapshot?kind={kind}")).await;
        assert_eq!(records(page.records), Some(Vec::new()), "{kind}");
    }
    let changes: Value = other.get("/changes?after=0").await;
    assert_eq!(changes["changes"], json!([]));
    let activity: Value = other.get("/activity").await;
    assert_eq!(activity["entries"], json!([]));
    assert_eq!(firm.staff.detail(jane).await.links.len(), 2, "nothing was changed");
}

/// What the server decides cannot be sent: every body refuses every field that is not its own.
#[tokio::test]
async fn fields_of_the_server_are_refused_in_every_body() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let before: Value = firm.staff.get(&format!("/portal-users/{jane}")).await;
    for row in rows().into_iter().filter(|row| row.body.is_some()) {
        for field in ["firm_id", "verified_at", "email", "role", "permissions", "version", "origin", "made_by", "actor"]
        {
            let mut row = Row { method: row.method.clone(), body: row.body.clone(), ..row };
            row.body.as_mut().unwrap()[field] = json!(1);
            let (status, problem) = firm.staff.refusal(row.request(&firm.staff, jane, "1002")).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{} {} {field}", row.method, row.path);
            assert!(problem.title.contains(field), "{}", problem.title);
        }
    }
    let after: Value = firm.staff.get(&format!("/portal-users/{jane}")).await;
    assert_eq!(after, before);
}

/// PostgreSQL takes no NUL in a text: what has one is refused before it is asked, on both engines alike.
#[tokio::test]
async fn a_nul_is_refused_wherever_it_stands() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let get = |path: &str| firm.staff.request(Method::GET, path);
    let search = firm.staff.refusal(get("/portal-users?search=a%00b")).await.0;
    let cursor = firm.staff.refusal(get("/portal-users?after=1..a%00b")).await.0;
    let client = firm.staff.refusal(get("/clients/10%0002")).await.0;
    let body = firm.staff.request(Method::POST, "/key-rehearsal");
    let body = body.json(&json!({ "client_id": "10\0", "invoice_number": "1" }));
    let reason = firm.staff.link_request(Method::PUT, jane, "1001").json(&json!({ "reason": "a\0b" }));
    assert_eq!((search, cursor, client), (StatusCode::BAD_REQUEST, StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND));
    assert_eq!(firm.staff.refusal(body).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(firm.staff.refusal(reason).await.0, StatusCode::BAD_REQUEST);
}
