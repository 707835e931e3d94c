//! Which firm is worked with: the sample, one's own, a server's; from one to the other and back, and from start to start.

use std::fs;
use std::path::{Path, PathBuf};

use contract::{ChosenFirm, ClientsQuery, FirmChoice, Problem, ProblemCode};
use desk::{Backend, Desk, ExportFiles, FirmFile, FirmKept, KeepingAt, Keychain, OpeningFirm, OwnFirm, Remembered};
use firm::embedded::{Begins, Embedded};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::computer::{Computer, PATIENCE};

fn server(address: &str, token: Option<&str>) -> ChosenFirm {
    ChosenFirm::Server { address: address.to_owned(), token: token.map(str::to_owned) }
}

/// What answers as a server does, in a folder of its own.
async fn a_server(folder: &Path) -> Embedded {
    crate::open_as(folder, firm::embedded::Keep::ThisTimeOnly, None, Begins::As("Dana & Co")).await.unwrap()
}

/// An export with two clients.
fn an_export() -> ExportFiles {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("clients.csv", "client_id,name,active,in_portal,office\n1001,Smith,true,true,\n1002,Osei,true,true,\n");
    write("contacts.csv", "client_id,name,email,receives_invoices\n");
    write("invoices.csv", "client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind\n");
    ExportFiles::read(folder.path()).unwrap()
}

#[tokio::test]
async fn a_first_start_asks_and_the_next_one_has_what_was_chosen() {
    let computer = Computer::with(Keychain::of_this_process());
    let first = computer.start().await;
    assert_eq!(first.problem().await.code, ProblemCode::FirmNotChosen);
    assert_eq!(first.firms.choices().unwrap().chosen, None);
    first.choose(ChosenFirm::Sample).await.unwrap();
    assert_eq!(first.firm().await, "Harlow & Pike LLP");
    first.firms.close().await;
    let second = computer.start().await;
    assert_eq!(second.firm().await, "Harlow & Pike LLP");
    assert_eq!(second.firms.choices().unwrap().chosen, Some(FirmChoice::Sample));
}

/// For a picture, or a test, there is nobody to ask; and where the settings are lost, what is there is opened.
#[tokio::test]
async fn where_nobody_can_be_asked_the_sample_opens_and_lost_settings_lose_no_firm() {
    let computer = Computer { begins_with_sample: true, ..Computer::with(Keychain::of_this_process()) };
    let first = computer.start().await;
    assert!(first.desk.session().await.unwrap().firm.sample);
    first.begin_own("Osei Lang LLP").await;
    first.firms.close().await;
    computer.forgets();
    let second = computer.start().await;
    assert_eq!(second.firm().await, "Osei Lang LLP");
}

#[tokio::test]
async fn a_firm_of_ones_own_is_imported_and_shows_its_recovery_key_once_it_is_the_only_copy() {
    let computer = Computer::with(Keychain::of_this_process());
    let start = computer.start().await;
    let nameless = start.choose(ChosenFirm::Own { name: Some("  ".to_owned()) }).await.unwrap_err();
    assert!(nameless.title.contains("1 to 200 characters"), "{nameless:?}");
    assert_eq!(start.problem().await.code, ProblemCode::FirmNotChosen);

    start.begin_own("Osei Lang LLP").await;
    let session = start.desk.session().await.unwrap();
    assert_eq!((session.firm.slug.as_str(), session.firm.sample), ("osei-lang-llp", false));
    assert_eq!(start.desk.recovery_key().await.unwrap().to_keep, None, "nothing is in it yet");
    let export = an_export();
    let foreseen = start.desk.check_import(&export).await.unwrap();
    assert!(foreseen.dry_run && !foreseen.taken && foreseen.new_clients == 2);
    assert_eq!(start.clients().await, 0);
    assert!(start.desk.take_import(&export, false).await.unwrap().taken);
    assert!(start.desk.recovery_key().await.unwrap().to_keep.is_some());
    assert_eq!(start.desk.session().await.unwrap().data_as_of, Some(export.as_of));

    // To the sample, and back.
    start.choose(ChosenFirm::Sample).await.unwrap();
    assert!(start.desk.session().await.unwrap().firm.sample);
    assert!(start.firms.choices().unwrap().own_is_here);
    start.choose(ChosenFirm::Own { name: None }).await.unwrap();
    assert_eq!((start.firm().await.as_str(), start.clients().await), ("Osei Lang LLP", 2));
    assert!(start.is_kept_on_the_disk().await);
}

