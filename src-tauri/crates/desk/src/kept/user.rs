use contract::answers::{KnownBar, KnownLink, KnownPortal, KnownPortals, KnownUser, Suggested, detail, user_portal};
use contract::{PortalUserDetail, UserPortal};
use domain::{ClientId, Email, PortalUserId, fold};

use super::facts::{OfUser, facts};
use super::{Kept, not_found};
use crate::Error;
use crate::cache::{Reading, Tie};

impl Kept {
    /// Everything that the link manager shows of a portal user, but the history of changes.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such portal user here, else as [`crate::Cache::read`].
    pub(crate) async fn portal_user(&self, id: PortalUserId) -> Result<PortalUserDetail, Error> {
        let mut reading = self.cache.read().await?;
        let user = reading.users(&[id]).await?.pop();
        let user = user.ok_or_else(|| not_found("There is no such portal user on this computer."))?;
        let of_user = OfUser::read(&mut reading, user).await?;
        let suggested = suggested(&mut reading, &of_user).await?;
        let facts = facts(&mut reading, Some(&of_user), &[], self.now()).await?;
        drop(reading);
        let (links, bars) = links_and_bars(&of_user);
        Ok(detail(KnownUser { account: of_user.user, links, bars, suggested, changes: None, facts: &facts }))
    }

    /// The portal as this user sees it, merged of all linked clients, but the invoices.
    ///
    /// # Errors
    /// As [`Kept::portal_user`].
    pub(crate) async fn user_portal(&self, id: PortalUserId) -> Result<UserPortal, Error> {
        let mut reading = self.cache.read().await?;
        let account = reading.users(&[id]).await?.pop();
        let account = account.ok_or_else(|| not_found("There is no such portal user on this computer."))?;
        let OfUser { user: account, mut ties } = OfUser::read(&mut reading, account).await?;
        let data_as_of = reading.as_of().await?.data_as_of;
        drop(reading);
        ties.retain(|tie| tie.link.state.origin.is_some());
        let linked = ties.len();
        ties.retain(|tie| tie.client.portal.is_open());
        let portal = |Tie { client, owed, .. }| KnownPortal { client_id: client.client_id, name: client.name, owed };
        let mut open: Vec<_> = ties.into_iter().map(portal).collect();
        open.sort_by_cached_key(|portal| by_name(&portal.name, &portal.client_id));
        Ok(user_portal(KnownPortals { account, linked, open, invoices: None, data_as_of }))
    }
}

/// The linked clients and those that the user is barred from, each by name.
fn links_and_bars(of_user: &OfUser) -> (Vec<KnownLink>, Vec<KnownBar>) {
    let (mut links, mut bars) = (Vec::new(), Vec::new());
    for Tie { link, client, .. } in &of_user.ties {
        let state = &link.state;
        if let (Some(origin), Some(made_at)) = (state.origin, link.made_at) {
            links.push(KnownLink {
                client_id: client.client_id.clone(),
                name: client.name.clone(),
                office: client.office.clone(),
                portal: client.portal,
                origin,
                version: state.version,
                made_by: link.made_by.clone().unwrap_or_default(),
                made_at,
            });
        }
        if let (true, Some(at)) = (state.barred, state.changed_at) {
            bars.push(KnownBar {
                client_id: client.client_id.clone(),
                name: client.name.clone(),
                portal: client.portal,
                by: state.changed_by.clone().unwrap_or_default(),
                at,
                version: state.version,
            });
        }
    }
    links.sort_by_cached_key(|link| by_name(&link.name, &link.client_id));
    bars.sort_by_cached_key(|bar| by_name(&bar.name, &bar.client_id));
    (links, bars)
}

/// The clients that list the address as a contact and are neither linked nor closed to the user, by name (21, 27).
async fn suggested(reading: &mut Reading, of_user: &OfUser) -> Result<Vec<Suggested>, Error> {
    let Ok(email) = Email::new(&of_user.user.email) else { return Ok(Vec::new()) };
    let mut listing = reading.clients_listing(email.key()).await?;
    let stands = |tie: &Tie| tie.link.state.origin.is_some() || tie.link.state.barred;
    listing.retain(|id| !of_user.tie(id).is_some_and(stands));
    let is_this = |address: &str| Email::new(address).is_ok_and(|address| address.key() == email.key());
    let mut suggested: Vec<Suggested> = reading
        .clients(&listing)
        .await?
        .into_iter()
        .map(|client| Suggested {
            receives_invoices: client.contacts.iter().any(|one| one.receives_invoices && is_this(&one.email)),
            client_id: client.client_id,
            name: client.name,
            portal: client.portal,
        })
        .collect();
    suggested.sort_by_cached_key(|client| by_name(&client.name, &client.client_id));
    Ok(suggested)
}

fn by_name(name: &str, id: &ClientId) -> (String, ClientId) {
    (fold(name), id.clone())
}
