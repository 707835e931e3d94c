//! What people do with their own accounts, through the functions that the portal pages will call, and what staff see of
//! it (`rules.md` 9, 10, 14, 15, 20 to 22, 25).

use crate::support::{TestFirm, clients_csv, spawn_firm};
use chrono::TimeDelta;
use domain::{Access, Email, KeyAnswer, Origin, PersonName, PortalUserId};
use firm::accounts::{self, Claim, NewAccount, Password, SignedUp};
use firm::keys::{KeyShown, KeyTry, show_key};
use firm::{PasswordHash, PasswordProof, Secret};

/// A person before the account: signs up, opens the message, signs in, claims.
struct Person<'a>(&'a TestFirm);

impl Person<'_> {
    async fn shows_key(&self, client: &str, invoice: &str) -> Result<KeyShown, KeyAnswer> {
        let mut tx = self.0.database.write(self.0.firm).await.unwrap();
        let shown = show_key(&mut tx, self.0.firm, &self.key(client, invoice)).await.unwrap();
        tx.commit().await.unwrap();
        shown.map_err(|refused| refused.why)
    }

    async fn signs_up(&self, email: &str, came_from: Option<&KeyShown>) -> Option<SignedUp> {
        let new = NewAccount {
            email: &Email::new(email).unwrap(),
            name: &PersonName::new("Jane", "Smith").unwrap(),
            password: self.0.password(),
            came_from,
        };
        let mut tx = self.0.database.write(self.0.firm).await.unwrap();
        let account = accounts::sign_up(&mut tx, self.0.firm, &new, self.0.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        account
    }

    async fn verifies(&self, token: &Secret, password: &Password<'_>) -> Option<PortalUserId> {
        let mut tx = self.0.database.write(self.0.firm).await.unwrap();
        let now = self.0.clock.now();
        let user = accounts::verify(&mut tx, self.0.firm, token, password, now, "test").await.unwrap();
        tx.commit().await.unwrap();
        user
    }

    async fn signs_in(&self, user: PortalUserId, proof: &PasswordProof) -> Option<Access> {
        let mut tx = self.0.database.write(self.0.firm).await.unwrap();
        let access = accounts::sign_in(&mut tx, self.0.firm, user, proof, self.0.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        access
    }

    async fn claims(&self, user: PortalUserId, client: &str, invoice: &str) -> KeyAnswer {
        let mut tx = self.0.database.write(self.0.firm).await.unwrap();
        let claim = Claim { user, key: self.key(client, invoice), request_id: "test" };
        let claimed = accounts::claim(&mut tx, self.0.firm, &claim).await.unwrap();
        tx.commit().await.unwrap();
        claimed.map_or_else(|refused| refused.why, |_| KeyAnswer::Accepted)
    }

    fn key<'a>(&self, client_id: &'a str, invoice_number: &'a str) -> KeyTry<'a> {
        KeyTry { user: None, network: None, client_id, invoice_number, code: None, now: self.0.clock.now() }
    }
}

async fn origins(firm: &TestFirm, user: PortalUserId) -> Vec<(String, Origin)> {
    let links = firm.staff.detail(user).await.links;
    links.into_iter().map(|link| (link.client_id.to_string(), link.origin)).collect()
}

fn linked(client: &str, origin: Origin) -> (String, Origin) {
    (client.to_owned(), origin)
}

/// Rules 20 and 21.
#[tokio::test]
async fn verifying_links_the_client_one_came_from_and_those_that_list_the_address() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    let key = person.shows_key("1003", "30001").await.unwrap();
    let account = person.signs_up("JANE@example.com", Some(&key)).await.unwrap();
    assert_eq!(origins(&firm, account.user).await, [], "nothing before the address is verified");
    assert_eq!(person.verifies(&account.verification, &Password::Known(&firm.proof())).await, Some(account.user));
    let expected = [linked("1003", Origin::SignUp), linked("1002", Origin::Contact)];
    assert_eq!(origins(&firm, account.user).await, expected);
}

