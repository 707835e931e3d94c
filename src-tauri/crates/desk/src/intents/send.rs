//! Sending what was confirmed: each with the key and the version that it was decided with, so that however often it is
//! sent, and whatever is lost on the way, it is carried out once or not at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::{CloseAccessAnswer, CloseAccessBody, IntentStanding, LinkAnswer, LinkBody, Problem, ProblemCode};
use domain::{ClientId, Intended, Intention, PortalUserId, words};
use reqwest::Method;

use super::rows::{self, Decision, Row};
use super::tell::stands;
use super::{SENDS_AGAIN_AFTER, Shared};
use crate::cache::Trouble;
use crate::connect::SEEN_WITHIN;
use crate::kept::pair;
use crate::{Backend, Error, SyncState};

/// Whether the backend answers, and is the firm's: it was asked who is at the desk.
pub(super) fn answers(state: &SyncState) -> bool {
    matches!(state, SyncState::FirstSync(_) | SyncState::CatchingUp | SyncState::Live)
}

/// Whether the backend does not let in whoever is at the desk: signed out, or not allowed to see anything any more.
fn is_refused(state: &SyncState) -> bool {
    matches!(state, SyncState::Ended(Error::Refused(_)))
}

/// Sends what was confirmed and is not answered, for as long as there is anybody to send it for.
pub(super) async fn whatever_is_confirmed(shared: Arc<Shared>) {
    let mut sync = shared.sync.clone();
    loop {
        let Ok(state) = sync.wait_for(|state| answers(state) || is_refused(state)).await.map(|now| now.clone()) else {
            return;
        };
        // Whom the backend does not let in has nothing here either (`trust.md` S17).
        if is_refused(&state) {
            if let Err(error) = shared.wipe().await {
                tracing::warn!(%error, "what was decided offline stays, without its key");
            }
            return;
        }
        // What cannot be read or noted now, on a full disk say, is tried again too.
        let all_answered = confirmed(&shared).await.unwrap_or(false);
        tokio::select! {
            gone = sync.wait_for(|state| !answers(state)) => if gone.is_err() { return },
            () = shared.confirmed.notified() => {}
            () = tokio::time::sleep(SENDS_AGAIN_AFTER), if !all_answered => {}
        }
    }
}

/// Sends what was confirmed and is not answered, in the order in which it was decided, and notes the answers. True if
/// everything was answered. What is about the same user as something unanswered waits for that.
///
/// # Errors
/// As [`super::Intents::list`].
pub(super) async fn confirmed(shared: &Shared) -> Result<bool, Error> {
    let _turn = shared.turn.lock().await;
    let mut rows = shared.rows().await?;
    rows.retain(|row| row.standing == IntentStanding::Confirmed);
    let mut unanswered: BTreeSet<PortalUserId> = BTreeSet::new();
    let mut seen = Vec::new();
    for Row { id, decision, .. } in rows {
        if unanswered.contains(&decision.user) {
            continue;
        }
        match send(&shared.backend, &decision).await {
            Sent::Answered(outcome, version) => {
                note(shared, id, &outcome).await?;
                seen.extend(version.map(|version| (decision.user, decision.client, version)));
            }
            Sent::Unanswered => {
                unanswered.insert(decision.user);
            }
            Sent::NobodyThere => return Ok(false),
        }
    }
    let _ = tokio::time::timeout(SEEN_WITHIN, are_seen(shared, seen)).await;
    Ok(unanswered.is_empty())
}

async fn note(shared: &Shared, id: i64, outcome: &IntentStanding) -> Result<(), Error> {
    let mut tx = shared.begin().await?;
    shared.told(rows::settle(&mut tx, id, outcome).await)?;
    shared.told(tx.commit().await.map_err(Trouble::from))
}

async fn are_seen(shared: &Shared, seen: Vec<(PortalUserId, ClientId, i64)>) -> Result<(), Error> {
    for (user, client, version) in seen {
        shared.kept.has_seen(user, &client, version).await?;
    }
    Ok(())
}

