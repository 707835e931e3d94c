//! How the desk stands to its firm's backend, in words.

use std::sync::Arc;

use contract::{DeskConnection, DeskStanding, Problem, SyncProgress};

use crate::cache::Keeping;
use crate::connect::Connected;
use crate::keeper::Holding;
use crate::{Error, SyncState};

/// What is to be told of this connection.
pub(crate) fn of(connection: Option<Result<Arc<Connected>, Error>>) -> DeskStanding {
    let nothing = DeskStanding {
        connection: DeskConnection::Connecting,
        says: "Connecting…".to_owned(),
        next: None,
        last_heard: None,
        progress: None,
        memory_only: None,
        number: None,
    };
    let connected = match connection {
        None => return nothing,
        Some(Err(error)) => return of_trouble(DeskConnection::Offline, error, nothing),
        Some(Ok(connected)) => connected,
    };
    let nothing = DeskStanding { memory_only: connected.passing.clone(), ..nothing };
    let held = match connected.holding() {
        Holding::Open(held) => held,
        Holding::Refused(error) => return of_trouble(DeskConnection::Refused, error, nothing),
        Holding::Unknown(Some(error)) => return of_trouble(DeskConnection::Offline, error, nothing),
        Holding::Nothing | Holding::Opening | Holding::Unknown(None) => return nothing,
    };
    let (kept, sync) = (&held.kept, &held.sync);
    let standing = DeskStanding {
        last_heard: kept.cache().last_contact(),
        memory_only: nothing.memory_only.clone().or_else(|| match &kept.cache().standing().borrow().keeping {
            Keeping::Encrypted => None,
            Keeping::MemoryOnly(why) => Some(why.clone()),
        }),
        number: kept.number(),
        ..nothing
    };
    let reading =
        |says: &str| DeskStanding { connection: DeskConnection::Reading, says: says.to_owned(), ..standing.clone() };
    match sync.state().borrow().clone() {
        SyncState::Beginning => standing,
        SyncState::Live => DeskStanding { connection: DeskConnection::Live, says: "Connected".to_owned(), ..standing },
        SyncState::CatchingUp => reading("Connected, reading what has changed"),
        SyncState::FirstSync(progress) => DeskStanding {
            progress: Some(SyncProgress {
                records: progress.records,
                of: progress.of,
                per_second: progress.per_second,
            }),
            ..reading("Connected, reading everything once")
        },
        SyncState::Waiting { why, .. } => of_trouble(DeskConnection::Offline, why, standing),
        SyncState::Ended(why) => of_trouble(DeskConnection::Refused, why, standing),
    }
}

fn of_trouble(connection: DeskConnection, error: Error, standing: DeskStanding) -> DeskStanding {
    let Problem { title, next, .. } = error.into();
    DeskStanding { connection, says: title, next: Some(next), ..standing }
}
