//! Decisions: what somebody can do, and the fact that decided (rule 40).

use super::facts::{cause, question, step};
use super::sentence::{counted, list, name, sentence};
use crate::{Action, Decision, Facts, Outcome, Owed, Step};

/// What a portal user can or cannot do: the headline of an ability.
#[must_use]
pub fn ability(action: Action, facts: &Facts) -> String {
    match action {
        Action::SignIn => "Sign in".to_owned(),
        Action::SeeAndPay => match facts.owed() {
            Owed { invoices: 0, .. } => "See and pay what is due (nothing is due now)".to_owned(),
            some => format!("See and pay {}", owed(some)),
        },
        Action::PayForNoInvoice => "Make a payment that is for no invoice".to_owned(),
        Action::SaveMethod => "Save a payment method".to_owned(),
        Action::SetUpPlan => "Set up a payment plan".to_owned(),
        Action::SeePaymentHistory => "See payment history".to_owned(),
        Action::SeeLetters => "See engagement letters".to_owned(),
        Action::SignLetter => "Sign an engagement letter".to_owned(),
        Action::Claim => "Link a further client with its Client ID".to_owned(),
        Action::LookIn => "Look at the portal as the client sees it".to_owned(),
    }
}

/// What there is to pay: `2 unpaid invoices, 1 late fee`.
#[must_use]
pub fn owed(owed: Owed) -> String {
    match (owed.invoices, owed.late_fees) {
        (0, _) => "nothing is due".to_owned(),
        (invoices, 0) => counted(invoices, "unpaid invoice"),
        (invoices, fees) => format!("{}, {}", counted(invoices, "unpaid invoice"), counted(fees, "late fee")),
    }
}

/// Why it can or cannot be done: the fact that decided, all that holds for signing in, and for what comes after it only
/// what is its own.
#[must_use]
pub fn reason(action: Action, decision: &Decision) -> String {
    let mut facts = decision.steps.iter().map(|passed| step(passed.fact));
    match (decision.failed(), action) {
        (Some(fact), _) => step(fact),
        (None, Action::SignIn) => facts.collect::<Vec<_>>().join(", "),
        (None, _) => facts.next_back().unwrap_or_default(),
    }
}

/// The answer in one sentence: whether this person can do it, with this client or with any, and if not, why not.
#[must_use]
pub fn verdict(action: Action, who_name: &str, client_name: Option<&str>, decision: &Decision) -> String {
    let (who, what) = (name(who_name), doing(action, client_name));
    let unknown: Vec<_> = decision.not_checked().map(step).collect();
    match decision.failed() {
        Some(fact) => format!("{who} cannot {what}: {}.", cause(fact)),
        None if unknown.is_empty() => format!("{who} can {what}."),
        None => format!("{who} can {what}, as far as this was checked: {}.", list(&unknown)),
    }
}

/// What somebody does, as it follows "can".
pub(super) fn doing(action: Action, client: Option<&str>) -> String {
    let client = client.map(name);
    let with = |word: &str| client.as_ref().map(|client| format!(" {word} {client}")).unwrap_or_default();
    match action {
        Action::SignIn => match client {
            Some(client) => format!("sign in and get into the portal of {client}"),
            None => "sign in and get into a portal".to_owned(),
        },
        Action::SeeAndPay => match client {
            Some(client) => format!("see and pay for {client}"),
            None => "see and pay what is due".to_owned(),
        },
        Action::PayForNoInvoice => format!("make a payment{} that is for no invoice", with("for")),
        Action::SaveMethod => format!("save a payment method{}", with("to pay for")),
        Action::SetUpPlan => format!("set up a payment plan{}", with("for")),
        Action::SeePaymentHistory => format!("see the payment history{}", with("of")),
        Action::SeeLetters => format!("see engagement letters{}", with("of")),
        Action::SignLetter => format!("sign an engagement letter{}", with("of")),
        Action::Claim => client.map_or_else(|| "claim a further client".to_owned(), |client| format!("claim {client}")),
        Action::LookIn => client.map_or_else(
            || "look at a portal as its client sees it".to_owned(),
            |client| format!("look at the portal of {client} as the client sees it"),
        ),
    }
}

