use chrono::{DateTime, TimeDelta, Utc};

use crate::{Decision, Fact, LinkState, OneClickLink};

/// What is known beside a decision and may explain it to staff. It decides nothing: [`crate::decide()`] never reads it
/// (rule 40).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The last link that was taken away: of the client asked about, else of any.
    pub de_linked: Option<TakenAway>,
    /// The clients that list the address as a contact, by name: the one asked about, else any (21). Those are not among
    /// them that the account is barred from (27).
    pub listed_by: Vec<Listing>,
    /// What became of the newest message that verifies the address; none where that is not known (15).
    pub verification: Option<Sent>,
    /// The one-click links of the client asked about; none where they are not known (13).
    pub one_click: Option<OneClickSent>,
    /// When the newest import was taken from the PMS (2).
    pub data_as_of: Option<DateTime<Utc>>,
}

/// A client that lists an address as a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The client's name.
    pub client: String,
    /// Whether the account was linked to it already, by whatever way.
    pub was_linked: bool,
}

/// A link that was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAway {
    /// The client's name.
    pub client: String,
    /// Who took it away.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
    /// Whether it was this very act; a desktop knows only who changed the pair last, and when.
    pub exactly: bool,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// There is none.
    Never,
    /// It waits to be sent, since then.
    Waits(DateTime<Utc>),
    /// The mail server took it then.
    Taken(DateTime<Utc>),
    /// The mail server did not take it: it was given up.
    GivenUp,
}

/// One-click links of a client, seen from one address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OneClickSent {
    /// The newest that was sent to the address, and when.
    pub to_address: Option<(LinkState, DateTime<Utc>)>,
    /// Whether any that is good was sent to somebody else.
    pub to_others: bool,
}

impl OneClickSent {
    /// What of a client's links, the newest first, concerns the address with this key; of those to others only what is good.
    #[must_use]
    pub fn seen_from(email_key: &str, links: &[OneClickLink], now: DateTime<Utc>) -> Self {
        let (to_address, to_others): (Vec<_>, Vec<_>) = links.iter().partition(|link| link.recipient_key == email_key);
        Self {
            to_address: to_address.first().map(|link| (link.state(now), link.sent_at)),
            to_others: to_others.iter().any(|link| link.state(now) == LinkState::Good),
        }
    }
}

/// Something that may explain a no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clue {
    /// The link was there and was taken away (24, 26).
    TakenAway(TakenAway),
    /// These clients list the address as a contact, though there is no account: it is linked once it is verified (21).
    LinkedOnceVerified(Vec<String>),
    /// These do, and no link was ever made of it: only an address that is verified later is linked by itself (21).
    Suggested(Vec<String>),
    /// What became of the message that verifies the address (15).
    Verification(Sent),
    /// The newest one-click link that was sent to the address is this (13).
    OneClick(LinkState, DateTime<Utc>),
    /// One-click links went to others alone: who opens one that was forwarded sees and pays, and nothing more (13).
    ForwardedAtMost,
    /// The PMS's data is so old (2).
    DataOld(TimeDelta),
}

/// From which age on the PMS's data is told to be old: an import a day is usual.
const OLD: TimeDelta = TimeDelta::hours(36);

/// What of the surroundings may explain this decision; nothing where the answer is yes.
#[must_use]
pub fn clues(decision: &Decision, around: &Surroundings, now: DateTime<Utc>) -> Vec<Clue> {
    let Some(fact) = decision.failed() else { return Vec::new() };
    let not_linked = matches!(fact, Fact::Linked(_) | Fact::AnyLink(_) | Fact::NotBarred(_));
    let no_account = matches!(fact, Fact::AccountExists(_));
    let mut clues = Vec::new();
    clues.extend(around.de_linked.clone().filter(|_| not_linked).map(Clue::TakenAway));
    match fact {
        Fact::AccountExists(_) | Fact::EmailVerified(_) => {
            clues.extend(named(&around.listed_by, |_| true).map(Clue::LinkedOnceVerified));
        }
        Fact::Linked(_) | Fact::AnyLink(_) => {
            clues.extend(named(&around.listed_by, |listing| !listing.was_linked).map(Clue::Suggested));
        }
        _ => {}
    }
    if matches!(fact, Fact::EmailVerified(_)) {
        clues.extend(around.verification.map(Clue::Verification));
    }
    if let Some(one_click) = around.one_click.filter(|_| not_linked || no_account) {
        match one_click.to_address {
            Some((state, sent_at)) => clues.push(Clue::OneClick(state, sent_at)),
            None if one_click.to_others => clues.push(Clue::ForwardedAtMost),
            None => {}
        }
    }
    let age = around.data_as_of.map(|as_of| now - as_of);
    clues.extend(age.filter(|age| *age >= OLD).map(Clue::DataOld));
    clues
}

/// The names of those of the clients that are meant; nothing where there are none.
fn named(listed_by: &[Listing], is_meant: impl Fn(&Listing) -> bool) -> Option<Vec<String>> {
    let names: Vec<_> = listed_by.iter().filter(|listing| is_meant(listing)).map(|one| one.client.clone()).collect();
    (!names.is_empty()).then_some(names)
}
