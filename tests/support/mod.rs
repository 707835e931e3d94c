//! A firm to test against: the real router on a free port with a database of its own, and everybody who may call.

#![allow(dead_code, unused_imports, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test ends there")]

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use contract::ActorKind;
use domain::{Access, ClientId, Email, Permission, Permissions, PersonName, PortalUserId};
use firm::accounts::{self, Claim, NewAccount, Password, sign_in, sign_up, verify};
use firm::import::{Export, ExportFiles, Import, Imported, import};
use firm::keys::KeyTry;
use firm::linking::{Actor, By};
use firm::portal::PortalSetup;
use firm::{Clock, Database, FirmId, PasswordHash, PasswordProof, Secret, Server, create_firm, issue_token};
use serde::Serialize;
use tokio::net::TcpListener;

mod browser;
pub(crate) mod cases;
mod http;
mod pages;
mod place;
pub(crate) mod records;
mod smtp;
mod soak;
mod visitor;

pub(crate) use browser::{Answer, Browser};
pub(crate) use http::http;
pub(crate) use pages::{Reader, Seen};
pub(crate) use place::Place;
pub(crate) use smtp::{FakeRelay, Mailbox, Mood, RealRelay, token};
pub(crate) use soak::{Dice, size, soaking};
pub(crate) use visitor::Visitor;

/// A firm of its own, another firm in the same database, and a clock that the test moves.
pub(crate) struct TestFirm {
    pub(crate) database: Database,
    pub(crate) firm: FirmId,
    pub(crate) other_firm: FirmId,
    pub(crate) staff: Visitor,
    /// A colleague who may do the same.
    pub(crate) another_staff: Visitor,
    /// Staff with every permission but that to see payments.
    pub(crate) staff_without_payments: Visitor,
    pub(crate) staff_of_another_firm: Visitor,
    pub(crate) anonymous: Visitor,
    pub(crate) clock: TestClock,
    /// What its portals were set up with.
    pub(crate) setup: PortalSetup,
    place: Place,
    password: PasswordHash,
    server: Server,
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }

    pub(crate) fn clock(&self) -> Clock {
        let this = self.clone();
        Clock::from_fn(move || this.now())
    }
}

/// A JSON object of texts.
pub(crate) fn json(fields: &[(&str, &str)]) -> impl Serialize {
    fields
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect::<std::collections::BTreeMap<_, _>>()
}

/// Somebody of the staff who does something now.
pub(crate) fn by(name: &str, now: DateTime<Utc>) -> By<'_> {
    By { actor: Actor { kind: ActorKind::Staff, name }, reason: None, now, request_id: "test" }
}

/// The time at which every test firm begins.
pub(crate) fn beginning() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// Starts a firm with the clients of [`clients_csv`] and nobody in it.
pub(crate) async fn spawn_firm() -> TestFirm {
    let firm = spawn_empty_firms().await;
    firm.import(firm.firm, &clients_csv()).await;
    firm
}

/// As [`spawn_firm`], with mail that goes to this relay.
pub(crate) async fn spawn_firm_with(relay: firm::mail::Relay) -> TestFirm {
    let firm = spawn_empty_firms_with(PortalSetup { relay: Some(relay), ..PortalSetup::default() }).await;
    firm.import(firm.firm, &clients_csv()).await;
    firm
}

/// Starts both firms with staff and nothing else.
pub(crate) async fn spawn_empty_firms() -> TestFirm {
    spawn_empty_firms_with(PortalSetup::default()).await
}

async fn spawn_empty_firms_with(setup: PortalSetup) -> TestFirm {
    let (database, place) = Place::make().await;
    let clock = TestClock(Arc::new(Mutex::new(beginning())));
    let now = clock.now();
    let firm = create_firm(&database, "harlow-pike", "Harlow & Pike LLP", now).await.unwrap();
    let other_firm = create_firm(&database, "other-firm", "Other Firm", now).await.unwrap();
    let all = Permissions::all();
    let but_view = Permission::ALL.into_iter().filter(|one| *one != Permission::PaymentsView).collect();
    let token = issue_token(&database, firm, "Dana Osei", &all, now).await.unwrap();
    let another_token = issue_token(&database, firm, "Marc Lindqvist", &all, now).await.unwrap();
    let blind_token = issue_token(&database, firm, "Blind Bo", &but_view, now).await.unwrap();
    let other_token = issue_token(&database, other_firm, "Olga Other", &all, now).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server::start_with(listener, database.clone(), clock.clock(), setup.clone()).unwrap();
    let client = http();
    let anonymous = Visitor { client, base: format!("http://{}", server.address()), token: None };
    TestFirm {
        staff: anonymous.with_token(token.reveal()),
        another_staff: anonymous.with_token(another_token.reveal()),
        staff_without_payments: anonymous.with_token(blind_token.reveal()),
        staff_of_another_firm: anonymous.with_token(other_token.reveal()),
        anonymous,
        password: PasswordHash::of("correct horse battery").unwrap(),
        database,
        firm,
        other_firm,
        clock,
        setup,
        place,
        server,
    }
}

