use crate::Error;

/// Does what takes a while on a thread of its own, where it keeps no request of others waiting.
///
/// # Errors
/// [`Error::Panicked`] if it does.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Panicked)
}
