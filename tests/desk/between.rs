//! Somebody in between: a network that cuts off, a hotel's sign-in page, a proxy that has had enough.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What is done with a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It is passed on.
    Honest,
    /// It is passed on until so many bytes of answers have come, then every connection is cut.
    CutsAfter(usize),
    /// Everything gets this answer.
    Answers(String),
}

/// A proxy on a port of its own, before a backend.
#[derive(Clone)]
pub(crate) struct Between {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    cut: Arc<Notify>,
}

struct Shared {
    mood: Mood,
    /// The first line of every request that was passed on or answered.
    asked: Vec<String>,
    /// How many bytes of answers were passed on.
    answered: usize,
}

impl Between {
    pub(crate) async fn before(base: &str) -> Self {
        let backend: SocketAddr = base.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared { mood: Mood::Honest, asked: Vec::new(), answered: 0 }));
        let this = Self { address, shared, cut: Arc::default() };
        let accepting = this.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let this = accepting.clone();
                tokio::spawn(async move { this.carry(socket, backend).await });
            }
        });
        this
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn is(&self, mood: Mood) {
        self.shared.lock().unwrap().mood = mood;
    }

    /// Every connection is cut that is open now.
    pub(crate) fn cuts(&self) {
        self.cut.notify_waiters();
    }

    /// The first lines of the requests since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().unwrap().asked)
    }

    /// How many bytes of answers have been passed on, as they went over the wire.
    pub(crate) fn answered(&self) -> usize {
        self.shared.lock().unwrap().answered
    }

    async fn carry(&self, mut socket: TcpStream, backend: SocketAddr) {
        let mood = self.shared.lock().unwrap().mood.clone();
        if let Mood::Answers(answer) = mood {
            let mut request = [0; 4096];
            let read = socket.read(&mut request).await.unwrap_or(0);
            self.note(&request[..read]);
            let _ = socket.write_all(answer.as_bytes()).await;
            return;
        }
        let Ok(upstream) = TcpStream::connect(backend).await else { return };
        let (mut from_caller, mut to_caller) = socket.into_split();
        let (mut from_backend, mut to_backend) = upstream.into_split();
        let asking = async {
            let mut bytes = vec![0; 16 << 10];
            while let Ok(read @ 1..) = from_caller.read(&mut bytes).await {
                self.note(&bytes[..read]);
                if to_backend.write_all(&bytes[..read]).await.is_err() {
                    break;
                }
            }
        };
        let answering = async {
            let mut bytes = vec![0; 16 << 10];
            while let Ok(read @ 1..) = from_backend.read(&mut bytes).await {
                let passes = self.passes(read);
                if to_caller.write_all(&bytes[..passes]).await.is_err() || passes < read {
                    break;
                }
            }
        };
        // Whichever ends first ends both.
        tokio::select! {
            () = asking => {}
            () = answering => {}
            () = self.cut.notified() => {}
        }
    }

    fn note(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        if let Some(line) = text.lines().next().filter(|line| line.ends_with("HTTP/1.1")) {
            self.shared.lock().unwrap().asked.push(line.to_owned());
        }
    }

    /// How many of these bytes are passed on.
    fn passes(&self, bytes: usize) -> usize {
        let mut shared = self.shared.lock().unwrap();
        let passes = match &mut shared.mood {
            Mood::CutsAfter(left) => {
                let passes = bytes.min(*left);
                *left -= passes;
                passes
            }
            Mood::Honest | Mood::Answers(_) => bytes,
        };
        shared.answered += passes;
        passes
    }
}

/// An answer as a proxy gives it: an HTML page.
pub(crate) fn page(status: &str, headers: &str) -> String {
    let page = "<h1>Welcome</h1>";
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{page}",
        page.len()
    )
}
