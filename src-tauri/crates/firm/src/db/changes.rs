//! The log of changes that desktops follow, in the order of commits: the number comes from the firm's row, which stays
//! locked until the transaction ends, so whoever has read up to a number has missed nothing below it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{ClientId, PortalUserId};
use sqlx::FromRow;

use super::{Transaction, asked, query, query_as, query_scalar};
use crate::{Error, FirmId};

/// How long changes are kept: a desktop that was away for longer begins anew.
const KEPT_FOR: TimeDelta = TimeDelta::days(90);

/// What has to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Changed {
    /// A person's account.
    PortalUser(PortalUserId),
    /// How a person stands to a client.
    Pair(PortalUserId, ClientId),
    /// A client: its own data, its contacts, what it owes, its key.
    Client(ClientId),
    /// The firm's settings, or how old its data is.
    Firm,
}

/// What some changes were about, each once, as the tables are asked for it.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// The numbers of portal users.
    pub(crate) users: BTreeSet<i64>,
    /// Pairs, as [`asked::pair`] writes them.
    pub(crate) pairs: BTreeSet<String>,
    /// Client IDs.
    pub(crate) clients: BTreeSet<String>,
}

impl Touched {
    pub(crate) fn by<'a>(changes: impl IntoIterator<Item = &'a Changed>) -> Self {
        let mut touched = Self::default();
        for changed in changes {
            match changed {
                Changed::PortalUser(user) => drop(touched.users.insert(user.get())),
                Changed::Pair(user, client) => drop(touched.pairs.insert(asked::pair(*user, client))),
                Changed::Client(client) => drop(touched.clients.insert(client.to_string())),
                Changed::Firm => {}
            }
        }
        touched
    }
}

/// Notes a change, with the firm's next number.
pub(crate) async fn note(
    tx: &mut Transaction,
    firm: FirmId,
    changed: &Changed,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let (user, client) = match changed {
        Changed::PortalUser(user) => (Some(*user), None),
        Changed::Pair(user, client) => (Some(*user), Some(client)),
        Changed::Client(client) => (None, Some(client)),
        Changed::Firm => (None, None),
    };
    query("INSERT INTO change (firm_id, number, at, portal_user_id, client_id) VALUES ($1, $2, $3, $4, $5)")
        .bind(firm.get())
        .bind(tx.next_changes(1)?)
        .bind(at)
        .bind(user.map(PortalUserId::get))
        .bind(client.map(ClientId::as_str))
        .execute(tx)
        .await?;
    tx.wake_readers();
    Ok(())
}

/// The statements that count a set of clients and that note them, numbered from `$3` on.
macro_rules! clients_of {
    ($set:literal) => {
        (
            concat!("SELECT count(*) FROM (", $set, ") changed"),
            concat!(
                "INSERT INTO change (firm_id, number, at, client_id)
                 SELECT $1, $3 + row_number() OVER (ORDER BY client_id), $4, client_id FROM (",
                $set,
                ") changed"
            ),
        )
    };
}

/// Notes every client that this import changed, and then that the data is of another age. It is the time to forget what
/// is past retention too: imports come day by day, and are long anyway.
pub(crate) async fn note_import(
    tx: &mut Transaction,
    firm: FirmId,
    import: i64,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    // Sets of its own for each table: a client is noted once, whatever of it changed.
    let changed = clients_of!(
        "SELECT client_id FROM client WHERE firm_id = $1 AND changed_in = $2
         UNION SELECT client_id FROM contact WHERE firm_id = $1 AND changed_in = $2
         UNION SELECT client_id FROM invoice WHERE firm_id = $1 AND changed_in = $2"
    );
    note_clients(tx, firm, changed, import, at).await?;
    note(tx, firm, &Changed::Firm, at).await?;
    forget_before(tx, firm, at - KEPT_FOR).await
}

/// Notes every client with a late fee on an invoice: what they owe is counted with it or without (`rules.md` 33).
pub(crate) async fn note_clients_with_late_fees(
    tx: &mut Transaction,
    firm: FirmId,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let with_fees =
        clients_of!("SELECT DISTINCT client_id FROM invoice WHERE firm_id = $1 AND in_pms AND late_fee <> $2");
    note_clients(tx, firm, with_fees, 0, at).await
}

/// Notes the clients of this set, each with a number of its own. `with` is the set's `$2`.
async fn note_clients(
    tx: &mut Transaction,
    firm: FirmId,
    (count, insert): (&'static str, &'static str),
    with: i64,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let count: i64 = query_scalar(count).bind(firm.get()).bind(with).fetch_one(tx).await?;
    let last = tx.next_changes(count)?;
    query(insert).bind(firm.get()).bind(with).bind(last - count).bind(at).execute(tx).await?;
    Ok(())
}

/// The oldest number that is kept and the newest that was given; the oldest is one more where none is kept.
pub(crate) async fn range(tx: &mut Transaction, firm: FirmId) -> Result<(i64, i64), Error> {
    query_as("SELECT first_change, last_change FROM firm WHERE firm_id = $1").bind(firm.get()).fetch_one(tx).await
}

#[derive(Debug, FromRow)]
struct ChangeRow {
    number: i64,
    portal_user_id: Option<i64>,
    client_id: Option<String>,
}

/// At most `limit` changes after this number, by number.
pub(crate) async fn after(
    tx: &mut Transaction,
    firm: FirmId,
    number: i64,
    limit: u32,
) -> Result<Vec<(i64, Changed)>, Error> {
    let rows: Vec<ChangeRow> = query_as(
        "SELECT number, portal_user_id, client_id FROM change WHERE firm_id = $1 AND number > $2
         ORDER BY number LIMIT $3",
    )
    .bind(firm.get())
    .bind(number)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(ChangeRow::read).collect()
}

impl ChangeRow {
    fn read(self) -> Result<(i64, Changed), Error> {
        let user = self.portal_user_id.map(PortalUserId::new);
        let client = self.client_id.map(ClientId::new).transpose()?;
        let changed = match (user, client) {
            (Some(user), None) => Changed::PortalUser(user),
            (Some(user), Some(client)) => Changed::Pair(user, client),
            (None, Some(client)) => Changed::Client(client),
            (None, None) => Changed::Firm,
        };
        Ok((self.number, changed))
    }
}

/// Forgets changes that are older than this: whoever has not read them begins anew with a snapshot.
async fn forget_before(tx: &mut Transaction, firm: FirmId, time: DateTime<Utc>) -> Result<(), Error> {
    query(
        "UPDATE firm SET first_change = coalesce(
             (SELECT min(number) FROM change WHERE firm_id = $1 AND at >= $2), last_change + 1) WHERE firm_id = $1",
    )
    .bind(firm.get())
    .bind(time)
    .execute(tx)
    .await?;
    query("DELETE FROM change WHERE firm_id = $1 AND number < (SELECT first_change FROM firm WHERE firm_id = $1)")
        .bind(firm.get())
        .execute(tx)
        .await?;
    Ok(())
}
