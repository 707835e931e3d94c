//! Pages of the snapshot, which the database itself writes, column by column as JSON: one value goes from it to whoever
//! asked. Row by row and value by value, a firm of a million people would take minutes. The lists are those of
//! [`contract::RecordColumns`].

use contract::RecordKind;

use super::invoices::counted_by_client;
use super::query::{Either, query_scalar};
use super::{Transaction, query_as};
use crate::{Error, FirmId};

/// How many records of a kind there are.
pub(crate) async fn count(tx: &mut Transaction, firm: FirmId, kind: RecordKind) -> Result<u64, Error> {
    let all = match kind {
        RecordKind::PortalUser => "SELECT count(*) FROM portal_user WHERE firm_id = $1",
        RecordKind::Client => "SELECT count(*) FROM client WHERE firm_id = $1",
        RecordKind::Link => "SELECT count(*) FROM link WHERE firm_id = $1",
        RecordKind::Key => "SELECT count(*) FROM key_tally WHERE firm_id = $1 AND closed_until IS NOT NULL",
        RecordKind::Settings | RecordKind::AsOf => return Ok(1),
    };
    let count: i64 = query_scalar(all).bind(firm.get()).fetch_one(tx).await?;
    Ok(count.unsigned_abs())
}

/// The statements that answer the rows of a query, in its order, as one JSON object with an array for each of these columns.
macro_rules! in_columns {
    ($first:ident $(, $further:ident)* of $rows:expr) => {
        Either {
            on_sqlite: concat!(
                "SELECT json_object('", stringify!($first), "', json_group_array(", stringify!($first), ")",
                $(", '", stringify!($further), "', json_group_array(", stringify!($further), ")",)*
                ") FROM (", $rows, ") page"
            ),
            on_postgres: concat!(
                "SELECT CAST(json_build_object('", stringify!($first), "', coalesce(json_agg(", stringify!($first), "), '[]')",
                $(", '", stringify!($further), "', coalesce(json_agg(", stringify!($further), "), '[]')",)*
                ") AS TEXT) FROM (", $rows, ") page"
            ),
        }
    };
}

/// At most `limit` portal users after this one, by number.
pub(crate) async fn users(tx: &mut Transaction, firm: FirmId, after: i64, limit: u32) -> Result<String, Error> {
    let page = in_columns!(id, first_name, last_name, email, created_at, verified_at, last_sign_in_at of
        "SELECT portal_user_id AS id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE firm_id = $1 AND portal_user_id > $2 ORDER BY portal_user_id LIMIT $3");
    query_scalar(tx.its(page)).bind(firm.get()).bind(after).bind(limit).fetch_one(tx).await
}

/// The last of as many portal users after this one; none if there are fewer.
pub(crate) async fn nth_user(tx: &mut Transaction, firm: FirmId, after: i64, limit: u32) -> Result<Option<i64>, Error> {
    let nth = query_scalar(
        "SELECT portal_user_id FROM portal_user WHERE firm_id = $1 AND portal_user_id > $2
         ORDER BY portal_user_id LIMIT 1 OFFSET $3",
    );
    nth.bind(firm.get()).bind(after).bind(limit - 1).fetch_optional(tx).await
}

