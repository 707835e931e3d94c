use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{Deed, Plan};

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

/// How a portal user stands to a client, as the activity log records it before and after a change (rule 29). Whoever is
/// linked is not barred: a bar is there to keep a link from coming back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Standing {
    /// Where the link comes from; present exactly while they are linked.
    pub origin: Option<Origin>,
    /// Access was closed: the user cannot claim this client until staff link or unbar (27).
    pub barred: bool,
}

impl Standing {
    /// Linked, with this origin.
    #[must_use]
    pub fn linked(origin: Origin) -> Self {
        Self { origin: Some(origin), barred: false }
    }

    /// Barred, and so not linked.
    #[must_use]
    pub fn barred() -> Self {
        Self { origin: None, barred: true }
    }

    /// Whether they are linked.
    #[must_use]
    pub fn is_linked(self) -> bool {
        self.origin.is_some()
    }
}

/// How one portal user stands to one client, and how often that has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pair {
    /// Counts the changes of this pair from 0, "never linked".
    pub version: i64,
    /// How they stand now.
    pub standing: Standing,
}

/// A change of a pair: what the activity log records, and the pair afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// How they stood before.
    pub before: Standing,
    /// The pair afterwards.
    pub pair: Pair,
}

impl Change {
    /// What the activity log calls it, from how they stood before and how they stand after: to undo a de-link is a
    /// link.
    #[must_use]
    pub fn deed(self) -> Deed {
        match (self.before, self.pair.standing) {
            (_, Standing { origin: Some(_), .. }) => Deed::Link,
            (_, Standing { barred: true, .. }) => Deed::CloseAccess,
            (Standing { barred: true, .. }, _) => Deed::Unbar,
            _ => Deed::DeLink,
        }
    }
}

/// What a de-link would do beyond ending the link, and has to be confirmed for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeLinkDoubt {
    /// So many other clients stay linked. Without any, the next sign-in asks for a claim (rules 25 and 28).
    pub staying: usize,
    /// The payment plans of this user for this client that would stop (26).
    pub running_plans: Vec<Plan>,
}

impl DeLinkDoubt {
    /// Whether staff are asked first.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.staying == 0 || self.asks_at_undo()
    }

    /// Whether they are asked before a link that was just made is taken back: that it may be the last, they know.
    #[must_use]
    pub fn asks_at_undo(&self) -> bool {
        !self.running_plans.is_empty()
    }
}

impl Pair {
    /// What linking changes; nothing where they are linked already (rule 23): the link keeps its origin. Staff who link
    /// lift a bar (27). Nobody and nothing else links past one: neither a claim, nor the links that verifying an
    /// address makes by itself (20, 21).
    #[must_use]
    pub fn link(self, origin: Origin) -> Option<Change> {
        let may = !self.standing.barred || origin == Origin::Staff;
        if self.standing.is_linked() || !may { None } else { self.change_to(Standing::linked(origin)) }
    }

    /// What de-linking changes; nothing where they are not linked (rule 23). A bar stays as it is.
    #[must_use]
    pub fn de_link(self) -> Option<Change> {
        self.change_to(Standing { origin: None, ..self.standing })
    }

    /// What closing access changes (rule 27): they are de-linked, and the user is barred. Nothing where the user is
    /// barred already.
    #[must_use]
    pub fn close(self) -> Option<Change> {
        self.change_to(Standing::barred())
    }

    /// What closing access once more changes, where something was opened after it was closed: the two stand as before,
    /// and the pair counts it.
    #[must_use]
    pub fn close_again(self) -> Change {
        let pair = Self { version: self.version + 1, standing: Standing::barred() };
        Change { before: self.standing, pair }
    }

    /// What lifting a bar changes (rule 27): the user may claim the client again, and is not linked by it. Nothing
    /// where there is no bar.
    #[must_use]
    pub fn unbar(self) -> Option<Change> {
        self.change_to(Standing { barred: false, ..self.standing })
    }

    /// What taking a change back changes: the pair stands as before, origin, bar and all (rule 26). Nothing where it
    /// stands so already.
    #[must_use]
    pub fn undo(self, before: Standing) -> Option<Change> {
        self.change_to(before)
    }

