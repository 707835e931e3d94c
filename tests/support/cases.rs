//! The cases of a support desk: a firm in which each of them occurs, and the table of what is answered to each
//! (`tests/support/cases.md`; `rules.md` 40 to 43).

use chrono::{TimeDelta, Utc};
use contract::{AccessCheck, AccessCheckQuery, KeyRehearsal, KeyRehearsalBody};
use domain::{Action, By, ClientId, PortalUserId};
use firm::accounts::{self, SignIn};
use firm::import::ExportFiles;
use firm::keys::{KeyTry, show_key};
use firm::portal::PortalSetup;
use reqwest::Method;
use serde_json::{Value, json};

use super::{FakeRelay, Mood, TestFirm, spawn_empty_firms_with};

/// The committed table.
const TABLE: &str = include_str!("cases.md");

/// What is asked in a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Asked {
    Check(AccessCheckQuery),
    Key(KeyRehearsalBody),
}

/// A row: which part of the table it stands in, the situation, the question, and everything that it says.
pub(crate) struct Case {
    pub(crate) part: String,
    pub(crate) asked: Asked,
    pub(crate) cells: Vec<String>,
}

/// Every row of the table, in order.
pub(crate) fn cases() -> Vec<Case> {
    let (mut part, mut cases) = (String::new(), Vec::new());
    for line in TABLE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            part = heading.to_owned();
        }
        let Some(row) = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) else { continue };
        let cells: Vec<String> = row.split(" | ").map(|cell| cell.trim().to_owned()).collect();
        let is_head = cells[0] == "Situation";
        if !is_head {
            cases.push(Case { part: part.clone(), asked: asked(&cells), cells });
        }
    }
    cases
}

fn asked(cells: &[String]) -> Asked {
    let typed = |cell: &str| cell.trim_matches('`').to_owned();
    match action(&cells[3]) {
        Some(action) => Asked::Check(AccessCheckQuery {
            email: typed(&cells[1]),
            client_id: Some(&cells[2]).filter(|id| *id != "any").map(|id| ClientId::new(id.clone()).unwrap()),
            action,
        }),
        None => Asked::Key(KeyRehearsalBody { client_id: typed(&cells[1]), invoice_number: typed(&cells[2]) }),
    }
}

fn action(cell: &str) -> Option<Action> {
    serde_json::from_value(json!(cell.replace(' ', "_"))).ok()
}

/// What a row says of an answer to a check, after the question.
pub(crate) fn said_of_check(check: &AccessCheck) -> Vec<String> {
    let decided = check.decided_by.map_or("nothing", |place| &check.steps[place].says);
    let next = check.remedies.first().map_or("nothing", |first| &first.says);
    let own = check.remedies.iter().filter(|one| one.by == By::Person).map(|one| one.says.as_str());
    let own: Vec<_> = own.collect();
    let near = check.near.iter().map(|near| format!("Is it {}, {}?", near.name, near.email));
    let besides: Vec<_> = check.clues.iter().cloned().chain(near).collect();
    let (_, reply) = check.reply.split_once("\n\n").expect("a greeting stands above a reply");
    let or_nothing = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
    let cells = [
        check.verdict.clone(),
        decided.to_owned(),
        next.to_owned(),
        or_nothing(own.join(" ")),
        reply.to_owned(),
        or_nothing(besides.join(" ")),
    ];
    cells.map(|cell| timeless(&cell)).into()
}

/// What a row says of a rehearsed key, after the key.
pub(crate) fn said_of_key(key: &KeyRehearsal) -> Vec<String> {
    let opens = match key.would_open {
        Some(true) => "opens",
        Some(false) => "opens nothing",
        None => "depends",
    };
    [opens, &key.says.join(" "), &key.say_back].map(timeless).into()
}

