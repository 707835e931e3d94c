//! The key to the firm's file, in the desk's keychain: what happens without it, and the recovery key (`trust.md` F21).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use contract::{ActorKind, Problem, ProblemCode, TypedRecoveryKey};
use desk::{Backend, Desk, FirmFile, FirmKept, KeepingAt, Keychain, OpeningFirm, OwnFirm, OwnFirmNotOpened};
use firm::embedded::{Begins, Embedded, Keep, OnDisk, on_disk, set_aside};
use firm::import::{Export, ExportFiles, Import, import};
use firm::linking::{Actor, By};
use firm::{Database, FileKey};
use tempfile::TempDir;

use crate::at_rest::{file, make_plain};
use crate::{KEY, SALT, key, open_as};

/// A computer that Portico is started on, once after the other.
struct Computer {
    home: TempDir,
    keychain: Keychain,
}

/// One start of Portico.
pub(crate) struct Start {
    desk: Desk,
    running: Running,
}

pub(crate) type Running = Arc<tokio::sync::Mutex<Option<Embedded>>>;

/// The firm in a folder, as the shell opens it.
pub(crate) struct InFolder {
    pub(crate) folder: PathBuf,
    /// As what one's own begins; none: it is the sample.
    pub(crate) begins: Option<Option<String>>,
    pub(crate) running: Running,
}

impl OwnFirm for InFolder {
    fn file(&self) -> Result<FirmFile, String> {
        Ok(match on_disk(&self.folder).map_err(|error| error.to_string())? {
            OnDisk::Nothing => FirmFile::Nothing,
            OnDisk::Plain => FirmFile::Plain,
            OnDisk::Encrypted(salt) => FirmFile::Encrypted(salt),
        })
    }

    fn open(&self, kept: FirmKept) -> OpeningFirm<'_> {
        Box::pin(async move {
            let keep = match kept {
                FirmKept::Encrypted { key, salt } => Keep::Encrypted(FileKey::from_hex(&key.hex(), &salt).unwrap()),
                FirmKept::ThisTimeOnly => Keep::ThisTimeOnly,
            };
            let begins = match &self.begins {
                None => Begins::AsSample,
                Some(Some(name)) => Begins::As(name),
                Some(None) => Begins::Not,
            };
            let embedded = open_as(&self.folder, keep, None, begins).await.map_err(|error| match error {
                firm::Error::WrongKey => OwnFirmNotOpened::WrongKey,
                error => OwnFirmNotOpened::Because(error.to_string()),
            })?;
            let backend = Backend::new(&format!("http://{}", embedded.address()), embedded.token().reveal()).unwrap();
            *self.running.lock().await = Some(embedded);
            Ok(backend)
        })
    }

    fn set_aside(&self) -> Result<PathBuf, String> {
        set_aside(&self.folder, chrono::Utc::now()).map_err(|error| error.to_string())
    }
}

impl Computer {
    fn with(keychain: Keychain) -> Self {
        Self { home: tempfile::tempdir().unwrap(), keychain }
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("firm")
    }

    async fn start(&self) -> Start {
        start(self.home.path(), self.keychain.clone()).await
    }

    /// As if it had imported one: no sample, encrypted with the key that the tests know.
    async fn has_an_imported_firm(&self) {
        fs::create_dir(self.folder()).unwrap();
        let database = Database::open_encrypted(&file(&self.folder()), &key()).await.unwrap();
        let now = chrono::Utc::now();
        let firm = firm::create_firm(&database, "osei-lang", "Osei Lang LLP", now).await.unwrap();
        let files = ExportFiles {
            clients: b"client_id,name,active,in_portal,office\n1001,Smith,true,true,\n".to_vec(),
            contacts: b"client_id,name,email,receives_invoices\n".to_vec(),
            invoices: b"client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n".to_vec(),
        };
        let actor = Actor { kind: ActorKind::Staff, name: "The PMS" };
        let by = By { actor, reason: None, now, request_id: "test" };
        let order = Import { export: &Export::read(&files).unwrap(), as_of: now, by, confirmed: false };
        let mut tx = database.write(firm).await.unwrap();
        import(&mut tx, firm, &order).await.unwrap();
        tx.commit().await.unwrap();
        database.close().await;
        self.keychain.put(&key_name(), &desk::Key::from_hex(KEY).unwrap()).await.unwrap();
    }

    async fn loses_its_key(&self) {
        self.keychain.forget(&key_name()).await.unwrap();
    }

