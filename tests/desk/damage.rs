//! A cache that is damaged, swapped or lost (`trust.md` F7, F21, F22): nothing of it is shown, nothing crashes, and the next
//! contact reads everything anew.

use std::path::Path;

use desk::{Binding, Cache, Error, Holds, Keeping, Key, Keychain, News, Nothing, Sync};

use crate::place::{Desktop, PATIENCE, backend, cached, live, served, stands};
use crate::support::{Dice, TestFirm, size, spawn_firm};

/// A synced desktop, its one file and what is in it.
async fn filled(firm: &TestFirm) -> (Desktop, std::path::PathBuf, Vec<u8>) {
    for number in 0..20 {
        let user = firm.user("Some", "Body", &format!("body{number}@example.com")).await;
        firm.staff.link(user, "1001").await;
    }
    let desktop = Desktop::new();
    drop(desktop.synced(firm).await);
    // The connections of a cache that was dropped end in their own time.
    let file = desktop.files().into_iter().find(|file| file.extension().unwrap() == "cache").unwrap();
    let bytes = std::fs::read(&file).unwrap();
    (desktop, file, bytes)
}

/// What a desktop shows of this file, once all of it was looked at.
async fn shown(desktop: &Desktop, file: &Path, bytes: &[u8]) -> Result<crate::place::Everything, Error> {
    let other = Desktop { binding: desktop.binding.clone(), ..Desktop::with(copied(&desktop.keychain).await) };
    std::fs::create_dir_all(other.folder()).unwrap();
    std::fs::write(other.folder().join(file.file_name().unwrap()), bytes).unwrap();
    let cache = other.open().await;
    let before = cached(&cache).await;
    cache.verify().await?;
    assert!(before.is_ok(), "what is found to be damaged is damaged: {before:?}");
    before.map(|(everything, _)| everything)
}

const NAMES: [&str; 2] =
    ["cache a of harlow-pike for Dana Osei on laptop", "cache b of harlow-pike for Dana Osei on laptop"];

/// Another keychain with the same keys: damage takes a key away.
async fn copied(keychain: &Keychain) -> Keychain {
    let copy = Keychain::of_this_process();
    for name in NAMES {
        if let Some(key) = keychain.key(name).await.unwrap() {
            copy.put(name, &key).await.unwrap();
        }
    }
    copy
}

/// Every flipped bit and every truncation is told, wherever it is.
#[tokio::test]
async fn no_row_is_shown_from_bad_data() {
    let firm = spawn_firm().await;
    let (desktop, file, sound) = filled(&firm).await;
    let everything = shown(&desktop, &file, &sound).await.unwrap();
    assert_eq!(everything, served(&firm.staff).await);
    let mut dice = Dice::of_test("no_row_is_shown_from_bad_data");
    let (flips, cuts) = (size(60, 2000), size(20, 500));
    for _ in 0..flips {
        let mut bytes = sound.clone();
        let place = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
        bytes[place] ^= 1 << dice.below(8);
        let shown = shown(&desktop, &file, &bytes).await;
        assert!(matches!(shown, Err(Error::CacheDamaged)), "byte {place}: {shown:?}");
    }
    for _ in 0..cuts {
        let length = usize::try_from(dice.below(sound.len() as u64)).unwrap();
        let shown = shown(&desktop, &file, &sound[..length]).await;
        assert!(matches!(shown, Err(Error::CacheDamaged)), "{length}: {shown:?}");
    }
    assert!(matches!(shown(&desktop, &file, &[]).await.unwrap_err(), Error::CacheDamaged));
    println!("F7: {flips} flipped bits and {cuts} truncations, all told");
}

/// The file of another firm, person or computer is not read, even with its very key.
#[tokio::test]
async fn a_swapped_file_is_not_read() {
    let firm = spawn_firm().await;
    let (desktop, file, sound) = filled(&firm).await;
    let bound = |change: fn(&mut Binding)| {
        let mut binding = desktop.binding.clone();
        change(&mut binding);
        binding
    };
    for binding in [
        bound(|binding| binding.firm = "other-firm".to_owned()),
        bound(|binding| binding.staff = "Marc Lindqvist".to_owned()),
        bound(|binding| binding.device = "another laptop".to_owned()),
    ] {
        let keychain = Keychain::of_this_process();
        let other = Desktop { binding, ..Desktop::with(keychain.clone()) };
        for (name, letter) in NAMES.iter().zip(["a", "b"]) {
            let Some(key) = desktop.keychain.key(name).await.unwrap() else { continue };
            let Binding { firm, staff, device } = &other.binding;
            keychain.put(&format!("cache {letter} of {firm} for {staff} on {device}"), &key).await.unwrap();
        }
        std::fs::create_dir_all(other.folder()).unwrap();
        std::fs::write(other.folder().join(file.file_name().unwrap()), &sound).unwrap();
        let cache = other.open().await;
        assert_eq!(cache.standing().borrow().holds, Holds::Nothing(Nothing::Damaged));
        assert!(matches!(cache.read().await, Err(Error::CacheDamaged)) && other.files().is_empty());
    }
}

