//! The table of intents.

use chrono::{DateTime, Utc};
use contract::{IntentPaths, IntentStanding, PairState};
use domain::{ClientId, Intention, PortalUserId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;

use crate::cache::Trouble;

/// What is decided, and on what.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub(super) key: String,
    pub(super) what: Intention,
    pub(super) user: PortalUserId,
    pub(super) client: ClientId,
    pub(super) reason: Option<String>,
    pub(super) by: String,
    pub(super) at: DateTime<Utc>,
    /// How the pair stood.
    pub(super) on: PairState,
    /// What staff were told of it and wanted, to the letter.
    pub(super) told: Option<String>,
    pub(super) paths: Option<IntentPaths>,
}

/// A decision that is kept, and what has become of it.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) decision: Decision,
    pub(super) standing: IntentStanding,
}

impl Row {
    /// Whether the backend has not answered it yet.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.standing, IntentStanding::Waiting | IntentStanding::Confirmed)
    }

    pub(super) fn is_about(&self, user: PortalUserId, client: &ClientId) -> bool {
        self.decision.user == user && &self.decision.client == client
    }
}

/// Everything, in the order in which it was decided. It is little: what one person decides on a train.
pub(super) async fn all(c: &mut SqliteConnection) -> Result<Vec<Row>, Trouble> {
    let rows = sqlx::query!(
        r#"SELECT id, idempotency_key, what, portal_user_id, client_id, reason, decided_by, decided_at, decided_on, told,
             paths, confirmed AS "confirmed: bool", outcome
         FROM intent ORDER BY id"#
    );
    let mut all = Vec::new();
    for row in rows.fetch_all(c).await? {
        let decision = Decision {
            key: row.idempotency_key,
            what: Intention::from_code(&row.what).ok_or(Trouble::Damaged)?,
            user: PortalUserId::new(row.portal_user_id),
            client: ClientId::new(row.client_id)?,
            reason: row.reason,
            by: row.decided_by,
            at: DateTime::from_timestamp_micros(row.decided_at).ok_or(Trouble::Damaged)?,
            on: read(&row.decided_on)?,
            told: row.told,
            paths: row.paths.as_deref().map(read).transpose()?,
        };
        let standing = match (row.outcome, row.confirmed) {
            (Some(outcome), _) => read(&outcome)?,
            (None, true) => IntentStanding::Confirmed,
            (None, false) => IntentStanding::Waiting,
        };
        all.push(Row { id: row.id, decision, standing });
    }
    Ok(all)
}

/// Keeps a decision, and answers its number.
pub(super) async fn insert(c: &mut SqliteConnection, decision: &Decision) -> Result<i64, Trouble> {
    let what = decision.what.code();
    let (user, client) = (decision.user.get(), decision.client.as_str());
    let (at, on) = (decision.at.timestamp_micros(), json(&decision.on));
    let paths = decision.paths.as_ref().map(json);
    let kept = sqlx::query!(
        "INSERT INTO intent (idempotency_key, what, portal_user_id, client_id, reason, decided_by, decided_at, decided_on,
           told, paths, confirmed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
        decision.key,
        what,
        user,
        client,
        decision.reason,
        decision.by,
        at,
        on,
        decision.told,
        paths,
    );
    Ok(kept.execute(c).await?.last_insert_rowid())
}

/// Staff have confirmed those of these that wait.
pub(super) async fn confirm(c: &mut SqliteConnection, ids: &[i64]) -> Result<(), Trouble> {
    let ids = json(&ids);
    let confirmed = sqlx::query!(
        "UPDATE intent SET confirmed = 1 WHERE outcome IS NULL AND id IN (SELECT value FROM json_each($1))",
        ids,
    );
    confirmed.execute(c).await?;
    Ok(())
}

/// The backend has answered.
pub(super) async fn settle(c: &mut SqliteConnection, id: i64, outcome: &IntentStanding) -> Result<(), Trouble> {
    let outcome = json(outcome);
    sqlx::query!("UPDATE intent SET outcome = $2 WHERE id = $1", id, outcome).execute(c).await?;
    Ok(())
}

/// It is not kept any more.
pub(super) async fn delete(c: &mut SqliteConnection, id: i64) -> Result<(), Trouble> {
    sqlx::query!("DELETE FROM intent WHERE id = $1", id).execute(c).await?;
    Ok(())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and what is made of them are JSON")
}

/// What is not as it was written is damaged.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, Trouble> {
    serde_json::from_str(text).map_err(|_| Trouble::Damaged)
}
