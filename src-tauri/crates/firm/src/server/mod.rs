//! The backend on a socket: one loop that accepts, over plain TCP or TLS, within limits on connections, size and time,
//! and that stops in order.

mod accept;
mod admission;
mod caller;
mod connection;
mod limits;
mod tls;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

pub use caller::{Caller, Proxies};
pub use limits::Limits;
pub use tls::{Tls, TlsFiles};

use crate::api::Backend;
use crate::mail::{Origin, Post};
use crate::portal::{PortalSetup, Portals};
use crate::{Clock, Database, Error, api};

/// How long a stop waits for requests that have begun: somebody may have sent half of one and gone.
const LONGEST_GOODBYE: Duration = Duration::from_secs(7);
/// How long a stop then waits for the database to write everything out.
const LONGEST_CLOSE: Duration = Duration::from_secs(3);

/// How to answer on a socket. The default is what suits a loopback address: the usual limits, no TLS, no proxy.
#[derive(Clone, Default)]
pub struct Serving {
    /// What a caller may take.
    pub limits: Limits,
    /// The certificate, if connections are to be TLS.
    pub tls: Option<Tls>,
    /// Who may say for whom they ask.
    pub proxies: Proxies,
    /// How the portals are set up, and the mail that they send.
    pub portals: PortalSetup,
}

/// A backend that is answering on a socket.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), Error>>,
}

impl Server {
    /// Begins to answer on this listener, as [`Serving::default`] says.
    ///
    /// # Errors
    /// [`Error::Io`] if the listener has no address.
    pub fn start(listener: TcpListener, database: Database, clock: Clock) -> Result<Self, Error> {
        Self::start_with(listener, database, clock, PortalSetup::default())
    }

    /// As [`Server::start`], with portals set up like this.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_with(
        listener: TcpListener,
        database: Database,
        clock: Clock,
        portals: PortalSetup,
    ) -> Result<Self, Error> {
        let address = listener.local_addr().map_err(Error::io("the socket has no address"))?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = Serving { portals, ..Serving::default() };
        let serving = tokio::spawn(serve(listener, database, clock, serving, async {
            let _ = stopped.await;
        }));
        Ok(Self { address, stop, serving })
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers what has begun, then stops.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.serving.await;
    }
}

/// Answers on this listener, and sends mail if there is a relay, until `stop` comes true; then finishes what has begun and
/// closes the database, within some ten seconds.
///
/// # Errors
/// [`Error::Io`] if the listener has no address, [`Error::Invalid`] if the relay's name cannot be used.
pub async fn serve(
    listener: TcpListener,
    database: Database,
    clock: Clock,
    serving: Serving,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let address = listener.local_addr().map_err(Error::io("the socket has no address"))?;
    let PortalSetup { origin, relay, hashing, bell } = serving.portals.clone();
    let scheme = if serving.tls.is_some() { "https" } else { "http" };
    let origin = origin.map_or_else(|| Origin::new(&format!("{scheme}://{address}")), Ok)?;
    let start = |relay| Post::start(database.clone(), clock.clone(), &relay, bell.clone());
    let post = relay.map(start).transpose()?;
    let (say_stopping, stopping) = watch::channel(false);
    let backend = Backend::new(database.clone(), clock, Portals { origin, hashing, bell }, stopping);
    let (directories, for_warming) = (backend.directories.clone(), database.clone());
    let warming = tokio::spawn(async move { directories.warm(&for_warming).await });
    let stop = async move {
        stop.await;
        let _ = say_stopping.send(true);
    };
    accept::until(stop, listener, api::router(backend, &serving.limits), serving).await;
    warming.abort();
    if let Some(post) = post {
        // A message that the relay is slow to take is taken at the next start.
        let _ = tokio::time::timeout(LONGEST_CLOSE, post.stop()).await;
    }
    let _ = tokio::time::timeout(LONGEST_CLOSE, database.close()).await;
    Ok(())
}
