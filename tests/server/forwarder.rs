use std::path::PathBuf;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// An address that leads to one PostgreSQL server at a time, as a firm has it before several of them: whoever is led
/// elsewhere is cut off first.
pub(crate) struct Forwarder {
    port: u16,
    leads_to: watch::Sender<PathBuf>,
}

impl Forwarder {
    /// One that leads to the server that listens here.
    pub(crate) async fn to(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (leads_to, watched) = watch::channel(socket);
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                tokio::spawn(forward(caller, watched.clone()));
            }
        });
        Self { port, leads_to }
    }

    pub(crate) fn lead_to(&self, socket: PathBuf) {
        self.leads_to.send_replace(socket);
    }

    /// The address of a database, asked for by this way.
    pub(crate) fn address(&self, url: &str) -> String {
        let (way, name) = (format!("@127.0.0.1:{}/", self.port), url.split(['/', '?']).nth(3).unwrap());
        let role = url.split('@').next().unwrap();
        format!("{role}{way}{name}")
    }
}

/// To whichever leads now, until another does. One that is down is like one that hangs up.
async fn forward(mut caller: TcpStream, mut leads_to: watch::Receiver<PathBuf>) {
    let socket = leads_to.borrow_and_update().clone();
    let Ok(mut server) = UnixStream::connect(socket).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut caller, &mut server) => {}
        _ = leads_to.changed() => {}
    }
}
