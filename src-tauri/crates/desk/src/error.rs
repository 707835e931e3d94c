use contract::{Problem, ProblemCode};

use crate::NoServer;

/// Why an act came to nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The backend refused, and said why.
    #[error("the backend refused: {}", .0.title)]
    Refused(Box<Problem>),
    /// No answer came.
    #[error("no answer from the firm backend")]
    Unreachable,
    /// An answer came that no firm backend would give: a hotel's sign-in page, say.
    #[error("what answers is no firm backend")]
    NotTheBackend,
    /// What answers cannot prove that it is the server: its certificate is not trusted here.
    #[error("the server's certificate is not trusted")]
    NotTrusted,
    /// No firm is worked with: whoever is at the desk has to choose one. The sentence says why, where there is more to say.
    #[error("no firm was chosen")]
    FirmNotChosen(Option<String>),
    /// A server cannot be worked with.
    #[error("{0}")]
    NoServer(#[from] NoServer),
    /// The firm that a change was meant for is left: nothing was sent, to it or to the next one.
    #[error("the firm was left")]
    FirmLeft,
    /// A firm of one's own has to begin with a name.
    #[error("a firm needs a name")]
    NoFirmName,
    /// Nobody is signed in to a server who could sign out.
    #[error("the firm is on this computer")]
    NotSignedIn,
    /// An export of the PMS cannot be read; the sentence says which file, and why.
    #[error("{0}")]
    NoExport(String),
    /// There is no backend to ask: the embedded firm could not be opened. The sentence says why.
    #[error("{0}")]
    NotOpened(String),
    /// The file of the firm that this computer keeps is encrypted, and its key cannot be had; the sentence says why.
    #[error("the firm's file is encrypted: {0}")]
    FirmKeyLost(String),
    /// Nothing of the firm that this computer keeps is lost, so that there is nothing to begin anew.
    #[error("the firm is not lost")]
    FirmIsOpen,
    /// What was typed is not the recovery key; the sentence says why.
    #[error("{0}")]
    NotTheRecoveryKey(String),
    /// Nothing has been read from the backend yet that could be shown without it.
    #[error("nothing is cached")]
    NotCached,
    /// The backend was not heard for longer than the firm allows: what was cached is not shown any more.
    #[error("the cache is locked")]
    CacheLocked,
    /// What was cached is damaged, or not this firm's, person's and computer's. Nothing of it is shown, and it is read
    /// anew.
    #[error("the cache is damaged")]
    CacheDamaged,
    /// There is no room on the disk for what is cached.
    #[error("the disk is full")]
    DiskFull,
    /// The cache could not be read or written; the reason is the operating system's or the database's.
    #[error("the cache failed: {0}")]
    CacheFailed(String),
    /// The backend is of another firm, or knows whoever is at the desk by another name, than what is cached.
    #[error("the backend is of another firm or person than the cache")]
    NotThisFirm,
    /// What was decided offline is damaged, or its key is lost: nothing of it can be read.
    #[error("what was decided offline is damaged")]
    IntentsDamaged,
    /// What was decided offline was written by a newer Portico, which alone can read it.
    #[error("what was decided offline is of a newer Portico")]
    IntentsOfNewerPortico,
    /// What was decided offline is there and cannot be opened now, its keychain being locked, say. The sentence says why.
    #[error("what was decided offline cannot be opened: {0}")]
    IntentsLocked(String),
    /// The backend answers, so that nothing has to wait for it.
    #[error("the backend answers")]
    NotOffline,
    /// A table could not be put where it was to go, a file or the clipboard. The sentence says why.
    #[error("{0}")]
    NotHandedOver(String),
}

impl Error {
    /// Whether the firm backend has not answered, be it that somebody else has.
    #[must_use]
    pub fn is_no_answer(&self) -> bool {
        matches!(self, Self::Unreachable | Self::NotTheBackend | Self::NotTrusted)
    }

    /// Whether the firm backend does not let whoever is at the desk in: asking again would change nothing.
    pub(crate) fn shuts_out(&self) -> bool {
        match self {
            Self::Refused(problem) => matches!(problem.code, ProblemCode::NotSignedIn | ProblemCode::Forbidden),
            _ => false,
        }
    }

    /// Whether it is what is kept on this computer that cannot answer, so that the backend may.
    pub(crate) fn is_of_the_cache(&self) -> bool {
        match self {
            Self::NotCached | Self::CacheLocked | Self::CacheDamaged | Self::CacheFailed(_) | Self::DiskFull => true,
            Self::Refused(_)
            | Self::Unreachable
            | Self::NotTheBackend
            | Self::NotTrusted
            | Self::FirmNotChosen(_)
            | Self::NoServer(_)
            | Self::FirmLeft
            | Self::NoFirmName
            | Self::NotSignedIn
            | Self::NoExport(_)
            | Self::NotOpened(_)
            | Self::FirmKeyLost(_)
            | Self::FirmIsOpen
            | Self::NotTheRecoveryKey(_)
            | Self::NotThisFirm
            | Self::IntentsDamaged
            | Self::IntentsOfNewerPortico
            | Self::IntentsLocked(_)
            | Self::NotOffline
            | Self::NotHandedOver(_) => false,
        }
    }
}

