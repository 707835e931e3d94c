//! What is said to the caller: a reply that is ready to send, and gives nothing away.

use super::decisions::doing;
use super::doors::{key, printed_key};
use super::help::Caller;
use super::rehearsal::{CODE_BESIDES, as_printed};
use super::sentence::{minute_after, name};
use crate::{Action, Decision, Fact, SignInLock};

/// A short reply to the caller, ready to copy and send. It says what the caller can do, and nothing that a visitor must
/// not learn: not what is wrong with a key (rule 10), not whether access was closed (27), not what the firm's books say
/// of a client (1), and a client's name only to whom it is linked. It does tell whether the address has an account, so
/// it is to be sent to that address.
#[must_use]
pub fn reply(action: Action, caller: &Caller<'_>, decision: &Decision) -> String {
    let hello = caller.first_name.map_or_else(|| "Hello,".to_owned(), |first| format!("Hello {},", name(first)));
    let says = match decision.failed() {
        None => encouragement(action, caller, decision),
        Some(_) if is_about_key(action, decision) => about_key(caller),
        Some(fact) => what_to_do(action, fact, caller),
    };
    format!("{hello}\n\n{}", says.join(" "))
}

const WRITE_BACK: &str = "If that does not help, please reply to this message, and we will look into it with you.";

/// The one reply to every key that is refused. That several wrong ones are followed by a wait is told to everybody:
/// whether they were wrong is what nobody learns, and so not whether this caller has to wait.
fn about_key(caller: &Caller<'_>) -> Vec<String> {
    let wait = "If several did not match, please let an hour pass before the next one.";
    [as_printed(caller.settings), wait, WRITE_BACK].map(str::to_owned).into()
}

/// Whether the no belongs to a key: of a claim whatever is not the caller's own account, of a visit by a key whatever
/// there is. All of them get one and the same reply, as they get one and the same answer in the portal (rule 10).
fn is_about_key(action: Action, decision: &Decision) -> bool {
    let asked = |what: fn(&Fact) -> bool| decision.steps.iter().any(|step| what(&step.fact));
    let own =
        matches!(decision.failed(), Some(Fact::AccountExists(_) | Fact::EmailVerified(_) | Fact::BoundToClient(_)));
    let no_such_client = matches!(decision.failed(), Some(Fact::PortalOpen(None)));
    !own && (action == Action::Claim || asked(|fact| matches!(fact, Fact::KeyOpen(_))) || no_such_client)
}

fn encouragement(action: Action, caller: &Caller<'_>, decision: &Decision) -> Vec<String> {
    let linked = decision.steps.iter().any(|step| step.fact == Fact::Linked(true));
    let has_account = decision.steps.iter().any(|step| step.fact == Fact::AccountExists(true));
    let what = doing(action, caller.client.filter(|_| linked));
    let locked = decision.steps.iter().find_map(|step| match step.fact {
        Fact::SignedInBefore(lock) if !lock.is_open() => Some(lock),
        _ => None,
    });
    if let Some(lock) = locked {
        return [vec![format!("You can {what} after signing in.")], after_lock(lock)].concat();
    }
    let how = match (action, has_account) {
        (Action::Claim, _) => {
            let mut says = vec!["You can add a client to your account after signing in.", as_printed(caller.settings)];
            says.extend(caller.settings.strict_keys.then_some(CODE_BESIDES));
            return says.into_iter().map(str::to_owned).collect();
        }
        (_, true) => "Please sign in with this e-mail address and your password.",
        (_, false) => "Please use the link in our e-mail, or the address of the portal.",
    };
    let screen = "If you see something else on your screen, please tell us what it says.";
    vec![format!("You can {what}."), how.to_owned(), screen.to_owned()]
}

/// How to get past a lock for wrong passwords. The reply goes to the account's own address.
fn after_lock(lock: SignInLock) -> Vec<String> {
    let rests = match lock {
        SignInLock::Open => return Vec::new(),
        SignInLock::Until(until) => {
            format!("Signing in rests until {}, since the password did not match several times.", minute_after(until))
        }
        SignInLock::UntilReset => "Signing in rests, since the password did not match many times.".to_owned(),
    };
    let reset = "Please choose a new password on the sign-in page: that lets you sign in at once.";
    vec![rests, reset.to_owned()]
}

