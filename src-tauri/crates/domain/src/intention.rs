use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{Change, Deed, Origin, Pair};

/// What staff can decide about a pair while the backend does not answer (rule 45).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Intention {
    /// To link them (23).
    Link,
    /// To de-link them (24).
    DeLink,
    /// To de-link them and bar the user from claiming the client again (27).
    CloseAccess,
}

/// What a decision about a pair comes to while the backend does not answer. At most one waits for a pair: it says how the
/// two are meant to stand in the end, and is decided on how they stood when the backend was last heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intended {
    /// It waits, in the place of what waited before. This is what it would change.
    Waits(Change),
    /// What waited is taken back: the two are meant to stay as they are.
    TakesBack,
    /// They stand so already, and nothing waited.
    Nothing,
}

impl Intention {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Link, Self::DeLink, Self::CloseAccess];

    /// How it is written down.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.deed().code()
    }

    /// The one of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intention| intention.code() == code)
    }

    /// What the activity log will call it.
    #[must_use]
    pub fn deed(self) -> Deed {
        match self {
            Self::Link => Deed::Link,
            Self::DeLink => Deed::DeLink,
            Self::CloseAccess => Deed::CloseAccess,
        }
    }

    /// What it comes to, where the two are known to stand like this and `waits` is what waits for them.
    #[must_use]
    pub fn on(self, known: Pair, waits: Option<Self>) -> Intended {
        match (self.change(known), waits) {
            (Some(change), _) => Intended::Waits(change),
            (None, Some(_)) => Intended::TakesBack,
            (None, None) => Intended::Nothing,
        }
    }

    fn change(self, known: Pair) -> Option<Change> {
        match self {
            Self::Link => known.link(Origin::Staff),
            Self::DeLink => known.de_link(),
            // What has been opened since access was closed, only the backend knows: closing it again is no idle wish.
            Self::CloseAccess => Some(known.close().unwrap_or_else(|| known.close_again())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standing;

    fn pair(standing: Standing) -> Pair {
        Pair { version: 4, standing }
    }

    #[test]
    fn every_intention_is_read_back_from_its_code() {
        assert!(Intention::ALL.into_iter().all(|one| Intention::from_code(one.code()) == Some(one)));
        assert_eq!(Intention::from_code("unbar"), None);
    }

    /// Rule 45: whatever waited, the last decision says how the two are meant to stand, decided on what is known of them.
    #[test]
    fn the_last_decision_counts() {
        let standings = [Standing::default(), Standing::barred(), Standing::linked(Origin::Claim)];
        for (standing, waits) in standings.into_iter().flat_map(|one| Intention::ALL.map(|waits| (one, waits))) {
            let known = pair(standing);
            for next in Intention::ALL {
                match next.on(known, Some(waits)) {
                    Intended::Waits(change) => assert_eq!((change.before, change.pair.version), (standing, 5)),
                    Intended::TakesBack => assert_eq!(next.change(known), None, "{next:?} after {waits:?}"),
                    Intended::Nothing => panic!("something waited"),
                }
            }
        }
    }

    #[test]
    fn who_wants_it_as_it_is_wants_nothing() {
        let linked = pair(Standing::linked(Origin::Claim));
        assert_eq!(Intention::Link.on(linked, None), Intended::Nothing);
        assert_eq!(Intention::Link.on(linked, Some(Intention::CloseAccess)), Intended::TakesBack);
        assert_eq!(Intention::DeLink.on(pair(Standing::barred()), Some(Intention::Link)), Intended::TakesBack);
    }

    /// Rule 27.
    #[test]
    fn what_is_closed_can_be_closed_again() {
        let closed = Intention::CloseAccess.on(pair(Standing::barred()), None);
        assert!(matches!(closed, Intended::Waits(change) if change.pair.standing == Standing::barred()));
    }
}
