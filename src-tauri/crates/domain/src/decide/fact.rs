use crate::{ClaimLock, LinkState, Portal, SignInLock};

/// A fact that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// There is an account to sign in to (rule 11).
    AccountExists(bool),
    /// The account's e-mail address is verified (15).
    EmailVerified(bool),
    /// Wrong passwords do not keep the account from being signed in to (14); none where that is not known.
    SignInOpen(Option<SignInLock>),
    /// They do, but whoever is signed in already goes on: whether this person is, is not known.
    SignedInBefore(SignInLock),
    /// So many clients are linked; without any, one must be claimed first (25).
    AnyLink(usize),
    /// So many of the linked clients' portals are open (1).
    AnyOpenPortal(usize),
    /// The client in question is linked (24).
    Linked(bool),
    /// Staff have not barred this user from claiming the client (27).
    NotBarred(bool),
    /// Wrong keys do not keep the account from claiming (10); none where that is not known.
    ClaimsOpen(Option<ClaimLock>),
    /// The client has a key: it had an invoice at some time, since a key is its Client ID with the number of one (9);
    /// none where that is not known.
    KeyThere(Option<bool>),
    /// Wrong tries have not closed the client's key (10).
    KeyOpen(bool),
    /// A code is needed besides the key, from the mail to a contact (10): who has only the key is not let in. Whether
    /// the person gets at that mail is never known; nor, where it says none, whether a code is needed.
    CodeNeeded(Option<bool>),
    /// The visit is bound to the client in question (12).
    BoundToClient(bool),
    /// The one-click link is good (13).
    OneClickLink(LinkState),
    /// The state of the portal in question (1); none if there is no such client.
    PortalOpen(Option<Portal>),
    /// The firm shows payment history (33).
    HistoryShown(bool),
    /// A payment method is saved (34); none where that is not known.
    MethodSaved(Option<bool>),
    /// So many letters cover the linked clients in question (35); none where that is not known.
    LettersThere(Option<u32>),
    /// So many letters wait for this person's signature (35); none where that is not known.
    LettersToSign(Option<u32>),
    /// Staff have the permission to see payments (38).
    MaySeePayments(bool),
    /// Staff look, and do nothing in anybody's place (12, 14).
    OnlyLooks(bool),
}

impl Fact {
    /// Whether it stands in nobody's way; none where it is not known.
    #[must_use]
    pub fn holds(self) -> Option<bool> {
        match self {
            Self::AccountExists(yes)
            | Self::EmailVerified(yes)
            | Self::Linked(yes)
            | Self::NotBarred(yes)
            | Self::KeyOpen(yes)
            | Self::BoundToClient(yes)
            | Self::HistoryShown(yes)
            | Self::MaySeePayments(yes)
            | Self::OnlyLooks(yes) => Some(yes),
            Self::SignInOpen(lock) => lock.map(SignInLock::is_open),
            Self::ClaimsOpen(lock) => lock.map(ClaimLock::is_open),
            Self::SignedInBefore(lock) => lock.is_open().then_some(true),
            Self::CodeNeeded(needed) => needed.filter(|needed| !needed).map(|_| true),
            Self::AnyLink(count) | Self::AnyOpenPortal(count) => Some(count > 0),
            Self::OneClickLink(state) => Some(state == LinkState::Good),
            Self::PortalOpen(portal) => Some(portal.is_some_and(Portal::is_open)),
            Self::MethodSaved(yes) | Self::KeyThere(yes) => yes,
            Self::LettersThere(count) | Self::LettersToSign(count) => count.map(|count| count > 0),
        }
    }
}