fn what_to_do(action: Action, fact: Fact, caller: &Caller<'_>) -> Vec<String> {
    let (key, printed) = (key(caller.settings), printed_key(caller.settings));
    let pays = matches!(action, Action::SeeAndPay | Action::PayForNoInvoice);
    let without_account =
        format!("You can also pay without an account: by the link in an invoice e-mail, or with {key}.");
    let with_payment = |mut says: Vec<String>| {
        says.extend(pays.then(|| without_account.clone()));
        says
    };
    let two = |first: &str, second: &str| vec![first.to_owned(), second.to_owned()];
    match fact {
        Fact::AccountExists(_) => with_payment(two(
            "This is done from an account of our portal.",
            "Please create one on the portal's page, and then open the message that we send to your e-mail address.",
        )),
        Fact::EmailVerified(_) => with_payment(two(
            "Your e-mail address is waiting to be verified.",
            "Please open the message that we sent when you signed up, or have the sign-in page send a new one.",
        )),
        Fact::SignInOpen(lock) => with_payment(after_lock(lock.unwrap_or_default())),
        Fact::AnyLink(_) | Fact::Linked(_) => with_payment(vec![
            "This is not connected to your account yet.".to_owned(),
            format!("Please sign in and add the client with {printed}, exactly as printed, or reply to this message."),
        ]),
        Fact::AnyOpenPortal(_) | Fact::PortalOpen(_) => {
            two("This portal cannot be used at the moment.", "Please reply to this message, and we will look into it.")
        }
        Fact::OneClickLink(_) => two(
            "The link in that e-mail can no longer be used.",
            "Please take the one in our newest e-mail, or reply to this message, and we will look into it.",
        ),
        Fact::BoundToClient(_) => two(
            "This page shows one client only.",
            "For another one, please use the link in its own e-mail, or sign in to your account.",
        ),
        Fact::HistoryShown(_) => two(
            "Earlier payments are not part of our portal.",
            "If you need a list of them, please reply to this message, and we will send it.",
        ),
        Fact::MethodSaved(_) => two(
            "A payment plan uses a saved payment method.",
            "Please sign in and save one first; after that you can set up the plan.",
        ),
        Fact::LettersThere(_) | Fact::LettersToSign(_) => two(
            "There is no engagement letter waiting for you in the portal.",
            "If you expect one, please reply to this message, and we will look into it.",
        ),
        Fact::NotBarred(_)
        | Fact::ClaimsOpen(_)
        | Fact::KeyThere(_)
        | Fact::KeyOpen(_)
        | Fact::CodeNeeded(_)
        | Fact::SignedInBefore(_) => about_key(caller),
        Fact::MaySeePayments(_) | Fact::OnlyLooks(_) => two(
            "This is for the staff of our firm only.",
            "Please reply to this message and tell us what you would like to do.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::words::decisions::tests::{every_fact, only};
    use crate::words::help::tests::CALLER;
    use crate::{Account, ClaimLock, ClientId, Facts, LinkState, Portal, PortalFacts, Who, decide};

    fn client() -> ClientId {
        ClientId::new("1002").unwrap()
    }

    fn sentences(reply: &str) -> usize {
        let (_, says) = reply.split_once(",\n\n").unwrap();
        says.matches(". ").count() + usize::from(says.ends_with('.'))
    }

    #[test]
    fn a_reply_is_ready_to_send() {
        let says = |fact| reply(Action::SeeAndPay, &CALLER, &only(fact));
        assert_eq!(
            says(Fact::EmailVerified(false)),
            "Hello Jane,\n\nYour e-mail address is waiting to be verified. Please open the message that we sent when \
             you signed up, or have the sign-in page send a new one. You can also pay without an account: by the link \
             in an invoice e-mail, or with the Client ID and any invoice number of the client."
        );
        assert_eq!(
            reply(Action::SeePaymentHistory, &Caller::default(), &only(Fact::HistoryShown(false))),
            "Hello,\n\nEarlier payments are not part of our portal. If you need a list of them, please reply to this \
             message, and we will send it."
        );
        let linked = reply(Action::SeeAndPay, &CALLER, &only(Fact::Linked(true)));
        assert!(linked.starts_with("Hello Jane,\n\nYou can see and pay for Smith Family Trust."), "{linked}");
    }

    /// Rule 14: how to get past a lock is the person's own, and told to the account's own address.
    #[test]
    fn a_locked_sign_in_is_told_with_the_way_out() {
        let until = SignInLock::Until(chrono::DateTime::UNIX_EPOCH);
        let new_password = "Please choose a new password on the sign-in page: that lets you sign in at once.";
        assert_eq!(
            reply(Action::SignIn, &CALLER, &only(Fact::SignInOpen(Some(until)))),
            format!(
                "Hello Jane,\n\nSigning in rests until 1 Jan 1970, 00:00 UTC, since the password did not match several \
                 times. {new_password}"
            )
        );
        let pays = reply(Action::SeeAndPay, &CALLER, &only(Fact::SignedInBefore(SignInLock::UntilReset)));
        assert!(pays.contains("You can see and pay what is due after signing in.") && pays.ends_with(new_password));
    }

    #[test]
    fn every_reply_has_two_to_four_sentences_and_gives_nothing_away() {
        const FORBIDDEN: [&str; 9] =
            ["inactive", "barred", "closed", "wrong", "revoked", "tries", " key", "practice management", "permission"];
        for fact in every_fact() {
            for action in Action::ALL {
                let says = reply(action, &CALLER, &only(fact));
                assert!((2..=4).contains(&sentences(&says)), "{says}");
                assert!(FORBIDDEN.into_iter().all(|word| !says.contains(word)), "{says}");
            }
        }
    }

    proptest! {
        /// Rules 10 and 27: whatever refuses a claim but the caller's own account, the reply is one and the same; and
        /// so it is for a visit by a key.
        #[test]
        fn a_refused_key_gets_one_and_the_same_reply(
            active: bool, in_portal: bool, key_closed: bool, barred: bool, locked: bool, known: bool,
        ) {
            let portal = PortalFacts { key_closed, ..PortalFacts::of(Portal::of(active, in_portal)) };
            let barred = if barred { BTreeSet::from([client()]) } else { BTreeSet::new() };
            let claims = Some(if locked { ClaimLock::Until(chrono::DateTime::UNIX_EPOCH) } else { ClaimLock::Open });
            let account = Account { verified: true, barred, claims, ..Account::default() };
            let facts = Facts {
                account: Some(account),
                portals: if known { BTreeMap::from([(client(), portal)]) } else { BTreeMap::new() },
                ..Facts::default()
            };
            let client = client();
            let unknown = only(Fact::PortalOpen(None));
            for (who, action) in [(Who::PortalUser, Action::Claim), (Who::ByKey(&client), Action::SeeAndPay)] {
                let decision = decide(&facts, who, action, Some(&client));
                if !decision.allowed {
                    prop_assert_eq!(reply(action, &CALLER, &decision), reply(Action::Claim, &CALLER, &unknown));
                }
            }
        }

        /// A client's name is told only to whom it is linked.
        #[test]
        fn a_client_is_named_only_to_whom_it_is_linked(
            has_account: bool, verified: bool, linked: bool, active: bool, key_closed: bool,
            action in prop::sample::select(Action::ALL.to_vec()), way in 0..3_usize,
        ) {
            let links = if linked { BTreeSet::from([client()]) } else { BTreeSet::new() };
            let account = has_account.then_some(Account { verified, links, ..Account::default() });
            let portal = PortalFacts { key_closed, ..PortalFacts::of(Portal::of(active, true)) };
            let portals = BTreeMap::from([(client(), portal)]);
            let facts = Facts { account, portals, ..Facts::default() };
            let client = client();
            let who = [Who::PortalUser, Who::ByKey(&client), Who::ByOneClickLink(&client, LinkState::Good)][way];
            let says = reply(action, &CALLER, &decide(&facts, who, action, Some(&client)));
            prop_assert!(!says.contains("Smith") || (has_account && linked && way == 0), "{}", says);
        }
    }
}
