//! Outgoing mail. Whoever has something to say queues a [`Message`] in the very transaction that causes it, so that both
//! happen or neither does; [`Post`] sends what is queued, later and again until it is taken. A message goes to an address
//! that is stored, never to one that was only typed, and its links begin with the configured [`Origin`] alone.

mod again;
mod letterhead;
mod messages;
mod origin;
mod outbox;
mod post;
mod relay;

pub use letterhead::Letterhead;
pub use messages::{Kind, Message};
pub use origin::Origin;
pub use outbox::{Letter, Mail, MailState, outbox};
pub use post::{Bell, Post};
pub use relay::{Relay, RelayTls};

use chrono::{DateTime, Utc};

use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// Queues a message in the caller's transaction. Nothing of it is sent before that is committed.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn queue(tx: &mut Transaction, firm: FirmId, message: &Message<'_>, now: DateTime<Utc>) -> Result<(), Error> {
    db::mails::insert(tx, firm, &uuid::Uuid::now_v7().to_string(), message, now).await
}
