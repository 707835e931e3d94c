//! What may explain a decision, for staff alone: it says what a caller must not learn.

use super::sentence::{age, day, list, minute, name};
use crate::{Clue, LinkState, Sent, TakenAway};

/// A clue in a sentence or two.
#[must_use]
pub fn clue(clue: &Clue) -> String {
    match clue {
        Clue::TakenAway(taken) => taken_away(taken),
        Clue::LinkedOnceVerified(clients) => format!(
            "{} this address as a contact: once an account with it is verified, it is linked by itself.",
            lists(clients)
        ),
        Clue::Suggested(clients) => format!(
            "{} this address as a contact, and no link was made of it: that is done only when an address is verified.",
            lists(clients)
        ),
        Clue::Verification(sent) => verification(*sent),
        Clue::OneClick(state, sent_at) => {
            let sent = format!("The newest one-click link to this address was sent on {}", day(*sent_at));
            match state {
                LinkState::Good => format!("{sent} and still opens the client without an account."),
                LinkState::Expired => format!("{sent} and has expired."),
                LinkState::Revoked => format!("{sent} and was revoked."),
            }
        }
        Clue::ForwardedAtMost => {
            "One-click links of this client went to other addresses only: whoever opens one that was \
                                  forwarded can see and pay, and nothing more."
                .to_owned()
        }
        Clue::DataOld(old) => format!(
            "The data of the practice management system is {} old: what has changed there since is not known here.",
            age(*old)
        ),
    }
}

fn taken_away(taken: &TakenAway) -> String {
    let (client, by, on) = (name(&taken.client), name(&taken.by), day(taken.at));
    let why = taken.reason.as_ref().map(|why| format!(" “{}”", name(why))).unwrap_or_default();
    match taken.exactly {
        true => format!("{by} took the link with {client} away on {on}{why}."),
        false => format!("{client} was linked or closed to this user before: {by} changed that last, on {on}."),
    }
}

fn lists(clients: &[String]) -> String {
    const NAMED: usize = 3;
    let mut names: Vec<String> = clients.iter().take(NAMED).map(|client| name(client).into_owned()).collect();
    if clients.len() > NAMED {
        names.push(format!("{} more", clients.len() - NAMED));
    }
    format!("{} {}", list(&names), if clients.len() == 1 { "lists" } else { "list" })
}

fn verification(sent: Sent) -> String {
    match sent {
        Sent::Never => "No message that verifies the address was sent from here.".to_owned(),
        Sent::Waits(since) => {
            format!("The message that verifies the address has waited to be sent since {}.", minute(since))
        }
        Sent::Taken(at) => {
            format!("The message that verifies the address left on {}: it may lie among the junk.", minute(at))
        }
        Sent::GivenUp => "The message that verifies the address could not be delivered: the mail server did not take \
                          it. The address may be wrong."
            .to_owned(),
    }
}
