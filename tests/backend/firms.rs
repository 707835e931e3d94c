//! A firm sees only its own data, always (`rules.md` 39): two firms whose ids coincide on purpose.

use crate::support::{TestFirm, Visitor, clients_csv, spawn_empty_firms, spawn_firm};
use chrono::{DateTime, TimeDelta, Utc};
use contract::{LinkAnswer, Session};
use domain::{Email, PersonName, PortalUserId};
use firm::FirmId;
use firm::accounts::{self, NewAccount, Password, SignedUp, sign_in};
use firm::import::ExportFiles;
use firm::keys::{KeyTry, show_key};
use reqwest::Method;
use serde_json::Value;

/// The same Client IDs as the first firm's, and all else different: names, portals, contacts, invoices.
fn twin_csv() -> ExportFiles {
    ExportFiles {
        clients: b"client_id,name,active,in_portal,office\n\
            1001,Twin One,false,true,Lyon\n\
            1002,Twin Two,true,false,Lyon\n\
            1003,Twin Three,true,true,Lyon\n\
            1004,Twin Four,true,true,Lyon\n"
            .to_vec(),
        contacts: b"client_id,name,email,receives_invoices\n\
            1001,Jane Smith,jane@example.com,true\n\
            1004,Jane Smith,jane@example.com,true\n"
            .to_vec(),
        invoices: b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n\
            1002,77,2026-10-01,2026-10-31,5.00,5.00,1.00,EUR,invoice\n\
            1004,78,2026-10-01,2026-10-31,5.00,5.00,1.00,EUR,invoice\n\
            1004,79,2026-10-01,2026-10-31,5.00,5.00,0.00,EUR,invoice\n"
            .to_vec(),
    }
}

/// Jane has an account at both firms, with the same number and the same address.
async fn two_firms() -> (TestFirm, PortalUserId) {
    let firm = spawn_firm().await;
    firm.import(firm.other_firm, &twin_csv()).await;
    let jane = firm.user("Jane", "Smith", "jane@example.com").await;
    let twin = firm.sign_up(firm.other_firm, "Jane", "Twin", "jane@example.com", true).await;
    assert_eq!(jane, twin, "the ids coincide");
    (firm, jane)
}

/// Everything that a member of staff can see.
async fn everything(staff: &Visitor, user: PortalUserId) -> Vec<Value> {
    let paths = [
        "/session".to_owned(),
        "/portal-users".to_owned(),
        "/portal-users?search=twin".to_owned(),
        "/portal-users?search=1002".to_owned(),
        "/portal-users?search=trust".to_owned(),
        "/portal-users?filter=closed_portal".to_owned(),
        "/portal-users/counts".to_owned(),
        format!("/portal-users/{user}"),
        "/clients?search=".to_owned(),
        "/activity".to_owned(),
        "/clients?search=twin".to_owned(),
        "/activity?client_id=1001".to_owned(),
        format!("/activity?portal_user_id={user}"),
    ];
    let mut seen = Vec::new();
    for path in paths {
        seen.push(staff.get(&path).await);
    }
    seen
}

