//! The desktop's engine against a real backend, against none, and against what is no backend at all.

use contract::{ClientsQuery, LinkChange, PortalUsersQuery, Problem, ProblemCode};
use desk::{Backend, Desk, Error};
use domain::PortalUserId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{client, spawn_firm};

fn desk(address: &str, token: &str) -> Desk {
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(address, token), None);
    desk
}

fn everybody() -> PortalUsersQuery {
    PortalUsersQuery::default()
}

fn change(user: PortalUserId, id: &str) -> LinkChange {
    LinkChange {
        portal_user_id: user,
        client_id: client(id),
        reason: None,
        undo_of: None,
        if_version: None,
        confirmed: true,
    }
}

#[tokio::test]
async fn a_link_made_at_the_desk_is_a_link_of_the_firm() {
    let firm = spawn_firm().await;
    let desk = desk(firm.base(), firm.token());
    let jane = firm.user("Jane", "Smith", "someone@example.com").await;
    let found = desk.clients(ClientsQuery { search: "café".to_owned(), limit: None }).await.unwrap();
    let linked = desk.link(change(jane, found.clients[0].client_id.as_str())).await.unwrap();
    assert_eq!(firm.staff.detail(jane).await.links[0].client_id.as_str(), "A/5 ø");
    assert_eq!(desk.portal_user(jane).await.unwrap().links.len(), 1);
    assert_eq!(desk.portal_users(everybody()).await.unwrap().rows[0].link_count, 1);

    let undo =
        LinkChange { undo_of: linked.activity, if_version: Some(linked.state.version), ..change(jane, "A/5 ø") };
    assert!(desk.de_link(undo.clone()).await.unwrap().changed);
    let moved = desk.de_link(undo).await.unwrap_err();
    assert!(matches!(&moved, Error::Refused(problem) if problem.code == ProblemCode::Moved), "{moved:?}");
}

#[tokio::test]
async fn what_is_asked_before_there_is_a_backend_waits_for_it() {
    let firm = spawn_firm().await;
    let (desk, connecting) = Desk::connecting();
    let asking = tokio::spawn({
        let desk = desk.clone();
        async move { desk.session().await }
    });
    tokio::task::yield_now().await;
    assert!(!asking.is_finished());
    connecting.done(Backend::new(firm.base(), firm.token()), None);
    assert_eq!(asking.await.unwrap().unwrap().staff, "Dana Osei");
}

#[tokio::test]
async fn a_firm_that_could_not_be_opened_says_why_to_whoever_asks() {
    let (desk, connecting) = Desk::connecting();
    connecting.done(Err(Error::NotOpened("The disk is full.".to_owned())), None);
    let problem = Problem::from(desk.session().await.unwrap_err());
    assert_eq!((problem.code, problem.title.as_str()), (ProblemCode::NotOpened, "The disk is full."));
    let (desk, connecting) = Desk::connecting();
    drop(connecting);
    assert!(matches!(desk.session().await, Err(Error::NotOpened(_))));
}

#[tokio::test]
async fn a_backend_that_does_not_answer_is_unreachable_and_a_wrong_token_is_not_signed_in() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let problem = Problem::from(desk(&format!("http://{closed}"), "t").session().await.unwrap_err());
    assert_eq!((problem.code, problem.status), (ProblemCode::Unreachable, 0));
    assert!(problem.next.contains("may or may not have been made"), "nobody knows: {}", problem.next);
    let firm = spawn_firm().await;
    let problem = Problem::from(desk(firm.base(), "wrong").session().await.unwrap_err());
    assert_eq!(problem.code, ProblemCode::NotSignedIn);
    assert!(matches!(Backend::new("not an address", "t"), Err(Error::NotOpened(_))));
}

/// A hotel's sign-in page answers 200 to everything.
#[tokio::test]
async fn an_answer_that_no_backend_would_give_is_no_answer() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.read(&mut [0; 4096]).await;
            let page = "<h1>Welcome to the hotel</h1>";
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{page}", page.len());
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    let error = desk(&format!("http://{address}"), "t").session().await.unwrap_err();
    assert!(matches!(error, Error::NotTheBackend), "{error:?}");
}
