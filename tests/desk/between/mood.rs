//! What somebody in between does.

use std::ops::Range;

/// What is done with what passes, from now on, on connections that are open already too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It is passed on.
    Honest,
    /// It is passed on until so many bytes of answers have come, then every connection is cut. After none, what was asked
    /// is done, and its answer lost.
    CutsAfter(usize),
    /// The same, once: afterwards it is honest.
    CutsOnce(usize),
    /// The same, but for good, and by a reset, which throws away what the caller has not read yet.
    ResetsAfter(usize),
    /// After so many bytes of answers no more come, and the connection stays open for questions.
    ClosesHalfAfter(usize),
    /// Whoever has asked is said to have closed: the backend sees the end of the stream after each question.
    ClosesAsking,
    /// Everything gets this answer.
    Answers(String),
    /// Each question comes so many milliseconds late.
    Late(Range<u64>),
    /// So many bytes of answers come in a second.
    Trickles(usize),
    /// Nothing comes through any more, either way, and nobody says so.
    Swallows,
    /// Each question comes twice, at once.
    Repeats,
    /// Each question comes again after the next one has come, or after a while.
    RepeatsLater,
    /// Each question waits until the next one has overtaken it, or for a while.
    Overtaken,
}

impl Mood {
    /// How many of so many bytes of answers are passed on.
    pub(super) fn passes(&mut self, bytes: usize) -> usize {
        match self {
            Self::CutsAfter(left) | Self::CutsOnce(left) | Self::ResetsAfter(left) | Self::ClosesHalfAfter(left) => {
                let passes = bytes.min(*left);
                *left -= passes;
                passes
            }
            Self::Swallows => 0,
            _ => bytes,
        }
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
