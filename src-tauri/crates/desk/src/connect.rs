use tokio::sync::watch;

use crate::{Backend, Desk, Error};

type Outcome = Option<Result<Backend, Error>>;

/// The other end of a [`Desk`] that has no backend yet: the window opens at once, and its questions wait here until the
/// embedded firm answers.
pub struct Connecting(watch::Sender<Outcome>);

/// Where a desk's backend will be.
#[derive(Clone)]
pub(crate) struct Connection(watch::Receiver<Outcome>);

impl Desk {
    /// A desk without a backend, and the hand that gives it one.
    #[must_use]
    pub fn connecting() -> (Self, Connecting) {
        let (sender, receiver) = watch::channel(None);
        (Self::over(Connection(receiver)), Connecting(sender))
    }
}

impl Connecting {
    /// Here is the backend, or why there is none. Whoever waits goes on.
    pub fn done(self, outcome: Result<Backend, Error>) {
        self.0.send_replace(Some(outcome));
    }
}

impl Connection {
    /// The backend, as soon as there is one.
    pub(crate) async fn backend(&self) -> Result<Backend, Error> {
        let mut outcome = self.0.clone();
        let outcome = outcome.wait_for(Option::is_some).await;
        let outcome = outcome.map_err(|_| Error::NotOpened("The firm's start was broken off.".to_owned()))?;
        outcome.clone().expect("waited for it")
    }
}
