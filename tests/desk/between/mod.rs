//! Somebody in between (`trust.md` F10): a network that is slow, cuts off or swallows everything, a hotel's sign-in page, a
//! proxy that has had enough, sends things twice or in another order.

mod carry;
mod mood;
mod request;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::support::Dice;
pub(crate) use mood::{Mood, page};

/// A proxy on a port of its own, before a backend.
#[derive(Clone)]
pub(crate) struct Between {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    cut: Arc<Notify>,
    /// Told whenever a request has passed.
    passed: Arc<Notify>,
}

struct Shared {
    backend: SocketAddr,
    mood: Mood,
    /// The first line of every request that came.
    asked: Vec<String>,
    /// How many bytes of answers were passed on.
    answered: usize,
    /// How many were sent once more, and answered.
    repeated: usize,
    dice: Dice,
}

impl Between {
    pub(crate) async fn before(base: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Shared {
            backend: address_of(base),
            mood: Mood::Honest,
            asked: Vec::new(),
            answered: 0,
            repeated: 0,
            dice: Dice::of_seed(0),
        };
        let shared = Arc::new(Mutex::new(shared));
        let this = Self { address, shared, cut: Arc::default(), passed: Arc::default() };
        let accepting = this.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let this = accepting.clone();
                tokio::spawn(async move { this.carry(socket).await });
            }
        });
        this
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn is(&self, mood: Mood) {
        self.shared().mood = mood;
    }

    /// Draws with these dice from now on.
    pub(crate) fn draws(&self, dice: Dice) {
        self.shared().dice = dice;
    }

    /// From now on it is before the backend at this address.
    pub(crate) fn leads_to(&self, base: &str) {
        self.shared().backend = address_of(base);
    }

    /// Every connection is cut that is open now.
    pub(crate) fn cuts(&self) {
        self.cut.notify_waiters();
    }

    /// The first lines of the requests since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shared().asked)
    }

    /// How many bytes of answers have been passed on, as they went over the wire.
    pub(crate) fn answered(&self) -> usize {
        self.shared().answered
    }

    /// How many requests were sent once more, and have been answered.
    pub(crate) fn repeated(&self) -> usize {
        self.shared().repeated
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap()
    }
}

fn address_of(base: &str) -> SocketAddr {
    base.trim_start_matches("http://").parse().unwrap()
}
