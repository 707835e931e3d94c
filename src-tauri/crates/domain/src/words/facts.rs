//! The facts that decide (rule 40): as part of a sentence, as the reason of a no, and as what they answer.

use super::accounts::portal;
use super::sentence::{counted, minute_after};
use crate::{ClaimLock, Fact, LinkState, Portal, SignInLock};

/// A fact as part of a sentence.
#[must_use]
pub fn step(fact: Fact) -> String {
    match fact {
        Fact::AccountExists(true) => "account exists".to_owned(),
        Fact::AccountExists(false) => "needs an account".to_owned(),
        Fact::EmailVerified(true) => "e-mail verified".to_owned(),
        Fact::EmailVerified(false) => "the e-mail is not verified yet; only the user can open the message".to_owned(),
        Fact::SignInOpen(Some(lock)) => sign_in_lock(lock),
        Fact::SignedInBefore(SignInLock::Open) => "signed in, or free to sign in".to_owned(),
        Fact::SignedInBefore(lock) => {
            format!("{}; {} is not known here, and whoever is goes on", sign_in_lock(lock), question(fact))
        }
        Fact::AnyLink(0) => {
            "no linked client: the next sign-in asks for a Client ID and any invoice number of that client".to_owned()
        }
        Fact::AnyLink(links) => counted(links, "linked client"),
        Fact::AnyOpenPortal(0) => "no linked client has an open portal".to_owned(),
        Fact::AnyOpenPortal(open) => counted(open, "open portal"),
        Fact::Linked(true) => "linked to this client".to_owned(),
        Fact::Linked(false) => "not linked to this client".to_owned(),
        Fact::PortalOpen(Some(state)) => portal(state).to_owned(),
        Fact::PortalOpen(None) => "there is no such client".to_owned(),
        Fact::HistoryShown(true) => "the firm shows payment history".to_owned(),
        Fact::HistoryShown(false) => "the firm has payment history turned off".to_owned(),
        Fact::NotBarred(true) => "may claim this client".to_owned(),
        Fact::NotBarred(false) => "access was closed: staff have to link this client or lift the bar first".to_owned(),
        Fact::ClaimsOpen(Some(ClaimLock::Open)) => "this account's claims are not locked".to_owned(),
        Fact::ClaimsOpen(Some(ClaimLock::Until(until))) => {
            format!("this account's claims are locked until {}, after too many wrong keys", minute_after(until))
        }
        Fact::KeyThere(Some(true)) => "the client has had invoices, and so a key".to_owned(),
        Fact::KeyThere(Some(false)) => {
            "the client never had an invoice, so there is no number that would make a key".to_owned()
        }
        Fact::KeyOpen(true) => "the key is open".to_owned(),
        Fact::KeyOpen(false) => "the key is closed after too many wrong tries".to_owned(),
        Fact::CodeNeeded(Some(false)) => "the key alone does, no code is asked for".to_owned(),
        Fact::CodeNeeded(Some(true)) => {
            "the portal asks for a code besides the key, and sends it to the client's contacts; whether the caller gets \
             it is not known here"
                .to_owned()
        }
        Fact::BoundToClient(true) => "the visit is for this client".to_owned(),
        Fact::BoundToClient(false) => "the visit is for another client".to_owned(),
        Fact::OneClickLink(LinkState::Good) => "the one-click link is good".to_owned(),
        Fact::OneClickLink(LinkState::Expired) => "the one-click link has expired".to_owned(),
        Fact::OneClickLink(LinkState::Revoked) => "the one-click link was revoked".to_owned(),
        Fact::MethodSaved(Some(true)) => "a payment method is saved".to_owned(),
        Fact::MethodSaved(Some(false)) => "no payment method is saved; only the user can save one".to_owned(),
        Fact::LettersThere(Some(0)) => "there is no engagement letter".to_owned(),
        Fact::LettersThere(Some(letters)) => counted(letters, "engagement letter"),
        Fact::LettersToSign(Some(0)) => "no engagement letter waits for this person's signature".to_owned(),
        Fact::LettersToSign(Some(letters)) => format!("{} to sign", counted(letters, "engagement letter")),
        Fact::SignInOpen(None)
        | Fact::ClaimsOpen(None)
        | Fact::KeyThere(None)
        | Fact::CodeNeeded(None)
        | Fact::MethodSaved(None)
        | Fact::LettersThere(None)
        | Fact::LettersToSign(None) => {
            format!("{} is not known here", question(fact))
        }
        Fact::MaySeePayments(true) => "has the permission to see payments".to_owned(),
        Fact::MaySeePayments(false) => "needs the permission to see payments".to_owned(),
        Fact::OnlyLooks(true) => "looks and changes nothing".to_owned(),
        Fact::OnlyLooks(false) => "staff do nothing in a client's place".to_owned(),
    }
}

