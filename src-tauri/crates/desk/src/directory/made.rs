//! Making the directory at a start: out of what is kept beside the cache and what has changed since, or else of all that
//! is cached.

use std::sync::Arc;

use contract::CachedRecord;
use domain::directory::Gathering;
use domain::{ClientId, PortalUserId};

use super::Numbered;
use super::entries::{gather, take};
use crate::Error;
use crate::cache::{At, Cache, Reading};

/// How many records are read at a time.
const PAGE: u32 = 10_000;

/// The directory of what is cached, and how many changes the one that is kept is behind it; none where none is kept.
pub(super) async fn made(cache: &Cache) -> Result<(Numbered, Option<usize>), Error> {
    match restored(cache).await? {
        Some((restored, behind)) => Ok((restored, Some(behind))),
        None => Ok((gathered(cache).await?, None)),
    }
}

/// The directory that is kept, with what has changed since, and how much that was.
pub(super) async fn restored(cache: &Cache) -> Result<Option<(Numbered, usize)>, Error> {
    let Some((at, mut directory)) = cache.kept_directory().await else { return Ok(None) };
    let mut reading = cache.read().await?;
    let now = reading.at();
    if now.generation != at.generation || now.number < at.number {
        return Ok(None);
    }
    let records = reading.touched_after(at.number).await?;
    drop(reading);
    take(&mut directory, &records);
    Ok(Some((Numbered { at: now, directory: Arc::new(directory) }, records.len())))
}

/// The directory of everything that is cached.
pub(super) async fn gathered(cache: &Cache) -> Result<Numbered, Error> {
    let mut reading = cache.read().await?;
    let mut gathering = Gathering::default();
    users(&mut reading, &mut gathering).await?;
    clients(&mut reading, &mut gathering).await?;
    pairs(&mut reading, &mut gathering).await?;
    let at = reading.at();
    drop(reading);
    finished(gathering, at).await
}

/// Puts what was gathered in order: of a million people that takes a second, and not on a thread that answers others.
async fn finished(gathering: Gathering, at: At) -> Result<Numbered, Error> {
    let directory = tokio::task::spawn_blocking(|| gathering.finish()).await;
    let directory = directory.map_err(|_| Error::CacheFailed("the directory could not be made".to_owned()))?;
    Ok(Numbered { at, directory: Arc::new(directory) })
}

async fn users(reading: &mut Reading, gathering: &mut Gathering) -> Result<(), Error> {
    let mut after: Option<PortalUserId> = None;
    loop {
        let users = reading.users_after(after, PAGE).await?;
        let Some(last) = users.last() else { return Ok(()) };
        after = Some(last.id);
        gather(gathering, users.into_iter().map(CachedRecord::PortalUser));
    }
}

async fn clients(reading: &mut Reading, gathering: &mut Gathering) -> Result<(), Error> {
    let mut after: Option<ClientId> = None;
    loop {
        let clients = reading.clients_after(after.as_ref(), PAGE).await?;
        let Some(last) = clients.last() else { return Ok(()) };
        after = Some(last.client_id.clone());
        gather(gathering, clients.into_iter().map(CachedRecord::Client));
    }
}

async fn pairs(reading: &mut Reading, gathering: &mut Gathering) -> Result<(), Error> {
    let mut after: Option<(PortalUserId, ClientId)> = None;
    loop {
        let links = reading.links_after(after.as_ref().map(|(user, client)| (*user, client)), PAGE).await?;
        let Some(last) = links.last() else { return Ok(()) };
        after = Some((last.portal_user_id, last.client_id.clone()));
        gather(gathering, links.into_iter().map(CachedRecord::Link));
    }
}
