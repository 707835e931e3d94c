use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use url::Url;

use crate::{Database, Error};

/// Where a firm's data is. Printing it leaves a password out.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:FILE`
    Sqlite(PathBuf),
    /// `postgres://…`
    Postgres(PostgresUrl),
}

/// The address of a PostgreSQL database.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(Url);

impl PostgresUrl {
    /// The whole of it, with the password.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }

    fn has_password(&self) -> bool {
        self.0.password().is_some() || self.0.query_pairs().any(|(key, _)| is_password(&key))
    }

    fn masked(&self) -> Url {
        let mut masked = self.0.clone();
        if masked.password().is_some() {
            // Fails only where there is no host, and there a password cannot be either.
            let _ = masked.set_password(Some("***"));
        }
        if self.0.query().is_some() {
            let shown = self.0.query_pairs().map(|(key, value)| {
                let value = if is_password(&key) { "***".into() } else { value };
                (key, value)
            });
            masked.query_pairs_mut().clear().extend_pairs(shown);
        }
        masked
    }
}

fn is_password(key: &str) -> bool {
    key.to_ascii_lowercase().contains("password")
}

impl DatabaseUrl {
    /// Whether it tells a password to whoever reads it.
    #[must_use]
    pub fn has_password(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(url) => url.has_password(),
        }
    }

    /// Opens the database, which has to be there.
    ///
    /// # Errors
    /// As [`Database::open_existing`].
    pub async fn open(&self) -> Result<Database, Error> {
        match self {
            Self::Sqlite(file) => {
                Database::require_server_sqlite().await?;
                Database::open_existing(file).await
            }
            Self::Postgres(url) => Database::connect(url.reveal()).await,
        }
    }

    /// Opens the database, and makes it if it is not there. (A PostgreSQL database has to be there; its tables are made.)
    ///
    /// # Errors
    /// As [`Database::open`].
    pub async fn open_or_make(&self) -> Result<Database, Error> {
        match self {
            Self::Sqlite(file) => {
                Database::require_server_sqlite().await?;
                Database::open(file).await
            }
            Self::Postgres(url) => Database::connect(url.reveal()).await,
        }
    }

    /// The version of the form that the database has before it is opened, which would bring it to this one's; none if
    /// it is empty.
    ///
    /// # Errors
    /// As [`Database::open_existing`].
    pub async fn version(&self) -> Result<Option<i64>, Error> {
        match self {
            Self::Sqlite(file) => Database::version_of_file(file).await,
            Self::Postgres(url) => Database::version_of_server(url.reveal()).await,
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    /// What it answers never repeats the text: it may hold a password.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(file) = text.strip_prefix("sqlite:")
            && !file.is_empty()
        {
            return Ok(Self::Sqlite(PathBuf::from(file)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let url = Url::parse(text).map_err(|error| format!("the postgres:// address cannot be read: {error}"))?;
            return Ok(Self::Postgres(PostgresUrl(url)));
        }
        Err("give the database as sqlite:FILE, such as sqlite:firm.db, or as postgres://USER@HOST/NAME".to_owned())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Self::Postgres(url) => write!(f, "{}", url.masked()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.masked(), f)
    }
}
