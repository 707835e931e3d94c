//! Mail that is queued, and what became of it.

use chrono::{DateTime, Utc};
use domain::{ClientId, Email, Sent};
use sqlx::FromRow;

use super::{Transaction, query, query_as, query_scalar};
use crate::mail::{Kind, Letter, Mail, MailState, Message};
use crate::{Error, FirmId};

pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    mail_id: &str,
    message: &Message<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query(
        "INSERT INTO mail (firm_id, mail_id, kind, recipient, subject, body, queued_at, next_try_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
    )
    .bind(firm.get())
    .bind(mail_id)
    .bind(message.kind.code())
    .bind(message.recipient.as_str())
    .bind(&message.subject)
    .bind(&message.body)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Mail whose time has come.
#[derive(Debug, FromRow)]
pub(crate) struct DueMail {
    pub(crate) mail_id: String,
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) queued_at: DateTime<Utc>,
    pub(crate) tries: i64,
}

/// The firm's mail that has been due for the longest time.
pub(crate) async fn next_due(tx: &mut Transaction, firm: FirmId, now: DateTime<Utc>) -> Result<Option<DueMail>, Error> {
    let due = query_as(
        "SELECT mail_id, recipient, subject, body, queued_at, tries FROM mail
         WHERE firm_id = $1 AND next_try_at IS NOT NULL AND next_try_at <= $2 ORDER BY next_try_at, mail_id LIMIT 1",
    );
    due.bind(firm.get()).bind(now).fetch_optional(tx).await
}

/// Somebody tries it: until this time nobody else does, and the try counts, whatever becomes of it.
pub(crate) async fn set_claimed(
    tx: &mut Transaction,
    firm: FirmId,
    mail_id: &str,
    until: DateTime<Utc>,
) -> Result<(), Error> {
    let set = query("UPDATE mail SET next_try_at = $3, tries = tries + 1 WHERE firm_id = $1 AND mail_id = $2");
    set.bind(firm.get()).bind(mail_id).bind(until).execute(tx).await?;
    Ok(())
}

/// The relay took it. What it said is kept no longer: it may hold a token.
pub(crate) async fn set_sent(
    tx: &mut Transaction,
    firm: FirmId,
    mail_id: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query(
        "UPDATE mail SET sent_at = $3, next_try_at = NULL, problem = NULL, body = ''
         WHERE firm_id = $1 AND mail_id = $2",
    )
    .bind(firm.get())
    .bind(mail_id)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// The relay did not take it. `again` says when to try once more; none gives it up.
pub(crate) async fn set_not_taken(
    tx: &mut Transaction,
    firm: FirmId,
    mail_id: &str,
    again: Option<DateTime<Utc>>,
    words: &str,
) -> Result<(), Error> {
    query(
        "UPDATE mail SET next_try_at = $3, problem = $4, body = CASE WHEN $5 THEN '' ELSE body END
         WHERE firm_id = $1 AND mail_id = $2",
    )
    .bind(firm.get())
    .bind(mail_id)
    .bind(again)
    .bind(words)
    .bind(again.is_none())
    .execute(tx)
    .await?;
    Ok(())
}

#[derive(Debug, FromRow)]
struct MailRow {
    mail_id: String,
    kind: String,
    recipient: String,
    subject: String,
    body: String,
    queued_at: DateTime<Utc>,
    next_try_at: Option<DateTime<Utc>>,
    sent_at: Option<DateTime<Utc>>,
}

/// At most `limit` mails older than `before`, newest first.
pub(crate) async fn list(
    tx: &mut Transaction,
    firm: FirmId,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<Mail>, Error> {
    let rows: Vec<MailRow> = query_as(
        "SELECT mail_id, kind, recipient, subject, body, queued_at, next_try_at, sent_at FROM mail
         WHERE firm_id = $1 AND ($2 IS NULL OR mail_id < $2) ORDER BY mail_id DESC LIMIT $3",
    )
    .bind(firm.get())
    .bind(before)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(MailRow::read).collect()
}

/// When a message was queued, is tried next, and was taken by the mail server.
type SentTimes = (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// What became of the newest message that verifies this address.
pub(crate) async fn newest_verification(tx: &mut Transaction, firm: FirmId, email: &Email) -> Result<Sent, Error> {
    let row: Option<SentTimes> = query_as(
        "SELECT queued_at, next_try_at, sent_at FROM mail
         WHERE firm_id = $1 AND kind = $2 AND recipient = $3 ORDER BY mail_id DESC LIMIT 1",
    )
    .bind(firm.get())
    .bind(Kind::Verification.code())
    .bind(email.as_str())
    .fetch_optional(tx)
    .await?;
    Ok(match row {
        None => Sent::Never,
        Some((_, _, Some(at))) => Sent::Taken(at),
        Some((since, Some(_), None)) => Sent::Waits(since),
        Some((_, None, None)) => Sent::GivenUp,
    })
}

impl MailRow {
    fn read(self) -> Result<Mail, Error> {
        Ok(Mail {
            kind: Kind::from_code(&self.kind).ok_or_else(|| Error::Corrupt(format!("the kind {:?}", self.kind)))?,
            state: match (self.sent_at, self.next_try_at) {
                (Some(at), _) => MailState::Sent(at),
                (None, Some(_)) => MailState::Waiting,
                (None, None) => MailState::GivenUp,
            },
            mail_id: self.mail_id,
            queued_at: self.queued_at,
            letter: Some(Letter { recipient: self.recipient, subject: self.subject, body: self.body }),
        })
    }
}

/// The addresses of the client's contacts, each once: where word about its key goes (`rules.md` 10).
pub(crate) async fn contacts(tx: &mut Transaction, firm: FirmId, client: &ClientId) -> Result<Vec<Email>, Error> {
    let emails: Vec<String> = query_scalar(
        "SELECT min(email) FROM contact WHERE firm_id = $1 AND client_id = $2 AND listed
         GROUP BY email_key ORDER BY email_key",
    )
    .bind(firm.get())
    .bind(client.as_str())
    .fetch_all(tx)
    .await?;
    Ok(emails.iter().filter_map(|email| Email::new(email).ok()).collect())
}
