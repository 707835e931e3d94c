//! The firms of a database, for whoever administers it and mistyped one.

use crate::{Database, Error};

impl Database {
    /// The slugs of all firms, in alphabetical order.
    ///
    /// # Errors
    /// [`Error::Database`] if it fails.
    pub async fn slugs(&self) -> Result<Vec<String>, Error> {
        let slugs = sqlx::query_scalar("SELECT slug FROM firm ORDER BY slug");
        Ok(slugs.fetch_all(&mut *self.read().await?).await?)
    }
}
