use contract::PairState;
use domain::{BadAmount, BadClientId};

/// Why the backend did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such firm, portal user or client, or not in the caller's firm: both look the same from outside.
    #[error("there is no such {0} in this firm")]
    NotFound(&'static str),
    /// The pair changed after the caller looked at it.
    #[error("the pair has moved")]
    Moved(Box<Moved>),
    /// It would do more than it seems to, and nobody has confirmed that; the sentence says what.
    #[error("{0}")]
    NeedsConfirmation(String),
    /// The settings are not of the version that the caller looked at; the sentence says why.
    #[error("the settings have moved")]
    SettingsMoved(String),
    /// An undo, or a change of the settings, came without the version that it was decided on.
    #[error("this needs If-Match with the version it was decided on")]
    VersionRequired,
    /// The request itself is wrong; the sentence says what about it.
    #[error("{0}")]
    Invalid(String),
    /// What cannot be served from the folder or file it is told to.
    #[error("{0}")]
    NotOpened(String),
    /// An encrypted file that this key does not open: it is another file's, or the file is damaged. Nothing was written.
    #[error("the key does not open the firm's file")]
    WrongKey,
    /// A setting of the server that cannot be used; the sentence says which and why.
    #[error("{0}")]
    Config(String),
    /// A slug that another firm has.
    #[error("there is a firm with this slug already")]
    SlugTaken,
    /// Too many passwords wait to be hashed.
    #[error("too many passwords wait to be hashed")]
    Overloaded,
    /// The database refused or failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The database does not answer, or went away in the middle: whether a change was made is not known.
    #[error("the database does not answer")]
    Away(#[source] sqlx::Error),
    /// The database could not be brought to the form that this version needs.
    #[error("the database could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A file or socket failed.
    #[error("{what}")]
    Io {
        /// What was being done, and with what.
        what: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A task panicked: what it was about is in the log.
    #[error("a task panicked")]
    Panicked,
    /// The database holds what this version cannot have written.
    #[error("the database holds a value that should not be there: {0}")]
    Corrupt(String),
}

/// How a pair stands now, for whoever decided on an older state.
#[derive(Debug)]
pub struct Moved {
    /// The state now.
    pub state: PairState,
    /// Who did what meanwhile, in words.
    pub says: String,
}

impl Error {
    /// Whether another change held its turn for longer than this one waits, or the database has too much to do.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, Self::Database(error) if is_busy(error))
    }

    /// Whether the database went away, and may come back.
    pub(crate) fn is_away(&self) -> bool {
        match self {
            Self::Away(_) => true,
            Self::Database(sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed) => true,
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| is_away_code(&code)),
            _ => false,
        }
    }

    /// What kept a transaction from beginning: others who were first, or a database that does not answer.
    pub(crate) fn not_begun(error: sqlx::Error) -> Self {
        if is_busy(&error) { Self::Database(error) } else { Self::Away(error) }
    }

    /// The error and what caused it, for a log: of a database's own words only its code and what they are about, for they
    /// may quote a row.
    pub(crate) fn for_log(&self) -> String {
        match self {
            Self::Database(error) | Self::Away(error) => format!("{self}: {}", without_rows(error)),
            Self::Io { source, .. } => format!("{self}: {source}"),
            Self::Migration(error) => format!("{self}: {error}"),
            other => other.to_string(),
        }
    }

    /// Whether a row of this key is there already.
    pub(crate) fn is_duplicate(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        error.is_unique_violation()
    }

    /// For `map_err` around a file or socket: says what was being done.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        |source| Self::Io { what: what.into(), source }
    }
}

fn without_rows(error: &sqlx::Error) -> String {
    let sqlx::Error::Database(error) = error else { return kind_of(error).to_owned() };
    let code = error.code().unwrap_or_default();
    let about = [error.table(), error.constraint()].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if about.is_empty() { format!("code {code}") } else { format!("code {code} ({about})") }
}

/// What sort of failure it is where no database spoke.
fn kind_of(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Io(_) => "the connection broke",
        sqlx::Error::Tls(_) => "the connection could not be made safe",
        sqlx::Error::PoolTimedOut => "no connection became free in time",
        sqlx::Error::PoolClosed => "it is closed",
        sqlx::Error::RowNotFound => "there is no such row",
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => "a value could not be read",
        sqlx::Error::Encode(_) => "a value could not be written",
        _ => "it failed otherwise",
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_busy_code(&code)),
        _ => false,
    }
}

/// PostgreSQL is shut down, or not up yet; a connection broke; what was to be written came to a server that only follows
/// another, and may lead once that is gone.
fn is_away_code(code: &str) -> bool {
    code.len() == 5 && (code.starts_with("57P") || code.starts_with("08") || code == "25006")
}

/// PostgreSQL's codes have five characters: a lock not got, a deadlock, a conflict, a timeout, too many connections.
/// SQLite's are numbers: SQLITE_BUSY, whatever its extended code adds above the first byte.
fn is_busy_code(code: &str) -> bool {
    matches!(code, "55P03" | "40P01" | "40001" | "57014" | "53300")
        || (code.len() < 5 && code.parse::<u32>().is_ok_and(|code| code & 0xff == 5))
}

impl From<BadClientId> for Error {
    fn from(bad: BadClientId) -> Self {
        Self::Corrupt(format!("a Client ID {bad}"))
    }
}

impl From<BadAmount> for Error {
    fn from(bad: BadAmount) -> Self {
        Self::Corrupt(format!("an amount {bad}"))
    }
}