    fn set_aside(&self) -> Vec<PathBuf> {
        let there = fs::read_dir(self.home.path()).unwrap().map(|entry| entry.unwrap().path());
        there.filter(|path| path.to_string_lossy().contains("set aside")).collect()
    }
}

impl Start {
    pub(crate) async fn problem(&self) -> Problem {
        self.desk.session().await.expect_err("it cannot be opened").into()
    }

    pub(crate) async fn firm(&self) -> String {
        self.desk.session().await.unwrap().firm.slug
    }

    pub(crate) async fn end(self) {
        let embedded = self.running.lock().await.take();
        if let Some(embedded) = embedded {
            embedded.close().await;
        }
    }
}

pub(crate) async fn start(home: &Path, keychain: Keychain) -> Start {
    let (desk, connecting) = Desk::connecting();
    let running = Running::default();
    let folder = home.join("cache");
    let keeping = KeepingAt { folder, keychain, device: "laptop".to_owned(), clock: desk::Clock::system() };
    let firm = InFolder { folder: home.join("firm"), begins: None, running: Arc::clone(&running) };
    connecting.own_firm(firm, keeping).await;
    Start { desk, running }
}

fn key_name() -> String {
    format!("firm file {SALT}")
}

fn typed(text: &str) -> TypedRecoveryKey {
    TypedRecoveryKey { text: text.to_owned() }
}

async fn refused<T: std::fmt::Debug>(asked: impl Future<Output = Result<T, desk::Error>>) -> Problem {
    asked.await.expect_err("it is refused").into()
}

#[tokio::test]
async fn a_new_firm_is_encrypted_with_a_key_in_the_keychain_and_opens_with_it_again() {
    let computer = Computer::with(Keychain::of_this_process());
    let first = computer.start().await;
    assert_eq!(first.firm().await, "harlow-pike");
    let before = on_disk(&computer.folder()).unwrap();
    assert!(matches!(before, OnDisk::Encrypted(_)));
    assert_eq!(first.desk.recovery_key().await.unwrap().to_keep, None, "a sample holds nothing that is anyone's");
    first.end().await;
    let second = computer.start().await;
    assert_eq!((second.firm().await, on_disk(&computer.folder()).unwrap()), ("harlow-pike".to_owned(), before));
}

#[tokio::test]
async fn an_imported_firm_shows_its_recovery_key_until_somebody_has_kept_it() {
    let computer = Computer::with(Keychain::of_this_process());
    computer.has_an_imported_firm().await;
    let first = computer.start().await;
    assert_eq!(first.firm().await, "osei-lang");
    let shown = first.desk.recovery_key().await.unwrap().to_keep.unwrap();
    assert_eq!(shown.len(), 69);
    first.end().await;
    // It was closed without an answer.
    let second = computer.start().await;
    assert_eq!(second.desk.recovery_key().await.unwrap().to_keep.as_ref(), Some(&shown));
    second.desk.recovery_key_is_kept().await.unwrap();
    assert_eq!(second.desk.recovery_key().await.unwrap().to_keep, None);
    second.end().await;
    assert_eq!(computer.start().await.desk.recovery_key().await.unwrap().to_keep, None);
}

#[tokio::test]
async fn a_firm_whose_key_is_lost_opens_with_its_recovery_key_alone_and_has_its_key_again() {
    let computer = Computer::with(Keychain::of_this_process());
    computer.has_an_imported_firm().await;
    let first = computer.start().await;
    let shown = first.desk.recovery_key().await.unwrap().to_keep.unwrap();
    first.end().await;
    computer.loses_its_key().await;
    let before = fs::read(file(&computer.folder())).unwrap();

    let second = computer.start().await;
    let problem = second.problem().await;
    assert_eq!(problem.code, ProblemCode::KeyLost);
    assert!(problem.title.contains("not in the keychain") && problem.next.contains("recovery key"), "{problem:?}");

    // A sound one of another firm, one with a slip, and none.
    let slip = if shown.starts_with('0') { shown.replacen('0', "7", 1) } else { shown.replacen(&shown[..1], "0", 1) };
    let of_another = "0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0001-JCSK";
    for wrong in [&slip, of_another, "", "I have lost it"] {
        let problem = refused(second.desk.open_with_recovery_key(&typed(wrong))).await;
        assert!(problem.title.starts_with("This is not the firm's recovery key."), "{problem:?}");
        assert_eq!(second.problem().await.code, ProblemCode::KeyLost);
    }
    assert!(fs::read(file(&computer.folder())).unwrap() == before);

    second.desk.open_with_recovery_key(&typed(&shown.to_lowercase().replace('-', " "))).await.unwrap();
    assert_eq!(second.firm().await, "osei-lang");
    assert_eq!(second.desk.recovery_key().await.unwrap().to_keep, None, "whoever typed it has kept it");
    second.end().await;
    assert_eq!(computer.start().await.firm().await, "osei-lang");
}

