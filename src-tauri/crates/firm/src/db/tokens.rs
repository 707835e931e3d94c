//! The tokens that go to an address and nowhere else: those that verify it, and those by which a new password is chosen
//! (`rules.md` 14, 15). Only their digests are kept.

use chrono::{DateTime, Utc};
use domain::PortalUserId;

use super::{Transaction, query, query_scalar};
use crate::{Error, FirmId, Secret};

/// What a token is good for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Token {
    /// Verifies the account's address.
    Verification,
    /// Lets a new password be chosen.
    Reset,
}

macro_rules! statement {
    ($token:expr, $sql:literal, $rest:literal) => {
        match $token {
            Token::Verification => concat!($sql, "verification", $rest),
            Token::Reset => concat!($sql, "password_reset", $rest),
        }
    };
}

/// Gives the account a token; older ones of its kind die.
pub(crate) async fn replace(
    tx: &mut Transaction,
    firm: FirmId,
    kind: Token,
    user: PortalUserId,
    token: &Secret,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    delete_all(tx, firm, kind, user).await?;
    let insert =
        statement!(kind, "INSERT INTO ", " (token_hash, firm_id, portal_user_id, expires_at) VALUES ($1, $2, $3, $4)");
    let insert = query(insert).bind(token.digest()).bind(firm.get());
    insert.bind(user.get()).bind(expires_at).execute(tx).await?;
    Ok(())
}

/// Whose token this is, if it is still good.
pub(crate) async fn owner(
    tx: &mut Transaction,
    firm: FirmId,
    kind: Token,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<PortalUserId>, Error> {
    let user =
        statement!(kind, "SELECT portal_user_id FROM ", " WHERE token_hash = $1 AND firm_id = $2 AND expires_at > $3");
    let user = query_scalar(user).bind(token.digest()).bind(firm.get()).bind(now).fetch_optional(tx).await?;
    Ok(user.map(PortalUserId::new))
}

/// Ends every token of this kind that the account has.
pub(crate) async fn delete_all(
    tx: &mut Transaction,
    firm: FirmId,
    kind: Token,
    user: PortalUserId,
) -> Result<(), Error> {
    let delete = statement!(kind, "DELETE FROM ", " WHERE firm_id = $1 AND portal_user_id = $2");
    query(delete).bind(firm.get()).bind(user.get()).execute(tx).await?;
    Ok(())
}
