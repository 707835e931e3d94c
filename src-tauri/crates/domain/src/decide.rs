use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{ClientId, Owed, Portal};

/// Exactly what [`decide`] reads. The backend fills it from its tables, a desktop from its cache.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The account of the person in question; none if there is none.
    pub account: Option<Account>,
    /// The portals that the question touches: those of the linked clients, and that of the client asked about.
    pub portals: BTreeMap<ClientId, PortalFacts>,
    /// What the firm has decided for all its portals.
    pub settings: FirmSettings,
}

/// A portal user's account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Whether the e-mail address is verified (rule 15).
    pub verified: bool,
    /// The linked clients.
    pub links: BTreeSet<ClientId>,
}

/// What matters of a client's portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortalFacts {
    /// Whether it is open.
    pub portal: Portal,
    /// What it shows to be paid.
    pub owed: Owed,
}

/// What a firm decides for all its portals (rule 33).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirmSettings {
    /// Whether signed-in portal users see the payments made before.
    pub payment_history: bool,
}

/// Who wants to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// A visitor without an account who has shown the key of the client in question (rules 8 and 9).
    Visitor,
    /// The person whose account the facts are about, with the right password.
    PortalUser,
}

/// What somebody wants to do (rule 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Action {
    /// Sign in and get into a portal.
    SignIn,
    /// See and pay unpaid invoices and late fees (rule 8).
    SeeAndPay,
    /// See the payments made before (11).
    SeePaymentHistory,
}

/// The answer to a question, with how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it can be done.
    pub allowed: bool,
    /// What was looked at, in order, up to and past the step that decided.
    pub steps: Vec<Step>,
}

/// One step of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The fact that was looked at.
    pub fact: Fact,
    /// What it came to.
    pub outcome: Outcome,
}

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stands in nobody's way.
    Passed,
    /// It is why the answer is no.
    Failed,
    /// The answer was no before.
    NotReached,
}

/// A fact that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// There is an account to sign in to (rule 11).
    AccountExists(bool),
    /// The account's e-mail address is verified (15).
    EmailVerified(bool),
    /// So many clients are linked; without any, one must be claimed first (25).
    AnyLink(usize),
    /// So many of the linked clients' portals are open (1).
    AnyOpenPortal(usize),
    /// The client in question is linked (24).
    Linked(bool),
    /// The state of the portal in question (1); none if there is no such client.
    PortalOpen(Option<Portal>),
    /// The firm shows payment history (33).
    HistoryShown(bool),
}

impl Fact {
    /// Whether it stands in nobody's way.
    #[must_use]
    pub fn holds(self) -> bool {
        match self {
            Self::AccountExists(yes) | Self::EmailVerified(yes) | Self::Linked(yes) | Self::HistoryShown(yes) => yes,
            Self::AnyLink(count) | Self::AnyOpenPortal(count) => count > 0,
            Self::PortalOpen(portal) => portal.is_some_and(Portal::is_open),
        }
    }
}

impl Decision {
    /// The step that made the answer a no; none if the answer is yes.
    #[must_use]
    pub fn failed(&self) -> Option<Fact> {
        self.steps.iter().find(|step| step.outcome == Outcome::Failed).map(|step| step.fact)
    }

    fn from_facts(facts: Vec<Fact>) -> Self {
        let mut allowed = true;
        let step = |fact: Fact| {
            let outcome = match (allowed, fact.holds()) {
                (true, true) => Outcome::Passed,
                (true, false) => Outcome::Failed,
                (false, _) => Outcome::NotReached,
            };
            allowed = allowed && fact.holds();
            Step { fact, outcome }
        };
        let steps = facts.into_iter().map(step).collect();
        Self { allowed, steps }
    }
}

/// Decides whether `who` can do `action`, with this client or, without one, with any client at all (rules 1, 8, 11, 15,
/// 24, 25, 33). The portals enforce this answer and staff are shown it: there is no other.
#[must_use]
pub fn decide(facts: &Facts, who: Who, action: Action, client: Option<&ClientId>) -> Decision {
    let mut looked_at = match who {
        Who::PortalUser => facts.of_portal_user(client),
        Who::Visitor if action == Action::SeeAndPay => vec![facts.portal_open(client)],
        Who::Visitor => vec![Fact::AccountExists(false)],
    };
    if action == Action::SeePaymentHistory {
        looked_at.push(Fact::HistoryShown(facts.settings.payment_history));
    }
    Decision::from_facts(looked_at)
}

impl Facts {
    fn of_portal_user(&self, client: Option<&ClientId>) -> Vec<Fact> {
        let nobody = Account::default();
        let account = self.account.as_ref().unwrap_or(&nobody);
        let mut facts = vec![Fact::AccountExists(self.account.is_some()), Fact::EmailVerified(account.verified)];
        match client {
            Some(client) => {
                facts.extend([Fact::Linked(account.links.contains(client)), self.portal_open(Some(client))])
            }
            None => {
                facts.extend([Fact::AnyLink(account.links.len()), Fact::AnyOpenPortal(self.open_portals().count())])
            }
        }
        facts
    }

    fn portal_open(&self, client: Option<&ClientId>) -> Fact {
        Fact::PortalOpen(client.and_then(|client| self.portals.get(client)).map(|facts| facts.portal))
    }

