//! A cache in a folder of its own with a keychain of its own, and what it should be equal to.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use contract::{CachedRecord, SnapshotPage};
use desk::{Backend, Binding, Cache, CachePlace, Clock, Error, Holds, KeepingAt, Keychain, Standing, Sync, SyncState};
use reqwest::Method;
use tempfile::TempDir;

use crate::support::records::{KINDS, key};
use crate::support::{TestFirm, Visitor};

/// How long anything may take before a test gives up: long, since machines are busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);
/// How often to look at what nobody tells of.
const LOOKS_EVERY: Duration = Duration::from_millis(3);

/// What a desktop holds or a backend has, by what it is about.
pub(crate) type Everything = BTreeMap<String, CachedRecord>;

/// Where a desktop keeps its cache, from start to start.
pub(crate) struct Desktop {
    pub(crate) home: TempDir,
    pub(crate) keychain: Keychain,
    pub(crate) binding: Binding,
    /// How far this computer's clock is off.
    pub(crate) clock_is_off: Arc<Mutex<TimeDelta>>,
}

impl Desktop {
    pub(crate) fn new() -> Self {
        Self::with(Keychain::of_this_process())
    }

    pub(crate) fn with(keychain: Keychain) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            keychain,
            binding: Binding {
                firm: "harlow-pike".to_owned(),
                staff: "Dana Osei".to_owned(),
                device: "laptop".to_owned(),
            },
            clock_is_off: Arc::default(),
        }
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.home.path().join("cache")
    }

    /// The files of cached data.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let Ok(files) = std::fs::read_dir(self.folder()) else { return Vec::new() };
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).filter(|file| !file.ends_with("lock")).collect();
        files.sort();
        files
    }

    pub(crate) fn place(&self) -> CachePlace {
        let off = Arc::clone(&self.clock_is_off);
        CachePlace {
            folder: self.folder(),
            keychain: self.keychain.clone(),
            binding: self.binding.clone(),
            clock: Clock::from_fn(move || Utc::now() + *off.lock().unwrap()),
        }
    }

    /// The same for a desk.
    pub(crate) fn keeping(&self) -> KeepingAt {
        let CachePlace { folder, keychain, binding, clock } = self.place();
        KeepingAt { folder, keychain, device: binding.device, clock }
    }

    pub(crate) async fn open(&self) -> Cache {
        Cache::open(self.place()).await
    }

    /// A cache that has everything of this firm, and follows no longer.
    pub(crate) async fn synced(&self, firm: &TestFirm) -> Cache {
        let cache = self.open().await;
        let sync = Sync::start(backend(firm), cache.clone());
        live(&sync).await;
        sync.stop().await;
        cache
    }
}

pub(crate) fn backend(firm: &TestFirm) -> Backend {
    Backend::new(firm.base(), firm.token()).unwrap()
}

/// Waits until a cache follows its backend.
pub(crate) async fn live(sync: &Sync) {
    until(sync, |state| matches!(state, SyncState::Live)).await;
}

/// Looks again and again until there is what is looked for, and gives up after [`PATIENCE`].
pub(crate) async fn found<T>(what: impl Display, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looked = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    });
    looked.await.unwrap_or_else(|_| panic!("in vain: {what}"))
}

/// As [`found`], until this is so.
pub(crate) async fn is_so(what: impl Display, mut look: impl FnMut() -> bool) {
    found(what, async || look().then_some(())).await;
}

/// Waits until it goes like this.
pub(crate) async fn until(sync: &Sync, wanted: impl FnMut(&SyncState) -> bool) -> SyncState {
    let mut state = sync.state();
    let waited = tokio::time::timeout(PATIENCE, state.wait_for(wanted)).await;
    waited.unwrap_or_else(|_| panic!("it stays {:?}", sync.state().borrow())).unwrap().clone()
}

/// Waits until the cache stands like this.
pub(crate) async fn stands(cache: &Cache, wanted: impl FnMut(&Standing) -> bool) -> Standing {
    let mut standing = cache.standing();
    let waited = tokio::time::timeout(PATIENCE, standing.wait_for(wanted)).await;
    waited.unwrap_or_else(|_| panic!("it stays {:?}", cache.standing().borrow())).unwrap().clone()
}

/// Waits until the cache stands at this number at least.
pub(crate) async fn reaches(cache: &Cache, wanted: i64) {
    stands(cache, |standing| matches!(standing.holds, Holds::Firm { number, .. } if number >= wanted)).await;
}

/// Everything that is cached, read as whoever gathers it would, and its number.
pub(crate) async fn cached(cache: &Cache) -> Result<(Everything, i64), Error> {
    let mut reading = cache.read().await?;
    let mut records =
        vec![CachedRecord::Settings(reading.settings().await?), CachedRecord::AsOf(reading.as_of().await?)];
    let mut after = None;
    loop {
        let users = reading.users_after(after, 1000).await?;
        let Some(last) = users.last() else { break };
        after = Some(last.id);
        records.extend(users.into_iter().map(CachedRecord::PortalUser));
    }
    let mut after = None;
    loop {
        let clients = reading.clients_after(after.as_ref(), 1000).await?;
        let Some(last) = clients.last() else { break };
        after = Some(last.client_id.clone());
        records.extend(clients.into_iter().map(CachedRecord::Client));
    }
    let mut after = None;
    loop {
        let links = reading.links_after(after.as_ref().map(|(user, client)| (*user, client)), 1000).await?;
        let Some(last) = links.last() else { break };
        after = Some((last.portal_user_id, last.client_id.clone()));
        records.extend(links.into_iter().map(CachedRecord::Link));
    }
    let mut after = None;
    loop {
        let keys = reading.keys_after(after.as_ref(), 1000).await?;
        let Some(last) = keys.last() else { break };
        after = Some(last.client_id.clone());
        records.extend(keys.into_iter().map(CachedRecord::Key));
    }
    Ok((by_key(records), reading.number()))
}

/// Everything that the backend has now.
pub(crate) async fn served(staff: &Visitor) -> Everything {
    let mut records = Vec::new();
    for kind in KINDS {
        let mut after: Option<String> = None;
        loop {
            let request = staff.request(Method::GET, "/snapshot").query(&[("kind", kind), ("limit", "20000")]);
            let page: SnapshotPage = staff.send(request.query(&after.map(|after| [("after", after)]))).await;
            records.extend(contract::answers::records(page.records).unwrap());
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    by_key(records)
}

fn by_key(records: Vec<CachedRecord>) -> Everything {
    // Without a record a key is open.
    let is_kept = |record: &CachedRecord| !matches!(record, CachedRecord::Key(key) if key.closed_until.is_none());
    records.into_iter().filter(is_kept).map(|record| (key(&record), record)).collect()
}

/// The firm's newest change number.
pub(crate) async fn newest(staff: &Visitor) -> i64 {
    staff.get::<SnapshotPage>("/snapshot?kind=as_of").await.number
}
