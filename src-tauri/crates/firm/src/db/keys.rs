//! Keys to portals: what a Client ID and an invoice number meet, and every one that was tried.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{ClientId, KeyAnswer, KeyFacts, KeyTally, PortalUserId};

use super::clients;
use super::firms::{Number, next_number};
use super::{Transaction, query, query_as, query_scalar};
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

/// The linked clients of a portal user whose key is closed at this time.
pub(crate) async fn closed_of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    now: DateTime<Utc>,
) -> Result<BTreeSet<String>, Error> {
    let clients: Vec<String> = query_scalar(
        "SELECT k.client_id FROM link l JOIN key_tally k ON k.firm_id = l.firm_id AND k.client_id = l.client_id
         WHERE l.firm_id = $1 AND l.portal_user_id = $2 AND l.origin IS NOT NULL AND k.closed_until > $3",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(now)
    .fetch_all(tx)
    .await?;
    Ok(clients.into_iter().collect())
}

pub(crate) async fn put_tally(tx: &mut Transaction, firm: FirmId, client: &str, tally: KeyTally) -> Result<(), Error> {
    query(
        "INSERT INTO key_tally (firm_id, client_id, wrong_in_a_row, closed_until) VALUES ($1, $2, $3, $4)
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

/// Records a key that was tried (`rules.md` 43). The invoice number is not kept: it may be right.
pub(crate) async fn insert_attempt(
    tx: &mut Transaction,
    firm: FirmId,
    user: Option<PortalUserId>,
    client_given: &str,
    answer: KeyAnswer,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let number = next_number(tx, firm, Number::KeyAttempt).await?;
    query(
        "INSERT INTO key_attempt (firm_id, number, at, portal_user_id, client_id_given, answer)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(firm.get())
    .bind(number)
    .bind(at)
    .bind(user.map(PortalUserId::get))
    .bind(client_given)
    .bind(answer.code())
    .execute(tx)
    .await?;
    Ok(())
}

/// The keys that were tried lately by this user or for this client, newest first (`rules.md` 43).
pub(crate) async fn attempts(
    tx: &mut Transaction,
    firm: FirmId,
    user: Option<PortalUserId>,
    client: Option<&ClientId>,
) -> Result<Vec<(DateTime<Utc>, KeyAnswer)>, Error> {
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
        Ok((at, KeyAnswer::from_code(&answer).ok_or_else(corrupt)?))
    };
    rows.into_iter().map(read).collect()
}

/// How many tries an access check shows.
const NEWEST: u32 = 20;
