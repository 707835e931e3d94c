//! People's accounts, one at a time.

use chrono::{DateTime, Utc};
use contract::{CachedPortalUser, NearAccount};
use domain::directory::search_text;
use domain::{Email, PersonName, PortalUserId, fold};
use sqlx::FromRow;

use super::asked::as_json;
use super::changes::{Changed, note};
use super::firms::{Number, next_number};
use super::{Transaction, query, query_as, query_scalar};
use crate::accounts::NewAccount;
use crate::keys::KeyShown;
use crate::{Error, FirmId, PasswordHash};

/// An account as it is stored.
#[derive(Debug, FromRow)]
pub(crate) struct AccountRow {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) password_hash: String,
    pub(crate) came_from: Option<String>,
    /// The one-click link that it came by; none if it was a key.
    pub(crate) came_by_link: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) verified_at: Option<DateTime<Utc>>,
    pub(crate) last_sign_in_at: Option<DateTime<Utc>>,
}

impl AccountRow {
    /// What the link manager shows of it.
    pub(crate) fn known(self, id: PortalUserId) -> CachedPortalUser {
        CachedPortalUser {
            id,
            first_name: self.first_name,
            last_name: self.last_name,
            email: self.email,
            created_at: self.created_at,
            verified_at: self.verified_at,
            last_sign_in_at: self.last_sign_in_at,
        }
    }

    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// The name, as the person gave it.
    pub(crate) fn person(&self) -> Option<PersonName> {
        PersonName::new(&self.first_name, &self.last_name).ok()
    }

    /// The address that is stored: mail for the account goes here and nowhere else.
    pub(crate) fn address(&self) -> Result<Email, Error> {
        Email::new(&self.email).map_err(|bad| Error::Corrupt(format!("an address that {bad}")))
    }
}

/// The account of this number, or [`Error::NotFound`].
pub(crate) async fn get(tx: &mut Transaction, firm: FirmId, user: PortalUserId) -> Result<AccountRow, Error> {
    let row = query_as(
        "SELECT first_name, last_name, email, email_key, password_hash, came_from, came_by_link, created_at,
             verified_at, last_sign_in_at
         FROM portal_user WHERE firm_id = $1 AND portal_user_id = $2",
    );
    row.bind(firm.get()).bind(user.get()).fetch_optional(tx).await?.ok_or(Error::NotFound("portal user"))
}

/// The account of this address, by number.
pub(crate) async fn by_email(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
) -> Result<Option<PortalUserId>, Error> {
    let id = query_scalar("SELECT portal_user_id FROM portal_user WHERE firm_id = $1 AND email_key = $2");
    Ok(id.bind(firm.get()).bind(email_key).fetch_optional(tx).await?.map(PortalUserId::new))
}

/// The accounts whose address is one slip of the hand away from this one, by address.
pub(crate) async fn near(tx: &mut Transaction, firm: FirmId, email: &Email) -> Result<Vec<NearAccount>, Error> {
    let rows: Vec<(i64, String, String, String)> = query_as(
        "SELECT u.portal_user_id, u.first_name, u.last_name, u.email FROM json_each($2) asked
         JOIN portal_user u ON u.email_key = asked.value WHERE u.firm_id = $1 ORDER BY u.email_key",
    )
    .bind(firm.get())
    .bind(as_json(&email.keys_one_slip_away()))
    .fetch_all(tx)
    .await?;
    let account = |(id, first, last, email): (i64, String, String, String)| NearAccount {
        portal_user_id: PortalUserId::new(id),
        name: format!("{first} {last}"),
        email,
    };
    Ok(rows.into_iter().map(account).collect())
}

/// Adds an account that nobody has verified.
pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    NewAccount { email, name, password, came_from }: &NewAccount<'_>,
    now: DateTime<Utc>,
) -> Result<PortalUserId, Error> {
    let id = next_number(tx, firm, Number::PortalUser).await?;
    let name_key = fold(&name.to_string());
    query(
        "INSERT INTO portal_user (firm_id, portal_user_id, email, email_key, first_name, last_name, name_key,
             search_key, password_hash, came_from, came_by_link, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(firm.get())
    .bind(id)
    .bind(email.as_str())
    .bind(email.key())
    .bind(name.first())
    .bind(name.last())
    .bind(&name_key)
    .bind(search_text(&name.to_string(), email.as_str()))
    .bind(password.as_str())
    .bind(came_from.map(|shown| shown.client().as_str()))
    .bind(came_from.and_then(KeyShown::link_id))
    .bind(now)
    .execute(tx)
    .await?;
    let user = PortalUserId::new(id);
    note(tx, firm, &Changed::PortalUser(user), now).await?;
    Ok(user)
}

pub(crate) async fn set_verified(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query("UPDATE portal_user SET verified_at = $3, password_hash = $4 WHERE firm_id = $1 AND portal_user_id = $2")
        .bind(firm.get())
        .bind(user.get())
        .bind(now)
        .bind(password_hash)
        .execute(tx)
        .await?;
    note(tx, firm, &Changed::PortalUser(user), now).await
}

pub(crate) async fn set_password(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    password: &PasswordHash,
) -> Result<(), Error> {
    query("UPDATE portal_user SET password_hash = $3 WHERE firm_id = $1 AND portal_user_id = $2")
        .bind(firm.get())
        .bind(user.get())
        .bind(password.as_str())
        .execute(tx)
        .await?;
    Ok(())
}

/// Records a sign-in after the one `before`. Desktops are told of one a day: who signs in by the hour would keep all of
/// them busy.
pub(crate) async fn set_signed_in(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    before: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query("UPDATE portal_user SET last_sign_in_at = $3 WHERE firm_id = $1 AND portal_user_id = $2")
        .bind(firm.get())
        .bind(user.get())
        .bind(now)
        .execute(tx)
        .await?;
    match before {
        Some(before) if before.date_naive() == now.date_naive() => Ok(()),
        _ => note(tx, firm, &Changed::PortalUser(user), now).await,
    }
}
