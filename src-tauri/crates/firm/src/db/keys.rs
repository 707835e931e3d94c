//! Keys to portals: what a Client ID and an invoice number meet, and every one that was tried.

use chrono::{DateTime, TimeDelta, Utc};
use contract::answers::KnownAttempt;
use domain::{ClientId, KeyAnswer, KeyFacts, KeyTally, Limits, PortalUserId, WrongByAccount, WrongKeys};
use sha2::{Digest, Sha256};

use super::clients;
use super::firms::{Number, next_number};
use super::query::Value;
use super::{Transaction, query, query_as, query_scalar};
use crate::keys::KeyTry;
use crate::{Error, FirmId};

/// The facts that decide about a key (`rules.md` 9): both texts are compared exactly.
pub(crate) async fn facts(
    tx: &mut Transaction,
    firm: FirmId,
    client: &str,
    invoice_number: &str,
) -> Result<KeyFacts, Error> {
    let portal = clients::get(tx, firm, client).await?.map(|client| client.portal);
    let invoice_matches = query_scalar(
        "SELECT EXISTS (SELECT 1 FROM invoice WHERE firm_id = $1 AND client_id = $2 AND invoice_number = $3)",
    );
    let invoice_matches = invoice_matches.bind(firm.get()).bind(client).bind(invoice_number).fetch_one(tx).await?;
    let asks_invoice = super::firms::get(tx, firm).await?.asks_invoice;
    Ok(KeyFacts { portal, asks_invoice, invoice_matches, tally: tally(tx, firm, client).await? })
}

/// The wrong keys given for a client.
pub(crate) async fn tally(tx: &mut Transaction, firm: FirmId, client: &str) -> Result<KeyTally, Error> {
    let row: Option<(i64, Option<DateTime<Utc>>)> =
        query_as("SELECT wrong_in_a_row, closed_until FROM key_tally WHERE firm_id = $1 AND client_id = $2")
            .bind(firm.get())
            .bind(client)
            .fetch_optional(tx)
            .await?;
    Ok(row.map_or_else(KeyTally::default, |(wrong, closed_until)| KeyTally {
        wrong_in_a_row: u32::try_from(wrong).unwrap_or(u32::MAX),
        closed_until,
    }))
}

/// Writes the tally down; of a Client ID that no client has, it writes nothing by the same statement.
pub(crate) async fn put_tally(tx: &mut Transaction, firm: FirmId, client: &str, tally: KeyTally) -> Result<(), Error> {
    query(
        "INSERT INTO key_tally (firm_id, client_id, wrong_in_a_row, closed_until)
         SELECT firm_id, client_id, $3, $4 FROM client WHERE firm_id = $1 AND client_id = $2
         ON CONFLICT (firm_id, client_id) DO UPDATE SET wrong_in_a_row = excluded.wrong_in_a_row,
             closed_until = excluded.closed_until",
    )
    .bind(firm.get())
    .bind(client)
    .bind(tally.wrong_in_a_row)
    .bind(tally.closed_until)
    .execute(tx)
    .await?;
    Ok(())
}

/// How much of what was typed for a Client ID is recorded: more than any has.
const LONGEST_GIVEN: usize = 100;

