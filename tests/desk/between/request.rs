//! Questions, apart from each other.

use tokio::io::AsyncReadExt;
use tokio::net::tcp::OwnedReadHalf;

/// What comes from a caller, question by question.
pub(super) struct Requests {
    from: OwnedReadHalf,
    come: Vec<u8>,
}

impl Requests {
    pub(super) fn of(from: OwnedReadHalf) -> Self {
        Self { from, come: Vec::new() }
    }

    /// The next one, whole; none when the caller has closed.
    pub(super) async fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(length) = whole(&self.come) {
                return Some(self.come.drain(..length).collect());
            }
            if self.from.read_buf(&mut self.come).await.unwrap_or(0) == 0 {
                return None;
            }
        }
    }
}

/// How long the first question is, if all of it has come. Our callers say how long a body is.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let body = text.lines().find_map(|line| line.strip_prefix("content-length:")).map_or("0", str::trim);
    let length = head + body.parse::<usize>().unwrap();
    (bytes.len() >= length).then_some(length)
}

/// Its first line.
pub(super) fn first_line(request: &[u8]) -> String {
    String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned()
}
