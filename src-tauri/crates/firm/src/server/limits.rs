use std::time::Duration;

/// What a caller may take before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections in all. Further ones wait until one ends.
    pub connections: usize,
    /// Connections from one address. Further ones are closed.
    pub connections_per_address: usize,
    /// How long a TLS handshake, and then the head of each request, may take to arrive. A connection on which nobody
    /// asks anything for as long is closed.
    pub header_timeout: Duration,
    /// How long a request may take. A change waits ten seconds for its turn: with less, it is not told so.
    pub request_timeout: Duration,
    /// The most bytes of a request's body.
    pub largest_body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            connections_per_address: 128,
            header_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(20),
            largest_body: 64 * 1024,
        }
    }
}
