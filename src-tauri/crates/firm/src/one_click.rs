//! One-click links (`rules.md` 7, 13): sent by staff to a contact of the client, good for sixty days or until they are revoked.
//! A link's token is in its message alone; what is kept is a digest. Opening one changes nothing: a visit begins with the
//! person's own next step ([`crate::visits`]).

use chrono::{DateTime, Utc};
use contract::{OneClickAbout, OneClickLinkView, OneClickLinks, OneClickRevoked};
use domain::{Action, ClientId, Email, LinkState, OneClickLink, Who, decide};

use crate::db::one_click::{NewLink, SentLink};
use crate::db::{self, Transaction};
use crate::mail::{Letterhead, Message, queue};
use crate::{Error, FirmId, Secret, facts};

/// A link to be sent.
pub(crate) struct Order<'a> {
    pub(crate) client: &'a ClientId,
    pub(crate) about: OneClickAbout,
    /// The address of a contact, as it was typed.
    pub(crate) recipient: &'a str,
    /// Who sends it.
    pub(crate) by: &'a str,
    pub(crate) letterhead: &'a Letterhead,
    pub(crate) now: DateTime<Utc>,
}

/// Sends a link to one of the client's contacts, at the address that the PMS has of it and not at what was typed.
///
/// # Errors
/// [`Error::NotFound`] if there is no such client, [`Error::Invalid`] if its portal is closed or no contact has the address.
pub(crate) async fn send(tx: &mut Transaction, firm: FirmId, order: &Order<'_>) -> Result<OneClickLinkView, Error> {
    let Order { client, about, by, now, .. } = *order;
    let found = db::clients::get(tx, firm, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    if !found.portal.is_open() {
        return Err(Error::Invalid("The client's portal is closed: a link would open nothing.".to_owned()));
    }
    let typed = Email::new(order.recipient).map_err(|bad| Error::Invalid(format!("The address {bad}.")))?;
    let contacts = db::mails::contacts(tx, firm, client).await?;
    let stored = contacts.into_iter().find(|contact| contact.key() == typed.key());
    let stored = stored.ok_or_else(|| Error::Invalid("No contact of this client has this address.".to_owned()))?;
    let (token, link_id) = (Secret::random(), uuid::Uuid::now_v7().to_string());
    let new = NewLink { link_id: &link_id, token: &token, client, about: code(about), recipient: &stored, by };
    db::one_click::insert(tx, firm, &new, now).await?;
    let message = match about {
        OneClickAbout::Invoice => Message::invoice(&stored, order.letterhead, &found.name, &token),
        OneClickAbout::Statement => Message::statement(&stored, order.letterhead, &found.name, &token),
    };
    queue(tx, firm, &message, now).await?;
    let sent = db::one_click::get(tx, firm, client, &link_id).await?.ok_or(Error::NotFound("link"))?;
    Ok(view(sent, now))
}

fn code(about: OneClickAbout) -> &'static str {
    match about {
        OneClickAbout::Invoice => "invoice",
        OneClickAbout::Statement => "statement",
    }
}

/// The links that were sent for a client.
///
/// # Errors
/// [`Error::NotFound`] if there is no such client.
pub(crate) async fn list(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<OneClickLinks, Error> {
    db::clients::get(tx, firm, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    let sent = db::one_click::sent(tx, firm, client, now - facts::LINKS_LISTED_FOR).await?;
    Ok(OneClickLinks { links: sent.into_iter().map(|link| view(link, now)).collect() })
}

/// Revokes a link: it opens nothing from the next request on, and ends the visits that it began.
///
/// # Errors
/// [`Error::NotFound`] if the client has no such link.
pub(crate) async fn revoke(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    link_id: &str,
    now: DateTime<Utc>,
) -> Result<OneClickRevoked, Error> {
    let changed = db::one_click::revoke_one(tx, firm, client, link_id, now).await? > 0;
    let link = db::one_click::get(tx, firm, client, link_id).await?.ok_or(Error::NotFound("link"))?;
    Ok(OneClickRevoked { changed, link: view(link, now) })
}

fn view(sent: SentLink, now: DateTime<Utc>) -> OneClickLinkView {
    let SentLink { link_id, about, recipient, sent_by, link } = sent;
    OneClickLinkView {
        link_id,
        about,
        recipient,
        sent_by,
        sent_at: link.sent_at,
        expires_at: link.expires_at(),
        revoked_at: link.revoked_at,
        good: link.state(now) == LinkState::Good,
    }
}

/// A link that opens its client now.
#[derive(Debug)]
pub(crate) struct Opens {
    pub(crate) link_id: String,
    pub(crate) client: ClientId,
}

/// What the link with this token opens now; none if it is none of the firm's, or opens nothing (any more).
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn opens(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<Opens>, Error> {
    let Some(SentLink { link_id, link, .. }) = db::one_click::by_token(tx, firm, token).await? else { return Ok(None) };
    let allowed = is_open(tx, firm, &link, now).await?;
    Ok(allowed.then_some(Opens { link_id, client: link.client }))
}

/// Whether this link lets its reader see and pay its client now.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn is_open(
    tx: &mut Transaction,
    firm: FirmId,
    link: &OneClickLink,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let facts = facts::of_client_alone(tx, firm, Some(&link.client), now).await?;
    let who = Who::ByOneClickLink(&link.client, link.state(now));
    Ok(decide(&facts, who, Action::SeeAndPay, Some(&link.client)).allowed)
}
