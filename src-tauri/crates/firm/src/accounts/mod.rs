//! What people do with their own accounts: sign up, verify the e-mail address, sign in and out, choose a new password,
//! claim a client (`rules.md` 14, 15, 20 to 22, 25). Staff have no way to do any of it for them, and there is no other way
//! to make an account: the sample firm's people come through here too.
//!
//! Each function is a step inside a transaction. Passwords come hashed or proven: that takes time, and is done before.
//! Whoever only types an address learns nothing of whether it has an account: what there is to say about it goes by mail
//! to the address that is stored.

mod claim;
mod limits;
mod person;
mod reset;
mod sign_in;
mod sign_up;
mod verify;

use chrono::{DateTime, Utc};

use crate::mail::Letterhead;

pub use claim::{Claim, claim};
pub use limits::{MESSAGES_AN_HOUR, MESSAGES_AN_HOUR_FROM_NETWORK};
pub use reset::{RESET_IS_GOOD_FOR, ask_for_reset, reset};
pub use sign_in::{SESSION_IS_GOOD_FOR, SignIn, SignedIn, open_session, sign_in};
pub use sign_up::{NewAccount, SignedUp, ask_to_sign_up, sign_up};
pub use verify::{Password, VERIFICATION_IS_GOOD_FOR, ask_for_verification, verify};

pub(crate) use limits::takes_passwords_from;
pub(crate) use reset::resets;
pub(crate) use sign_in::{password_of, session_user, sign_out};
pub(crate) use verify::waits_for;

/// Where a request that anybody can make comes from, and what it may lead to: what is asked for by typing an address.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// The network, as `domain::Limits::network` names it.
    pub network: &'a str,
    /// Whom messages are from.
    pub letterhead: &'a Letterhead,
    /// When.
    pub now: DateTime<Utc>,
}
