use crate::Error;
use crate::api::problem::ApiError;

/// Carries a change out in a task of its own: a visitor who goes away drops the handler, and must not stop a transaction
/// half-way.
pub(super) async fn to_its_end<T: Send + 'static>(
    change: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, ApiError> {
    Ok(tokio::spawn(change).await.map_err(|_| Error::Panicked)??)
}
