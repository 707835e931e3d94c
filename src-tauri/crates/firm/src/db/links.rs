//! How portal users stand to clients.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use contract::PairState;
use contract::answers::{KnownBar, KnownLink};
use domain::{ClientId, Origin, Pair, PortalUserId};
use sqlx::FromRow;

use super::clients::portal_from_code;
use super::{Transaction, query, query_as, query_scalar};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
struct PairRow {
    version: i64,
    origin: Option<String>,
    barred: bool,
    changed_by: Option<String>,
    changed_at: Option<DateTime<Utc>>,
}

/// The pair as it stands; version 0 where the two were never linked.
pub(crate) async fn pair(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
) -> Result<PairState, Error> {
    let row: Option<PairRow> = query_as(
        "SELECT version, origin, barred, changed_by, changed_at FROM link
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(PairState { version: 0, origin: None, barred: false, changed_by: None, changed_at: None });
    };
    let origin = row.origin.as_deref().map(origin_from_code).transpose()?;
    let (changed_by, changed_at) = (row.changed_by, row.changed_at);
    Ok(PairState { version: row.version, origin, barred: row.barred, changed_by, changed_at })
}

/// Both sides of a pair and how they stand, before something is changed.
#[derive(Debug)]
pub(crate) struct Before {
    pub(crate) first_name: String,
    pub(crate) email_key: String,
    pub(crate) client_name: String,
    pub(crate) state: PairState,
}

#[derive(Debug, FromRow)]
struct BeforeRow {
    first_name: Option<String>,
    email_key: Option<String>,
    client_name: Option<String>,
    version: Option<i64>,
    origin: Option<String>,
    barred: Option<bool>,
    changed_by: Option<String>,
    changed_at: Option<DateTime<Utc>>,
}

/// What a change of this pair is decided on, or [`Error::NotFound`] for whichever of the two there is not.
pub(crate) async fn before(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
) -> Result<Before, Error> {
    let row: BeforeRow = query_as(
        "SELECT u.first_name, u.email_key, c.name AS client_name, l.version, l.origin, l.barred, l.changed_by,
             l.changed_at
         FROM firm f
         LEFT JOIN portal_user u ON u.firm_id = f.firm_id AND u.portal_user_id = $2
         LEFT JOIN client c ON c.firm_id = f.firm_id AND c.client_id = $3
         LEFT JOIN link l ON l.firm_id = f.firm_id AND l.portal_user_id = $2 AND l.client_id = $3
         WHERE f.firm_id = $1",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .fetch_one(tx)
    .await?;
    let origin = row.origin.as_deref().map(origin_from_code).transpose()?;
    let (version, barred) = (row.version.unwrap_or(0), row.barred.unwrap_or(false));
    Ok(Before {
        first_name: row.first_name.ok_or(Error::NotFound("portal user"))?,
        email_key: row.email_key.ok_or(Error::NotFound("portal user"))?,
        client_name: row.client_name.ok_or(Error::NotFound("client"))?,
        state: PairState { version, origin, barred, changed_by: row.changed_by, changed_at: row.changed_at },
    })
}

/// How a link was made: by whom, when, and on what evidence (`rules.md` 20).
#[derive(Debug, FromRow)]
pub(crate) struct Made {
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) evidence: Option<String>,
}

/// A change of a pair, to be written.
pub(crate) struct PairChange<'a> {
    pub(crate) user: PortalUserId,
    pub(crate) client: &'a ClientId,
    pub(crate) pair: Pair,
    /// By whom, when and on what evidence the link was made that there is now; a change that makes none leaves what is
    /// recorded.
    pub(crate) made: Option<Made>,
    pub(crate) by: &'a str,
    pub(crate) at: DateTime<Utc>,
}

pub(crate) async fn put(tx: &mut Transaction, firm: FirmId, change: &PairChange<'_>) -> Result<(), Error> {
    let made = change.made.as_ref();
    query(
        "INSERT INTO link (firm_id, portal_user_id, client_id, version, origin, barred, evidence, made_by, made_at,
             changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (firm_id, portal_user_id, client_id) DO UPDATE SET version = excluded.version,
             origin = excluded.origin, barred = excluded.barred, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
             evidence = CASE WHEN $12 THEN excluded.evidence ELSE link.evidence END,
             made_by = CASE WHEN $12 THEN excluded.made_by ELSE link.made_by END,
             made_at = CASE WHEN $12 THEN excluded.made_at ELSE link.made_at END",
    )
    .bind(firm.get())
    .bind(change.user.get())
    .bind(change.client.as_str())
    .bind(change.pair.version)
    .bind(change.pair.standing.origin.map(Origin::code))
    .bind(change.pair.standing.barred)
    .bind(made.and_then(|made| made.evidence.as_deref()))
    .bind(made.map_or(change.by, |made| &made.by))
    .bind(made.map_or(change.at, |made| made.at))
    .bind(change.by)
    .bind(change.at)
    .bind(made.is_some())
    .execute(tx)
    .await?;
    Ok(())
}

