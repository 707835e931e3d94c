//! What staff decide about links while the backend does not answer (`rules.md` 45): kept, encrypted, with the state that it
//! was decided on; sent after one confirmation when the backend answers again; carried out once, or refused with both
//! states where the pair has moved. An intent is what is meant to be, and is never shown as done.
//!
//! The cache is a copy and may go at any time; an intent is the only one of its kind, so it is kept apart from the cache,
//! and outlives its generations and its lease. It is told, though, only while the cache may be: it is about the same people.
//!
//! At most one intent waits for a pair. What is decided next takes its place, decided on how the pair is known to stand and
//! not on what waited; and where the pair stands so already, nothing waits any more. What was confirmed may have been
//! carried out, so that it is neither replaced nor withdrawn before the backend has answered.

mod decide;
mod file;
mod rows;
mod send;
mod shared;
mod tell;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use contract::{Intent, IntentAnswer, IntentBody, IntentForeseen, IntentStanding, ProblemCode};
use domain::{ClientId, Intended, Intention, PortalUserId, words};
use tokio::task::JoinHandle;

use crate::backend::ANSWERS_WITHIN;
use crate::cache::{CachePlace, Trouble};
use crate::error::problem;
use crate::kept::Kept;
use crate::{Backend, Error, Sync};
use file::IntentsFile;
use rows::Row;
use shared::{Held, Shared};

/// How long to wait before what was not answered is sent again, though the backend answers others.
const SENDS_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// The intents of whoever is at the desk. What was confirmed goes on being sent until this is dropped.
pub(crate) struct Intents {
    shared: Arc<Shared>,
    sending: JoinHandle<()>,
}

impl Intents {
    /// Opens those of the cache's firm, member of staff and computer, and goes on sending what was confirmed. It never fails:
    /// what is wrong is told by whatever is asked.
    pub(crate) async fn open(place: &CachePlace, kept: Arc<Kept>, backend: Backend, sync: &Sync) -> Self {
        let shared = Arc::new(Shared::of(place, kept, backend, sync).await);
        Self { sending: tokio::spawn(send::whatever_is_confirmed(Arc::clone(&shared))), shared }
    }

    /// Takes away whatever lies beside this cache's folder, of anybody: for somebody who is not known here and wants nothing
    /// left. Their keys, which are named after whoever they are, open nothing any more.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if something could not be removed.
    pub(crate) fn remove_all(cache: &Path) -> Result<(), Error> {
        IntentsFile::remove_all(cache)
    }

    /// Everything that waits, was refused or was carried out and not dismissed yet, in the order in which it was decided.
    ///
    /// # Errors
    /// [`Error::IntentsDamaged`], [`Error::IntentsOfNewerPortico`]; else as [`crate::Cache::read`]: where nothing may be
    /// shown of the firm, nothing of them is either.
    pub(crate) async fn list(&self) -> Result<Vec<Intent>, Error> {
        let rows = self.shared.rows().await?;
        tell::all(&self.shared.kept, rows).await
    }

    /// What is known here of a pair before something is decided about it.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client here; else as [`crate::Cache::read`].
    pub(crate) async fn foresee(
        &self,
        what: Intention,
        user: PortalUserId,
        client: &ClientId,
    ) -> Result<IntentForeseen, Error> {
        let pair = self.shared.kept.pair(user, client).await?;
        Ok(decide::foreseen(what, &pair))
    }

    /// Keeps a decision. It is on the disk before it is answered.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client here, if it has to be confirmed (28), if the reason is none, or
    /// if what was decided before is being carried out; else as [`Intents::list`], and [`Error::DiskFull`].
    pub(crate) async fn intend(&self, body: IntentBody) -> Result<IntentAnswer, Error> {
        let shared = &self.shared;
        let (_, memory_only) = shared.open().await?;
        let pair = shared.kept.pair(body.portal_user_id, &body.client_id).await?;
        let at = shared.kept.cache().now();
        let mut tx = shared.begin().await?;
        let open: Vec<Row> = shared.told(rows::all(&mut tx).await)?.into_iter().filter(Row::is_open).collect();
        let waits = open.iter().find(|row| row.is_about(body.portal_user_id, &body.client_id));
        if waits.is_some_and(|row| row.standing == IntentStanding::Confirmed) {
            return Err(under_way());
        }
        let (what, client) = (body.what, pair.client_name.clone());
        let come_to = what.on(pair.standing(), waits.map(|row| row.decision.what));
        let by = shared.kept.cache().binding().staff.clone();
        let decision = match come_to {
            Intended::Waits(_) => Some(decide::decision(body, pair, &open, by, at)?),
            Intended::TakesBack | Intended::Nothing => None,
        };
        let says = match (come_to, waits) {
            (Intended::TakesBack, Some(row)) => words::intent_taken_back(row.decision.what, &client),
            (Intended::Waits(_), _) => words::intent_waits(what, &client),
            _ => words::deed_answer(what.deed(), &client, false),
        };
        if let Some(row) = waits {
            shared.told(rows::delete(&mut tx, row.id).await)?;
        }
        let id = match &decision {
            Some(decision) => Some(shared.told(rows::insert(&mut tx, decision).await)?),
            None => None,
        };
        shared.told(tx.commit().await.map_err(Trouble::from))?;
        let intent = match id {
            Some(id) => self.told_of(&[id]).await?.pop(),
            None => None,
        };
        Ok(IntentAnswer { intent, says, memory_only })
    }

