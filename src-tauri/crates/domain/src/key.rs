use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What is known when somebody gives a Client ID and an invoice number as a key (rules 9 and 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFacts {
    /// The state of the portal of the client with exactly this Client ID; none if there is no such client.
    pub portal: Option<crate::Portal>,
    /// Whether the firm asks for an invoice number at all (rule 9). If not, the Client ID alone is the key.
    pub asks_invoice: bool,
    /// Whether the client ever had an invoice or debit memo with exactly this number.
    pub invoice_matches: bool,
    /// The wrong tries so far.
    pub tally: KeyTally,
}

/// What a key comes to. Staff may know which it was (rule 42); a visitor is told only whether it was accepted (10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyAnswer {
    /// What was asked for matches exactly and the portal is open.
    Accepted,
    /// No client has this Client ID.
    UnknownClient,
    /// Too many wrong tries: not even the right key is accepted for now.
    KeyClosed,
    /// The client never had an invoice of this number.
    WrongInvoice,
    /// The key is right, but the client's portal is closed (1).
    PortalClosed,
    /// The account may claim nothing, or not this client: it is not verified, or it is barred (15, 27).
    NotAllowed,
    /// It was not looked at: too many wrong ones by this account or from this network ([`crate::Limits`]).
    TooMany,
    /// The key is right, and a code that is needed besides was sent to the client's contacts.
    CodeSent,
    /// The key is right, the code is not.
    WrongCode,
}

impl KeyAnswer {
    /// Every answer.
    pub const ALL: [Self; 9] = [
        Self::Accepted,
        Self::UnknownClient,
        Self::KeyClosed,
        Self::WrongInvoice,
        Self::PortalClosed,
        Self::NotAllowed,
        Self::TooMany,
        Self::CodeSent,
        Self::WrongCode,
    ];

    /// How it is written in the database and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::UnknownClient => "unknown_client",
            Self::KeyClosed => "key_closed",
            Self::WrongInvoice => "wrong_invoice",
            Self::PortalClosed => "portal_closed",
            Self::NotAllowed => "not_allowed",
            Self::TooMany => "too_many",
            Self::CodeSent => "code_sent",
            Self::WrongCode => "wrong_code",
        }
    }

    /// The answer of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }
}

/// The wrong keys given for one client, in a row (rule 10).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeyTally {
    /// Since the last right one.
    pub wrong_in_a_row: u32,
    /// Until when no key is accepted; in the past or none when the key is open.
    pub closed_until: Option<DateTime<Utc>>,
}

impl KeyTally {
    /// So many wrong keys in a row close a client's key.
    pub const WRONG_THAT_CLOSE: u32 = 10;
    /// How long it stays closed.
    pub const CLOSED_FOR: TimeDelta = TimeDelta::hours(24);

    /// Whether no key is accepted at this time.
    #[must_use]
    pub fn is_closed(&self, now: DateTime<Utc>) -> bool {
        self.closed_until.is_some_and(|until| now < until)
    }

    /// The tally after an answer at this time. What is given while the key is closed does not count, so that strangers
    /// cannot keep it closed for ever.
    #[must_use]
    pub fn after(self, answer: KeyAnswer, now: DateTime<Utc>) -> Self {
        match answer {
            KeyAnswer::Accepted => Self::default(),
            // Whoever guesses at codes closes the key too.
            KeyAnswer::WrongInvoice | KeyAnswer::WrongCode => {
                let wrong_in_a_row = if self.closed_until.is_some() { 1 } else { self.wrong_in_a_row + 1 };
                let closes = wrong_in_a_row >= Self::WRONG_THAT_CLOSE;
                Self { wrong_in_a_row, closed_until: closes.then(|| now + Self::CLOSED_FOR) }
            }
            KeyAnswer::UnknownClient
            | KeyAnswer::KeyClosed
            | KeyAnswer::PortalClosed
            | KeyAnswer::NotAllowed
            | KeyAnswer::TooMany
            | KeyAnswer::CodeSent => self,
        }
    }
}