impl From<Error> for Problem {
    /// The one place where an error of the engine becomes what the window shows.
    fn from(error: Error) -> Self {
        let connect = "Connect to the firm's network once: Portico reads everything anew by itself.";
        let (code, title, next) = match error {
            Error::Refused(problem) => return *problem,
            Error::Unreachable => (
                ProblemCode::Unreachable,
                "The firm backend does not answer.".to_owned(),
                "Check the connection and look again: a change that was not confirmed may or may not have been made.",
            ),
            Error::NotTheBackend => (
                ProblemCode::Unreachable,
                "Something else than the firm backend answers in its place.".to_owned(),
                "Open any page in a browser: this network may want you to sign in first. If it does not, this Portico may \
                 be too old for the firm backend. A change that was not confirmed may or may not have been made.",
            ),
            Error::NotTrusted => (
                ProblemCode::Unreachable,
                "What answers cannot prove that it is the firm backend: this computer does not trust its certificate."
                    .to_owned(),
                "Tell the firm's IT. Nothing was sent, and what is kept on this computer is still there.",
            ),
            Error::FirmNotChosen(why) => (
                ProblemCode::FirmNotChosen,
                why.unwrap_or_else(|| "No firm is worked with on this computer yet.".to_owned()),
                "Choose the firm to work with.",
            ),
            Error::NoServer(why) => (ProblemCode::Invalid, why.to_string(), why.next()),
            Error::FirmLeft => (
                ProblemCode::Invalid,
                "The firm that this was meant for is not worked with any more. Nothing was changed.".to_owned(),
                "Look at which firm is open now, and begin again there if it is meant for that one.",
            ),
            Error::NoFirmName => (
                ProblemCode::Invalid,
                "A firm's name has 1 to 200 characters, none of them a control character.".to_owned(),
                "Type the name as your clients know it.",
            ),
            Error::NotSignedIn => (
                ProblemCode::Invalid,
                "This firm is kept on this computer, so that there is no server to sign out of.".to_owned(),
                "Choose another firm, or wipe what is kept of this one.",
            ),
            Error::NoExport(why) => {
                (ProblemCode::Invalid, why, "Mend what is said, and choose the folder again. Nothing was changed.")
            }
            Error::NotOpened(why) => {
                (ProblemCode::NotOpened, why, "Mend what is said, then start Portico again. Nothing was changed.")
            }
            Error::FirmKeyLost(why) => (
                ProblemCode::KeyLost,
                format!("The firm's file on this computer is encrypted. {why}"),
                "If the keychain is locked, unlock it and try again. Otherwise type the firm's recovery key; where there is \
                 none, begin anew: the file is moved aside, and nothing is deleted.",
            ),
            Error::FirmIsOpen => (
                ProblemCode::Invalid,
                "The key of this firm's file is not lost. Nothing was changed.".to_owned(),
                "Go on with the firm that is open.",
            ),
            Error::NotTheRecoveryKey(why) => (
                ProblemCode::Invalid,
                format!("This is not the firm's recovery key. {why}"),
                "Look at what was written down, and type it again. Nothing was changed.",
            ),
            Error::NotCached => {
                (ProblemCode::Unreachable, "Nothing has been read from the firm backend yet.".to_owned(), connect)
            }
            Error::CacheLocked => (
                ProblemCode::Unreachable,
                "The firm backend was not reached for longer than the firm allows, so what was kept here is locked."
                    .to_owned(),
                connect,
            ),
            Error::CacheDamaged => (
                ProblemCode::Unreachable,
                "What was kept on this computer is damaged, and nothing of it is shown.".to_owned(),
                connect,
            ),
            Error::DiskFull => (
                ProblemCode::NotOpened,
                "The disk of this computer is full.".to_owned(),
                "Make room on it. Portico goes on by itself, and what it shows meanwhile is as old as it says.",
            ),
            Error::CacheFailed(why) => (
                ProblemCode::NotOpened,
                format!("What is kept on this computer cannot be read or written: {why}."),
                "Mend what is said, or start Portico again. Nothing of the firm is lost.",
            ),
            Error::NotThisFirm => (
                ProblemCode::NotOpened,
                "The firm backend at this address is of another firm, or knows you by another name.".to_owned(),
                "Sign out and sign in again, so that everything is read anew.",
            ),
            Error::IntentsDamaged => (
                ProblemCode::NotOpened,
                "What was decided on this computer and waits for the firm backend cannot be read: it is damaged, or its key \
                 is gone from the keychain."
                    .to_owned(),
                "Discard it, and decide it anew. What the activity log shows was carried out.",
            ),
            Error::IntentsLocked(why) => (
                ProblemCode::NotOpened,
                format!("What was decided on this computer and waits for the firm backend cannot be opened now. {why}"),
                "Mend what is said, then start Portico again. What was decided is still there.",
            ),
            Error::IntentsOfNewerPortico => (
                ProblemCode::NotOpened,
                "What was decided on this computer and waits for the firm backend was written by a newer Portico."
                    .to_owned(),
                "Start the newer Portico: nothing is lost.",
            ),
            Error::NotOffline => (
                ProblemCode::Invalid,
                "The firm backend answers, so that nothing has to wait for it.".to_owned(),
                "Make the change itself.",
            ),
            Error::NotHandedOver(why) => {
                (ProblemCode::NotOpened, why, "Mend what is said, or choose another place, and try again.")
            }
        };
        problem(0, code, title, next)
    }
}

/// A problem that is told on this computer, by nobody's request; with the status that the backend would give, or 0.
pub(crate) fn problem(status: u16, code: ProblemCode, title: String, next: &str) -> Problem {
    let (kind, next) = ("about:blank".to_owned(), next.to_owned());
    Problem { kind, status, code, title, next, request_id: None, current: None }
}