/// Records a key that was tried (`rules.md` 43). The invoice number is not kept: it may be right.
pub(crate) async fn insert_attempt(
    tx: &mut Transaction,
    firm: FirmId,
    key: &KeyTry<'_>,
    answer: KeyAnswer,
) -> Result<(), Error> {
    let number = next_number(tx, firm, Number::KeyAttempt).await?;
    query(
        "INSERT INTO key_attempt (firm_id, number, at, portal_user_id, network, client_id_given, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(firm.get())
    .bind(number)
    .bind(key.now)
    .bind(key.user.map(PortalUserId::get))
    .bind(key.network)
    .bind(key.client_id.chars().take(LONGEST_GIVEN).collect::<String>())
    .bind(answer.code())
    .execute(tx)
    .await?;
    Ok(())
}

/// How long tried keys are kept: what the limits count is of a day, the rest is for who asks about a call.
const KEPT_FOR: TimeDelta = TimeDelta::days(90);

/// Forgets the keys that were tried too long ago to matter to anybody.
pub(crate) async fn forget_old_attempts(tx: &mut Transaction, firm: FirmId, now: DateTime<Utc>) -> Result<(), Error> {
    let forget = query("DELETE FROM key_attempt WHERE firm_id = $1 AND at < $2");
    forget.bind(firm.get()).bind(now - KEPT_FOR).execute(tx).await?;
    Ok(())
}

/// The keys that were tried lately by this user or for this client, newest first (`rules.md` 43).
pub(crate) async fn attempts(
    tx: &mut Transaction,
    firm: FirmId,
    user: Option<PortalUserId>,
    client: Option<&ClientId>,
) -> Result<Vec<KnownAttempt>, Error> {
    // A statement each, so that each can use its index.
    let of_user = query_as(
        "SELECT number, at, answer FROM key_attempt
         WHERE firm_id = $1 AND portal_user_id = $2 ORDER BY at DESC LIMIT $3",
    );
    let of_user = of_user.bind(firm.get()).bind(user.map(PortalUserId::get)).bind(NEWEST).fetch_all(tx).await?;
    let of_client = query_as(
        "SELECT number, at, answer FROM key_attempt
         WHERE firm_id = $1 AND client_id_given = $2 ORDER BY at DESC LIMIT $3",
    );
    let of_client = of_client.bind(firm.get()).bind(client.map(ClientId::as_str)).bind(NEWEST);
    let mut rows: Vec<(i64, DateTime<Utc>, String)> = of_client.fetch_all(tx).await?;
    rows.extend(of_user);
    rows.sort_unstable_by_key(|(number, ..)| std::cmp::Reverse(*number));
    rows.dedup();
    rows.truncate(NEWEST as usize);
    let read = |(_, at, answer): (i64, DateTime<Utc>, String)| {
        let corrupt = || Error::Corrupt(format!("the answer to a key {answer:?}"));
        Ok(KnownAttempt { at, answer: KeyAnswer::from_code(&answer).ok_or_else(corrupt)? })
    };
    rows.into_iter().map(read).collect()
}

/// How many wrong keys of one sort there were after `$3`, counted no further than to `$4`: what a visitor can make us read
/// is bounded.
macro_rules! count_wrong {
    ($condition:literal) => {
        concat!(
            "SELECT count(*) FROM (SELECT 1 AS wrong FROM key_attempt WHERE firm_id = $1 AND ",
            $condition,
            " AND at > $3 AND answer NOT IN ('accepted', 'too_many', 'code_sent') LIMIT $4) AS counted"
        )
    };
}

/// The wrong keys that bear on one more try (`rules.md` 10).
pub(crate) async fn wrong_keys(tx: &mut Transaction, firm: FirmId, key: &KeyTry<'_>) -> Result<WrongKeys, Error> {
    let short = key.now - Limits::SHORT;
    Ok(WrongKeys {
        by_account: wrong_by_account(tx, firm, key.user, key.now).await?,
        from_network_lately: count(tx, firm, count_wrong!("network = $2"), key.network, short).await?,
        in_firm_today: wrong_in_firm(tx, firm, key.now).await?,
    })
}

/// The wrong keys that this account has given, as far as they bear on one more; of nobody's account there are none.
pub(crate) async fn wrong_by_account(
    tx: &mut Transaction,
    firm: FirmId,
    user: Option<PortalUserId>,
    now: DateTime<Utc>,
) -> Result<WrongByAccount, Error> {
    let newest = query_scalar(
        "SELECT at FROM key_attempt
         WHERE firm_id = $1 AND portal_user_id = $2 AND at > $3
             AND answer NOT IN ('accepted', 'too_many', 'code_sent')
         ORDER BY at DESC LIMIT $4",
    );
    let newest = newest.bind(firm.get()).bind(user.map(PortalUserId::get)).bind(now - Limits::LONG);
    let newest: Vec<DateTime<Utc>> = newest.bind(Limits::ACCOUNT_LONG).fetch_all(tx).await?;
    Ok(WrongByAccount::of(&newest))
}

/// The wrong keys given anywhere in the firm today.
pub(crate) async fn wrong_in_firm(tx: &mut Transaction, firm: FirmId, now: DateTime<Utc>) -> Result<u32, Error> {
    count(tx, firm, count_wrong!("$2 IS NULL"), None::<i64>, now - Limits::LONG).await
}

async fn count<'q>(
    tx: &mut Transaction,
    firm: FirmId,
    sql: &'static str,
    of: impl Into<Value<'q>>,
    since: DateTime<Utc>,
) -> Result<u32, Error> {
    // One more than the highest limit decides as well as any more would.
    let counted: i64 =
        query_scalar(sql).bind(firm.get()).bind(of).bind(since).bind(Limits::FIRM_LONG + 1).fetch_one(tx).await?;
    Ok(u32::try_from(counted).unwrap_or(u32::MAX))
}

