//! What a portal and an account are, as they stand in a row.

use crate::{Access, Portal};

/// A portal's state, as it stands beside a client's name.
#[must_use]
pub fn portal(portal: Portal) -> &'static str {
    match portal {
        Portal::Open => "portal open",
        Portal::ClientInactive => "portal closed: client inactive",
        Portal::NotInPortal => "portal closed: not in the portal",
    }
}

/// What a sign-in leads to, as it stands in a row.
#[must_use]
pub fn access(access: Access) -> &'static str {
    match access {
        Access::CanSignIn => "Can sign in",
        Access::NotVerified => "E-mail not verified",
        Access::MustClaim => "Must claim a client",
        Access::NoOpenPortal => "No open portal",
    }
}

/// What stands where a signed-in user would see portals, for one who sees none.
#[must_use]
pub fn nothing_shows(access: Access) -> Option<&'static str> {
    match access {
        Access::CanSignIn => None,
        Access::NotVerified => {
            Some("Nothing shows until the message that verifies the e-mail address has been opened.")
        }
        Access::MustClaim => Some("No client is linked: the next sign-in asks to claim one before anything shows."),
        Access::NoOpenPortal => Some("The portal of every linked client is closed: nothing shows."),
    }
}

/// What staff cannot change about an account, and who can (rules 14 and 17).
pub const FIXED: &str = "Only the user can verify the e-mail or reset the password. Name and e-mail are fixed: a new \
                         address needs a new account.";

/// The account's own beginnings, as its history tells them.
pub const ACCOUNT_CREATED: &str = "Account created by the user";
/// As above.
pub const EMAIL_VERIFIED: &str = "E-mail verified by the user";
