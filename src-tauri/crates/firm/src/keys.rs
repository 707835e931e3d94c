//! Keys to portals: a Client ID and an invoice number, given by a visitor or by a portal user who claims a client
//! (`rules.md` 9, 10, 22). Every try is recorded; wrong ones are limited by account, by network and over the firm, and ten
//! in a row close the client's key. Whatever a key comes to, the same is asked of the database.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{ClientId, KeyAnswer, KeyFacts, KeyTally, Limited, Limits, PortalUserId};

use crate::db::changes::Changed;
use crate::db::keys::KeyCode;
use crate::db::{self, Transaction};
use crate::mail::{Message, queue};
use crate::{Error, FirmId};

/// How long the code is good for that a strict firm asks for besides the key.
pub const CODE_IS_GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// So many tries a code has.
pub const CODE_TRIES: i64 = 5;

/// Stands for the tries of a code that opened a visit: no visit takes it again, but the sign-up that follows does, once.
const SHOWN: i64 = -1;

/// Exists only where the right key of this client was shown, or a one-click link that was sent to whoever signs up (20).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyShown {
    client: ClientId,
    link_id: Option<String>,
}

impl KeyShown {
    /// The client whose key it is.
    #[must_use]
    pub fn client(&self) -> &ClientId {
        &self.client
    }

    /// The one-click link that it was, if it was one.
    pub(crate) fn link_id(&self) -> Option<&str> {
        self.link_id.as_deref()
    }

    /// What a visit was begun with, by this one-click link or by the key: there is no visit without either.
    pub(crate) fn in_visit(client: ClientId, link_id: Option<String>) -> Self {
        Self { client, link_id }
    }
}

/// A key that somebody gives.
#[derive(Debug, Clone, Copy)]
pub struct KeyTry<'a> {
    /// Who gives it; none without an account.
    pub user: Option<PortalUserId>,
    /// The network that it comes from, as [`Limits::network`] names it; none where that is not known.
    pub network: Option<&'a str>,
    /// The Client ID, as typed.
    pub client_id: &'a str,
    /// The invoice number, as typed.
    pub invoice_number: &'a str,
    /// The code from the message, where one is asked for.
    pub code: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
}

/// A key that opened nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRefused {
    /// Why, for staff alone (42): a visitor is told no more than [`KeyRefused::code_asked`].
    pub why: KeyAnswer,
    /// A code is asked for, and none was given: the visitor is told that it has been sent if the key is right, which it may
    /// be or not.
    pub code_asked: bool,
}

/// What a key is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A visit without an account.
    Visit,
    /// A sign-up, perhaps out of such a visit (20).
    SignUp,
    /// A claim.
    Claim,
    /// A claim by an account that may not make it.
    ClaimInVain,
}

/// Tries a key, records the try, and counts the wrong ones. Each success is told to the client's contacts.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn show_key(
    tx: &mut Transaction,
    firm: FirmId,
    key: &KeyTry<'_>,
) -> Result<Result<KeyShown, KeyRefused>, Error> {
    try_key(tx, firm, key, Asked::Visit).await
}

/// Shows a key at sign-up. Where a code is needed besides, that of the visit which the sign-up comes out of does once more:
/// the contacts are not asked for two.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn show_key_at_sign_up(
    tx: &mut Transaction,
    firm: FirmId,
    key: &KeyTry<'_>,
) -> Result<Result<KeyShown, KeyRefused>, Error> {
    try_key(tx, firm, key, Asked::SignUp).await
}

pub(crate) async fn try_key(
    tx: &mut Transaction,
    firm: FirmId,
    key: &KeyTry<'_>,
    asked: Asked,
) -> Result<Result<KeyShown, KeyRefused>, Error> {
    let met = Met::ask(tx, firm, key).await?;
    let refused = met.refusal(key, asked);
    let tally = met.tally_after(refused, key.now);
    db::keys::put_tally(tx, firm, key.client_id, tally).await?;
    if tally.closed_until != met.facts.tally.closed_until {
        let client = ClientId::new(key.client_id)?;
        db::changes::note(tx, firm, &Changed::Client(client), key.now).await?;
    }
    let recorded = refused.unwrap_or(KeyAnswer::Accepted);
    db::keys::insert_attempt(tx, firm, key, recorded).await?;
    let Some(why) = refused else {
        let shown = KeyShown { client: ClientId::new(key.client_id)?, link_id: None };
        met.use_up_code(tx, firm, &shown, asked).await?;
        met.tell_contacts(tx, firm, &shown, key.now).await?;
        return Ok(Ok(shown));
    };
    met.follow_code(tx, firm, key, why, asked).await?;
    Ok(Err(KeyRefused { why, code_asked: met.strict && key.code.is_none() }))
}

/// Whether a code is needed besides a key at this time.
pub(crate) async fn asks_code(
    tx: &mut Transaction,
    firm: FirmId,
    strict_keys: bool,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    Ok(Limits::asks_code(db::keys::wrong_in_firm(tx, firm, now).await?, strict_keys))
}

