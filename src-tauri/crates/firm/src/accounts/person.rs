use chrono::{DateTime, Utc};
use contract::ActorKind;
use domain::{ClientId, Origin, PortalUserId};

use crate::db::portal_users::AccountRow;
use crate::db::{self, Transaction};
use crate::linking::{Act, Actor, By, LinkOrder, change_link};
use crate::{Error, FirmId};

/// A portal user who does something about the own account.
pub(super) struct Person<'a> {
    pub(super) user: PortalUserId,
    pub(super) account: &'a AccountRow,
    pub(super) now: DateTime<Utc>,
    pub(super) request_id: &'a str,
}

impl Person<'_> {
    /// Links every client that lists the address as a contact, at the moment that it becomes verified (rule 21).
    pub(super) async fn link_contacts(&self, tx: &mut Transaction, firm: FirmId) -> Result<(), Error> {
        for client in db::clients::listing_contact(tx, firm, &self.account.email_key).await? {
            self.link(tx, firm, &client, Origin::Contact, Some(&self.account.email)).await?;
        }
        Ok(())
    }

    /// Links the client that the person came from to sign up (20): by a key, which was shown then, or by a one-click link, if
    /// that is still good (13).
    pub(super) async fn link_where_from(&self, tx: &mut Transaction, firm: FirmId) -> Result<(), Error> {
        let Some(client) = &self.account.came_from else { return Ok(()) };
        let client = ClientId::new(client)?;
        let Some(link_id) = &self.account.came_by_link else {
            return self.link(tx, firm, &client, Origin::SignUp, None).await;
        };
        let sent = db::one_click::get(tx, firm, &client, link_id).await?;
        match sent.filter(|sent| sent.link.is_good_for(&self.account.email_key, self.now)) {
            Some(sent) => self.link(tx, firm, &client, Origin::SignUp, Some(&sent.recipient)).await,
            None => Ok(()),
        }
    }

    pub(super) async fn link(
        &self,
        tx: &mut Transaction,
        firm: FirmId,
        client: &ClientId,
        origin: Origin,
        evidence: Option<&str>,
    ) -> Result<(), Error> {
        let order = LinkOrder {
            user: self.user,
            client,
            act: Act::Link(origin),
            if_version: None,
            confirmed: true,
            evidence,
            by: By {
                actor: Actor { kind: ActorKind::PortalUser, name: &self.account.name() },
                reason: None,
                now: self.now,
                request_id: self.request_id,
            },
        };
        change_link(tx, firm, &order).await?;
        Ok(())
    }
}
