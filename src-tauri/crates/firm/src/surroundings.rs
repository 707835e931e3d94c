//! What is known beside a decision and may explain it to staff (`rules.md` 40): who took a link away, who lists the address,
//! what became of messages and one-click links.

use chrono::{DateTime, Utc};
use domain::{ClientId, Email, LinkState, OneClickSent, PortalUserId, Surroundings};

use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// All of it about an address (the account's own where there is one), its account if there is one, and the client asked about if it is about one.
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
        Some(client) => Some(one_click(tx, firm, client, email, now).await?),
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

async fn one_click(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    email: &Email,
    now: DateTime<Utc>,
) -> Result<OneClickSent, Error> {
    let sent = db::one_click::of_client(tx, firm, client, DateTime::UNIX_EPOCH).await?;
    let mine = sent.iter().find(|(link, _)| link.recipient_key == email.key());
    let still_good = |(link, _): &&(domain::OneClickLink, String)| link.state(now) == LinkState::Good;
    Ok(OneClickSent {
        to_address: mine.map(|(link, _)| (link.state(now), link.sent_at)),
        to_others: sent.iter().filter(still_good).any(|(link, _)| link.recipient_key != email.key()),
    })
}