/// A text whose moments and days are not those of the test's own day.
fn timeless(text: &str) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    while let Some(month) = words.iter().position(|word| MONTHS.contains(&word.as_str())) {
        let last = month + if words.get(month + 3).is_some_and(|word| word.starts_with("UTC")) { 3 } else { 1 };
        let after: String = words[last].chars().skip_while(|c| c.is_alphanumeric()).collect();
        words.splice(month - 1..=last, [format!("(then){after}")]);
    }
    words.join(" ")
}

/// The firm of the cases, and the mail server that takes nothing.
pub(crate) async fn support_desk() -> (TestFirm, FakeRelay) {
    let relay = FakeRelay::start(Mood::Says("550 5.1.1 no such mailbox")).await;
    let setup = PortalSetup { relay: Some(relay.relay()), ..PortalSetup::default() };
    let firm = spawn_empty_firms_with(setup).await;
    // A desk goes by its own clock where the backend does not answer.
    let long_ago = Utc::now() - firm.clock.now() - TimeDelta::days(6);
    firm.clock.advance(long_ago);
    firm.import_confirmed(firm.firm, &files(false)).await;
    people(&firm).await;
    firm.clock.advance(Utc::now() - firm.clock.now());
    firm.import_confirmed(firm.firm, &files(true)).await;
    locked_out(&firm).await;
    bounced(&firm).await;
    (firm, relay)
}

/// What is different from one part of the table to the next.
pub(crate) async fn enter(firm: &TestFirm, part: &str) {
    let settings = match part {
        "Where the firm shows payment history" => json!({ "payment_history": true }),
        "Where the firm asks for a code" => json!({ "strict_keys": true }),
        "Where the firm asks for no invoice number" => json!({ "asks_invoice": false, "strict_keys": false }),
        "Three days later" => return firm.clock.advance(TimeDelta::days(3)),
        _ => return,
    };
    let now: Value = firm.staff.get("/settings").await;
    let put = firm.staff.request(Method::PUT, "/settings").header("if-match", format!("\"{}\"", now["version"]));
    firm.staff.send::<Value>(put.json(&settings)).await;
}

async fn people(firm: &TestFirm) {
    let verified =
        async |first: &str, last: &str| firm.user(first, last, &format!("{}@example.com", first.to_lowercase())).await;
    let link = async |user: PortalUserId, client: &str| drop(firm.staff.link(user, client).await);
    verified("Jane", "Smith").await;
    firm.unverified_user("Una", "Verified", "una@example.com").await;
    verified("Nora", "New").await;
    let dee = verified("Dee", "Linked").await;
    link(dee, "2001").await;
    link(dee, "2007").await;
    firm.staff.de_link(dee, "2001", "left the family office").await;
    let lars = verified("Lars", "Last").await;
    link(lars, "2001").await;
    firm.another_staff.de_link(lars, "2001", "").await;
    let bar = verified("Bar", "Red").await;
    link(bar, "2001").await;
    let close = firm.staff.request(Method::POST, &format!("/portal-users/{bar}/close-access"));
    firm.staff.send::<Value>(close.json(&json!({ "client_id": "2001" }))).await;
    verified("Old", "Mill").await;
    link(verified("Quinn", "Quiet").await, "2003").await;
    let two = verified("Two", "Doors").await;
    link(two, "2001").await;
    link(two, "2002").await;
    verified("Late", "Lister").await;
    let carl = verified("Carl", "Contact").await;
    firm.staff.de_link(carl, "2007", "").await;
    let ulf = firm.unverified_user("Ulf", "Unlet", "ulf@example.com").await;
    let close = firm.staff.request(Method::POST, &format!("/portal-users/{ulf}/close-access"));
    firm.staff.send::<Value>(close.json(&json!({ "client_id": "2001" }))).await;
    link(verified("Lou", "Locked").await, "2001").await;
    verified("Rex", "Reset").await;
    verified("Cleo", "Claims").await;
    firm.verified_at_other("else@example.com", "another good secret").await;
    for nth in 0..100 {
        // One an hour and more, so that only the row counts.
        firm.clock.advance(TimeDelta::minutes(61));
        wrong_password(firm, "rex@example.com", nth).await;
    }
}