/// What came of sending something.
enum Sent {
    /// The backend has carried it out or refused it; and the version of the pair that it was carried out with.
    Answered(IntentStanding, Option<i64>),
    /// The backend has not said what became of it.
    Unanswered,
    /// No backend is there.
    NobodyThere,
}

async fn send(backend: &Backend, decision: &Decision) -> Sent {
    match carried_out(backend, decision).await {
        Ok((done, version)) => Sent::Answered(done, Some(version)),
        Err(Error::Refused(problem)) => match problem.code {
            ProblemCode::InFlight
            | ProblemCode::Busy
            | ProblemCode::TooMany
            | ProblemCode::NotSignedIn
            | ProblemCode::Unreachable
            | ProblemCode::Internal => Sent::Unanswered,
            _ => Sent::Answered(refused(decision, *problem), None),
        },
        Err(_) => Sent::NobodyThere,
    }
}

async fn carried_out(backend: &Backend, decision: &Decision) -> Result<(IntentStanding, i64), Error> {
    let done = |answer: LinkAnswer, after| (IntentStanding::Done { says: answer.says, after }, answer.state.version);
    match decision.what {
        Intention::Link => Ok(done(change(backend, Method::PUT, decision, None).await?, Vec::new())),
        Intention::DeLink => Ok(done(de_link(backend, decision).await?, Vec::new())),
        Intention::CloseAccess => {
            let body = CloseAccessBody { client_id: decision.client.clone(), reason: decision.reason.clone() };
            let user = decision.user.to_string();
            let path = ["portal-users", &user, "close-access"];
            let once = (decision.on.version, decision.key.as_str());
            let closed: CloseAccessAnswer = backend.change_once(Method::POST, &path, &body, once).await?;
            Ok(done(closed.answer, closed.after))
        }
    }
}

/// A de-link is sent unconfirmed first. Where the backend then asks what staff were told and wanted, to the letter, it is
/// sent confirmed, with a key of its own; where it asks anything else, staff are to be asked. Where the pair has moved, that
/// may be this very de-link, confirmed before and not answered: its key tells.
async fn de_link(backend: &Backend, decision: &Decision) -> Result<LinkAnswer, Error> {
    let answer = change(backend, Method::DELETE, decision, None).await;
    let (Some(told), Err(Error::Refused(problem))) = (&decision.told, &answer) else { return answer };
    match problem.code {
        ProblemCode::NeedsConfirmation if problem.title != *told => answer,
        ProblemCode::NeedsConfirmation | ProblemCode::Moved => {
            change(backend, Method::DELETE, decision, Some("confirmed")).await
        }
        _ => answer,
    }
}

async fn change(
    backend: &Backend,
    method: Method,
    decision: &Decision,
    confirmed: Option<&str>,
) -> Result<LinkAnswer, Error> {
    let user = decision.user.to_string();
    let path = ["portal-users", &user, "links", decision.client.as_str()];
    let body = LinkBody { reason: decision.reason.clone(), undo_of: None, confirmed: confirmed.is_some() };
    let key: Vec<&str> = std::iter::once(decision.key.as_str()).chain(confirmed).collect();
    backend.change_once(method, &path, &body, (decision.on.version, &key.join("-"))).await
}

/// Both states, and why.
fn refused(decision: &Decision, problem: Problem) -> IntentStanding {
    let Problem { title, next, current, .. } = problem;
    let is_as_intended = current.as_ref().is_some_and(|now| {
        let now = pair(now).standing;
        matches!(decision.what.on(pair(&decision.on), None), Intended::Waits(change)
            if (change.pair.standing.is_linked(), change.pair.standing.barred) == (now.is_linked(), now.barred))
    });
    IntentStanding::Refused {
        now_says: current.as_ref().map(stands),
        now: current,
        why: if is_as_intended { words::meant_anyway(&title) } else { title },
        next,
    }
}