#[tokio::test]
async fn two_accounts_of_one_address_at_two_firms_know_nothing_of_each_other() {
    let (firm, jane) = two_firms().await;
    let (mine, theirs) = (firm.staff.detail(jane).await, firm.staff_of_another_firm.detail(jane).await);
    let clients = |detail: &contract::PortalUserDetail| {
        detail.links.iter().map(|link| (link.client_id.to_string(), link.name.clone())).collect::<Vec<_>>()
    };
    let pairs =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(clients(&mine), pairs(&[("1003", "100% Realty_Group"), ("1002", "Smith Family Trust")]));
    assert_eq!(clients(&theirs), pairs(&[("1004", "Twin Four"), ("1001", "Twin One")]));
    assert_eq!((mine.name.as_str(), theirs.name.as_str()), ("Jane Smith", "Jane Twin"));
    let (house, other): (Session, Session) =
        (firm.staff.get("/session").await, firm.staff_of_another_firm.get("/session").await);
    assert_eq!((house.firm.slug.as_str(), other.firm.slug.as_str()), ("harlow-pike", "other-firm"));
    assert_eq!((house.staff.as_str(), other.staff.as_str()), ("Dana Osei", "Olga Other"));
    assert_eq!(mine.abilities[1].title, "See and pay 3 unpaid invoices, 1 late fee");
    assert_eq!(theirs.abilities[1].title, "See and pay 2 unpaid invoices, 1 late fee");
    assert!(mine.suggestions.is_empty() && theirs.suggestions.is_empty());
    let row = |page: contract::PortalUsersPage| {
        let [row] = page.rows.as_slice() else { panic!("one row: {page:?}") };
        (row.link_count, row.clients.iter().map(|client| client.name.text.clone()).collect::<Vec<_>>())
    };
    assert_eq!(
        row(firm.staff.search("").await),
        (2, vec!["100% Realty_Group".to_owned(), "Smith Family Trust".to_owned()])
    );
    assert_eq!(
        row(firm.staff_of_another_firm.search("").await),
        (2, vec!["Twin Four".to_owned(), "Twin One".to_owned()])
    );
    let closed = |page: contract::PortalUsersPage| page.total;
    assert_eq!(closed(firm.staff.get("/portal-users?filter=closed_portal").await), 0);
    assert_eq!(closed(firm.staff_of_another_firm.get("/portal-users?filter=closed_portal").await), 1);
}

#[tokio::test]
async fn whatever_one_firm_does_the_other_sees_nothing_of_it() {
    let (firm, jane) = two_firms().await;
    let before = everything(&firm.staff_of_another_firm, jane).await;
    firm.clock.advance(TimeDelta::minutes(1));
    firm.staff.link(jane, "1001").await;
    firm.staff.de_link(jane, "1002", "moved away").await;
    firm.staff.link_request(Method::PUT, jane, "1004").send().await.unwrap();
    let mut tx = firm.database.write(firm.firm).await.unwrap();
    sign_in(&mut tx, firm.firm, jane, &firm.proof(), firm.clock.now()).await.unwrap().expect("the right password");
    tx.commit().await.unwrap();
    firm.user("Another", "Person", "another@example.com").await;
    firm.import(firm.firm, &clients_csv()).await;
    assert_eq!(everything(&firm.staff_of_another_firm, jane).await, before);
}

/// An import of one firm closes what is gone from its own files, and nothing of another firm's.
#[tokio::test]
async fn an_import_closes_nothing_of_another_firm() {
    let (firm, jane) = two_firms().await;
    let before = everything(&firm.staff, jane).await;
    firm.clock.advance(TimeDelta::minutes(1));
    let mut fewer = twin_csv();
    fewer.contacts = b"client_id,name,email,receives_invoices\n".to_vec();
    fewer.invoices = b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n".to_vec();
    firm.import(firm.other_firm, &fewer).await;
    assert_eq!(everything(&firm.staff, jane).await, before);
    let theirs = firm.staff_of_another_firm.detail(jane).await;
    assert_eq!(theirs.abilities[1].title, "See and pay what is due (nothing is due now)", "its own are closed");
}