#[tokio::test]
async fn another_key_in_the_keychain_is_told_and_the_recovery_key_takes_its_place() {
    let computer = Computer::with(Keychain::of_this_process());
    computer.has_an_imported_firm().await;
    let first = computer.start().await;
    let shown = first.desk.recovery_key().await.unwrap().to_keep.unwrap();
    first.end().await;
    computer.keychain.new_key(&key_name()).await.unwrap();
    let second = computer.start().await;
    assert!(second.problem().await.title.contains("does not open it"));
    second.desk.open_with_recovery_key(&typed(&shown)).await.unwrap();
    assert_eq!(second.firm().await, "osei-lang");
}

#[tokio::test]
async fn begun_anew_the_lost_file_is_kept_aside_and_one_that_is_open_is_never_moved() {
    let computer = Computer::with(Keychain::of_this_process());
    computer.has_an_imported_firm().await;
    computer.loses_its_key().await;
    let before = fs::read(file(&computer.folder())).unwrap();
    let first = computer.start().await;
    let moved_to = first.desk.begin_anew().await.unwrap().folder;
    assert_eq!(first.firm().await, "harlow-pike");
    assert_eq!(computer.set_aside(), [PathBuf::from(&moved_to)]);
    assert!(fs::read(file(Path::new(&moved_to))).unwrap() == before);

    let problem = refused(first.desk.begin_anew()).await;
    assert!(problem.title.contains("not lost"), "{problem:?}");
    first.end().await;
    assert_eq!(computer.start().await.firm().await, "harlow-pike");
    assert_eq!(computer.set_aside().len(), 1);
}

#[tokio::test]
async fn without_a_keychain_a_new_firm_ends_with_the_program_and_that_is_told() {
    let computer = Computer::with(Keychain::none());
    let start = computer.start().await;
    assert_eq!(start.firm().await, "harlow-pike");
    let told = start.desk.standing().memory_only.unwrap();
    assert!(told.contains("no keychain") && told.contains("ends with Portico"), "{told}");
    start.end().await;
    assert_eq!(on_disk(&computer.folder()).unwrap(), OnDisk::Nothing);
    assert_eq!(fs::read_dir(computer.folder()).unwrap().count(), 1, "the lock alone");
}

#[tokio::test]
async fn without_a_keychain_a_file_that_is_there_is_told_and_left_as_it_is() {
    let computer = Computer::with(Keychain::none());
    fs::create_dir(computer.folder()).unwrap();
    make_plain(&computer.folder()).await;
    let before = fs::read(file(&computer.folder())).unwrap();
    let problem = computer.start().await.problem().await;
    assert_eq!(problem.code, ProblemCode::NotOpened);
    assert!(problem.title.contains("has to be encrypted") && problem.title.contains("no keychain"), "{problem:?}");
    assert!(fs::read(file(&computer.folder())).unwrap() == before);
}

/// It is the only copy, and the only computer may have lost its keychain for good.
#[tokio::test]
async fn without_a_keychain_the_recovery_key_opens_the_firm_for_this_time() {
    let with = Computer::with(Keychain::of_this_process());
    with.has_an_imported_firm().await;
    let first = with.start().await;
    let shown = first.desk.recovery_key().await.unwrap().to_keep.unwrap();
    first.end().await;
    let without = Computer { home: with.home, keychain: Keychain::none() };
    for _ in 0..2 {
        let start = without.start().await;
        let problem = start.problem().await;
        assert!(problem.code == ProblemCode::KeyLost && problem.title.contains("no keychain"), "{problem:?}");
        start.desk.open_with_recovery_key(&typed(&shown)).await.unwrap();
        assert_eq!(start.firm().await, "osei-lang");
        start.end().await;
    }
}

#[tokio::test]
async fn a_keychain_that_was_unlocked_opens_the_firm_when_it_is_tried_again() {
    let computer = Computer::with(Keychain::of_this_process());
    computer.has_an_imported_firm().await;
    computer.loses_its_key().await;
    let start = computer.start().await;
    assert_eq!(refused(start.desk.open_firm()).await.code, ProblemCode::KeyLost);
    computer.keychain.put(&key_name(), &desk::Key::from_hex(KEY).unwrap()).await.unwrap();
    start.desk.open_firm().await.unwrap();
    assert_eq!(start.firm().await, "osei-lang");
}
