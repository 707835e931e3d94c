use chrono::{DateTime, Utc};
use domain::{ClientId, FirmSettings, KeyAnswer, Rehearsal, Typed, words};

use crate::{KeyRehearsal, KeyRehearsalBody};

/// What a rehearsal came to, in words (`rules.md` 42).
#[must_use]
pub fn rehearsed(
    asked: &KeyRehearsalBody,
    rehearsal: &Rehearsal,
    settings: FirmSettings,
    data_as_of: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> KeyRehearsal {
    KeyRehearsal {
        would_open: rehearsal.answer.map(|answer| answer == KeyAnswer::Accepted),
        says: words::rehearsal(rehearsal, data_as_of.map(|as_of| now - as_of)),
        say_back: words::say_back(rehearsal, settings),
        meant_client: meant(asked, rehearsal).and_then(|meant| ClientId::new(meant).ok()),
        closed_until: rehearsal.closed_until,
        data_as_of,
    }
}

/// The Client ID that was meant, if any is like the typed one: what is asked about next is that client's.
#[must_use]
pub fn meant(asked: &KeyRehearsalBody, rehearsal: &Rehearsal) -> Option<String> {
    match &rehearsal.client_id {
        Typed::Exact => Some(asked.client_id.clone()),
        Typed::Nearly { right, .. } => Some(right.clone()),
        _ => None,
    }
}
