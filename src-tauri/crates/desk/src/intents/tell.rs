//! What is told of an intent.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use contract::{Intent, PairState};
use domain::{Intention, words};

use super::rows::Row;
use crate::Error;
use crate::kept::{Kept, NamedPair, pair};

/// All of these, with the names and states that are known here now.
///
/// # Errors
/// As [`crate::Cache::read`].
pub(super) async fn all(kept: &Arc<Kept>, rows: Vec<Row>) -> Result<Vec<Intent>, Error> {
    let pairs: Vec<_> = rows.iter().map(|row| (row.decision.user, row.decision.client.clone())).collect();
    let named = kept.pairs(&pairs).await?;
    let now = kept.cache().now();
    Ok(rows.into_iter().zip(named).map(|(row, named)| told(row, named, now)).collect())
}

fn told(row: Row, named: NamedPair, now: DateTime<Utc>) -> Intent {
    let Row { id, decision, standing } = row;
    let moved = named.state.version != decision.on.version;
    Intent {
        id,
        what: decision.what,
        portal_user_id: decision.user,
        says: words::intention(decision.what, &named.user_name, &named.client_name),
        user_name: named.user_name,
        client_id: decision.client,
        client_name: named.client_name,
        reason: decision.reason,
        decided_by: decision.by,
        decided_at: decision.at,
        age: words::intent_age(now - decision.at),
        decided_on_says: stands(&decision.on),
        decided_on: decision.on,
        known_now: moved.then(|| stands(&named.state)),
        paths: decision.paths,
        not_checked: not_checked(decision.what),
        standing,
    }
}

/// How a pair of this state stands, in words.
pub(super) fn stands(state: &PairState) -> String {
    words::pair_stands(pair(state).standing, state.changed_by.as_deref().zip(state.changed_at))
}

/// What is not kept on this computer and would have been looked at.
pub(super) fn not_checked(what: Intention) -> Vec<String> {
    let not_kept: &[&str] = match what {
        Intention::Link => &[],
        Intention::DeLink => &[words::PLANS_NOT_KEPT],
        Intention::CloseAccess => &[words::ONE_CLICK_LINKS_NOT_KEPT, words::PLANS_NOT_KEPT],
    };
    not_kept.iter().map(|&one| one.to_owned()).collect()
}
