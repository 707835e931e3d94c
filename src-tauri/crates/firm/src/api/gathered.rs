//! Changes of pairs wait for each other anyway, since a firm's changes are numbered one after the other. Those that wait
//! while another is written are gathered, carried out one by one in the next transaction, and committed together: each is
//! decided on what those before it have left, and none is acknowledged before all of them are on the disk.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{ClientId, PortalUserId};
use tokio::sync::oneshot;

use super::Backend;
use super::deeds;
use super::extract::Staff;
use super::once::{Flight, answered_before, keep, written};
use super::problem::ApiError;
use crate::db::Transaction;
use crate::db::answered::{Answered, Asked};
use crate::linking::{Act, LinkOrder, change_link};
use crate::{Error, FirmId};

/// The most changes of one transaction: whoever waits for the next one should not wait long.
const MOST: usize = 64;

/// A change of a pair that somebody waits for.
pub(super) struct PairChange {
    pub(super) staff: Staff,
    pub(super) user: PortalUserId,
    pub(super) client: ClientId,
    pub(super) act: Act,
    pub(super) if_version: Option<i64>,
    pub(super) confirmed: bool,
    pub(super) reason: Option<String>,
    /// What is kept of the request, and held until it is answered, if it may be repeated.
    pub(super) asked: Option<(Asked, Flight)>,
}

/// A change, and who waits for the answer.
struct Waiting {
    change: PairChange,
    answer: oneshot::Sender<Result<Answered, ApiError>>,
}

/// The changes that wait, by firm. A firm is here for as long as somebody carries out its changes.
#[derive(Clone, Default)]
pub(crate) struct Gathered(Arc<Mutex<HashMap<FirmId, Vec<Waiting>>>>);

impl Gathered {
    /// Adds a change; true if nobody carries out the firm's changes yet.
    fn add(&self, firm: FirmId, waiting: Waiting) -> bool {
        let mut firms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match firms.entry(firm) {
            Entry::Occupied(mut of_firm) => {
                of_firm.get_mut().push(waiting);
                false
            }
            Entry::Vacant(none) => {
                none.insert(vec![waiting]);
                true
            }
        }
    }

    /// The changes that have waited longest, at most so many; none at the end.
    fn take(&self, firm: FirmId, most: usize) -> Option<Vec<Waiting>> {
        let mut firms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = firms.get_mut(&firm)?;
        if waiting.is_empty() {
            firms.remove(&firm);
            return None;
        }
        Some(waiting.drain(..waiting.len().min(most)).collect())
    }
}

/// Carries out a change, together with those that come while it waits. Whoever goes away meanwhile does not stop it.
pub(super) async fn carry_out(backend: &Backend, change: PairChange) -> Result<Answered, ApiError> {
    let (answer, answered) = oneshot::channel();
    let firm = change.staff.firm;
    if backend.gathered.add(firm, Waiting { change, answer }) {
        tokio::spawn(carry_out_all(backend.clone(), firm));
    }
    answered.await.map_err(|_| Error::Panicked)?
}

/// Carries out the firm's changes until none waits. Where nothing can be written, because somebody else has the turn for
/// too long or the database is away, all who wait are told so: each would wait for the same as long again.
async fn carry_out_all(backend: Backend, firm: FirmId) {
    while let Some(waiting) = backend.gathered.take(firm, MOST) {
        // In a task of its own: should one panic, its callers are told, and the next ones are not left waiting.
        let answered = tokio::spawn(answer(backend.clone(), firm, waiting)).await;
        if let Ok(Err(trouble)) = answered
            && let Some(waiting) = backend.gathered.take(firm, usize::MAX)
        {
            for Waiting { change, answer } in waiting {
                drop(change);
                let _ = answer.send(Err(trouble.clone()));
            }
        }
    }
}

/// Why a transaction came to nothing.
enum Trouble {
    /// A change broke it: without that one, the others may succeed.
    OfOne(ApiError),
    /// Nothing can be written now.
    OfAll(ApiError),
}

/// Carries out these and answers their callers; why not, if nothing can be written now.
async fn answer(backend: Backend, firm: FirmId, waiting: Vec<Waiting>) -> Result<(), ApiError> {
    let (changes, callers): (Vec<_>, Vec<_>) = waiting.into_iter().map(|one| (one.change, one.answer)).unzip();
    let mut trouble = Ok(());
    let answers = match together(&backend, firm, &changes).await {
        Ok(answers) => answers,
        Err(Trouble::OfAll(error)) => {
            trouble = Err(error.clone());
            changes.iter().map(|_| Err(error.clone())).collect()
        }
        Err(Trouble::OfOne(error)) if changes.len() == 1 => vec![Err(error)],
        Err(Trouble::OfOne(_)) => {
            let mut answers = Vec::new();
            for change in changes.chunks(1) {
                answers.extend(match together(&backend, firm, change).await {
                    Ok(answers) => answers,
                    Err(Trouble::OfOne(error) | Trouble::OfAll(error)) => vec![Err(error)],
                });
            }
            answers
        }
    };
    // The keys are free again before anybody can repeat a request.
    drop(changes);
    for (caller, answer) in callers.into_iter().zip(answers) {
        let _ = caller.send(answer);
    }
    trouble
}

/// Carries out changes in one transaction. What is refused has written nothing, and holds up nobody.
async fn together(
    backend: &Backend,
    firm: FirmId,
    changes: &[PairChange],
) -> Result<Vec<Result<Answered, ApiError>>, Trouble> {
    let of_all = |error: Error| Trouble::OfAll(error.into());
    let mut tx = backend.database.write(firm).await.map_err(of_all)?;
    let mut answers = Vec::new();
    for change in changes {
        match change.carry_out(&mut tx, backend).await {
            Err(error) if error.is_internal() => return Err(Trouble::OfOne(error)),
            Err(error) if error.is_ours() => return Err(Trouble::OfAll(error)),
            answer => answers.push(answer),
        }
    }
    tx.commit().await.map_err(of_all)?;
    Ok(answers)
}

impl PairChange {
    async fn carry_out(&self, tx: &mut Transaction, backend: &Backend) -> Result<Answered, ApiError> {
        let (firm, asked) = (self.staff.firm, self.asked.as_ref().map(|(asked, _)| asked));
        if let Some(answered) = answered_before(tx, firm, asked).await? {
            return Ok(answered);
        }
        let order = LinkOrder {
            user: self.user,
            client: &self.client,
            act: self.act,
            if_version: self.if_version,
            confirmed: self.confirmed,
            evidence: None,
            by: deeds::by(&self.staff, backend, self.reason.as_deref()),
        };
        let body = change_link(tx, firm, &order).await?;
        let answered = written(&body, Some(body.state.version))?;
        keep(tx, firm, asked, &answered, order.by.now).await?;
        Ok(answered)
    }
}

#[cfg(test)]
mod tests;
