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
