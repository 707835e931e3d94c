//! The worker that sends what is queued: one message at a time, firm after firm, woken by the [`Bell`] when something was
//! queued, and by itself now and then for what has to be tried again.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::again::next_try;
use super::relay::{NotTaken, Relay, Transport};
use crate::db::mails::DueMail;
use crate::{Clock, Database, Error, FirmId, db};

/// How often the worker looks by itself.
const EVERY: Duration = Duration::from_secs(30);

/// For how long a mail belongs to the worker that took it: longer than any relay's patience.
const LEASE: TimeDelta = TimeDelta::minutes(5);

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
        round.go(|| asked_to_stop(&mut stopped)).await;
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
    /// Sends what is due, firm after firm. What goes wrong at one firm, say that an import holds its turn, keeps no
    /// other's mail waiting.
    async fn go(&self, mut asked_to_stop: impl FnMut() -> bool) {
        let firms = match self.firms().await {
            Ok(firms) => firms,
            Err(error) => return note_failure(&error),
        };
        for firm in firms {
            while !asked_to_stop() {
                match self.send_next(firm).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        note_failure(&error);
                        break;
                    }
                }
            }
        }
    }

    async fn firms(&self) -> Result<Vec<FirmId>, Error> {
        db::firms::all(&mut self.database.read_directory().await?).await
    }

    /// Sends the firm's mail that has been due for the longest time; false if there is none.
    async fn send_next(&self, firm: FirmId) -> Result<bool, Error> {
        let Some((mail, name)) = self.claim(firm).await? else { return Ok(false) };
        let outcome = self.transport.send(&mail, &name).await;
        self.note(firm, &mail, outcome).await?;
        Ok(true)
    }

    /// Takes a mail for this worker alone: to every other, and to this one should it die, it is due again after the
    /// [`LEASE`].
    async fn claim(&self, firm: FirmId) -> Result<Option<(DueMail, String)>, Error> {
        let now = self.clock.now();
        // Most firms have none at most times: that is found out without taking the firm's turn.
        if db::mails::next_due(&mut self.database.read(firm).await?, firm, now).await?.is_none() {
            return Ok(None);
        }
        let mut tx = self.database.write(firm).await?;
        let Some(mail) = db::mails::next_due(&mut tx, firm, now).await? else { return Ok(None) };
        db::mails::set_claimed(&mut tx, firm, &mail.mail_id, now + LEASE).await?;
        let name = db::firms::get(&mut tx, firm).await?.name;
        tx.commit().await?;
        Ok(Some((mail, name)))
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

fn note_failure(error: &Error) {
    tracing::error!(error = %error.for_log(), "mail could not be looked after; it is tried again");
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use domain::Email;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::create_firm;
    use crate::db::tests::Sample;
    use crate::mail::{MailState, Message, RelayTls, outbox, queue};

    /// A relay that takes everything, and whom it was for.
    async fn relay() -> (Relay, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let recipients = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&recipients);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = take(stream, &kept).await;
            }
        });
        let from = Email::new("portal@harlow-pike.example").unwrap();
        let (host, patience) = ("127.0.0.1".to_owned(), Duration::from_secs(30));
        (Relay { host, port, credentials: None, tls: RelayTls::None, from, patience }, recipients)
    }

    async fn take(stream: TcpStream, recipients: &Mutex<Vec<String>>) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let (mut lines, mut in_mail) = (BufReader::new(read).lines(), false);
        write.write_all(b"220 here\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                _ if in_mail && line != "." => continue,
                "." => "250 taken",
                "DATA" => "354 go on",
                _ => "250 ok",
            };
            in_mail = line == "DATA";
            if line.starts_with("RCPT") {
                recipients.lock().unwrap().push(line);
            }
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }

    /// What goes wrong at one firm, here a count of tries that has no next, keeps no other firm's mail waiting.
    #[tokio::test]
    async fn one_firms_trouble_does_not_hold_anothers_mail() {
        for (engine, sample) in Sample::on_both_engines().await {
            let (relay, recipients) = relay().await;
            let (database, now) = (sample.database.clone(), Clock::system().now());
            let healthy = create_firm(&database, "other-firm", "Other Firm", now).await.unwrap();
            for (firm, to) in [(sample.firm, "held@example.com"), (healthy, "free@example.com")] {
                let mut tx = database.write(firm).await.unwrap();
                let to = Email::new(to).unwrap();
                queue(&mut tx, firm, &Message::key_used(&to, "A Firm", "A Client"), now).await.unwrap();
                tx.commit().await.unwrap();
            }
            let mut tx = sample.write().await;
            let broken = db::query("UPDATE mail SET tries = 9223372036854775807 WHERE firm_id = $1");
            broken.bind(sample.firm.get()).execute(&mut tx).await.unwrap();
            tx.commit().await.unwrap();

            let round =
                Round { database: database.clone(), clock: Clock::system(), transport: relay.transport().unwrap() };
            assert_eq!(round.firms().await.unwrap(), [sample.firm, healthy], "{engine}: the trouble comes first");
            round.go(|| false).await;
            assert_eq!(*recipients.lock().unwrap(), ["RCPT TO:<free@example.com>"], "{engine}");
            let states = async |firm| {
                let mails = outbox(&mut database.read(firm).await.unwrap(), firm, None, 100).await.unwrap();
                mails.into_iter().map(|mail| matches!(mail.state, MailState::Sent(_))).collect::<Vec<_>>()
            };
            assert_eq!(states(healthy).await, [true], "{engine}");
            assert!(states(sample.firm).await.iter().all(|sent| !sent), "{engine}: it is tried again");
        }
    }
}