/// Rule 15: whoever owns the address and chooses a new password leaves a stranger who signed up with it with nothing.
#[tokio::test]
async fn verifying_with_a_new_password_leaves_a_stranger_with_nothing() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    let strangers_key = person.shows_key("1003", "30001").await.unwrap();
    let account = person.signs_up("owner@example.com", Some(&strangers_key)).await.unwrap();
    let own = PasswordHash::of("the owner's own password").unwrap();
    person.verifies(&account.verification, &Password::New(&own)).await.unwrap();
    assert_eq!(origins(&firm, account.user).await, [], "the stranger's key links nothing");
    assert_eq!(person.signs_in(account.user, &firm.proof()).await, None, "the stranger's password is dead");
    let proof = own.prove("the owner's own password").unwrap();
    assert_eq!(person.signs_in(account.user, &proof).await, Some(Access::MustClaim));
}

/// Rule 15.
#[tokio::test]
async fn a_wrong_password_or_a_token_that_is_old_or_used_verifies_nobody() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    let account = person.signs_up("someone@example.com", None).await.unwrap();
    let wrong = PasswordHash::of("another password").unwrap().prove("another password").unwrap();
    assert_eq!(person.verifies(&account.verification, &Password::Known(&wrong)).await, None);
    assert_eq!(person.verifies(&Secret::random(), &Password::Known(&firm.proof())).await, None);
    firm.clock.advance(accounts::VERIFICATION_IS_GOOD_FOR);
    assert_eq!(person.verifies(&account.verification, &Password::Known(&firm.proof())).await, None);
    assert_eq!(firm.staff.detail(account.user).await.verified_at, None);

    let other = person.signs_up("other@example.com", None).await.unwrap();
    assert!(person.verifies(&other.verification, &Password::Known(&firm.proof())).await.is_some());
    let again = PasswordHash::of("taken over by the mail").unwrap();
    assert_eq!(person.verifies(&other.verification, &Password::New(&again)).await, None, "a token is used once");
}

/// Rule 3: one address, one account, whatever its letter case.
#[tokio::test]
async fn an_address_has_one_account() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    assert!(person.signs_up("someone@example.com", None).await.is_some());
    assert!(person.signs_up("SOMEONE@Example.com", None).await.is_none());
    assert_eq!(firm.staff.search("").await.total, 1);
}

/// Rules 1, 15, 25: a sign-in leads where staff see that it leads.
#[tokio::test]
async fn a_sign_in_leads_where_staff_see_that_it_leads() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    let account = person.signs_up("someone@example.com", None).await.unwrap();
    let user = account.user;
    let proof = firm.proof();
    assert_eq!(person.signs_in(user, &proof).await, Some(Access::NotVerified));
    assert_eq!(firm.staff.detail(user).await.last_sign_in_at, None, "that was no sign-in");
    person.verifies(&account.verification, &Password::Known(&proof)).await.unwrap();
    for (client, expected) in
        [(None, Access::MustClaim), (Some("1004"), Access::NoOpenPortal), (Some("1001"), Access::CanSignIn)]
    {
        if let Some(client) = client {
            firm.staff.link(user, client).await;
        }
        firm.clock.advance(TimeDelta::minutes(1));
        assert_eq!(person.signs_in(user, &proof).await, Some(expected));
        let seen = firm.staff.detail(user).await;
        assert_eq!((seen.access, seen.last_sign_in_at), (expected, Some(firm.clock.now())));
    }
}

