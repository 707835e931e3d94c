use domain::{Action, ClientId, Origin, PortalUserId, Who, decide};

use super::person::Person;
use crate::db::portal_users::AccountRow;
use crate::db::{self, Transaction};
use crate::keys::{Asked, KeyRefused, KeyTry, try_key};
use crate::{Error, FirmId, facts};

/// A signed-in portal user's claim of a further client.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Who claims.
    pub user: PortalUserId,
    /// The key that is given. Its user is the one above, whatever it says.
    pub key: KeyTry<'a>,
    /// The id of the request that does it.
    pub request_id: &'a str,
}

/// Claims a further client with its key (rule 22). Claiming what is linked changes nothing.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account.
pub async fn claim(
    tx: &mut Transaction,
    firm: FirmId,
    claim: &Claim<'_>,
) -> Result<Result<ClientId, KeyRefused>, Error> {
    let key = KeyTry { user: Some(claim.user), ..claim.key };
    let account = db::portal_users::get(tx, firm, claim.user).await?;
    // What stands in the account's own way is met together with the key, in the same time.
    let allowed = may_claim(tx, firm, claim.user, &account, &key).await?;
    match try_key(tx, firm, &key, if allowed { Asked::Claim } else { Asked::ClaimInVain }).await? {
        Err(refused) => Ok(Err(refused)),
        Ok(shown) => {
            // Where the firm asks for no invoice number, there is none to show for it (9).
            let asked = db::firms::get(tx, firm).await?.asks_invoice;
            let evidence = asked.then_some(key.invoice_number);
            let person = Person { user: claim.user, account: &account, now: key.now, request_id: claim.request_id };
            person.link(tx, firm, shown.client(), Origin::Claim, evidence).await?;
            Ok(Ok(shown.client().clone()))
        }
    }
}

/// Whether the account itself may claim the client. What else may stand in the way, a closed key or portal, is met by
/// the key: there it is counted, and the visitor gets the one answer of every failed key (rule 10).
async fn may_claim(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    account: &AccountRow,
    key: &KeyTry<'_>,
) -> Result<bool, Error> {
    let client = ClientId::new(key.client_id).ok();
    let facts = facts::of_user_and_client(tx, firm, user, account, client.as_ref(), key.now).await?;
    Ok(!decide(&facts, Who::PortalUser, Action::Claim, client.as_ref()).is_refused_by_account())
}

#[cfg(test)]
mod tests;
