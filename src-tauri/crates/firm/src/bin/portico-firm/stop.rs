//! Being asked to stop, and to read the certificate again.

use std::future::Future;

use anyhow::Result;
use firm::Tls;

/// Comes true when the process is asked to stop. The request is heard from the moment that this returns.
#[cfg(unix)]
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminated, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

/// As above.
#[cfg(windows)]
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}

/// Reads the certificate again at each SIGHUP, for as long as the process lives.
#[cfg(unix)]
pub(crate) fn reload_on_hangup(tls: Tls) -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match tls.reload() {
                Ok(()) => tracing::info!("the certificate was read again"),
                Err(error) => tracing::error!(%error, "the certificate stays as it was"),
            }
        }
    });
    Ok(())
}

/// There is no such signal on Windows.
#[cfg(windows)]
pub(crate) fn reload_on_hangup(_: Tls) -> Result<()> {
    Ok(())
}
