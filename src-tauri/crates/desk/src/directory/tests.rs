//! The directory that is kept beside the cache, held against the one that is gathered.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{CachedClient, CachedLink, CachedPortalUser, CachedRecord, PairState, RecordKind};
use domain::directory::{Linked, Listing, Search, StartAt, UserCounts};
use domain::{ClientId, Origin, Portal, PortalUserId, UserFilter, UserSort};
use proptest::prelude::*;
use tempfile::TempDir;

use super::made::{gathered, made, restored};
use super::*;
use crate::cache::{Binding, CachePlace, ReadSoFar};
use crate::{Clock, Keychain};

/// Where a cache is kept from start to start.
struct Place {
    home: TempDir,
    keychain: Keychain,
    staff: &'static str,
}

impl Place {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), keychain: Keychain::of_this_process(), staff: "Dana Osei" }
    }

    async fn open(&self) -> Cache {
        let binding = Binding { firm: "firm".to_owned(), staff: self.staff.to_owned(), device: "laptop".to_owned() };
        let (folder, keychain) = (self.home.path().join("cache"), self.keychain.clone());
        Cache::open(CachePlace { folder, keychain, binding, clock: Clock::system() }).await
    }

    /// The files of directories.
    fn files(&self) -> Vec<PathBuf> {
        let Ok(files) = std::fs::read_dir(self.home.path().join("cache")) else { return Vec::new() };
        let files = files.map(|file| file.unwrap().path());
        files.filter(|file| file.to_string_lossy().contains("directory")).collect()
    }
}

/// A first sync of these records, that ends with this number.
async fn first_sync(cache: &Cache, records: &[CachedRecord], number: i64) {
    let mut building = cache.building().await.unwrap();
    let contact = cache.contact(None);
    let so_far = ReadSoFar { done: true, ..ReadSoFar::default() };
    building.page(RecordKind::PortalUser, so_far, records, (number, contact)).await.unwrap();
    building.all_read().await.unwrap();
    building.finish(&[], (number, contact), None).await.unwrap();
}

async fn follow(cache: &Cache, records: Vec<CachedRecord>, number: i64) {
    cache.follow(Arc::from(records), number, cache.contact(None)).await.unwrap();
}

async fn keep(cache: &Cache) {
    let Numbered { at, directory } = gathered(cache).await.unwrap();
    cache.keep_directory(at, directory).await.unwrap();
}

/// Everything that lists can show of a directory.
fn shown(directory: &Directory) -> (Vec<Vec<PortalUserId>>, Vec<Linked>, Vec<ClientId>, UserCounts) {
    let (start, dormant_before) = (StartAt::Row(0), day(5));
    let listed = |(sort, search): (UserSort, &str)| {
        let search = &Search::of(search);
        let filter = UserFilter::All;
        let listing = Listing { search, filter, sort, descending: false, dormant_before, start: &start, limit: 1000 };
        directory.list(&listing).users
    };
    let sorts = [UserSort::Name, UserSort::Email, UserSort::LastSignIn, UserSort::Created, UserSort::Relevance];
    let lists: Vec<_> =
        sorts.into_iter().flat_map(|sort| ["", "a", "bo 1", "c2"].map(|text| listed((sort, text)))).collect();
    let linked = lists[0].iter().map(|&user| directory.linked(user, &Search::of(""), 1000)).collect();
    (lists, linked, directory.find_clients(&[], "", 1000).clients, directory.counts(dormant_before))
}

fn day(day: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(day)
}

fn user(id: i64, signed_in: Option<i64>) -> CachedRecord {
    CachedRecord::PortalUser(CachedPortalUser {
        id: PortalUserId::new(id),
        first_name: ["Ana", "Bo"][id as usize % 2].to_owned(),
        last_name: format!("C{id}"),
        email: format!("u{}@example.com", 99 - id),
        created_at: day(id % 7),
        verified_at: signed_in.map(day),
        last_sign_in_at: signed_in.map(day),
    })
}