/// Something that happens in a firm. People are called by the number of their account.
enum Deed {
    Import(ExportFiles),
    SignUp(&'static str, &'static str, &'static str),
    Verify(usize),
    SignIn(usize),
    WrongKeys(&'static str),
    Claim(usize, &'static str, &'static str),
    Link(usize, &'static str),
    DeLink(usize, &'static str),
    /// Takes back the de-link just made of this pair.
    Undo(usize, &'static str),
}

use Deed::{Claim, DeLink, Import, Link, SignIn, SignUp, Undo, Verify, WrongKeys};

/// A client, a contact and an invoice less.
fn fewer_csv() -> ExportFiles {
    let mut files = clients_csv();
    let without = |bytes: &[u8], begins: &str| {
        let lines = std::str::from_utf8(bytes).unwrap().lines().filter(|line| !line.starts_with(begins));
        lines.map(|line| format!("{line}\n")).collect::<String>().into_bytes()
    };
    files.clients = without(&files.clients, "1001,");
    files.contacts = without(&files.contacts, "1004,");
    files.invoices = without(&files.invoices, "1002,20932,");
    files
}

fn deeds_of_the_first() -> Vec<Deed> {
    vec![
        Import(clients_csv()),
        SignUp("Jane", "Smith", "jane@example.com"),
        SignUp("Bo", "Old", "bo@example.com"),
        SignUp("Una", "Late", "una@example.com"),
        Verify(1),
        Verify(2),
        SignIn(1),
        Link(2, "1001"),
        DeLink(1, "1003"),
        DeLink(1, "1002"),
        Undo(1, "1002"),
        WrongKeys("1003"),
        Claim(2, "1003", "30001"),
        Claim(2, "1002", "77"),
        Claim(2, "1002", "20931"),
        Import(fewer_csv()),
        SignIn(2),
    ]
}

fn deeds_of_the_twin() -> Vec<Deed> {
    vec![
        Import(twin_csv()),
        SignUp("Jane", "Twin", "JANE@example.com"),
        SignUp("Ben", "Twin", "bo@example.com"),
        SignUp("Una", "Twin", "una@example.com"),
        Verify(3),
        Verify(1),
        Link(1, "1003"),
        Claim(1, "1004", "78"),
        DeLink(1, "1003"),
        // By now the first firm's last activity of this pair has the higher number.
        Undo(1, "1003"),
        DeLink(1, "1001"),
        Link(2, "1001"),
        Link(2, "1002"),
        Link(3, "1004"),
        DeLink(3, "1004"),
        Claim(3, "1003", "30001"),
        Claim(3, "1004", "78"),
        Verify(2),
        SignIn(1),
    ]
}

/// One of the two firms, and whoever waits there for a message to be opened.
struct House<'a> {
    firm: &'a TestFirm,
    id: FirmId,
    staff: &'a Visitor,
    accounts: Vec<SignedUp>,
    last: Option<LinkAnswer>,
}

impl<'a> House<'a> {
    fn of(firm: &'a TestFirm, id: FirmId, staff: &'a Visitor) -> Self {
        Self { firm, id, staff, accounts: Vec::new(), last: None }
    }

    fn user(&self, number: usize) -> PortalUserId {
        self.accounts[number - 1].user
    }

    /// Does it, and says what came of it.
    async fn does(&mut self, deed: &Deed) -> String {
        match deed {
            Import(files) => format!("{:?}", self.firm.import_confirmed(self.id, files).await),
            Link(user, client) => self.linked(self.staff.link(self.user(*user), client).await),
            DeLink(user, client) => self.linked(self.staff.de_link(self.user(*user), client, "asked to").await),
            Undo(user, client) => self.undoes(self.user(*user), client).await,
            SignIn(user) => format!("{:?}", self.firm.sign_in(self.id, self.user(*user)).await),
            SignUp(..) | Verify(_) | WrongKeys(_) | Claim(..) => self.person_does(deed).await,
        }
    }

    fn linked(&mut self, answer: LinkAnswer) -> String {
        let says = format!("{answer:?}");
        self.last = Some(answer);
        says
    }

    async fn undoes(&self, user: PortalUserId, client: &str) -> String {
        let last = self.last.as_ref().unwrap();
        let request = self.staff.link_request(Method::PUT, user, client);
        let request = request.header("if-match", format!("\"{}\"", last.state.version));
        let response = request.json(&serde_json::json!({ "undo_of": last.activity })).send().await.unwrap();
        let (status, answer) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{answer}");
        answer
    }

    async fn person_does(&mut self, deed: &Deed) -> String {
        let (id, now) = (self.id, self.firm.clock.now());
        let mut tx = self.firm.database.write(id).await.unwrap();
        let came_of_it = match deed {
            SignUp(first, last, email) => {
                let new = NewAccount {
                    email: &Email::new(email).unwrap(),
                    name: &PersonName::new(first, last).unwrap(),
                    password: self.firm.password(),
                    came_from: None,
                };
                let account = accounts::sign_up(&mut tx, id, &new, now).await.unwrap().expect("a new address");
                self.accounts.push(account);
                format!("{}", self.user(self.accounts.len()))
            }
            Verify(user) => {
                let token = &self.accounts[*user - 1].verification;
                let password = Password::New(self.firm.password());
                format!("{:?}", accounts::verify(&mut tx, id, token, &password, now, "test").await.unwrap())
            }
            WrongKeys(client) => {
                let mut answers = Vec::new();
                for nth in 0..10 {
                    let wrong = format!("no invoice {nth}");
                    answers.push(show_key(&mut tx, id, &key(client, &wrong, now)).await.unwrap());
                }
                format!("{answers:?}")
            }
            Claim(user, client, invoice) => {
                let user = self.user(*user);
                let claim = accounts::Claim { user, key: key(client, invoice, now), request_id: "test" };
                format!("{:?}", accounts::claim(&mut tx, id, &claim).await.unwrap())
            }
            _ => unreachable!("staff do the rest"),
        };
        tx.commit().await.unwrap();
        came_of_it
    }

    /// What came of every deed, and then everything that staff can see; the ids of requests, which are random, apart.
    async fn answers(&self, mut answers: Vec<String>) -> Vec<String> {
        for account in &self.accounts {
            for mut answer in everything(self.staff, account.user).await {
                for entry in answer["entries"].as_array_mut().into_iter().flatten() {
                    entry["request_id"] = Value::Null;
                }
                answers.push(answer.to_string());
            }
        }
        answers
    }
}

fn key<'a>(client_id: &'a str, invoice_number: &'a str, now: DateTime<Utc>) -> KeyTry<'a> {
    KeyTry { user: None, network: None, client_id, invoice_number, code: None, now }
}

/// Lets each firm that plays do its deeds, by turns and always at the same times, and returns the answers of both.
async fn play(first_plays: bool, twin_plays: bool) -> (Vec<String>, Vec<String>) {
    let firm = spawn_empty_firms().await;
    let mut first = House::of(&firm, firm.firm, &firm.staff);
    let mut twin = House::of(&firm, firm.other_firm, &firm.staff_of_another_firm);
    let (deeds, twin_deeds) = (deeds_of_the_first(), deeds_of_the_twin());
    let (mut answers, mut twin_answers) = (Vec::new(), Vec::new());
    for turn in 0..deeds.len().max(twin_deeds.len()) {
        firm.clock.advance(TimeDelta::minutes(1));
        if let Some(deed) = deeds.get(turn).filter(|_| first_plays) {
            answers.push(first.does(deed).await);
        }
        firm.clock.advance(TimeDelta::minutes(1));
        if let Some(deed) = twin_deeds.get(turn).filter(|_| twin_plays) {
            twin_answers.push(twin.does(deed).await);
        }
    }
    (first.answers(answers).await, twin.answers(twin_answers).await)
}

/// Whoever shares the database, with the same Client IDs, the same account numbers and the same addresses: nothing that
/// is done comes out otherwise, and nothing that is seen looks otherwise.
#[tokio::test]
async fn each_firm_gets_the_answers_that_it_would_get_alone() {
    let (together, twin_together) = play(true, true).await;
    let (alone, _) = play(true, false).await;
    let (_, twin_alone) = play(false, true).await;
    assert!(alone.len() > 50 && twin_alone.len() > 50, "there is something to compare");
    assert_eq!(together, alone);
    assert_eq!(twin_together, twin_alone);
}

/// The message that verifies an address at one firm verifies nobody at another.
#[tokio::test]
async fn a_verification_is_good_at_its_own_firm_only() {
    let firm = spawn_empty_firms().await;
    let mut first = House::of(&firm, firm.firm, &firm.staff);
    let mut twin = House::of(&firm, firm.other_firm, &firm.staff_of_another_firm);
    first.does(&SignUp("Jane", "Smith", "jane@example.com")).await;
    twin.does(&SignUp("Jane", "Twin", "jane@example.com")).await;
    std::mem::swap(&mut first.accounts, &mut twin.accounts);
    assert_eq!((first.does(&Verify(1)).await, twin.does(&Verify(1)).await), ("None".to_owned(), "None".to_owned()));
    std::mem::swap(&mut first.accounts, &mut twin.accounts);
    assert_eq!(first.does(&Verify(1)).await, "Some(PortalUserId(1))");
}
