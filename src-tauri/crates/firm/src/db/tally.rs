//! The numbers that a firm gives to its activities and its changes. They are read when the turn to change the firm is
//! taken, given out from memory, and written with the commit: the firm's row stays locked all the while, so that numbers
//! follow commits and have no gap, however many changes one transaction gathers.

use sqlx::FromRow;

use super::transaction::Inner;
use super::{Transaction, query, query_as, query_scalar};
use crate::{Error, FirmId};

/// What the firm has counted, in the transaction that may count on.
#[derive(Debug)]
pub(super) struct Tally {
    firm: FirmId,
    activities: i64,
    changes: i64,
    /// The digest of the newest activity; none if it has not been read yet.
    digest: Option<Vec<u8>>,
    counted: bool,
}

#[derive(Debug, FromRow)]
struct TallyRow {
    last_activity: i64,
    last_change: i64,
}

impl Transaction {
    /// Waits until nobody else changes this firm, and reads what it has counted.
    pub(crate) async fn take_turn(&mut self, firm: FirmId) -> Result<(), Error> {
        let lock = match self.inner {
            // The transaction began with the one lock that there is.
            Inner::Sqlite(_) => query_as("SELECT last_activity, last_change FROM firm WHERE firm_id = $1"),
            Inner::Postgres(_) => query_as("SELECT last_activity, last_change FROM firm WHERE firm_id = $1 FOR UPDATE"),
        };
        let row: Option<TallyRow> = lock.bind(firm.get()).fetch_optional(self).await?;
        self.tally = row.map(|row| Tally {
            firm,
            activities: row.last_activity,
            changes: row.last_change,
            digest: None,
            counted: false,
        });
        Ok(())
    }

    fn tally(&mut self) -> Result<&mut Tally, Error> {
        self.tally.as_mut().ok_or_else(|| Error::Corrupt("a change without a turn".to_owned()))
    }

    /// The number of the activity that is about to be recorded, and the digest of the one before it.
    pub(super) async fn next_activity(&mut self) -> Result<(i64, Vec<u8>), Error> {
        let (firm, newest) = (self.tally()?.firm, self.tally()?.activities);
        let before = match &self.tally()?.digest {
            Some(digest) => digest.clone(),
            // The first one comes after nothing.
            None if newest == 0 => Vec::new(),
            None => {
                let digest = query_scalar("SELECT hash FROM activity WHERE firm_id = $1 AND number = $2");
                let digest = digest.bind(firm.get()).bind(newest).fetch_optional(self).await?;
                digest.ok_or_else(|| Error::Corrupt(format!("no activity {newest}, though it was counted")))?
            }
        };
        Ok((newest + 1, before))
    }

    /// Counts the activity that was just recorded: the next one is chained to it.
    pub(super) fn recorded(&mut self, digest: Vec<u8>) -> Result<(), Error> {
        let tally = self.tally()?;
        tally.activities += 1;
        tally.digest = Some(digest);
        tally.counted = true;
        Ok(())
    }

    /// Takes so many numbers for changes at once, and answers the last of them.
    pub(super) fn next_changes(&mut self, count: i64) -> Result<i64, Error> {
        let tally = self.tally()?;
        tally.changes += count;
        tally.counted = true;
        Ok(tally.changes)
    }

    /// Writes what was counted, if anything was.
    pub(super) async fn write_tally(&mut self) -> Result<(), Error> {
        let Some(tally) = self.tally.take().filter(|tally| tally.counted) else { return Ok(()) };
        query("UPDATE firm SET last_activity = $2, last_change = $3 WHERE firm_id = $1")
            .bind(tally.firm.get())
            .bind(tally.activities)
            .bind(tally.changes)
            .execute(self)
            .await?;
        Ok(())
    }
}
