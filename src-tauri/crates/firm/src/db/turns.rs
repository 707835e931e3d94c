//! Whose turn it is to change a firm. Changes of one firm wait for each other here, before they take a connection: those
//! that wait must not use up the connections of everybody else. Other processes are kept apart by the database itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use crate::{Error, FirmId};

type Queue = Arc<tokio::sync::Mutex<()>>;

/// The queues of those who want to change something, first come, first served.
#[derive(Debug, Clone)]
pub(super) enum Turns {
    /// A queue for each firm.
    OfEachFirm(Arc<Mutex<HashMap<FirmId, Queue>>>),
    /// One for all, as the engine takes one writer at a time.
    OfAll(Queue),
}

/// It is one's turn for as long as this lives.
pub(super) type Turn = OwnedMutexGuard<()>;

impl Turns {
    /// Waits for the turn, at most so long.
    ///
    /// # Errors
    /// [`Error::Database`] that says busy, if it does not come in time.
    pub(super) async fn take(&self, firm: FirmId, longest: Duration) -> Result<Turn, Error> {
        let turn = tokio::time::timeout(longest, self.queue(firm).lock_owned()).await;
        turn.map_err(|_| Error::Database(sqlx::Error::PoolTimedOut))
    }

    fn queue(&self, firm: FirmId) -> Queue {
        match self {
            Self::OfAll(queue) => Arc::clone(queue),
            Self::OfEachFirm(queues) => {
                let mut queues = queues.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(queues.entry(firm).or_default())
            }
        }
    }
}
