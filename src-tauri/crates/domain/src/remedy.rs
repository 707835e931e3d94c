use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{Action, ClaimLock, Decision, Fact, LinkState, Portal, SignInLock};

/// Something that would help where a decision was a no (rule 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Remedy {
    /// The person creates an account.
    SignUp,
    /// The person opens the message that verifies the address, or asks for another one.
    VerifyEmail,
    /// The person chooses a new password, by a message to the address (14); that lifts a lock for wrong ones.
    ResetPassword,
    /// The person signs in again once the time is over; nobody can shorten it.
    SignInLater,
    /// The person claims the client, with its Client ID and any invoice number.
    Claim,
    /// The person claims again once the time is over; nobody can shorten it.
    ClaimLater,
    /// The person saves a payment method.
    SaveMethod,
    /// The person pays without an account, by the key or a one-click link (8).
    PayWithoutAccount,
    /// Staff link the client, which lifts a bar too.
    Link,
    /// Staff open the client's key before its time is over.
    OpenKey,
    /// Staff send a new one-click link.
    SendOneClickLink,
    /// Staff with the permission turn payment history on for the whole firm.
    TurnHistoryOn,
    /// The firm's PMS: make the client active.
    ActivateClient,
    /// The firm's PMS: put the client into the portal.
    PutInPortal,
    /// Somebody who gives permissions: the firm's directory.
    GrantPermission,
}

/// Who a remedy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum By {
    /// Only the person (14): the firm's interface has no such operation.
    Person,
    /// Staff, here.
    Staff,
    /// The firm, in its PMS or its directory.
    Elsewhere,
}

impl Remedy {
    /// Every remedy.
    pub const ALL: [Self; 15] = [
        Self::SignUp,
        Self::VerifyEmail,
        Self::ResetPassword,
        Self::SignInLater,
        Self::Claim,
        Self::ClaimLater,
        Self::SaveMethod,
        Self::PayWithoutAccount,
        Self::Link,
        Self::OpenKey,
        Self::SendOneClickLink,
        Self::TurnHistoryOn,
        Self::ActivateClient,
        Self::PutInPortal,
        Self::GrantPermission,
    ];

    /// Who can do it.
    #[must_use]
    pub fn by(self) -> By {
        match self {
            Self::SignUp
            | Self::VerifyEmail
            | Self::ResetPassword
            | Self::SignInLater
            | Self::Claim
            | Self::ClaimLater
            | Self::SaveMethod
            | Self::PayWithoutAccount => By::Person,
            Self::Link | Self::OpenKey | Self::SendOneClickLink | Self::TurnHistoryOn => By::Staff,
            Self::ActivateClient | Self::PutInPortal | Self::GrantPermission => By::Elsewhere,
        }
    }
}

/// What would help with this decision, the best first; nothing where the answer is yes without a doubt that the person can
/// lift, or where nothing would.
#[must_use]
pub fn remedies(action: Action, decision: &Decision) -> Vec<Remedy> {
    let locked = |fact: &Fact| matches!(fact, Fact::SignedInBefore(_));
    let Some(fact) = decision.failed().or_else(|| decision.not_checked().find(locked)) else { return Vec::new() };
    let pays = matches!(action, Action::SeeAndPay | Action::PayForNoInvoice);
    let mut remedies = for_fact(fact);
    // Whoever cannot get in by an account can still pay by the key; a closed portal is closed to everybody (1).
    let without_account = matches!(
        fact,
        Fact::AccountExists(_)
            | Fact::EmailVerified(_)
            | Fact::SignedInBefore(_)
            | Fact::AnyLink(_)
            | Fact::Linked(_)
            | Fact::NotBarred(_)
    );
    if pays && without_account {
        remedies.push(Remedy::PayWithoutAccount);
    }
    remedies
}

fn for_fact(fact: Fact) -> Vec<Remedy> {
    match fact {
        Fact::AccountExists(_) => vec![Remedy::SignUp],
        Fact::EmailVerified(_) => vec![Remedy::VerifyEmail],
        Fact::SignInOpen(Some(lock)) | Fact::SignedInBefore(lock) => for_lock(lock),
        Fact::AnyLink(_) | Fact::Linked(_) => vec![Remedy::Link, Remedy::Claim],
        Fact::NotBarred(_) => vec![Remedy::Link],
        Fact::ClaimsOpen(Some(ClaimLock::Until(_))) => vec![Remedy::Link, Remedy::ClaimLater],
        Fact::AnyOpenPortal(_) => vec![Remedy::ActivateClient, Remedy::PutInPortal, Remedy::Link],
        Fact::PortalOpen(Some(Portal::ClientInactive)) => vec![Remedy::ActivateClient],
        Fact::PortalOpen(Some(Portal::NotInPortal)) => vec![Remedy::PutInPortal],
        Fact::KeyThere(_) => vec![Remedy::Link, Remedy::SendOneClickLink],
        Fact::KeyOpen(_) => vec![Remedy::OpenKey, Remedy::SendOneClickLink],
        Fact::OneClickLink(LinkState::Expired | LinkState::Revoked) => vec![Remedy::SendOneClickLink],
        Fact::HistoryShown(_) => vec![Remedy::TurnHistoryOn],
        Fact::MethodSaved(_) => vec![Remedy::SaveMethod],
        Fact::MaySeePayments(_) => vec![Remedy::GrantPermission],
        Fact::PortalOpen(_)
        | Fact::OneClickLink(LinkState::Good)
        | Fact::SignInOpen(None)
        | Fact::ClaimsOpen(Some(ClaimLock::Open) | None)
        | Fact::CodeNeeded(_)
        | Fact::BoundToClient(_)
        | Fact::LettersThere(_)
        | Fact::LettersToSign(_)
        | Fact::OnlyLooks(_) => Vec::new(),
    }
}

