//! The sample firm: invented clients, imported from PMS files through the very importer that a firm uses, and invented
//! people, each of whom signs up, verifies, claims and signs in through the same functions as a person's own portal
//! account does. Between them, every access problem of `rules.md` 40 to 44 occurs.

mod books;
pub(crate) mod names;
mod people;

use chrono::{DateTime, TimeDelta, Utc};
use contract::ActorKind;
use domain::{ClientId, Email, Origin, PersonName};

use crate::accounts::{self, Claim, NewAccount, Password, SignedUp};
use crate::db::{self, Transaction};
use crate::import::{self, Export, Import};
use crate::keys::{KeyTry, show_key};
use crate::linking::{Act, Actor, By, LinkOrder, change_link};
use crate::{Error, FirmId, PasswordHash, PasswordProof};
use books::Books;
use people::{Deed, Person};

/// The password of everybody in the sample firm.
pub const PASSWORD: &str = "sample-portico-password";

/// What the sample's own deeds are recorded under instead of a request's id.
const REQUEST_ID: &str = "sample";

/// Makes the sample firm in the caller's transaction, with a past of three years that ends now.
///
/// # Errors
/// [`Error::SlugTaken`] if it is there already.
///
/// # Panics
/// If the sample's own names and files are not sound, which a test would have shown.
pub async fn found(tx: &mut Transaction, now: DateTime<Utc>) -> Result<FirmId, Error> {
    let begins = now - TimeDelta::days(1200);
    let firm = db::firms::insert(tx, "harlow-pike", "Harlow & Pike LLP", true, begins).await?;
    tx.enter(firm).await?;
    let people = people::people();
    let password = PasswordHash::of(PASSWORD).expect("the sample's password is long enough");
    let proof = password.prove(PASSWORD).expect("a password opens its own hash");
    let mut deeds: Vec<(DateTime<Utc>, Option<usize>, Deed)> = people::firm_deeds(now);
    for (place, person) in people.iter().enumerate() {
        deeds.extend(person.deeds(now).into_iter().map(|(at, deed)| (at, Some(place), deed)));
    }
    deeds.sort_by_key(|(at, ..)| *at);
    let mut stage = Stage {
        firm,
        books: Books::of(&people),
        accounts: people.iter().map(|_| None).collect(),
        people,
        password,
        proof,
    };
    tx.take_turn(firm).await?;
    for (at, person, deed) in deeds {
        stage.play(tx, at, person, &deed).await?;
    }
    Ok(firm)
}

/// A key that is given on the sample's stage, from nowhere in particular.
fn key_of<'a>(client_id: &'a str, invoice_number: &'a str, now: DateTime<Utc>) -> KeyTry<'a> {
    KeyTry { user: None, network: None, client_id, invoice_number, code: None, now }
}

/// Everything that the deeds need to be done.
struct Stage {
    firm: FirmId,
    books: Books,
    people: Vec<Person>,
    accounts: Vec<Option<SignedUp>>,
    password: PasswordHash,
    proof: PasswordProof,
}

impl Stage {
    async fn play(
        &mut self,
        tx: &mut Transaction,
        at: DateTime<Utc>,
        person: Option<usize>,
        deed: &Deed,
    ) -> Result<(), Error> {
        let Some(place) = person else { return self.firm_does(tx, at, deed).await };
        if let Deed::SignUp { key } = deed {
            self.accounts[place] = self.sign_up(tx, at, place, key.as_deref()).await?;
            return Ok(());
        }
        let account = self.accounts[place].as_ref().expect("nobody does anything before signing up");
        let (firm, user) = (self.firm, account.user);
        match deed {
            Deed::Verify => {
                let password = Password::Known(&self.proof);
                accounts::verify(tx, firm, &account.verification, &password, at, REQUEST_ID).await?;
            }
            Deed::SignIn => {
                accounts::sign_in(tx, firm, user, &self.proof, at).await?;
            }
            Deed::Claim { client, invoice } => {
                let claim = Claim { user, key: key_of(client, invoice, at), request_id: REQUEST_ID };
                let _ = accounts::claim(tx, firm, &claim).await?;
            }
            Deed::StaffLinks { client, staff, reason } => {
                self.staff_does(tx, at, place, client, Act::Link(Origin::Staff), staff, reason).await?;
            }
            Deed::StaffDeLinks { client, staff, reason } => {
                self.staff_does(tx, at, place, client, Act::DeLink, staff, reason).await?;
            }
            Deed::StaffCloses { client, staff, reason } => {
                self.staff_does(tx, at, place, client, Act::Close, staff, reason).await?;
            }
            Deed::SignUp { .. } | Deed::Import { .. } | Deed::WrongKey { .. } => unreachable!("done before"),
        }
        Ok(())
    }

    async fn firm_does(&self, tx: &mut Transaction, at: DateTime<Utc>, deed: &Deed) -> Result<(), Error> {
        match deed {
            Deed::Import { recent, hours_old } => {
                let as_of = at - TimeDelta::hours(*hours_old);
                let export = Export::read(&self.books.files(as_of, *recent)).expect("the sample's files are sound");
                let actor = Actor { kind: ActorKind::Staff, name: "Dana Osei" };
                let by = By { actor, reason: None, now: at, request_id: REQUEST_ID };
                let order = Import { export: &export, as_of, by, confirmed: false };
                let imported = import::import(tx, self.firm, &order).await?;
                debug_assert!(matches!(imported, import::Imported::Taken(_)), "{imported:?}");
            }
            Deed::WrongKey { client, invoice } => {
                // Somebody without an account.
                let _ = show_key(tx, self.firm, &key_of(client, invoice, at)).await?;
            }
            _ => unreachable!("people do the rest"),
        }
        Ok(())
    }

    async fn sign_up(
        &self,
        tx: &mut Transaction,
        at: DateTime<Utc>,
        place: usize,
        key: Option<&str>,
    ) -> Result<Option<SignedUp>, Error> {
        let person = &self.people[place];
        let came_from = match key {
            Some(client) => show_key(tx, self.firm, &key_of(client, &books::first_invoice(client), at)).await?.ok(),
            None => None,
        };
        let new = NewAccount {
            email: &Email::new(&person.email).expect("the sample's addresses are sound"),
            name: &PersonName::new(&person.first, &person.last).expect("the sample's names are sound"),
            password: &self.password,
            came_from: came_from.as_ref(),
        };
        accounts::sign_up(tx, self.firm, &new, at).await
    }

    #[expect(clippy::too_many_arguments, reason = "a deed in full: who, whom, what, why and when")]
    async fn staff_does(
        &self,
        tx: &mut Transaction,
        at: DateTime<Utc>,
        place: usize,
        client: &str,
        act: Act,
        staff: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let account = self.accounts[place].as_ref().expect("nobody is linked before signing up");
        let order = LinkOrder {
            user: account.user,
            client: &ClientId::new(client)?,
            act,
            if_version: None,
            confirmed: true,
            evidence: None,
            by: By {
                actor: Actor { kind: ActorKind::Staff, name: staff },
                reason: (!reason.is_empty()).then_some(reason),
                now: at,
                request_id: REQUEST_ID,
            },
        };
        change_link(tx, self.firm, &order).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