/// The linked clients of a portal user, and those that the user is barred from claiming (`rules.md` 27), by name.
#[derive(Debug, Default)]
pub(crate) struct LinksOfUser {
    pub(crate) linked: Vec<KnownLink>,
    pub(crate) barred: Vec<KnownBar>,
    /// Those of the linked clients whose key wrong tries have closed for now.
    pub(crate) closed_keys: BTreeSet<ClientId>,
}

#[derive(Debug, FromRow)]
struct LinkRow {
    client_id: String,
    name: String,
    office: String,
    portal: String,
    /// None where the user is barred.
    origin: Option<String>,
    version: i64,
    /// Who made the link and when, or who barred the user.
    by: String,
    at: DateTime<Utc>,
    key_closed: bool,
}

/// How a portal user stands to clients at this time, by the clients' names. (The closed keys are read once. Joined, or
/// asked for link by link, PostgreSQL reads them all for each link, since it takes the user for somebody with few.)
pub(crate) async fn of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    now: DateTime<Utc>,
) -> Result<LinksOfUser, Error> {
    let rows: Vec<LinkRow> = query_as(
        "SELECT c.client_id, c.name, c.office, c.portal, l.origin, l.version,
             CASE WHEN l.barred THEN l.changed_by ELSE l.made_by END AS by,
             CASE WHEN l.barred THEN l.changed_at ELSE l.made_at END AS at,
             l.client_id IN (SELECT k.client_id FROM key_tally k WHERE k.firm_id = $1 AND k.closed_until > $3)
                 AS key_closed
         FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
         WHERE l.firm_id = $1 AND l.portal_user_id = $2 AND (l.origin IS NOT NULL OR l.barred)
         ORDER BY c.name_key, c.client_id",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(now)
    .fetch_all(tx)
    .await?;
    let mut links = LinksOfUser::default();
    for row in rows {
        links.add(row)?;
    }
    Ok(links)
}

impl LinksOfUser {
    /// The clients' names, by Client ID.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let linked = self.linked.iter().map(|link| (link.client_id.as_str(), link.name.as_str()));
        linked.chain(self.barred.iter().map(|bar| (bar.client_id.as_str(), bar.name.as_str())))
    }

    fn add(&mut self, row: LinkRow) -> Result<(), Error> {
        let (client_id, portal) = (ClientId::new(row.client_id)?, portal_from_code(&row.portal)?);
        let LinkRow { name, office, version, by, at, key_closed, .. } = row;
        self.closed_keys.extend((row.origin.is_some() && key_closed).then(|| client_id.clone()));
        match row.origin {
            Some(origin) => {
                let (origin, made_by, made_at) = (origin_from_code(&origin)?, by, at);
                self.linked.push(KnownLink { client_id, name, office, portal, origin, version, made_by, made_at });
            }
            None => self.barred.push(KnownBar { client_id, name, portal, by, at, version }),
        }
        Ok(())
    }
}

/// How many clients are linked to a portal user.
pub(crate) async fn count_of_user(tx: &mut Transaction, firm: FirmId, user: PortalUserId) -> Result<usize, Error> {
    let count =
        query_scalar("SELECT count(*) FROM link WHERE firm_id = $1 AND portal_user_id = $2 AND origin IS NOT NULL");
    let count: i64 = count.bind(firm.get()).bind(user.get()).fetch_one(tx).await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Somebody who is linked to a client.
#[derive(Debug, FromRow)]
pub(crate) struct PersonOfClient {
    portal_user_id: i64,
    first_name: String,
    last_name: String,
    pub(crate) email: String,
    pub(crate) verified_at: Option<DateTime<Utc>>,
}

impl PersonOfClient {
    pub(crate) fn id(&self) -> PortalUserId {
        PortalUserId::new(self.portal_user_id)
    }

    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// Everybody who is linked to a client, by name.
pub(crate) async fn people_of_client(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
) -> Result<Vec<PersonOfClient>, Error> {
    query_as(
        "SELECT u.portal_user_id, u.first_name, u.last_name, u.email, u.verified_at
         FROM link l JOIN portal_user u ON u.firm_id = l.firm_id AND u.portal_user_id = l.portal_user_id
         WHERE l.firm_id = $1 AND l.client_id = $2 AND l.origin IS NOT NULL
         ORDER BY u.name_key, u.portal_user_id",
    )
    .bind(firm.get())
    .bind(client.as_str())
    .fetch_all(tx)
    .await
}

pub(crate) fn origin_from_code(code: &str) -> Result<Origin, Error> {
    Origin::from_code(code).ok_or_else(|| Error::Corrupt(format!("the origin {code:?}")))
}