impl TestFirm {
    /// Staff of the firm with these permissions and no other.
    pub(crate) async fn staff_with(&self, name: &str, permissions: &[Permission]) -> Visitor {
        let permissions = permissions.iter().copied().collect();
        let token = issue_token(&self.database, self.firm, name, &permissions, self.clock.now()).await.unwrap();
        self.anonymous.with_token(token.reveal())
    }

    /// Where it answers.
    pub(crate) fn base(&self) -> &str {
        &self.anonymous.base
    }

    /// Somebody with a browser, at this firm's portal.
    pub(crate) fn browser(&self) -> Browser {
        self.browser_at("harlow-pike")
    }

    /// Somebody who reads this firm's pages.
    pub(crate) fn reader(&self) -> Reader {
        Reader::new(self.base(), "harlow-pike")
    }

    /// Somebody at the portal of the firm with this slug.
    pub(crate) fn browser_at(&self, slug: &str) -> Browser {
        Browser::new(self.base(), slug)
    }

    /// A person with a verified account at the other firm.
    pub(crate) async fn verified_at_other<'a>(&self, email: &'a str, password: &str) -> &'a str {
        let new = NewAccount {
            email: &Email::new(email).unwrap(),
            name: &PersonName::new("Jane", "Elsewhere").unwrap(),
            password: &PasswordHash::of(password).unwrap(),
            came_from: None,
        };
        let (mut tx, now) = (self.database.write(self.other_firm).await.unwrap(), self.clock.now());
        let account = sign_up(&mut tx, self.other_firm, &new, now).await.unwrap().expect("a new address");
        let chosen = Password::New(new.password);
        verify(&mut tx, self.other_firm, &account.verification, &chosen, now, "test").await.unwrap().unwrap();
        tx.commit().await.unwrap();
        email
    }

    pub(crate) fn token(&self) -> &str {
        self.staff.token.as_deref().unwrap()
    }

    /// Imports files as of now.
    pub(crate) async fn import(&self, firm: FirmId, files: &ExportFiles) -> Imported {
        self.import_order(firm, files, false).await
    }

    /// Imports files as of now, however many clients turn inactive.
    pub(crate) async fn import_confirmed(&self, firm: FirmId, files: &ExportFiles) -> Imported {
        self.import_order(firm, files, true).await
    }

    async fn import_order(&self, firm: FirmId, files: &ExportFiles, confirmed: bool) -> Imported {
        let export = Export::read(files).expect("the files are sound");
        let now = self.clock.now();
        let order = Import { export: &export, as_of: now, by: by("The PMS", now), confirmed };
        let mut tx = self.database.write(firm).await.unwrap();
        let imported = import(&mut tx, firm, &order).await.unwrap();
        tx.commit().await.unwrap();
        imported
    }

    /// A person signs up and does not open the message.
    pub(crate) async fn unverified_user(&self, first: &str, last: &str, email: &str) -> PortalUserId {
        self.sign_up(self.firm, first, last, email, false).await
    }

    /// A person signs up and verifies the address.
    pub(crate) async fn user(&self, first: &str, last: &str, email: &str) -> PortalUserId {
        self.sign_up(self.firm, first, last, email, true).await
    }

    pub(crate) async fn sign_up(
        &self,
        firm: FirmId,
        first: &str,
        last: &str,
        email: &str,
        verified: bool,
    ) -> PortalUserId {
        let now = self.clock.now();
        let new = NewAccount {
            email: &Email::new(email).unwrap(),
            name: &PersonName::new(first, last).unwrap(),
            password: &self.password,
            came_from: None,
        };
        let mut tx = self.database.write(firm).await.unwrap();
        let account = sign_up(&mut tx, firm, &new, now).await.unwrap().expect("a new address");
        if verified {
            let password = Password::New(&self.password);
            let verified = verify(&mut tx, firm, &account.verification, &password, now, "test").await.unwrap();
            assert_eq!(verified, Some(account.user));
        }
        tx.commit().await.unwrap();
        account.user
    }

    /// A portal user signs in now, and where to.
    pub(crate) async fn sign_in(&self, firm: FirmId, user: PortalUserId) -> Access {
        let mut tx = self.database.write(firm).await.unwrap();
        let access = sign_in(&mut tx, firm, user, &self.proof(), self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        access.expect("the right password")
    }

    /// The password that everybody here chose at sign-up, hashed.
    pub(crate) fn password(&self) -> &PasswordHash {
        &self.password
    }

    /// A proof of that password.
    pub(crate) fn proof(&self) -> PasswordProof {
        self.password.prove("correct horse battery").expect("it is the password")
    }

    /// A person signs up; the token of the message is returned, which nobody has opened yet.
    pub(crate) async fn signed_up(&self, first: &str, last: &str, email: &str) -> (PortalUserId, Secret) {
        let new = NewAccount {
            email: &Email::new(email).unwrap(),
            name: &PersonName::new(first, last).unwrap(),
            password: &self.password,
            came_from: None,
        };
        let mut tx = self.database.write(self.firm).await.unwrap();
        let account = sign_up(&mut tx, self.firm, &new, self.clock.now()).await.unwrap().expect("a new address");
        tx.commit().await.unwrap();
        (account.user, account.verification)
    }

    /// Whoever got the message opens it, with the password chosen at sign-up.
    pub(crate) async fn verify_with(&self, token: &Secret) {
        let mut tx = self.database.write(self.firm).await.unwrap();
        let password = Password::Known(&self.proof());
        verify(&mut tx, self.firm, token, &password, self.clock.now(), "test").await.unwrap().expect("a good token");
        tx.commit().await.unwrap();
    }

    /// A portal user claims a client, and whether it was accepted.
    pub(crate) async fn claims(&self, user: PortalUserId, client: &str, invoice: &str) -> bool {
        let mut tx = self.database.write(self.firm).await.unwrap();
        let (client_id, invoice_number, now) = (client, invoice, self.clock.now());
        let key = KeyTry { user: None, network: None, client_id, invoice_number, code: None, now };
        let claim = Claim { user, key, request_id: "test" };
        let answer = accounts::claim(&mut tx, self.firm, &claim).await.unwrap();
        tx.commit().await.unwrap();
        answer.is_ok()
    }

    /// The activity log is as it was written, and every pair stands as it says.
    pub(crate) async fn verify_log(&self) {
        let verdict = firm::audit::verify(&self.database, self.firm, None, &mut |_| {}).await.unwrap();
        assert!(matches!(verdict, firm::audit::Verdict::Verified { .. }), "{verdict:?}");
    }

    /// Another server on the same database, as a second process would be, and staff who ask that one.
    pub(crate) async fn another_process(&self) -> (Visitor, Server) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::start(listener, self.place.open().await, self.clock.clock()).unwrap();
        (Visitor { base: format!("http://{}", server.address()), ..self.staff.clone() }, server)
    }

    /// The same firm after its server was stopped and started again.
    pub(crate) async fn restarted(self) -> Self {
        self.server.stop().await;
        let database = self.place.open().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::start(listener, database.clone(), self.clock.clock()).unwrap();
        let base = format!("http://{}", server.address());
        let moved = |visitor: &Visitor| Visitor { base: base.clone(), ..visitor.clone() };
        Self {
            staff: moved(&self.staff),
            another_staff: moved(&self.another_staff),
            staff_without_payments: moved(&self.staff_without_payments),
            staff_of_another_firm: moved(&self.staff_of_another_firm),
            anonymous: moved(&self.anonymous),
            database,
            server,
            ..self
        }
    }
}

