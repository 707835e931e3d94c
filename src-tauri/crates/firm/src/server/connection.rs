//! One connection: the TLS handshake, then requests, each with its [`Caller`].

use std::convert::Infallible;
use std::future::{self, Future};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::tls::Protocol;
use super::{Caller, Limits, Serving};

/// The most bytes of a request's head, and of what is read ahead.
const LARGEST_HEAD: usize = 64 * 1024;
/// How many requests may be under way at once on one connection of HTTP/2.
const MOST_STREAMS: u32 = 100;

/// Answers on this connection until either side ends it.
pub(super) async fn answer(stream: TcpStream, router: Router, serving: &Serving, watcher: Watcher) {
    let Ok(peer) = stream.peer_addr() else { return };
    // Answers are small, and somebody waits for each.
    let _ = stream.set_nodelay(true);
    let proxies = serving.proxies.clone();
    let router = TowerToHyperService::new(router);
    let call = move |mut request: Request<Incoming>| {
        let caller = Caller::of(peer.ip(), request.headers(), &proxies);
        request.extensions_mut().insert(caller);
        router.call(request)
    };
    let Some(tls) = &serving.tls else {
        return speak(stream, Protocol::Http1, call, serving.limits, watcher).await;
    };
    match tokio::time::timeout(serving.limits.header_timeout, tls.accept(stream)).await {
        Ok(Ok((stream, protocol))) => speak(stream, protocol, call, serving.limits, watcher).await,
        Ok(Err(_)) | Err(_) => tracing::debug!("a TLS handshake failed"),
    }
}

/// Speaks one protocol, known beforehand: waiting for the first bytes to tell it would have no limit in time.
async fn speak<S, C, F>(stream: S, protocol: Protocol, call: C, limits: Limits, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    C: Fn(Request<Incoming>) -> F + Send + 'static,
    F: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
{
    let asked = Arc::new(AtomicBool::new(false));
    let service = service_fn({
        let asked = Arc::clone(&asked);
        move |request| {
            asked.store(true, Ordering::Relaxed);
            call(request)
        }
    });
    let builder = builder(protocol, limits);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let never_asks = async {
        tokio::time::sleep(limits.header_timeout).await;
        if asked.load(Ordering::Relaxed) {
            future::pending::<()>().await;
        }
    };
    tokio::select! {
        // What a caller does wrong on its own connection is no event of ours.
        _ = watcher.watch(connection) => {}
        () = never_asks => {}
    }
}

fn builder(protocol: Protocol, limits: Limits) -> Builder<TokioExecutor> {
    let builder = Builder::new(TokioExecutor::new());
    let mut builder = match protocol {
        Protocol::Http1 => builder.http1_only(),
        Protocol::Http2 => builder.http2_only(),
    };
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header_timeout).max_buf_size(LARGEST_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.header_timeout)
        .keep_alive_timeout(limits.header_timeout)
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(LARGEST_HEAD as u32);
    builder
}