/// Whether wrong passwords keep an account from being signed in to, and until when.
fn sign_in_lock(lock: SignInLock) -> String {
    match lock {
        SignInLock::Open => "sign-in is not locked".to_owned(),
        SignInLock::Until(until) => {
            format!("sign-in is locked until {}, after too many wrong passwords", minute_after(until))
        }
        SignInLock::UntilReset => {
            "sign-in is locked until the user chooses a new password, after too many wrong ones in a row".to_owned()
        }
    }
}

/// A fact as the reason of a no, with nothing about what would help: that stands beside it.
pub(super) fn cause(fact: Fact) -> String {
    match fact {
        Fact::AccountExists(false) => "there is no account yet".to_owned(),
        Fact::EmailVerified(false) => "the e-mail is not verified yet".to_owned(),
        Fact::AnyLink(0) => "no client is linked".to_owned(),
        Fact::Linked(false) => "this client is not linked".to_owned(),
        Fact::NotBarred(false) => "access to this client was closed".to_owned(),
        Fact::MethodSaved(Some(false)) => "no payment method is saved".to_owned(),
        Fact::PortalOpen(Some(Portal::ClientInactive)) => "the client is inactive, so its portal is closed".to_owned(),
        Fact::PortalOpen(Some(Portal::NotInPortal)) => {
            "the client's record says that it is not in the portal".to_owned()
        }
        Fact::MaySeePayments(false) => "that needs the permission to see payments".to_owned(),
        fact => step(fact),
    }
}

/// What a fact answers.
pub(super) fn question(fact: Fact) -> &'static str {
    match fact {
        Fact::AccountExists(_) => "whether there is an account",
        Fact::EmailVerified(_) => "whether the e-mail is verified",
        Fact::SignInOpen(_) => "whether wrong passwords have locked the sign-in",
        Fact::SignedInBefore(_) => "whether the user is signed in already",
        Fact::AnyLink(_) => "whether any client is linked",
        Fact::AnyOpenPortal(_) => "whether a linked client has an open portal",
        Fact::Linked(_) => "whether this client is linked",
        Fact::NotBarred(_) => "whether access to this client was closed",
        Fact::ClaimsOpen(_) => "whether wrong keys have locked this account's claims",
        Fact::KeyThere(_) => "whether the client ever had an invoice, whose number would make a key",
        Fact::KeyOpen(_) => "whether the key is open",
        Fact::CodeNeeded(_) => "whether the portal asks for a code besides the key",
        Fact::BoundToClient(_) => "whether the visit is for this client",
        Fact::OneClickLink(_) => "whether the one-click link is good",
        Fact::PortalOpen(_) => "whether the portal is open",
        Fact::HistoryShown(_) => "whether the firm shows payment history",
        Fact::MethodSaved(_) => "whether a payment method is saved",
        Fact::LettersThere(_) => "whether there is an engagement letter",
        Fact::LettersToSign(_) => "whether an engagement letter waits for a signature",
        Fact::MaySeePayments(_) => "whether there is the permission to see payments",
        Fact::OnlyLooks(_) => "whether this is looking only",
    }
}