impl KeyFacts {
    /// What the key comes to at this time.
    #[must_use]
    pub fn answer(&self, now: DateTime<Utc>) -> KeyAnswer {
        match self.portal {
            None => KeyAnswer::UnknownClient,
            Some(_) if self.tally.is_closed(now) => KeyAnswer::KeyClosed,
            Some(_) if self.asks_invoice && !self.invoice_matches => KeyAnswer::WrongInvoice,
            Some(portal) if !portal.is_open() => KeyAnswer::PortalClosed,
            Some(_) => KeyAnswer::Accepted,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Portal;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn facts(portal: Option<Portal>, asks_invoice: bool, invoice_matches: bool, tally: KeyTally) -> KeyFacts {
        KeyFacts { portal, asks_invoice, invoice_matches, tally }
    }

    fn give(tally: KeyTally, invoice_matches: bool, minute: i64) -> (KeyAnswer, KeyTally) {
        let answer = facts(Some(Portal::Open), true, invoice_matches, tally).answer(at(minute));
        (answer, tally.after(answer, at(minute)))
    }

    proptest! {
        /// Rule 10, whatever the order of right and wrong keys: ten wrong ones in a row close the key for a day.
        #[test]
        fn ten_wrong_keys_in_a_row_close_the_key(keys in prop::collection::vec(any::<bool>(), 0..60)) {
            let mut tally = KeyTally::default();
            let mut wrong = 0;
            for (minute, right) in (0..).zip(keys) {
                let (answer, next) = give(tally, right, minute);
                let expected = match (wrong >= 10, right) {
                    (true, _) => KeyAnswer::KeyClosed,
                    (false, true) => KeyAnswer::Accepted,
                    (false, false) => KeyAnswer::WrongInvoice,
                };
                prop_assert_eq!(answer, expected);
                wrong = if wrong >= 10 { wrong } else if right { 0 } else { wrong + 1 };
                tally = next;
            }
        }
    }

    proptest! {
        /// Rule 9: where no invoice number is asked for, none makes a difference; where one is, a wrong one opens
        /// nothing.
        #[test]
        fn an_invoice_number_matters_exactly_where_it_is_asked_for(
            asks_invoice: bool, invoice_matches: bool, active: bool, closed: bool,
        ) {
            let tally = KeyTally { wrong_in_a_row: 10, closed_until: closed.then(|| at(1)) };
            let answer = |asks, matches| facts(Some(Portal::of(active, true)), asks, matches, tally).answer(at(0));
            let right = answer(true, true);
            prop_assert_eq!(answer(false, invoice_matches), right);
            let accepted = answer(asks_invoice, invoice_matches) == KeyAnswer::Accepted;
            prop_assert_eq!(accepted, active && !closed && (invoice_matches || !asks_invoice));
        }
    }

    #[test]
    fn a_closed_key_opens_after_a_day_and_counts_anew() {
        let closed = (0..10).fold(KeyTally::default(), |tally, minute| give(tally, false, minute).1);
        assert_eq!(give(closed, true, 9 + 24 * 60 - 1).0, KeyAnswer::KeyClosed);
        assert_eq!(give(closed, true, 9 + 24 * 60).0, KeyAnswer::Accepted);
        assert_eq!(give(closed, false, 9 + 24 * 60).1, KeyTally { wrong_in_a_row: 1, closed_until: None });
    }

    /// Rule 1 holds for the right key too.
    #[test]
    fn the_right_key_does_not_open_a_closed_portal() {
        let answer = |portal| facts(portal, true, true, KeyTally::default()).answer(at(0));
        assert_eq!(answer(Some(Portal::ClientInactive)), KeyAnswer::PortalClosed);
        assert_eq!(answer(Some(Portal::NotInPortal)), KeyAnswer::PortalClosed);
        assert_eq!(answer(None), KeyAnswer::UnknownClient);
    }

    #[test]
    fn every_answer_is_read_back_from_its_code() {
        assert!(KeyAnswer::ALL.into_iter().all(|answer| KeyAnswer::from_code(answer.code()) == Some(answer)));
        assert_eq!(KeyAnswer::from_code("perhaps"), None);
    }
}
