use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The wire before a backend: it counts, and can be cut.
pub(crate) struct Wire {
    address: SocketAddr,
    answered: Arc<AtomicU64>,
    cut: watch::Sender<bool>,
}

impl Wire {
    pub(crate) async fn before(base: &str) -> Result<Self> {
        let backend: SocketAddr = base.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let answered = Arc::new(AtomicU64::new(0));
        let cut = watch::Sender::new(false);
        let (counter, is_cut) = (Arc::clone(&answered), cut.subscribe());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (counter, mut is_cut) = (Arc::clone(&counter), is_cut.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        _ = is_cut.wait_for(|cut| *cut) => {}
                        _ = carry(socket, backend, &counter) => {}
                    }
                });
            }
        });
        Ok(Self { address, answered, cut })
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many bytes of answers have passed.
    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Every connection ends, and so does every further one.
    pub(crate) fn cut(&self) {
        self.cut.send_replace(true);
    }
}

async fn carry(socket: TcpStream, backend: SocketAddr, answered: &AtomicU64) -> std::io::Result<()> {
    let (mut from_caller, mut to_caller) = socket.into_split();
    let (mut from_backend, mut to_backend) = TcpStream::connect(backend).await?.into_split();
    let asking = tokio::io::copy(&mut from_caller, &mut to_backend);
    let answering = async {
        let mut bytes = vec![0; 64 << 10];
        loop {
            let read = from_backend.read(&mut bytes).await?;
            if read == 0 {
                return std::io::Result::Ok(());
            }
            answered.fetch_add(read as u64, Ordering::Relaxed);
            to_caller.write_all(&bytes[..read]).await?;
        }
    };
    tokio::select! {
        _ = asking => Ok(()),
        done = answering => done,
    }
}