#[tokio::test]
async fn a_server_is_connected_to_with_a_token_that_the_keychain_has_at_the_next_start() {
    let (folder, computer) = (tempfile::tempdir().unwrap(), Computer::with(Keychain::of_this_process()));
    let answering = a_server(folder.path()).await;
    let (address, token) = (format!("http://{}", answering.address()), answering.token().reveal().to_owned());
    let first = computer.start().await;
    let wrong = first.choose(server(&address, Some("wrong"))).await.unwrap_err();
    assert!(wrong.title.contains("does not know this token") && wrong.next.contains("new one"), "{wrong:?}");
    assert_eq!(first.problem().await.code, ProblemCode::FirmNotChosen, "nothing has changed");
    first.choose(server(&format!(" {address}/ "), Some(&format!(" {token}\n")))).await.unwrap();
    assert_eq!(first.firm().await, "Dana & Co");
    let settings = format!("{:?}", computer.remembered.lock().unwrap());
    assert!(settings.contains(&address) && !settings.contains(&token), "{settings}");
    first.firms.close().await;

    let second = computer.start().await;
    assert_eq!(second.firm().await, "Dana & Co");
    // Elsewhere and back, without typing it again.
    second.choose(ChosenFirm::Sample).await.unwrap();
    assert!(second.desk.session().await.unwrap().firm.sample);
    second.choose(server(&address, None)).await.unwrap();
    assert_eq!(second.firm().await, "Dana & Co");

    let cache = second.cache();
    assert!(second.is_kept_on_the_disk().await && cache.exists());
    second.firms.sign_out().await.unwrap();
    assert_eq!(second.problem().await.code, ProblemCode::FirmNotChosen);
    assert!(!cache.exists());
    assert_eq!(second.firms.choices().unwrap().server, Some(address.clone()), "where it was is no secret");
    let gone = second.choose(server(&address, None)).await.unwrap_err();
    assert!(gone.code == ProblemCode::FirmNotChosen && gone.title.contains("not in the keychain"), "{gone:?}");
    second.firms.close().await;
    assert_eq!(computer.start().await.problem().await.code, ProblemCode::FirmNotChosen);
}

/// A test server and the real one, say: both call the firm and whoever signs in the same.
#[tokio::test]
async fn two_servers_that_say_the_same_of_themselves_are_kept_apart() {
    let (folders, computer) =
        ([(); 2].map(|()| tempfile::tempdir().unwrap()), Computer::with(Keychain::of_this_process()));
    let [one, other] = [a_server(folders[0].path()).await, a_server(folders[1].path()).await];
    let [here, there] = [&one, &other].map(|server| format!("http://{}", server.address()));
    let start = computer.start().await;
    start.choose(server(&here, Some(one.token().reveal()))).await.unwrap();
    assert!(start.desk.take_import(&an_export(), false).await.unwrap().taken);
    assert!(start.is_kept_on_the_disk().await);
    let (cache_here, session_here) = (start.cache(), start.desk.session().await.unwrap());

    start.choose(server(&there, Some(other.token().reveal()))).await.unwrap();
    let session_there = start.desk.session().await.unwrap();
    assert_eq!((&session_there.firm, &session_there.staff), (&session_here.firm, &session_here.staff));
    assert_eq!(start.clients().await, 0, "nothing of the other server is shown");
    assert!(start.is_kept_on_the_disk().await && start.cache() != cache_here && cache_here.exists());
    assert_eq!(start.clients().await, 0);

    // Each has its own token, and what was kept is there again, whether the server answers or not.
    one.close().await;
    let none = start.choose(server(&here, None)).await.unwrap_err();
    assert!(none.title.contains("Nothing answers"), "{none:?}");
    start.firms.close().await;
    let remembered = Remembered { chosen: Some(FirmChoice::Server { address: here.clone() }), ..Remembered::default() };
    *computer.remembered.lock().unwrap() = Some(remembered);
    assert_eq!(computer.start().await.clients().await, 2);
}

#[tokio::test]
async fn without_a_keychain_a_token_is_good_until_the_end_and_asked_for_at_the_next_start() {
    let (folder, computer) = (tempfile::tempdir().unwrap(), Computer::with(Keychain::none()));
    let answering = a_server(folder.path()).await;
    let address = format!("http://{}", answering.address());
    let first = computer.start().await;
    first.choose(server(&address, Some(answering.token().reveal()))).await.unwrap();
    assert_eq!(first.firm().await, "Dana & Co");
    first.firms.close().await;
    let problem = computer.start().await.problem().await;
    assert!(problem.code == ProblemCode::FirmNotChosen && problem.title.contains("no keychain"), "{problem:?}");
}

/// What answers every request with this; a token goes to nobody who is not known to be a server of ours.
async fn answers(body: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = [0; 4096];
            let length = socket.read(&mut asked).await.unwrap_or(0);
            let is_told_a_token =
                asked[..length].to_ascii_lowercase().windows(14).any(|part| part == b"authorization:");
            let status = if is_told_a_token { "500 It was told a token" } else { "200 OK" };
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = socket.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    format!("http://{address}")
}

