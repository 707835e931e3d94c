//! How often a password may be wrong, and how many messages an address may be sent for the asking (`rules.md` 14).

use chrono::{DateTime, TimeDelta, Utc};
use domain::Email;

use super::Asker;
use crate::db::Transaction;
use crate::db::sign_ins::{self, Counted};
use crate::{Error, FirmId};

/// So many wrong passwords for one address within [`WRONG_PASSWORDS_WITHIN`], and further ones are refused, the right one
/// too, until that time has passed.
pub const WRONG_PASSWORDS: i64 = 10;
/// See [`WRONG_PASSWORDS`].
pub const WRONG_PASSWORDS_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// So many wrong passwords in a row for one account, over any time, and only a new one helps.
pub const LONGEST_WRONG_ROW: i64 = 100;
/// So many wrong passwords may come from one network within an hour.
pub const WRONG_PASSWORDS_FROM_NETWORK: i64 = 100;
/// So many messages an hour are sent to one address for the asking.
pub const MESSAGES_AN_HOUR: i64 = 5;
/// So many messages an hour are sent for the asking of one network.
pub const MESSAGES_AN_HOUR_FROM_NETWORK: i64 = 60;

/// Whether a password for this address is looked at at all.
pub(super) async fn takes_password(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
    network: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let wrong = Counted::WrongPassword;
    let lately = sign_ins::by_email(tx, firm, wrong, email_key, now - WRONG_PASSWORDS_WITHIN).await?;
    let in_a_row = sign_ins::wrong_in_a_row(tx, firm, email_key).await?;
    let near = takes_passwords_from(tx, firm, network, now).await?;
    Ok(lately < WRONG_PASSWORDS && near && in_a_row < LONGEST_WRONG_ROW)
}

/// Whether a password from this network is looked at at all, whoever's it is.
pub(crate) async fn takes_passwords_from(
    tx: &mut Transaction,
    firm: FirmId,
    network: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let wrong = sign_ins::by_network(tx, firm, Counted::WrongPassword, network, now - TimeDelta::hours(1)).await?;
    Ok(wrong < WRONG_PASSWORDS_FROM_NETWORK)
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