fn client(id: u8, name: u8) -> CachedRecord {
    CachedRecord::Client(CachedClient {
        client_id: ClientId::new(format!("c{id}")).unwrap(),
        name: format!("Client {name}"),
        office: String::new(),
        portal: if name.is_multiple_of(3) { Portal::ClientInactive } else { Portal::Open },
        invoices: 0,
        late_fees: 0,
        contacts: Vec::new(),
    })
}

fn link(user: i64, client: u8, origin: Option<Origin>, barred: bool) -> CachedRecord {
    CachedRecord::Link(CachedLink {
        portal_user_id: PortalUserId::new(user),
        client_id: ClientId::new(format!("c{client}")).unwrap(),
        state: PairState { version: 1, origin, barred, changed_by: None, changed_at: None },
        made_by: None,
        made_at: None,
    })
}

fn records() -> impl Strategy<Value = Vec<CachedRecord>> {
    let record = prop_oneof![
        (1_i64..20, prop::option::of(0_i64..9)).prop_map(|(id, signed_in)| user(id, signed_in)),
        (0_u8..9, 0_u8..20).prop_map(|(id, name)| client(id, name)),
        (1_i64..20, 0_u8..9, any::<bool>(), any::<bool>()).prop_map(|(user, id, linked, barred)| link(
            user,
            id,
            linked.then_some(Origin::Staff),
            barred
        )),
    ];
    prop::collection::vec(record, 0..40)
}

/// A firm to begin with, so that every pair is of somebody.
fn firm() -> Vec<CachedRecord> {
    (1..20).map(|id| user(id, None)).chain((0..9).map(|id| client(id, id))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever has changed before it was kept and since: a start has what gathering everything gives, at the same number.
    #[test]
    fn what_is_restored_is_what_is_gathered(before in records(), kept_at in 0_usize..4, deltas in prop::collection::vec(records(), 0..4)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let place = Place::new();
            let cache = place.open().await;
            first_sync(&cache, &[firm(), before].concat(), 10).await;
            for (nth, delta) in deltas.into_iter().enumerate() {
                if nth == kept_at {
                    keep(&cache).await;
                }
                follow(&cache, delta, 11 + nth as i64).await;
            }
            if place.files().is_empty() {
                keep(&cache).await;
            }
            drop(cache);
            let cache = place.open().await;
            let (restored, _) = restored(&cache).await.unwrap().expect("it was kept");
            let gathered = gathered(&cache).await.unwrap();
            assert_eq!(restored.at, gathered.at);
            assert_eq!(shown(&restored.directory), shown(&gathered.directory));
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However the pages are cut, and whatever has changed while they came: it is what gathering everything gives.
    #[test]
    fn what_a_first_sync_brings_is_what_is_gathered(page in 1_usize..30, meanwhile in records()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let mut coming = Coming::from_the_first_page();
            for page in firm().chunks(page) {
                coming.page(Arc::from(page)).await;
            }
            let mut come = coming.all().await;
            come.follow(&meanwhile);
            let place = Place::new();
            let cache = place.open().await;
            first_sync(&cache, &[firm(), meanwhile].concat(), 10).await;
            let gathered = gathered(&cache).await.unwrap();
            assert_eq!(shown(&come.directory().unwrap()), shown(&gathered.directory));
        });
    }
}

/// What is made is gathered, as everything is that is not what was kept last; and it is right.
async fn is_gathered(place: &Place, case: &str) {
    let cache = place.open().await;
    let (made, behind) = made(&cache).await.unwrap();
    assert_eq!(behind, None, "{case}");
    let gathered = gathered(&cache).await.unwrap();
    assert_eq!(shown(&made.directory), shown(&gathered.directory), "{case}");
}