/// At most `limit` pairs after this one, by user and client.
pub(crate) async fn links(tx: &mut Transaction, firm: FirmId, after: (i64, &str), limit: u32) -> Result<String, Error> {
    let page = in_columns!(
        portal_user_id, client_id, version, origin, barred, made_by, made_at, changed_by, changed_at of
        "SELECT portal_user_id, client_id, version, origin, CAST(barred AS INTEGER) AS barred,
             CASE WHEN origin IS NOT NULL THEN made_by END AS made_by,
             CASE WHEN origin IS NOT NULL THEN made_at END AS made_at,
             CASE WHEN origin IS NULL OR changed_by <> made_by THEN changed_by END AS changed_by,
             CASE WHEN origin IS NULL OR changed_at <> made_at THEN changed_at END AS changed_at
         FROM link WHERE firm_id = $1 AND (portal_user_id, client_id) > ($2, $3)
         ORDER BY portal_user_id, client_id LIMIT $4");
    query_scalar(tx.its(page)).bind(firm.get()).bind(after.0).bind(after.1).bind(limit).fetch_one(tx).await
}

/// The last of as many pairs after this one; none if there are fewer.
pub(crate) async fn nth_link(
    tx: &mut Transaction,
    firm: FirmId,
    after: (i64, &str),
    limit: u32,
) -> Result<Option<(i64, String)>, Error> {
    let nth = query_as(
        "SELECT portal_user_id, client_id FROM link WHERE firm_id = $1 AND (portal_user_id, client_id) > ($2, $3)
         ORDER BY portal_user_id, client_id LIMIT 1 OFFSET $4",
    );
    nth.bind(firm.get()).bind(after.0).bind(after.1).bind(limit - 1).fetch_optional(tx).await
}

/// Clients by Client ID, after one and up to another, with what their portals show as owed.
pub(crate) async fn clients(
    tx: &mut Transaction,
    firm: FirmId,
    (after, last): (&str, &str),
    late_fees_shown: bool,
) -> Result<String, Error> {
    let page = in_columns!(client_id, name, office, portal, invoices, late_fees of concat!(
        "SELECT c.client_id, c.name, c.office, c.portal, coalesce(owed.invoices, 0) AS invoices,
             coalesce(owed.late_fees, 0) AS late_fees
         FROM client c LEFT JOIN (",
        counted_by_client!("FROM invoice i WHERE i.firm_id = $1 AND i.client_id > $2 AND i.client_id <= $4"),
        ") owed ON owed.client_id = c.client_id
         WHERE c.firm_id = $1 AND c.client_id > $2 AND c.client_id <= $4 ORDER BY c.client_id"
    ));
    let page = query_scalar(tx.its(page)).bind(firm.get()).bind(after).bind(late_fees_shown).bind(last);
    page.fetch_one(tx).await
}

/// The contacts of clients after one and up to another, by Client ID and name.
pub(crate) async fn contacts(tx: &mut Transaction, firm: FirmId, (after, last): (&str, &str)) -> Result<String, Error> {
    let page = in_columns!(client_id, name, email, receives_invoices of
        "SELECT client_id, name, email, CAST(receives_invoices AS INTEGER) AS receives_invoices FROM contact
         WHERE firm_id = $1 AND client_id > $2 AND client_id <= $3 AND listed ORDER BY client_id, name, email_key");
    query_scalar(tx.its(page)).bind(firm.get()).bind(after).bind(last).fetch_one(tx).await
}

/// The last of as many clients after this one; none if there are fewer.
pub(crate) async fn nth_client(
    tx: &mut Transaction,
    firm: FirmId,
    after: &str,
    limit: u32,
) -> Result<Option<String>, Error> {
    let nth = query_scalar(
        "SELECT client_id FROM client WHERE firm_id = $1 AND client_id > $2 ORDER BY client_id LIMIT 1 OFFSET $3",
    );
    nth.bind(firm.get()).bind(after).bind(limit - 1).fetch_optional(tx).await
}

/// The last client of all; empty where there is none.
pub(crate) async fn last_client(tx: &mut Transaction, firm: FirmId) -> Result<String, Error> {
    let last = query_scalar("SELECT coalesce(max(client_id), '') FROM client WHERE firm_id = $1");
    last.bind(firm.get()).fetch_one(tx).await
}

/// At most `limit` keys that were closed, after this client.
pub(crate) async fn keys(tx: &mut Transaction, firm: FirmId, after: &str, limit: u32) -> Result<String, Error> {
    let page = in_columns!(client_id, closed_until of
        "SELECT client_id, closed_until FROM key_tally
         WHERE firm_id = $1 AND client_id > $2 AND closed_until IS NOT NULL ORDER BY client_id LIMIT $3");
    query_scalar(tx.its(page)).bind(firm.get()).bind(after).bind(limit).fetch_one(tx).await
}

/// The last of as many keys after this client; none if there are fewer.
pub(crate) async fn nth_key(
    tx: &mut Transaction,
    firm: FirmId,
    after: &str,
    limit: u32,
) -> Result<Option<String>, Error> {
    let nth = query_scalar(
        "SELECT client_id FROM key_tally WHERE firm_id = $1 AND client_id > $2 AND closed_until IS NOT NULL
         ORDER BY client_id LIMIT 1 OFFSET $3",
    );
    nth.bind(firm.get()).bind(after).bind(limit - 1).fetch_optional(tx).await
}