/// A lost key, a wrong one, a file without a key: each ends in a cache that is read anew by itself.
#[tokio::test]
async fn whatever_is_lost_is_read_anew_at_the_next_contact() {
    let firm = spawn_firm().await;
    let (desktop, file, sound) = filled(&firm).await;
    for nth in 0..3 {
        std::fs::write(&file, &sound).unwrap();
        for name in NAMES {
            match nth {
                0 => desktop.keychain.forget(name).await.unwrap(),
                1 => desktop.keychain.put(name, &Key::random()).await.unwrap(),
                _ => std::fs::write(&file, "this is no cache").unwrap(),
            }
        }
        let cache = desktop.open().await;
        assert!(matches!(cache.read().await, Err(Error::CacheDamaged)), "{nth}");
        live(&Sync::start(backend(&firm), cache.clone())).await;
        assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    }
}

/// Damage that shows only while it is used: whoever follows reads everything anew without being asked to.
#[tokio::test]
async fn damage_under_an_open_cache_heals_by_itself() {
    let firm = spawn_firm().await;
    let (desktop, file, sound) = filled(&firm).await;
    let cache = desktop.open().await;
    // All but what was read at the start.
    let noise: Vec<u8> = sound[4096 * 2..].iter().map(|byte| byte ^ 0x55).collect();
    let mut bytes = sound[..4096 * 2].to_vec();
    bytes.extend(noise);
    std::fs::write(&file, bytes).unwrap();
    let shown = cached(&cache).await;
    assert!(matches!(shown, Err(Error::CacheDamaged)), "{shown:?}");
    assert!(matches!(cache.read().await, Err(Error::CacheDamaged)));
    live(&Sync::start(backend(&firm), cache.clone())).await;
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
}

/// Damage in what nobody reads just now is found all the same, and heals without anybody noticing.
#[tokio::test]
async fn damage_where_nobody_looks_heals_too() {
    let firm = spawn_firm().await;
    let (desktop, file, sound) = filled(&firm).await;
    let mut bytes = sound.clone();
    // The end of the last page: of an index, or of what was read already.
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let cache = desktop.open().await;
    let mut news = cache.news();
    let sync = Sync::start(backend(&firm), cache.clone());
    let replaced = async { while !matches!(news.recv().await.unwrap(), News::Replaced { .. }) {} };
    tokio::time::timeout(PATIENCE, replaced).await.expect("it is read anew");
    live(&sync).await;
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    cache.verify().await.unwrap();
}

/// F21: without a keychain the cache is in memory, the window can say why, and nothing is written anywhere.
#[tokio::test]
async fn without_a_keychain_everything_works_and_nothing_is_written() {
    let firm = spawn_firm().await;
    let desktop = Desktop::with(Keychain::none());
    let cache = desktop.synced(&firm).await;
    let keeping = cache.standing().borrow().keeping.clone();
    assert_eq!(keeping, Keeping::MemoryOnly("This computer has no keychain.".to_owned()));
    assert_eq!(cached(&cache).await.unwrap().0, served(&firm.staff).await);
    let user = firm.user("Jane", "Smith", "someone@example.com").await;
    let sync = Sync::start(backend(&firm), cache.clone());
    live(&sync).await;
    assert_eq!(cache.read().await.unwrap().users(&[user]).await.unwrap().len(), 1);
    assert!(desktop.files().is_empty());
}

/// A second start of the application must not write into the cache of the first.
#[tokio::test]
async fn a_folder_that_is_in_use_is_left_alone() {
    let firm = spawn_firm().await;
    let desktop = Desktop::new();
    let first = desktop.synced(&firm).await;
    let second = desktop.synced(&firm).await;
    assert!(matches!(&second.standing().borrow().keeping, Keeping::MemoryOnly(why) if why.contains("open already")));
    second.wipe().await.unwrap();
    assert_eq!(cached(&first).await.unwrap().0, served(&firm.staff).await);
    stands(&first, |standing| standing.keeping == Keeping::Encrypted).await;
}

/// No name, no address: not in the file, nor in what is beside it (`trust.md` S16).
#[tokio::test]
async fn nothing_readable_is_on_the_disk() {
    let firm = spawn_firm().await;
    let canary = firm.user("Zanzibar", "Quetzalcoatl", "canary@example.com").await;
    firm.staff.link(canary, "1001").await;
    let desktop = Desktop::new();
    let _cache: Cache = desktop.synced(&firm).await;
    assert!(!desktop.files().is_empty());
    for file in desktop.files() {
        let bytes = std::fs::read(&file).unwrap();
        for secret in ["Zanzibar", "Quetzalcoatl", "canary@", "Smith", "harlow-pike", "SQLite format"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", file.display());
        }
    }
}