/// What wrong passwords and keys have closed by now.
async fn locked_out(firm: &TestFirm) {
    for nth in 0..10 {
        wrong_password(firm, "lou@example.com", nth).await;
        wrong_key(firm, None, "2005", &format!("wrong {nth}")).await;
    }
    let cleo = firm.staff.search("cleo").await.rows[0].id;
    for nth in 0..5 {
        wrong_key(firm, Some(cleo), "9999", &format!("wrong {nth}")).await;
    }
}

async fn wrong_password(firm: &TestFirm, email_key: &str, nth: usize) {
    let network = format!("10.0.{nth}.0/24");
    let asked = SignIn { email_key, proof: None, network: &network, now: firm.clock.now() };
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    assert!(accounts::open_session(&mut tx, firm.firm, &asked).await.unwrap().is_none());
    tx.commit().await.unwrap();
}

async fn wrong_key(firm: &TestFirm, user: Option<PortalUserId>, client_id: &str, invoice_number: &str) {
    let key = KeyTry { user, network: None, client_id, invoice_number, code: None, now: firm.clock.now() };
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    assert!(show_key(&mut tx, firm.firm, &key).await.unwrap().is_err());
    tx.commit().await.unwrap();
}

/// Somebody signs up with an address that the mail server does not take.
async fn bounced(firm: &TestFirm) {
    let form = json!({ "email": "bo@example.com", "first_name": "Bo", "last_name": "Bounced", "password": "a good long secret" });
    assert_eq!(firm.browser().post("/sign-up", &form).await.status, 202);
    for _ in 0..3000 {
        let outbox: Value = firm.staff.get("/outbox").await;
        let given_up = |mail: &Value| mail["state"] == "given_up";
        if outbox["mails"].as_array().unwrap().iter().any(given_up) {
            return;
        }
        firm.setup.bell.ring();
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the message was never given up");
}

/// What the PMS has; later one more contact.
fn files(later: bool) -> ExportFiles {
    let more = if later { "2001,Late Lister,late@example.com,false\n" } else { "" };
    let contacts = format!(
        "client_id,name,email,receives_invoices\n\
         2001,Jane Smith,jane@example.com,true\n2001,Una Verified,una@example.com,false\n2001,Ulf Unlet,ulf@example.com,false\n{more}\
         2002,Old Mill,old@example.com,true\n2007,Con Tact,contact@example.com,true\n2007,Carl Contact,carl@example.com,true\n"
    );
    ExportFiles {
        clients: b"client_id,name,active,in_portal,office\n\
            2001,Smith Family Trust,true,true,Boston\n\
            2002,Old Mill Farms,false,true,Boston\n\
            2003,Quiet Books,true,false,Boston\n\
            2004,New Venture LLC,true,true,Hartford\n\
            2005,Locked Door LLC,true,true,Hartford\n\
            Ab-204,Case & Sons,true,true,Hartford\n\
            2007,Second Street LLC,true,true,Hartford\n"
            .to_vec(),
        contacts: contacts.into_bytes(),
        invoices: b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n\
            2001,20931,2026-10-01,2026-10-31,1200.00,1200.00,25.00,USD,invoice\n\
            2002,40001,2026-10-01,2026-10-31,10.00,10.00,0.00,USD,invoice\n\
            2003,41001,2026-10-01,2026-10-31,10.00,10.00,0.00,USD,invoice\n\
            2005,50001,2026-10-01,2026-10-31,10.00,10.00,0.00,USD,invoice\n\
            Ab-204,INV-7a,2026-10-01,2026-10-31,10.00,10.00,0.00,USD,invoice\n\
            2007,70001,2026-10-01,2026-10-31,10.00,10.00,0.00,USD,invoice\n"
            .to_vec(),
    }
}
