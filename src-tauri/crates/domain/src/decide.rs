mod fact;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::facts::{Account, Facts};
use crate::{ClientId, LinkState, Permission, Permissions};

pub use fact::Fact;

/// Who wants to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// A visitor without an account who has shown the key of this client (rules 8, 9, 12).
    ByKey(&'a ClientId),
    /// A visitor without an account who opened a one-click link of this client (8, 12, 13).
    ByOneClickLink(&'a ClientId, LinkState),
    /// The person whose account the facts are about, with the right password.
    PortalUser,
    /// A member of staff (12, 38).
    Staff(&'a Permissions),
}

/// What somebody wants to do (rule 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Action {
    /// Sign in and get into a portal.
    SignIn,
    /// See and pay unpaid invoices and late fees (rule 8).
    SeeAndPay,
    /// Make a payment that is for no invoice (8, 31).
    PayForNoInvoice,
    /// Save a payment method (11, 19).
    SaveMethod,
    /// Set up a payment plan (11, 34).
    SetUpPlan,
    /// See the payments made before (11, 33).
    SeePaymentHistory,
    /// See engagement letters (11, 35).
    SeeLetters,
    /// Sign an engagement letter (11, 35).
    SignLetter,
    /// Link a further client with its key (22).
    Claim,
    /// Look at the portal as its client sees it, without touching anything (12).
    LookIn,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 10] = [
        Self::SignIn,
        Self::SeeAndPay,
        Self::PayForNoInvoice,
        Self::SaveMethod,
        Self::SetUpPlan,
        Self::SeePaymentHistory,
        Self::SeeLetters,
        Self::SignLetter,
        Self::Claim,
        Self::LookIn,
    ];
}

/// The answer to a question, with how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it can be done, as far as it was checked.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Outcome {
    /// It stands in nobody's way.
    Passed,
    /// It is why the answer is no.
    Failed,
    /// It is not known here, and may make the answer a no elsewhere.
    NotChecked,
    /// The answer was no before.
    NotReached,
}

impl Decision {
    /// The step that made the answer a no; none if the answer is yes.
    #[must_use]
    pub fn failed(&self) -> Option<Fact> {
        self.steps.iter().find(|step| step.outcome == Outcome::Failed).map(|step| step.fact)
    }

    /// The place of the step that made the answer a no, counted from 0; none if the answer is yes.
    #[must_use]
    pub fn decided_by(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.outcome == Outcome::Failed)
    }

    /// Whether it is the account itself that stands in the way, whatever the client: there is none, it is not verified,
    /// or it is barred (rules 15, 22, 27). A claim that is refused so never reaches the portal, though its key is met in the same time.
    /// What else may stand in the way of a claim, a closed key or portal, too many wrong keys of the account's own, is
    /// met by the key: there it is counted, and gets the one answer of every failed key (10).
    #[must_use]
    pub fn is_refused_by_account(&self) -> bool {
        matches!(self.failed(), Some(Fact::AccountExists(_) | Fact::EmailVerified(_) | Fact::NotBarred(_)))
    }

    /// What was not checked, because it is not known here.
    pub fn not_checked(&self) -> impl Iterator<Item = Fact> {
        self.steps.iter().filter(|step| step.outcome == Outcome::NotChecked).map(|step| step.fact)
    }

    fn from_facts(facts: Vec<Fact>) -> Self {
        let mut allowed = true;
        let step = |fact: Fact| {
            let outcome = match (allowed, fact.holds()) {
                (false, _) => Outcome::NotReached,
                (true, Some(true)) => Outcome::Passed,
                (true, Some(false)) => Outcome::Failed,
                (true, None) => Outcome::NotChecked,
            };
            allowed = allowed && outcome != Outcome::Failed;
            Step { fact, outcome }
        };
        let steps = facts.into_iter().map(step).collect();
        Self { allowed, steps }
    }
}

/// Decides whether `who` can do `action`, with this client or, without one, with any client at all (rules 1, 8 to 15,
/// 19, 22, 24, 25, 27, 33 to 35, 38). The portals enforce this answer and staff are shown it: there is no other.
#[must_use]
pub fn decide(facts: &Facts, who: Who<'_>, action: Action, client: Option<&ClientId>) -> Decision {
    Decision::from_facts(match who {
        Who::PortalUser if action == Action::LookIn => vec![Fact::MaySeePayments(false)],
        Who::PortalUser => facts.asked_of_portal_user(action, client),
        Who::ByKey(bound) => facts.asked_of_visitor(bound, None, action, client),
        Who::ByOneClickLink(bound, state) => facts.asked_of_visitor(bound, Some(state), action, client),
        Who::Staff(permissions) => {
            vec![
                Fact::MaySeePayments(permissions.allow(Permission::PaymentsView)),
                Fact::OnlyLooks(action == Action::LookIn),
            ]
        }
    })
}