    fn change_to(self, to: Standing) -> Option<Change> {
        let to = Standing { barred: to.barred && !to.is_linked(), ..to };
        let pair = Self { version: self.version + 1, standing: to };
        (self.standing != to).then_some(Change { before: self.standing, pair })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What can happen to a pair.
    #[derive(Debug, Clone, Copy)]
    enum Act {
        Link(Origin),
        DeLink,
        Close,
        Unbar,
        Undo,
    }

    fn origins() -> impl Strategy<Value = Origin> {
        prop::sample::select(Origin::ALL.to_vec())
    }

    fn acts() -> impl Strategy<Value = Act> {
        prop_oneof![
            origins().prop_map(Act::Link),
            Just(Act::DeLink),
            Just(Act::Close),
            Just(Act::Unbar),
            Just(Act::Undo)
        ]
    }

    fn standings() -> impl Strategy<Value = Standing> {
        prop_oneof![Just(Standing::default()), Just(Standing::barred()), origins().prop_map(Standing::linked)]
    }

    fn pairs() -> impl Strategy<Value = Pair> {
        (0_i64..1000, standings()).prop_map(|(version, standing)| Pair { version, standing })
    }

    fn after(pair: Pair, change: Option<Change>) -> Pair {
        change.map_or(pair, |change| change.pair)
    }

    /// Every change that one act can make.
    fn changes(pair: Pair, origin: Origin) -> impl Iterator<Item = Change> {
        [pair.link(origin), pair.de_link(), pair.close(), pair.unbar()].into_iter().flatten()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Rules 23, 26 and 27, whatever happens in whatever order.
        #[test]
        fn whoever_is_linked_is_not_barred_and_every_change_counts_one(acts in prop::collection::vec(acts(), 0..30)) {
            let (mut pair, mut last) = (Pair::default(), Standing::default());
            for act in acts {
                let change = match act {
                    Act::Link(origin) => pair.link(origin),
                    Act::DeLink => pair.de_link(),
                    Act::Close => pair.close(),
                    Act::Unbar => pair.unbar(),
                    Act::Undo => pair.undo(last),
                };
                let next = after(pair, change);
                prop_assert!(!(next.standing.is_linked() && next.standing.barred));
                prop_assert_eq!(next.version, pair.version + i64::from(change.is_some()));
                prop_assert_eq!(change.is_some(), next.standing != pair.standing, "a change changes something");
                last = change.map_or(last, |change| change.before);
                pair = next;
            }
        }

        /// Rule 23.
        #[test]
        fn linking_twice_is_linking_once(pair in pairs(), first in origins(), second in origins()) {
            let once = after(pair, pair.link(first));
            prop_assert_eq!(once.link(first), None);
            prop_assert!(!once.standing.is_linked() || once.link(second).is_none());
        }

        /// Rule 23: it succeeds for staff whatever was before, and lifts a bar (27).
        #[test]
        fn whomever_staff_link_is_linked(pair in pairs()) {
            let linked = after(pair, pair.link(Origin::Staff)).standing;
            prop_assert!(linked.is_linked() && !linked.barred);
            let kept = if pair.standing.is_linked() { pair.standing } else { Standing::linked(Origin::Staff) };
            prop_assert_eq!(linked, kept);
        }

        /// Rule 27: neither a claim nor an automatic link (20, 21) gets past a bar.
        #[test]
        fn nobody_but_staff_links_past_a_bar(version in 0_i64..1000, origin in origins()) {
            let barred = Pair { version, standing: Standing::barred() };
            prop_assert_eq!(barred.link(origin).is_some(), origin == Origin::Staff);
        }

        /// Rule 23.
        #[test]
        fn de_linking_twice_is_de_linking_once(pair in pairs()) {
            let once = after(pair, pair.de_link());
            prop_assert_eq!(once.de_link(), None);
            prop_assert_eq!(once.standing, Standing { origin: None, barred: pair.standing.barred });
        }

        /// Rule 27.
        #[test]
        fn closing_de_links_and_bars_and_an_unbar_lets_the_user_claim_again(pair in pairs()) {
            let closed = after(pair, pair.close());
            prop_assert_eq!((closed.standing, closed.close(), closed.de_link()), (Standing::barred(), None, None));
            let open = after(closed, closed.unbar());
            prop_assert_eq!((open.standing, open.unbar()), (Standing::default(), None));
            prop_assert!(open.link(Origin::Claim).is_some());
        }

        /// Rule 26: whatever was done, undo brings back the origin and the bar.
        #[test]
        fn undo_restores_how_they_stood(pair in pairs(), origin in origins()) {
            for change in changes(pair, origin) {
                let back = after(change.pair, change.pair.undo(change.before));
                prop_assert_eq!(back, Pair { version: pair.version + 2, standing: pair.standing });
                prop_assert_eq!(back.undo(change.before), None);
            }
        }

        /// Rule 29: what the log calls a change is what was done.
        #[test]
        fn a_change_is_called_what_was_done(pair in pairs(), origin in origins()) {
            let called = |change: Option<Change>| change.map(Change::deed);
            prop_assert!(called(pair.link(origin)).is_none_or(|deed| deed == Deed::Link));
            prop_assert!(called(pair.de_link()).is_none_or(|deed| deed == Deed::DeLink));
            prop_assert!(called(pair.close()).is_none_or(|deed| deed == Deed::CloseAccess));
            prop_assert!(called(pair.unbar()).is_none_or(|deed| deed == Deed::Unbar));
        }
    }

    /// Rules 26 and 28.
    #[test]
    fn only_a_last_link_and_running_plans_are_asked_about() {
        let pays = crate::Pays::Invoices { cap: None };
        let plan = Plan { pays, frequency: crate::Frequency::Monthly, starts_on: chrono::NaiveDate::default() };
        let asks = |staying, plans| DeLinkDoubt { staying, running_plans: vec![plan; plans] }.asks();
        assert_eq!([asks(0, 0), asks(0, 1), asks(1, 1), asks(1, 0)], [true, true, true, false]);
        let asks = |plans| DeLinkDoubt { staying: 0, running_plans: vec![plan; plans] }.asks_at_undo();
        assert_eq!([asks(0), asks(1)], [false, true]);
    }

    #[test]
    fn every_origin_is_read_back_from_its_code() {
        assert!(Origin::ALL.into_iter().all(|origin| Origin::from_code(origin.code()) == Some(origin)));
        assert_eq!(Origin::from_code("gift"), None);
    }
}
