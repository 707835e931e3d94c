//! Answers come at even times, so that how long one took tells little. Whether an address has an account, and how far a key
//! was right, makes a difference of a few statements to the database; a stranger with patience could measure it.

use std::time::Duration;

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::{Instant, sleep_until};

/// What is asked for by a stranger is answered this long after it came, or twice as long, and so on: longer than it takes
/// unless there is very much to do, and shorter than anybody minds.
const BEAT: Duration = Duration::from_millis(100);

/// Answers whatever is not merely read at the next beat.
pub(super) async fn answer_evenly(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let came = Instant::now();
    let response = next.run(request).await;
    sleep_until(came + next_beat(came.elapsed())).await;
    response
}

fn next_beat(elapsed: Duration) -> Duration {
    let beats = elapsed.as_millis() / BEAT.as_millis() + 1;
    BEAT * u32::try_from(beats).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_a_little_longer_is_answered_at_the_same_time() {
        let after = |millis| next_beat(Duration::from_millis(millis)).as_millis();
        assert_eq!([0, 1, 30, 99].map(after), [100; 4]);
        assert_eq!([100, 130, 199].map(after), [200; 3]);
    }
}
