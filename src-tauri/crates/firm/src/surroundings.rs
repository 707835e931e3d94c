//! What is known beside a decision and may explain it to staff (`rules.md` 40): who took a link away, who lists the address,
//! what became of messages and one-click links.

use chrono::{DateTime, Utc};
use domain::{ClientId, Email, OneClickSent, PortalUserId, Surroundings};

use crate::db::{self, Transaction};
use crate::facts::LINKS_LISTED_FOR;
use crate::{Error, FirmId};

/// All of it about an address (the account's own where there is one), its account if there is one, and the client asked
/// about if it is about one.
pub(crate) async fn of(
    tx: &mut Transaction,
    firm: FirmId,
    email: &Email,
    (user, client): (Option<PortalUserId>, Option<&ClientId>),
    now: DateTime<Utc>,
) -> Result<Surroundings, Error> {
    let de_linked = match user {
        Some(user) => db::activity::taken_away(tx, firm, user, client).await?,
        None => None,
    };
    let one_click = match client {
        Some(client) => {
            let sent = db::one_click::sent(tx, firm, client, now - LINKS_LISTED_FOR).await?;
            let links: Vec<_> = sent.into_iter().map(|sent| sent.link).collect();
            Some(OneClickSent::seen_from(email.key(), &links, now))
        }
        None => None,
    };
    Ok(Surroundings {
        de_linked,
        listed_by: db::clients::listing(tx, firm, email.key(), user, client).await?,
        verification: Some(db::mails::newest_verification(tx, firm, email).await?),
        one_click,
        data_as_of: db::imports::newest_as_of(tx, firm).await?,
    })
}
