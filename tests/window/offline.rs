//! A train: the server is out of reach, work goes on with what is kept, and what was decided is sent once somebody says so.

use std::net::SocketAddr;
use std::time::Instant;

use contract::{ActivityPage, DeskConnection, DeskStanding};
use serde_json::{Value, json};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::desk::{Desk, MANAGER, PATIENCE, linked};
use crate::firms::{a_server, connect};

const BAND: &str = "//*[@role='status' and @aria-label='Connection']";

/// `rules.md` 45: the band with its age, a decision that is kept and not shown as done, one confirmation, and the log of the
/// firm has it once.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_without_the_server_is_kept_confirmed_once_and_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = a_server(folder.path()).await;
    let way = Way::to(server.address()).await;
    let desk = Desk::first_start(folder.path()).await;
    connect(&desk, &format!("http://{}", way.address), server.token().reveal()).await;
    stands(&desk, |standing| standing.connection == DeskConnection::Live && standing.number.is_some()).await;

    way.open.send_replace(false);
    desk.find(&format!("{BAND}[contains(., 'Offline') and contains(., 'as of')]")).await;
    desk.open_user("jane smith", "Jane Smith").await;
    desk.click(&linked("Smith, Jane")).await;
    desk.click(&format!("{MANAGER}//button[normalize-space()='De-link'][ancestor::form]")).await;
    desk.find(&format!("{BAND}//a[normalize-space()='1 waiting']")).await;
    desk.find(&format!("{MANAGER}//li[contains(., 'Smith, Jane')]")).await;

    way.open.send_replace(true);
    desk.find(&format!("{BAND}[contains(., 'The firm answers again')]")).await;
    desk.click(&format!("{BAND}//a[normalize-space()='1 waiting']")).await;
    desk.click("//button[normalize-space()='Confirm and send all']").await;
    desk.find("//ul[@aria-label='Waiting changes']//li[contains(., 'Done')]").await;
    let log: ActivityPage = desk.ask("activity", json!({ "client_id": "1001" })).await;
    let done = log.entries.iter().filter(|entry| entry.says.ends_with("de-linked 1001 Smith, Jane")).count();
    assert_eq!(done, 1, "{:?}", log.entries);
    desk.click("//nav//a[starts-with(normalize-space(), 'Portal users')]").await;
    desk.open_user("jane smith", "Jane Smith").await;
    desk.is_gone(&linked("Smith, Jane")).await;
    server.close().await;
}

async fn stands(desk: &Desk, is_so: impl Fn(&DeskStanding) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let standing: DeskStanding = desk.ask("standing", Value::Null).await;
        if is_so(&standing) {
            return;
        }
        assert!(Instant::now() < deadline, "it stays {standing:?}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The way to a server, which can be shut: then everybody on it is cut off, and nobody else comes through.
struct Way {
    address: SocketAddr,
    open: watch::Sender<bool>,
}

impl Way {
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (open, is_open) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                tokio::spawn(carry(caller, server, is_open.clone()));
            }
        });
        Self { address, open }
    }
}

async fn carry(mut caller: TcpStream, server: SocketAddr, mut is_open: watch::Receiver<bool>) {
    if !*is_open.borrow_and_update() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut caller, &mut server) => {}
        _ = is_open.changed() => {}
    }
}
