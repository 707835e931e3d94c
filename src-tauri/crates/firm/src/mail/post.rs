//! The worker that sends what is queued: one message at a time, firm after firm, woken by the [`Bell`] when something was
//! queued, and by itself now and then for what has to be tried again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::again::next_try;
use super::relay::{NotTaken, Relay, Transport};
use crate::db::mails::DueMail;
use crate::{Clock, Database, Error, FirmId, db};

/// How often the worker looks by itself.
const EVERY: Duration = Duration::from_secs(30);

/// Wakes the worker. It is rung after a commit; to ring it for nothing does no harm.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// There may be mail to send.
    pub fn ring(&self) {
        self.0.notify_one();
    }
}

/// A worker that sends mail until it is stopped.
#[derive(Debug)]
pub struct Post {
    stop: oneshot::Sender<()>,
    working: JoinHandle<()>,
}

impl Post {
    /// Begins to send by this relay what all firms of this database have queued.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the relay's name cannot be used for TLS.
    pub fn start(database: Database, clock: Clock, relay: &Relay, bell: Bell) -> Result<Self, Error> {
        let round = Round { database, clock, transport: relay.transport()? };
        let (stop, stopped) = oneshot::channel();
        Ok(Self { stop, working: tokio::spawn(work(round, bell, stopped)) })
    }

    /// Ends the message that is being sent, and stops.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.working.await;
    }
}

async fn work(round: Round, bell: Bell, mut stopped: oneshot::Receiver<()>) {
    loop {
        let asked_to_stop = |stopped: &mut oneshot::Receiver<()>| {
            !matches!(stopped.try_recv(), Err(oneshot::error::TryRecvError::Empty))
        };
        if let Err(error) = round.go(|| asked_to_stop(&mut stopped)).await {
            tracing::error!(?error, "mail could not be looked after; it is tried again");
        }
        tokio::select! {
            _ = &mut stopped => return,
            () = bell.0.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// What a round over all firms needs.
struct Round {
    database: Database,
    clock: Clock,
    transport: Transport,
}

impl Round {
    async fn go(&self, mut asked_to_stop: impl FnMut() -> bool) -> Result<(), Error> {
        let firms = db::firms::all(&mut self.database.read_directory().await?).await?;
        for firm in firms {
            // Row-level security shows a firm's mail to a transaction of that firm alone.
            while !asked_to_stop() {
                let Some((mail, name)) = self.next(firm).await? else { break };
                let outcome = self.transport.send(&mail, &name).await;
                self.note(firm, &mail, outcome).await?;
            }
        }
        Ok(())
    }

    async fn next(&self, firm: FirmId) -> Result<Option<(DueMail, String)>, Error> {
        let mut tx = self.database.read(firm).await?;
        let Some(mail) = db::mails::next_due(&mut tx, firm, self.clock.now()).await? else { return Ok(None) };
        Ok(Some((mail, db::firms::get(&mut tx, firm).await?.name)))
    }

    async fn note(&self, firm: FirmId, mail: &DueMail, outcome: Result<(), NotTaken>) -> Result<(), Error> {
        let now = self.clock.now();
        let mut tx = self.database.write(firm).await?;
        match outcome {
            Ok(()) => db::mails::set_sent(&mut tx, firm, &mail.mail_id, now).await?,
            Err(NotTaken { for_good, words }) => {
                let again = if for_good { None } else { next_try(mail.queued_at, mail.tries + 1, now, rand::random()) };
                tracing::warn!(mail_id = mail.mail_id, words, given_up = again.is_none(), "the relay took no mail");
                db::mails::set_not_taken(&mut tx, firm, &mail.mail_id, again, &words).await?;
            }
        }
        tx.commit().await
    }
}
