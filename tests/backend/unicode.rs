//! The corpus of texts that software stumbles over (trust.md B6), each as whatever somebody may type or a PMS may hold:
//! refused in words, or stored in one form and read back so; and searched, with what `domain::fold` finds as the one
//! answer of both engines. Questions with NUL in them are not here.

use std::collections::BTreeSet;

use contract::{ActivityPage, ClientsPage, PortalUsersPage, Session};
use domain::{LONGEST_SEARCH, Permissions, PersonName, fold, search_words};
use firm::fixture::corpus;
use firm::import::{Export, ExportFiles};
use firm::{Error, create_firm, issue_token};
use icu_normalizer::ComposingNormalizerBorrowed;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::support::{Visitor, spawn_empty_firms, spawn_firm};

fn nfc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The texts that a question can carry.
fn askable() -> impl Iterator<Item = String> {
    corpus().into_iter().filter(|text| !text.contains('\0'))
}

/// One client, called so.
fn one_client(id: &str, name: &str) -> ExportFiles {
    let mut clients = csv::Writer::from_writer(Vec::new());
    clients.write_record(["client_id", "name", "active", "in_portal", "office"]).unwrap();
    clients.write_record([id, name, "true", "true", ""]).unwrap();
    let header = |text: &str| format!("{text}\n").into_bytes();
    ExportFiles {
        clients: clients.into_inner().unwrap(),
        contacts: header("client_id,name,email,receives_invoices"),
        invoices: header("client_id,invoice_number,issued_on,due_on,amount,balance,late_fee,currency,kind"),
    }
}

/// All clients of these files in one.
fn together(files: Vec<ExportFiles>) -> ExportFiles {
    let mut all = ExportFiles { clients: Vec::new(), ..files[0].clone() };
    for (place, file) in files.into_iter().enumerate() {
        let text = String::from_utf8(file.clients).unwrap();
        let (header, row) = text.split_once('\n').unwrap();
        all.clients.extend(if place == 0 { format!("{header}\n{row}") } else { row.to_owned() }.into_bytes());
    }
    all
}

/// The answer to a search, or that it is too long.
async fn search<T: DeserializeOwned>(staff: &Visitor, path: &str, search: &str) -> Option<T> {
    let request = staff.request(Method::GET, path).query(&[("search", search), ("limit", "100")]);
    let response = request.send().await.unwrap();
    let status = response.status();
    if search.trim().chars().count() > LONGEST_SEARCH {
        assert!(status.is_client_error(), "{status}: {search:?}");
        return None;
    }
    assert_eq!(status, StatusCode::OK, "{search:?}");
    Some(response.json().await.unwrap())
}

/// The ways in which somebody may type a text that was stored.
fn typings(text: &str) -> [String; 3] {
    [text.to_owned(), fold(text), text.to_uppercase()]
}

/// Which of these folded texts have all words of a search.
fn that_have(keys: &[(String, String)], search: &str) -> BTreeSet<String> {
    let words = search_words(search);
    let have = keys.iter().filter(|(_, key)| words.iter().all(|word| key.contains(word.as_str())));
    have.map(|(id, _)| id.clone()).collect()
}