/// A step as a line of its own, whatever it came to: what was found, or what was not asked any more.
#[must_use]
pub fn checked(checked: Step) -> String {
    match checked.outcome {
        Outcome::Passed | Outcome::Failed | Outcome::NotChecked => sentence(&step(checked.fact)),
        Outcome::NotReached => format!("Not asked any more: {}.", question(checked.fact)),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{Account, ClaimLock, Fact, LinkState, Portal, SignInLock, Who, decide};

    /// Every fact, as it may hold, fail and not be known.
    pub(crate) fn every_fact() -> Vec<Fact> {
        let either = |fact: fn(bool) -> Fact| [fact(true), fact(false)];
        let flags: [fn(bool) -> Fact; 9] = [
            Fact::AccountExists,
            Fact::EmailVerified,
            Fact::Linked,
            Fact::NotBarred,
            Fact::KeyOpen,
            Fact::BoundToClient,
            Fact::HistoryShown,
            Fact::MaySeePayments,
            Fact::OnlyLooks,
        ];
        let mut facts: Vec<_> = flags.into_iter().flat_map(either).collect();
        facts.extend([0, 1, 2].into_iter().flat_map(|count| [Fact::AnyLink(count), Fact::AnyOpenPortal(count)]));
        facts.extend([LinkState::Good, LinkState::Expired, LinkState::Revoked].map(Fact::OneClickLink));
        let portals = [None, Some(Portal::Open), Some(Portal::ClientInactive), Some(Portal::NotInPortal)];
        facts.extend(portals.map(Fact::PortalOpen));
        facts.extend([None, Some(true), Some(false)].map(Fact::MethodSaved));
        facts.extend([None, Some(true), Some(false)].map(Fact::KeyThere));
        facts.extend([None, Some(true), Some(false)].map(Fact::CodeNeeded));
        let locks = [SignInLock::Open, SignInLock::Until(chrono::DateTime::UNIX_EPOCH), SignInLock::UntilReset];
        facts.extend(locks.map(|lock| Fact::SignInOpen(Some(lock))));
        facts.extend(locks.map(Fact::SignedInBefore));
        facts.push(Fact::SignInOpen(None));
        let claims = [None, Some(ClaimLock::Open), Some(ClaimLock::Until(chrono::DateTime::UNIX_EPOCH))];
        facts.extend(claims.map(Fact::ClaimsOpen));
        facts.extend(
            [None, Some(0), Some(1), Some(2)]
                .into_iter()
                .flat_map(|count| [Fact::LettersThere(count), Fact::LettersToSign(count)]),
        );
        facts
    }

    /// A decision that looked at nothing but this fact.
    pub(crate) fn only(fact: Fact) -> Decision {
        let outcome = match fact.holds() {
            Some(true) => Outcome::Passed,
            Some(false) => Outcome::Failed,
            None => Outcome::NotChecked,
        };
        Decision { allowed: outcome != Outcome::Failed, steps: vec![Step { fact, outcome }] }
    }

    #[test]
    fn a_no_names_what_decided_it_and_a_yes_everything_that_holds() {
        let mut facts = Facts { account: Some(Account { verified: false, ..Account::default() }), ..Facts::default() };
        let why = |facts: &Facts| reason(Action::SignIn, &decide(facts, Who::PortalUser, Action::SignIn, None));
        assert_eq!(why(&facts), "the e-mail is not verified yet; only the user can open the message");
        facts.account = Some(Account { verified: true, ..Account::default() });
        assert!(why(&facts).starts_with("no linked client: the next sign-in asks"));
    }

    #[test]
    fn a_verdict_is_one_sentence() {
        let says = |fact, action, who| verdict(action, who, Some("Smith Family Trust"), &only(fact));
        let pay = Action::SeeAndPay;
        let at = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(15);
        assert_eq!(says(Fact::Linked(true), pay, "Jane Smith"), "Jane Smith can see and pay for Smith Family Trust.");
        assert_eq!(
            says(Fact::EmailVerified(false), pay, "John O'Brien"),
            "John O'Brien cannot see and pay for Smith Family Trust: the e-mail is not verified yet."
        );
        assert_eq!(
            says(Fact::MethodSaved(None), Action::SetUpPlan, "Jane Smith"),
            "Jane Smith can set up a payment plan for Smith Family Trust, as far as this was checked: whether a \
             payment method is saved is not known here."
        );
        assert_eq!(
            says(Fact::SignInOpen(Some(SignInLock::Until(at))), Action::SignIn, "Jane Smith"),
            "Jane Smith cannot sign in and get into the portal of Smith Family Trust: sign-in is locked until 1 Jan \
             1970, 00:15 UTC, after too many wrong passwords."
        );
        assert_eq!(
            says(Fact::ClaimsOpen(Some(ClaimLock::Until(at))), Action::Claim, "Jane Smith"),
            "Jane Smith cannot claim Smith Family Trust: this account's claims are locked until 1 Jan 1970, 00:15 UTC, \
             after too many wrong keys."
        );
        assert_eq!(
            says(Fact::SignedInBefore(SignInLock::UntilReset), pay, "Jane Smith"),
            "Jane Smith can see and pay for Smith Family Trust, as far as this was checked: sign-in is locked until the \
             user chooses a new password, after too many wrong ones in a row; whether the user is signed in already is \
             not known here, and whoever is goes on."
        );
        assert_eq!(
            verdict(Action::SignIn, "kenji@smithfam.example", None, &only(Fact::AccountExists(false))),
            "kenji@smithfam.example cannot sign in and get into a portal: there is no account yet."
        );
        assert_eq!(
            says(Fact::PortalOpen(Some(Portal::ClientInactive)), Action::Claim, "Jane Smith"),
            "Jane Smith cannot claim Smith Family Trust: the client is inactive, so its portal is closed."
        );
    }

    #[test]
    fn every_action_reads_as_something_that_one_can_do() {
        assert_eq!(doing(Action::PayForNoInvoice, Some("Smith")), "make a payment for Smith that is for no invoice");
        assert_eq!(doing(Action::PayForNoInvoice, None), "make a payment that is for no invoice");
        assert_eq!(doing(Action::SeePaymentHistory, Some("Smith")), "see the payment history of Smith");
        assert!(Action::ALL.into_iter().all(|action| doing(action, Some("Smith")).contains("Smith")));
    }

    #[test]
    fn every_fact_reads_well_with_every_outcome() {
        let line = |fact, outcome| checked(Step { fact, outcome });
        assert_eq!(line(Fact::EmailVerified(true), Outcome::Passed), "E-mail verified.");
        assert_eq!(line(Fact::Linked(false), Outcome::Failed), "Not linked to this client.");
        assert_eq!(
            line(Fact::LettersThere(None), Outcome::NotChecked),
            "Whether there is an engagement letter is not known here."
        );
        assert_eq!(
            line(Fact::EmailVerified(false), Outcome::NotReached),
            "Not asked any more: whether the e-mail is verified."
        );
        for fact in every_fact() {
            let [found] = only(fact).steps[..] else { panic!("one fact, one step") };
            for says in [checked(found), line(fact, Outcome::NotReached)] {
                assert!(says.ends_with('.') && !says.contains("..") && !says.contains("  "), "{says}");
                assert!(says.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()), "{says}");
            }
            assert_eq!(step(fact).contains("not known"), fact.holds().is_none(), "{fact:?}");
        }
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(step(Fact::AnyOpenPortal(1)), "1 open portal");
        assert_eq!(step(Fact::AnyOpenPortal(3)), "3 open portals");
    }
}