/// A flipped bit, an end cut off, nothing at all: the cache has it all, so that nobody notices.
#[tokio::test]
async fn what_is_damaged_is_gathered_anew() {
    let place = Place::new();
    let cache = place.open().await;
    first_sync(&cache, &firm(), 10).await;
    keep(&cache).await;
    drop(cache);
    let [file] = &place.files()[..] else { panic!("{:?}", place.files()) };
    let sound = std::fs::read(file).unwrap();
    for at in (0..sound.len()).step_by(sound.len() / 20) {
        let mut flipped = sound.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(file, &flipped).unwrap();
        is_gathered(&place, "flipped").await;
        std::fs::write(file, &sound[..at]).unwrap();
        is_gathered(&place, "cut").await;
    }
    std::fs::remove_file(file).unwrap();
    is_gathered(&place, "gone").await;
    std::fs::write(file, &sound).unwrap();
    assert!(restored(&place.open().await).await.unwrap().is_some());
}

/// One that was kept before, one of the generation before, and one of another member of staff.
#[tokio::test]
async fn what_is_not_of_this_cache_as_it_is_is_gathered_anew() {
    let place = Place::new();
    let cache = place.open().await;
    first_sync(&cache, &firm(), 10).await;
    keep(&cache).await;
    let [file] = &place.files()[..] else { panic!("{:?}", place.files()) };
    let earlier = std::fs::read(file).unwrap();
    follow(&cache, vec![link(1, 1, Some(Origin::Staff), false)], 11).await;
    keep(&cache).await;
    drop(cache);
    std::fs::write(file, &earlier).unwrap();
    is_gathered(&place, "kept before").await;

    let cache = place.open().await;
    first_sync(&cache, &firm(), 11).await;
    until(|| !file.exists()).await;
    keep(&cache).await;
    drop(cache);
    let [next] = &place.files()[..] else { panic!("{:?}", place.files()) };
    assert_ne!(next, file);
    std::fs::write(next, &earlier).unwrap();
    is_gathered(&place, "of the generation before").await;

    let other = Place { staff: "Marc Lindqvist", ..Place::new() };
    let cache = other.open().await;
    first_sync(&cache, &firm(), 11).await;
    keep(&cache).await;
    drop(cache);
    std::fs::copy(&other.files()[0], next).unwrap();
    is_gathered(&place, "of somebody else").await;
}

/// What a cache takes away it takes away with its directory, also the one that is written just then.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_stays_of_what_is_thrown_away() {
    let place = Place::new();
    let cache = place.open().await;
    first_sync(&cache, &firm(), 10).await;
    keep(&cache).await;
    let Numbered { at, directory } = gathered(&cache).await.unwrap();
    let (kept, wiped) = tokio::join!(cache.keep_directory(at, directory), cache.wipe());
    assert!(kept.is_ok() || matches!(kept, Err(crate::Error::NotCached)), "{kept:?}");
    wiped.unwrap();
    assert!(!place.home.path().join("cache").exists());
}

/// Whoever follows keeps what was gathered, and what it is after many changes, without being asked to.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_keeps_the_directory() {
    let place = Place::new();
    let cache = place.open().await;
    first_sync(&cache, &firm(), 10).await;
    let following = Following::start(cache.clone());
    until_behind(&cache, 0).await;
    let many: Vec<_> = (0..KEPT_AFTER).map(|nth| user(100 + i64::try_from(nth).unwrap(), None)).collect();
    follow(&cache, many, 11).await;
    following.reaches(11).await;
    until_behind(&cache, 0).await;
    let (restored, _) = restored(&cache).await.unwrap().unwrap();
    assert_eq!((restored.at.number, restored.directory.user_count()), (11, 19 + KEPT_AFTER));
}

/// Waits until what is kept is behind by so many changes.
async fn until_behind(cache: &Cache, wanted: usize) {
    let waits = async {
        while restored(cache).await.unwrap().is_none_or(|(_, behind)| behind != wanted) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), waits).await.expect("it is kept in time");
}

async fn until(is_so: impl Fn() -> bool) {
    let waits = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), waits).await.expect("it comes to be so in time");
}