#[tokio::test]
async fn clients_called_so_are_refused_in_words_or_read_back_and_found() {
    let firm = spawn_empty_firms().await;
    let mut taken = Vec::new();
    let mut files = Vec::new();
    for (place, text) in corpus().into_iter().enumerate() {
        let id = format!("C{place}");
        let file = one_client(&id, &text);
        match Export::read(&file) {
            Ok(_) => {
                files.push(file);
                taken.push((id, nfc(text.trim())));
            }
            Err(bad) => assert!(bad.iter().all(|row| !row.what.is_empty()), "{text:?}"),
        }
    }
    assert!(taken.len() > 400, "{}", taken.len());
    firm.import(firm.firm, &together(files)).await;
    let key = |(id, name): &(String, String)| (id.clone(), format!("{}\n{}", fold(name), fold(id)));
    let keys: Vec<(String, String)> = taken.iter().map(key).collect();
    for (id, name) in &taken {
        let page: ClientsPage = search(&firm.staff, "/clients", id).await.unwrap();
        assert_eq!((page.clients[0].client_id.as_str(), &page.clients[0].name.text), (id.as_str(), name));
    }
    let mut asked = BTreeSet::new();
    for text in askable() {
        for typed in typings(&text) {
            if !asked.insert((nfc(text.trim()), typed.clone())) {
                continue;
            }
            let Some(page) = search::<ClientsPage>(&firm.staff, "/clients", &typed).await else { continue };
            let expected = that_have(&keys, &typed);
            let found: BTreeSet<String> = page.clients.iter().map(|hit| hit.client_id.to_string()).collect();
            assert_eq!(usize::try_from(page.total).unwrap(), expected.len(), "{typed:?}");
            assert!(found.is_subset(&expected) && found.len() == expected.len().min(100), "{typed:?}");
            // The capital of a subscript iota is a letter of its own: another text, where it stands among other marks.
            if typed != text && text.contains('\u{345}') {
                continue;
            }
            let own = taken.iter().filter(|(_, name)| *name == nfc(text.trim()));
            assert!(own.into_iter().all(|(id, _)| expected.contains(id)), "{text:?} is found as {typed:?}");
        }
    }
}

#[tokio::test]
async fn people_called_so_are_refused_in_words_or_read_back_and_found() {
    let firm = spawn_empty_firms().await;
    let mut keys = Vec::new();
    let mut typed = Vec::new();
    for (place, text) in corpus().into_iter().enumerate() {
        let name = match PersonName::new(&text, "Of The Corpus") {
            Ok(name) => name,
            Err(bad) => {
                assert!(!bad.to_string().is_empty());
                continue;
            }
        };
        let email = format!("p{place}@example.com");
        let user = firm.unverified_user(&text, "Of The Corpus", &email).await;
        assert_eq!(firm.staff.detail(user).await.name, name.to_string(), "{text:?}");
        keys.push((user.to_string(), format!("{}\n{}", fold(&name.to_string()), fold(&email))));
        typed.push((user.to_string(), text));
    }
    assert!(keys.len() > 300, "{}", keys.len());
    for (user, text) in typed {
        let Some(page) = search::<PortalUsersPage>(&firm.staff, "/portal-users", &text).await else { continue };
        let expected = that_have(&keys, &text);
        assert!(expected.contains(&user), "{text:?} is found by itself");
        assert_eq!(usize::try_from(page.total).unwrap(), expected.len(), "{text:?}");
    }
}

#[tokio::test]
async fn reasons_are_refused_in_words_or_read_back() {
    let firm = spawn_firm().await;
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let mut links = true;
    for text in askable() {
        let method = if links { Method::PUT } else { Method::DELETE };
        let request = firm.staff.link_request(method, jane, "1001").json(&json!({ "reason": text }));
        let response = request.send().await.unwrap();
        if !response.status().is_success() {
            let problem: contract::Problem = response.json().await.unwrap();
            assert!((400..500).contains(&problem.status) && !problem.title.is_empty(), "{text:?}: {problem:?}");
            continue;
        }
        links = !links;
        let log: ActivityPage = firm.staff.get("/activity?limit=1").await;
        let reason = log.entries[0].reason.clone().unwrap_or_default();
        assert!(reason == text.trim() || reason == nfc(text.trim()), "{text:?} became {reason:?}");
    }
}

#[tokio::test]
async fn firms_called_so_are_refused_in_words_or_read_back() {
    let firm = spawn_empty_firms().await;
    let now = firm.clock.now();
    for (place, text) in corpus().into_iter().enumerate() {
        let made = match create_firm(&firm.database, &format!("corpus-{place}"), &text, now).await {
            Ok(made) => made,
            Err(Error::Invalid(says)) => {
                assert!(!says.is_empty());
                continue;
            }
            Err(other) => panic!("{text:?}: {other:?}"),
        };
        let token = issue_token(&firm.database, made, "Dana Osei", &Permissions::all(), now).await.unwrap();
        let session: Session = firm.anonymous.with_token(token.reveal()).get("/session").await;
        assert_eq!(session.firm.name, nfc(text.trim()));
    }
}
