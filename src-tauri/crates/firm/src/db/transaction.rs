use std::sync::Arc;

use sqlx::{Postgres, Sqlite};
use tokio::sync::watch;

use super::tally::Tally;
use super::turns::Turn;
use crate::Error;

/// An open transaction of either engine. Dropped without [`Transaction::commit`], it never was.
pub struct Transaction {
    pub(super) inner: Inner,
    /// Told after a commit that noted a change.
    readers: Option<Arc<watch::Sender<u64>>>,
    changed: bool,
    /// What the firm has counted, once it is this one's turn to change it.
    pub(super) tally: Option<Tally>,
    /// Nobody else in this process changes the firm meanwhile. Last, so that the transaction has ended before it is given
    /// back.
    pub(super) turn: Option<Turn>,
}

pub(super) enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    pub(super) fn reading(inner: Inner) -> Self {
        Self { inner, readers: None, changed: false, tally: None, turn: None }
    }

    pub(super) fn writing(inner: Inner, readers: Arc<watch::Sender<u64>>) -> Self {
        Self { inner, readers: Some(readers), changed: false, tally: None, turn: None }
    }

    /// Whoever waits for changes has something to read once this is committed.
    pub(super) fn wake_readers(&mut self) {
        self.changed = true;
    }

    /// Makes everything that was written durable, all of it or nothing.
    ///
    /// # Errors
    /// [`Error::Database`] if it cannot be; then nothing was written.
    pub async fn commit(mut self) -> Result<(), Error> {
        self.write_tally().await?;
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        if let Some(readers) = self.readers.filter(|_| self.changed) {
            readers.send_modify(|commits| *commits += 1);
        }
        Ok(())
    }
}
