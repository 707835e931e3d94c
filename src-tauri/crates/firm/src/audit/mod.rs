//! Whether the activity log is as it was written (`rules.md` 29): every row is chained to the one before by its digest,
//! the numbers have no gap, the firm counts as many as there are, and every pair of a portal user and a client stands as
//! the log says that it was left.
//!
//! Somebody with the database's own rights can rewrite the log from any row to its end, digests, counter and all. Only
//! what is kept elsewhere shows that: the [`Head`] of an earlier verification, which has to be in the log for ever.

mod head;
mod pairs;

use domain::PortalUserId;

use crate::db::{Transaction, chain, standing};
use crate::{Database, Error, FirmId};
use pairs::Pairs;

pub use head::{BadHead, Head};

/// How many rows are read at a time.
const PAGE: u32 = 5_000;

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The log is whole, and every pair stands as it says.
    Verified {
        /// How many rows it has.
        rows: i64,
        /// Its last row, to be kept elsewhere; none if there is no row yet.
        head: Option<Head>,
    },
    /// The log is not as it was written.
    Broken {
        /// The number of the first row that is wrong or missing.
        number: i64,
        /// What is wrong with it.
        why: Why,
    },
    /// The log is whole, but a pair does not stand as it says.
    Astray {
        /// The pair's portal user.
        user: PortalUserId,
        /// The pair's client, as the table has it.
        client: String,
        /// The last activity of the pair; none if the log does not know it.
        number: Option<i64>,
    },
}

/// What is wrong with a row of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// There is no row of this number, but there are later ones.
    #[error("it is missing")]
    Missing,
    /// A row of a number below 1.
    #[error("its number was never given")]
    NeverGiven,
    /// The row is not chained.
    #[error("it has no digest")]
    NoDigest,
    /// The digest is not that of the row and of the one before.
    #[error("its digest is not that of what stands in it, after the row before")]
    Altered,
    /// A column holds what cannot be read.
    #[error("it cannot be read")]
    Unreadable,
    /// The firm has counted more activities than there are.
    #[error("it and what came after it were cut off: the firm has counted further")]
    CutOff,
    /// There are more activities than the firm has counted.
    #[error("the firm has not counted so far")]
    NotCounted,
    /// The log ends before the head that was kept elsewhere.
    #[error("it and what came after it were cut off: the log once went as far as the head that you kept")]
    ShortOfTheHead,
    /// The row of the head that was kept elsewhere has another digest: it or a row before was rewritten.
    #[error("it is not the head that you kept: it or a row before it was rewritten, and the rest chained anew")]
    NotTheHead,
}

/// Reads the whole log in one state of the database, and compares how every pair stands with it. `known` is the head of
/// an earlier verification. `progress` is told now and then how many rows were read.
///
/// # Errors
/// [`Error::Database`] if the database cannot be read at all.
pub async fn verify(
    database: &Database,
    firm: FirmId,
    known: Option<&Head>,
    progress: &mut dyn FnMut(i64),
) -> Result<Verdict, Error> {
    let mut tx = database.read(firm).await?;
    let mut log = Log { firm, known, number: 0, hash: Vec::new(), pairs: Pairs::default() };
    while let Some(rows) = log.read_on(&mut tx).await? {
        let Ok(links) = rows else { return Ok(log.broken(Why::Unreadable)) };
        for link in links {
            if let Err(broken) = log.take(link) {
                return Ok(broken);
            }
        }
        progress(log.number);
    }
    if let Some(broken) = log.end(standing::last_activity(&mut tx, firm).await?) {
        return Ok(broken);
    }
    let head = (log.number > 0).then_some(Head { number: log.number, digest: log.hash });
    let verified = Verdict::Verified { rows: log.number, head };
    Ok(log.pairs.first_astray(&mut tx, firm).await?.unwrap_or(verified))
}

/// The log as far as it was read, and found to be whole.
struct Log<'a> {
    firm: FirmId,
    known: Option<&'a Head>,
    number: i64,
    hash: Vec<u8>,
    pairs: Pairs,
}

/// Rows, or that the first of them cannot be read.
type Page = Result<Vec<chain::Link>, ()>;

impl Log<'_> {
    /// The next rows; none at the end.
    async fn read_on(&self, tx: &mut Transaction) -> Result<Option<Page>, Error> {
        // Before the first row there may be some that nobody gave a number.
        let after = if self.number == 0 { i64::MIN } else { self.number };
        match chain::after(tx, self.firm, after, PAGE).await {
            Ok(rows) => Ok((!rows.is_empty()).then_some(Ok(rows))),
            Err(error) if is_unreadable(&error) => self.read_one(tx, after).await,
            Err(error) => Err(error),
        }
    }

    /// Of a page that cannot be read, its first row: what is before the bad one is good to know.
    async fn read_one(&self, tx: &mut Transaction, after: i64) -> Result<Option<Page>, Error> {
        match chain::after(tx, self.firm, after, 1).await {
            Ok(row) => Ok(Some(Ok(row))),
            Err(error) if is_unreadable(&error) => Ok(Some(Err(()))),
            Err(error) => Err(error),
        }
    }

    /// The next row, or what is wrong with it.
    fn take(&mut self, link: chain::Link) -> Result<(), Verdict> {
        let number = link.row.number;
        if number < 1 {
            return Err(Verdict::Broken { number, why: Why::NeverGiven });
        }
        if number != self.number + 1 {
            return Err(self.broken(Why::Missing));
        }
        let hash = link.hash.ok_or_else(|| self.broken(Why::NoDigest))?;
        if hash != link.row.hash(self.firm, &self.hash) {
            return Err(self.broken(Why::Altered));
        }
        if self.known.is_some_and(|known| known.number == number && known.digest != hash) {
            return Err(self.broken(Why::NotTheHead));
        }
        self.number = number;
        self.hash = hash;
        self.pairs.take(link.row);
        Ok(())
    }

    /// What is wrong where the log ends.
    fn end(&self, counted: i64) -> Option<Verdict> {
        if self.number < counted {
            return Some(self.broken(Why::CutOff));
        }
        if self.number > counted {
            return Some(Verdict::Broken { number: counted + 1, why: Why::NotCounted });
        }
        self.known.filter(|known| known.number > self.number).map(|_| self.broken(Why::ShortOfTheHead))
    }

    /// The row after the last good one is wrong.
    fn broken(&self, why: Why) -> Verdict {
        Verdict::Broken { number: self.number + 1, why }
    }
}

fn is_unreadable(error: &Error) -> bool {
    matches!(error, Error::Database(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)))
}
