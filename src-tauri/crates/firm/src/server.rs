use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::api::Backend;
use crate::mail::{Origin, Post};
use crate::portal::{PortalSetup, Portals};
use crate::{Clock, Database, Error, api};

/// How long a stop waits for requests that have begun: somebody may have sent half of one and gone.
const LONGEST_GOODBYE: Duration = Duration::from_secs(5);

/// A backend that is answering on a socket.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), Error>>,
}

impl Server {
    /// Begins to answer on this listener, with portals as [`PortalSetup::default`] says.
    ///
    /// # Errors
    /// [`Error::Io`] if the listener has no address.
    pub fn start(listener: TcpListener, database: Database, clock: Clock) -> Result<Self, Error> {
        Self::start_with(listener, database, clock, PortalSetup::default())
    }

    /// Begins to answer on this listener, with portals set up like this.
    ///
    /// # Errors
    /// [`Error::Io`] if the listener has no address.
    pub fn start_with(
        listener: TcpListener,
        database: Database,
        clock: Clock,
        setup: PortalSetup,
    ) -> Result<Self, Error> {
        let address = listener.local_addr().map_err(Error::io("the socket has no address"))?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve(listener, database, clock, setup, async {
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
/// closes the database.
///
/// # Errors
/// [`Error::Io`] if the socket fails, [`Error::Invalid`] if the relay's name cannot be used.
pub async fn serve(
    listener: TcpListener,
    database: Database,
    clock: Clock,
    setup: PortalSetup,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let address = listener.local_addr().map_err(Error::io("the socket has no address"))?;
    let PortalSetup { origin, relay, hashing, bell } = setup;
    let origin = origin.map_or_else(|| Origin::new(&format!("http://{address}")), Ok)?;
    let start = |relay| Post::start(database.clone(), clock.clone(), &relay, bell.clone());
    let post = relay.map(start).transpose()?;
    let portals = Portals { origin, hashing, bell };
    let router = api::router(Backend { database: database.clone(), clock, portals });
    let served = answer(listener, router, stop).await;
    if let Some(post) = post {
        // A message that the relay is slow to take is taken at the next start.
        let _ = tokio::time::timeout(LONGEST_GOODBYE, post.stop()).await;
    }
    let _ = tokio::time::timeout(LONGEST_GOODBYE, database.close()).await;
    served.map_err(Error::io("the socket failed"))
}

async fn answer(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stopping, stopped) = oneshot::channel::<()>();
    let stop = async move {
        stop.await;
        let _ = stopping.send(());
    };
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, router).with_graceful_shutdown(stop).into_future();
    let goodbye = async {
        let _ = stopped.await;
        tokio::time::sleep(LONGEST_GOODBYE).await;
    };
    tokio::select! {
        served = serving => served,
        () = goodbye => Ok(()),
    }
}
