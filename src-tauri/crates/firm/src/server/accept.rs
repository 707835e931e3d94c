//! The loop that accepts connections, and its end.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::admission::{Admission, Place};
use super::{LONGEST_GOODBYE, Serving, connection};

/// How long to leave the socket alone when the operating system has no more files or memory for us.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts connections and answers on them until `stop` comes true, then answers what has begun.
pub(super) async fn until(stop: impl Future<Output = ()>, listener: TcpListener, router: Router, serving: Serving) {
    let admission = Admission::new(&serving);
    let serving = Arc::new(serving);
    let graceful = GracefulShutdown::new();
    // Ends, with the connections in it, when this function does.
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let (place, stream) = tokio::select! {
            () = &mut stop => break,
            admitted = next(&listener, &admission, &serving) => admitted,
        };
        while connections.try_join_next().is_some() {}
        let (router, serving, watcher) = (router.clone(), Arc::clone(&serving), graceful.watcher());
        connections.spawn(async move {
            connection::answer(stream, router, &serving, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LONGEST_GOODBYE, graceful.shutdown()).await;
}

/// The next connection that may be answered.
async fn next(listener: &TcpListener, admission: &Admission, serving: &Serving) -> (Place, TcpStream) {
    loop {
        let place = admission.place().await;
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Whoever is gone already needs no answer.
        let (Ok(peer), Ok(local)) = (stream.peer_addr(), stream.local_addr()) else { continue };
        if let Some(place) = admission.admit(place, peer.ip(), local.ip(), serving) {
            return (place, stream);
        }
        tracing::debug!("a connection was refused: too many from its address, or in the clear");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends there")]
mod tests {
    use axum::Extension;
    use axum::routing::get;
    use tokio::sync::oneshot;

    use super::*;
    use crate::server::Caller;

    /// Who a handler thinks is asking, behind these proxies.
    async fn caller(proxies: &str) -> String {
        let serving = Serving { proxies: proxies.parse().unwrap(), ..Serving::default() };
        let router = Router::new().route("/", get(async |Extension(Caller(address))| address.to_string()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        let accepting = tokio::spawn(until(stopped, listener, router, serving));
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.get(url).header("x-forwarded-for", "198.51.100.1").send().await.unwrap();
        let caller = answer.text().await.unwrap();
        stop.send(()).unwrap();
        accepting.await.unwrap();
        caller
    }

    #[tokio::test]
    async fn every_request_knows_its_caller() {
        assert_eq!(caller("127.0.0.1").await, "198.51.100.1");
        assert_eq!(caller("10.0.0.5").await, "127.0.0.1");
    }
}