    /// Sends those of these that wait, now that staff have confirmed them, and answers what has become of them. What is not
    /// answered is sent again by itself, as soon as the backend answers.
    ///
    /// # Errors
    /// [`Error::Unreachable`] if the backend does not answer: nothing is confirmed then. Else as [`Intents::list`].
    pub(crate) async fn confirm(&self, ids: &[i64]) -> Result<Vec<Intent>, Error> {
        let shared = &self.shared;
        // What may not be shown cannot be confirmed either.
        drop(shared.kept.cache().read().await?);
        if !send::answers(&shared.sync.borrow()) {
            return Err(Error::Unreachable);
        }
        let mut tx = shared.begin().await?;
        shared.told(rows::confirm(&mut tx, ids).await)?;
        shared.told(tx.commit().await.map_err(Trouble::from))?;
        // Should whoever confirmed them not wait for the answer, they are sent nevertheless.
        shared.confirmed.notify_one();
        // What has not been answered by then is told so, and goes on being sent.
        if let Ok(sent) = tokio::time::timeout(ANSWERS_WITHIN, send::confirmed(shared)).await {
            sent?;
        }
        self.told_of(ids).await
    }

    /// Takes back what waits.
    ///
    /// # Errors
    /// [`Error::Refused`] if it was confirmed and its answer is not known yet, or if it does not wait any more; else as
    /// [`Intents::list`].
    pub(crate) async fn withdraw(&self, id: i64) -> Result<(), Error> {
        self.end(id, |row| match row.standing {
            IntentStanding::Waiting => Ok(()),
            IntentStanding::Confirmed => Err(under_way()),
            _ => Err(waits_no_more()),
        })
        .await
    }

    /// Puts away what was carried out or refused.
    ///
    /// # Errors
    /// [`Error::Refused`] if it still waits; else as [`Intents::list`].
    pub(crate) async fn dismiss(&self, id: i64) -> Result<(), Error> {
        self.end(id, |row| if row.is_open() { Err(still_waits()) } else { Ok(()) }).await
    }

    async fn end(&self, id: i64, may: impl FnOnce(&Row) -> Result<(), Error>) -> Result<(), Error> {
        let mut tx = self.shared.begin().await?;
        let rows = self.shared.told(rows::all(&mut tx).await)?;
        may(rows.iter().find(|row| row.id == id).ok_or_else(waits_no_more)?)?;
        self.shared.told(rows::delete(&mut tx, id).await)?;
        self.shared.told(tx.commit().await.map_err(Trouble::from))
    }

    /// Throws away what cannot be read, key first, since staff were told so, and begins anew.
    ///
    /// # Errors
    /// [`Error::IntentsOfNewerPortico`]: those are sound, and are not thrown away.
    pub(crate) async fn discard_unreadable(&self) -> Result<(), Error> {
        let shared = &self.shared;
        let _opening = shared.opening.lock().await;
        let error = match &*shared.held() {
            Held::Unreadable(error) => error.clone(),
            Held::Open(..) | Held::Closed => return Ok(()),
        };
        if !matches!(error, Error::IntentsDamaged) {
            return Err(error);
        }
        shared.file.erase().await?;
        shared.open_anew().await;
        Ok(())
    }

    /// Takes everything away, the key first: for signing out.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if a file could not be removed; without its key it is unreadable.
    pub(crate) async fn wipe(&self) -> Result<(), Error> {
        self.shared.wipe().await
    }

    /// Closes the file, when whoever writes has ended: for the end of the program.
    pub(crate) async fn close(&self) {
        self.sending.abort();
        self.shared.close().await;
    }

    async fn told_of(&self, ids: &[i64]) -> Result<Vec<Intent>, Error> {
        let mut all = self.list().await?;
        all.retain(|intent| ids.contains(&intent.id));
        Ok(all)
    }
}

impl Drop for Intents {
    fn drop(&mut self) {
        self.sending.abort();
    }
}

fn refused(code: ProblemCode, title: &str, next: &str) -> Error {
    Error::Refused(Box::new(problem(0, code, title.to_owned(), next)))
}

fn under_way() -> Error {
    refused(
        ProblemCode::InFlight,
        "What was decided before was confirmed, and the firm backend has not answered yet.",
        "Wait until it answers: that is sent again by itself, and carried out once.",
    )
}

fn waits_no_more() -> Error {
    refused(ProblemCode::NotFound, "This does not wait any more.", "Look at the list again.")
}

fn still_waits() -> Error {
    refused(ProblemCode::Invalid, "This still waits.", "Withdraw it if it is not wanted any more.")
}
