//! The chain of the activity log: each row carries a digest of itself and of the digest before, so that a row altered,
//! taken out or put in later is found (`rules.md` 29).

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::{Transaction, query_as};
use crate::{Error, FirmId};

/// How many bytes most rows come to.
const USUAL_LENGTH: usize = 512;

/// A row as it is digested: every column but the digest.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Chained {
    pub(crate) number: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_kind: String,
    pub(crate) actor: String,
    pub(crate) deed: String,
    pub(crate) portal_user_id: Option<i64>,
    pub(crate) client_id: Option<String>,
    pub(crate) before_origin: Option<String>,
    pub(crate) before_barred: bool,
    pub(crate) after_origin: Option<String>,
    pub(crate) after_barred: bool,
    pub(crate) evidence: Option<String>,
    pub(crate) detail: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) undo_of: Option<i64>,
    pub(crate) request_id: String,
}

impl Chained {
    /// The digest of this row after the one before; the first row of a firm comes after nothing.
    pub(crate) fn hash(&self, firm: FirmId, before: &[u8]) -> Vec<u8> {
        let mut fields = String::with_capacity(USUAL_LENGTH);
        let mut add = |field: Option<&str>| {
            // With its length before it, so that no text can pass for the end of one field and the begin of the next.
            let written = match field {
                Some(text) => write!(fields, "{}:{text}", text.len()),
                None => fields.write_char('-'),
            };
            written.expect("a text can be written to");
        };
        let number = |number: i64| number.to_string();
        add(Some(&hexadecimal(before)));
        add(Some(&number(firm.get())));
        add(Some(&number(self.number)));
        add(Some(&self.at.to_rfc3339_opts(SecondsFormat::AutoSi, true)));
        add(Some(&self.actor_kind));
        add(Some(&self.actor));
        add(Some(&self.deed));
        add(self.portal_user_id.map(number).as_deref());
        add(self.client_id.as_deref());
        add(self.before_origin.as_deref());
        add(Some(if self.before_barred { "barred" } else { "" }));
        add(self.after_origin.as_deref());
        add(Some(if self.after_barred { "barred" } else { "" }));
        add(self.evidence.as_deref());
        add(self.detail.as_deref());
        add(self.reason.as_deref());
        add(self.undo_of.map(number).as_deref());
        add(Some(&self.request_id));
        Sha256::digest(fields).to_vec()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |half: u8| DIGITS[usize::from(half)];
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A row of the log, and the digest that stands in it.
#[derive(Debug, FromRow)]
pub(crate) struct Link {
    #[sqlx(flatten)]
    pub(crate) row: Chained,
    pub(crate) hash: Option<Vec<u8>>,
}

/// The rows after this number, oldest first, at most `limit`.
pub(crate) async fn after(tx: &mut Transaction, firm: FirmId, number: i64, limit: u32) -> Result<Vec<Link>, Error> {
    query_as(
        "SELECT number, at, actor_kind, actor, deed, portal_user_id, client_id, before_origin, before_barred,
             after_origin, after_barred, evidence, detail, reason, undo_of, request_id, hash
         FROM activity WHERE firm_id = $1 AND number > $2 ORDER BY number LIMIT $3",
    )
    .bind(firm.get())
    .bind(number)
    .bind(limit)
    .fetch_all(tx)
    .await
}