impl Facts {
    fn asked_of_portal_user(&self, action: Action, client: Option<&ClientId>) -> Vec<Fact> {
        let nobody = Account::default();
        let account = self.account.as_ref().unwrap_or(&nobody);
        let mut asked = vec![Fact::AccountExists(self.account.is_some()), Fact::EmailVerified(account.verified)];
        asked.extend((action == Action::SignIn).then_some(Fact::SignInOpen(account.lock)));
        match (action, client) {
            (Action::Claim, Some(client)) => asked.extend(self.asked_of_claim(account, client)),
            // Which client, and with it its key, is still to be named.
            (Action::Claim, None) => {
                asked.push(Fact::ClaimsOpen(account.claims));
                asked.extend((self.asks_code() == Some(true)).then_some(Fact::CodeNeeded(Some(true))));
            }
            (_, Some(client)) => asked.extend([Fact::Linked(account.links.contains(client)), self.portal_open(client)]),
            (_, None) => {
                asked.extend([Fact::AnyLink(account.links.len()), Fact::AnyOpenPortal(self.open_portals().count())]);
            }
        }
        asked.extend(self.asked_of_action(account, action, client));
        // Last, since it decides nothing: a session that is open goes on, and the portal of one asks no password.
        let lock = account.lock.filter(|lock| !lock.is_open() && action != Action::SignIn);
        asked.extend(lock.map(Fact::SignedInBefore));
        asked
    }

    /// Claiming what is linked already succeeds and changes nothing, as linking it does (23). Whether the key itself
    /// is right is for [`crate::KeyFacts::answer`].
    fn asked_of_claim(&self, account: &Account, client: &ClientId) -> Vec<Fact> {
        // First, since it is not for the key to meet: what follows must not hide it.
        let mut asked = vec![Fact::NotBarred(!account.barred.contains(client)), Fact::ClaimsOpen(account.claims)];
        asked.push(self.portal_open(client));
        asked.extend(self.key_there(client));
        asked.extend([self.key_open(client), Fact::CodeNeeded(self.asks_code())]);
        asked
    }

    /// What an action asks beyond getting into a portal.
    fn asked_of_action(&self, account: &Account, action: Action, client: Option<&ClientId>) -> Option<Fact> {
        match action {
            Action::SeePaymentHistory => Some(Fact::HistoryShown(self.settings.payment_history)),
            Action::SetUpPlan => Some(Fact::MethodSaved(account.saved_method)),
            Action::SeeLetters => Some(Fact::LettersThere(self.letters(account, client, |letters| letters.covering))),
            Action::SignLetter => Some(Fact::LettersToSign(self.letters(account, client, |letters| letters.to_sign))),
            Action::SignIn
            | Action::SeeAndPay
            | Action::PayForNoInvoice
            | Action::SaveMethod
            | Action::Claim
            | Action::LookIn => None,
        }
    }

    /// Without an account, see and pay, for the one client of the visit, and nothing else (rules 8, 11, 12).
    fn asked_of_visitor(
        &self,
        bound: &ClientId,
        one_click: Option<LinkState>,
        action: Action,
        client: Option<&ClientId>,
    ) -> Vec<Fact> {
        if !matches!(action, Action::SeeAndPay | Action::PayForNoInvoice) {
            return vec![Fact::AccountExists(false)];
        }
        let bound_to = Fact::BoundToClient(client.is_none_or(|client| client == bound));
        match one_click {
            Some(state) => vec![bound_to, Fact::OneClickLink(state), self.portal_open(bound)],
            None => {
                let mut asked = vec![bound_to];
                asked.extend(self.key_there(bound));
                asked.extend([self.key_open(bound), self.portal_open(bound), Fact::CodeNeeded(self.asks_code())]);
                asked
            }
        }
    }

    fn portal_open(&self, client: &ClientId) -> Fact {
        Fact::PortalOpen(self.portals.get(client).map(|facts| facts.portal))
    }

    /// Asked only where a key has an invoice number in it, and of a client that there is.
    fn key_there(&self, client: &ClientId) -> Option<Fact> {
        let portal = self.portals.get(client).filter(|_| self.settings.asks_invoice)?;
        Some(Fact::KeyThere(portal.ever_invoiced))
    }

    fn key_open(&self, client: &ClientId) -> Fact {
        Fact::KeyOpen(self.portals.get(client).is_none_or(|facts| !facts.key_closed))
    }

    /// The letters of the client in question, or of all linked clients; none as soon as one client's are not known.
    fn letters(
        &self,
        account: &Account,
        client: Option<&ClientId>,
        count: impl Fn(&crate::Letters) -> u32,
    ) -> Option<u32> {
        let clients = account.links.iter().filter(|linked| client.is_none_or(|client| client == *linked));
        let portals = clients.filter_map(|client| self.portals.get(client)).filter(|facts| facts.portal.is_open());
        portals.map(|facts| facts.letters.as_ref().map(&count)).sum()
    }
}

#[cfg(test)]
mod tests;
