//! Keys that were tried, as staff are told of them (rules 42 and 43). Visitors are told only yes or no (10).

use super::sentence::counted;
use crate::KeyAnswer;

/// What a recorded try came to.
#[must_use]
pub fn key_answer(answer: KeyAnswer) -> &'static str {
    match answer {
        KeyAnswer::Accepted => "The key was right and opened the portal.",
        KeyAnswer::UnknownClient => "No client has the Client ID that was typed.",
        KeyAnswer::KeyClosed => "The key was closed after too many wrong tries; not even the right one was taken.",
        KeyAnswer::WrongInvoice => "The Client ID was right, but the client never had an invoice of that number.",
        KeyAnswer::PortalClosed => "The key was right, but the client's portal was closed.",
        KeyAnswer::NotAllowed => {
            "The key was not looked at: the account was not verified, or its access to this client was closed."
        }
        KeyAnswer::TooMany => "The key was not looked at: there had been too many wrong ones from there.",
        KeyAnswer::CodeSent => "The key was right, and a code was sent to the client's contacts.",
        KeyAnswer::WrongCode => "The key was right, but the code from the message was not.",
    }
}

/// What it means that no try was recorded.
pub const NO_ATTEMPT: &str = "No attempt was recorded: whatever was tried, it was on another page or with another \
                              e-mail address.";

/// What stands above the recorded tries, or in their place; none where they are not known.
#[must_use]
pub fn attempts(count: Option<usize>) -> String {
    match count {
        None => "Not checked: what was tried is not kept on this computer.".to_owned(),
        Some(0) => NO_ATTEMPT.to_owned(),
        Some(count) => format!("{}, newest first.", counted(count, "recorded attempt")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_are_told_what_a_try_came_to() {
        assert_eq!(key_answer(KeyAnswer::Accepted), "The key was right and opened the portal.");
        assert!(KeyAnswer::ALL.into_iter().all(|answer| key_answer(answer).ends_with('.')));
    }

    /// Rule 43.
    #[test]
    fn no_attempt_is_an_answer() {
        assert_eq!(attempts(Some(0)), NO_ATTEMPT);
        assert_eq!(attempts(Some(1)), "1 recorded attempt, newest first.");
        assert_eq!(attempts(Some(3)), "3 recorded attempts, newest first.");
    }
}