/// Each in words, with something to do about it; and whatever was worked with before goes on.
#[tokio::test]
async fn a_server_that_cannot_be_worked_with_is_told_and_nothing_changes() {
    let computer = Computer::with(Keychain::of_this_process());
    let start = computer.start().await;
    start.choose(ChosenFirm::Sample).await.unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let old = r#"{"info":{"title":"Portico firm API","version":"0.0.1"},"paths":{"/api/v1/session":{}}}"#;
    for (address, told) in [
        ("no address at all".to_owned(), "is not the address"),
        ("http://portico.example.com".to_owned(), "for everybody on the way to read"),
        (format!("http://{closed}"), "Nothing answers"),
        (answers("<h1>Welcome to the hotel</h1>").await, "is no Portico"),
        (answers(old).await, "too old"),
    ] {
        let problem = start.choose(server(&address, Some("token"))).await.unwrap_err();
        assert!(problem.title.contains(told) && !problem.next.is_empty(), "{address}: {problem:?}");
        assert!(start.desk.session().await.unwrap().firm.sample);
    }
}

#[tokio::test]
async fn what_is_wiped_is_read_anew_and_the_firm_stays() {
    let computer = Computer::with(Keychain::of_this_process());
    let start = computer.start().await;
    start.choose(ChosenFirm::Sample).await.unwrap();
    let before = start.clients().await;
    assert!(start.is_kept_on_the_disk().await);
    let mark = start.cache().join("mark");
    fs::write(&mark, "of what was kept before").unwrap();
    start.firms.wipe().await.unwrap();
    assert!(!mark.exists(), "what was kept before is gone");
    assert_eq!((start.clients().await, start.firm().await.as_str()), (before, "Harlow & Pike LLP"));
    assert!(start.is_kept_on_the_disk().await);
    let problem = Problem::from(start.firms.sign_out().await.unwrap_err());
    assert!(problem.title.contains("no server to sign out of"), "{problem:?}");
}

/// Whoever only asks is told by the next firm what was asked of the one before, and never nothing.
#[tokio::test]
async fn whoever_asks_while_a_firm_is_left_is_answered_by_the_next_one() {
    let computer = Computer::with(Keychain::of_this_process());
    let start = computer.start().await;
    start.choose(ChosenFirm::Sample).await.unwrap();
    let asking = tokio::spawn({
        let desk = start.desk.clone();
        async move {
            loop {
                if desk.session().await.is_ok_and(|session| session.firm.name == "Osei Lang LLP") {
                    return;
                }
            }
        }
    });
    start.begin_own("Osei Lang LLP").await;
    tokio::time::timeout(PATIENCE, asking).await.unwrap().unwrap();
}

/// A firm that is being opened until it is left.
struct NeverOpens;

impl OwnFirm for NeverOpens {
    fn file(&self) -> Result<FirmFile, String> {
        Ok(FirmFile::Nothing)
    }

    fn open(&self, _: FirmKept) -> OpeningFirm<'_> {
        Box::pin(std::future::pending())
    }

    fn set_aside(&self) -> Result<PathBuf, String> {
        Err("There is no file.".to_owned())
    }
}

/// What was decided looking at one firm is carried out there or nowhere, wherever it meets the change from firm to firm.
#[tokio::test]
async fn a_change_asked_for_while_a_firm_is_left_never_reaches_the_next_one() {
    let (folder, keychain) = (tempfile::tempdir().unwrap(), Keychain::of_this_process());
    let next = a_server(&folder.path().join("next")).await;
    let (desk, connecting) = Desk::connecting();
    let export = an_export();
    let between = desk.take_import(&export, true).await.unwrap_err();

    let (cache, device) = (folder.path().join("cache"), "laptop".to_owned());
    let keeping = KeepingAt { folder: cache, keychain, device, clock: desk::Clock::system() };
    let moves_on = async {
        tokio::task::yield_now().await;
        let backend = Backend::new(&format!("http://{}", next.address()), next.token().reveal());
        connecting.done(backend, None);
    };
    let meanwhile = tokio::select! {
        biased;
        () = connecting.own_firm(NeverOpens, keeping) => panic!("it never opens"),
        (taken, ()) = async { tokio::join!(desk.take_import(&export, true), moves_on) } => taken.unwrap_err(),
    };
    for refused in [between, meanwhile].map(Problem::from) {
        assert!(refused.title.contains("not worked with any more"), "{refused:?}");
    }
    let nobody = ClientsQuery { search: String::new(), limit: None };
    assert_eq!(desk.clients(nobody).await.unwrap().total, 0);
}
