//! Carrying what is asked and what is answered, as the mood is.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

use super::request::{Requests, first_line};
use super::{Between, Mood};

/// How long a question waits for another to overtake it, or to be repeated after.
const A_WHILE: Duration = Duration::from_millis(300);
/// How often a trickle brings something.
const A_DROP: Duration = Duration::from_millis(50);

impl Between {
    pub(super) async fn carry(&self, caller: TcpStream) {
        let backend = self.shared().backend;
        let Ok(upstream) = TcpStream::connect(backend).await else { return };
        let (from_caller, to_caller) = caller.into_split();
        let (from_backend, to_backend) = upstream.into_split();
        let to_caller = Mutex::new(to_caller);
        // Whichever ends first ends both.
        tokio::select! {
            () = self.carry_questions(Requests::of(from_caller), to_backend, &to_caller) => {}
            () = self.carry_answers(from_backend, &to_caller) => {}
            () = self.cut.notified() => {}
        }
    }

    async fn carry_questions(
        &self,
        mut requests: Requests,
        mut to_backend: OwnedWriteHalf,
        to_caller: &Mutex<OwnedWriteHalf>,
    ) {
        while let Some(request) = requests.next().await {
            self.shared().asked.push(first_line(&request));
            let mood = self.shared().mood.clone();
            match &mood {
                Mood::Answers(answer) => {
                    let _ = to_caller.lock().await.write_all(answer.as_bytes()).await;
                    return;
                }
                Mood::Swallows => continue,
                Mood::Late(range) => sleep(self.some_time(range.start, range.end)).await,
                Mood::Repeats => self.repeat(request.clone()).await,
                Mood::RepeatsLater => {
                    let (this, again) = (self.clone(), request.clone());
                    tokio::spawn(async move {
                        let _ = timeout(A_WHILE, this.passed.notified()).await;
                        this.repeat(again).await;
                    });
                }
                Mood::Overtaken => {
                    let _ = timeout(A_WHILE, self.passed.notified()).await;
                }
                _ => {}
            }
            if to_backend.write_all(&request).await.is_err() {
                return;
            }
            self.passed.notify_waiters();
            if mood == Mood::ClosesAsking {
                let _ = to_backend.shutdown().await;
            }
        }
    }

    async fn carry_answers(&self, mut from_backend: OwnedReadHalf, to_caller: &Mutex<OwnedWriteHalf>) {
        let mut bytes = vec![0; 16 << 10];
        while let Ok(read @ 1..) = from_backend.read(&mut bytes).await {
            let passes = self.passes(read);
            let mood = self.shared().mood.clone();
            let mut to_caller = to_caller.lock().await;
            let written = match mood {
                Mood::Trickles(a_second) => trickle(&mut to_caller, &bytes[..passes], a_second).await,
                _ => to_caller.write_all(&bytes[..passes]).await,
            };
            if written.is_err() {
                return;
            }
            match mood {
                _ if passes == read => {}
                Mood::Swallows => {}
                Mood::ClosesHalfAfter(_) => {
                    let _ = to_caller.shutdown().await;
                    return std::future::pending().await;
                }
                Mood::ResetsAfter(_) => {
                    let _ = to_caller.as_ref().set_zero_linger();
                    return;
                }
                Mood::CutsOnce(_) => {
                    self.is(Mood::Honest);
                    return;
                }
                _ => return,
            }
        }
    }

    /// Sends this to the backend once more. Nobody hears the answer.
    async fn repeat(&self, request: Vec<u8>) {
        let backend = self.shared().backend;
        let Ok(mut again) = TcpStream::connect(backend).await else { return };
        let _ = again.write_all(&request).await;
        // It is answered before this goes away; a stream of events would never be.
        let _ = timeout(A_WHILE, again.read(&mut [0; 64])).await;
        self.shared().repeated += 1;
    }

    /// How many of these bytes are passed on.
    fn passes(&self, bytes: usize) -> usize {
        let mut shared = self.shared();
        let passes = shared.mood.passes(bytes);
        shared.answered += passes;
        passes
    }

    fn some_time(&self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.shared().dice.below(to - from))
    }
}

async fn trickle(to: &mut OwnedWriteHalf, bytes: &[u8], a_second: usize) -> std::io::Result<()> {
    let a_drop = (a_second / 20).max(1);
    for drop in bytes.chunks(a_drop) {
        to.write_all(drop).await?;
        sleep(A_DROP).await;
    }
    Ok(())
}
