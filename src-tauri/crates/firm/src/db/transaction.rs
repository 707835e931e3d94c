use sqlx::{Postgres, Sqlite};

use crate::Error;

/// An open transaction of either engine. Dropped without [`Transaction::commit`], it never was.
pub struct Transaction(pub(super) Inner);

pub(super) enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// Makes everything that was written durable, all of it or nothing.
    ///
    /// # Errors
    /// [`Error::Database`] if it cannot be; then nothing was written.
    pub async fn commit(self) -> Result<(), Error> {
        match self.0 {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
