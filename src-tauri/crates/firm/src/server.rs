use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::{Clock, Database, Error, api};

/// How long a stop waits for requests that have begun: somebody may have sent half of one and gone.
const LONGEST_GOODBYE: Duration = Duration::from_secs(5);

/// A backend that is answering on a socket.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    /// Begins to answer on this listener.
    ///
    /// # Errors
    /// [`Error::Io`] if the listener has no address.
    pub fn start(listener: TcpListener, database: Database, clock: Clock) -> Result<Self, Error> {
        let address = listener.local_addr().map_err(Error::io("the socket has no address"))?;
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(run(listener, database, clock, async {
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

/// Answers on this listener until `stop` comes true, then finishes what has begun and closes the database.
///
/// # Errors
/// [`Error::Io`] if the socket fails.
pub async fn serve(
    listener: TcpListener,
    database: Database,
    clock: Clock,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    run(listener, database, clock, stop).await.map_err(Error::io("the socket failed"))
}

async fn run(
    listener: TcpListener,
    database: Database,
    clock: Clock,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = api::router(database.clone(), clock);
    let (stopping, stopped) = oneshot::channel::<()>();
    let stop = async move {
        stop.await;
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, router).with_graceful_shutdown(stop).into_future();
    let goodbye = async {
        let _ = stopped.await;
        tokio::time::sleep(LONGEST_GOODBYE).await;
    };
    let served = tokio::select! {
        served = serving => served,
        () = goodbye => Ok(()),
    };
    let _ = tokio::time::timeout(LONGEST_GOODBYE, database.close()).await;
    served
}