fn for_lock(lock: SignInLock) -> Vec<Remedy> {
    match lock {
        SignInLock::Open => Vec::new(),
        SignInLock::Until(_) => vec![Remedy::ResetPassword, Remedy::SignInLater],
        SignInLock::UntilReset => vec![Remedy::ResetPassword],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::{Account, ClientId, Facts, PortalFacts, Who, decide};

    fn client() -> ClientId {
        ClientId::new("1002").unwrap()
    }

    fn facts(account: Option<Account>, portal: Portal) -> Facts {
        let portals = BTreeMap::from([(client(), PortalFacts::of(portal))]);
        Facts { account, portals, ..Facts::default() }
    }

    fn help(account: Option<Account>, portal: Portal, action: Action) -> Vec<Remedy> {
        remedies(action, &decide(&facts(account, portal), Who::PortalUser, action, Some(&client())))
    }

    fn linked(verified: bool) -> Option<Account> {
        Some(Account { verified, links: BTreeSet::from([client()]), ..Account::default() })
    }

    #[test]
    fn each_no_has_its_remedy_and_says_whose_it_is() {
        use Remedy::*;
        let pay = Action::SeeAndPay;
        assert_eq!(help(None, Portal::Open, pay), [SignUp, PayWithoutAccount]);
        assert_eq!(help(linked(false), Portal::Open, pay), [VerifyEmail, PayWithoutAccount]);
        let verified = Some(Account { verified: true, ..Account::default() });
        assert_eq!(help(verified, Portal::Open, pay), [Link, Claim, PayWithoutAccount]);
        assert_eq!(help(linked(true), Portal::ClientInactive, pay), [ActivateClient], "closed to everybody");
        assert_eq!(help(linked(true), Portal::NotInPortal, pay), [PutInPortal]);
        assert_eq!(help(linked(true), Portal::Open, Action::SeePaymentHistory), [TurnHistoryOn]);
        assert_eq!(help(linked(true), Portal::Open, pay), []);
    }

    /// Rule 14: what only the person can do is never offered to staff.
    #[test]
    fn signing_up_and_verifying_are_the_persons_own() {
        use Remedy::*;
        for own in [SignUp, VerifyEmail, ResetPassword, SignInLater, Claim, ClaimLater, SaveMethod] {
            assert_eq!(own.by(), By::Person);
        }
    }

    /// Rules 14 and 40: a lock ends by itself or by a new password, and staff can do nothing about it.
    #[test]
    fn a_locked_sign_in_is_the_persons_own_to_open() {
        use Remedy::*;
        let locked = |lock| linked(true).map(|account| Account { lock: Some(lock), ..account });
        let until = locked(SignInLock::Until(chrono::DateTime::UNIX_EPOCH));
        assert_eq!(help(until.clone(), Portal::Open, Action::SignIn), [ResetPassword, SignInLater]);
        assert_eq!(help(until, Portal::Open, Action::SeeAndPay), [ResetPassword, SignInLater, PayWithoutAccount]);
        assert_eq!(help(locked(SignInLock::UntilReset), Portal::Open, Action::SignIn), [ResetPassword]);
        assert_eq!(help(locked(SignInLock::Open), Portal::Open, Action::SignIn), []);
    }

    /// Rules 10, 23 and 40: nobody can shorten the time that claims are refused for wrong keys, but staff need no key.
    #[test]
    fn refused_claims_end_by_themselves_and_staff_can_link_instead() {
        use Remedy::*;
        let locked = |claims| Some(Account { verified: true, claims: Some(claims), ..Account::default() });
        let until = locked(ClaimLock::Until(chrono::DateTime::UNIX_EPOCH));
        assert_eq!(help(until.clone(), Portal::Open, Action::Claim), [Link, ClaimLater]);
        assert_eq!(help(until, Portal::Open, Action::SeeAndPay), [Link, Claim, PayWithoutAccount]);
        assert_eq!(help(locked(ClaimLock::Open), Portal::Open, Action::Claim), []);
    }

    /// Following a remedy that staff can carry out makes the no a yes.
    #[test]
    fn linking_helps_where_it_is_offered() {
        let mut facts = facts(Some(Account { verified: true, ..Account::default() }), Portal::Open);
        let answer = |facts: &Facts| decide(facts, Who::PortalUser, Action::SeeAndPay, Some(&client()));
        assert!(remedies(Action::SeeAndPay, &answer(&facts)).contains(&Remedy::Link));
        facts.account.get_or_insert_default().links.insert(client());
        assert!(answer(&facts).allowed);
    }
}
