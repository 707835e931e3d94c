use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Where a link comes from (rule 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Origin {
    /// The portal that the person came from when signing up.
    SignUp,
    /// The client listed the e-mail address as a contact when it was verified (21).
    Contact,
    /// The portal user claimed the client with its Client ID and an invoice number (22).
    Claim,
    /// Staff linked them (23).
    Staff,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 4] = [Self::SignUp, Self::Contact, Self::Claim, Self::Staff];

    /// How it is written in the database and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::Contact => "contact",
            Self::Claim => "claim",
            Self::Staff => "staff",
        }
    }

    /// The origin of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.code() == code)
    }
}

/// How one portal user stands to one client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pair {
    /// Counts the changes of this pair from 0, "never linked".
    pub version: i64,
    /// Present exactly while they are linked.
    pub origin: Option<Origin>,
}

/// A change of a pair: what the activity log records, and the pair afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The origin before; none if they were not linked.
    pub before: Option<Origin>,
    /// The pair afterwards.
    pub pair: Pair,
}

impl Pair {
    /// What linking changes; nothing where they are linked already (rule 23): the link keeps its origin.
    #[must_use]
    pub fn link(self, origin: Origin) -> Option<Change> {
        self.origin.is_none().then(|| self.change_to(Some(origin)))
    }

    /// What de-linking changes; nothing where they are not linked (rule 23).
    #[must_use]
    pub fn de_link(self) -> Option<Change> {
        self.origin.is_some().then(|| self.change_to(None))
    }

    /// What taking a change back changes: the pair is as it was before, origin and all (rule 26). Nothing where the
    /// pair is so already.
    #[must_use]
    pub fn undo(self, before: Option<Origin>) -> Option<Change> {
        match before {
            Some(origin) => self.link(origin),
            None => self.de_link(),
        }
    }

    fn change_to(self, origin: Option<Origin>) -> Change {
        Change { before: self.origin, pair: Self { version: self.version + 1, origin } }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn origins() -> impl Strategy<Value = Origin> {
        prop::sample::select(Origin::ALL.to_vec())
    }

    fn pairs() -> impl Strategy<Value = Pair> {
        (0_i64..1000, prop::option::of(origins())).prop_map(|(version, origin)| Pair { version, origin })
    }

    fn after(pair: Pair, change: Option<Change>) -> Pair {
        change.map_or(pair, |change| change.pair)
    }

    proptest! {
        /// Rule 23.
        #[test]
        fn linking_twice_is_linking_once(pair in pairs(), first in origins(), second in origins()) {
            let once = after(pair, pair.link(first));
            prop_assert_eq!(once.link(second), None);
            prop_assert!(once.origin.is_some());
        }

        /// Rule 23.
        #[test]
        fn de_linking_twice_is_de_linking_once(pair in pairs()) {
            let once = after(pair, pair.de_link());
            prop_assert_eq!(once.de_link(), None);
            prop_assert_eq!(once.origin, None);
        }

        /// Rule 26.
        #[test]
        fn undo_restores_the_link_with_its_origin(pair in pairs(), origin in origins()) {
            for change in [pair.link(origin), pair.de_link()].into_iter().flatten() {
                let back = after(change.pair, change.pair.undo(change.before));
                prop_assert_eq!(back.origin, pair.origin);
                prop_assert_eq!(back.version, pair.version + 2);
            }
        }
    }

    #[test]
    fn every_origin_is_read_back_from_its_code() {
        assert!(Origin::ALL.into_iter().all(|origin| Origin::from_code(origin.code()) == Some(origin)));
        assert_eq!(Origin::from_code("gift"), None);
    }
}