    /// The open portals among the linked clients': what a signed-in portal user sees merged (rule 12).
    pub fn open_portals(&self) -> impl Iterator<Item = &PortalFacts> {
        let links = self.account.as_ref().map(|account| &account.links);
        links.into_iter().flatten().filter_map(|client| self.portals.get(client)).filter(|facts| facts.portal.is_open())
    }

    /// What a signed-in portal user is shown to be paid, over all linked clients.
    #[must_use]
    pub fn owed(&self) -> Owed {
        self.open_portals().fold(Owed::default(), |mut sum, facts| {
            sum += facts.owed;
            sum
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Access, access};

    const CLIENTS: [&str; 4] = ["1001", "1002", "1003", "1004"];
    const ACTIONS: [Action; 3] = [Action::SignIn, Action::SeeAndPay, Action::SeePaymentHistory];

    fn id(text: &str) -> ClientId {
        ClientId::new(text).unwrap()
    }

    prop_compose! {
        fn facts()(
            account in prop::option::of((any::<bool>(), prop::collection::btree_set(prop::sample::select(&CLIENTS), 0..4))),
            portals in prop::collection::vec((any::<bool>(), any::<bool>()), CLIENTS.len()),
            payment_history: bool,
        ) -> Facts {
            let portal = |(active, in_portal)| PortalFacts { portal: Portal::of(active, in_portal), owed: Owed::default() };
            Facts {
                account: account.map(|(verified, links)| Account { verified, links: links.into_iter().map(id).collect() }),
                portals: CLIENTS.into_iter().map(id).zip(portals.into_iter().map(portal)).collect(),
                settings: FirmSettings { payment_history },
            }
        }
    }

    proptest! {
        /// A no has exactly one step that decided it, and nothing after that step is said to have passed.
        #[test]
        fn every_no_has_one_deciding_step(facts in facts(), client in prop::sample::select(&CLIENTS)) {
            for (who, action) in [Who::Visitor, Who::PortalUser].into_iter().flat_map(|who| ACTIONS.map(|action| (who, action))) {
                let decision = decide(&facts, who, action, Some(&id(client)));
                let failed = decision.steps.iter().filter(|step| step.outcome == Outcome::Failed).count();
                prop_assert_eq!(failed, usize::from(!decision.allowed));
                let past = decision.steps.iter().skip_while(|step| step.outcome == Outcome::Passed).skip(1);
                prop_assert!(past.into_iter().all(|step| step.outcome == Outcome::NotReached));
            }
        }

        /// Rule 40: the column of the list and the explanation say the same.
        #[test]
        fn signing_in_is_what_access_says(facts in facts()) {
            let account = facts.account.clone().unwrap_or_default();
            let open = facts.open_portals().count() as u64;
            let can = facts.account.is_some() && access(account.verified, account.links.len() as u64, open) == Access::CanSignIn;
            prop_assert_eq!(decide(&facts, Who::PortalUser, Action::SignIn, None).allowed, can);
        }

        /// Rule 24: without the link nothing of the client can be done from the account.
        #[test]
        fn a_de_linked_user_can_do_nothing_with_the_client(facts in facts(), client in prop::sample::select(&CLIENTS)) {
            let mut facts = facts;
            if let Some(account) = &mut facts.account {
                account.links.remove(&id(client));
            }
            for action in ACTIONS {
                prop_assert!(!decide(&facts, Who::PortalUser, action, Some(&id(client))).allowed);
            }
        }

        /// Rule 1: a closed portal lets nobody in, by any way.
        #[test]
        fn nobody_gets_into_a_closed_portal(facts in facts(), client in prop::sample::select(&CLIENTS)) {
            prop_assume!(!facts.portals[&id(client)].portal.is_open());
            for action in ACTIONS {
                prop_assert!(!decide(&facts, Who::PortalUser, action, Some(&id(client))).allowed);
                prop_assert!(!decide(&facts, Who::Visitor, action, Some(&id(client))).allowed);
            }
        }

        /// Rules 8 and 11: without an account, see and pay, and nothing else.
        #[test]
        fn a_visitor_sees_and_pays_and_nothing_else(facts in facts(), client in prop::sample::select(&CLIENTS)) {
            let client = id(client);
            let can = |action| decide(&facts, Who::Visitor, action, Some(&client)).allowed;
            prop_assert_eq!(can(Action::SeeAndPay), facts.portals[&client].portal.is_open());
            prop_assert!(!can(Action::SignIn) && !can(Action::SeePaymentHistory));
        }

        /// Rules 11 and 33.
        #[test]
        fn payment_history_shows_only_where_the_firm_shows_it(facts in facts()) {
            let see = decide(&facts, Who::PortalUser, Action::SeePaymentHistory, None);
            prop_assert!(!see.allowed || facts.settings.payment_history);
        }
    }

    #[test]
    fn the_step_that_decides_carries_the_fact() {
        let mut facts = Facts { account: Some(Account { verified: true, links: BTreeSet::new() }), ..Facts::default() };
        assert_eq!(decide(&facts, Who::PortalUser, Action::SignIn, None).failed(), Some(Fact::AnyLink(0)));
        facts.account = None;
        assert_eq!(decide(&facts, Who::PortalUser, Action::SignIn, None).failed(), Some(Fact::AccountExists(false)));
        let unknown = decide(&facts, Who::Visitor, Action::SeeAndPay, Some(&id("nobody")));
        assert_eq!(unknown.failed(), Some(Fact::PortalOpen(None)));
    }
}