/// Everything that a key meets: asked for each try, whatever it comes to.
struct Met {
    facts: KeyFacts,
    limited: Limited,
    /// A code is needed besides the key: the firm wants it so, or too many wrong keys are about.
    strict: bool,
    code: Option<KeyCode>,
    firm_name: String,
    client_name: Option<String>,
}

impl Met {
    async fn ask(tx: &mut Transaction, firm: FirmId, key: &KeyTry<'_>) -> Result<Self, Error> {
        let settings = db::firms::get(tx, firm).await?;
        let facts = db::keys::facts(tx, firm, key.client_id, key.invoice_number).await?;
        let wrong = db::keys::wrong_keys(tx, firm, key).await?;
        Ok(Self {
            facts,
            limited: Limits::meet(wrong, settings.strict_keys, key.now),
            strict: Limits::asks_code(wrong.in_firm_today, settings.strict_keys),
            code: db::keys::code(tx, firm, key.client_id).await?,
            firm_name: settings.name,
            client_name: db::clients::get(tx, firm, key.client_id).await?.map(|client| client.name),
        })
    }

    /// Why the key opens nothing; none if it opens its client's portal.
    fn refusal(&self, key: &KeyTry<'_>, asked: Asked) -> Option<KeyAnswer> {
        if self.limited == Limited::Refused {
            return Some(KeyAnswer::TooMany);
        }
        if asked == Asked::ClaimInVain {
            return Some(KeyAnswer::NotAllowed);
        }
        match (self.facts.answer(key.now), key.code) {
            (KeyAnswer::Accepted, _) if !self.strict => None,
            (KeyAnswer::Accepted, None) => Some(KeyAnswer::CodeSent),
            (KeyAnswer::Accepted, Some(code)) if self.code_is(key, code, asked) => None,
            (KeyAnswer::Accepted, Some(_)) => Some(KeyAnswer::WrongCode),
            (refused, _) => Some(refused),
        }
    }

    fn code_is(&self, key: &KeyTry<'_>, given: &str, asked: Asked) -> bool {
        let unused = self.live_code(key.now).filter(|code| code.tries_left > 0);
        unused.or(self.shown_code(key.now, asked)).is_some_and(|code| code.is(key.client_id, given))
    }

    fn live_code(&self, now: DateTime<Utc>) -> Option<&KeyCode> {
        self.code.as_ref().filter(|code| now < code.expires_at && code.tries_left != SHOWN)
    }

    /// The code of the visit that a sign-up may come out of.
    fn shown_code(&self, now: DateTime<Utc>, asked: Asked) -> Option<&KeyCode> {
        self.code.as_ref().filter(|code| asked == Asked::SignUp && now < code.expires_at && code.tries_left == SHOWN)
    }

    fn tally_after(&self, refused: Option<KeyAnswer>, now: DateTime<Utc>) -> KeyTally {
        self.facts.tally.after(refused.unwrap_or(KeyAnswer::Accepted), now)
    }

    /// Sends a code, or takes one of its tries away. While one is good there is no other: asking again and again must not
    /// give tries without end.
    async fn follow_code(
        &self,
        tx: &mut Transaction,
        firm: FirmId,
        key: &KeyTry<'_>,
        why: KeyAnswer,
        asked: Asked,
    ) -> Result<(), Error> {
        match (why, self.live_code(key.now)) {
            (KeyAnswer::WrongCode, Some(code)) => {
                db::keys::set_code_tries(tx, firm, key.client_id, (code.tries_left - 1).max(0)).await
            }
            // It was good for one sign-up, and so for one guess.
            (KeyAnswer::WrongCode, None) if self.shown_code(key.now, asked).is_some() => {
                db::keys::delete_code(tx, firm, &ClientId::new(key.client_id)?).await
            }
            (KeyAnswer::CodeSent, None) => {
                let code = format!("{:06}", rand::random_range(0..1_000_000_u32));
                let until = key.now + CODE_IS_GOOD_FOR;
                db::keys::put_code(tx, firm, key.client_id, &code, CODE_TRIES, until).await?;
                let client = ClientId::new(key.client_id)?;
                for contact in db::mails::contacts(tx, firm, &client).await? {
                    let message = Message::key_code(&contact, &self.firm_name, self.client_name(), &code);
                    queue(tx, firm, &message, key.now).await?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A code is good once, and after a visit for the sign-up that may follow.
    async fn use_up_code(
        &self,
        tx: &mut Transaction,
        firm: FirmId,
        shown: &KeyShown,
        asked: Asked,
    ) -> Result<(), Error> {
        if asked == Asked::Visit {
            return db::keys::set_code_tries(tx, firm, shown.client().as_str(), SHOWN).await;
        }
        db::keys::delete_code(tx, firm, shown.client()).await
    }

    async fn tell_contacts(
        &self,
        tx: &mut Transaction,
        firm: FirmId,
        shown: &KeyShown,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        for contact in db::mails::contacts(tx, firm, shown.client()).await? {
            queue(tx, firm, &Message::key_used(&contact, &self.firm_name, self.client_name()), now).await?;
        }
        Ok(())
    }

    fn client_name(&self) -> &str {
        self.client_name.as_deref().unwrap_or_default()
    }
}