/// A code that was sent to a client's contacts.
#[derive(Debug)]
pub(crate) struct KeyCode {
    firm: FirmId,
    hash: Vec<u8>,
    pub(crate) tries_left: i64,
    pub(crate) expires_at: DateTime<Utc>,
}

impl KeyCode {
    /// Whether this is the code.
    pub(crate) fn is(&self, client: &str, given: &str) -> bool {
        self.hash == code_hash(self.firm, client, given)
    }
}

/// Firm and client stand in the digest so that no table of digests serves for two.
fn code_hash(firm: FirmId, client: &str, code: &str) -> Vec<u8> {
    Sha256::digest(format!("{}\n{client}\n{code}", firm.get())).to_vec()
}

/// The code that was last sent to the client's contacts.
pub(crate) async fn code(tx: &mut Transaction, firm: FirmId, client: &str) -> Result<Option<KeyCode>, Error> {
    let row: Option<(Vec<u8>, i64, DateTime<Utc>)> =
        query_as("SELECT code_hash, tries_left, expires_at FROM key_code WHERE firm_id = $1 AND client_id = $2")
            .bind(firm.get())
            .bind(client)
            .fetch_optional(tx)
            .await?;
    Ok(row.map(|(hash, tries_left, expires_at)| KeyCode { firm, hash, tries_left, expires_at }))
}

pub(crate) async fn put_code(
    tx: &mut Transaction,
    firm: FirmId,
    client: &str,
    code: &str,
    tries: i64,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    query(
        "INSERT INTO key_code (firm_id, client_id, code_hash, tries_left, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (firm_id, client_id) DO UPDATE SET code_hash = excluded.code_hash,
             tries_left = excluded.tries_left, expires_at = excluded.expires_at",
    )
    .bind(firm.get())
    .bind(client)
    .bind(code_hash(firm, client, code))
    .bind(tries)
    .bind(expires_at)
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn set_code_tries(tx: &mut Transaction, firm: FirmId, client: &str, tries: i64) -> Result<(), Error> {
    let set = query("UPDATE key_code SET tries_left = $3 WHERE firm_id = $1 AND client_id = $2");
    set.bind(firm.get()).bind(client).bind(tries).execute(tx).await?;
    Ok(())
}

pub(crate) async fn delete_code(tx: &mut Transaction, firm: FirmId, client: &ClientId) -> Result<(), Error> {
    let delete = query("DELETE FROM key_code WHERE firm_id = $1 AND client_id = $2");
    delete.bind(firm.get()).bind(client.as_str()).execute(tx).await?;
    Ok(())
}

/// How many tries an access check shows.
const NEWEST: u32 = 20;
