//! Whether a password is looked at, by the limits of `domain::SignInLimits`, and how many messages an address may be sent
//! for the asking (`rules.md` 14).

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Email, SignInLimits};

use super::Asker;
use crate::db::Transaction;
use crate::db::sign_ins::{self, Counted};
use crate::{Error, FirmId, facts};

/// So many messages an hour are sent to one address for the asking.
pub const MESSAGES_AN_HOUR: i64 = 5;
/// So many messages an hour are sent for the asking of one network.
pub const MESSAGES_AN_HOUR_FROM_NETWORK: i64 = 60;

/// Whether a password for this address is looked at at all. What an access check says of the address is the same
/// [`facts::sign_in_lock`] (`rules.md` 40).
pub(super) async fn takes_password(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
    network: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    // Both are asked in any case: what is refused takes no other path.
    let lock = facts::sign_in_lock(tx, firm, email_key, now).await?;
    let near = takes_passwords_from(tx, firm, network, now).await?;
    Ok(lock.is_open() && near)
}

/// Whether a password from this network is looked at at all, whoever's it is.
pub(crate) async fn takes_passwords_from(
    tx: &mut Transaction,
    firm: FirmId,
    network: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let since = now - SignInLimits::NETWORK_WITHIN;
    let wrong = sign_ins::by_network(tx, firm, Counted::WrongPassword, network, since).await?;
    Ok(SignInLimits::takes_from_network(u32::try_from(wrong).unwrap_or(u32::MAX)))
}

/// Whether a message may be sent to this address for the asking. It is counted in any case where it may, whether or not
/// there is an account: the two take the same path and write the same.
pub(super) async fn takes_request(
    tx: &mut Transaction,
    firm: FirmId,
    email: &Email,
    asker: &Asker<'_>,
) -> Result<bool, Error> {
    let (request, since) = (Counted::MessageRequest, asker.now - TimeDelta::hours(1));
    let sent = sign_ins::by_email(tx, firm, request, email.key(), since).await?;
    let near = sign_ins::by_network(tx, firm, request, asker.network, since).await?;
    let takes = sent < MESSAGES_AN_HOUR && near < MESSAGES_AN_HOUR_FROM_NETWORK;
    if takes {
        sign_ins::insert(tx, firm, request, email.key(), asker.network, asker.now).await?;
    }
    Ok(takes)
}
