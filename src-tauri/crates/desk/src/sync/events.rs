use std::time::Duration;

use reqwest::Response;
use tokio::time::Instant;

use super::Halt;
use crate::{Backend, Error};

/// A stream that ends sooner than this was ended by somebody in between.
const SHORTEST: Duration = Duration::from_secs(5);
/// The most that an event of ours could have; what is longer comes from somebody else.
const LONGEST_EVENT: usize = 4096;

/// The stream that says when there are changes to read.
pub(super) struct Events {
    response: Response,
    opened: Instant,
    /// What has come of an event that has not ended.
    begun: Vec<u8>,
}

impl Events {
    pub(super) async fn open(backend: &Backend) -> Result<Self, Halt> {
        let response = backend.stream(&["changes", "stream"]).await?;
        Ok(Self { response, opened: Instant::now(), begun: Vec::new() })
    }

    /// The newest number, when the next event tells it; none when the stream has ended. Whoever stops waiting loses
    /// nothing.
    pub(super) async fn next(&mut self) -> Result<Option<i64>, Halt> {
        let broken = || Halt::Later(Error::Unreachable, None);
        loop {
            if let Some(number) = self.taken() {
                return Ok(Some(number));
            }
            if self.begun.len() > LONGEST_EVENT {
                return Err(broken());
            }
            // The backend says every fifteen seconds that it is there; who is silent for longer is given up in `backend`.
            match self.response.chunk().await.map_err(|_| broken())? {
                Some(bytes) => self.begun.extend_from_slice(&bytes),
                None => return Ok(None),
            }
        }
    }

    /// What a stream's end means: the backend ends each after a while; one that ends at once would be asked for without
    /// end.
    pub(super) fn ended(&self) -> Result<(), Halt> {
        match self.opened.elapsed() < SHORTEST {
            true => Err(Halt::Later(Error::Unreachable, None)),
            false => Ok(()),
        }
    }

    /// The number of the first whole event that has one; comments that keep the stream alive have none.
    fn taken(&mut self) -> Option<i64> {
        while let Some(end) = self.begun.windows(2).position(|two| two == b"\n\n") {
            let event: Vec<u8> = self.begun.drain(..end + 2).collect();
            let mut lines = event.split(|&byte| byte == b'\n');
            let data = lines.find_map(|line| line.strip_prefix(b"data:"));
            let number = data.and_then(|data| std::str::from_utf8(data).ok()?.trim().parse().ok());
            if number.is_some() {
                return number;
            }
        }
        None
    }
}
