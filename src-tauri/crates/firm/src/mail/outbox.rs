use chrono::{DateTime, Utc};

use super::Kind;
use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// A message, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its number, and the left part of its Message-ID. Newer ones are greater.
    pub mail_id: String,
    /// What it is about.
    pub kind: Kind,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// What became of it.
    pub state: MailState,
    /// To whom it goes and what it says: of a sample firm alone, since messages hold tokens and codes.
    pub letter: Option<Letter>,
}

/// To whom a message goes and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// It waits to be sent, perhaps once more.
    Waiting,
    /// The relay took it then.
    Sent(DateTime<Utc>),
    /// It was given up.
    GivenUp,
}

/// The firm's messages, newest first: at most `limit` of those older than `before`. The sample firm has no relay: this is
/// where its people's messages are read. Of any other firm only what they are about, when, and what became of them.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn outbox(tx: &mut Transaction, firm: FirmId, before: Option<&str>, limit: u32) -> Result<Vec<Mail>, Error> {
    let with_letters = db::firms::get(tx, firm).await?.sample;
    let mails = db::mails::list(tx, firm, before, limit).await?;
    Ok(mails.into_iter().map(|mail| if with_letters { mail } else { Mail { letter: None, ..mail } }).collect())
}