/// Rules 9 and 22.
#[tokio::test]
async fn only_the_exact_key_of_an_open_portal_claims_a_client() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    let user = firm.user("No", "Contact", "someone@example.com").await;
    for (client, invoice, expected) in [
        ("1003", "30002", KeyAnswer::WrongInvoice),
        ("1003", "20931", KeyAnswer::WrongInvoice),
        ("1003 ", "30001", KeyAnswer::UnknownClient),
        ("a/5 ø", "1", KeyAnswer::UnknownClient),
        ("", "", KeyAnswer::UnknownClient),
    ] {
        assert_eq!(person.claims(user, client, invoice).await, expected, "{client:?} {invoice:?}");
    }
    assert_eq!(origins(&firm, user).await, []);
    // Five wrong ones: the next is taken in an hour.
    firm.clock.advance(TimeDelta::hours(1));
    assert_eq!(person.claims(user, "1003", "30001").await, KeyAnswer::Accepted);
    assert_eq!(
        person.claims(user, "1003", "30001").await,
        KeyAnswer::Accepted,
        "claiming what is linked changes nothing"
    );
    assert_eq!(origins(&firm, user).await, [linked("1003", Origin::Claim)]);
    assert_eq!(firm.staff.detail(user).await.links[0].version, 1);
    // A settled invoice's number and a debit memo's are keys like any other.
    assert_eq!(person.claims(user, "1002", "20934").await, KeyAnswer::Accepted);
}

/// Rules 1, 2 and 9: an invoice number counts to the letter and for ever, and the right one opens no closed portal.
#[tokio::test]
async fn an_invoice_number_counts_to_the_letter_and_after_the_invoice_is_gone() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    let user = firm.user("No", "Contact", "someone@example.com").await;
    let without = clients_csv();
    let mut with = clients_csv();
    for (client, number) in [("1003", "INV-7a"), ("1004", "40001"), ("A/5 ø", "50001")] {
        let row = format!("{client},{number},2026-10-01,2026-10-31,9.00,9.00,0.00,USD,invoice\n");
        with.invoices.extend_from_slice(row.as_bytes());
    }
    firm.import(firm.firm, &with).await;
    firm.import(firm.firm, &without).await;
    assert_eq!(person.claims(user, "1003", "inv-7a").await, KeyAnswer::WrongInvoice);
    assert_eq!(person.claims(user, "1004", "40001").await, KeyAnswer::PortalClosed, "the client is inactive");
    assert_eq!(person.claims(user, "A/5 ø", "50001").await, KeyAnswer::PortalClosed, "it is not in the portal");
    assert_eq!(origins(&firm, user).await, []);
    assert_eq!(person.claims(user, "1003", "INV-7a").await, KeyAnswer::Accepted);
}

/// Rule 22: claiming is for who is signed in, and so verified.
#[tokio::test]
async fn an_unverified_user_claims_nothing() {
    let firm = spawn_firm().await;
    let user = firm.unverified_user("Una", "Verified", "una@example.com").await;
    assert_eq!(Person(&firm).claims(user, "1003", "30001").await, KeyAnswer::NotAllowed);
    assert_eq!(origins(&firm, user).await, []);
}

/// Rule 27: a de-link alone does not keep a person out.
#[tokio::test]
async fn a_de_linked_user_can_claim_again() {
    let firm = spawn_firm().await;
    let user = firm.user("Jane", "Smith", "jane@example.com").await;
    firm.staff.de_link(user, "1003", "").await;
    assert_eq!(Person(&firm).claims(user, "1003", "30001").await, KeyAnswer::Accepted);
    assert_eq!(origins(&firm, user).await[0], linked("1003", Origin::Claim));
}

/// Rule 10.
#[tokio::test]
async fn ten_wrong_keys_in_a_row_close_the_key_for_a_day_even_for_the_right_one() {
    let firm = spawn_firm().await;
    let person = Person(&firm);
    let user = firm.user("No", "Contact", "someone@example.com").await;
    for nth in 0..10 {
        assert_eq!(person.shows_key("1003", &format!("9{nth}")).await, Err(KeyAnswer::WrongInvoice));
    }
    assert_eq!(person.claims(user, "1003", "30001").await, KeyAnswer::KeyClosed);
    assert_eq!(person.claims(user, "1002", "20931").await, KeyAnswer::Accepted, "another client's key is open");
    firm.clock.advance(TimeDelta::hours(24));
    assert_eq!(person.claims(user, "1003", "30001").await, KeyAnswer::Accepted);
}