/// Waits until no connection of the firm's database is inside a transaction, which the tests of PostgreSQL can see.
pub(crate) async fn until_idle(firm: &TestFirm) {
    for _ in 0..200 {
        if firm.place.is_idle() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("a connection stays inside a transaction");
}

/// Five clients: 1002 and 1003 list jane@example.com as a contact, 1004 is inactive, 1005 is not in the portal.
pub(crate) fn clients_csv() -> ExportFiles {
    ExportFiles {
        clients: b"client_id,name,active,in_portal,office\n\
            1001,\"Smith, Jane\",true,true,Boston\n\
            1002,Smith Family Trust,true,true,Boston\n\
            1003,100% Realty_Group,true,true,Hartford\n\
            1004,Old Mill Farms,false,true,Hartford\n\
            A/5 \xc3\xb8,Caf\xc3\xa9 S\xc3\xb8ren,true,false,\n"
            .to_vec(),
        contacts: b"client_id,name,email,receives_invoices\n\
            1002,Jane Smith,Jane@Example.com,true\n\
            1003,Jane Smith,jane@example.com,false\n\
            1004,Bo Old,bo@example.com,true\n"
            .to_vec(),
        invoices: b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n\
            1002,20931,2026-10-01,2026-10-31,1200.00,1200.00,25.00,USD,invoice\n\
            1002,20932,2026-11-01,2026-11-30,80.50,80.50,0.00,USD,invoice\n\
            1002,20933,2026-09-01,2026-09-30,99.00,0.00,0.00,USD,invoice\n\
            1002,20934,2026-09-01,2026-09-30,99.00,99.00,0.00,USD,debit_memo\n\
            1003,30001,2026-09-01,2026-09-30,10.00,10.00,0.00,USD,invoice\n"
            .to_vec(),
    }
}

/// A Client ID.
pub(crate) fn client(id: &str) -> ClientId {
    ClientId::new(id).unwrap()
}
